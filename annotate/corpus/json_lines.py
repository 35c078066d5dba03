"""Reads JSON Lines: ``{"id", "text", …}`` or this toolkit's own records, one article per line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from annotate.core.article import Article
from annotate.core.jsonl import RepeatedKeyError, unique_keys
from annotate.core.record import FORMAT
from annotate.corpus.columns import NEEDED, Columns, find_columns, in_meta, missing
from annotate.corpus.decoding import ByteStream, OtherEncodingError, decoded, lines_of, too_long, without_bom
from annotate.corpus.fields import NAMES, make_article, merged_meta
from annotate.corpus.report import Notice, Origin, Refusal, RefusedError, refused
from annotate.corpus.text_files import BOM_NOTICE

_MOST_KNOWN = 1000  # different sets of keys in one file that are remembered
_ARRAY_REMEDY = "Each line must be one JSON object. A JSON array becomes lines with: jq -c '.[]'"


def read_json_lines(
    stream: ByteStream, file: str, language: str | None, given: Mapping[str, str]
) -> Iterator[tuple[Article, Origin] | Notice | Refusal]:
    """Yields the article of each line. Blank lines are skipped; a bad line is refused and reading goes on.

    ``given`` maps fields to keys (`find_columns`). Keys that are not article fields go into ``meta``. The
    article of a record is kept as it is.

    Raises `RefusedError` if the file cannot be read any further.
    """
    meta: dict[str, Any] = {}
    keys = _Keys(file, given)
    for line in lines_of(stream, file):
        place = Origin(file, line.number)
        try:
            if line.data is None:
                raise too_long(place)
            data = line.data
            if line.number == 1:
                data, marked = without_bom(data)
                if marked:
                    meta["bom_dropped"] = True
                    yield Notice(file, BOM_NOTICE)
            if not data.strip():
                continue
            text = decoded(data, place, line.offset + len(line.data) - len(data))
            article, notices = _article(parsed(text, place), place, language, meta, keys)
        except OtherEncodingError:
            raise
        except RefusedError as error:
            yield error.refusal
            continue
        yield from keys.new_notices()
        yield from notices
        yield article, place.with_id_in(keys.id_name)


def parsed(text: str, place: Origin) -> dict[str, Any]:
    """Parses ``text`` as a JSON object. Raises `RefusedError` with the position of the error."""
    try:
        data = json.loads(text, parse_constant=_no_number, object_pairs_hook=unique_keys)
    except RepeatedKeyError as error:
        raise refused(place, f"has {error}.", "Keep one of them.") from error
    except json.JSONDecodeError as error:
        raise refused(
            place,
            f"is not JSON at character {error.pos + 1} ({error.msg}).",
            _ARRAY_REMEDY
            if text.lstrip().startswith("[")
            else "Each line must be one JSON object. A truncated file ends like this.",
        ) from error
    except RecursionError as error:
        raise refused(place, "is too deeply nested.", "Make the article a flat JSON object.") from error
    except ValueError as error:
        raise refused(place, f"is not JSON: {error}.", "Correct that number.") from error
    if not isinstance(data, dict):
        raise refused(
            place,
            f"holds a {type(data).__name__}, not a JSON object.",
            _ARRAY_REMEDY if isinstance(data, list) else "Each line must be one JSON object.",
        )
    return data


class _Keys:
    """Finds which keys hold the fields, and remembers it for the lines with the same keys."""

    def __init__(self, file: str, given: Mapping[str, str]) -> None:
        self._file = file
        self._given = given
        self._known: dict[tuple[str, ...], Columns] = {}
        self._told: set[str] = set()
        self._in_meta: set[str] = set()
        self._new: list[Notice] = []
        self.id_name = "id"  # the key that holds the id in the last line

    def of(self, data: dict[str, Any], place: Origin) -> Columns:
        """The keys of one line. Raises `RefusedError` if id or text is missing."""
        names = tuple(data)
        found = self._known.get(names)
        if found is None:
            found = find_columns(names, self._given)
            if len(self._known) < _MOST_KNOWN:
                self._known[names] = found
        if not all(name in found.taken for name in NEEDED):
            raise missing(found, names, place, "key")
        self.id_name = found.taken["id"]
        notes = [*found.notes]
        if not set(NAMES).issuperset(found.taken.values()):  # keys of another program
            rest = [name for name in found.rest if name not in self._in_meta]
            if rest and len(self._in_meta) < _MOST_KNOWN:
                self._in_meta.update(rest)
                notes.append(in_meta(rest, "key"))
        for note in notes:
            if note not in self._told and len(self._told) < _MOST_KNOWN:
                self._told.add(note)
                self._new.append(Notice(self._file, note))
        return found

    def new_notices(self) -> list[Notice]:
        """The notices since the last call; each sentence comes once for a file."""
        new, self._new = self._new, []
        return new


def _article(
    data: dict[str, Any], place: Origin, language: str | None, meta: dict[str, Any], keys: _Keys
) -> tuple[Article, list[Notice]]:
    if "text" not in data and isinstance(data.get("article"), dict):
        if data.get("format", FORMAT) != FORMAT:
            raise refused(
                place,
                f"is a record of format {data['format']!r}; this version reads format {FORMAT}.",
                "Use the version of annotate that wrote it.",
            )
        data = data["article"]
        extra = {key: value for key, value in data.items() if key not in (*NAMES, "meta")}
        return make_article(data, place, language=language, meta=_meta(data, place), extra=extra, own=meta)
    own = _meta(data, place)
    data.pop("meta", None)
    fields, other = keys.of(data, place).divided(data)
    kept, doubled = merged_meta(own, other, place)
    article, notices = make_article(fields, place, language=language, meta=kept, own=meta)
    return article, doubled + notices


def _meta(data: dict[str, Any], place: Origin) -> dict[str, Any]:
    meta = data.get("meta")
    if meta is None:
        return {}
    if not isinstance(meta, dict):
        raise refused(place, f"has a meta that is a {type(meta).__name__}.", "meta must be a JSON object.")
    return meta


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")
