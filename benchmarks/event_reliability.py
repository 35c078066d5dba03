"""Measures how reliable the scores of events are: python -m benchmarks.event_reliability [--write].

Reads the training rows that come with the toolkit, so `make weights` must have made them with the present
rules. Each kind of text is scored by a judge that has seen no article of the kind. Diplomacy and the sample,
which are most of the gold, are scored in fifths. Prints the table of reliability, and precision and recall by
threshold.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from random import Random

from annotate.cli.words.calibrate import RELIABILITY_COLUMNS, reliability_rows
from annotate.evaluate.reliability import reliability
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.registry import make_labelers
from annotate.prelabel.judging.linear import RIGHT
from annotate.prelabel.judging.triggers import THRESHOLD, TRIGGERS
from annotate.prelabel.pipeline import DEFAULT_ORDER
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.learner import Origin
from annotate.train.judges.learning import shipped_rows
from annotate.train.judges.triggers import NO_OBJECTION, TriggerLearner
from benchmarks.folds import DIPLOMACY, kind_of, open_records
from benchmarks.generated_parts import PAGE, table, write_part
from benchmarks.gold_sets import SAMPLE
from benchmarks.learn_weights import context_without_judges

FIFTHS, SEED = 5, 3
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_LEAST = 1e-4


@dataclass(frozen=True)
class Scored:
    """A proposed trigger with the probability that a judge gives, which was not learned from its kind."""

    row: TrainingRow
    probability: float

    @property
    def right(self) -> bool:
        return self.row.label == RIGHT

    @property
    def by_rules(self) -> bool:
        return NO_OBJECTION in self.row.features

    @property
    def constant(self) -> float:
        """The score without a judge."""
        parts = [part for part in fixed_scores.TRIGGER if f"part {part}" in self.row.features]
        conditioned = any(name.startswith("conditions with") for name in self.row.features)
        return fixed_scores.CONDITIONED_TRIGGER if conditioned else fixed_scores.TRIGGER[parts[0]]


def folds(articles: Sequence[str]) -> Iterator[frozenset[str]]:
    """The articles that are scored together: a kind of text, or a fifth of diplomacy and sample."""
    kinds: dict[str, list[str]] = {}
    for article in sorted(articles):
        kinds.setdefault(kind_of(article), []).append(article)
    many = [article for kind in (DIPLOMACY, SAMPLE.name) for article in kinds.pop(kind, [])]
    Random(SEED).shuffle(many)  # which articles are in one fold, no secret
    yield from (frozenset(many[number::FIFTHS]) for number in range(FIFTHS))
    yield from map(frozenset, kinds.values())


def scored() -> list[Scored]:
    """All proposals of the shipped rows, by cross-validation."""
    context = context_without_judges()
    stored = shipped_rows(context.ontology)
    if stored is None or TRIGGERS not in stored.rows:
        raise SystemExit("There are no training rows of triggers: run 'make weights'.")
    learner, rows = TriggerLearner(), stored.rows[TRIGGERS]
    labelers = make_labelers(DEFAULT_ORDER, context)
    origin = Origin(context.ontology, labelers, stored.sets, stored.languages, stored.versions)
    found = []
    for tested in folds([record.article.id for record in open_records()]):
        model = learner.fit([row for row in rows if row.group not in tested], origin)
        found += [
            Scored(row, learner.probabilities(model, row)[RIGHT]) for row in rows if row.group in tested
        ]
    return found


def losses(pairs: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """The Brier score and the log loss (nats) of probabilities; less is better."""
    brier = sum((probability - right) ** 2 for probability, right in pairs) / len(pairs)
    logs = (-log(max(probability if right else 1 - probability, _LEAST)) for probability, right in pairs)
    return brier, sum(logs) / len(pairs)


def curve(items: Sequence[Scored], in_gold: int) -> Iterator[tuple[str, ...]]:
    """Precision, recall and F1 of triggers with type: of the rules alone, and by threshold."""
    choices = [("rules alone", [item for item in items if item.by_rules])]
    choices += [
        (
            f"{limit:g}" + (" (default)" if limit == THRESHOLD else ""),
            [i for i in items if i.probability >= limit],
        )
        for limit in THRESHOLDS
    ]
    for name, kept in choices:
        right = sum(item.right for item in kept)
        precision, recall = right / max(len(kept), 1), right / in_gold
        yield (
            name,
            str(len(kept)),
            f"{precision:.3f}",
            f"{recall:.3f}",
            f"{2 * right / (len(kept) + in_gold):.3f}",
        )


def lines_of(items: Sequence[Scored], in_gold: int) -> list[str]:
    """The part of the page."""
    suggested = [(item.probability, item.right) for item in items if item.probability >= THRESHOLD]
    rules = [item for item in items if item.by_rules]
    before = losses([(item.constant, item.right) for item in rules])
    after = losses([(item.probability, item.right) for item in rules])
    reliable = [[str(cell) for cell in row] for row in reliability_rows(reliability(suggested))]
    return [
        "By cross-validation over all open dispatches: a kind of text is scored by a judge that has seen",
        "none of it; diplomacy and the sample, most of the articles, in fifths. The rules were made on",
        "these articles too.",
        "",
        *table(RELIABILITY_COLUMNS, reliable),
        "",
        f"Of the {len(rules)} triggers that the rules find, the Brier score is {before[0]:.3f} with",
        f"constants and {after[0]:.3f} with the judge; the log loss (nats) is {before[1]:.3f} and",
        f"{after[1]:.3f}.",
        "",
        "Triggers with their type, by `event_threshold`:",
        "",
        *table(("threshold", "suggested", "precision", "recall", "F1"), curve(items, in_gold)),
    ]


def main() -> None:
    """Prints the tables. With --write, puts them into docs/prelabelling.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="put the tables into docs/prelabelling.md")
    options = parser.parse_args()
    gold = sum(event.trigger is not None for record in open_records() for event in record.annotation.events)
    lines = lines_of(scored(), gold)
    if options.write:
        write_part(PAGE, "events", lines)
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
