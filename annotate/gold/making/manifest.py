"""The manifest of a release: what came in, what is gold, what was left out and why, and what was noted."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord, GoldRecord
from annotate.gold.effort import Effort
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.split_file import Splits
from annotate.gold.policy import LeftOut
from annotate.gold.selection import Rules, Selection

_SIZES = ("entities", "events", "arguments")


class Counts:
    """Counts over the gold and the answers of a release. Each record is added once."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._authors: set[str] = set()
        self._decisions: Counter[str] = Counter()
        self._entities: Counter[str] = Counter()
        self._events: Counter[str] = Counter()
        self._arguments: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._sizes = array("Q")  # entities, events and arguments of each article
        self._with_losses = 0
        self._without_trigger = 0
        self._effort = Effort()

    def take(self, record: GoldRecord) -> None:
        """Adds one record of gold."""
        article, annotation = record.article, record.annotation
        arguments = [argument.role for event in annotation.events for argument in event.arguments]
        self.ids.append(article.id)
        self._sizes.extend((len(annotation.entities), len(annotation.events), len(arguments)))
        self._authors.add(annotation.author)
        self._decisions[str(annotation.decision)] += 1
        self._entities.update(entity.label for entity in annotation.entities)
        self._events.update(event.type for event in annotation.events)
        self._without_trigger += sum(event.trigger is None for event in annotation.events)
        self._arguments.update(arguments)
        self._lost.update({code: len(sentences) for code, sentences in annotation.lost.items()})
        self._with_losses += bool(annotation.lost)
        self._languages[article.language or ""] += 1
        self._sources[article.source or ""] += 1

    def take_answer(self, answer: AnswerRecord) -> None:
        """Adds one annotation of annotations.jsonl."""
        self._effort.take(answer.annotation)

    def manifest(
        self,
        name: str,
        release_version: str,
        rules: Rules,
        selection: Selection,
        splits: Splits,
        articles_in: int,
        options: ReleaseOptions,
        hide: Callable[[str], str],
    ) -> dict[str, Any]:
        """The manifest. ``selection`` must be complete. ``hide`` takes people's names out of a sentence."""
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
            "by_split": self._by_split(splits.articles),
            **splits.manifest,
            "languages": _sorted(self._languages),
            "sources": _sorted(self._sources),
            "annotators": len(self._authors),
            "decisions": _sorted(self._decisions),
            "entities": {label: self._entities[label] for label in ontology.entities},
            "events": {label: self._events[label] for label in ontology.events},
            "events_without_trigger": self._without_trigger,
            "arguments": {role: self._arguments[role] for role in ontology.roles},
            **(
                {"annotations": self._effort.answers, "effort": self._effort.as_dict()}
                if options.annotations
                else {}
            ),
            "findings": _sorted(Counter(item.finding.code for item in selection.noted)),
            "articles_with_losses": self._with_losses,
            "lost": _sorted(self._lost),
            **({"with_losses": losses} if losses else {}),
            "unreviewed": {} if rules.reviewed_only else unreviewed,
            "unreviewed_left_out": unreviewed if rules.reviewed_only else {},
            "lifted": _sorted(selection.lifted),
            "left_out_by_reason": _sorted(Counter(item.code for item in left_out)),
            "left_out": listed(replace(item, reason=hide(item.reason)) for item in left_out),
            **({"about": dict(options.about)} if options.about else {}),
        }

    def _by_split(self, splits: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
        """The counts of each split. Articles in no split are not counted."""
        counts = {split: dict.fromkeys(("articles", *_SIZES), 0) for split in splits}
        split_of = {article: split for split, articles in splits.items() for article in articles}
        for number, article in enumerate(self.ids):
            if (split := split_of.get(article)) is not None:
                counts[split]["articles"] += 1
                for offset, what in enumerate(_SIZES):
                    counts[split][what] += self._sizes[number * len(_SIZES) + offset]
        return counts


def listed(left_out: Iterable[LeftOut]) -> list[dict[str, str]]:
    """The articles left out as JSON: article, reason and code."""
    return [{"article": item.article, "reason": item.reason, "code": str(item.code)} for item in left_out]


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {str(name): counts[name] for name in sorted(counts)}
