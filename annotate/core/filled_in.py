"""Usual values that a pull filled in: which values of a region, and which ontology states them.

A region's provenance names them in an entry of its own, for instance
``default:modality,polarity@diplomacy@1.1.0``. That entry is of no labeler and of no annotator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from annotate.core.annotation import Entity, Event, Provenance

_is_source = re.compile(r"default:([^@]+)@([^@]+@\d+\.\d+\.\d+)").fullmatch


def source_parts(source: str) -> tuple[list[str], str] | None:
    """The attributes and the ontology that a source names, if it is of values that a pull filled in."""
    found = _is_source(source)
    return None if found is None else (found[1].split(","), found[2])


def filled_in(region: Entity | Event) -> dict[str, str]:
    """The attributes whose value a pull filled in, each with the ontology (NAME@VERSION) that states it."""
    found: dict[str, str] = {}
    for item in region.provenance:
        if (parts := source_parts(item.source)) is not None:
            names, ontology = parts
            found.update((name, ontology) for name in names if name in region.attributes)
    return found


def proposals(region: Entity | Event) -> tuple[Provenance, ...]:
    """The provenance of labelers and annotators, without the entries of values that a pull filled in."""
    return tuple(item for item in region.provenance if source_parts(item.source) is None)


def entries_for(filled: Mapping[str, str]) -> tuple[Provenance, ...]:
    """The entries of a provenance for attributes and the ontology that states the value of each."""
    by_ontology: dict[str, list[str]] = {}
    for name, ontology in filled.items():
        by_ontology.setdefault(ontology, []).append(name)
    return tuple(
        Provenance(source=f"default:{','.join(names)}@{ontology}") for ontology, names in by_ontology.items()
    )


def with_other_names(
    provenance: Iterable[Provenance], name_of: Callable[[str], str]
) -> tuple[Provenance, ...]:
    """The provenance with other names for the attributes that were filled in."""
    return tuple(_renamed(item, name_of) for item in provenance)


def _renamed(item: Provenance, name_of: Callable[[str], str]) -> Provenance:
    if (parts := source_parts(item.source)) is None:
        return item
    names, ontology = parts
    return entries_for({name_of(name): ontology for name in names})[0]
