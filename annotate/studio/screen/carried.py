"""Builds the screen of a new version of an ontology for a project in which people already work.

Label Studio takes a region, value or arrow off an annotation when somebody saves it on a screen that lacks
its control, choice or relation. So the screen keeps what is in use under the form in which it is stored: a
renamed type keeps its stored code, and what the ontology dropped stays, at the end, grey and without a key,
as "no longer asked". A project with two palettes keeps both, because regions of one palette never get labels
of another.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, canonicalize, indent, tostring

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.renaming import Names
from annotate.studio.screen.former_names import FormerNames, present_control_names
from annotate.studio.screen.keys import NO_KEY
from annotate.studio.screen.label_config import (
    ENTITY_TAG,
    LABEL_TAG,
    TEXT_TAG,
    TRIGGER_TAG,
    TYPES_TAG,
    attribute_tags,
    build_label_config,
)
from annotate.studio.screen.live_config import LiveConfig
from annotate.studio.screen.missing_parts import add_missing, controls, entries, stored_code
from annotate.studio.screen.screen_use import ScreenUse
from annotate.studio.screen.unsure import UnsureNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GREY = "#9e9e9e"
GONE = "✕ "  # before the word of what is no longer asked, where the end of a long word is cut off
NO_LONGER_ASKED = {"fr": "(n’est plus demandé)", "en": "(no longer asked)"}
_WHEN = "whenLabelValue"


@dataclass(frozen=True)
class Carried:
    """The new configuration. ``kept`` names what stays as no longer asked, in the form that results hold.

    ``merged`` maps the stored codes that stay of types that were merged into another type, to that type.
    ``roles`` are those of ``kept`` that are roles: Label Studio stores their word, so they cannot be marked.
    """

    config: str
    kept: tuple[str, ...]
    merged: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()


def same_config(one: str, other: str) -> bool:
    """Whether two configurations are the same but for layout."""
    return canonicalize(one, strip_text=True) == canonicalize(other, strip_text=True)


def carried(
    live: str,
    ontology: Ontology,
    language: str,
    use: ScreenUse | None,
    formers: Iterable[Ontology] = (),
) -> Carried:
    """The screen of ``ontology`` for a project whose configuration is ``live``.

    ``use`` says what is in use there; None if that is unknown, then everything is kept. Raises `ConfigError`
    if ``live`` is not XML, or if the new screen cannot show what is stored.
    """
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        before = fromstring(live)
    except ParseError as error:
        raise ConfigError(
            f"its labelling configuration is not XML: {error}",
            where="the project in Label Studio",
            remedy="Correct it under Settings > Labeling Interface.",
        ) from error
    unsure = UnsureNames.on(LiveConfig.parse(live), TEXT_TAG)
    known = tuple(formers)
    if use is not None:
        add_missing(before, use, ontology, known, language)
    fresh = fromstring(build_label_config(ontology, language, unsure))
    former = FormerNames.of(ontology, known)
    return _Carrier(before, fresh, ontology, language, use, former).carried()


class _Carrier:
    def __init__(
        self,
        live: Element,
        fresh: Element,
        ontology: Ontology,
        language: str,
        use: ScreenUse | None,
        former: FormerNames,
    ) -> None:
        self.live, self.fresh = live, fresh
        self.ontology, self.use, self.former = ontology, use, former
        self.names = Names(ontology)
        self.suffix = NO_LONGER_ASKED.get(language, NO_LONGER_ASKED["en"])
        self.kept: list[str] = []
        self.merged: dict[str, str] = {}
        self.roles: list[str] = []
        self.stored: dict[str, list[str]] = {}  # present type -> the codes under which regions have it

    def carried(self) -> Carried:
        before = controls(self.live)
        self._keep_palettes(before)
        now = controls(self.fresh)
        self._keep_names_of_controls(before, now)
        for name, control in before.items():
            if name in now:
                self._check_kind(name, control, now[name])
                self._keep_entries(name, control, now[name])
        parents = {child: parent for parent in self.fresh.iter() for child in parent}
        for name, control in now.items():
            if control.get(_WHEN) is not None:
                self._set_labels(name, control, parents)
        for name in before:
            if name not in now and self._control_in_use(name, before[name]):
                self._keep_control(name, before[name])
        self._keep_relations()
        indent(self.fresh)
        config = tostring(self.fresh, encoding="unicode")
        return Carried(config, tuple(dict.fromkeys(self.kept)), self.merged, tuple(self.roles))

    def _keep_palettes(self, before: dict[str, Element]) -> None:
        """Divides the one palette into the two that the project has, if regions are stored under these."""
        now = controls(self.fresh)
        one = now.get(LABEL_TAG)
        had_one = LABEL_TAG in before and before[LABEL_TAG].tag == "Labels"
        if one is None or had_one or ENTITY_TAG not in before:
            return
        palettes = [name for name in (ENTITY_TAG, TRIGGER_TAG) if name in before]
        if not any(self._control_in_use(name, before[name]) for name in palettes):
            return
        parent = next(element for element in self.fresh.iter() if one in list(element))
        place = list(parent).index(one)
        parent.remove(one)
        for name, types in ((ENTITY_TAG, self.ontology.entities), (TRIGGER_TAG, self.ontology.events)):
            if types:
                palette = deepcopy(one)
                palette.set("name", name)
                _leave_only(palette, types)
                parent.insert(place, palette)
                place += 1
        tags = zip(
            attribute_tags(self.ontology), attribute_tags(self.ontology, two_palettes=True), strict=True
        )
        for tag, former in tags:  # an attribute may have the name that the one palette would take
            now[tag.name].set("name", former.name)

    def _keep_names_of_controls(self, before: dict[str, Element], now: dict[str, Element]) -> None:
        """Lets the control of a renamed attribute keep its name, under which values are stored."""
        for name, control in before.items():
            if name in now:
                continue
            for present in present_control_names(name, self.ontology):
                if present in now and present not in before and now[present].tag == control.tag:
                    now[name] = now.pop(present)
                    now[name].set("name", name)
                    break

    def _check_kind(self, name: str, before: Element, now: Element) -> None:
        if before.tag != now.tag and self._control_in_use(name, before):
            raise ConfigError(
                f"the control {name!r} holds annotations as <{before.tag}>, and the ontology makes it a"
                f" <{now.tag}>, which cannot show them.",
                where=self.ontology.id,
                remedy="Give the attribute a new name; what was annotated stays under the former one.",
            )

    def _keep_entries(self, name: str, before: Element, now: Element) -> None:
        """Lets labels or choices keep their stored code, and keeps those that are in use and gone."""
        is_types = now.tag == "Labels" or name == TYPES_TAG
        there = {stored_code(entry): entry for entry in entries(now)}
        formerly = {stored_code(entry): entry for entry in entries(before)}
        for code, entry in formerly.items():
            present = self.names.label(code) if is_types else code
            if code in there:
                self._is_stored_as(present, code, now)
            elif present in there and present not in formerly:
                there[code] = there.pop(present)
                there[code].set("alias", code)
                self._is_stored_as(present, code, now)
            elif self._entry_in_use(name, code, present, is_types=is_types):
                self._keep_entry(now, code, entry, before)
                if is_types and present in (*self.ontology.entities, *self.ontology.events):
                    self.merged[code] = present
                else:
                    self.kept.append(code)
                self._is_stored_as(present, code, now)

    def _is_stored_as(self, present: str, code: str, control: Element) -> None:
        if control.tag == "Labels" and code not in self.stored.setdefault(present, []):
            self.stored[present].append(code)

    def _keep_entry(self, control: Element, code: str, entry: Element, before: Element) -> None:
        kept = deepcopy(entry)
        word = (entry.get("value") or code).removeprefix(GONE)
        for suffix in NO_LONGER_ASKED.values():  # of screens that an earlier version made
            word = word.removesuffix(f" {suffix}")
        kept.set("value", f"{GONE}{word}")
        kept.set("alias", code)
        kept.set("hint", self.suffix.strip("()"))
        kept.set("hotkey", NO_KEY)
        if kept.tag == "Label":
            kept.set("background", GREY)
        _group_like(control, before, entry).append(kept)

    def _set_labels(self, name: str, control: Element, parents: dict[Element, Element]) -> None:
        """Shows an attribute's control for regions of its types, by the codes under which they are stored.

        Label Studio drops a value when its region's label is not among these. So the control is shown for
        all regions that have a value there.
        """
        asked = [label.strip() for label in (control.get(_WHEN) or "").split(",") if label.strip()]
        codes = [code for label in asked for code in self.stored.get(label, [label])]
        codes += sorted(self._labels_with_values(name) - set(codes))
        former, listed = control.get(_WHEN), ",".join(codes)
        element: Element | None = control
        while element is not None:
            if element.get(_WHEN) == former:
                element.set(_WHEN, listed)
            element = parents.get(element)

    def _labels_with_values(self, control: str) -> set[str]:
        """The codes of the labels whose regions have a value of an attribute's control."""
        if self.use is None:
            return set(_listed(controls(self.live)[control])) if control in controls(self.live) else set()
        found = {label for name, label in self.use.pairs if name == control}
        tag = self.former.controls.get(control)
        if tag is not None:
            meant = {label for name, label in self.use.meant_pairs if name == tag.attribute}
            found |= {code for label in meant & set(tag.labels) for code in self.stored.get(label, [])}
        return found

    def _control_in_use(self, name: str, control: Element) -> bool:
        if self.use is None:
            return True
        given = {*self.use.labels, *self.use.choices, *self.use.pairs}
        if any(control == name for control, _ in given):
            return True
        if control.tag == "Labels":
            return any(
                self.names.label(stored_code(entry)) in self.use.meant_types for entry in entries(control)
            )
        tag = self.former.controls.get(name)
        return tag is not None and any(
            attribute == tag.attribute and label in tag.labels for attribute, label in self.use.meant_pairs
        )

    def _entry_in_use(self, control: str, code: str, present: str, *, is_types: bool) -> bool:
        use = self.use
        if use is None or (control, code) in {*use.labels, *use.choices}:
            return True
        if is_types:
            return present in use.meant_types
        tag = self.former.controls.get(control)
        return tag is not None and (tag.attribute, code) in use.meant_values

    def _keep_control(self, name: str, before: Element) -> None:
        """Keeps a control that is gone from the screen, for the regions that have a value there."""
        box = _box(self.fresh, "annotate-former")
        kept = deepcopy(before)
        for element in kept.iter():
            element.attrib.pop("hotkey", None)
            if element.tag in ("Label", "Choice"):
                element.set("hotkey", NO_KEY)
        if before.get(_WHEN) is not None:
            codes = sorted(self._labels_with_values(name)) or _listed(before)
            when = {"visibleWhen": "region-selected", _WHEN: ",".join(codes)}
            box = SubElement(box, "View", {"className": "annotate-attribute", **when})
            kept.set(_WHEN, when[_WHEN])
            tag = self.former.controls.get(name)
            SubElement(box, "Header", value=f"{tag.attribute if tag else name} {self.suffix}", size="6")
        box.append(kept)
        self.kept.append(name)

    def _keep_relations(self) -> None:
        """Keeps the relations in use. They have no alias, so the word on the screen is what is stored."""
        there = {entry.get("value") for entry in self.fresh.iter("Relation")}
        for entry in list(self.live.iter("Relation")):
            value = entry.get("value") or ""
            role = self.former.role_words.get(value, self.names.role(value))
            if not value or value in there or not self._role_in_use(value, role):
                continue
            relations = next(self.fresh.iter("Relations"), None)
            if relations is None:
                relations = SubElement(self.fresh, "Relations")
            SubElement(relations, "Relation", value=value)
            there.add(value)
            if role not in self.ontology.roles:
                self.kept.append(value)
                self.roles.append(value)

    def _role_in_use(self, value: str, role: str) -> bool:
        return self.use is None or value in self.use.roles or role in self.use.meant_roles


def _group_like(control: Element, before: Element, entry: Element) -> Element:
    """The group of ``control`` like the one of ``before`` that ``entry`` stood in; else the last."""
    groups = [child for child in control if child.tag == "View"]
    names = {group.get("className"): group for group in groups}
    stood = next((group.get("className") for group in before if entry in list(group)), None)
    return names[stood] if stood is not None and stood in names else (groups or [control])[-1]


def _listed(control: Element) -> list[str]:
    return [label.strip() for label in (control.get(_WHEN) or "").split(",") if label.strip()]


def _leave_only(palette: Element, types: Iterable[str]) -> None:
    """Takes the labels of other types out of a palette, and the groups that are empty then."""
    wanted = set(types)
    for parent in list(palette.iter()):
        for child in list(parent):
            if child.tag == "Label" and stored_code(child) not in wanted:
                parent.remove(child)
    for group in [child for child in palette if child.tag == "View"]:
        if not any(tag.tag == "Label" for tag in group.iter()):
            palette.remove(group)


def _box(root: Element, name: str) -> Element:
    found = next((tag for tag in root.iter("View") if tag.get("className") == name), None)
    return SubElement(root, "View", className=name) if found is None else found
