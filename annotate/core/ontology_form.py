"""The form of an ontology file: entity types, event types, roles, attributes."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from annotate.core.names import as_name, composed
from annotate.core.value_pattern import LONGEST_VALUE, matches

Name = Annotated[str, AfterValidator(as_name)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
Hotkey = Annotated[str, StringConstraints(pattern=r"^[^\s,]$")]
Wording = dict[str, str]  # by language code
_EXAMPLES = ("2025-08-11", "2025-08", "2025")  # of values that a pattern may ask for
EntityKind = Literal["person", "organization", "place", "function", "date"]
RoleKind = Literal["agent", "recipient", "place", "time"]
Arrow = Literal["to event", "from event"]
# What rules need to know about an event type. docs/decisions/015-kinds-and-traits.md has an example of each.
#   spoken      the act is words: a place in object position is a country, not a scene ("accused the West")
#   addressed   the act has an addressee: the place after "à" or "to" is the recipient, not a scene
#   responsive  the object may be an act of the recipient ("welcomed the decision of Norway")
#   happening   the event happens at a place: a title that begins with a place says where
#   mutual      all participants are agents
#   promise     a promise, whose type depends on what is promised (see `EventType.promised`)
EventTrait = Literal["spoken", "addressed", "responsive", "happening", "mutual", "promise"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_Strict):
    """The wording of an entry of the ontology, in each of its languages.

    ``word`` stands on the labelling screen where ``title`` is long. An example is a sentence with the mention
    between ``[[`` and ``]]``.
    """

    word: Wording = Field(default_factory=dict)
    title: Wording = Field(default_factory=dict)
    definition: Wording = Field(default_factory=dict)
    use_when: Wording = Field(default_factory=dict)
    avoid_when: Wording = Field(default_factory=dict)
    examples: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def titled(self, name: str, language: str) -> str:
        """The entry's title in ``language``; ``name`` if the entry has no such title."""
        return self.title.get(language) or name

    def worded(self, name: str, language: str) -> str:
        """The entry's word on the screen in ``language``: its ``word``, else its title, else ``name``."""
        return self.word.get(language) or self.titled(name, language)


class EntityType(Entry):
    """A type of mention. ``kind`` tells rules what its mentions name; for defaults see `Ontology.kind_of`."""

    kind: EntityKind | None = None
    color: Color = "#808080"
    hotkey: Hotkey | None = None
    may_contain: tuple[Name, ...] = ()


class RoleUse(_Strict):
    """How one event type uses a role. Fields without a value take the value of the `Role`."""

    fillers: tuple[Name, ...] | None = None
    core: bool | None = None
    at_most: Annotated[int, Field(ge=1)] | None = None


class EventType(Entry):
    """A type of event. ``facts`` holds data of a coding scheme (quad class, score, …).

    ``traits`` tell rules how the event type behaves. ``promised`` names the type of a promise to do this
    event, if promises of this event have a type of their own. If both are missing, the values of the same
    event type in the default ontology apply.
    """

    traits: tuple[EventTrait, ...] | None = None
    promised: Name | None = None
    color: Color = "#808080"
    hotkey: Hotkey | None = None
    roles: dict[Name, RoleUse] = Field(default_factory=dict)
    facts: dict[str, str | float] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _bare_roles(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("roles"), list):
            return {**data, "roles": {role: {} for role in data["roles"]}}
        return data


class Role(Entry):
    """The part of an entity in an event. ``kind`` tells rules which part; defaults: `Ontology.role_of`.

    ``arrow`` is the direction in which annotators draw this role as an arrow without a role: from the mention
    to the event, or from the event to the mention. For defaults see `Ontology.arrow_of`.
    """

    kind: RoleKind | None = None
    arrow: Arrow | None = None
    fillers: tuple[Name, ...]
    core: bool = False
    at_most: Annotated[int, Field(ge=1)] | None = None


