"""The patterns of date expressions in one language, as regular expressions.

The name of a group is a letter and the number of the pattern. The letters d, m and y mean day, month and
year; a, n and b mean the first day, month and year of an interval; w means a weekday and v the first of an
interval; r means a day relative to the dateline's, o to the day that the text named before; u and s mean a
unit and its shift, e the present unit; p means a part of a month or year, q a quarter or half of a year, z
a season; x means a day with its weekday.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotate.prelabel.knowledge.lexicon import LexiconFile

_LETTERS = 3  # of a word, which tell that a date may begin
_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_GAP = r"[^\S\n]+"
_MAYBE_GAP = r"[^\S\n]*"
_JOINT = rf"(?:{_GAP}|(?<=['’]))"  # between a word and the next, where an apostrophe needs no blank


class DateForms:
    """The patterns made of the month names and cue words of a lexicon."""

    def __init__(self, words: LexiconFile) -> None:
        self._words = words
        months = [name for names in words.months for name in names]
        # English months have a capital: "March 3", "JUL 8". A capitalised French month may name a planet.
        self._month = any_of([*months, *(name.upper() for name in months)] if words.month_first else months)
        self._named_month = f"(?-i:{self._month})" if words.month_first else self._month
        self._weekdays = any_of(name for names in words.weekdays for name in names)
        self._shifts = any_of(words.calendar_shifts)
        self._parts = any_of(words.date_parts)
        self._links = any_of(words.date_part_links)

    def all(self) -> Iterator[str]:
        """Yields the patterns, the longest first."""
        yield from self._numbers()
        yield from self._days()
        yield from self._parts_of_years()
        yield from self._months()
        if self._words.year_cues:
            cues = any_of(self._words.year_cues)
            yield rf"\b(?:{cues}){_GAP}(?P<y10>{_YEAR})\b(?![-/–%]|[.,]\d)"
        yield from self._shifted()
        yield from self._single_days()
        yield from self._seasons()

    def beginnings(self) -> str:
        """A pattern of the first letters of the words with which a date may begin."""
        words = self._words
        names = [name for names in (*words.months, *words.weekdays) for name in names]
        counted = (words.relative_days, words.next_days, words.calendar_units, words.calendar_shifts)
        cues = (words.date_parts, words.year_parts, words.month_cues, words.year_cues, words.season_cues)
        first = [pair[0] for pair in words.date_between]
        listed = [names, *counted, *cues, first, words.seasons]
        return _first_letters({word[:_LETTERS] for group in listed for word in group})

    def _numbers(self) -> Iterator[str]:
        """Yields "2024-05-01", "16.11.2022", "16/11/2022", "2022-2023", "entre 2016 et 2020"."""
        yield rf"(?<![\w-])(?P<y1>{_YEAR})-(?P<m1>0[1-9]|1[0-2])(?:-(?P<d1>0[1-9]|[12]\d|3[01]))?(?![\w-])"
        dotted = r"(?<![\w/.,-])(?P<d29>0?[1-9]|[12]\d|3[01])\.(?P<m29>0?[1-9]|1[0-2])\."
        yield dotted + rf"(?P<y29>{_YEAR})(?![\w/]|\.\d)"
        if not self._words.month_first:
            number = r"(?<![\w/.,])(?P<d{0}>0[1-9]|[12]\d|3[01])/(?P<m{0}>0[1-9]|1[0-2])"
            yield number.format(20) + rf"/(?P<y20>{_YEAR})(?![\w/])"
            yield number.format(21) + r"(?=[^\S\n]?\()"  # without a year only in a dateline: "22/03 (BELGA)"
        yield rf"(?<![\w/.,-])(?P<b22>{_YEAR})[-–/](?P<y22>{_YEAR})(?![\w/-])"
        for group, (first, then) in enumerate(self._words.date_between, start=30):
            yield (
                rf"\b{re.escape(first)}{_GAP}(?P<b{group}>{_YEAR}){_GAP}{re.escape(then)}{_GAP}"
                rf"(?P<y{group}>{_YEAR})\b"
            )

    def _days(self) -> Iterator[str]:
        """Yields "2 au 4 mars 2021", "March 2 to 4", "lundi 3 mars"."""
        words, month = self._words, self._month
        ordinal = f"(?:{any_of(words.day_ordinals)})?" if words.day_ordinals else ""
        until = rf"(?:{_GAP}(?:{any_of(words.date_until)}){_GAP}|{_MAYBE_GAP}[-–—]{_MAYBE_GAP})"
        weekday = rf"(?:\b(?:{self._weekdays}),?{_GAP})?" if self._weekdays else ""
        year = rf"(?:\.?,?{_GAP}(?P<y{{}}>{_YEAR})\b)?"
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
                rf"\b(?P<n28>(?-i:{month}))\.?{_GAP}(?P<a28>{_DAY}){ordinal}{until}"
                rf"(?P<m28>(?-i:{month}))\.?{_GAP}(?P<d28>{_DAY}){ordinal}\b" + year.format(28)
            )
            yield (
                rf"(?P<x4>{weekday}\b(?P<m4>(?-i:{month}))\.?{_GAP}(?P<d4>{_DAY}){ordinal})(?![\w%]|[.,]\d)"
                + year.format(4)
            )
        yield (
            rf"(?<![\w/.,])(?P<x5>{weekday}(?P<d5>{_DAY}){ordinal}{_GAP}(?P<m5>{month}))\b" + year.format(5)
        )

    def _parts_of_years(self) -> Iterator[str]:
        """Yields "début avril 2020", "premier trimestre 2025", "fin de l'année 2026", "end of the month"."""
        words, month, parts = self._words, self._month, self._parts
        part = rf"(?:(?P<p6>{parts})(?:{_GAP}|(?<=-)))?" if parts else ""
        yield rf"\b{part}(?P<m6>{month})\.?,?{_GAP}(?P<y6>{_YEAR})\b"
        if words.year_parts:
            year = rf"(?:(?:{_GAP}(?:{self._links}))?{_JOINT}(?P<y23>{_YEAR})\b)"
            alone = "" if words.month_first else "?"  # "first half" is a part of a match, too
            yield rf"\b(?P<q23>{any_of(words.year_parts)})\b{year}{alone}"
        if not parts:
            return
        if self._links:
            of = rf"{_GAP}(?:{self._links}){_JOINT}"
            yield rf"\b(?P<p24>{parts}){of}(?P<y24>{_YEAR})\b(?![-/–])"
            yield rf"\b(?P<p25>{parts}){of}(?P<m25>{self._named_month})(?:{_GAP}(?P<y25>{_YEAR})\b)?(?!\w)"
        if words.calendar_units and words.unit_articles:
            unit, article = any_of(words.calendar_units), any_of(words.unit_articles)
            yield rf"\b(?P<p26>{parts}){_GAP}(?:{article}){_JOINT}(?P<e26>{unit})\b"
        yield rf"\b(?P<p7>{parts})(?:{_GAP}|(?<=-))(?P<m7>{self._named_month})\b"
        yield rf"\b(?P<p8>{parts})(?:{_GAP}|(?<=-))(?P<y8>{_YEAR})\b(?![-/–])"

    def _months(self) -> Iterator[str]:
        """Yields "mai dernier", "last May", "en mars"."""
        words, month = self._words, self._month
        after = ""
        if self._shifts and words.shift_first:
            day = rf"{_GAP}(?:{_YEAR}|\d{{1,2}})\b"
            yield rf"\b(?P<s15>{self._shifts}){_GAP}(?P<m15>(?-i:{month}))\b(?!{day})"
        elif self._shifts:
            yield rf"\b(?P<m15>(?-i:{month})){_GAP}(?P<s15>{self._shifts})\b"
            after = rf"(?:{_GAP}(?P<s9>{self._shifts})\b)?"
        if words.month_cues:
            day = r"|\d{1,2}" if words.month_first else ""
            yield (
                rf"\b(?:{any_of(words.month_cues)}){_MAYBE_GAP}(?P<m9>(?-i:{month}))\b{after}"
                rf"(?!\.?{_GAP}(?:{_YEAR}{day})\b)"
            )

    def _shifted(self) -> Iterator[str]:
        """Yields "mardi dernier", "last month"."""
        if not self._shifts:
            return
        shift, unit = self._shifts, any_of(self._words.calendar_units)
        if self._words.shift_first:
            yield rf"\b(?P<s11>{shift}){_GAP}(?P<w11>{self._weekdays})\b"
            yield rf"\b(?P<s12>{shift}){_GAP}(?P<u12>{unit})\b"
        else:
            yield rf"\b(?P<w11>{self._weekdays}){_GAP}(?P<s11>{shift})\b"
            yield rf"\b(?P<u12>{unit}){_GAP}(?P<s12>{shift})\b"

    def _single_days(self) -> Iterator[str]:
        """Yields "jeudi à vendredi", "mardi", "hier", "veille"."""
        words, day = self._words, self._weekdays
        if day and words.weekday_until:
            until = any_of(words.weekday_until)
            yield rf"(?<![\w-])(?P<v16>{day}){_GAP}(?:{until}){_GAP}(?P<w16>{day})\b"
        if day:
            # "Sunday's attack", but no compound.
            case, end = (f"(?-i:{day})", r"(?!-|[’'](?!s\b))") if words.month_first else (day, "(?![-’'])")
            yield rf"(?<![\w-])(?P<w13>{case})\b{end}"
        if words.relative_days:
            yield rf"(?<![\w-])(?P<r14>{any_of(words.relative_days)})\b(?!-)"
        if words.next_days:
            # Not "au lendemain d'une réunion": that day is told by what follows.
            of = rf"{_GAP}(?:{self._links}|des?|du|of|the|an?|that)\b|{_GAP}d['’]|-"
            yield rf"(?<![\w-])(?P<o17>{any_of(words.next_days)})\b(?!{of})"

    def _seasons(self) -> Iterator[str]:
        """Yields "au printemps", "été dernier", "hiver 2024", "last summer"."""
        words = self._words
        if not words.seasons:
            return
        season, shift = any_of(words.seasons), self._shifts or "(?!)"
        year = rf"(?:{_GAP}(?:{self._links}))?{_GAP}{_YEAR}\b"
        if words.shift_first:
            yield rf"\b(?P<z18>(?:{shift}){_GAP}(?:{season}))\b"
            yield rf"\b(?P<z27>(?:{season}){year})"
        else:
            yield rf"\b(?P<z18>(?:{season})(?:{_GAP}(?:{shift})\b|{year}))"
        cues = any_of(words.season_cues)
        if cues:
            yield rf"(?<![\w-])(?:{cues}){_MAYBE_GAP}(?P<z19>{season})\b(?!-)"


def _first_letters(words: Iterable[str]) -> str:
    """A pattern of the same texts as `any_of`, which looks at each letter once: "m(?:a(?:i|r)|e)"."""
    by_first: dict[str, set[str]] = {}
    for word in words:
        by_first.setdefault(word[0].lower(), set()).add(word[1:])
    parts = []
    for first, rests in sorted(by_first.items()):
        following = "" if "" in rests else _first_letters(rests)
        parts.append(re.escape(first) + (f"(?:{following})" if following else ""))
    return "|".join(parts)


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
