"""Dates as an agency writes them, with their ISO 8601 value: "3 mars", "septembre 2024", "2024-05-01".

The span leaves the article out ("le"). A date without a year is read by the day of publication: the
same year where its month is the publication's or earlier, else the nearest occurrence ("15 décembre"
in a dispatch of March is last December's); each such decision is noted. Where the publication names
only a year, that year is taken; where there is none, the date has no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from annotate.core.annotation import Annotation, Entity, Span, Status
from annotate.core.ontology import Ontology
from annotate.prelabel import scores
from annotate.prelabel.draft import Draft
from annotate.prelabel.lexicon import Lexicon
from annotate.prelabel.protocol import Labeler
from annotate.prelabel.region_ids import entity_id
from annotate.prelabel.registry import LabelerContext
from annotate.prelabel.versions import version

LABEL = "DATE"
ATTRIBUTE = "value"
_YEAR = r"(?:1[89]|20)\d\d"
_LEAP_YEAR = 2024  # a day and month without a year may be 29 February


class Dates:
    """Date expressions found by pattern; needs no analysis."""

    name = "dates"
    needs: frozenset[str] = frozenset()
    provides = frozenset({"entities"})

    def __init__(self, lexicons: dict[str, Lexicon], ontology: Ontology) -> None:
        self.version = version(*(lexicon.digest for lexicon in lexicons.values()))
        self.languages = frozenset(lexicons)
        self._patterns = {language: DatePattern(lexicon) for language, lexicon in lexicons.items()}
        self._label = LABEL if LABEL in ontology.entities else None
        self._value = ontology.attributes_of(LABEL).get(ATTRIBUTE)

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The dates of each draft's text; none where the ontology has no type DATE."""
        return [
            Annotation(author=self.name, status=Status.SUGGESTED, entities=tuple(self._entities(draft)))
            for draft in batch
        ]

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if self._label is None or draft.language is None:
            return
        text = draft.article.text
        for found in self._patterns[draft.language].find(text):
            value = found.value(draft.article.published)
            if value is None:
                draft.note("a date without a value: neither it nor the article names a year")
            elif found.decided_by_nearest(draft.article.published):
                draft.note("a date whose year was taken to be the nearest")
            if value is not None and (self._value is None or self._value.problem_with(LABEL, value)):
                value = None
            yield Entity(
                id=entity_id(found.span, LABEL),
                label=LABEL,
                start=found.span.start,
                end=found.span.end,
                text=text[found.span.start : found.span.end],
                attributes={} if value is None else {ATTRIBUTE: value},
                score=scores.DATES,
            )


@dataclass(frozen=True)
class FoundDate:
    """A date expression: where it stands (code points) and which parts it names."""

    span: Span
    year: int | None
    month: int | None
    day: int | None

    def value(self, published: str | None) -> str | None:
        """ISO 8601 in the precision of the expression, or None where no year can be told."""
        if self.month is None:
            return f"{self.year:04}"
        year = self.year if self.year is not None else self._year_by(published)
        if year is None:
            return None
        return f"{year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    def decided_by_nearest(self, published: str | None) -> bool:
        """Whether the year is a guess: none is named and the month is later than the publication's."""
        if self.year is not None or self.month is None or published is None or len(published) < 7:
            return False
        return self.month > int(published[5:7])

    def _year_by(self, published: str | None) -> int | None:
        if published is None:
            return None
        year = int(published[:4])
        near = year
        if self.decided_by_nearest(published) and self.month is not None:
            # At equal distance the past: an agency reports what happened.
            ahead = self.month - int(published[5:7])
            near = year - 1 if 12 - ahead <= ahead else year
        for candidate in (near, near - 1, near + 1, near - 2, near + 2):  # for 29 February
            if self.day is None or self.month is None or _exists(candidate, self.month, self.day):
                return candidate
        return None


class DatePattern:
    """The date expressions of one language, from the month names and cue words of its lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words
        self._months = {
            name.casefold(): number for number, names in enumerate(words.months, start=1) for name in names
        }
        month = _any_of(self._months)
        ordinal = f"(?:{_any_of(words.day_ordinals)})?" if words.day_ordinals else ""
        day = r"(?:0?[1-9]|[12]\d|3[01])"
        gap = r"[^\S\n]+"
        forms = [
            rf"(?<![\w-])(?P<y1>{_YEAR})-(?P<m1>0[1-9]|1[0-2])(?:-(?P<d1>0[1-9]|[12]\d|3[01]))?(?![\w-])",
            rf"(?<![\w/.,])(?P<d2>{day}){ordinal}{gap}(?P<m2>{month})\b(?:\.?{gap}(?P<y2>{_YEAR})\b)?",
            rf"\b(?P<m3>{month})\.?{gap}(?P<y3>{_YEAR})\b",
        ]
        if words.month_cues:
            # Capitalised it may be a planet, a river or a square.
            forms.append(
                rf"\b(?:{_any_of(words.month_cues)})[^\S\n]*(?P<m4>(?-i:{month}))\b(?!\.?{gap}{_YEAR}\b)"
            )
        if words.year_cues:
            forms.append(rf"\b(?:{_any_of(words.year_cues)}){gap}(?P<y5>{_YEAR})\b(?![-/–])")
        self._pattern = re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)

    def find(self, text: str) -> Iterator[FoundDate]:
        """Every date expression of ``text``, in order; an impossible day (31 February) is none."""
        for match in self._pattern.finditer(text):
            named = {name[0]: (name, value) for name, value in match.groupdict().items() if value}
            span = Span(
                start=min(match.start(name) for name, _ in named.values()),
                end=max(match.end(name) for name, _ in named.values()),
            )
            year = int(named["y"][1]) if "y" in named else None
            month = self._month(named["m"][1]) if "m" in named else None
            day = int(named["d"][1]) if "d" in named else None
            if day is None or month is None or _exists(year or _LEAP_YEAR, month, day):
                yield FoundDate(span, year, month, day)

    def _month(self, name: str) -> int:
        return int(name) if name.isdigit() else self._months[name.casefold()]


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``dates``, or ``dates:LEXICON``."""
    return Dates(context.lexicons(argument), context.ontology)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
