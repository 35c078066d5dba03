"""Compares the facts of a raw annotation with what a pull made of it: each is kept, or named in a finding.

Works on the JSON that `annotate pull` writes, and imports nothing of annotate.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.invariants.raw import Arrow, Attribute, Facts, Labelled, Place, Screen

Json = Any
_LOST_REGION = {"no-value", "out-of-range", "empty-span", "no-label", "unknown-label", "several-labels"}
_MERGED = {"double", "double-event"}
_ATTRIBUTE = {"bad-attribute", "attribute-of-nothing", "several-values", "ambiguous"}
_ARROW = {"arrow-to-nothing", "other-arrow", "arrow-without-role", "unknown-role"}
_OTHERS = {"no-object", "other-tag", "other-text"}


class Ledger:
    """What is not accounted for in one annotation. ``wrong`` has a sentence for each such thing."""

    def __init__(self, facts: Facts, pulled: Json, findings: list[Json], text: str, screen: Screen) -> None:
        self.text, self.screen = text, screen
        self.findings = findings
        self.used: dict[tuple[int, str | None], Any] = {}
        self.wrong: list[str] = []
        self.entities = list(pulled.get("entities", ()))
        self.events = [event for event in pulled.get("events", ()) if event.get("trigger")]
        self.typed = [event for event in pulled.get("events", ()) if not event.get("trigger")]
        self.place_of = {entity["id"]: (entity["start"], entity["end"]) for entity in self.entities}
        self._claimed: set[str] = set()
        self._seen: set[tuple[str, str, Any]] = set()  # attributes and arguments that a fact accounts for
        for labelled in facts.labels:
            self._label(labelled)
        for attribute in facts.attributes:
            self._attribute(attribute)
        for arrow in facts.arrows:
            self._arrow(arrow)
        for name in dict.fromkeys(facts.types):
            kept = any(event["type"] == name for event in self.typed)
            self._expect(kept or self._named({"unknown-type"}, repr(name)), f"the choice {name}")
        found = Counter(finding["kind"] for finding in findings)
        for kind in _OTHERS:
            self._expect(
                found[kind] == facts.others[kind], f"{facts.others[kind]} of {kind}, named {found[kind]}"
            )
        self._nothing_else(facts)

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def _named(self, kinds: set[str], *words: str, label: str | None = None, by: Any = None) -> bool:
        """Whether an unused finding names the words. Uses it, once for each ``by``."""
        for index, finding in enumerate(self.findings):
            said = finding["what"]
            if finding["kind"] not in kinds or not all(word in said for word in words):
                continue
            if label is not None and label not in (finding.get("label") or "").split(", ") + _left(finding):
                continue
            key = (index, label)
            if key in self.used and (by is None or self.used[key] != by):
                continue
            self.used[key] = by
            return True
        return False

    def _words(self, place: Place) -> str:
        line = " ".join(self.text[slice(*place)].split())
        return line if len(line) <= 40 else line[:39]

    def _label(self, one: Labelled) -> None:
        for region in (*self.entities, *self.events):
            named = region.get("label") or region["type"]
            if region["id"] not in self._claimed and (_at(region), named) == (one.place, one.label):
                self._claimed.add(region["id"])
                return
        where = () if one.place is None else (self._words(one.place),)
        # A label that the ontology renamed is named as it was written.
        written = [old for old, new in self.screen.renamed.items() if new == one.label]
        for label in (one.label or "", *written):
            if self._named(_LOST_REGION | _MERGED, *where, label=label):
                return
        self.wrong.append(f"the label {one}")

    def _attribute(self, one: Attribute) -> None:
        kept = False
        for region in (*self.entities, *self.events):
            value = region.get("attributes", {}).get(one.name)
            if _at(region) in one.places and one.value in (value if isinstance(value, list) else [value]):
                kept = True
                self._seen.add((region["id"], one.name, one.value))
        named = kept or self._named(_ATTRIBUTE, one.name, one.value, by="attribute")
        self._expect(named, f"the attribute {one}")

    def _arrow(self, one: Arrow) -> None:
        kept = False
        for event in self.events:
            for argument in event.get("arguments", ()):
                ends = (_at(event), self.place_of[argument["entity"]])
                there = any(
                    ends[0] in start and ends[1] in end
                    for start, end in ((one.start, one.end), (one.end, one.start))
                )
                if there and (argument["role"] == one.role or argument["role"] in one.may_mean):
                    kept = True
                    self._seen.add((event["id"], argument["role"], argument["entity"]))
        if kept:
            return
        for words in ([one.role or ""], *([self._words(place)] for place in (*one.start, *one.end))):
            if words[0] and self._named(_ARROW, *words, by=one.number):
                return
        self._expect(self._named(_ARROW, by=one.number) and not (one.start and one.end), f"the arrow {one}")

    def _nothing_else(self, facts: Facts) -> None:
        """Nothing was made up, and no finding tells of something that is not there."""
        for region in (*self.entities, *self.events):
            self._expect(region["id"] in self._claimed, f"nobody marked {region}")
            for name, value in region.get("attributes", {}).items():
                if name in self.screen.hidden:
                    marked = f"attributes.{name}" in region.get("unreviewed", ())
                    self._expect(marked, f"{name} of {region} is not marked as unreviewed")
                    continue
                for one in value if isinstance(value, list) else [value]:
                    given = (region["id"], name, one) in self._seen
                    usual = self.screen.usual.get(name) == one and name in filled_in(region)
                    self._expect(given or usual, f"nobody gave {name} to {region}")
            for argument in region.get("arguments", ()):
                seen = (region["id"], argument["role"], argument["entity"]) in self._seen
                self._expect(seen, f"nobody drew {argument} of {region}")
        for event in self.typed:
            self._expect(event["type"] in facts.types, f"nobody chose {event}")
        claimed = {index for index, _ in self.used}
        for index, finding in enumerate(self.findings):
            about = finding["kind"] in _LOST_REGION | _MERGED | (_ATTRIBUTE - {"ambiguous"}) | _ARROW
            self._expect(not about or index in claimed, f"a finding of nothing: {finding['what']}")


def filled_in(region: Json) -> set[str]:
    """The attributes that the provenance of a region says a pull filled in."""
    sources = [one["source"] for one in region.get("provenance", ())]
    names = (
        source.removeprefix("default:").split("@")[0] for source in sources if source.startswith("default:")
    )
    return {name for several in names for name in several.split(",")}


def _at(region: Json) -> Place:
    where = region.get("trigger") or region
    return where["start"], where["end"]


def _left(finding: Json) -> list[str]:
    """The labels that a finding about several labels says were left out, in its fields and in words."""
    left = finding.get("values", []) if finding["kind"] == "several-labels" else []
    return left if all(label in finding["what"].rpartition("; ")[2] for label in left) else []
