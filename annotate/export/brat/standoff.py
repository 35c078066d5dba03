"""Parses the lines of an .ann file, and gives those with the same id ids of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError
from annotate.export.unread import Report, Unread, refuse

Line = tuple[str, list[str], str]  # id, words, and what follows the second tab
REMEDY = "See https://brat.nlplab.org/standoff.html for the form of the lines."
_REGION = re.compile(r"[TENARM#*][^\t]*")
Data = dict[str, Any]


def stated(lines: Sequence[Line]) -> tuple[list[Data], list[Data]]:
    """The mentions and events of the lines, without places, for an article whose text cannot be read."""
    said = {key: (words[0], tail) for key, words, tail in lines if key[0] == "T"}
    events = []
    triggers = set()
    for key, words, _ in lines:
        if key[0] == "E":
            label, _, trigger = words[0].partition(":")
            triggers.add(trigger)
            split = (word.partition(":") for word in words[1:])
            arguments = [{"role": role, "entity": filler} for role, _, filler in split]
            place = {"text": said.get(trigger, ("", ""))[1]}
            events.append({"id": key, "type": label, "trigger": place, "arguments": arguments})
    mentions = [
        {"id": key, "label": label, "text": words}
        for key, (label, words) in said.items()
        if key not in triggers
    ]
    return mentions, events


def parsed(content: bytes, path: Path, report: Report, article: str) -> Iterator[Line]:
    """Yields each line. ``report`` gets those that are not brat's; without it, they raise `InputError`."""
    for number, raw in enumerate(content.split(b"\n"), start=1):
        where = f"{path}, line {number}"
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            if report is refuse:
                raise InputError("is not UTF-8.", where=where, remedy="Save it as UTF-8.") from error
            report(
                Unread(
                    article, f"line {number}", raw.decode("utf-8", "replace").strip()[:200], "is not UTF-8"
                )
            )
            continue
        key, tab, rest = line.rstrip("\r").partition("\t")
        data, _, tail = rest.partition("\t")
        if not line.strip():
            continue
        if not tab or not _REGION.fullmatch(key) or not data.strip():
            if report is refuse:
                raise InputError(f"is no line of brat's: {line[:60]!r}.", where=where, remedy=REMEDY)
            report(Unread(article, f"line {number}", line.strip()[:200], "is no line of brat's"))
            continue
        yield key, data.split(" ", 1) if key[0] == "T" else data.split(), tail


def with_own_ids(lines: Iterable[Line]) -> tuple[list[Line], set[str]]:
    """The lines, of which a second one with the same id has an id of its own, and the ids of several."""
    made, shared = [], set()
    seen: set[str] = set()
    for key, words, tail in lines:
        own, number = key, 1
        while key[0] != "*" and own in seen:
            number += 1
            own = f"{key}-{number}"
            shared.add(key)
        seen.add(own)
        made.append((own, words, tail))
    return made, shared
