"""Arrows without a role: which role they mean, by their direction or, if that leaves several, by a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Arrow
from annotate.studio.codec.marked import Region
from annotate.studio.codec.place_or_recipient import PlaceOrRecipient
from annotate.studio.screen.foreign_names import RELATIONS

Place = tuple[int, int]  # a half-open range of code points of the article


@dataclass(frozen=True)
class OpenArrow:
    """An arrow without a role whose direction leaves several ``roles`` possible.

    ``mentions`` are the places and labels of all mentions of the article.
    """

    text: str
    event_type: str
    trigger: Place
    label: str
    mention: Place
    drawn: Arrow
    roles: tuple[str, ...]
    mentions: Collection[tuple[Place, str]] = ()


class RoleJudge(Protocol):
    """Chooses among the roles that the direction of an arrow leaves possible."""

    @property
    def id(self) -> str:
        """``name@version``. A judge that may answer differently has another version."""

    def role(self, arrow: OpenArrow, ontology: Ontology) -> str | None:
        """One of ``arrow.roles``, or None if the judge knows too little."""


@dataclass(frozen=True)
class FilledRole:
    """A role that a rule chose for an arrow. ``rule`` is the judge's ``name@version``.

    The arrow is recognised by its two places with their labels and by its direction, whoever drew it.
    """

    event_type: str
    trigger: Place
    label: str
    mention: Place
    drawn: Arrow
    role: str
    rule: str

    def renamed(self, ontology: Ontology) -> FilledRole:
        """The same with the present names of the ontology."""
        return FilledRole(
            ontology.renamed_label(self.event_type),
            self.trigger,
            ontology.renamed_label(self.label),
            self.mention,
            self.drawn,
            ontology.renamed_label(self.role, RELATIONS),
            self.rule,
        )

    @property
    def arrow(self) -> tuple[str, Place, str, Place, Arrow]:
        """All that recognises the arrow."""
        return self.event_type, self.trigger, self.label, self.mention, self.drawn


def roles_drawn(
    ontology: Ontology,
    event_type: str,
    label: str,
    drawn: Arrow,
    directions: Mapping[str, Arrow | None] | None = None,
) -> tuple[str, ...]:
    """The roles that an arrow without a role may mean, between an event type and a mention's label.

    These are the type's roles that the label may fill and that are drawn in this direction, or in any. If
    there is none, but the label may fill one role only, it is that role: a date is the time, however it is
    drawn. ``directions`` replaces the directions of ``ontology``, and leaves out roles that it lacks.
    """
    known = {role: ontology.arrow_of(role) for role in ontology.roles} if directions is None else directions
    uses = ontology.roles_of.get(event_type, {}).items()
    fits = tuple(role for role, use in uses if role in known and label in (use.fillers or ()))
    along = tuple(role for role in fits if known[role] in (None, drawn))
    return along or (fits if len(fits) == 1 else ())


def directions_of(made_with: Ontology, present: Ontology) -> dict[str, Arrow | None] | None:
    """The direction of each role in the version that was in use, by present names.

    None if that version states no directions: its annotators were not told that they mean something.
    """
    if present.adopted or not made_with.states_arrows:
        return None
    return {present.renamed_label(role, RELATIONS): made_with.arrow_of(role) for role in made_with.roles}


@dataclass
class RoleReading:
    """How the arrows without a role of one annotation are read, and how many roles were found so.

    ``directions`` is None if only arrows are read that were sent without a role. ``kept`` are the roles that
    a rule chose before; they stay as they are. ``filled`` gets the roles that a rule chose, now or before.
    ``made_with`` is the version of the ontology that was in use.
    """

    ontology: Ontology
    directions: Mapping[str, Arrow | None] | None
    judge: RoleJudge = field(default_factory=PlaceOrRecipient)
    kept: Mapping[tuple[str, Place, str, Place, Arrow], FilledRole] = field(default_factory=dict)
    text: str = ""
    mentions: Collection[tuple[Place, str]] = ()
    by_direction: int = 0
    filled: list[FilledRole] = field(default_factory=list)
    made_with: Ontology | None = None

    @classmethod
    def by(
        cls,
        made_with: Ontology | None,
        present: Ontology,
        judge: RoleJudge | None = None,
        kept: Iterable[FilledRole] = (),
    ) -> RoleReading:
        """Reads arrows as the version ``made_with`` says. None, an unknown version, says nothing of them."""
        directions = None if made_with is None else directions_of(made_with, present)
        known = {one.arrow: one for one in (role.renamed(present) for role in kept)}
        return cls(present, directions, judge or PlaceOrRecipient(), known, made_with=made_with)

    def read(
        self, event: Region, filler: Region, drawn: Arrow, sent: Collection[str]
    ) -> tuple[str, str | None] | None:
        """The role of an arrow, and the rule if a rule chose it. None if nothing says the role.

        ``sent`` are the roles that this mention had in this event when it was sent.
        """
        ontology = self.ontology
        roles = self.roles_of(event, filler, drawn)
        if self.directions is None and (ontology.adopted or len(roles) != 1 or roles[0] not in sent):
            return None
        if len(roles) < 2:
            return (roles[0], None) if roles else None
        trigger, mention = (event.start, event.end), (filler.start, filler.end)
        kept = self.kept.get((event.label, trigger, filler.label, mention, drawn))
        if kept is not None and kept.role in roles:
            return kept.role, kept.rule
        arrow = OpenArrow(self.text, event.label, trigger, filler.label, mention, drawn, roles, self.mentions)
        role = self.judge.role(arrow, ontology)
        return (role, self.judge.id) if role in roles else None

    def roles_of(self, event: Region, filler: Region, drawn: Arrow) -> tuple[str, ...]:
        """The roles that an arrow in this direction may mean.

        Of types and roles that the ontology has no longer, those that the version of that time had.
        """
        roles = roles_drawn(self.ontology, event.label, filler.label, drawn, self.directions)
        if not roles and self.made_with is not None and self.directions is not None:
            return roles_drawn(self.made_with, event.label, filler.label, drawn)
        return roles

    def note(self, event: Region, filler: Region, drawn: Arrow, role: str, rule: str | None) -> None:
        """Counts a role that was given to an event."""
        if rule is None:
            self.by_direction += 1
            return
        trigger, mention = (event.start, event.end), (filler.start, filler.end)
        self.filled.append(FilledRole(event.label, trigger, filler.label, mention, drawn, role, rule))
