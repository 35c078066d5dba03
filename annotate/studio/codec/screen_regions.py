"""Collects the regions of a result list, and gives each of their labels an id. Repairs odd forms.

On Label Studio's screen a region may have several labels: then several results have one id. Here each label
becomes a region of its own, a mention or a trigger, if the ontology allows all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from annotate.core.annotation import is_region_id
from annotate.core.findings import Finding, shortened
from annotate.core.ontology import Ontology
from annotate.core.wording import listed
from annotate.studio.codec.marked import Marked, Region, Result
from annotate.studio.codec.places import Place, odd_edge, place_of, trimmed, where_in
from annotate.studio.codec.stored_text import StoredText
from annotate.studio.codec.values import region_labels
from annotate.studio.codec.words import OtherUnits, like_words, same_words
from annotate.studio.codec.written import Key, key_of, made_up_id, same_number
from annotate.studio.screen.binding import Binding


class ScreenRegions:
    """The regions of one result list. Add results with `take`, then call `settle` once."""

    def __init__(
        self,
        stored: StoredText,
        binding: Binding,
        ontology: Ontology,
        report: Callable[[Finding], None],
        *,
        repair: bool = True,
    ) -> None:
        self.stored = stored
        self.text = stored.text
        self.binding = binding
        self.ontology = ontology
        self.report = report
        self.repair = repair
        self.marked: dict[tuple[Any, ...], Marked] = {}
        self._by_key: dict[Key, list[Marked]] = {}
        self._units = OtherUnits(stored)
        self._seen_units: dict[str, str] = {}  # other units in which regions have their place: their words
        self._without_words: list[tuple[Marked, tuple[int, int]]] = []

    def take(self, result: Result) -> None:
        """Adds the result of a control that marks spans."""
        key = key_of(result.get("id"))
        value = result.get("value")
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            value = result if "start" in result and "end" in result else None
        labels = region_labels(value or {})
        shown = ", ".join(labels.values) or None
        words = value.get("text") if value is not None else None
        words = words if isinstance(words, str) and words.strip() else None
        raw = None if value is None else place_of(value, self.stored.stored)
        if raw is None:
            self._lose("no-value", "has no position; left out", key, shown, words)
            return
        place = self._in_text(raw)
        units = None
        if words is not None and not same_words(words, self.text[max(place.start, 0) : max(place.end, 0)]):
            units = self._units.find(raw.start, raw.end, words)
        if units is None and not 0 <= place.start <= place.end <= len(self.text):
            size = len(self.text)
            rule = f"is at {place.start} to {place.end} of a text of {size} characters; left out"
            self._lose("out-of-range", rule, key, shown, words)
            return
        if not labels.plain:
            place = replace(place, plain=False)
        marked = self._take_place(result, key, place, labels.values, units)
        if marked is not None and words is None:
            self._without_words.append((marked, (raw.start, raw.end)))
        elif marked is not None and units is None:
            self._compare(marked, place, str(words))

    def place(self, value: dict[str, Any]) -> Place | None:
        """The place in the article that a result's value states, perhaps outside the text."""
        place = place_of(value, self.stored.stored)
        return None if place is None else self._in_text(place)

    def _in_text(self, place: Place) -> Place:
        stored = self.stored
        if len(stored.stored) == len(self.text):
            return place
        if not 0 <= place.start <= place.end <= len(stored.stored):
            return place
        return Place(stored.start(place.start), stored.end(place.end), place.plain)

    def _take_place(
        self,
        result: Result,
        key: Key,
        place: Place,
        names: list[str],
        units: tuple[str, int, int] | None,
    ) -> Marked | None:
        """Adds a region. Returns it if this is the first result for its place."""
        drawn = start, end = (place.start, place.end) if units is None else units[1:]
        shown = ", ".join(names) or None
        if self.repair:
            start, end = trimmed(self.text, start, end)
        if start == end:
            what = "holds only white space" if place.start < place.end else "holds no word"
            self._lose("empty-span", f"{what}, {where_in(self.text, drawn[0])}; left out", key, shown)
            return None
        words = self.text[start:end]
        known = [self._known(name, result["from_name"], words, key) for name in names]
        labels = [label for label in known if label is not None]
        if not names:
            self._lose("no-label", "has no label; left out", key, None, words)
        if not labels:
            return None
        same = (key, *drawn, None if key is not None else len(self.marked))
        marked = self.marked.get(same)
        new = marked is None
        if marked is None:
            marked = Marked(key, (place.start, place.end), start, end, [])
            self.marked[same] = marked
            self._by_key.setdefault(key, []).append(marked)
            if not place.plain:
                self._note(marked, "other-form", "was written in another form; read all the same", labels[0])
            if units is not None:
                self._seen_units[units[0]] = words
                rule = f"its position counts {units[0]}; read at its words, which stand there"
                self._note(marked, "other-units", rule, labels[0])
            if (start, end) != drawn:
                rule = "was marked with white space at its edge; kept without it"
                self._note(marked, "trimmed", rule, labels[0])
        marked.add_note(result)
        for label in labels:
            if label in marked.labels:
                code = "double-event" if self._is_event(label) else "double"
                rule = "is marked twice with the same label; kept once"
                self.report(Finding(code, rule, words, label, _shown(key)))
            else:
                marked.labels.append(label)
        return marked if new else None

    def _known(self, name: str, control: str, words: str, key: Key) -> str | None:
        label = self.binding.label_name(control, name, self.ontology)
        if label is None:
            rule = f"{self.ontology.id} has no such label here; left out"
            self._lose("unknown-label", rule, key, name, words)
        return label

    def _note(self, marked: Marked, code: str, rule: str, label: str) -> None:
        words = self.text[marked.start : marked.end]
        self.report(Finding(code, rule, words, label, _shown(marked.key)))

    def _compare(self, marked: Marked, place: Place, written: str) -> None:
        """Reports a region whose words are not those at its place."""
        if same_words(written, self.text[place.start : place.end]):
            return
        given = f"its words are given as “{shortened(written, 40)}”"
        if like_words(written, self.text, place.start, place.end):
            self._note(marked, "other-words", f"{given}; kept, with its position", marked.labels[0])
        else:
            rule = f"{given}, which do not stand at its position; kept, with its position"
            self._note(marked, "other-place", rule, marked.labels[0])

    def _doubt_places(self, is_pushed: Callable[[str, int, int, str], bool]) -> None:
        """Reports regions that name no words, and that may count other units as other regions here do."""
        for marked, (start, end) in self._without_words:
            label = marked.labels[0]
            for units, words in self._seen_units.items():
                moved = self._units.place(units, start, end)
                sent = is_pushed(str(marked.key), marked.start, marked.end, label)
                if moved != marked.place and not sent:
                    rule = (
                        f"has no words of its own, and “{shortened(words, 40)}” counts {units}: its position"
                        " may count them too; kept, with its position"
                    )
                    self._note(marked, "other-place", rule, label)
                    break

    def settle(self, is_pushed: Callable[[str, int, int, str], bool]) -> None:
        """Makes a `Region` of each label, with an id. ``is_pushed`` tells regions that were sent so.

        A region's id goes to the label and place with which it was sent, else to the first. The others get
        ids made from their place and label, the same at every pull.
        """
        if self._seen_units:
            self._doubt_places(is_pushed)
        taken: set[str] = set()
        without: list[tuple[Marked, str, bool]] = []  # in need of an id; whether this is the region's first
        for key, group in self._by_key.items():
            usable = isinstance(key, str) and is_region_id(key)
            owner = self._owner(key, group, is_pushed) if isinstance(key, str) and usable else None
            for marked in group:
                marked.labels = self._kept_labels(marked)
                for index, label in enumerate(marked.labels):
                    if owner is not None and owner == (marked.place, label):
                        taken.add(str(key))
                        marked.regions.append(self._region(str(key), marked, label))
                    else:
                        first = index == 0 and (owner is None or owner[0] != marked.place)
                        without.append((marked, label, first))
        for marked, label, first in without:
            made = made_up_id(marked.start, marked.end, label, self._is_event(label), taken)
            region = self._region(made, marked, label)
            taken.add(region.id)
            marked.regions.append(region)
            if first:
                self.report(_about_id(region, marked.key))
        for marked in self.marked.values():
            if len(marked.regions) > 1:
                order = {label: index for index, label in enumerate(marked.labels)}
                marked.regions.sort(key=lambda region: order[region.label])

    def _owner(
        self, key: str, group: list[Marked], is_pushed: Callable[[str, int, int, str], bool]
    ) -> tuple[tuple[int, int], str]:
        if len(group) == len(group[0].labels) == 1:
            return group[0].place, group[0].labels[0]
        for marked in group:
            for label in marked.labels:
                if is_pushed(key, marked.start, marked.end, label):
                    return marked.place, label
        return group[0].place, group[0].labels[0]

    def _kept_labels(self, marked: Marked) -> list[str]:
        """The labels of a region that can stay together. Reports that there were several."""
        labels = marked.labels
        if len(labels) == 1:
            return labels
        kept: list[str] = []
        for label in labels:
            if all(self._compatible(label, other) for other in kept):
                kept.append(label)
        words = self.text[marked.start : marked.end]
        if left := [label for label in labels if label not in kept]:
            rule = (
                f"has the labels {listed(labels)}, which the ontology does not allow together;"
                f" {listed(kept)} {'is' if len(kept) == 1 else 'are'} kept, {listed(left)} left out"
            )
            found = Finding("several-labels", rule, words, labels[0], _shown(marked.key), tuple(left))
            self.report(found)
        else:
            each = [f"{label} {'event' if self._is_event(label) else 'mention'}" for label in kept]
            rule = f"has the labels {listed(labels)}; kept as {listed(each)}"
            self.report(Finding("several-labels-kept", rule, words, labels[0], _shown(marked.key)))
        return kept

    def _compatible(self, one: str, other: str) -> bool:
        may_nest = self.ontology.may_nest
        if self._is_event(one) or self._is_event(other) or may_nest(one, other) or may_nest(other, one):
            return True
        return not {one, other} <= self.ontology.entities.keys()  # nobody says what a former type may contain

    def _is_event(self, label: str) -> bool:
        return self.binding.is_event(label, self.ontology)

    def _region(self, id: str, marked: Marked, label: str) -> Region:
        start, end = marked.start, marked.end
        is_trigger = self._is_event(label)
        region = Region(id, start, end, label, is_trigger, self.text[start:end])
        region.notes, region.unsure = marked.notes, marked.unsure
        return region

    def all(self) -> Iterator[Region]:
        """Every region, in the order of the results."""
        for marked in self.marked.values():
            yield from marked.regions

    def mentions(self) -> Iterator[tuple[tuple[int, int], str]]:
        """The place and label of every mention."""
        return (((one.start, one.end), one.label) for one in self.all() if not one.is_trigger)

    def about_notes(self) -> Iterator[Finding]:
        """A finding for each region that a person wrote a note about."""
        for marked in self.marked.values():
            for note in marked.notes:
                yield marked.regions[0].found("note", f"has the note “{shortened(note, 200)}”; kept")

    def odd_edges(self, regions: Iterable[Region], is_pushed: Callable[[Region], bool]) -> None:
        """Reports punctuation at the edge of a region, except in regions that were sent so."""
        for region in regions:
            rule = odd_edge(self.text, region.start, region.end)
            if rule is not None and not is_pushed(region):
                self.report(region.found("punctuation", f"{rule}; kept as it is"))

    def with_id(self, written: Any, place: tuple[int, int] | None = None) -> list[Marked]:
        """The regions that an attribute or arrow means with an id. Several if they share the id.

        ``place`` chooses among these. Without an id, it is all that names a region.
        """
        key = key_of(written)
        group = self._by_key.get(key, [])
        if not group and (number := same_number(key)) is not None:
            group = self._by_key.get(number, [])
        if key is None or len(group) > 1:
            there = [marked for marked in group if marked.place == place]
            return there or (group if key is not None else [])
        return group

    def _lose(self, code: str, rule: str, key: Key, label: str | None, words: str | None = None) -> None:
        self.report(Finding(code, rule, words, label, _shown(key)))


def _about_id(region: Region, key: Key) -> Finding:
    if isinstance(key, str) and is_region_id(key):
        return region.found("same-id", "has the id of another region; kept with an id of its own")
    lacks = "has no id" if key is None else "has an id that cannot be used"
    return region.found("made-up-id", f"{lacks}; kept with an id made from its place and label")


def _shown(key: Key) -> str | None:
    return None if key is None else str(key)
