"""The interface of a labeler, the same for built-in ones and plug-ins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from annotate.core.annotation import Annotation
from annotate.core.errors import ConfigError
from annotate.core.plugins import calling
from annotate.prelabel.interface.draft import Draft

ANY_LANGUAGE = "*"  # in `Labeler.languages`: articles in any language, or without a language


@runtime_checkable
class Labeler(Protocol):
    """Reads drafts and suggests entities and events.

    ``version`` must cover code, lexicons and models: different content must not have the same version.
    ``needs`` and ``provides`` name "entities", "events" or "analysis". The needs of a labeler must be
    provided by earlier labelers, except "analysis", which is always available. ``languages`` are ISO 639-1
    codes, or ``{"*"}``.

    A labeler may also have a ``kind``, the origin of its suggestions: "model", "rule" or "gazetteer". Other
    labelers correct suggestions that come from models alone. A labeler without a ``kind``, or with another
    value of it, counts as a model.

    A labeler whose scores of events are learned probabilities may have a method `event_threshold`, which
    takes a language and returns the probability below which merging leaves an event out, or None. The scores
    of other labelers are never compared with a threshold. An `uncertainty` that a labeler gives to an event
    is that of the event's arguments (in bits), to which merging adds that of the event itself.
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

        Every region needs an id: `annotate.prelabel.interface.entities.mention` makes an entity with an id.
        The pipeline adds missing scores and provenance. If an argument names an entity of `Draft.suggested`,
        the answer must repeat that entity unchanged.
        """
        ...


def source(labeler: Labeler) -> str:
    """``name@version``, the labeler's name in provenance."""
    return f"{labeler.name}@{labeler.version}"


def event_threshold(labeler: Labeler, language: str | None) -> float | None:
    """The probability below which events of a labeler are left out; None if its scores are constants.

    Raises `ConfigError` if the method of a plug-in fails, or returns no probability.
    """
    ask = getattr(labeler, "event_threshold", None)
    if not callable(ask):
        return None
    with calling("labeler", labeler.name, labeler, "cannot tell its event_threshold"):
        given = ask(language)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1:
        raise ConfigError(
            f"the labeler {labeler.name} has the event_threshold {given!r:.40}, no number from 0 to 1.",
            remedy="Install its latest version, or tell its author.",
        )
    return float(given)
