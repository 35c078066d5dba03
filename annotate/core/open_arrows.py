"""Finds arrows without a role that have several meanings, so that annotators choose the role in the menu."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from annotate.core.ontology import Ontology
from annotate.core.renaming import Names


@dataclass(frozen=True)
class OpenRoles:
    """Roles of an event type that an arrow without a role may mean, between it and mentions of a type."""

    event: str
    roles: tuple[str, ...]
    filler: str

    def __str__(self) -> str:
        return f"{self.event}: {' or '.join(self.roles)} ({self.filler})"


def open_roles(ontology: Ontology) -> list[OpenRoles]:
    """Pairs of roles with a common direction and filler. Not a place and a recipient: a rule chooses there.

    Empty if the ontology states no directions, or was adopted: then no arrow without a role has a meaning.
    """
    return [shared for shared, by_rule in _shared(ontology) if not by_rule]


def roles_by_rule(ontology: Ontology) -> list[OpenRoles]:
    """The place and the recipient of each event type where both fit: a rule chooses between them."""
    return [shared for shared, by_rule in _shared(ontology) if by_rule]


def _shared(ontology: Ontology) -> Iterator[tuple[OpenRoles, bool]]:
    """Pairs of roles with a common direction and filler, and whether a rule chooses between the two."""
    if not ontology.states_arrows or ontology.adopted:
        return
    for event, uses in ontology.roles_of.items():
        for one, other in combinations(uses, 2):
            if len({ontology.arrow_of(one), ontology.arrow_of(other)} - {None}) > 1:
                continue
            by_rule = {ontology.kind_of_role(one), ontology.kind_of_role(other)} == {"place", "recipient"}
            others = uses[other].fillers or ()
            for label in uses[one].fillers or ():
                if label in others:
                    yield OpenRoles(event, (one, other), label), by_rule


def newly_open(old: Ontology, new: Ontology) -> list[OpenRoles]:
    """The pairs of roles that an arrow without a role may mean in ``new``, and did not in ``old``."""
    names = Names(new)
    before = {
        (names.event(one.event), frozenset(map(names.role, one.roles)), names.entity(one.filler))
        for one in open_roles(old)
    }
    return [one for one in open_roles(new) if (one.event, frozenset(one.roles), one.filler) not in before]
