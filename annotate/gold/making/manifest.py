"""The manifest of a release: what came in, what is gold, what was left out and why, and what was noted."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord, GoldRecord
from annotate.gold.effort import Effort
from annotate.gold.gold_counts import GoldCounts, in_order
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.split_file import Splits
from annotate.gold.policy import LeftOut
from annotate.gold.selection import Rules, Selection

_SIZES = ("entities", "events", "arguments")
_BEFORE_ANSWERS = (
    *("languages", "sources", "annotators", "decisions"),
    *("entities", "events", "events_without_trigger", "arguments"),
)


class Counts:
    """Counts over the gold and the answers of a release. Each record is added once."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._gold = GoldCounts()
        self._sizes = array("Q")  # entities, events and arguments of each article
        self._effort = Effort()

    def take(self, record: GoldRecord) -> None:
        """Adds one record of gold."""
        self.ids.append(record.article.id)
        sizes = self._gold.take(record)
        self._sizes.extend(sizes[what] for what in _SIZES)

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
    ) -> dict[str, Any]:
        """The manifest. ``selection`` must be complete."""
        ontology: Ontology = rules.ontology
        counts = self._gold.as_dict(ontology)
        left_out = selection.left_out
        unreviewed = in_order(selection.unreviewed)
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
            **{key: counts[key] for key in _BEFORE_ANSWERS},
            **(
                {"annotations": self._effort.answers, "effort": self._effort.as_dict()}
                if options.annotations
                else {}
            ),
            "findings": in_order(Counter(item.finding.code for item in selection.noted)),
            **{key: counts[key] for key in counts if key not in _BEFORE_ANSWERS},
            **({"with_losses": losses} if losses else {}),
            "unreviewed": {} if rules.reviewed_only else unreviewed,
            "unreviewed_left_out": unreviewed if rules.reviewed_only else {},
            "lifted": in_order(selection.lifted),
            "left_out_by_reason": in_order(Counter(item.code for item in left_out)),
            "left_out": listed(
                replace(item, reason=selection.published.get(item.article, item.reason)) for item in left_out
            ),
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
