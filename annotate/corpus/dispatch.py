"""Agency dispatches in plain text: a first line ``date YYYY-MM Title-or-caption``, a blank line, the body."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATE = re.compile(r"(?=[\d./-]*\d{4})\d[\d./-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a dispatch: the date as given, and the title or caption ("" if there is none)."""

    published: str
    title: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A dispatch, split into header and body. ``text`` is the title, a blank line and the body."""

    header: Header
    body: str

    @property
    def text(self) -> str:
        """What the annotator sees."""
        return "\n\n".join(part for part in (self.header.title, self.body) if part)


def parse_dispatch(text: str) -> Dispatch | None:
    r"""Parses ``text`` as a dispatch; None if ``text`` is no dispatch. Lines must end in ``\n``.

    White space before the first line, blank lines before the body and line ends after it are not part of the
    article. Everything else stays as it is.
    """
    first, _, rest = text.lstrip().partition("\n")
    header = parse_header(first)
    if header is None:
        return None
    begun = rest.lstrip()
    blank = rest[: len(rest) - len(begun)]
    if begun and "\n" not in blank:
        return None
    return Dispatch(header, (blank[blank.rfind("\n") + 1 :] + begun).rstrip("\n"))


def parse_header(line: str) -> Header | None:
    """Parses ``line`` as a header; None if ``line`` is no header. Impossible dates (``2025-13``) are kept."""
    words = line.split(None, 2)
    if len(words) < 2 or words[0] != "date" or not _DATE.fullmatch(words[1]):
        return None
    return Header(words[1], words[2].rstrip() if len(words) == 3 else "")
