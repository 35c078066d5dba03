"""Digests of the parts of an ontology that change suggestions: different files may have the same version."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, get_args

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Entry, EventTrait, RoleKind
from annotate.prelabel.versions import DIGITS


def structure_digest(ontology: Ontology) -> str:
    """8 hexadecimal digits over types, kinds, traits, roles, attributes, renames and mappings.

    All of these, and their order in the file, change the results of rules, checks or merging. Wording,
    colours and hotkeys do not.
    """
    entities = {
        label: [ontology.kind_of(label), sorted(entry.may_contain)]
        for label, entry in ontology.entities.items()
    }
    attributes = {
        name: [entry.kind, sorted(entry.on), list(entry.values), entry.allowed, entry.pattern]
        for name, entry in ontology.attributes.items()
    }
    events = {label: _event(ontology, label) for label in ontology.events}
    return _digest([entities, events, attributes, ontology.renamed, ontology.mapping])


def wording_digest(ontology: Ontology) -> str:
    """8 hexadecimal digits over titles, definitions and examples, for labelers that send these in prompts."""
    sections = (ontology.entities, ontology.events, ontology.roles, ontology.attributes)
    wording = [
        {name: entry.model_dump(mode="json", include=set(Entry.model_fields)) for name, entry in part.items()}
        for part in sections
    ]
    values = {name: entry.values for name, entry in ontology.attributes.items()}
    return _digest([ontology.languages, ontology.description, wording, values])


def _event(ontology: Ontology, label: str) -> list[Any]:
    traits = [trait for trait in get_args(EventTrait) if label in ontology.types_with(trait)]
    kinds = [ontology.role_of(kind, label) for kind in get_args(RoleKind)]
    roles = {role: [sorted(use.fillers or ()), use.at_most] for role, use in ontology.roles_of[label].items()}
    return [traits, ontology.promise_of(label), kinds, roles]


def _digest(content: list[Any]) -> str:
    return sha256(json.dumps(content).encode()).hexdigest()[:DIGITS]
