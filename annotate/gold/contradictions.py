"""Checks that gold has every article once, and that its splits share none. A release may have been edited."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic_core import from_json

from annotate.core.errors import InputError
from annotate.core.jsonl import read_raw_records
from annotate.core.wording import counted

_EDITED = "The release was edited; get it again, or make a new version with 'annotate release create'."
_MOST_NAMED = 5
_BEGIN = re.compile(rb'\{"format":1,"article":\{"id":"([ !#-\[\]-~]+)"').match


def check_gold(
    file: Path, splits: Mapping[str, Sequence[str]], splits_file: Path, in_no_split: Sequence[str] = ()
) -> None:
    """Raises `InputError` if gold has an article twice, or if ``splits`` do not fit the articles.

    If there are splits, each article must be in exactly one of them or ``in_no_split``, and these must name
    no other articles.
    Lines that hold no article are passed over; reading the records names them.
    """
    lines: dict[str, int] = {}
    for raw in read_raw_records(file):
        article = article_id(raw.line)
        if article is None:
            continue
        if article in lines:
            raise InputError(
                f"has article {article!r} twice, in lines {lines[article]} and {raw.number}.",
                where=str(file),
                remedy="Keep one record for each article. 'annotate release create' makes one record of"
                " several annotations.",
            )
        lines[article] = raw.number
    _check_splits(lines, splits, splits_file, in_no_split)


def _check_splits(
    lines: Mapping[str, int],
    splits: Mapping[str, Sequence[str]],
    splits_file: Path,
    in_no_split: Sequence[str],
) -> None:
    places: dict[str, str] = {}
    for name, ids in splits.items():
        for article in ids:
            if article in places:
                other = places[article]
                where = f"twice in the split {name}" if other == name else f"in the splits {other} and {name}"
                raise _contradiction(f"has article {article!r} {where}.", splits_file)
            places[article] = name
    for article in in_no_split:
        if article in places:
            other = f"in the split {places[article]} and" if places[article] else "twice"
            where = f"{other} among those left out of the splits"
            raise _contradiction(f"has article {article!r} {where}.", splits_file)
        places[article] = ""
    if unknown := [article for article in places if article not in lines]:
        raise _contradiction(
            f"names {counted(len(unknown), 'article')} not in the gold: {_named(unknown)}.", splits_file
        )
    if splits and (unnamed := [article for article in lines if article not in places]):
        raise _contradiction(
            f"leaves {counted(len(unnamed), 'article')} of the gold in no split: {_named(unnamed)}.",
            splits_file,
        )


def _contradiction(what: str, splits_file: Path) -> InputError:
    return InputError(what, where=str(splits_file), remedy=_EDITED)


def _named(ids: Sequence[str]) -> str:
    return ", ".join(repr(article[:60]) for article in ids[:_MOST_NAMED]) + (
        ", …" if len(ids) > _MOST_NAMED else ""
    )


def article_id(line: bytes) -> str | None:
    """The id of the article of a line, or None if the line holds no article."""
    # Lines as we write them begin like this. Whether the rest is valid is checked when the record is read.
    if (begin := _BEGIN(line)) is not None and line.endswith((b"}}", b"}}\n")):
        return begin[1].decode("ascii")
    try:
        data = from_json(line)
    except ValueError:
        return None
    article = data.get("article") if isinstance(data, dict) else None
    found = article.get("id") if isinstance(article, dict) else None
    return found if isinstance(found, str) else None
