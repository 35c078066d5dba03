"""The places of an ontology's names on a screen, and the names for what results hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.studio.screen.foreign_names import RELATIONS
from annotate.studio.screen.former_names import FormerNames
from annotate.studio.screen.label_config import AttributeTag
from annotate.studio.screen.unsure import UnsureControls


@dataclass(frozen=True)
class ScreenLabel:
    """The place of an ontology's name on the screen: the control, and the label in that control."""

    control: str
    label: str


@dataclass(frozen=True)
class Binding:
    """The places of entity types, triggers, article-level types, attributes and roles on the screen.

    ``names`` maps a control and a label, as results hold it, to the ontology's name: the same label may mean
    different things in two controls, and results from before an alias was added hold the value.
    ``type_names`` is the same for choices of article-level types, and ``values`` for choices of attributes.
    ``relations`` maps roles to the relations that the screen has, ``roles`` maps all spellings of roles back.
    ``shared`` has the controls that label several texts, ``blank_keys`` the data that other tags show.
    ``other_texts`` has the texts that are not read, ``not_read`` the controls that an adoption left out.
    ``former`` has the names of former versions of the ontology, which are still read.
    ``unsure`` has the controls for what an annotator is unsure of, as far as the screen has them.
    """

    text: str
    text_key: str
    entities: dict[str, ScreenLabel]
    triggers: dict[str, ScreenLabel]
    types: dict[str, ScreenLabel]
    attributes: tuple[AttributeTag, ...]
    relations: dict[str, str]
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    type_names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    blank_keys: tuple[str, ...] = ()
    other_texts: frozenset[str] = frozenset()
    not_read: frozenset[str] = frozenset()
    former: FormerNames = field(default_factory=FormerNames)
    unsure: UnsureControls = field(default_factory=UnsureControls)

    @cached_property
    def label_controls(self) -> frozenset[str]:
        """The controls that mark spans."""
        places = (*self.entities.values(), *self.triggers.values())
        return frozenset({place.control for place in places} | {control for control, _ in self.names})

    @cached_property
    def type_controls(self) -> frozenset[str]:
        """The controls for the event types of the whole article."""
        places = self.types.values()
        return frozenset({place.control for place in places} | {control for control, _ in self.type_names})

    @cached_property
    def _stored_values(self) -> dict[tuple[str, str], str]:
        stored: dict[tuple[str, str], str] = {}
        for (control, form), value in self.values.items():
            stored.setdefault((control, value), form)
        return stored

    def stored_value(self, control: str, value: str) -> str:
        """The form in which the screen stores an attribute's value."""
        return self._stored_values.get((control, value), value)

    def value_of(self, control: str, stored: str) -> str:
        """The ontology's value for a choice of an attribute's control."""
        return self.values.get((control, stored), stored)

    def label_name(self, control: object, stored: str, ontology: Ontology) -> str | None:
        """The ontology's name for a label in a result, or None if the ontology has none in this control.

        Knows labels that the screen no longer has, if ``ontology`` names them under ``renamed``, or if a
        former version had them.
        """
        if (name := self.names.get((str(control), stored))) is not None:
            return name
        name = ontology.renamed_label(stored, str(control))
        place = self.entities.get(name) or self.triggers.get(name)
        if place is not None and place.control == control:
            return name
        if (again := self.names.get((str(control), name))) is not None:
            return again
        return name if place is None and self.former.kind_of(name) is not None else None

    def is_event(self, label: str, ontology: Ontology) -> bool:
        """Whether a label that `label_name` gave is an event type, in the ontology or a former version."""
        if label in ontology.events or label in ontology.entities:
            return label in ontology.events
        return self.former.kind_of(label) == "event"

    def attribute_control(self, name: str | None) -> AttributeTag | None:
        """The attribute control with this name, on the screen or on that of a former version."""
        if name is None:
            return None
        return self.tag_by_name.get(name) or self.former.controls.get(name)

    def role_name(self, stored: str, ontology: Ontology) -> str:
        """The role that a relation in a result means, in whatever spelling; ``stored`` if it means none.

        A word keeps the meaning that it had first, for arrows that were drawn with it then.
        """
        return (
            self.former.role_words.get(stored)
            or self.roles.get(stored)
            or ontology.renamed_label(stored, RELATIONS)
        )

    def is_elsewhere(self, control: str | None, target: object) -> bool:
        """Whether a result belongs to another text than the one that is read, on the screen or not.

        A result without a target belongs to the text, unless its control labels several texts.
        """
        if target is None or target == "":
            return control in self.shared
        return target != self.text

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
