"""Compares the card and croissant.json of a release with what its other files give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError
from annotate.core.ordinary_files import read_small
from annotate.gold.card.citation import dated
from annotate.gold.card.croissant import sha256
from annotate.gold.card.earlier_words import (
    in_present_words,
    is_earlier_style,
    is_later,
    without_later_sentences,
)
from annotate.gold.card.figure import Figure
from annotate.gold.card.figures import figures_of
from annotate.gold.card.markdown import Block, block, blocks, cells
from annotate.gold.card.release_data import ReleaseData
from annotate.gold.card.tally import Tallies, tallies
from annotate.gold.card.write import CARD_FILE, CROISSANT_FILE

_MOST_BYTES = 64_000_000
_TEXTS = ("list", "bibtex")  # styles of figures that are sentences or an entry of a bibliography


@dataclass
class CheckedCard:
    """What `check_card` found: a sentence for each figure that the other files contradict, and notes.

    Notes say what an earlier version of annotate worded otherwise.
    """

    found: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_card(folder: Path) -> CheckedCard:
    """Compares the figures of README.md and croissant.json with what the other files give.

    A release without a card has none. In tables that an earlier version worded otherwise, the numbers are
    compared all the same. Raises `InputError` for a file that cannot be read.
    """
    checked = CheckedCard()
    if not any((folder / name).is_file() for name in (CARD_FILE, CROISSANT_FILE)):
        return checked
    counted = tallies(ReleaseData(folder))
    figures = figures_of(counted)
    if (folder / CARD_FILE).is_file():
        shown = list(blocks(_text(folder / CARD_FILE)))
        earlier = {one.name for one in shown if _is_earlier(one)}
        texts = [] if not earlier else [one for one in shown if one.style in _TEXTS]
        checked.found += _card_findings(shown, figures, bool(earlier))
        checked.notes += _card_notes(earlier, texts, figures)
    if (folder / CROISSANT_FILE).is_file():
        checked.found += _croissant_findings(folder, counted)
    return checked


def _is_earlier(one: Block) -> bool:
    """Whether an earlier version of annotate worded the figure."""
    if one.style != "table":
        return False
    rows = cells(one.text)
    return is_earlier_style(one.name, one.style) or in_present_words(one.name, rows) != rows


def _card_notes(earlier: set[str], texts: list[Block], figures: dict[str, Figure]) -> Iterator[str]:
    """What an earlier version wrote otherwise, and which figures could not be compared for that reason."""
    if not earlier:
        return
    other = [one.name for one in texts if one.name in figures and not _same_text(one, figures[one.name])]
    left_out = sorted({*other, *(name for name in earlier if is_earlier_style(name, "table"))})
    not_compared = f" Not compared: {', '.join(left_out)}." if left_out else ""
    yield (
        f"An earlier version of annotate wrote {CARD_FILE}, and worded figures otherwise:"
        f" {', '.join(sorted(earlier))}. Their numbers were compared.{not_compared}"
    )


def _same_text(one: Block, figure: Figure) -> bool:
    (expected,) = blocks(block(figure, one.style, "", one.row))
    text = without_later_sentences(expected.text, one.text) if one.style == "list" else expected.text
    return _without_command(one.text) == _without_command(text)


def _card_findings(shown: list[Block], figures: dict[str, Figure], earlier: bool) -> Iterator[str]:
    """The figures that are not what the files give. In an ``earlier`` card, texts have other words."""
    if not shown:
        yield f"{CARD_FILE} has no figures."
    for one in shown:
        if is_earlier_style(one.name, one.style) or (earlier and one.style in _TEXTS):
            continue
        if one.name not in figures:
            yield f"{CARD_FILE} has the figure {one.name}, which this version of annotate cannot compute."
            continue
        yield from _differences(one, figures[one.name])


def _differences(given: Block, figure: Figure) -> Iterator[str]:
    where = f"{CARD_FILE}, figure {given.name}"
    if given.style != "table":
        if not _same_text(given, figure):
            yield f"{where}: the text is not what the files of the release give."
        return
    (expected,) = blocks(block(figure, given.style, "", given.row))
    given_rows, expected_rows = in_present_words(given.name, cells(given.text)), cells(expected.text)
    if _is_earlier(given):
        expected_rows = [row for row in expected_rows if not is_later(given.name, row[0])]
    for given_row, expected_row in zip_longest(given_rows, expected_rows, fillvalue=None):
        if given_row is None:
            yield f"{where}: the row {_named(expected_row)} is missing."
        elif expected_row is None:
            yield f"{where}: the row {_named(given_row)} is not in the files of the release."
        elif given_row != expected_row:
            yield f"{where}: it says {' | '.join(given_row)}, and the files give {' | '.join(expected_row)}."


def _named(row: list[str] | None) -> str:
    return row[0] if row else ""


def _without_command(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("<sub>")).strip()


def _croissant_findings(folder: Path, counted: Tallies) -> Iterator[str]:
    try:
        data = json.loads(_text(folder / CROISSANT_FILE))
    except (ValueError, RecursionError):
        yield f"{CROISSANT_FILE} is not JSON."
        return
    if not isinstance(data, dict):
        yield f"{CROISSANT_FILE} is not an object."
        return
    release = counted.release
    for key, expected in (
        ("name", release.name),
        ("version", release.version),
        ("license", release.about.get("licence")),
        ("datePublished", dated(counted.gold) or None),
    ):
        if data.get(key) != expected:
            yield f"{CROISSANT_FILE}: {key} is {data.get(key)!r}, and the files give {expected!r}."
    yield from _file_findings(folder, data.get("distribution"))


def _file_findings(folder: Path, distribution: Any) -> Iterator[str]:
    for item in distribution if isinstance(distribution, list) else []:
        name = item.get("contentUrl") if isinstance(item, dict) else None
        path = folder / name if isinstance(name, str) else None
        if path is None or not path.resolve().is_relative_to(folder.resolve()):
            yield f"{CROISSANT_FILE}: a file of the distribution lies outside the release."
        elif not path.is_file():
            yield f"{CROISSANT_FILE}: the file {name} is missing."
        elif sha256(path) != item.get("sha256"):
            yield f"{CROISSANT_FILE}: the sha256 of {name} is not that of the file."


def _text(path: Path) -> str:
    try:
        return read_small(path, _MOST_BYTES).decode("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(
            f"cannot be read: {error}.", where=str(path), remedy="The release is damaged; get it again."
        ) from error
