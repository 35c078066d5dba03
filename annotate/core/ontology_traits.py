"""Tells rules which type of an ontology names persons, which role is the agent, and so on.

If an entry has no kind or traits, they come from the entry of the same present or former name in the default
ontology. So copies of the default ontology from before it had kinds and traits still work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from annotate.core.ontology_form import Arrow, EntityKind, EventTrait, EventType, OntologyForm, RoleKind

Kind = TypeVar("Kind", EntityKind, RoleKind, Arrow)


class Traits:
    """The kinds and traits of the types and roles in ``ontology``, completed from ``conventional``."""

    def __init__(self, ontology: OntologyForm, conventional: OntologyForm) -> None:
        self._ontology = ontology
        self._conventional = conventional

    @cached_property
    def entity_kinds(self) -> Mapping[str, EntityKind]:
        """Maps entity types to kinds. Entity types without a kind are left out."""
        names = self._counterparts(self._conventional.entities)
        own = {name: item.kind for name, item in self._ontology.entities.items()}
        known = {mine: self._conventional.entities[name].kind for mine, name in names.items()}
        return _completed(own, known)

    @cached_property
    def role_kinds(self) -> Mapping[str, RoleKind]:
        """Maps roles to kinds. Roles without a kind are left out."""
        names = self._counterparts(self._conventional.roles)
        own = {name: item.kind for name, item in self._ontology.roles.items()}
        known = {mine: self._conventional.roles[name].kind for mine, name in names.items()}
        return _completed(own, known)

    @cached_property
    def arrows(self) -> Mapping[str, Arrow]:
        """Maps roles to the direction of their arrow. Roles without a direction are left out."""
        names = self._counterparts(self._conventional.roles)
        own = {name: item.arrow for name, item in self._ontology.roles.items()}
        known = {mine: self._conventional.roles[name].arrow for mine, name in names.items()}
        return _completed(own, known)

    @cached_property
    def event_traits(self) -> Mapping[str, frozenset[EventTrait]]:
        """The traits of each event type."""
        return {
            name: frozenset((self._conventional_event(name) or event).traits or ())
            for name, event in self._ontology.events.items()
        }

    @cached_property
    def promised(self) -> Mapping[str, str]:
        """Maps event types to the type of their promises, if this is not the general type of promises."""
        found = {name: event.promised for name, event in self._ontology.events.items()}
        mine = {name: label for label, name in self._events.items()}
        for name in found:
            conventional = self._conventional_event(name)
            if conventional is not None and conventional.promised is not None:
                found[name] = mine.get(conventional.promised)
        events = self._ontology.events
        return {name: promise for name, promise in found.items() if promise is not None and promise in events}

    @cached_property
    def _events(self) -> dict[str, str]:
        return self._counterparts(self._conventional.events)

    def _conventional_event(self, name: str) -> EventType | None:
        """The default ontology's entry for an event type that has neither ``traits`` nor ``promised``."""
        event = self._ontology.events[name]
        if event.traits is not None or event.promised is not None or name not in self._events:
            return None
        return self._conventional.events[self._events[name]]

    def _counterparts(self, present: Iterable[str]) -> dict[str, str]:
        """Maps names in this ontology to names in the default ontology, through the renames of both."""
        names = {name: name for name in present}
        former = {old: self._conventional.renamed_label(old) for old in self._conventional.renamed}
        return {
            self._ontology.renamed_label(name): now
            for name, now in {**former, **names}.items()
            if now in names
        }


def _completed(own: Mapping[str, Kind | None], known: Mapping[str, Kind | None]) -> dict[str, Kind]:
    return {name: found for name, kind in own.items() if (found := kind or known.get(name)) is not None}
