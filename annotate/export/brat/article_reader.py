"""Reads one article of brat: its mentions, events, attributes and notes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError
from annotate.core.jsonl import parse
from annotate.core.record import FORMAT, Record
from annotate.export.article_files import no_system_error
from annotate.export.brat.document import REFERENCES
from annotate.export.brat.lines import Range, fragments, joined, unescaped
from annotate.export.brat.names import ANNOTATOR_NOTES, ARTICLE_TYPE, UNREVIEWED, OriginalNames
from annotate.export.brat.places import Placed, near, same_words, with_line_ends, words_at
from annotate.export.brat.standoff import REMEDY, Line, parsed, stated, with_own_ids
from annotate.export.unread import Report, Unread, refuse

_NUMBERED = re.compile(r"(.*?)\d*")
Data = dict[str, Any]


class BratDocument:
    """Reads one article. ``path`` is its file of annotations."""

    def __init__(
        self,
        folder: Path,
        stem: str,
        entry: Data,
        names: OriginalNames,
        report: Report,
        check: Report | None,
    ) -> None:
        self.path = self._path = folder / f"{stem}.ann"
        self._ours = bool(entry)
        self._entry = entry
        self._names = names
        self._report = report
        self._check = check
        self._rest: dict[str, Data] = entry.get("rest", {})
        self._id = entry.get("article", {}).get("id", stem)
        self._text = ""
        self._lines: list[Line] = []
        self._shared: set[str] = set()  # ids that several lines have
        self._spans: dict[str, tuple[str, Range]] = {}
        self._regions: dict[str, Data] = {}
        self._roles: defaultdict[str, list[str]] = defaultdict(list)  # with numbers

    def prefix_id(self, folder: str) -> None:
        """Puts the name of the folder before an id that is but the name of the file."""
        if not self._entry.get("article"):
            self._id = f"{folder}/{self._id}"

    def record(self) -> Record:
        """The article with its annotation. Raises `InputError`."""
        return parse(Record, self.data(), where=str(self._path))

    def data(self) -> Data:
        """The JSON form of the record, whose text may hold characters that no article may have."""
        with no_system_error(self._path):
            content = self._path.read_bytes()
            self._lines, self._shared = with_own_ids(parsed(content, self._path, self._report, self._id))
        if content.strip() and not self._lines:
            raise InputError("holds no line of brat's.", where=str(self._path), remedy=REMEDY)
        text_path = self._path.with_suffix(".txt")
        with no_system_error(text_path), text_path.open(encoding="utf-8", newline="") as file:
            self._text = file.read()
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

    def stated(self) -> tuple[list[Data], list[Data]]:
        """The mentions and events of the lines, without places, for an article whose text cannot be read."""
        return stated(self._lines)

    def _wrong(self, key: str, words: str) -> None:
        """Reports a line in another form. Raises `InputError` where nobody takes reports."""
        if self._report is refuse:
            raise InputError(f"the line {key} is not in brat's format.", where=str(self._path), remedy=REMEDY)
        self._unread(key, "is not in brat's format", words[:200])

    def _unread(self, key: str, why: str, words: str = "") -> None:
        self._report(Unread(self._id, key, words, why))

    def _read_spans(self) -> None:
        placed: dict[str, tuple[str, list[Range], str]] = {}
        for key, words, tail in self._lines:
            if key[0] != "T":
                continue
            try:
                parts = [
                    (int(start), int(end)) for start, end in (part.split(" ") for part in words[1].split(";"))
                ]
            except (ValueError, IndexError):
                self._wrong(key, tail or " ".join(words))
                continue
            placed[key] = words[0], parts, tail
        lines: list[Placed] = [(parts, tail) for _, parts, tail in placed.values() if tail.strip()]
        self._text = with_line_ends(self._text, lines)
        for key, (label, parts, tail) in placed.items():
            inside = all(0 <= start <= end <= len(self._text) for start, end in parts)
            there = words_at(self._text, parts) if inside else ""
            if (tail.strip() or not inside) and not same_words(tail, there):
                self._elsewhere(key, label, parts, tail, there if inside else None)
                continue
            if not inside:
                self._wrong(key, tail)
                continue
            start, end = self._rest.get(key, {}).get("range", (0, 0))
            whole = (start, end) if fragments(self._text, start, end) == parts else joined(self._text, parts)
            if whole is None or whole[0] == whole[1]:
                said = " … ".join(self._text[start:end] for start, end in parts)
                self._unread(key, "a span with gaps" if said else "an empty span", said)
            else:
                self._spans[key] = (label, whole)

    def _elsewhere(self, key: str, label: str, parts: list[Range], words: str, there: str | None) -> None:
        """Reads a mention near its place, if its words stand there once; else reports it."""
        if there is None and (self._report is refuse or not words.strip()):
            self._wrong(key, words)
            return
        place = "; ".join(f"{start} {end}" for start, end in parts)
        has = "which is no range of the text" if there is None else f"where the text has {there[:80]!r}"
        found = near(self._text, words, parts[0][0]) if self._check and len(parts) == 1 else None
        if found is None or self._check is None:
            self._unread(key, f"its words do not stand at {place}, {has}", words[:200])
            return
        self._spans[key] = (label, found)
        why = f"its words do not stand at {place}, {has}; read at {found[0]} {found[1]}"
        self._check(Unread(self._id, key, words[:200], why))

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
                self._wrong(key, " ".join(words))
                continue
            if trigger in self._shared:
                self._unread(key, f"several lines have the id of its trigger, {trigger}", " ".join(words))
                continue
            triggers.add(trigger)
            if trigger not in self._spans:
                self._unread(key, f"its trigger {trigger} is no span", " ".join(words))
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
                self._wrong(key, word)
                continue
            if filler in self._shared:
                self._unread(f"{key} {role}", f"several lines have the id {filler}")
                continue
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
                self._wrong(key, " ".join(words))
                continue
            region = self._regions.get(words[1])
            if words[1] in self._shared:
                self._unread(key, f"several lines have the id {words[1]}", " ".join([*words, tail]).strip())
            elif region is None:
                self._unread(key, f"{words[1]} is neither mention nor event", " ".join(words))
            elif key[0] == "N":
                self._reference(key, words, region)
            elif key[0] == "#":
                self._note(key, words, tail, region)
            else:
                self._attribute(key, words, region)
        for key, region in self._regions.items():
            self._make_single(key, region)

    def _reference(self, key: str, words: list[str], region: Data) -> None:
        database, colon, value = " ".join(words[2:]).partition(":")
        if not colon:
            self._wrong(key, " ".join(words))
        elif "ref" in region or "label" not in region:
            self._unread(key, "a second reference" if "ref" in region else "the reference of an event", value)
        else:
            region["ref"] = value if database == REFERENCES else f"{database}:{value}"

    def _note(self, key: str, words: list[str], tail: str, region: Data) -> None:
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
            self._give(key, region, self._names.of("note", kind), said)

    def _attribute(self, key: str, words: list[str], region: Data) -> None:
        if (flag := self._names.flag(words[0])) is not None:
            name, value = flag
            values = region.setdefault("attributes", {}).setdefault(name, [])
            if isinstance(values, list) and value not in values:
                values.append(value)
            else:
                self._unread(key, f"a second value of {name}", value)
        else:
            name = self._names.of("attribute", words[0])
            value = self._names.value(name, " ".join(words[2:])) if len(words) > 2 else "true"
            self._give(key, region, name, value)

    def _give(self, key: str, region: Data, name: str, value: str) -> None:
        attributes = region.setdefault("attributes", {})
        if name in attributes:
            self._unread(key, f"a second value of {name}", value)
        else:
            attributes[name] = value

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
