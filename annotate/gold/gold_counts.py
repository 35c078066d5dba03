"""What the gold of a release holds, counted: labels, decisions, losses, languages, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord
from annotate.core.unsure import ARTICLES, ENTITIES, EVENTS, unsure_counts


class GoldCounts:
    """Counts over the gold of a release. Each record is added once, in any order."""

    def __init__(self) -> None:
        self._authors: set[str] = set()
        self._decisions: Counter[str] = Counter()
        self._entities: Counter[str] = Counter()
        self._events: Counter[str] = Counter()
        self._arguments: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._with_losses = 0
        self._without_trigger = 0
        self._unsure = Counter(dict.fromkeys((ARTICLES, ENTITIES, EVENTS), 0))

    def take(self, record: AnswerRecord) -> dict[str, int]:
        """Adds one record. Returns the number of its entities, events and arguments, by these names."""
        article, annotation = record.article, record.annotation
        arguments = [argument.role for event in annotation.events for argument in event.arguments]
        self._authors.add(annotation.author)
        self._decisions[str(annotation.decision)] += 1
        self._entities.update(entity.label for entity in annotation.entities)
        self._events.update(event.type for event in annotation.events)
        self._without_trigger += sum(event.trigger is None for event in annotation.events)
        self._arguments.update(arguments)
        self._lost.update({code: len(sentences) for code, sentences in annotation.lost.items()})
        self._with_losses += bool(annotation.lost)
        self._unsure.update(unsure_counts(annotation))
        self._languages[article.language or ""] += 1
        self._sources[article.source or ""] += 1
        return {
            "entities": len(annotation.entities),
            "events": len(annotation.events),
            "arguments": len(arguments),
        }

    def as_dict(self, ontology: Ontology) -> dict[str, Any]:
        """The counts as the manifest has them. Labels and roles are those of the ontology, in its order."""
        return {
            "languages": in_order(self._languages),
            "sources": in_order(self._sources),
            "annotators": len(self._authors),
            "decisions": in_order(self._decisions),
            "entities": {label: self._entities[label] for label in ontology.entities},
            "events": {label: self._events[label] for label in ontology.events},
            "events_without_trigger": self._without_trigger,
            "arguments": {role: self._arguments[role] for role in ontology.roles},
            "articles_with_losses": self._with_losses,
            "lost": in_order(self._lost),
            "unsure": dict(self._unsure),
        }


def in_order(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts as a dictionary, in the order of the names."""
    return {str(name): counts[name] for name in sorted(counts)}
