"""Infers an ontology from the labels, choices and relations of a project that was made by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.studio.screen.live_config import Control, LiveConfig

_ABOUT_EVENTS = re.compile(r"trigger|event|déclencheur|evenement|événement|evento", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,40}")
_READ = ("Labels", "Choices", "TextArea")


@dataclass
class Inferred:
    """The inferred ontology. ``left_out`` maps controls and values that are not read to the reason."""

    ontology: Ontology
    left_out: dict[str, str] = field(default_factory=dict)


def infer(label_config: str, name: str, results: Iterable[list[dict[str, Any]]] = ()) -> Inferred:
    """Infers the ontology of a labelling configuration.

    - A label becomes an event type if its control's name contains "trigger" or "event", or if relations in
      ``results`` start from regions with that label and never end at such regions. Every other label becomes
      an entity type. If all labels would become event types, all become entity types.
    - Choices for the whole article become event types without a trigger.
    - Per-region choices and texts become attributes. Relations become roles.

    Raises `ConfigError` if the configuration has no text with labels.
    """
    try:
        live = LiveConfig.parse(label_config)
    except ValueError as error:
        raise ConfigError(str(error), where="the project in Label Studio") from error
    return _Inference(live, name, _starting_labels(results)).inferred()


class _Inference:
    def __init__(self, live: LiveConfig, name: str, starting: set[str]) -> None:
        self.live = live
        self.name = name
        self.starting = starting
        self.renamed: dict[str, str] = {}
        # Values that are valid names stay as they are. The others get new names.
        self.sound = _sound_names(live)
        self.taken = {name.casefold() for name in self.sound}
        self.values: set[str] = set()
        self.left_out: dict[str, str] = {}
        self.text = self._text()

    def inferred(self) -> Inferred:
        entities: list[str] = []
        events: list[str] = []
        for control in self.live.of_kind("Labels", self.text):
            for label in control.values:
                about_events = _ABOUT_EVENTS.search(control.name) or label in self.starting
                if (name := self._named(label)) is not None:
                    (events if about_events else entities).append(name)
        if not entities:  # without other labels, those that look like triggers are entity types
            entities, events = events, []
        for control in self.live.of_kind("Choices", self.text):
            if not control.per_region:
                events.extend(self._article_types(control))
        roles = [name for label in self.live.relations if (name := self._named(label))] if events else []
        if self.live.relations and not events:
            self.left_out["Relations"] = "no label is a trigger, so no relation can start from one"
        attributes = self._attributes([*entities, *events])
        self._note_left_out()
        form = {
            "format": 1,
            "name": self.name,
            "version": "1.0.0",
            "languages": ["en"],
            "adopted": True,
            "entities": {label: {"may_contain": entities} for label in entities},
            "events": {label: {"roles": roles} for label in events},
            "roles": {role: {"fillers": entities} for role in roles},
            "attributes": attributes,
            "renamed": self.renamed,
        }
        return Inferred(Ontology.model_validate(form), self.left_out)

    def _text(self) -> str:
        labels = [control for control in self.live.controls.values() if control.kind == "Labels"]
        counts = {name: sum(control.target == name for control in labels) for name in self.live.texts}
        best = max(counts, key=lambda name: counts[name], default=None)
        if best is None or not counts[best]:
            raise ConfigError(
                "it has no <Labels> over a <Text>, so annotate cannot read it.",
                where="the project in Label Studio",
                remedy="Only projects that label plain text can be adopted (not <HyperText>, images, audio).",
            )
        return best

    def _named(self, value: str) -> str | None:
        """Makes an ontology name for a value on the screen. Returns None if the value occurred before."""
        if value in self.values:
            self.left_out[value] = "is also the name of something else on that screen"
            return None
        self.values.add(value)
        if value in self.sound:
            return value
        plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
        name = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_")[:36]
        if not name or not name[0].isalpha():
            name = f"L_{name}".rstrip("_")
        unique, number = name, 2
        while unique.casefold() in self.taken:
            unique, number = f"{name}_{number}", number + 1
        self.taken.add(unique.casefold())
        self.renamed[value] = unique
        return unique

    def _article_types(self, control: Control) -> list[str]:
        return [name for value in control.values if (name := self._named(value)) is not None]

    def _attributes(self, labels: list[str]) -> dict[str, Any]:
        attributes: dict[str, Any] = {}
        for control in self.live.controls.values():
            if not control.per_region or control.target != self.text or control.kind not in _READ[1:]:
                continue
            shown_for = [self.renamed.get(label, label) for label in control.labels]
            on = [label for label in labels if not shown_for or label in shown_for]
            name = self._named(control.name)
            if name is None or not on:
                continue
            if control.kind == "TextArea":
                attributes[name] = {"on": on, "kind": "string"}
            elif control.values:
                kind = "multiple" if control.many else "single"
                attributes[name] = {"on": on, "kind": kind, "values": list(control.values)}
        return attributes

    def _note_left_out(self) -> None:
        for control in self.live.controls.values():
            if control.target != self.text:
                self.left_out[control.name] = f"belongs to {control.target}, not to the text that is read"
            elif control.kind not in _READ:
                self.left_out[control.name] = f"<{control.kind}> is not read"
            elif control.kind == "TextArea" and not control.per_region:
                self.left_out[control.name] = "a text on the article as a whole is not read"


def _sound_names(live: LiveConfig) -> set[str]:
    """The values on the screen that are valid names. Of values that differ only in case, only the first."""
    values = [*live.controls, *live.relations]
    values.extend(value for control in live.controls.values() for value in control.values)
    sound: dict[str, str] = {}
    for name in values:
        if _NAME.fullmatch(name):
            sound.setdefault(name.casefold(), name)
    return set(sound.values())


def _starting_labels(results: Iterable[list[dict[str, Any]]]) -> set[str]:
    """The labels whose regions relations start from, except labels whose regions any relation ends at."""
    starting: set[str] = set()
    ending: set[str] = set()
    for regions in results:
        labels = {
            str(region.get("id")): label
            for region in regions
            if isinstance(region, dict) and (label := _label(region)) is not None
        }
        for region in regions:
            if isinstance(region, dict) and region.get("type") == "relation":
                ends = [str(region.get("from_id")), str(region.get("to_id"))]
                if region.get("direction") == "left":
                    ends.reverse()
                starting.update({labels[ends[0]]} if ends[0] in labels else ())
                ending.update({labels[ends[1]]} if ends[1] in labels else ())
    return starting - ending


def _label(region: dict[str, Any]) -> str | None:
    value = region.get("value")
    labels = value.get("labels") if isinstance(value, dict) else None
    return labels[0] if isinstance(labels, list) and labels and isinstance(labels[0], str) else None
