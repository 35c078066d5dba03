"""Infers an ontology from the labels, choices and relations of a project that was made by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.studio.screen.adoptable import WHERE, adopted_text, is_read, why_not_read
from annotate.studio.screen.evidence import Evidence, Place
from annotate.studio.screen.foreign_names import ATTRIBUTES, RELATIONS, Family, Foreign, ForeignNames
from annotate.studio.screen.live_config import Control, LiveConfig

CONFIRMED = "--events"
_EVENT_WORDS = {
    *("event", "events", "trigger", "triggers", "evento", "eventos", "evenement", "evenements"),
    *("événement", "événements", "declencheur", "declencheurs", "déclencheur", "déclencheurs"),
}
_FILLING = {"type", "types", "label", "labels", "word", "words", "mot", "mots", "of", "the", "de", "des"}
_WORD = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])")


@dataclass
class Inferred:
    """The inferred ontology.

    ``left_out`` maps controls and values that are not read to the reason. ``events`` maps the labels that
    became event types to the reason. ``suggested`` maps labels from which relations start that are not read
    to the number of these relations; they may be event types, and are not yet.
    ``labels`` maps all labels, as ``events`` of `infer` takes them, to their control and label.
    """

    ontology: Ontology
    text: str
    text_key: str
    left_out: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    suggested: dict[str, int] = field(default_factory=dict)
    labels: dict[str, Place] = field(default_factory=dict)


def infer(
    label_config: str,
    name: str,
    results: Iterable[list[dict[str, Any]]] = (),
    *,
    events: Sequence[str] = (),
    text: str | None = None,
    languages: Sequence[str] = ("en",),
    kept: Ontology | None = None,
) -> Inferred:
    """Infers the ontology of a labelling configuration.

    - A label becomes an event type if it is one of ``events``, or if its control is named after triggers or
      events. Every other label becomes an entity type. If all labels would become event types because of the
      names of their controls, all become entity types.
    - Choices for the whole article become event types without a trigger.
    - Per-region choices and texts become attributes. Relations become roles, if labels are event types.

    ``results`` are annotations: they show from which labels relations start (only named, never decided by),
    and which attributes regions have. ``text`` is the name of the text to read, if people label several.
    ``languages`` are those of the texts. ``kept`` is the ontology in use, if there is one: its event types
    decide, instead of names and ``events``.

    Raises `ConfigError` with the reason if annotate cannot read the project's text or labels, or if one of
    ``events`` is not among the labels.
    """
    try:
        live = LiveConfig.parse(label_config)
    except ValueError as error:
        raise ConfigError(str(error), where=WHERE) from error
    chosen = adopted_text(live, text)
    evidence = Evidence.of(results, live, chosen)
    return _Inference(live, name, chosen, evidence, tuple(events), tuple(languages), kept).inferred()


class _Inference:
    def __init__(
        self,
        live: LiveConfig,
        name: str,
        text: str,
        evidence: Evidence,
        events: tuple[str, ...],
        languages: tuple[str, ...],
        kept: Ontology | None,
    ) -> None:
        self.live = live
        self.name = name
        self.text = text
        self.evidence = evidence
        self.languages = languages
        self.left_out: dict[str, str] = {}
        self.labels = live.of_kind("Labels", text)
        self.choices = [control for control in live.of_kind("Choices", text) if is_read(control)]
        self.event_labels = self._event_labels(events)
        if kept is not None:
            self._take_events_of(kept)
        self.relations = live.relations if self.event_labels else ()
        self.names = ForeignNames(self._values())
        self._note_former()

    def inferred(self) -> Inferred:
        entities: list[str] = []
        triggers: list[str] = []
        for place in self._places():
            (triggers if place in self.event_labels else entities).append(self.names[_type(place)])
        events = list(triggers)
        for control in self._article_choices():
            events += [self.names[item] for item in self._article_types(control)]
        roles = [self.names[_role(label)] for label in self.relations]
        self._note_left_out()
        form = {
            "format": 1,
            "name": self.name,
            "version": "1.0.0",
            "languages": [*self.languages],
            "adopted": True,
            "text_tag": self.text,
            "entities": {label: {"may_contain": entities} for label in entities},
            "events": {
                label: {"roles": roles if label in triggers else []} for label in dict.fromkeys(events)
            },
            "roles": {role: {"fillers": entities} for role in roles},
            "attributes": self._attributes([*entities, *dict.fromkeys(events)]),
            "renamed": self.names.renamed,
        }
        return Inferred(
            Ontology.model_validate(form),
            self.text,
            self.live.texts[self.text],
            self.left_out,
            {self._shown(place): why for place, why in self.event_labels.items()},
            self._suggested(),
            {self._shown(place): place for place in self._places()},
        )

    def _places(self) -> list[Place]:
        return [(control.name, label) for control in self.labels for label in control.values]

    def _event_labels(self, confirmed: tuple[str, ...]) -> dict[Place, str]:
        """The labels that become event types, with the reason."""
        places = self._places()
        found = {
            (control.name, label): f"its control is named {control.name!r}"
            for control in self.labels
            if _named_after_events(control.name)
            for label in control.values
        }
        if len(found) == len(places):
            found = {}  # without other labels, those that look like triggers are entity types
        for wanted in confirmed:
            named = [
                (control.name, label)
                for control in self.labels
                for label in control.values
                if wanted in (label, f"{control.name}/{label}") or control.former.get(wanted) == label
            ]
            if not named:
                raise ConfigError(
                    f"it has no label {wanted!r} over the text {self.text!r}.",
                    where=WHERE,
                    remedy="Its labels: " + ", ".join(label for _, label in places) + ".",
                )
            found |= dict.fromkeys(named, CONFIRMED)
        if len(found) == len(places):
            raise ConfigError(
                "all its labels would be event types, but participants of events have other labels.",
                where=WHERE,
                remedy="Leave out of --events the labels that name persons, places and the like.",
            )
        return found

    def _take_events_of(self, kept: Ontology) -> None:
        """Makes the event types of an ontology in use the event types here, if other labels remain."""
        there = {
            place: self.event_labels.get(place, "")
            for place in self._places()
            if kept.renamed_label(place[1], place[0]) in kept.events
        }
        if len(there) < len(self._places()):
            self.event_labels = there

    def _suggested(self) -> dict[str, int]:
        """The labels from which relations start that are not read, with the number of these relations."""
        counts = Counter[Place]()
        for (_, start, end), count in self.evidence.relations.items():
            if not self._is_relation_read(start, end):
                counts[start] += count
        return {
            self._shown(place): counts[place]
            for place in self._places()
            if place in counts and place not in self.event_labels
        }

    def _is_relation_read(self, start: Place, end: Place) -> bool:
        return (start in self.event_labels) != (end in self.event_labels)

    def _shown(self, place: Place) -> str:
        """A label as ``events`` takes it: with its control if several controls have the label."""
        control, label = place
        several = sum(label in other.values for other in self.labels) > 1
        return f"{control}/{label}" if several else label

    def _article_choices(self) -> list[Control]:
        return [control for control in self.choices if not control.per_region]

    def _article_types(self, control: Control) -> list[Foreign]:
        """The event types of a control for the whole article. A label of the same name is the same type."""
        triggers = {label: place for place, label in self.event_labels}
        return [
            _type((triggers[value], value))
            if value in triggers
            else Foreign(Family.TYPE, control.name, value, vague=True)
            for value in control.values
        ]

    def _attribute_controls(self) -> list[Control]:
        texts = [control for control in self.live.of_kind("TextArea", self.text) if is_read(control)]
        return [control for control in (*self.choices, *texts) if control.per_region]

    def _values(self) -> Iterable[Foreign]:
        yield from map(_type, self._places())
        for control in self._article_choices():
            yield from self._article_types(control)
        yield from map(_role, self.relations)
        yield from map(_attribute, self._attribute_controls())

    def _note_former(self) -> None:
        for control in (*self.labels, *self._article_choices()):
            places = [_type((control.name, label)) for label in control.values]
            items = places if control.kind == "Labels" else self._article_types(control)
            now = dict(zip(control.values, items, strict=True))
            for value, alias in control.former.items():
                self.names.alike(now[alias], control.name, value)

    def _attributes(self, types: list[str]) -> dict[str, Any]:
        attributes: dict[str, Any] = {}
        for control in self._attribute_controls():
            shown_for = {
                self.names[_type(place)] for place in self._places() if self._is_shown_for(control, place)
            }
            on = [label for label in types if label in shown_for]
            if not on:
                self.left_out[control.name] = "is shown for no label of this text"
            elif control.kind == "TextArea":
                attributes[self.names[_attribute(control)]] = {"on": on, "kind": "string"}
            else:
                kind = "multiple" if control.many or control.name in self.evidence.several else "single"
                attributes[self.names[_attribute(control)]] = {
                    "on": on,
                    "kind": kind,
                    "values": list(control.values),
                }
        return attributes

    def _is_shown_for(self, control: Control, place: Place) -> bool:
        if not control.labels or place in self.evidence.attached.get(control.name, ()):
            return True
        former = self.live.controls[place[0]].former
        return place[1] in control.labels or any(former.get(value) == place[1] for value in control.labels)

    def _note_left_out(self) -> None:
        for control in self.live.controls.values():
            others = [target for target in control.targets if target != self.text]
            if self.text not in control.targets:
                self.left_out[control.name] = f"belongs to {', '.join(others)}, not to the text that is read"
            elif reason := why_not_read(control):
                self.left_out[control.name] = reason
            elif others:
                self.left_out[f"{control.name} over {', '.join(others)}"] = "only one text is read"
        for (role, start, end), count in self.evidence.relations.most_common():
            if not self._is_relation_read(start, end):
                self.left_out[f"relation {role or 'without a label'} from {start[1]} to {end[1]}"] = (
                    f"{count} in the annotations looked at; a relation is read if one of the two is an event"
                )
        if self.live.relations and not self.relations and not self.evidence.relations:
            self.left_out[RELATIONS] = "no label is an event type, so no relation can start from a trigger"


def _named_after_events(control: str) -> bool:
    """Whether a control's name says "events" or "triggers", and nothing else that could mean otherwise."""
    words = {word.lower() for word in _WORD.findall(control)}
    return bool(words & _EVENT_WORDS) and words <= _EVENT_WORDS | _FILLING


def _type(place: Place) -> Foreign:
    return Foreign(Family.TYPE, *place)


def _role(label: str) -> Foreign:
    return Foreign(Family.ROLE, RELATIONS, label)


def _attribute(control: Control) -> Foreign:
    return Foreign(Family.ATTRIBUTE, ATTRIBUTES, control.name)
