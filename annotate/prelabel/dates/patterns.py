"""Finds date expressions, with patterns made of the month names and cue words of a lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from annotate.core.annotation import Span
from annotate.prelabel.dates.forms import DateForms
from annotate.prelabel.dates.values import (
    Day,
    interval,
    shifted_day,
    shifted_month,
    shifted_unit,
    weekday_interval,
    weekday_value,
)
from annotate.prelabel.knowledge.lexicon import Lexicon


@dataclass(frozen=True)
class FoundDate:
    """A date expression: the span in code points, and the meaning.

    The meaning is one of these: a day, month or year (``day``), which ``shift`` puts before or after the
    publication date; an interval from ``day`` to ``last``; a ``weekday`` (0 is Monday), or an interval of
    weekdays up to ``last_weekday``; a number of ``days`` from the dateline's day or, with ``from_previous``,
    from the day that the text named before; or a ``unit`` with its ``shift`` from the publication date. A
    season has no meaning here.
    """

    span: Span
    day: Day | None = None
    last: Day | None = None
    weekday: int | None = None
    last_weekday: int | None = None
    ahead: bool | None = None
    days: int | None = None
    from_previous: bool = False
    unit: str | None = None
    shift: int = 0
    with_weekday: bool = False

    def value(
        self,
        published: str | None,
        anchor: date | None = None,
        *,
        future: bool = False,
        previous: date | None = None,
    ) -> str | None:
        """The ISO 8601 value in the precision of the expression; None if the value cannot be known.

        ``anchor`` is the dateline's day, ``previous`` the day that the text named before. ``future`` says
        that the sentence is about the future.
        """
        if self.day is not None:
            if self.last is not None:
                if self.last.year is None and self.last.day is None:  # a part of the year of publication
                    return self._part_of_year(published)
                return interval(self.day, self.last, published)
            if self.shift:
                return shifted_month(self.day, self.shift, published)
            return self.day.value(published, future=future)
        if self.weekday is not None:
            ahead = future if self.ahead is None else self.ahead
            if self.last_weekday is not None:
                return weekday_interval(self.weekday, self.last_weekday, anchor, ahead=ahead)
            return weekday_value(self.weekday, anchor, ahead=ahead)
        if self.days is not None:
            return shifted_day(self.days, previous if self.from_previous else anchor)
        return shifted_unit(self.unit, self.shift, published) if self.unit else None

    def _part_of_year(self, published: str | None) -> str | None:
        if published is None or self.day is None or self.last is None:
            return None
        year = int(published[:4])
        return interval(Day(year, self.day.month), Day(year, self.last.month), published)

    def decided_by_nearest(self, published: str | None) -> bool:
        """Whether the year is a guess: the text has no year, and the month comes after publication."""
        return self.day is not None and (self.last or self.day).decided_by_nearest(published)

    @property
    def depends_on_tense(self) -> bool:
        """Whether the value depends on the tense of the sentence."""
        if self.weekday is not None:
            return self.ahead is None
        return self.day is not None and self.day.year is None and self.last is None and not self.shift

    @property
    def is_full_day(self) -> bool:
        """Whether the expression is a single day with its month."""
        return self.day is not None and self.day.day is not None and self.last is None


class DatePattern:
    """The date expressions of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words
        self._months = _numbered(words.months, first=1)
        self._weekdays = _numbered(words.weekdays, first=0)
        self._weekday_names = tuple(name.casefold() for name in self._weekdays)
        self._days = {name.casefold(): shift for name, shift in words.relative_days.items()}
        self._next_days = {name.casefold(): shift for name, shift in words.next_days.items()}
        self._short_months = {name.casefold() for names in words.months for name in names[1:]}
        self._year_parts = {name.casefold(): months for name, months in words.year_parts.items()}
        self._units = {name.casefold(): unit for name, unit in words.calendar_units.items()}
        self._shifts = {name.casefold(): shift for name, shift in words.calendar_shifts.items()}
        made = DateForms(words)
        forms = "|".join(f"(?:{form})" for form in made.all())
        # The patterns are tried only where a date may begin.
        self._pattern = re.compile(rf"\b(?=\d|{made.beginnings()})(?:{forms})", re.IGNORECASE)

    def find(self, text: str) -> Iterator[FoundDate]:
        """Yields all date expressions in ``text``, in order, except impossible days (31 February)."""
        for match in self._pattern.finditer(text):
            named = {name.rstrip("0123456789"): name for name, value in match.groupdict().items() if value}
            span = Span(
                start=min(match.start(name) for name in named.values()),
                end=max(match.end(name) for name in named.values()),
            )
            if "m" in named and self._is_abbreviated(text, match.start(named["m"]), span.end):
                span = Span(start=span.start, end=span.end + 1)  # "12 janv."
            found = self._read(span, {kind: match[name] for kind, name in named.items()})
            if found is not None:
                yield found

    def _is_abbreviated(self, text: str, start: int, end: int) -> bool:
        """Whether a date ends with a short form of a month and its full stop."""
        return text[end : end + 1] == "." and text[start:end].casefold() in self._short_months

    def _read(self, span: Span, named: Mapping[str, str]) -> FoundDate | None:
        if "r" in named:
            return FoundDate(span, days=self._days[named["r"].casefold()])
        if "o" in named:
            return FoundDate(span, days=self._next_days[named["o"].casefold()], from_previous=True)
        if "z" in named:
            return FoundDate(span)
        if "q" in named:
            months = self._year_parts[named["q"].casefold()]
            of_year = int(named["y"]) if "y" in named else None
            return FoundDate(span, Day(of_year, months[0]), Day(of_year, months[1]))
        if "b" in named:
            years = int(named["b"]), int(named["y"])
            return FoundDate(span, Day(years[0]), Day(years[1])) if years[0] < years[1] else None
        if "v" in named:
            weekdays = self._weekdays[named["v"].casefold()], self._weekdays[named["w"].casefold()]
            return FoundDate(span, weekday=weekdays[0], last_weekday=weekdays[1])
        if "e" in named:
            return FoundDate(span, unit=self._units[named["e"].casefold()])
        if "m" in named and "s" in named:
            day = Day(None, self._month(named["m"]))
            return FoundDate(span, day, shift=self._shifts[named["s"].casefold()])
        if "u" in named:
            shift = self._shifts[named["s"].casefold()]
            return FoundDate(span, unit=self._units[named["u"].casefold()], shift=shift)
        if "w" in named and "m" not in named:
            ahead = self._shifts[named["s"].casefold()] > 0 if "s" in named else None
            return FoundDate(span, weekday=self._weekdays[named["w"].casefold()], ahead=ahead)
        year = int(named["y"]) if "y" in named else None
        month = self._month(named["m"]) if "m" in named else None
        if "a" in named:  # an interval's first day
            first = Day(None, self._month(named["n"]) if "n" in named else month, int(named["a"]))
            last = Day(year, month, int(named["d"]))
            return FoundDate(span, first, last) if first.exists and last.exists else None
        day = Day(year, month, int(named["d"]) if "d" in named else None)
        with_weekday = "x" in named and named["x"].casefold().startswith(self._weekday_names)
        return FoundDate(span, day, with_weekday=with_weekday) if day.exists else None

    def _month(self, name: str) -> int:
        return int(name) if name.isdigit() else self._months[name.casefold()]


def _numbered(names: Iterable[Iterable[str]], *, first: int) -> dict[str, int]:
    numbered = {name: number for number, listed in enumerate(names, start=first) for name in listed}
    return _Folded(numbered)


class _Folded(dict[str, int]):
    """Maps names to numbers. Keys keep their case, for the patterns; look-ups ignore case."""

    def __init__(self, names: Mapping[str, int]) -> None:
        super().__init__(names)
        self._folded = {name.casefold(): number for name, number in names.items()}

    def __getitem__(self, name: str) -> int:
        return self._folded[name]
