"""Replays files of suggestions against what people submitted, beside what was on their screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.annotation import Annotation, Status
from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.evaluate.effort.replay import PairedCosts, Replayed, compare_costs, cost_of
from annotate.evaluate.predictions import Predictions, open_predictions

WithNames = Callable[[Ontology, Annotation], Annotation]


@dataclass
class ReplayedFile:
    """The costs of one file of suggestions, on the articles that it has.

    ``replayed`` and ``on_screen`` hold the same answers: those of people who had a suggestion on the screen.
    ``from_nothing`` holds those of people who had none. ``missing`` are submitted articles that the file
    lacks, ``other_text`` those of which it has another text.
    """

    file: str
    versions: dict[str, int] = field(default_factory=dict)
    replayed: Replayed = field(default_factory=Replayed)
    on_screen: Replayed = field(default_factory=Replayed)
    from_nothing: Replayed = field(default_factory=Replayed)
    missing: dict[str, None] = field(default_factory=dict)
    other_text: dict[str, None] = field(default_factory=dict)

    def compared(self, resamples: int) -> PairedCosts:
        """The file's suggestions against those that were on the screen, on the same articles."""
        return compare_costs(self.replayed, self.on_screen, resamples)

    def to_dict(self, resamples: int) -> dict[str, Any]:
        """The form for ``--json``. ``gestures_other`` are those of the suggestions on the screen."""
        compared = self.compared(resamples).to_dict()
        del compared["only_one"], compared["only_other"]  # both sides have the same articles
        alone = self.from_nothing.total
        return {
            "file": self.file,
            "versions": dict(sorted(self.versions.items())),
            **{("gestures_on_screen" if k == "gestures_other" else k): v for k, v in compared.items()},
            "without_suggestion_on_screen": {
                "articles": len(self.from_nothing.articles),
                "gestures": alone.gestures,
                "gestures_from_nothing": alone.from_nothing,
            },
            "missing": list(self.missing),
            "other_text": list(self.other_text),
        }


class Replays:
    """Replays each answer against the suggestion of each file."""

    def __init__(self, files: Sequence[Predictions]) -> None:
        self._files = [(file, ReplayedFile(file.name)) for file in files]

    @classmethod
    @contextmanager
    def opened(cls, paths: Iterable[Path]) -> Iterator[Replays]:
        """Opens files of suggestions. Raises `InputError` for bad lines, or two suggestions of one text."""
        with ExitStack() as stack:
            yield cls([stack.enter_context(open_predictions(path)) for path in paths])

    @property
    def made(self) -> list[ReplayedFile]:
        """The costs of each file, in the order of the files."""
        return [replayed for _, replayed in self._files]

    def take(
        self, record: Record, on_screen: Annotation | None, ontology: Ontology, named: WithNames
    ) -> None:
        """Takes an answer, and the suggestion from which the person started, or None for an empty screen.

        ``named`` gives an annotation the names of the ontology. Raises `InputError` if a file has an answer
        where it should have a suggestion.
        """
        if not self._files:
            return
        article, gold = record.article.id, named(ontology, record.annotation)
        shown = None if on_screen is None else cost_of(named(ontology, on_screen), gold, ontology)
        for predictions, file in self._files:
            found = predictions.of(record)
            if found is None:
                (file.other_text if predictions.knows(article) else file.missing).setdefault(article)
                continue
            suggestion = found.annotation
            if suggestion.status is not Status.SUGGESTED:
                raise InputError(
                    f"has a {suggestion.status} annotation, not a suggestion.",
                    where=f"{file.file}, article {article}",
                    remedy="Name a file that 'annotate prelabel' wrote.",
                )
            file.versions[suggestion.author] = file.versions.get(suggestion.author, 0) + 1
            cost = cost_of(named(ontology, suggestion), gold, ontology)
            if shown is None:
                file.from_nothing.add(article, cost)
            else:
                file.replayed.add(article, cost)
                file.on_screen.add(article, shown)
