"""The manifest of a release: what came in, what is gold, what was left out and why, and what was noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord, GoldRecord
from annotate.gold.policy import LeftOut
from annotate.gold.release_options import ReleaseOptions
from annotate.gold.selection import Rules, Selection
from annotate.gold.split_file import Splits


class Counts:
    """Counts over the gold of a release. Each record is added once."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._authors: set[str] = set()
        self._decisions: Counter[str] = Counter()
        self._entities: Counter[str] = Counter()
        self._events: Counter[str] = Counter()
        self._arguments: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._answers: Counter[str] = Counter()
        self._with_losses = 0
        self._without_trigger = 0

    def take(self, record: GoldRecord) -> None:
        """Adds one record."""
        annotation = record.annotation
        self.ids.append(record.article.id)
        self._authors.add(annotation.author)
        self._decisions[str(annotation.decision)] += 1
        self._entities.update(entity.label for entity in annotation.entities)
        self._events.update(event.type for event in annotation.events)
        self._without_trigger += sum(event.trigger is None for event in annotation.events)
        self._arguments.update(argument.role for event in annotation.events for argument in event.arguments)
        self._lost.update({code: len(sentences) for code, sentences in annotation.lost.items()})
        self._with_losses += bool(annotation.lost)

    def take_answer(self, answer: AnswerRecord) -> None:
        """Adds one annotation of annotations.jsonl."""
        self._answers[str(answer.annotation.status)] += 1

    def manifest(
        self,
        name: str,
        release_version: str,
        rules: Rules,
        selection: Selection,
        splits: Splits,
        articles_in: int,
        options: ReleaseOptions,
    ) -> dict[str, Any]:
        """The manifest. ``selection`` must be complete."""
        ontology: Ontology = rules.ontology
        left_out = selection.left_out
        unreviewed = _sorted(selection.unreviewed)
        losses = list(dict.fromkeys(item.article for item in selection.losses))
        return {
            "format": 1,
            "name": name,
            "version": release_version,
            "ontology": ontology.id,
            "policy": selection.policy,
            "articles_in": articles_in,
            "articles": len(self.ids),
            "articles_left_out": len(left_out),
            "splits": {split: len(articles) for split, articles in splits.articles.items()},
            **splits.manifest,
            "annotators": len(self._authors),
            "decisions": _sorted(self._decisions),
            "entities": {label: self._entities[label] for label in ontology.entities},
            "events": {label: self._events[label] for label in ontology.events},
            "events_without_trigger": self._without_trigger,
            "arguments": {role: self._arguments[role] for role in ontology.roles},
            **({"annotations": _sorted(self._answers)} if options.annotations else {}),
            "findings": _sorted(Counter(item.finding.code for item in selection.noted)),
            "articles_with_losses": self._with_losses,
            "lost": _sorted(self._lost),
            **({"with_losses": losses} if losses else {}),
            "unreviewed": {} if rules.reviewed_only else unreviewed,
            "unreviewed_left_out": unreviewed if rules.reviewed_only else {},
            "lifted": _sorted(selection.lifted),
            "left_out_by_reason": _sorted(Counter(item.code for item in left_out)),
            "left_out": listed(left_out),
            **({"about": dict(options.about)} if options.about else {}),
        }


def listed(left_out: Iterable[LeftOut]) -> list[dict[str, str]]:
    """The articles left out as JSON: article, reason and code."""
    return [{"article": item.article, "reason": item.reason, "code": str(item.code)} for item in left_out]


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {str(name): counts[name] for name in sorted(counts)}
