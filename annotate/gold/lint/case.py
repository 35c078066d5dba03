"""A submitted annotation in its article, as the checks of lint read it, and what a check finds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotate.core.annotation import Annotation, Entity, Event, Span, Trigger
from annotate.core.article import Article
from annotate.core.findings import Finding, about
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import EntityKind
from annotate.gold.lint.reach import Reach
from annotate.gold.lint.sentences import reading_ends
from annotate.gold.lint.words import RUN_WITH_APOSTROPHES

NAMES: frozenset[EntityKind] = frozenset({"person", "organization", "place"})


@dataclass(frozen=True)
class Odd:
    """A finding of lint, and the places in the text that it concerns: half-open code-point ranges."""

    finding: Finding
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Case:
    """A submitted annotation with its article and the ontology."""

    article: Article
    annotation: Annotation
    ontology: Ontology

    @property
    def text(self) -> str:
        """The article's text."""
        return self.article.text

    @property
    def mentions(self) -> Sequence[Entity]:
        """The mentions."""
        return self.annotation.entities

    @cached_property
    def mention(self) -> dict[str, Entity]:
        """The mentions by id."""
        return {entity.id: entity for entity in self.mentions}

    @cached_property
    def triggered(self) -> Sequence[tuple[Event, Trigger]]:
        """The events with a trigger, with it."""
        return [(event, event.trigger) for event in self.annotation.events if event.trigger is not None]

    @cached_property
    def spans(self) -> Sequence[tuple[Entity | Event, Span]]:
        """Every region with a place in the text."""
        return [*((entity, entity) for entity in self.mentions), *self.triggered]

    @cached_property
    def runs(self) -> frozenset[str]:
        """The words of the text in lower case, cut at hyphens."""
        return frozenset(RUN_WITH_APOSTROPHES.findall(self.text.lower()))

    @cached_property
    def labels_of(self) -> dict[str, set[str]]:
        """The labels of each name in this annotation."""
        found: dict[str, set[str]] = {}
        for entity in self.mentions:
            found.setdefault(entity.text, set()).add(entity.label)
        return found

    @cached_property
    def reach(self) -> Reach[Span]:
        """The places of all regions."""
        return Reach.of(span for _, span in self.spans)

    @cached_property
    def mention_reach(self) -> Reach[Entity]:
        """The places of the mentions."""
        return Reach.of(self.mentions)

    @cached_property
    def _ends(self) -> Sequence[int]:
        return list(reading_ends(self.text, self.article.language))

    def sentence(self, position: int) -> int:
        """The number of the sentence in which a position lies."""
        return bisect_right(self._ends, position)

    def kind(self, entity: Entity) -> EntityKind | None:
        """The kind of a mention's type, such as "person"."""
        return self.ontology.kind_of(entity.label)

    @cached_property
    def core_roles(self) -> dict[str, Sequence[str]]:
        """The core roles of each event type, in the ontology's order."""
        return {
            label: [role for role, use in uses.items() if use.core]
            for label, uses in self.ontology.roles_of.items()
        }


def odd(code: str, region: Entity | Event, rule: str, *places: Span) -> Odd:
    """A finding about a region. Without ``places``, it concerns the place of the region."""
    own: Span | None = region if isinstance(region, Entity) else region.trigger
    spans: Iterable[Span] = places or (() if own is None else (own,))
    return Odd(about(code, region, rule), tuple((span.start, span.end) for span in spans))
