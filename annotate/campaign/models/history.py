"""`.annotate/models.json`: which models a project had in use before, for `annotate use --former`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.core.path_errors import reading
from annotate.project import Project

FILE = "models.json"
_FORMAT = 1


class Former(BaseModel):
    """A model as annotate.yaml named it, None for no model, and until when it was in use (ISO 8601, UTC)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    model: str | None
    until: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int = _FORMAT
    former: tuple[Former, ...] = ()


def read_history(project: Project) -> tuple[Former, ...]:
    """The former models, the latest last. Raises `ConfigError` if the file is damaged."""
    path = _path(project)
    with reading(path, ConfigError):
        if not path.is_file():
            return ()
        content = path.read_bytes()
    try:
        return _File.model_validate_json(content).former
    except ValidationError as error:
        raise ConfigError(
            f"is damaged: {error.errors()[0]['msg']}.",
            where=str(path),
            remedy="Delete it. Then the models that were in use before are no longer known.",
        ) from error


def write_history(project: Project, former: Sequence[Former]) -> None:
    """Writes the former models."""
    with writing(_path(project)) as file:
        json.dump(_File(former=tuple(former)).model_dump(), file, ensure_ascii=False, indent=1)
        file.write("\n")


def former_now(model: str | None) -> Former:
    """A model that was in use until now."""
    return Former(model=model, until=datetime.now(UTC).isoformat(timespec="seconds"))


def _path(project: Project) -> Path:
    return project.local / FILE
