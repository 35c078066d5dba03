"""Finds an ontology's names in a project's live labelling configuration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from annotate.core.annotation import Annotation
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.studio.screen.label_config import (
    ENTITY_TAG,
    TEXT_KEY,
    TEXT_TAG,
    TRIGGER_TAG,
    TYPES_TAG,
    AttributeTag,
    attribute_tags,
    build_label_config,
)
from annotate.studio.screen.live_config import Control, LiveConfig
from annotate.studio.screen.text_tag import check_text_tag

_SHOWN = 6


@dataclass(frozen=True)
class ScreenLabel:
    """The place of an ontology's name on the screen: the control, and the label in that control."""

    control: str
    label: str


@dataclass(frozen=True)
class Binding:
    """The places of entity types, triggers, article-level types, attributes and roles on the screen."""

    text: str
    text_key: str
    entities: dict[str, ScreenLabel]
    triggers: dict[str, ScreenLabel]
    types: dict[str, ScreenLabel]
    attributes: tuple[AttributeTag, ...]
    relations: dict[str, str]

    @cached_property
    def label_controls(self) -> frozenset[str]:
        """The controls that mark spans."""
        return frozenset(place.control for place in (*self.entities.values(), *self.triggers.values()))

    @cached_property
    def type_controls(self) -> frozenset[str]:
        """The controls for the event types of the whole article."""
        return frozenset(place.control for place in self.types.values())

    @cached_property
    def _tag_by_attribute(self) -> dict[tuple[str, str], AttributeTag]:
        return {(tag.attribute, label): tag for tag in self.attributes for label in tag.labels}

    @cached_property
    def tag_by_name(self) -> dict[str, AttributeTag]:
        """The attribute controls, by tag name."""
        return {tag.name: tag for tag in self.attributes}

    def without_place(self, annotation: Annotation) -> list[str]:
        """Lists the parts of an annotation that the screen of an adopted project cannot show."""
        lacking = []
        for event in annotation.events:
            if event.trigger is None and event.type not in self.types:
                lacking.append(f"{event.type} without a trigger")
            elif event.trigger is not None and event.type not in self.triggers:
                lacking.append(f"triggers of {event.type}")
        return lacking

    def attribute_tag(self, attribute: str, label: str) -> AttributeTag | None:
        """The control for ``attribute`` on ``label``, or None if the screen has none."""
        return self._tag_by_attribute.get((attribute, label))


def bind(ontology: Ontology, label_config: str) -> Binding:
    """Finds the ontology's names in a live configuration.

    In an adopted project, the tags may have any names. Raises `ConfigError` with the tags, labels and values
    that the configuration lacks: Label Studio would store a prediction that uses one of these, but never show
    the prediction. Raises `ConfigError` too if the text tag does not show the column that annotate fills.
    """
    try:
        live = LiveConfig.parse(label_config)
    except ValueError as error:
        raise ConfigError(str(error), where="the project in Label Studio", remedy=_REMEDY) from error
    finder = _Finder(ontology, live)
    binding = finder.binding()
    if finder.missing:
        more = len(finder.missing) - _SHOWN
        shown = ", ".join(finder.missing[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        raise ConfigError(
            f"its labelling configuration does not match the ontology {ontology.id}; it lacks {shown}.",
            where="the project in Label Studio",
            remedy=_REMEDY,
        )
    if not ontology.adopted:
        check_text_tag(label_config, binding.text, TEXT_KEY)
    return binding


def own_binding(ontology: Ontology) -> Binding:
    """The binding of the configuration that annotate generates."""
    return bind(ontology, build_label_config(ontology))


class _Finder:
    def __init__(self, ontology: Ontology, live: LiveConfig) -> None:
        self.ontology = ontology
        self.live = live
        self.missing: list[str] = []
        self.text = self._text()

    def binding(self) -> Binding:
        ontology, live = self.ontology, self.live
        if self.text not in live.texts:
            self.missing.append(f"<Text name={self.text!r}>")
        labels = live.of_kind("Labels", self.text)
        types = [control for control in live.of_kind("Choices", self.text) if not control.per_region]
        entities = self._places(ontology.entities, labels, "Labels", ENTITY_TAG)
        triggers = self._places(ontology.events, labels, "Labels", TRIGGER_TAG, optional=ontology.adopted)
        article_types = self._places(ontology.events, types, "Choices", TYPES_TAG, optional=ontology.adopted)
        if ontology.adopted:
            placed = triggers.keys() | article_types.keys()
            self.missing.extend(f"the event type {label}" for label in ontology.events if label not in placed)
        relations = self._relations() if ontology.events else {}
        return Binding(
            text=self.text,
            text_key=live.texts.get(self.text, ""),
            entities=entities,
            triggers=triggers,
            types=article_types,
            attributes=tuple(self._attribute(tag) for tag in attribute_tags(ontology)),
            relations=relations,
        )

    def _text(self) -> str:
        """The name of the text tag: the generated name if the screen has it.

        Otherwise, in an adopted project, the text tag with the most labels of the ontology.
        """
        if TEXT_TAG in self.live.texts:
            return TEXT_TAG
        known = {*self.ontology.entities, *self.ontology.events}
        votes = {
            name: sum(
                self._name(value) in known
                for control in self.live.of_kind("Labels", name)
                for value in control.values
            )
            for name in self.live.texts
        }
        best = max(votes, key=lambda name: votes[name], default=TEXT_TAG)
        return best if votes.get(best) and self.ontology.adopted else TEXT_TAG

    def _places(
        self,
        names: Iterable[str],
        controls: list[Control],
        kind: str,
        own: str,
        *,
        optional: bool = False,
    ) -> dict[str, ScreenLabel]:
        places: dict[str, ScreenLabel] = {}
        for control in sorted(controls, key=lambda control: control.name != own):
            for value in control.values:
                places.setdefault(self._name(value), ScreenLabel(control.name, value))
        wanted = list(names)
        found = {name: places[name] for name in wanted if name in places}
        if not optional and wanted:
            if not found or (not self.ontology.adopted and own not in {control.name for control in controls}):
                there = own in self.live.controls
                self.missing.append(f"<{kind} name={own!r}" + (f" toName={self.text!r}>" if there else ">"))
            else:
                self.missing.extend(f"{name} in {own}" for name in wanted if name not in found)
        return found

    def _relations(self) -> dict[str, str]:
        known = {self._name(label): label for label in self.live.relations}
        self.missing.extend(f"relation {role}" for role in self.ontology.roles if role not in known)
        return {role: known[role] for role in self.ontology.roles if role in known}

    def _attribute(self, tag: AttributeTag) -> AttributeTag:
        kind = "Choices" if tag.values else "TextArea"
        for control in self.live.of_kind(kind, self.text):
            if self._name(control.name) == tag.name:
                lacking = [value for value in tag.values if value not in control.values]
                self.missing.extend(f"{value} in {tag.name}" for value in lacking)
                return replace(tag, name=control.name)
        self.missing.append(f"<{kind} name={tag.name!r} toName={self.text!r}>")
        return tag

    def _name(self, label: str) -> str:
        """The ontology's name for a label, relation or control of the screen."""
        return self.ontology.renamed_label(label)


_REMEDY = "Restore it under Settings > Labeling Interface, or use the ontology that it was made from."
