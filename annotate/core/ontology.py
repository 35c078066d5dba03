"""The ontology: what to annotate, how it looks on screen, and how to decide.

The labelling screen, the annotators' guidelines, the label lists of exports, and the checks of suggestions
and annotations are all made from this one file.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from annotate.core.configs import configs_folder, find_config
from annotate.core.ontology_consistency import first_problem
from annotate.core.ontology_form import Arrow, EntityKind, EventTrait, OntologyForm, RoleKind
from annotate.core.ontology_traits import Traits
from annotate.core.yaml_file import read_yaml, validated


class Ontology(OntologyForm):
    """Entity types, event types, roles and attributes of one project, with their version."""

    @classmethod
    def load(cls, name: str | Path, near: Path | None = None) -> Self:
        """Reads an ontology file, given by its path or by the name of a built-in ontology.

        Raises `ConfigError` naming file, line and key.
        """
        return validated(read_yaml(find_config(str(name), near)), cls)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if problem := first_problem(self):
            keys, message, remedy = problem
            raise PydanticCustomError(
                "ontology", "{message}", {"message": message, "path": list(keys), "remedy": remedy}
            )
        return self

    def is_version(self, named: str) -> bool:
        """Whether ``named`` ("diplomacy@1.1.0") is a version of this ontology, this one or another."""
        return named.partition("@")[0] == self.name

    def label_of(self, kind: EntityKind) -> str | None:
        """The entity type that rules give to mentions of a kind; None if no entity type has this kind.

        Of several types, the first type that may fill a role and has a foreign label in ``mapping`` is taken;
        else the first type that may fill a role; else the first type with a foreign label; else the first
        type.
        """
        found = [label for label, known in self._traits.entity_kinds.items() if known == kind]
        fillers = {
            label for roles in self.roles_of.values() for use in roles.values() for label in use.fillers or ()
        }
        mapped = {label for scheme in self.mapping.values() for label in scheme.values()}
        return max(found, key=lambda label: (label in fillers, label in mapped), default=None)

    def kind_of(self, label: str) -> EntityKind | None:
        """The kind of the entity type ``label``, such as "person"; None if the type has no kind."""
        return self._traits.entity_kinds.get(label)

    def labels_of(self, *kinds: EntityKind) -> frozenset[str]:
        """The entity types whose kind is one of ``kinds``."""
        return frozenset(label for label, kind in self._traits.entity_kinds.items() if kind in kinds)

    def role_of(self, kind: RoleKind, event_type: str) -> str | None:
        """The event type's first role of a kind; None if the event type has no role of this kind."""
        kinds = self._traits.role_kinds
        return next((role for role in self.roles_of[event_type] if kinds.get(role) == kind), None)

    def kind_of_role(self, role: str) -> RoleKind | None:
        """The kind of a role, such as "agent"; None if the role has no kind."""
        return self._traits.role_kinds.get(role)

    def counterpart_of(self, role: str, event_type: str) -> str | None:
        """``role`` if the event type has it, else the event type's first role of the same kind, or None."""
        if role in self.roles_of[event_type]:
            return role
        kind = self._traits.role_kinds.get(role)
        return None if kind is None else self.role_of(kind, event_type)

    def arrow_of(self, role: str) -> Arrow | None:
        """The direction in which an arrow without a role means ``role``; None if either direction does."""
        return self._traits.arrows.get(role)

    @cached_property
    def states_arrows(self) -> bool:
        """Whether the file states the direction of at least one role's arrow.

        If it does not, its annotators were never told that an arrow without a role means something.
        """
        return any(role.arrow is not None for role in self.roles.values())

    def types_with(self, trait: EventTrait) -> frozenset[str]:
        """The event types that have the trait."""
        return frozenset(label for label, traits in self._traits.event_traits.items() if trait in traits)

    def promise_of(self, event_type: str) -> str | None:
        """The event type of a promise to do ``event_type``; None if the general type of promises applies."""
        return self._traits.promised.get(event_type)

    @cached_property
    def _traits(self) -> Traits:
        return Traits(self, _conventional())


def conventional_labels_of(kind: EntityKind) -> frozenset[str]:
    """The names, also former ones, that the default ontology has for entity types of a kind."""
    default = _conventional()
    present = {label for label, entry in default.entities.items() if entry.kind == kind}
    return frozenset({*present, *(old for old in default.renamed if default.renamed_label(old) in present)})


@cache
def _conventional() -> OntologyForm:
    """The default ontology, whose names have fixed kinds and traits."""
    return OntologyForm.model_validate(read_yaml(configs_folder() / "diplomacy.yaml").data)
