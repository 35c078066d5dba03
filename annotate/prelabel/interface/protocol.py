"""What a labeler is: the interface of built-in ones and plug-ins alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from annotate.core.annotation import Annotation
from annotate.prelabel.interface.draft import Draft

ANY_LANGUAGE = "*"  # in `Labeler.languages`: articles of every language, and of none


@runtime_checkable
class Labeler(Protocol):
    """Reads drafts and suggests entities and events.

    ``version`` covers code, lexicons and model: other content under an old version is an error.
    ``needs`` and ``provides`` name "entities", "events" or "analysis"; what is needed must be
    provided by a labeler before it ("analysis" is always there). ``languages`` are ISO 639-1
    codes, or ``{"*"}``.

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
        """One annotation per draft, in the same order. Region ids, scores and provenance may be left
        to the pipeline. An entity of `Draft.suggested` that an argument names is repeated as it stands.
        """
        ...


def source(labeler: Labeler) -> str:
    """``name@version``, as provenance names a labeler."""
    return f"{labeler.name}@{labeler.version}"