class Attribute(Entry):
    """A property of entities or events: one or several values of a closed list, or a string.

    ``on`` names the types that have the attribute; ``allowed`` limits the values for single types. ``values``
    explains each value; ``words``, by language and value, are the words for values on the labelling screen.
    With ``ask: false`` the screen does not show the attribute.
    """

    on: tuple[Name, ...]
    kind: Literal["single", "multiple", "string"]
    values: dict[str, Wording] = Field(default_factory=dict)
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    allowed: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    pattern: str | None = None
    default: str | None = None
    ask: bool = True

    @model_validator(mode="before")
    @classmethod
    def _bare_values(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("values"), list):
            return {**data, "values": {value: {} for value in data["values"]}}
        return data

    def values_for(self, label: str) -> tuple[str, ...]:
        """The allowed values of this attribute on type ``label``; empty if the ``kind`` is "string"."""
        return self.allowed.get(label, tuple(self.values))

    def problem_with(self, label: str, value: str | tuple[str, ...]) -> str | None:
        """Why ``value`` is not allowed on ``label``, as the rest of a sentence; None if it is allowed."""
        if self.kind == "multiple":
            given = (value,) if isinstance(value, str) else value
        elif isinstance(value, str):
            given = (value,)
        else:
            return "takes one value, not several"
        if self.kind == "string":
            if self.pattern and not matches(self.pattern, given[0]):
                if len(given[0]) > LONGEST_VALUE:
                    return f"allows {LONGEST_VALUE:,} characters, not {len(given[0]):,}"
                return f"cannot be “{given[0]}”; {self._form}"
            return None
        bad = [item for item in given if item not in self.values_for(label)]
        return f"cannot be “{bad[0]}” on {label}" if bad else None

    @property
    def example(self) -> str | None:
        """A value that the pattern allows, or None if there is no pattern or no example is known."""
        for example in (self.default, *_EXAMPLES):
            if example and self.pattern and matches(self.pattern, example):
                return example
        return None

    @property
    def _form(self) -> str:
        """How to write a value that the pattern allows."""
        if self.example is None:
            return f"write it as the pattern {self.pattern} says"
        return f"write it as in {self.example}"


class OntologyForm(_Strict):
    """The data model of an ontology file. `Ontology` adds consistency checks."""

    format: Literal[1]
    name: Name
    version: Version
    languages: tuple[str, ...]
    description: Wording = Field(default_factory=dict)
    entities: dict[Name, EntityType] = Field(min_length=1)
    events: dict[Name, EventType] = Field(default_factory=dict)
    roles: dict[Name, Role] = Field(default_factory=dict)
    attributes: dict[Name, Attribute] = Field(default_factory=dict)
    renamed: dict[str, Annotated[str, AfterValidator(composed)]] = Field(default_factory=dict)
    mapping: dict[str, dict[str, str]] = Field(default_factory=dict)
    adopted: bool = Field(
        default=False, description="inferred from a project made by hand, whose screen may lack parts of ours"
    )
    text_tag: str | None = Field(default=None, description="the text that is read in an adopted project")

    @model_validator(mode="before")
    @classmethod
    def _bare_types(cls, data: Any) -> Any:
        """Lets a file list types by name alone, as ``[SHIP, PORT]``, or leave one empty, as ``SHIP:``."""
        if not isinstance(data, dict):
            return data
        given = {section: data[section] for section in ("entities", "events") if section in data}
        for section, entries in given.items():
            if isinstance(entries, list) and all(isinstance(name, str) for name in entries):
                if twice := [name for index, name in enumerate(entries) if name in entries[:index]]:
                    message, remedy = f"{twice[0]} is listed twice", "Leave one of the two."
                    about = {"message": message, "path": [section], "remedy": remedy}
                    raise PydanticCustomError("ontology", "{message}", about)
                given[section] = {name: {} for name in entries}
            elif isinstance(entries, dict):
                given[section] = {name: {} if entry is None else entry for name, entry in entries.items()}
        return {**data, **given}

    @property
    def id(self) -> str:
        """``name@version``, as annotations carry it."""
        return f"{self.name}@{self.version}"

    @cached_property
    def roles_of(self) -> dict[str, dict[str, RoleUse]]:
        """Maps each event type to its roles. Missing fields are filled in from the `Role`."""
        return {
            label: {
                role: RoleUse(
                    fillers=self.roles[role].fillers if use.fillers is None else use.fillers,
                    core=self.roles[role].core if use.core is None else use.core,
                    at_most=self.roles[role].at_most if use.at_most is None else use.at_most,
                )
                for role, use in event.roles.items()
            }
            for label, event in self.events.items()
        }

    def attributes_of(self, label: str) -> dict[str, Attribute]:
        """The attributes that an entity or event of type ``label`` has."""
        return self._attributes_by_label.get(label, {})

    @cached_property
    def _attributes_by_label(self) -> dict[str, dict[str, Attribute]]:
        labels = dict.fromkeys(label for item in self.attributes.values() for label in item.on)
        return {
            label: {name: item for name, item in self.attributes.items() if label in item.on}
            for label in labels
        }

    def may_nest(self, outer: str, inner: str) -> bool:
        """Whether a mention of type ``outer`` may contain or overlap a mention of type ``inner``."""
        return outer in self.entities and inner in self.entities[outer].may_contain

    def mapped(self, scheme: str, label: str) -> str | None:
        """The entity type for a label of a foreign scheme ("spacy", "conll"), or None."""
        mine = self.mapping.get(scheme, {}).get(label, label)
        return mine if mine in self.entities else None

    def renamed_label(self, label: str, place: str | None = None) -> str:
        """The present name of a label that an earlier version of the ontology used.

        In an adopted project one label may stand in several places of the screen and mean different things.
        A name for the label in one place, under the key ``place/label``, goes before a name for the label.
        """
        if place is not None and f"{place}/{label}" in self.renamed:
            label = f"{place}/{label}"
        while label in self.renamed:
            label = self.renamed[label]
        return label
