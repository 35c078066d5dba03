"""The interface of a labeler, the same for built-in ones and plug-ins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from annotate.core.annotation import Annotation
from annotate.prelabel.interface.draft import Draft

ANY_LANGUAGE = "*"  # in `Labeler.languages`: articles in any language, or without one


@runtime_checkable
class Labeler(Protocol):
    """Reads drafts and suggests entities and events.

    ``version`` covers code, lexicons and models: different content under the same version is an error.
    ``needs`` and ``provides`` name "entities", "events" or "analysis". Earlier labelers must provide what
    a labeler needs; "analysis" is always available. ``languages`` are ISO 639-1 codes, or ``{"*"}``.

    A labeler may also have a ``kind`` that says what its suggestions come from: "model", "rule" or
    "gazetteer". Other labelers correct what a model alone suggested. Without it a labeler counts as a model.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def languages(self) -> frozenset[str]: ...
    @property
    def needs(self) -> frozenset[str]: ...
    @property
    def provides(self) -> frozenset[str]: ...

    def label(self, batch: Sequence[Draft]) -> Sequence[Annotation]:
        """Returns one annotation per draft, in the same order.

        Every region needs an id: `annotate.prelabel.interface.entities.mention` makes an entity with one. The
        pipeline sets scores and provenance that are missing. If an argument names an entity of
        `Draft.suggested`, the answer repeats that entity unchanged.
        """
        ...


def source(labeler: Labeler) -> str:
    """``name@version``, the labeler's name in provenance."""
    return f"{labeler.name}@{labeler.version}"
