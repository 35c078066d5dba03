"""Reads a line as a record in one pass. Whatever it cannot prove valid, it leaves to the models.

The validators of the models run for each region, in Python. Here, pydantic's core makes the same objects
without these validators, and each check runs once for all regions of the record. A line with anything unusual
(an unknown key, a value that needs a conversion, any error) gives None. The caller then reads it with
`json` and the models, which accept it or name the error. So both ways give the same objects and messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter, sub
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator

from annotate.core.annotation import (
    Annotation,
    Argument,
    Entity,
    Event,
    Provenance,
    Status,
    Trigger,
    are_region_ids,
)
from annotate.core.article import Article, ArticleHeader, check_id, check_line, check_published, check_text
from annotate.core.noun import Noun
from annotate.core.record import AnswerRecord, GoldRecord, Record

NounType = TypeVar("NounType", bound=Noun)

# The validators that are left out of the schema, because the checks below do the same.
_CHECKED_HERE = {
    "Span._not_empty",
    "Event._absent_trigger_is_none",  # without it, the key must be there
    "Event._arguments_need_a_trigger",
    "Annotation._consistent",
    "Record._fits",
    "AnswerRecord._fits",
    "AnswerRecord._a_bad_text_is_not_no_text",
    "_check_region_id",
    "check_id",
    "check_text",
    "check_published",
    "check_line",
    "_check_meta",
}
_PROVENANCE = b'"provenance":'
_MOST_KNOWN = 10_000  # lists of provenance kept
_LARGEST = 2**53  # JSON numbers up to here are the same for every reader

# In a line without these, strings hold no control character: JSON allows the first 32 only as escapes.
_ODD_ESCAPE = re.compile(rb'\\[^n"/]').search
_C1 = re.compile(b"\xc2[\x80-\x9f]").search
_QUOTE_IN_A_STRING = re.compile(rb'\\"[: ]').findall

# Pydantic's core reads these as numbers. JSON has none of them.
_NO_NUMBER = re.compile(rb"[:,\[]\s*-?(?:NaN|Inf)").search

_keys_of = cast("Callable[[Noun], set[str]]", attrgetter("__pydantic_fields_set__"))
_unknown_of = cast("Callable[[Noun], dict[str, Any] | None]", attrgetter("__pydantic_extra__"))
_known_provenance: dict[bytes, tuple[Provenance, ...]] = {}


class _DoubtError(Exception):
    """Nothing is proven about the line."""


def read_fast(noun: type[NounType], line: bytes) -> NounType | None:
    """The noun that ``line`` holds, or None if that is not certain. Only for articles and records."""
    if noun not in _NOUNS or b"\\\\" in line or _NO_NUMBER(line):
        return None
    try:
        return cast("NounType", _NOUNS[noun](noun, line.strip(b" \t\r\n")))
    except (_DoubtError, LookupError, ValueError, RecursionError):  # a ValidationError is a ValueError
        return None


def _read_article(noun: type[Article], line: bytes) -> Article:
    article = cast("Article", _validator(noun).validate_json(line, strict=True))
    if _check_article(article, is_plain=_is_plain(line)) != _number_of_keys(line):
        raise _DoubtError
    return article


def _read_record(noun: type[Record | AnswerRecord], line: bytes) -> Record | AnswerRecord:
    line, provenance = _without_provenance(line)
    record = cast("Record | AnswerRecord", _validator(noun).validate_json(line, strict=True))
    article, annotation = record.article, record.annotation
    keys = len(_keys_of(record)) + _check_article(article, is_plain=_is_plain(line))
    keys += _check_annotation(annotation, article.text if isinstance(article, Article) else None)
    if keys != _number_of_keys(line) or len(_keys_of(record)) != 3 or type(record.format) is not int:
        raise _DoubtError
    if isinstance(article, Article) and annotation.digest is not None and article.digest != annotation.digest:
        raise _DoubtError
    if noun is GoldRecord and not annotation.is_gold:
        raise _DoubtError
    _put_provenance_back((*annotation.entities, *annotation.__dict__["events"]), provenance)
    return record


_NOUNS: dict[type[Noun], Callable[[Any, bytes], Any]] = {
    Article: _read_article,
    Record: _read_record,
    AnswerRecord: _read_record,
    GoldRecord: _read_record,
}


@cache
def _validator(noun: type[Noun]) -> SchemaValidator:
    """Makes objects of the noun from JSON. Regions have a number in place of their provenance."""
    return SchemaValidator(_without_checks(noun.__pydantic_core_schema__))


def _without_checks(schema: Any) -> Any:
    """A core schema without the validators that are checked here. Others stay, and run."""
    if isinstance(schema, list):
        return [_without_checks(item) for item in schema]
    if isinstance(schema, tuple):
        return tuple(_without_checks(item) for item in schema)
    if not isinstance(schema, dict):
        return schema
    function = schema["function"]["function"] if str(schema.get("type")).startswith("function-") else None
    if getattr(function, "__qualname__", "") in _CHECKED_HERE:
        return _without_checks(schema["schema"])
    made = {key: _without_checks(value) for key, value in schema.items()}
    if "provenance" in (fields := made.get("fields") or {}):
        fields["provenance"]["schema"]["schema"] = {"type": "int"}
    return made


def _without_provenance(line: bytes) -> tuple[bytes, list[tuple[Provenance, ...]]]:
    """The line with a number in place of each list of provenance, and the lists.

    The same few lists stand at most regions, so that each is read once. A number is put between the key and
    what follows the list; so the line is valid JSON if it is valid with the number.
    """
    first, *others = line.split(_PROVENANCE)
    if not others:
        return line, []
    parts, lists = [first], []
    for number, part in enumerate(others):
        written, _, rest = part.partition(b"]")
        found = _known_provenance.get(written)
        lists.append(_provenance(written) if found is None else found)
        parts.append(b"%d%s" % (number, rest))
    return _PROVENANCE.join(parts), lists


def _provenance(written: bytes) -> tuple[Provenance, ...]:
    """Reads a list of provenance that lacks its closing bracket, and keeps it for the next region."""
    if not written.lstrip(b" ").startswith(b"["):
        raise _DoubtError
    closed = written + b"]"
    found = _PROVENANCES.validate_json(closed, strict=True)
    keys = [_keys_of(one) for one in found]
    if any(map(_unknown_of, found)) or sum(map(len, keys)) != _number_of_keys(closed):
        raise _DoubtError
    if len(_known_provenance) >= _MOST_KNOWN:
        _known_provenance.clear()
    _known_provenance[written] = found
    return found


_PROVENANCES: TypeAdapter[tuple[Provenance, ...]] = TypeAdapter(tuple[Provenance, ...])


def _put_provenance_back(regions: Iterable[Entity | Event], lists: list[tuple[Provenance, ...]]) -> None:
    """Replaces the number of each region by its list. Each list must have one region."""
    numbers = []
    for region in regions:
        fields = region.__dict__
        if type(number := fields["provenance"]) is int:
            numbers.append(number)
            fields["provenance"] = lists[number]
    if len(numbers) != len(lists) or len(set(numbers)) != len(lists):
        raise _DoubtError


def _number_of_keys(line: bytes) -> int:
    """The number of keys in a line of valid JSON that holds no escaped backslash.

    A key ends with a quote and a colon, without white space between them; other lines raise the doubt.
    """
    in_strings = _QUOTE_IN_A_STRING(line)
    after_space = in_strings.count(b'\\" ')
    if line.count(b'" ') != after_space or b"\t" in line or b"\r" in line or b"\n" in line:
        raise _DoubtError
    return line.count(b'":') - len(in_strings) + after_space


def _is_plain(line: bytes) -> bool:
    """Whether no string of the line can hold a character that articles must not hold."""
    return not (_ODD_ESCAPE(line) or _C1(line) or b"\x7f" in line)


def _check_article(article: ArticleHeader, *, is_plain: bool) -> int:
    """The number of keys of the article."""
    if _unknown_of(article):
        raise _DoubtError
    if is_plain:
        if "\n" in article.id or not article.id.strip() or len(article.id) > 100:
            check_id(article.id)
        if isinstance(article, Article) and not article.text.strip():
            raise _DoubtError
    else:
        check_id(article.id)
        for line in (article.title, article.language, article.source, article.url):
            if line is not None:
                check_line(line)
        if isinstance(article, Article):
            check_text(article.text)
    if article.published is not None:
        check_published(article.published)
    return len(_keys_of(article)) + (_keys_in(article.meta) if article.meta else 0)


def _keys_in(value: Any) -> int:
    """The number of keys in a JSON value that every reader reads alike."""
    if isinstance(value, dict):
        return len(value) + sum(map(_keys_in, value.values()))
    if isinstance(value, list):
        return sum(map(_keys_in, value))
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > _LARGEST):
        raise _DoubtError
    return 0


def _check_annotation(annotation: Annotation, text: str | None) -> int:
    """The number of keys of the annotation, without those of provenance."""
    entities, events = annotation.entities, annotation.__dict__["events"]
    triggers = [event.trigger for event in events if event.trigger is not None]
    arguments = [argument for event in events for argument in event.arguments]
    _check_spans((*entities, *triggers), text)
    _check_ids(entities, events, arguments)
    if len(triggers) != len(events):
        bare = [event for event in events if event.trigger is None]
        if len({event.type for event in bare}) != len(bare) or any(event.arguments for event in bare):
            raise _DoubtError
    if annotation.decision is not None and not annotation.may_be_decided:
        raise _DoubtError
    if annotation.uncertainty is not None and annotation.status is not Status.SUGGESTED:
        raise _DoubtError
    nouns = [annotation, *entities, *events, *triggers, *arguments]
    if any(map(_unknown_of, nouns)):
        raise _DoubtError
    attributes = [len(region.attributes) for region in (*entities, *events)]
    return sum(map(len, map(_keys_of, nouns))) + sum(attributes) + len(annotation.lost)


def _check_spans(spans: Sequence[Entity | Trigger], text: str | None) -> None:
    fields = [span.__dict__ for span in spans]
    starts, ends = [one["start"] for one in fields], [one["end"] for one in fields]
    if text is None:
        if any(end <= start for start, end in zip(starts, ends, strict=True)):
            raise _DoubtError
        return
    texts = [one["text"] for one in fields]
    if [text[start:end] for start, end in zip(starts, ends, strict=True)] != texts:
        raise _DoubtError
    if not all(texts) or list(map(len, texts)) != list(map(sub, ends, starts)):
        raise _DoubtError


def _check_ids(entities: Sequence[Entity], events: Sequence[Event], arguments: Sequence[Argument]) -> None:
    named = {entity.id for entity in entities}
    ids = named.union([event.id for event in events])
    if len(ids) != len(entities) + len(events) or not are_region_ids(ids):
        raise _DoubtError
    if not {argument.entity for argument in arguments} <= named:
        raise _DoubtError
