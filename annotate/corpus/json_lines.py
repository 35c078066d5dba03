"""Reads JSON Lines: ``{"id", "text", …}`` or this toolkit's own records, one article per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotate.core.article import Article
from annotate.core.record import FORMAT
from annotate.corpus.decoding import ByteStream, OtherEncodingError, decoded, lines_of, too_long, without_bom
from annotate.corpus.fields import NAMES, make_article
from annotate.corpus.report import Notice, Origin, Refusal, RefusedError, refused
from annotate.corpus.text_files import BOM_NOTICE


def read_json_lines(
    stream: ByteStream, file: str, language: str | None
) -> Iterator[tuple[Article, Origin] | Notice | Refusal]:
    """Yields the article of each line. Blank lines are skipped; a bad line is refused and reading goes on.

    Keys that are not article fields go into ``meta``. The article of a record is kept as it is.
    Raises `RefusedError` if the file cannot be read any further.
    """
    meta: dict[str, Any] = {}
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
            article, notices = _article(parsed(text, place), place, language, meta)
        except OtherEncodingError:
            raise
        except RefusedError as error:
            yield error.refusal
            continue
        yield from notices
        yield article, place


def parsed(text: str, place: Origin) -> dict[str, Any]:
    """Parses ``text`` as a JSON object. Raises `RefusedError` with the position of the error."""
    try:
        data = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise refused(
            place,
            f"is not JSON at character {error.pos + 1} ({error.msg}).",
            "Each line must be one JSON object. A truncated file ends like this.",
        ) from error
    except RecursionError as error:
        raise refused(place, "is too deeply nested.", "Make the article a flat JSON object.") from error
    except ValueError as error:
        raise refused(place, f"is not JSON: {error}.", "Correct that number.") from error
    if not isinstance(data, dict):
        raise refused(
            place, f"holds a {type(data).__name__}, not a JSON object.", "Each line must be one JSON object."
        )
    return data


def _article(
    data: dict[str, Any], place: Origin, language: str | None, meta: dict[str, Any]
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
        own = _meta(data, place)
    else:
        extra = {}
        own = {key: value for key, value in data.items() if key not in (*NAMES, "meta")} | _meta(data, place)
    return make_article(data, place, language=language, meta={**own, **meta}, extra=extra)


def _meta(data: dict[str, Any], place: Origin) -> dict[str, Any]:
    meta = data.get("meta")
    if meta is None:
        return {}
    if not isinstance(meta, dict):
        raise refused(place, f"has a meta that is a {type(meta).__name__}.", "meta must be a JSON object.")
    return meta


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")
