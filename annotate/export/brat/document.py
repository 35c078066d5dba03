"""One article as lines of brat's standoff format, and the rest, which brat has no lines for."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from annotate.core.annotation import AttributeValue, Entity, Event, Span
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.brat.lines import escaped, fragments, joined, text_bound
from annotate.export.brat.names import ANNOTATOR_NOTES, ARTICLE_TYPE, UNREVIEWED, BratNames

REFERENCES = "ref"  # the database of brat's N lines
_ONE_WORD = re.compile(r"\S+").fullmatch
_MARK = re.compile(r"[^\s:]+").fullmatch


class BratDocument:
    """The lines of one article, and in ``rest`` by brat id what no line holds: ids, scores, provenance, …"""

    def __init__(self, record: GoldRecord, text: str, names: BratNames, ontology: Ontology) -> None:
        self.lines: list[str] = []
        self.rest: dict[str, dict[str, Any]] = {}
        self.events: list[str] = []
        self._text = text
        self._names = names
        self._ontology = ontology
        self._last: Counter[str] = Counter()
        self._mentions: dict[str, str] = {}
        for entity in record.annotation.entities:
            self._mention(entity)
        events = record.annotation.events
        triggers = {event.id: self._trigger(event) for event in events if event.trigger is not None}
        for event in events:
            if event.id in triggers:
                self._event(event, triggers[event.id])
            else:
                self._article_type(event)

    def _new(self, prefix: str) -> str:
        self._last[prefix] += 1
        return f"{prefix}{self._last[prefix]}"

    def _text_bound(self, label: str, span: Span) -> tuple[str, dict[str, Any]]:
        """Writes a T line. The exact range is in the rest if the fragments do not give it."""
        key = self._new("T")
        parts = fragments(self._text, span.start, span.end)
        self.lines.append(text_bound(key, label, parts, self._text))
        exact = (span.start, span.end)
        return key, {} if joined(self._text, parts) == exact else {"range": exact}

    def _mention(self, entity: Entity) -> None:
        key, rest = self._text_bound(self._names.entity(entity.label), entity)
        self._mentions[entity.id] = key
        region = rest["region"] = _without(entity.to_dict(), "start", "end", "label", "text", "attributes")
        if entity.ref is not None and _ONE_WORD(entity.ref):
            said = escaped(entity.text)
            self.lines.append(f"{self._new('N')}\tReference {key} {REFERENCES}:{entity.ref}\t{said}")
            del region["ref"]
        self._common(key, entity, rest, [])

    def _trigger(self, event: Event) -> str:
        assert event.trigger is not None
        key, rest = self._text_bound(self._names.event(event.type), event.trigger)
        self._keep(key, {**rest, "region": _without(event.trigger.to_dict(), "start", "end", "text")})
        return key

    def _event(self, event: Event, trigger: str) -> None:
        key = self._new("E")
        self.events.append(key)
        uses: Counter[str] = Counter()
        said, marks, arguments = [], [], {}
        for argument in event.arguments:
            role = self._names.role(argument.role)
            uses[role] += 1
            role += str(uses[role]) if uses[role] > 1 else ""
            said.append(f" {role}:{self._mentions[argument.entity]}")
            rest = _without(argument.to_dict(), "role", "entity")
            if argument.unreviewed and all(map(_MARK, argument.unreviewed)):
                marks += [f"{role}:{name}" for name in argument.unreviewed]
                del rest["unreviewed"]
            if rest:
                arguments[role] = rest
        self.lines.append(f"{key}\t{self._names.event(event.type)}:{trigger}{''.join(said)}")
        region = _without(event.to_dict(), "type", "trigger", "arguments", "attributes")
        self._common(key, event, {"region": region, "arguments": arguments}, marks)

    def _article_type(self, event: Event) -> None:
        """A note on the first mention, or the first event: brat has no notes on a document."""
        key = self._new("#")
        self.events.append(key)
        on = "T1" if self._mentions else "E1" if any(name[0] == "E" for name in self.events) else "*"
        name = self._names.event(event.type)
        self.lines.append(f"{key}\t{ARTICLE_TYPE} {on}\t{name}")
        self._keep(key, {"region": _without(event.to_dict(), "type", "trigger"), "on": on, "name": name})

    def _common(self, key: str, region: Entity | Event, rest: dict[str, Any], marks: list[str]) -> None:
        """The lines that mentions and events have: attributes, notes, what nobody reviewed."""
        for name, value in region.attributes.items():
            self._attribute(key, name, value, rest)
        if region.note:
            self._note(key, ANNOTATOR_NOTES, escaped(region.note))
            del rest["region"]["note"]
        if region.unreviewed and all(map(_MARK, region.unreviewed)):
            marks = [*region.unreviewed, *marks]
            del rest["region"]["unreviewed"]
        if marks:
            self._note(key, UNREVIEWED, " ".join(marks))
        self._keep(key, rest)

    def _attribute(self, key: str, name: str, value: AttributeValue, rest: dict[str, Any]) -> None:
        known = self._ontology.attributes.get(name)
        kind = None if known is None else known.kind
        several = (value,) if isinstance(value, str) else value
        listed = known is not None and all(one in known.values for one in several)
        if kind == "single" and listed and isinstance(value, str):
            said = self._names.value(name, value)
            self.lines.append(f"{self._new('A')}\t{self._names.attribute(name)} {key} {said}")
        elif kind == "multiple" and listed and len(set(several)) == len(several):
            for one in several:
                self.lines.append(f"{self._new('A')}\t{self._names.flag(name, one)} {key}")
            if isinstance(value, str):
                rest.setdefault("scalars", []).append(name)
        elif isinstance(value, str):
            self._note(key, self._names.note(name), escaped(value))
        else:
            rest["region"].setdefault("attributes", {})[name] = list(value)

    def _note(self, key: str, kind: str, said: str) -> None:
        self.lines.append(f"{self._new('#')}\t{kind} {key}\t{said}")

    def _keep(self, key: str, rest: dict[str, Any]) -> None:
        self.rest[key] = {part: it for part, it in rest.items() if it}


def _without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in names}
