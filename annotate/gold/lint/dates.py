"""Checks the values of dates against their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from annotate.core.annotation import Entity
from annotate.core.ontology_form import Attribute
from annotate.core.value_pattern import matches
from annotate.gold.lint.case import Case, Odd, odd

_PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_YEAR = re.compile(r"(?<![\d.,])(?:1[89]|20)\d\d(?![\d%]|[.,]\d)")
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
        elif isinstance(value, str) and (why := _contradiction(words, value)):
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


def _contradiction(words: DateWords, value: str) -> str | None:
    parts = _PART.findall(value)
    for name, said, place in (("year", words.years, 0), ("month", words.months, 1), ("day", words.days, 2)):
        given = {int(part[place]) for part in parts if part[place]}
        if given and (missing := sorted(said - given)):
            return f"its words say the {name} {missing[0]}"
    if words.weekday is not None and len(parts) == 1 and all(parts[0]):
        try:
            day = date(*map(int, parts[0])).weekday()
        except ValueError:
            return "this day does not exist"
        if day != words.weekday:
            return f"its words say {_WEEKDAYS[words.weekday]}, and that day is a {_WEEKDAYS[day]}"
    return None
