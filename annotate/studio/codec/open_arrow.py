"""An arrow without a role that may mean several roles, and who chooses among them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Arrow

Place = tuple[int, int]  # a half-open range of code points of the article


@dataclass(frozen=True)
class OpenArrow:
    """An arrow without a role whose direction leaves several ``roles`` possible.

    ``mentions`` are the places and labels of all mentions of the article.
    """

    text: str
    event_type: str
    trigger: Place
    label: str
    mention: Place
    drawn: Arrow
    roles: tuple[str, ...]
    mentions: Collection[tuple[Place, str]] = ()


class RoleJudge(Protocol):
    """Chooses among the roles that the direction of an arrow leaves possible."""

    @property
    def id(self) -> str:
        """``name@version``. A judge that may answer differently has another version."""

    def role(self, arrow: OpenArrow, ontology: Ontology) -> str | None:
        """One of ``arrow.roles``, or None if the judge knows too little."""
