"""Reads the words of dates with the lexicons of the labeler `dates`, for the checks of lint."""

from __future__ import annotations

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.gold.lint.dates import DateReader, DateWords, years_only
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.languages.registry import known_languages


def date_reader(ontology: Ontology) -> DateReader:
    """A reader for all languages with a lexicon. It reads years alone in others, and without dateutil."""
    try:
        from annotate.prelabel.dates.patterns import DatePattern
    except ModuleNotFoundError:  # dateutil comes with the extra `prelabel`
        return years_only
    try:
        lexicons = LabelerContext(ontology, tuple(known_languages())).lexicons(None)
    except ConfigError:  # no language has a lexicon
        return years_only
    patterns = {language: DatePattern(lexicon) for language, lexicon in lexicons.items()}

    def read(language: str | None, words: str) -> DateWords | None:
        pattern = patterns.get(language or "")
        found = next(pattern.find(words), None) if pattern is not None else None
        if found is None:
            return None
        days = [day for day in (found.day, found.last) if day is not None]
        return DateWords(
            frozenset(day.year for day in days if day.year is not None),
            frozenset(day.month for day in days if day.month is not None),
            frozenset(day.day for day in days if day.day is not None),
            found.weekday,
        )

    return read
