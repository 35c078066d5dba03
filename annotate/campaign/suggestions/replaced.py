"""Says which articles of a former output file are not in the new one. Reads only the ids, line by line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from annotate.campaign.suggestions.cut_files import blocks_of_file, complete_lines

_MOST_NAMED = 10
_ID = re.compile(rb'\s*\{(?:"format":\s*\d+,\s*"article":\s*\{)?\s*"id":\s*("(?:[^"\\]|\\.)*")')


@dataclass
class Replaced:
    """A former output file: its articles, how many of them are not in the new one, and the first of these."""

    articles: int = 0
    missing: int = 0
    first: list[str] = field(default_factory=list)


def id_of_line(line: bytes) -> str | None:
    """The article's id in a line of JSON Lines, without parsing the line if it is as `annotate` writes it."""
    try:
        if (found := _ID.match(line)) is not None:
            return str(json.loads(found[1]))
        article = json.loads(line)
        return str(article.get("article", article)["id"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def replaced_by(output: Path, ids: set[str]) -> Replaced | None:
    """What a former ``output`` holds that is not among ``ids``. None if there is no such file."""
    if not output.is_file():
        return None
    found = Replaced()
    for _, line in complete_lines(blocks_of_file(output)):
        article = id_of_line(line)
        if article is None:
            continue
        found.articles += 1
        if article not in ids:
            found.missing += 1
            if len(found.first) < _MOST_NAMED:
                found.first.append(article)
    return found
