"""The ISO 8601 values of date expressions, by the publication date of an article and its dateline's day.

- A date without a year is in the year of publication if its month is not later than the month of publication.
  Otherwise the nearest such date is taken: "15 décembre" in a dispatch of March means last December.
- A weekday means the last such weekday up to the dateline's day. In a sentence about the future, it means the
  next such weekday after that day. If the dateline's day is not known, a weekday has no value.

The library dateutil does the calendar arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta, weekday


@dataclass(frozen=True)
class Day:
    """A day, a month or a year. Parts that the expression does not name are None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def exists(self) -> bool:
        """Whether the day exists in some year."""
        if self.day is None or self.month is None:
            return True
        # Without a year, a leap year is used, because the day may be 29 February.
        return _exists(self.year or 2024, self.month, self.day)

    def value(self, published: str | None, *, future: bool = False) -> str | None:
        """The ISO 8601 value in the precision of the expression; None if the year cannot be known.

        In a sentence about the ``future``, a month earlier than the month of publication is in the next year.
        """
        year = self.year if self.year is not None else self._year_by(published)
        if year is None:
            return None
        if future and self.year is None and self.month and published and len(published) >= 7:
            year += (year, self.month) < (int(published[:4]), int(published[5:7]))
        if self.month is None:
            return f"{year:04}"
        return f"{year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    def decided_by_nearest(self, published: str | None) -> bool:
        """Whether the year is a guess: the text has no year, and the month comes after publication."""
        if self.year is not None or self.month is None or published is None or len(published) < 7:
            return False
        return self.month > int(published[5:7])

    def _year_by(self, published: str | None) -> int | None:
        if published is None or self.month is None:
            return None
        year = int(published[:4])
        near = year
        if self.decided_by_nearest(published):
            # Six months either way: the past, because an agency reports what happened.
            ahead = self.month - int(published[5:7])
            near = year - 1 if 12 - ahead <= ahead else year
        for candidate in (near, near - 1, near + 1, near - 2, near + 2):  # for 29 February
            if self.day is None or _exists(candidate, self.month, self.day):
                return candidate
        return None


def shifted_month(day: Day, shift: int, published: str | None) -> str | None:
    """A month of last or next time: "mai dernier", "next August". The month of publication is neither."""
    if published is None or len(published) < 7 or day.month is None:
        return None
    year, month = int(published[:4]), int(published[5:7])
    year += (day.month <= month) if shift > 0 else -(day.month >= month)
    return Day(year, day.month).value(published)


def interval(first: Day, last: Day, published: str | None) -> str | None:
    """The ISO 8601 interval with both days in full: "2 au 4 mars" -> 2021-03-02/2021-03-04."""
    closed = last if last.year is not None else Day(_year(last.value(published)), last.month, last.day)
    year = closed.year
    if first.month is None and first.day is None:  # "entre 2016 et 2020"
        return f"{first.year:04}/{year:04}" if first.year and year and first.year < year else None
    month = first.month or closed.month
    if first.year is None and year is not None and month is not None and closed.month is not None:
        year -= month > closed.month  # "30 décembre au 2 janvier"
    start = Day(first.year or year, month, first.day).value(published)
    end = closed.value(published)
    return f"{start}/{end}" if start and end and start < end else None


def weekday_value(number: int, anchor: date | None, *, ahead: bool) -> str | None:
    """The last weekday ``number`` (0 is Monday) up to ``anchor``; if ``ahead``, the next after ``anchor``."""
    if anchor is None:
        return None
    if ahead:
        return (anchor + relativedelta(days=1, weekday=weekday(number)(+1))).isoformat()
    return (anchor + relativedelta(weekday=weekday(number)(-1))).isoformat()


def weekday_interval(first: int, last: int, anchor: date | None, *, ahead: bool) -> str | None:
    """The interval from the weekday ``first`` to the weekday ``last``, at most a week: "lundi à mercredi"."""
    end = weekday_value(last, anchor, ahead=ahead)
    if end is None or first == last:
        return None
    start = date.fromisoformat(end) + relativedelta(days=-1, weekday=weekday(first)(-1))
    return f"{start.isoformat()}/{end}"


def shifted_day(days: int, anchor: date | None) -> str | None:
    """A day counted from ``anchor``: "hier", "demain"."""
    return None if anchor is None else (anchor + relativedelta(days=days)).isoformat()


def shifted_unit(unit: str, shift: int, published: str | None) -> str | None:
    """A month or year counted from the publication's: "mois dernier". A week has no value."""
    if published is None or unit == "week":
        return None
    year = int(published[:4])
    if unit == "year":
        return f"{year + shift:04}"
    if len(published) < 7:
        return None
    moved = date(year, int(published[5:7]), 1) + relativedelta(months=shift)
    return f"{moved.year:04}-{moved.month:02}"


def _year(value: str | None) -> int | None:
    return int(value[:4]) if value else None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
