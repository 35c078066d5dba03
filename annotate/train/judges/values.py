"""Learns the judge of values: whether a suggested `context` or `sector` is that of gold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from annotate.core.annotation import Entity, Event
from annotate.prelabel.judging.linear import RIGHT, WRONG
from annotate.prelabel.merging.candidates import Contribution, in_order
from annotate.prelabel.merging.events import event_key
from annotate.prelabel.merging.values import JUDGED, VALUES, judged_values, values_of
from annotate.train.judges.fitting import FitSettings, TrainingRow
from annotate.train.judges.learner import Example
from annotate.train.judges.right_or_wrong import RightOrWrong

SETTINGS = FitSettings(inverse_l2=0.3)  # a value that was seldom suggested is drawn to its attribute


class ValueLearner(RightOrWrong):
    """The learner of ``values``."""

    judge = VALUES
    settings = SETTINGS
    labeler = None

    def rows(self, example: Example) -> Sequence[TrainingRow]:
        """One row per suggested value on a region that gold has too.

        If an article's gold has an attribute nowhere, nobody judged it, and there is no row.
        """
        regions: list[Entity | Event] = [*example.gold.entities, *example.gold.events]
        judged = {name for name in JUDGED if any(name in region.attributes for region in regions)}
        right = {_key(region): region for region in regions}
        return [
            TrainingRow(
                features,
                RIGHT if value in values_of(right[key].attributes.get(attribute)) else WRONG,
                example.draft.article.id,
            )
            for key, members in _regions(example.contributions).items()
            if key in right
            for attribute, value, features in judged_values(members, str(key[2]), example.draft.language)
            if attribute in judged
        ]

    def without_judge(self, row: TrainingRow) -> str:
        """All that is suggested counts as right."""
        return RIGHT


_Key = tuple[int, int, str]


def _key(region: Entity | Event) -> _Key:
    if isinstance(region, Entity):
        return region.start, region.end, region.label
    return event_key(region)


def _regions(contributions: Sequence[Contribution]) -> dict[_Key, list[tuple[Contribution, Event]]]:
    found: dict[_Key, list[tuple[Contribution, Entity | Event]]] = {}
    for contribution in in_order(contributions):
        for region in _parts(contribution):
            found.setdefault(_key(region), []).append((contribution, region))
    return cast("dict[_Key, list[tuple[Contribution, Event]]]", found)


def _parts(contribution: Contribution) -> Iterator[Entity | Event]:
    yield from contribution.annotation.entities
    yield from contribution.annotation.events
