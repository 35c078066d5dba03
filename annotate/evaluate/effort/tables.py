"""Adds up the edits of many annotations: by part, label, labeler, score band, annotator, day and more."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from annotate.evaluate.effort.edits import Edit, Item
from annotate.evaluate.effort.minutes import Minutes
from annotate.evaluate.reliability import Band, band_name, band_of

DIMENSIONS = ("part", "label", "labeler", "band", "annotator", "day", "version", "source", "round")
OF_ITEMS = frozenset({"part", "label", "labeler", "band"})  # an annotation has several of these
NONE = "–"
NOBODY = (
    "none"  # stands for the band of what nobody suggested, and for the version where nothing was suggested
)
NO_SCORE = "no score"  # stands for the band of what was suggested without a score
Group = tuple[str, ...]  # names of dimensions


@dataclass(frozen=True)
class Facts:
    """What is known of one submitted annotation. ``seconds`` is None if the time is not known.

    ``round`` counts the versions of suggestions from 1. ``time`` is the number of its time among all times.
    """

    annotator: str
    day: str
    version: str
    source: str
    characters: int
    seconds: float | None
    round: str = NONE
    time: int | None = None


@dataclass
class Row:
    """The sums of one group. Suggested = all but added; submitted = all but deleted."""

    edits: Counter[Edit] = field(default_factory=Counter)
    gestures: int = 0
    from_nothing: int = 0
    annotations: int = 0
    first_day: str = ""  # empty if no day is known
    seconds: array[float] = field(default_factory=lambda: array("d"))
    seconds_per_1000: array[float] = field(default_factory=lambda: array("d"))
    times: array[int] = field(default_factory=lambda: array("L"))  # numbers of times
    scored: int = 0
    right: int = 0  # of the scored ones
    scores: float = 0.0  # their sum

    @property
    def suggested(self) -> int:
        """The number of suggested items."""
        return self.edits.total() - self.edits[Edit.ADDED]

    @property
    def submitted(self) -> int:
        """The number of submitted items."""
        return self.edits.total() - self.edits[Edit.DELETED]

    @property
    def saved(self) -> int:
        """The gestures saved by the suggestions; below zero if they cost more than they saved."""
        return self.from_nothing - self.gestures

    @property
    def median_s(self) -> float | None:
        """The median time of an annotation in seconds, or None if no time is known."""
        return median(self.seconds) if self.seconds else None

    @property
    def median_s_per_1000(self) -> float | None:
        """The median time for 1,000 characters of an article in seconds, or None if no time is known."""
        return median(self.seconds_per_1000) if self.seconds_per_1000 else None

    @property
    def band(self) -> Band | None:
        """The suggestions of a row by score band: their mean score, and how many were right."""
        if not self.scored:
            return None
        mean = self.scores / self.scored
        return Band(low=band_of(mean), count=self.scored, mean_score=mean, right=self.right)

    def take(self, item: Item, times: int = 1) -> None:
        """Counts an item, or several equal ones."""
        if item.score is not None:
            self.scored += times
            self.right += times * item.is_right
            self.scores += times * item.score
        self.edits[item.edit] += times
        self.gestures += times * item.gestures
        self.from_nothing += times * item.from_nothing

    def take_annotation(self, items: Row, facts: Facts) -> None:
        """Counts an annotation with the sums of its items."""
        self.edits.update(items.edits)
        self.gestures += items.gestures
        self.from_nothing += items.from_nothing
        self.annotations += 1
        if facts.day != NONE:
            self.first_day = min(self.first_day or facts.day, facts.day)
        if facts.seconds is not None:
            self.seconds.append(facts.seconds)
            if facts.characters:
                self.seconds_per_1000.append(facts.seconds * 1000 / facts.characters)
        if facts.time is not None:
            self.times.append(facts.time)

    def as_dict(
        self, *, with_times: bool, minutes: Minutes | None = None, with_band: bool = False
    ) -> dict[str, Any]:
        """The sums as JSON, with medians of lead times as they are, and with ``minutes`` if given.

        ``with_band``: with the mean score and the share of right suggestions.
        """
        counts = {
            "suggested": self.suggested,
            **{str(edit): self.edits[edit] for edit in Edit},
            "submitted": self.submitted,
            "gestures": self.gestures,
            "gestures_from_nothing": self.from_nothing,
            "gestures_saved": self.saved,
        }
        if with_band and (band := self.band) is not None:
            counts |= {name: value for name, value in band.to_dict().items() if name not in ("from", "to")}
        if not with_times:
            return counts
        return {
            **counts,
            "annotations": self.annotations,
            "first_day": self.first_day or None,
            "annotations_with_time": len(self.seconds),
            "median_lead_time_s": _rounded(self.median_s),
            "median_lead_time_s_per_1000_characters": _rounded(self.median_s_per_1000),
            **({} if minutes is None else minutes.as_dict()),
        }


class Tables:
    """A table for each group of dimensions; the empty group has the sums over everything.

    An item that several labelers proposed counts for each of them, so the rows of a table by labeler may add
    up to more than the total. Labelers are named without their versions. What an annotator added has none.
    """

    def __init__(self, groups: Iterable[Group]) -> None:
        self.rows: dict[Group, dict[tuple[str, ...], Row]] = {group: {} for group in groups}

    def take(self, items: Sequence[Item], facts: Facts) -> None:
        """Counts one annotation with its items."""
        of_annotation = {
            "annotator": facts.annotator,
            "day": facts.day,
            "version": facts.version,
            "source": facts.source,
            "round": facts.round,
        }
        whole = Row()
        of_items = []
        for item, times in Counter(items).items():  # most items of an annotation are equal
            whole.take(item, times)
            values = {
                **of_annotation,
                "part": str(item.part),
                "label": item.label,
                "band": _band(item),
            }
            of_items.append((item, times, values, labelers_of(item)))
        for group, rows in self.rows.items():
            if has_times(group):
                rows.setdefault(_key(group, of_annotation), Row()).take_annotation(whole, facts)
                continue
            by_labeler = "labeler" in group
            for item, times, values, labelers in of_items:
                for labeler in labelers if by_labeler else labelers[:1]:
                    values["labeler"] = labeler
                    rows.setdefault(_key(group, values), Row()).take(item, times)


def has_times(group: Group) -> bool:
    """Whether the rows of a group are of whole annotations, so that they have times."""
    return not OF_ITEMS & set(group)


def has_bands(group: Group) -> bool:
    """Whether the rows of a group are of one score band each."""
    return "band" in group


def labelers_of(item: Item) -> tuple[str, ...]:
    """The names of the labelers that proposed an item, each once, or a dash if there is none."""
    names = (one.partition("@")[0] for one in item.sources)
    return tuple(dict.fromkeys(names)) or (NONE,)


def _band(item: Item) -> str:
    if item.edit is Edit.ADDED:
        return NOBODY
    return NO_SCORE if item.score is None else band_name(band_of(item.score))


def _key(group: Group, values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(values[name] for name in group)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
