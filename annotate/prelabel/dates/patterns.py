"""Finds date expressions, with patterns made of the month names and cue words of a lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from annotate.core.annotation import Span
from annotate.prelabel.dates.values import (
    Day,
    interval,
    shifted_day,
    shifted_unit,
    weekday_value,
)
from annotate.prelabel.knowledge.lexicon import Lexicon, LexiconFile

_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_GAP = r"[^\S\n]+"
_MAYBE_GAP = r"[^\S\n]*"


@dataclass(frozen=True)
class FoundDate:
    """A date expression: the span in code points, and the meaning.

    The meaning is one of these: a day, month or year (``day``); an interval from ``day`` to ``last``; a
    ``weekday`` (0 is Monday); a number of ``days`` from the dateline's day; or a ``unit`` with its ``shift``
    from the publication date.
    """

    span: Span
    day: Day | None = None
    last: Day | None = None
    weekday: int | None = None
    ahead: bool | None = None
    days: int | None = None
    unit: str | None = None
    shift: int = 0

    def value(self, published: str | None, anchor: date | None = None, *, future: bool = False) -> str | None:
        """The ISO 8601 value in the precision of the expression; None if the value cannot be known.

        ``anchor`` is the dateline's day. ``future`` says that the sentence is about the future.
        """
        if self.day is not None:
            if self.last is not None:
                return interval(self.day, self.last, published)
            return self.day.value(published, future=future)
        if self.weekday is not None:
            ahead = future if self.ahead is None else self.ahead
            return weekday_value(self.weekday, anchor, ahead=ahead)
        if self.days is not None:
            return shifted_day(self.days, anchor)
        return shifted_unit(self.unit, self.shift, published) if self.unit else None

    def decided_by_nearest(self, published: str | None) -> bool:
        """Whether the year is a guess: the text has no year, and the month comes after publication."""
        return self.day is not None and (self.last or self.day).decided_by_nearest(published)

    @property
    def depends_on_tense(self) -> bool:
        """Whether the value depends on the tense of the sentence."""
        if self.weekday is not None:
            return self.ahead is None
        return self.day is not None and self.day.year is None and self.last is None

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
        self._days = {name.casefold(): shift for name, shift in words.relative_days.items()}
        self._units = {name.casefold(): unit for name, unit in words.calendar_units.items()}
        self._shifts = {name.casefold(): shift for name, shift in words.calendar_shifts.items()}
        forms = "|".join(f"(?:{form})" for form in self._forms(words))
        self._pattern = re.compile(rf"\b(?=[\d{self._initials(words)}])(?:{forms})", re.IGNORECASE)

    def find(self, text: str) -> Iterator[FoundDate]:
        """Yields all date expressions in ``text``, in order, except impossible days (31 February)."""
        for match in self._pattern.finditer(text):
            named = {name.rstrip("0123456789"): name for name, value in match.groupdict().items() if value}
            span = Span(
                start=min(match.start(name) for name in named.values()),
                end=max(match.end(name) for name in named.values()),
            )
            found = self._read(span, {kind: match[name] for kind, name in named.items()})
            if found is not None:
                yield found

    def _read(self, span: Span, named: Mapping[str, str]) -> FoundDate | None:
        if "r" in named:
            return FoundDate(span, days=self._days[named["r"].casefold()])
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
        return FoundDate(span, day) if day.exists else None

    def _initials(self, words: LexiconFile) -> str:
        """The letters with which a date may begin. The patterns are tried only at these letters."""
        listed = (self._months, self._weekdays, self._days, self._units, self._shifts)
        cues = (words.date_parts, words.month_cues, words.year_cues)
        return "".join(sorted({re.escape(word[0]) for words in (*listed, *cues) for word in words}))

    def _month(self, name: str) -> int:
        return int(name) if name.isdigit() else self._months[name.casefold()]

    def _forms(self, words: LexiconFile) -> Iterator[str]:
        """Yields the patterns, the longest first.

        The name of a group is a letter and the number of the pattern. The letters d, m and y mean day, month
        and year; a and n mean the first day and month of an interval; w means a weekday, r a relative day, u
        and s a unit and its shift, and p a part of a month or year.
        """
        month = _any_of(self._months)
        ordinal = f"(?:{_any_of(words.day_ordinals)})?" if words.day_ordinals else ""
        until = rf"(?:{_GAP}(?:{_any_of(words.date_until)}){_GAP}|{_MAYBE_GAP}[-–—]{_MAYBE_GAP})"
        weekday = rf"(?:\b(?:{_any_of(self._weekdays)}),?{_GAP})?" if self._weekdays else ""
        year = rf"(?:\.?,?{_GAP}(?P<y{{}}>{_YEAR})\b)?"
        yield rf"(?<![\w-])(?P<y1>{_YEAR})-(?P<m1>0[1-9]|1[0-2])(?:-(?P<d1>0[1-9]|[12]\d|3[01]))?(?![\w-])"
        yield (
            rf"(?<![\w/.,])(?P<a2>{_DAY}){ordinal}(?:{_GAP}(?P<n2>{month}))?{until}"
            rf"(?P<d2>{_DAY}){ordinal}{_GAP}(?P<m2>{month})\b" + year.format(2)
        )
        if words.month_first:
            yield (
                rf"\b(?P<m3>(?-i:{month}))\.?{_GAP}(?P<a3>{_DAY}){ordinal}{until}"
                rf"(?P<d3>{_DAY}){ordinal}\b" + year.format(3)
            )
            yield (
                rf"(?P<x4>{weekday}\b(?P<m4>(?-i:{month}))\.?{_GAP}(?P<d4>{_DAY}){ordinal})(?![\w%]|[.,]\d)"
                + year.format(4)
            )
        yield (
            rf"(?<![\w/.,])(?P<x5>{weekday}(?P<d5>{_DAY}){ordinal}{_GAP}(?P<m5>{month}))\b" + year.format(5)
        )
        part = rf"(?:(?P<p{{}}>{_any_of(words.date_parts)})(?:{_GAP}|(?<=-)))?" if words.date_parts else ""
        yield rf"\b{part.format(6)}(?P<m6>{month})\.?,?{_GAP}(?P<y6>{_YEAR})\b"
        if words.date_parts:
            # A capitalised month may name a planet, a river or a square. English months always have capitals.
            name = month if not words.month_first else f"(?-i:{month})"
            yield rf"\b(?P<p7>{_any_of(words.date_parts)})(?:{_GAP}|(?<=-))(?P<m7>{name})\b"
            yield rf"\b(?P<p8>{_any_of(words.date_parts)})(?:{_GAP}|(?<=-))(?P<y8>{_YEAR})\b(?![-/–])"
        if words.month_cues:
            day = r"|\d{1,2}" if words.month_first else ""
            yield (
                rf"\b(?:{_any_of(words.month_cues)}){_MAYBE_GAP}(?P<m9>(?-i:{month}))\b"
                rf"(?!\.?{_GAP}(?:{_YEAR}{day})\b)"
            )
        if words.year_cues:
            yield rf"\b(?:{_any_of(words.year_cues)}){_GAP}(?P<y10>{_YEAR})\b(?![-/–%]|[.,]\d)"
        if self._shifts:
            shift, unit = _any_of(self._shifts), _any_of(self._units)
            if words.shift_first:
                yield rf"\b(?P<s11>{shift}){_GAP}(?P<w11>{_any_of(self._weekdays)})\b"
                yield rf"\b(?P<s12>{shift}){_GAP}(?P<u12>{unit})\b"
            else:
                yield rf"\b(?P<w11>{_any_of(self._weekdays)}){_GAP}(?P<s11>{shift})\b"
                yield rf"\b(?P<u12>{unit}){_GAP}(?P<s12>{shift})\b"
        if self._weekdays:
            case = f"(?-i:{_any_of(self._weekdays)})" if words.month_first else _any_of(self._weekdays)
            yield rf"(?<![\w-])(?P<w13>{case})\b(?![-’'])"
        if self._days:
            yield rf"(?<![\w-])(?P<r14>{_any_of(self._days)})\b(?!-)"


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


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
