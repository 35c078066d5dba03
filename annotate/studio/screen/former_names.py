"""The names that former versions of the ontology had, so that results which use them are still read.

Annotators may work on a screen that they opened before the ontology changed. What they mark there with a
type, role, attribute or value that is gone stays in the annotation under its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from annotate.core.annotation import AttributeValue
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute
from annotate.core.renaming import Names
from annotate.core.screen_words import role_spellings
from annotate.studio.screen.label_config import NAMES, AttributeTag, attribute_tags


@dataclass(frozen=True)
class FormerNames:
    """What former versions had, under present names where there are any.

    ``controls`` maps the name of an attribute's control to that control, and ``role_words`` what the screen
    may have shown for a role to that role.
    """

    entities: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    role_words: Mapping[str, str] = field(default_factory=dict)
    controls: Mapping[str, AttributeTag] = field(default_factory=dict)
    uses: Mapping[tuple[str, str], tuple[tuple[str, Attribute], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, present: Ontology, formers: Iterable[Ontology]) -> FormerNames:
        """The names of ``formers`` that have the present ontology's name. An adopted project has none."""
        if present.adopted:
            return cls()
        names = Names(present)
        found = [former for former in formers if former.name == present.name and not former.adopted]
        return cls(
            entities=frozenset(names.entity(label) for former in found for label in former.entities),
            events=frozenset(names.event(label) for former in found for label in former.events),
            roles=frozenset(names.role(role) for former in found for role in former.roles),
            role_words={
                word: names.role(role)
                for former in reversed(found)  # the first meaning of a word counts
                for word, role in role_spellings(former).items()
            },
            controls={
                tag.name: _present(tag, names)
                for unsure in (None, NAMES)  # screens made without, and with, controls that say "not sure"
                for former in found
                for tag in attribute_tags(former, unsure=unsure)
            },
            uses=_uses(found, names),
        )

    def kind_of(self, label: str) -> Literal["entity", "event"] | None:
        """Whether a label was an entity type or an event type; None if no former version had it."""
        return "entity" if label in self.entities else "event" if label in self.events else None

    def kind_of_attribute(self, attribute: str) -> str | None:
        """The kind that an attribute had: single, multiple or string. None if no former version had it."""
        kinds = (
            former.kind for (_, name), uses in self.uses.items() if name == attribute for _, former in uses
        )
        return next(kinds, None)

    def allows(self, label: str, attribute: str, value: AttributeValue) -> bool:
        """Whether a former version allowed this value of an attribute on a type."""
        return any(
            former.problem_with(former_label, value) is None
            for former_label, former in self.uses.get((label, attribute), ())
        )


def _uses(
    formers: Iterable[Ontology], names: Names
) -> dict[tuple[str, str], tuple[tuple[str, Attribute], ...]]:
    """Each attribute of a type, under present names, with the former label and the former attribute."""
    uses: dict[tuple[str, str], list[tuple[str, Attribute]]] = {}
    for former in formers:
        for name, attribute in former.attributes.items():
            for label in attribute.on:
                present = names.label(label), names.attribute(name)
                uses.setdefault(present, []).append((label, attribute))
    return {present: tuple(found) for present, found in uses.items()}


def _present(tag: AttributeTag, names: Names) -> AttributeTag:
    labels = tuple(names.label(label) for label in tag.labels)
    return AttributeTag(tag.name, names.attribute(tag.attribute), labels, tag.values)


def present_control_names(control: str, ontology: Ontology) -> Iterator[str]:
    """The names that an attribute's control may have now: the attribute and its first label may be renamed.

    A control is called ``ATTRIBUTE`` or ``ATTRIBUTE-LABEL``, with ``-attribute`` at the end if another tag of
    the screen has that name.
    """
    names = Names(ontology)
    yield names.attribute(control)
    plain = control.removesuffix("-attribute")
    if names.attribute(plain) != plain:
        yield names.attribute(plain)
        yield f"{names.attribute(plain)}-attribute"
    for index, character in enumerate(control):
        if character == "-":
            attribute, label = control[:index], control[index + 1 :]
            yield f"{names.attribute(attribute)}-{names.label(label)}"
