"""Compares the card and croissant.json of a release with what its other files give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError
from annotate.core.ordinary_files import read_small
from annotate.gold.card.citation import dated
from annotate.gold.card.croissant import sha256
from annotate.gold.card.figure import Figure
from annotate.gold.card.figures import figures_of
from annotate.gold.card.markdown import Block, block, blocks, cells
from annotate.gold.card.release_data import ReleaseData
from annotate.gold.card.tally import Tallies, tallies
from annotate.gold.card.write import CARD_FILE, CROISSANT_FILE

_MOST_BYTES = 64_000_000


def check_card(folder: Path) -> list[str]:
    """A sentence for each figure of README.md or croissant.json that the other files contradict.

    A release without a card has none. Raises `InputError` for a file that cannot be read.
    """
    if not any((folder / name).is_file() for name in (CARD_FILE, CROISSANT_FILE)):
        return []
    counted = tallies(ReleaseData(folder))
    figures = figures_of(counted)
    found: list[str] = []
    if (folder / CARD_FILE).is_file():
        found += _card_findings(_text(folder / CARD_FILE), figures)
    if (folder / CROISSANT_FILE).is_file():
        found += _croissant_findings(folder, counted)
    return found


def _card_findings(card: str, figures: dict[str, Figure]) -> Iterator[str]:
    shown = list(blocks(card))
    if not shown:
        yield f"{CARD_FILE} has no figures."
    for one in shown:
        if one.name not in figures:
            yield f"{CARD_FILE} has the figure {one.name}, which this version of annotate cannot compute."
            continue
        (expected,) = blocks(block(figures[one.name], one.style, "", one.row))
        yield from _differences(one, expected)


def _differences(given: Block, expected: Block) -> Iterator[str]:
    where = f"{CARD_FILE}, figure {given.name}"
    if given.style != "table":
        if _without_command(given.text) != _without_command(expected.text):
            yield f"{where}: the text is not what the files of the release give."
        return
    for given_row, expected_row in zip_longest(cells(given.text), cells(expected.text), fillvalue=None):
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
