"""Checks the values of dates against their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from annotate.core.annotation import Entity
from annotate.core.ontology_form import Attribute
from annotate.core.value_pattern import matches
from annotate.gold.lint.case import Case, Odd, odd

_PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_YEAR = re.compile(r"(?<![\d.,])(?:1[89]|20)\d\d(?![\d%]|[.,]\d)")
_NIGHT = re.compile(r"\b(?:nuit|night|overnight|noche|noite|notte|Nacht)\b", re.IGNORECASE)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class DateWords:
    """What the words of a date name: years, months and days as numbers, the weekday (0 is Monday)."""

    years: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    weekday: int | None = None


# Reads the words of a date in a language. None if it cannot.
DateReader = Callable[[str | None, str], DateWords | None]


def years_only(language: str | None, words: str) -> DateWords | None:
    """Reads years alone, in any language."""
    years = frozenset(int(found) for found in _YEAR.findall(words))
    return DateWords(years) if years else None


def dates(case: Case, read: DateReader) -> Iterator[Odd]:
    """Dates without a value that the words state, and values that contradict the words."""
    for entity in case.mentions:
        name = _value_of(case, entity)
        if name is None:
            continue
        words = read(case.article.language, entity.text) or years_only(case.article.language, entity.text)
        if words is None:
            continue
        value = entity.attributes.get(name)
        if value is None:
            # A year of the words places the date; a month needs the year of publication.
            if words.years or (words.months and case.article.published):
                yield odd("date-without-value", entity, "has no value, although its words say the date")
        elif isinstance(value, str) and (why := _contradiction(entity.text, words, value)):
            yield odd("date-value", entity, f"has the value {value}, but {why}")


def _value_of(case: Case, entity: Entity) -> str | None:
    """The attribute that holds a date's value: one that is asked for and takes ISO 8601 dates."""
    if case.kind(entity) != "date":
        return None
    found = case.ontology.attributes_of(entity.label)
    return next((name for name, attribute in found.items() if _takes_dates(attribute)), None)


def _takes_dates(attribute: Attribute) -> bool:
    return (
        attribute.kind == "string"
        and attribute.ask
        and attribute.pattern is not None
        and matches(attribute.pattern, "2024-03-03")
        and not matches(attribute.pattern, "a")
    )


def _contradiction(said: str, words: DateWords, value: str) -> str | None:
    parts = _PART.findall(value)
    covered = _interval(value)
    night = _NIGHT.search(said) is not None
    for name, numbers, place in (
        ("year", words.years, 0),
        ("month", words.months, 1),
        ("day", words.days, 2),
    ):
        given = {int(part[place]) for part in parts if part[place]}
        if not given or (covered is not None and covered[place] is None):
            continue
        if covered is not None:
            given |= covered[place] or set()
        missing = sorted(numbers - given)
        # A night lies on two days; its value may be one of them.
        if missing and not (night and numbers & given):
            return f"its words say the {name} {missing[0]}"
    if (day := _outside(words, parts)) is not None:
        return f"its words say the day {day}"
    if words.weekday is not None and len(parts) == 1 and all(parts[0]):
        try:
            day = date(*map(int, parts[0])).weekday()
        except ValueError:
            return "this day does not exist"
        if day != words.weekday:
            return f"its words say {_WEEKDAYS[words.weekday]}, and that day is a {_WEEKDAYS[day]}"
    return None


def _outside(words: DateWords, parts: Sequence[tuple[str, str, str]]) -> int | None:
    """The one day of the words, if it lies outside an interval of two days."""
    if len(parts) != 2 or not all(map(all, parts)) or not len(words.months) == len(words.days) == 1:
        return None
    (month,), (day,) = words.months, words.days
    first, last = (tuple(map(int, part)) for part in parts)
    years = words.years or range(first[0], last[0] + 1)
    return None if any(first <= (year, month, day) <= last for year in years) else day


Covered = tuple[frozenset[int] | None, frozenset[int] | None, frozenset[int] | None]


def _interval(value: str) -> Covered | None:
    """The years, the months and the days of the month in an interval; None for one of them means any.

    None if ``value`` is no interval.
    """
    begin, slash, end = value.partition("/")
    if not slash:
        return None
    first, last = _PART.fullmatch(begin), _PART.fullmatch(end)
    if first is None or last is None:
        return None, None, None  # open at an end
    years = frozenset(range(int(first[1]), int(last[1]) + 1))
    start = 12 * int(first[1]) + int(first[2] or 1) - 1
    stop = 12 * int(last[1]) + int(last[2] or 12) - 1
    months = frozenset(1 + month % 12 for month in range(start, min(stop, start + 11) + 1))
    from_day, to_day = int(first[3] or 1), int(last[3] or 31)
    if stop == start:
        return years, months, frozenset(range(from_day, to_day + 1))
    if stop == start + 1:
        return years, months, frozenset([*range(from_day, 32), *range(1, to_day + 1)])
    return years, months, frozenset(range(1, 32))
