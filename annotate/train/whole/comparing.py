"""Compares the suggestions before and after a training, on articles that neither has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotate.core.matching import Outcome, Tally, add_up, strict_match
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.evaluate.counts import Counts, Key, add_counts
from annotate.evaluate.effort.replay import Replayed, compare_costs, replay
from annotate.evaluate.evaluation import Scope, article_score
from annotate.evaluate.scores import Figure
from annotate.prelabel.interface.model_file import ModelLabel, ModelScore, Verdict
from annotate.train.judges.paired_scores import MEASURES, paired_f1
from annotate.train.judges.suggesting import Suggested

ACTIONS = "actions"
SMALLEST = 0.005  # a smaller difference of F1 is none; actions decide then


@dataclass(frozen=True)
class WholeComparison:
    """The scores of both sides, strict tallies of the new side by label, and the number of articles.

    ``labels`` are the counts of both sides by label.
    """

    scores: tuple[ModelScore, ...] = ()
    labels: tuple[ModelLabel, ...] = ()
    tallies: dict[str, Tally] = field(default_factory=dict)
    articles: int = 0

    @property
    def lower(self) -> tuple[str, ...]:
        """The measures whose estimate is worse than before. More actions are worse."""
        return tuple(one.measure for one in self.scores if _gain(one) < 0)

    @property
    def gain(self) -> float:
        """How many actions are saved, as a share of those before."""
        for one in self.scores:
            if one.measure == ACTIONS and one.before:
                return -one.difference / one.before
        return 0.0

    @property
    def verdict(self) -> Verdict:
        """Better if fewer actions are shown. Worse if a measure is lower, or if nothing is better."""
        if self.lower or not any(_gain(one) > 0 for one in self.scores):
            return Verdict.WORSE
        for one in self.scores:
            if one.measure == ACTIONS and one.high is not None and one.high < 0:
                return Verdict.BETTER
        return Verdict.NOT_SHOWN


def _gain(one: ModelScore) -> float:
    if one.measure == ACTIONS:
        return -one.difference
    return one.difference if abs(one.difference) >= SMALLEST else 0.0


def compare_suggestions(
    records: Sequence[GoldRecord], before: Suggested, now: Suggested, ontology: Ontology, scope: Scope
) -> WholeComparison:
    """Compares both sides with gold, article by article. Articles that one side lacks are left out."""
    both = [one for one in records if one.article.id in before and one.article.id in now]
    if not both:
        return WholeComparison()
    counts: tuple[list[Counts], list[Counts]] = ([], [])
    tallies = []
    for record in both:
        for of_side, side in zip(counts, (now, before), strict=True):
            of_side.append(article_score(record, side[record.article.id], scope).counts)
        tallies.append(strict_match(record.annotation.entities, now[record.article.id].entities))
    scores = [
        *(
            _model_score(one.name, one.before.value, one.now, one.difference, one.gold)
            for one in paired_f1(*counts)
        ),
        _actions(both, before, now, ontology),
    ]
    return WholeComparison(tuple(scores), _by_label(*counts), add_up(tallies), len(both))


def _by_label(now: Sequence[Counts], before: Sequence[Counts]) -> tuple[ModelLabel, ...]:
    """The counts of each label of each measure, by the labels' names."""
    sums = add_counts(now), add_counts(before)
    found = []
    for name, (part, measure) in MEASURES.items():
        labels = {
            key.label
            for side in sums
            for key in side
            if (key.part, key.measure) == (part, measure) and key.label is not None
        }
        for label in sorted(labels):
            new, old = (side.get(Key(part, measure, label), Outcome()) for side in sums)
            found.append(
                ModelLabel(
                    measure=name,
                    label=label,
                    gold=max(new.gold, old.gold),
                    predicted_before=old.predicted,
                    correct_before=old.correct,
                    predicted=new.predicted,
                    correct=new.correct,
                )
            )
    return tuple(found)


def _model_score(name: str, before: float, now: Figure, difference: Figure, gold: int) -> ModelScore:
    return ModelScore(
        measure=name,
        before=before,
        now=now.value,
        difference=difference.value,
        low=difference.low,
        high=difference.high,
        now_low=now.low,
        now_high=now.high,
        gold=gold,
    )


def _actions(
    records: Sequence[GoldRecord], before: Suggested, now: Suggested, ontology: Ontology
) -> ModelScore:
    """Gestures an article that turn the suggestions into gold."""

    def replayed(side: Suggested) -> Replayed:
        return replay(((one.article.id, side[one.article.id], one.annotation) for one in records), ontology)

    costs = compare_costs(replayed(now), replayed(before))
    return _model_score(
        ACTIONS,
        costs.other.gestures / costs.articles,
        Figure(costs.one.gestures / costs.articles),
        costs.difference,
        costs.one.from_nothing,
    )
