"""A news article: what the annotator sees, and where it came from."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, Field, JsonValue

from annotate.core.noun import Noun
from annotate.core.text import digest, refused_character

MAX_ID_LENGTH = 200
_PUBLISHED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def check_id(value: str) -> str:
    """Returns an article's id. Raises `ValueError` for an id that an article must not have."""
    if not value.strip():
        raise ValueError("an article id must not be empty")
    if len(value) > MAX_ID_LENGTH:
        raise ValueError(f"an article id holds at most {MAX_ID_LENGTH} characters, this one {len(value)}")
    for offset, character in enumerate(value):
        refused = refused_character(character)
        if refused or character in "\n\t":
            what = refused[1] if refused else f"a control character (U+{ord(character):04X})"
            raise ValueError(f"an article id must not hold {what}, here at offset {offset}")
    return value


def check_text(value: str) -> str:
    """Returns an article's text. Raises `ValueError` if it is blank or holds a refused character."""
    if not value.strip():
        raise ValueError("the text is empty")
    if refused := refused_character(value):
        raise ValueError(
            f"the text holds {refused[1]} at code point {refused[0]}; only line feed and tab are allowed"
        )
    return value


def check_published(value: str) -> str:
    """Returns a date as precise as it is given. Raises `ValueError` for what is none."""
    if not _PUBLISHED.fullmatch(value) or not _is_a_day(value):
        raise ValueError(f"published is YYYY, YYYY-MM or YYYY-MM-DD, not {value[:40]!r}")
    return value


def _is_a_day(value: str) -> bool:
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return False
    return True


def check_line(value: str) -> str:
    """Returns a value of the article. Raises `ValueError` if it holds a refused character."""
    if refused := refused_character(value):
        raise ValueError(f"holds {refused[1]} at code point {refused[0]}")
    return value


def _check_meta(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    # A lone surrogate can be kept in memory, but never written as UTF-8.
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("meta holds a lone surrogate") from error
    return value


Line = Annotated[str, AfterValidator(check_line)]


class ArticleHeader(Noun):
    """An article without its text, for releases that must not contain texts."""

    id: Annotated[str, AfterValidator(check_id)]
    title: Line | None = None
    published: Annotated[str, AfterValidator(check_published)] | None = Field(
        default=None, description="YYYY, YYYY-MM or YYYY-MM-DD: as precise as the source was"
    )
    language: Line | None = Field(default=None, description="ISO 639-1 code")
    source: Line | None = None
    url: Line | None = None
    meta: Annotated[dict[str, JsonValue], AfterValidator(_check_meta)] = Field(default_factory=dict)


class Article(ArticleHeader):
    """A news article. ``text`` is what the annotator sees and is never altered after reading.

    Every position in this toolkit is a half-open range of Unicode code points of ``text``.
    """

    text: Annotated[str, AfterValidator(check_text)]

    @cached_property
    def digest(self) -> str:
        """``sha256:`` of ``text``. ``id`` and this digest together identify one version of the article."""
        return digest(self.text)

    def header(self) -> dict[str, Any]:
        """All fields except the text, in their JSON form."""
        fields = self.to_dict()
        del fields["text"]
        return fields
