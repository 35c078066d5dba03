"""Counts the articles in the inputs where that is possible without parsing them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotate.corpus.places import STANDARD_INPUT, Source, find_sources

_MOST_BYTES = 500_000_000  # of .jsonl files; counting the lines of larger ones takes too long
_BLOCK = 1 << 20


def count_articles(inputs: Sequence[str | Path]) -> int | None:
    """Counts the articles in ``inputs``, including those that reading will refuse.

    Returns None where only parsing can tell: standard input, tables, compressed .jsonl, very large files.
    """
    count = budget = 0
    for given in inputs:
        if str(given) == STANDARD_INPUT:
            return None
        for found in find_sources(given):
            if not isinstance(found, Source):
                continue
            if found.form == "text":
                count += 1
                continue
            if found.form != "jsonl" or found.packed:
                return None
            try:
                budget += found.path.stat().st_size
                if budget > _MOST_BYTES:
                    return None
                count += _lines(found.path)
            except OSError:
                continue  # reading reports the error
    return count


def _lines(path: Path) -> int:
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")
