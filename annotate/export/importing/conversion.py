"""Turns a foreign document into a record on its article: ranges moved, labels mapped, the rest listed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from annotate.core.annotation import is_region_id
from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.jsonl import parse
from annotate.core.ontology import Ontology
from annotate.core.record import FORMAT, Record
from annotate.export.importing.base import Data, ForeignDocument
from annotate.export.importing.labels import LabelMap, as_written
from annotate.export.importing.problems import PartKind, Problem, Tally
from annotate.export.importing.text_alignment import TextAlignment

_NOT_THERE = "its words do not stand there in the article"
_LEFT_OUT = "left out by --map"
_Region = tuple[Data | None, str | None]  # what was made; else why not: "" if nobody wants it


class Conversion:
    """The conversion of one document. ``tally`` gets every part of it, exactly once."""

    def __init__(
        self, document: ForeignDocument, article: Article, labels: LabelMap, ontology: Ontology, tally: Tally
    ) -> None:
        self._document = document
        self._article = article
        self._labels = labels
        self._ontology = ontology
        self._tally = tally
        source = article.text if document.text is None else document.text
        self.alignment = TextAlignment(source, article.text)
        self._source = source
        self._ids: set[str] = set()
        self._made_entities: list[Data] = []
        self._made_events: list[Data] = []
        self._entities: dict[str, Data] = {}  # by foreign id, which only one region has
        self._events: dict[str, Data] = {}
        self._gone: dict[str, str] = {}  # why a region was not kept; "" if nobody wants it
        self._joined: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)  # by relations, per event
        named = Counter(str(one["id"]) for one in (*document.mentions, *document.events))
        self._shared = {key for key, number in named.items() if number > 1}  # ids of several regions

    def record(self, author: str, adjudicated: bool) -> Record | None:
        """The record. None if nothing of the form of a record comes out; the document is then listed.

        ``author`` is that of annotations whose author the file does not name.
        """
        count_in(self._document, self._tally)
        for mention in self._document.mentions:
            self._region(mention, mention, str(mention.get("label") or ""))
        events = [
            (event, *self._region(event, event.get("trigger"), str(event.get("type") or "")))
            for event in self._document.events
        ]
        for foreign in self._document.types:
            self._region({"id": f"type {foreign}"}, None, foreign)
        for event, made, gone in events:
            self._arguments(event, made, gone)
        for relation in self._document.relations:
            self._relation(relation.label, relation.source, relation.target)
        for item in self._document.set_aside:
            self._tally.leave_out("part", item.why)
        return self._made(author, adjudicated)

    def _made(self, author: str, adjudicated: bool) -> Record | None:
        annotation = {**self._document.annotation}
        annotation.setdefault("author", author)
        annotation.setdefault("status", "submitted")
        if adjudicated and annotation["status"] == "submitted":
            annotation["status"] = "adjudicated"
            annotation.pop("decision", None)
        if self._document.text is not None and self._document.text != self._article.text:
            annotation["digest"] = self._article.digest
        if annotation.get("ontology") != self._ontology.id and (self._made_entities or self._made_events):
            annotation["ontology"] = self._ontology.id
        data = {
            **self._document.record,
            "format": FORMAT,
            "article": self._article.to_dict(),
            "annotation": {
                **annotation,
                "entities": self._made_entities,
                "events": self._made_events,
            },
        }
        try:
            record = parse(Record, data, where=self._document.where)
        except InputError as error:
            self._list("document", "", "", error.what.rstrip("."))
            self._list_made("its document has no valid form")
            return None
        self._tally.kept.update(_parts(data["annotation"]))
        self._tally.kept["document"] += 1
        return record

    def _list_made(self, why: str) -> None:
        """Lists the regions that were made, with their words, their attributes and arguments."""
        for region in (*self._made_entities, *self._made_events):
            place = region if "label" in region else region["trigger"] or {}
            words = str(place.get("text", ""))
            self._list("region", f"{region['id']} {region.get('label', region.get('type'))}", words, why)
            for name in region.get("attributes") or ():
                self._list("attribute", f"{region['id']} {name}", words, why)
            for argument in region.get("arguments") or ():
                said = f"{region['id']} {argument['role']} {argument['entity']}"
                self._list("argument", said, words, why)

    def _region(self, region: Data, place: Data | None, foreign: str) -> _Region:
        """Keeps a mention or event whose label is known and whose words are in the article."""
        key = str(region["id"])
        words = "" if place is None else self._words(place)
        ours = self._labels.find("label", foreign) if foreign else None
        why, moved = None, None
        if ours is None:
            why = f"the label {foreign!r} is unknown" if foreign else "has no label"
        elif not ours:
            self._gone[key] = ""
            self._tally.leave_out("region", f"{as_written('label', foreign)}= ({_LEFT_OUT})")
            return None, ""
        elif place is None:
            if ours in self._ontology.entities:
                why = f"a label of the whole text, but {ours} is a type of mentions"
            elif any(one["trigger"] is None and one["type"] == ours for one in self._made_events):
                why = f"the text has the type {ours} already"
        elif (moved := self._moved(place)) is None:
            why = _NOT_THERE
        if why is not None:
            self._gone[key] = why
            self._list("region", key, words, why)
            return None, why
        assert ours is not None
        made = {k: v for k, v in region.items() if k not in _PLACE and k != "attributes"}
        made["id"] = self._free_id(key)
        trigger = None
        if moved is not None:
            start, end = moved
            trigger = {"start": start, "end": end, "text": self._article.text[start:end]}
        if ours in self._ontology.entities:
            assert trigger is not None
            made |= {"label": ours, **trigger}
            self._made_entities.append(made)
            self._entities[key] = made
        else:
            more = {k: v for k, v in (region.get("trigger") or {}).items() if k not in _PLACE}
            ref = made.pop("ref", None)
            made |= {"type": ours, "trigger": None if trigger is None else {**trigger, **more}}
            if ref is not None:
                self._tally.came_in["part"] += 1
                self._list("part", key, words, f"the reference {ref!r}: an event has none")
            self._made_events.append(made)
            self._events[key] = made
        given = region.get("attributes") or {}
        names = self._attributes(key, words, ours, given, made)
        if marks := made.pop("unreviewed", None):
            renamed = {f"attributes.{name}": names.get(name) for name in given}
            marks = [f"attributes.{renamed[mark]}" if renamed.get(mark) else mark for mark in marks]
            made["unreviewed"] = [mark for mark in marks if mark not in renamed or renamed[mark]]
        return made, None

    def _moved(self, place: Data) -> tuple[int, int] | None:
        start, end = place.get("start"), place.get("end")
        if type(start) is not int or type(end) is not int:
            return None
        if self._document.text is not None and place.get("text") not in (None, "", self._source[start:end]):
            return None
        moved = self.alignment.moved(start, end)
        return moved if moved is None or moved[1] <= len(self._article.text) else None

    def _words(self, place: Data) -> str:
        return _words_of(place, self._source)

    def _free_id(self, wished: str) -> str:
        """The id itself, if it may be one and no other region has it."""
        wished = wished if is_region_id(wished) else f"r{len(self._ids) + 1}"
        found, number = wished, 1
        while found in self._ids:
            number += 1
            found = f"{wished[:55]}-{number}"
        self._ids.add(found)
        return found

    def _attributes(self, key: str, words: str, label: str, given: Data, made: Data) -> dict[str, str]:
        """Puts the attributes that are known into ``made``. Returns our names of these by foreign name."""
        known = self._ontology.attributes_of(label)
        kept: Data = {}
        names: dict[str, str] = {}
        for foreign, value in given.items():
            self._tally.came_in["attribute"] += 1
            ours = self._labels.find("attribute", foreign)
            if ours == "":
                self._tally.leave_out("attribute", f"attribute:{foreign}= ({_LEFT_OUT})")
                continue
            why = None
            if ours is None:
                why = f"the attribute {foreign!r} is unknown"
            elif ours not in known:
                why = f"{label} has no attribute {ours}"
            elif ours in kept:
                why = f"a second value of the attribute {ours}"
            else:
                mapped = self._value(ours, value)
                if not mapped:
                    self._tally.leave_out("attribute", f"value:{ours}:… ({_LEFT_OUT})")
                    continue
                problem = known[ours].problem_with(label, mapped)
                why = None if problem is None else f"{ours} {problem}"
            if why is not None:
                self._list("attribute", f"{key} {foreign}={value}", words, why)
                continue
            assert ours is not None
            kept[ours] = mapped
            names[foreign] = ours
        if kept:
            made["attributes"] = kept
        return names

    def _value(self, attribute: str, value: Any) -> str | tuple[str, ...]:
        if isinstance(value, str):
            return self._labels.value(attribute, value) or ""
        values = [self._labels.value(attribute, str(one)) for one in value]
        return tuple(one for one in values if one)

    def _arguments(self, event: Data, made: Data | None, gone: str | None) -> None:
        key = str(event["id"])
        for argument in event.get("arguments") or ():
            self._argument(made, gone, key, str(argument["role"]), str(argument["entity"]), argument)

    def _relation(self, label: str, source: str, target: str) -> None:
        """A relation becomes an argument, if it joins an event with a trigger and a mention."""
        if shared := [one for one in (source, target) if one in self._shared]:
            why = f"several regions have the id {shared[0]}"
            self._list("argument", f"{label} {source} {target}", self._said(source, target), why)
            return
        ends = [(source, target), (target, source)]
        fitting = [(one, other) for one, other in ends if one in self._events and other in self._entities]
        if fitting:
            ((event, mention),) = fitting
            made = self._events[event]
            ours = self._labels.find("role", label)
            use = self._ontology.roles_of.get(made["type"], {}).get(ours or "")
            if ours and use is None:
                why = f"{made['type']} has no role {ours}"
            elif ours and use and use.fillers and self._entities[mention]["label"] not in use.fillers:
                why = f"a {self._entities[mention]['label']} cannot be {ours} of {made['type']}"
            elif ours and (ours, mention) in self._joined[event]:
                self._tally.leave_out("argument", "relations that were given before")
                return
            else:
                self._argument(made, None, event, label, mention, {}, ours)
                if ours:
                    self._joined[event].add((ours, mention))
                return
            self._list("argument", f"{label} {source} {target}", self._said(source, target), why)
            return
        gone = [self._gone[one] for one in (source, target) if one in self._gone]
        if "" in gone:
            self._tally.leave_out("argument", f"relations of regions that were {_LEFT_OUT}")
            return
        if gone:
            why = "the region that it joins was not imported"
        elif source in self._entities and target in self._entities:
            why = "a relation between two mentions"
        elif source in self._events and target in self._events:
            why = "a relation between two events"
        else:
            why = "it joins no marked words"
        self._list("argument", f"{label} {source} {target}", self._said(source, target), why)

    def _argument(
        self,
        event: Data | None,
        gone: str | None,
        event_key: str,
        role: str,
        filler: str,
        more: Data,
        ours: str | None = "?",
    ) -> None:
        wanted = gone != "" and (self._gone.get(filler) != "" or filler in self._shared)
        ours = self._labels.find("role", role) if ours == "?" and wanted and event is not None else ours
        if not wanted or ours == "":
            reason = (
                f"role:{role}= ({_LEFT_OUT})" if wanted else f"arguments of regions that were {_LEFT_OUT}"
            )
            self._tally.leave_out("argument", reason)
            return
        why = None
        if event is None:
            why = "its event was not imported"
        elif filler in self._shared:
            why = f"several regions have the id {filler}"
        elif filler not in self._entities:
            why = "its mention was not imported"
        elif ours is None:
            why = f"the role {role!r} is unknown"
        elif event["trigger"] is None:
            why = "its event has no trigger"
        if why is not None:
            self._list("argument", f"{event_key} {role} {filler}", self._said(event_key, filler), why)
            return
        assert event is not None
        argument = {**more, "role": ours, "entity": self._entities[filler]["id"]}
        event["arguments"] = [*(event.get("arguments") or ()), argument]

    def _said(self, *keys: str) -> str:
        """The words of two regions, joined by an arrow."""
        wanted = {str(one["id"]): one for one in self._document.mentions}
        wanted |= {str(one["id"]): one.get("trigger") or {} for one in self._document.events}
        return " → ".join(self._words(wanted[key]) if wanted.get(key) else key for key in keys)

    def _list(self, kind: PartKind, region: str, words: str, why: str) -> None:
        document = self._document
        self._tally.list(Problem(kind, document.where, self._article.id, region, words[:200], why))


_PLACE = frozenset({"start", "end", "text", "label", "type", "trigger", "arguments"})


def count_in(document: ForeignDocument, tally: Tally) -> None:
    """Counts what a document holds. The attributes are counted with the regions that are kept."""
    tally.came_in["document"] += 1
    tally.came_in["region"] += len(document.mentions) + len(document.events) + len(document.types)
    tally.came_in["argument"] += len(document.relations)
    tally.came_in["argument"] += sum(len(event.get("arguments") or ()) for event in document.events)
    tally.came_in["part"] += len(document.set_aside)


def list_whole(document: ForeignDocument, why: str, tally: Tally) -> None:
    """Lists a document of which nothing is imported, with the words of each of its regions."""
    count_in(document, tally)
    why = why.rstrip(".")
    tally.list(Problem("document", document.where, document.name, "", "", why))
    for kind, region, words in _all_parts(document):
        tally.list(Problem(kind, document.where, document.name, region, words, why))
    for item in document.set_aside:
        tally.leave_out("part", item.why)


def _all_parts(document: ForeignDocument) -> Iterator[tuple[PartKind, str, str]]:
    def said(place: Data | None) -> str:
        if place is None:
            return ""
        return _words_of(place, document.text or "")[:200]

    for mention in document.mentions:
        yield "region", f"{mention['id']} {mention.get('label', '')}", said(mention)
    for event in document.events:
        yield "region", f"{event['id']} {event.get('type', '')}", said(event.get("trigger"))
        for argument in event.get("arguments") or ():
            yield "argument", f"{event['id']} {argument['role']} {argument['entity']}", ""
    for label in document.types:
        yield "region", f"type {label}", ""
    for relation in document.relations:
        yield "argument", f"{relation.label} {relation.source} {relation.target}", ""


def _words_of(place: Data, text: str) -> str:
    """The words that the file gives a region, else those of its range, else the range."""
    said = place.get("text")
    if isinstance(said, str) and said:
        return said
    start, end = place.get("start"), place.get("end")
    if type(start) is int and type(end) is int and 0 <= start < min(end, len(text)):
        return text[start:end]
    return f"{start}:{end}"


def _parts(annotation: Data) -> dict[PartKind, int]:
    """The parts of an annotation that was made."""
    regions = [*annotation["entities"], *annotation["events"]]
    return {
        "region": len(regions),
        "argument": sum(len(event.get("arguments") or ()) for event in annotation["events"]),
        "attribute": sum(len(region.get("attributes") or ()) for region in regions),
    }
