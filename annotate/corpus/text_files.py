"""Reads plain text: one article per file, an agency dispatch or any other text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotate.core.article import Article
from annotate.corpus.decoding import (
    ByteStream,
    decoded,
    read_whole,
    refused_position,
    with_line_feeds,
)
from annotate.corpus.dispatch import parse_dispatch, parse_header
from annotate.corpus.fields import make_article
from annotate.corpus.report import Notice, Origin, refused

BOM_NOTICE = "its byte order mark was dropped."


def read_text(
    stream: ByteStream, file: str, article_id: str, language: str | None
) -> Iterator[tuple[Article, Origin] | Notice]:
    r"""Yields the article of one text file. Line ends at the end of the file are not part of the text.

    Where reading changed something, ``meta`` has ``bom_dropped`` or ``line_ends`` ("crlf"). Raises
    `RefusedError` if the file is too long, not UTF-8 or empty, or holds a forbidden character.
    """
    place = Origin(file)
    meta: dict[str, Any] = {}
    text = decoded(read_whole(stream, place), place)
    if text.startswith("\ufeff"):
        text = text[1:]
        meta["bom_dropped"] = True
        yield Notice(file, BOM_NOTICE, article_id)
    text, crlf = with_line_feeds(text)
    if crlf:
        meta["line_ends"] = "crlf"
        yield Notice(file, r"its line ends \r\n were read as \n.", article_id)
    if found := refused_position(text):
        raise refused(place, f"holds {found}.", "Remove it; only line feed and tab are allowed.", article_id)
    fields: dict[str, Any] = {"id": article_id, "text": text.rstrip("\n")}
    dispatch = parse_dispatch(text)
    if dispatch is not None:
        header = dispatch.header
        fields |= {"text": dispatch.text, "title": header.title, "published": header.published}
        if not dispatch.body:
            yield Notice(file, "is a dispatch without a body; its text is the title alone.", article_id)
    elif parse_header(text.lstrip().partition("\n")[0]):
        yield Notice(
            file,
            "starts with a date line, but no blank line follows, so the line is text and the article has "
            "no date. Put a blank line after the first line.",
            article_id,
        )
    if not fields["text"].strip():
        raise refused(place, "holds no text.", "Remove the file, or add text to it.", article_id)
    article, notices = make_article(fields, place, language=language, meta=meta)
    yield from notices
    yield article, place
