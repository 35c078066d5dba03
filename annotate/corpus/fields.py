"""Builds a checked Article from the fields that a file gives."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from annotate.core.article import Article
from annotate.core.jsonl import unique_keys, validation_sentence
from annotate.corpus.decoding import MAX_TEXT_BYTES, refused_position, too_long, with_line_feeds
from annotate.corpus.report import Notice, Origin, refused

NAMES = ("id", "text", "title", "published", "language", "source", "url")
_PRECISE = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d", re.ASCII)
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*")
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)  # days since 1900
_DAY_OR_MONTH = re.compile(r"\d\d?[/.-]\d\d?[/.-](\d\d){1,2}(?!\d)", re.ASCII)
LANGUAGE_RAW = "language_raw"  # the key of the meta for a language that is no code
_DEEPEST = 50  # levels of lists and objects in meta
_FIX = "Correct or remove this article."


def make_article(
    fields: Mapping[str, Any],
    place: Origin,
    *,
    language: str | None = None,
    meta: Mapping[str, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
    own: Mapping[str, Any] | None = None,
) -> tuple[Article, list[Notice]]:
    r"""Builds the article, and notices about what reading changed.

    ``fields`` holds values for the names in `NAMES`. A field without a value is absent, None or "". A number
    as id becomes a string. ``language`` is used if the article has no language. ``extra`` holds unknown keys,
    which the article keeps.

    In every string ``\r\n`` becomes ``\n``; if the text had one, ``meta["line_ends"]`` is "crlf". A time of
    day is cut off ``published``. ``meta["published_raw"]`` keeps a value that was cut or is not a date,
    ``meta["language_raw"]`` a language that is not a code, such as "Deutsch". If the file has another value
    under such a name, that value stays, ours gets the next free name (``line_ends_2``), and a notice says so.
    ``own`` holds such values that the reader of the file adds.

    Raises `RefusedError` if the id or the text is missing, if a field has the wrong type, or if a string
    holds a forbidden character (the message gives its position).
    """
    article_id = _id(fields.get("id"), place)
    kept: dict[str, Any] = dict(meta or {})
    notices: list[Notice] = []

    def add(name: str, value: Any) -> str:
        free = free_name(kept, name, value)
        kept[free] = value
        if free != name:
            what = f"the file has its own {name} in meta, which stays; what reading noted is meta.{free}."
            notices.append(Notice(str(place), what, article_id))
        return free

    for name, value in (own or {}).items():
        add(name, value)
    text = fields.get("text")
    if text is None:
        raise refused(
            place,
            "has no text.",
            "Give every article a text, in a field named text.",
        )
    if not isinstance(text, str):
        raise refused(place, f"has a text that is a {_kind(text)}, not a string.", _FIX, article_id)
    if len(text) > MAX_TEXT_BYTES // 4 and len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        raise too_long(place)
    text, crlf = with_line_feeds(text)
    if crlf:
        add("line_ends", "crlf")
    if found := refused_position(text):
        raise refused(
            place, f"the text holds {found}.", "Remove it; only line feed and tab are allowed.", article_id
        )
    known: dict[str, Any] = {"id": article_id, "text": text}
    for name in ("title", "language", "source", "url"):
        if (value := fields.get(name)) not in (None, ""):
            known[name] = value
    written = known.get("language")
    if isinstance(written, str) and not _CODE.fullmatch(written.strip()):
        del known["language"]
        raw = add(LANGUAGE_RAW, written)
        what = f"language is {written[:40]!r}, which is no code such as fr; it is meta.{raw}."
        notices.append(Notice(str(place), what, article_id))
    known.setdefault("language", language)
    published = _text_of_date(fields.get("published"))
    if published is not None:
        date = _date(published)
        raw = add("published_raw", published) if date != published else ""
        if date is not None:
            known["published"] = date
        else:
            notices.append(
                Notice(
                    str(place),
                    f"published is {published[:40]!r}, {_why_no_date(published)}; it is meta.{raw}.",
                    article_id,
                )
            )
    for name in extra or ():
        if found := refused_position(name):
            raise refused(place, f"a key holds {found}.", _FIX, article_id)
    for name, value in {**known, **(extra or {}), "meta": kept}.items():
        if name != "text" and (problem := _problem(value, name)):
            raise refused(place, f"{problem}.", _FIX, article_id)
    cleaned = {name: value if name == "text" else _clean(value) for name, value in known.items()}
    try:
        return Article.model_validate({**_clean(extra or {}), **cleaned, "meta": _clean(kept)}), notices
    except (ValidationError, RecursionError) as error:
        sentence = validation_sentence(error) if isinstance(error, ValidationError) else "too deeply nested"
        raise refused(place, f"is not a valid article: {sentence}.", _FIX, article_id) from error


def meta_of_columns(cells: Mapping[str, Any], place: Origin) -> tuple[dict[str, Any], list[Notice]]:
    """Makes `meta` from the cells of other columns. A column ``meta`` with an object or JSON is merged in."""
    other = dict(cells)
    meta = other.get("meta")
    if isinstance(meta, str) and meta.lstrip().startswith("{"):
        try:
            meta = json.loads(meta, object_pairs_hook=unique_keys)
        except (ValueError, RecursionError):
            return other, []
    if not isinstance(meta, dict):
        return other, []
    del other["meta"]
    return merged_meta(meta, other, place)


def merged_meta(
    meta: Mapping[str, Any], other: Mapping[str, Any], place: Origin
) -> tuple[dict[str, Any], list[Notice]]:
    """``meta`` with the values of other columns or keys.

    Where both have a name with different values, that of ``meta`` stays, the other one gets the next free
    name, and a notice says so.
    """
    kept = {**other, **meta}
    notices = []
    for name, value in other.items():
        if (free := free_name(meta, name, value, kept)) != name:
            kept[free] = value
            what = (
                f"has {name[:40]!r} also inside meta, with another value; the outer one is meta.{free[:44]}."
            )
            notices.append(Notice(str(place), what))
    return kept, notices


def free_name(meta: Mapping[str, Any], name: str, value: Any, others: Mapping[str, Any] | None = None) -> str:
    """``name``, or ``name_2``, …: the first that neither mapping has, or that has this value in ``meta``."""
    free, number = name, 1
    while (free in meta and meta[free] != value) or (number > 1 and free in (others or {})):
        number += 1
        free = f"{name}_{number}"
    return free


def _id(value: Any, place: Origin) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # pandas turns a column of integers with missing values into floats
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        value = str(value)
    if value is None or (isinstance(value, float) and math.isnan(value)) or value == "":
        raise refused(place, "has no id.", "Give every article its own id, in a field named id.")
    if not isinstance(value, str):
        raise refused(place, f"has an id that is a {_kind(value)}.", "An id is a string or a number.")
    if found := refused_position(value):
        raise refused(place, f"the id holds {found}.", _FIX)
    return value


def _text_of_date(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime.date):  # a datetime, too
        return value.isoformat()
    return value if isinstance(value, str) else str(value)


def _date(published: str) -> str | None:
    """The date in ``published``, as precise as given, without a time; None if ``published`` is no date."""
    given = published.strip()
    if timed := _PRECISE.match(given):
        given = timed[1]
    if not _DATE.fullmatch(given):
        return None
    try:
        datetime.date.fromisoformat(given + "-01-01"[len(given) - 4 :])
    except ValueError:
        return None
    return given


def _why_no_date(published: str) -> str:
    given = published.strip()
    if _SERIAL.fullmatch(given):
        return "perhaps a spreadsheet's day number, and not YYYY, YYYY-MM or YYYY-MM-DD"
    if _DAY_OR_MONTH.match(given):
        return "which does not say what is the day and what the month (YYYY-MM-DD does)"
    return "which is not YYYY, YYYY-MM or YYYY-MM-DD"


def _problem(value: Any, name: str, depth: int = 0) -> str | None:
    """Describes what in a JSON value would later break a file or a database; None if nothing would."""
    if depth > _DEEPEST:
        return f"{name[:80]} is nested more than {_DEEPEST} levels deep"
    if isinstance(value, str):
        found = refused_position(with_line_feeds(value)[0])
        return f"{name[:80]} holds {found}" if found else None
    if isinstance(value, float) and not math.isfinite(value):
        return f"{name[:80]} is {value}, which JSON cannot hold"
    if isinstance(value, Mapping):
        for key, item in value.items():
            if found := refused_position(str(key)):
                return f"a key of {name[:80]} holds {found}"
            if problem := _problem(item, f"{name}.{key}", depth + 1):
                return problem
    elif isinstance(value, list | tuple):
        for item in value:
            if problem := _problem(item, name, depth + 1):
                return problem
    return None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return with_line_feeds(value)[0]
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _kind(value: Any) -> str:
    names = {bool: "true or false", dict: "object", list: "list", int: "number", float: "number"}
    return names.get(type(value), type(value).__name__)
