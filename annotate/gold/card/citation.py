"""The citation of a release in BibTeX. The year comes from the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotate.gold.card.release_data import ReleaseData
from annotate.gold.card.tally import GoldTally

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "%&#_$"},
}


def citation_fields(release: ReleaseData, gold: GoldTally) -> Iterator[tuple[str, str]]:
    """The key of the entry and its fields that are known, with values as they are."""
    yield "entry", re.sub(r"[^a-z0-9]+", "_", f"{release.name}_{release.version}")
    if release.authors:
        yield "author", " and ".join(release.authors)
    else:  # BibTeX sorts an entry without author by `key`, and warns if it has neither
        yield "key", release.title
    yield "title", release.title
    if year := dated(gold)[:4]:
        yield "year", year
    yield "version", release.version
    if "url" in release.about:
        yield "url", release.about["url"]
    if not release.authors:
        yield "note", "Authors not stated"


def dated(gold: GoldTally) -> str:
    """The date of a release: the day of the last change of its gold, else of the last article; or empty."""
    published = (date for date in gold.published if date is not None)
    return gold.last_change or max(published, default="")


def bibtex(fields: Iterable[tuple[str, str]]) -> str:
    """The entry in BibTeX, with TeX's special characters escaped."""
    (_, key), *others = fields
    lines = [f"  {name} = {{{_value(name, value)}}}" for name, value in others]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _value(name: str, value: str) -> str:
    if name == "url":  # the package url takes it as it is
        return re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", value)
    escaped = "".join(_ESCAPES.get(character, character) for character in value)
    return f"{{{escaped}}}" if name == "title" else escaped
