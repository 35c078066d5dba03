"""Finds the suggestion that an annotation started from: in the plan, or in files of suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from annotate.core.annotation import Annotation, Status
from annotate.core.record import Record
from annotate.evaluate.predictions import Predictions, open_predictions

if TYPE_CHECKING:
    from annotate.studio.store.plan import Plan


class Start(Enum):
    """What an annotation started from, where there is no suggestion to compare it with."""

    NOTHING = "no suggestion"
    UNKNOWN = "a suggestion that is not here"
    PUSHED = "itself: a push sent the annotation"


class Suggestions(Protocol):
    """Where suggestions are looked up."""

    def of(self, record: Record) -> Annotation | Start:
        """The suggestion that the record's annotation started from, or why there is none."""

    def versions(self) -> list[str]:
        """The versions of suggestions, in the order in which they were first pushed, or of the files."""


class SuggestionsInPlan:
    """The suggestions as they were pushed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def versions(self) -> list[str]:
        return self._plan.suggested_versions()

    def of(self, record: Record) -> Annotation | Start:
        from annotate.studio.codec.tasks import Purpose, task_key

        article = record.article
        keys = [task_key(article.id, article.digest, purpose) for purpose in Purpose]
        return chosen(record.annotation, [one for key in keys for one in self._plan.sent(key)])


class SuggestionsInFiles:
    """The suggestions of one or several files, each with one suggestion for a text."""

    def __init__(self, files: Sequence[Predictions]) -> None:
        self._files = files

    @classmethod
    @contextmanager
    def opened(cls, paths: Iterable[Path]) -> Iterator[Self]:
        """Opens the files, which may be ``-``. Raises `InputError` for bad lines or two of one text."""
        with ExitStack() as stack:
            yield cls([stack.enter_context(open_predictions(path)) for path in paths])

    def versions(self) -> list[str]:
        return list(dict.fromkeys(author for file in self._files for author in file.authors()))

    def of(self, record: Record) -> Annotation | Start:
        found = [file.of(record) for file in self._files]
        return chosen(record.annotation, [one.annotation for one in found if one is not None])


def chosen(annotation: Annotation, sent: Sequence[Annotation]) -> Annotation | Start:
    """The suggestion of ``sent`` that an annotation started from.

    ``based_on`` names its version. Without this name, the ids of regions tell: whoever draws a region gets a
    new id. If several suggestions have such an id, nobody knows which one it was.
    """
    suggestions = [one for one in sent if one.status is Status.SUGGESTED]
    if annotation.based_on is not None:
        named = (one for one in suggestions if one.author == annotation.based_on)
        return next(named, Start.UNKNOWN)
    answers = [one for one in sent if one.status is not Status.SUGGESTED]
    if any(_shares(annotation, one) or not (annotation.regions or one.regions) for one in answers):
        return Start.PUSHED
    shared = [one for one in suggestions if _shares(annotation, one)]
    return shared[0] if len(shared) == 1 else Start.UNKNOWN if shared else Start.NOTHING


def _shares(one: Annotation, other: Annotation) -> bool:
    """Whether both have a mention or triggered event with the same id."""
    return not _ids(one).isdisjoint(_ids(other))


def _ids(annotation: Annotation) -> set[str]:
    triggered = (event.id for event in annotation.events if event.trigger is not None)
    return {*(entity.id for entity in annotation.entities), *triggered}
