"""Reads a folder of brat: the inverse of the brat export, and a reader of folders made with brat alone."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError
from annotate.core.jsonl import parse
from annotate.core.record import FORMAT, Record
from annotate.export.article_files import INDEX, listed_files, no_system_error
from annotate.export.brat.document import REFERENCES
from annotate.export.brat.exporter import NAMES
from annotate.export.brat.lines import Range, fragments, joined, unescaped
from annotate.export.brat.names import ANNOTATOR_NOTES, ARTICLE_TYPE, UNREVIEWED, OriginalNames
from annotate.export.unread import Report, Unread, refuse

_REGION = re.compile(r"[TENARM#*][^\t]*")
_NUMBERED = re.compile(r"(.*?)\d*")
_REMEDY = "See https://brat.nlplab.org/standoff.html for the form of the lines."
Data = dict[str, Any]


def read_brat(folder: Path, report: Report = refuse) -> Iterator[Record]:
    """Yields the articles of a folder with their annotations, in the order of ``articles.jsonl``.

    What was changed in brat is in the annotations. A folder that brat alone wrote has no ``articles.jsonl``;
    its articles have the names of their files as ids, and the author "brat". ``report`` gets what is neither
    mention, event nor attribute: relations, equivalences, events as arguments, and mentions with gaps.
    Without ``report``, they raise `InputError`; so do files that are not in brat's format.
    """
    return (document.record() for document in brat_documents(folder, report))


def brat_documents(folder: Path, report: Report = refuse) -> Iterator[BratDocument]:
    """Yields the documents of a folder, of which each can be read, or raise an error, by itself."""
    names = OriginalNames({})
    if (folder / NAMES).is_file():
        with no_system_error(folder / NAMES):
            try:
                names = OriginalNames(json.loads((folder / NAMES).read_text(encoding="utf-8")))
            except ValueError as error:
                raise InputError("is not JSON.", where=str(folder / NAMES), remedy="Export again.") from error
    done = set()
    for entry in listed_files(folder):
        done.add(entry["file"])
        yield BratDocument(folder, entry["file"], entry, names, report)
    others = sorted(path.name.removesuffix(".ann") for path in folder.glob("*.ann"))
    if not (others or (folder / INDEX).is_file()):
        raise InputError("holds no .ann file.", where=str(folder), remedy="Name a folder that brat reads.")
    for stem in others:
        if stem not in done:
            yield BratDocument(folder, stem, {}, names, report)


class BratDocument:
    """Reads one article. ``path`` is its file of annotations."""

    def __init__(self, folder: Path, stem: str, entry: Data, names: OriginalNames, report: Report) -> None:
        self.path = self._path = folder / f"{stem}.ann"
        self._ours = bool(entry)
        self._entry = entry
        self._names = names
        self._report = report
        self._rest: dict[str, Data] = entry.get("rest", {})
        self._id = entry.get("article", {}).get("id", stem)
        self._text = ""
        self._lines: list[tuple[str, list[str], str]] = []
        self._spans: dict[str, tuple[str, Range]] = {}
        self._regions: dict[str, Data] = {}
        self._roles: defaultdict[str, list[str]] = defaultdict(list)  # with numbers

    def record(self) -> Record:
        """The article with its annotation. Raises `InputError`."""
        return parse(Record, self.data(), where=str(self._path))

    def data(self) -> Data:
        """The JSON form of the record, whose text may hold characters that no article may have."""
        with no_system_error(self._path):
            with self._path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
                self._text = file.read()
            with self._path.open(encoding="utf-8", newline="") as file:
                self._lines = list(self._parsed(file.read()))
        self._read_spans()
        events = self._read_events()
        entities = {key: region for key, region in self._regions.items() if key[0] == "T"}
        self._read_others()
        order = {key: at for at, key in enumerate(self._entry.get("events", ()))}
        events |= self._article_types()
        annotation: Data = {
            **(self._entry.get("annotation") or {"author": "brat", "status": "submitted"}),
            "entities": list(entities.values()),
            "events": [events[key] for key in sorted(events, key=lambda key: order.get(key, len(order)))],
        }
        _make_unique([*annotation["entities"], *annotation["events"]])
        return {
            **(self._entry.get("record") or {"format": FORMAT}),
            "article": {**(self._entry.get("article") or {"id": self._id}), "text": self._text},
            "annotation": annotation,
        }

    def _parsed(self, content: str) -> Iterator[tuple[str, list[str], str]]:
        """Yields id, words and tail of each line."""
        for number, line in enumerate(content.split("\n"), start=1):
            key, tab, rest = line.rstrip("\r").partition("\t")
            data, _, tail = rest.partition("\t")
            if not line.strip():
                continue
            if not tab or not _REGION.fullmatch(key) or not data.strip():
                raise InputError(
                    f"is no line of brat's: {line[:60]!r}.",
                    where=f"{self._path}, line {number}",
                    remedy=_REMEDY,
                )
            yield key, data.split(" ", 1) if key[0] == "T" else data.split(), tail

    def _bad(self, key: str) -> InputError:
        return InputError(f"the line {key} is not in brat's format.", where=str(self._path), remedy=_REMEDY)

    def _unread(self, key: str, why: str, words: str = "") -> None:
        self._report(Unread(self._id, key, words, why))

    def _read_spans(self) -> None:
        for key, words, _ in self._lines:
            if key[0] != "T":
                continue
            try:
                parts = [
                    (int(start), int(end)) for start, end in (part.split(" ") for part in words[1].split(";"))
                ]
            except (ValueError, IndexError) as error:
                raise self._bad(key) from error
            if any(not 0 <= start <= end <= len(self._text) for start, end in parts):
                raise self._bad(key)
            start, end = self._rest.get(key, {}).get("range", (0, 0))
            whole = (start, end) if fragments(self._text, start, end) == parts else joined(self._text, parts)
            if whole is None or whole[0] == whole[1]:
                said = " … ".join(self._text[start:end] for start, end in parts)
                self._unread(key, "a span with gaps" if said else "an empty span", said)
            else:
                self._spans[key] = (words[0], whole)

    def _span(self, key: str) -> Data:
        start, end = self._spans[key][1]
        return {**self._kept(key), "start": start, "end": end, "text": self._text[start:end]}

    def _kept(self, key: str) -> Data:
        """What no line holds of a region."""
        return {"id": key.replace("#", "A"), **self._rest.get(key, {}).get("region", {})}

    def _read_events(self) -> dict[str, Data]:
        events: dict[str, Data] = {}
        triggers = set()
        lines = [(key, words) for key, words, _ in self._lines if key[0] == "E"]
        for key, words in lines:
            label, colon, trigger = words[0].partition(":")
            if not colon:
                raise self._bad(key)
            triggers.add(trigger)
            if trigger not in self._spans:
                self._unread(key, f"its trigger {trigger} is no span")
                continue
            span = self._span(trigger)
            del span["id"]
            events[key] = {
                **self._kept(key),
                "type": self._names.of("event", label),
                "trigger": span | self._rest.get(trigger, {}).get("region", {}),
            }
        for key, (label, _) in self._spans.items():
            if key not in triggers:
                self._regions[key] = {**self._span(key), "label": self._names.of("entity", label)}
        for key, words in lines:
            if key in events:
                events[key]["arguments"] = list(self._arguments(key, words[1:]))
        self._regions |= events
        return events

    def _arguments(self, key: str, words: list[str]) -> Iterator[Data]:
        rests = self._rest.get(key, {}).get("arguments", {})
        for word in words:
            role, colon, filler = word.partition(":")
            found = _NUMBERED.fullmatch(role)
            if not colon or not found or not found[1]:
                raise self._bad(key)
            if filler not in self._regions or filler[0] != "T":
                self._unread(f"{key} {role}", f"{filler} is no mention")
                continue
            name = self._names.of("role", found[1])
            self._roles[key].append(role)
            yield {**rests.get(role, {}), "role": name, "entity": self._regions[filler]["id"]}

    def _read_others(self) -> None:
        for key, words, tail in self._lines:
            if key[0] in "TE" or (key[0] == "#" and words[0] == ARTICLE_TYPE):
                continue
            if key[0] in "R*":
                self._unread(key, "a relation" if key[0] == "R" else "an equivalence", " ".join(words))
                continue
            if len(words) < 2:
                raise self._bad(key)
            region = self._regions.get(words[1])
            if region is None:
                self._unread(key, f"{words[1]} is neither mention nor event", " ".join(words))
            elif key[0] == "N":
                self._reference(key, words, region)
            elif key[0] == "#":
                self._note(words, tail, region)
            else:
                self._attribute(words, region)
        for key, region in self._regions.items():
            self._make_single(key, region)

    def _reference(self, key: str, words: list[str], region: Data) -> None:
        database, colon, value = " ".join(words[2:]).partition(":")
        if not colon:
            raise self._bad(key)
        if "ref" in region or "label" not in region:
            self._unread(key, "a second reference" if "ref" in region else "the reference of an event", value)
        else:
            region["ref"] = value if database == REFERENCES else f"{database}:{value}"

    def _note(self, words: list[str], tail: str, region: Data) -> None:
        kind = words[0]
        said = unescaped(tail) if self._ours else tail
        if kind == UNREVIEWED and self._ours:
            for mark in tail.split():
                role, colon, name = mark.rpartition(":")
                arguments = zip(self._roles[words[1]], region.get("arguments", ()), strict=True)
                for one in [it for at, it in arguments if at == role] if colon else [region]:
                    one["unreviewed"] = [*one.get("unreviewed", ()), name]
        elif kind == ANNOTATOR_NOTES or not self._ours:
            region["note"] = f"{region['note']}\n{said}" if "note" in region else said
        else:
            region.setdefault("attributes", {})[self._names.of("note", kind)] = said

    def _attribute(self, words: list[str], region: Data) -> None:
        attributes = region.setdefault("attributes", {})
        if (flag := self._names.flag(words[0])) is not None:
            name, value = flag
            attributes[name] = [*attributes.get(name, ()), value]
        else:
            name = self._names.of("attribute", words[0])
            attributes[name] = self._names.value(name, " ".join(words[2:])) if len(words) > 2 else "true"

    def _make_single(self, key: str, region: Data) -> None:
        for name in self._rest.get(key, {}).get("scalars", ()):
            values = region.get("attributes", {}).get(name, [])
            if len(values) == 1:
                region["attributes"][name] = values[0]

    def _article_types(self) -> dict[str, Data]:
        """Events without a trigger. brat deletes a note with its mention; such notes are restored."""
        said = {
            key: tail.strip()
            for key, words, tail in self._lines
            if key[0] == "#" and words[0] == ARTICLE_TYPE
        }
        for key, rest in self._rest.items():
            if key[0] == "#" and rest["on"] != "*" and rest["on"] not in self._regions:
                said.setdefault(key, rest["name"])
        return {
            key: {
                **self._kept(key),
                "type": self._names.of("event", name),
                "trigger": None,
            }
            for key, name in said.items()
        }


def _make_unique(regions: list[Data]) -> None:
    """Gives regions that were added in brat an id that no other region has."""
    seen: set[str] = set()
    for region in regions:
        wished = region["id"]
        number = 1
        while region["id"] in seen:
            number += 1
            region["id"] = f"{wished}-{number}"
        seen.add(region["id"])
