"""The base class of the data models: frozen, keeps unknown keys, writes no default values."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A frozen model whose JSON form keeps unknown keys and omits fields with their default value."""

    model_config = ConfigDict(frozen=True, extra="allow")

    def to_dict(self) -> dict[str, Any]:
        """The JSON form as plain Python values."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def to_json(self) -> str:
        """The JSON form on one line, with non-ASCII characters unescaped."""
        return self.model_dump_json(exclude_defaults=True)

    def with_(self, **changes: Any) -> Self:
        """A copy with some fields changed. The copy is validated."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}  # no cached property
        return type(self).model_validate({**kept, **(self.model_extra or {}), **changes})
