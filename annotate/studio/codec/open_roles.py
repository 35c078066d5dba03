"""Arrows without a role: which role they mean, by their direction or, if that leaves several, by a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Arrow
from annotate.studio.codec.marked import Region
from annotate.studio.codec.open_arrow import OpenArrow, Place, RoleJudge
from annotate.studio.codec.place_or_recipient import PlaceOrRecipient
from annotate.studio.screen.foreign_names import RELATIONS


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


@dataclass(frozen=True)
class DecidedRole:
    """The role of an arrow without a word, as it was read once, by the ids and labels of its two ends.

    ``rule`` is None if the direction decided. ``ontology`` (NAME@VERSION) was in use, and has these names.
    """

    event: str
    event_type: str
    mention: str
    label: str
    drawn: Arrow
    role: str
    rule: str | None
    ontology: str

    @property
    def arrow(self) -> tuple[str, str, Arrow]:
        """What recognises the arrow in its annotation."""
        return self.event, self.mention, self.drawn


@dataclass(frozen=True)
class RoleTable:
    """The roles of each event type, each with the labels that may fill it and the direction of its arrow."""

    uses: Mapping[str, Mapping[str, tuple[frozenset[str], Arrow | None]]]

    @classmethod
    def of(cls, ontology: Ontology, present: Ontology | None = None) -> RoleTable:
        """The table of an ontology. With ``present``, under the names that a later version has."""
        names = present or ontology
        uses: dict[str, dict[str, tuple[frozenset[str], Arrow | None]]] = {}
        for label, roles in ontology.roles_of.items():
            found = uses.setdefault(names.renamed_label(label), {})
            for former, use in roles.items():
                role, arrow = names.renamed_label(former, RELATIONS), ontology.arrow_of(former)
                fillers = frozenset(map(names.renamed_label, use.fillers or ()))
                if role in found:  # of another type or role, which has the same name now
                    fillers, arrow = fillers | found[role][0], arrow if arrow == found[role][1] else None
                found[role] = (fillers, arrow)
        return cls(uses)

    def allows(self, event_type: str, label: str, role: str) -> bool:
        """Whether a mention with this label may fill the role."""
        return label in self.uses.get(event_type, {}).get(role, (frozenset[str](), None))[0]

    def roles(self, event_type: str, label: str, drawn: Arrow) -> tuple[str, ...]:
        """The roles that an arrow without a role may mean, between an event type and a mention's label.

        These are the type's roles that the label may fill and that are drawn in this direction, or in any. If
        there is none, but the label may fill one role only, it is that role: a date is the time, however it
        is drawn.
        """
        uses = self.uses.get(event_type, {}).items()
        fits = {role: arrow for role, (fillers, arrow) in uses if label in fillers}
        along = tuple(role for role, arrow in fits.items() if arrow in (None, drawn))
        return along or (tuple(fits) if len(fits) == 1 else ())


@dataclass
class RoleReading:
    """How the arrows without a role of one annotation are read, and how many roles were found so.

    ``table`` is that of the version of the ontology that was in use; None if that version states no
    directions: its annotators were not told that they mean something. Then only arrows are read that were
    sent without a role, by the table ``present``. ``kept`` are the roles that a rule chose before; they stay
    as they are. ``filled`` gets the roles that a rule chose, now or before. ``earlier`` are the tables of the
    versions before, the latest first: somebody may have worked on a page that was open when it changed.

    ``known`` are the roles of this annotation's arrows as they were read before. They stay while the present
    version allows them. With ``again`` they only count where nothing else says the role. ``decided`` gets the
    roles that are read now, and ``stayed`` counts those that would be read otherwise without ``known``.
    ``version`` (NAME@VERSION) is the ontology that was in use.
    """

    ontology: Ontology
    table: RoleTable | None
    present: RoleTable
    judge: RoleJudge = field(default_factory=PlaceOrRecipient)
    kept: Mapping[tuple[str, Place, str, Place, Arrow], FilledRole] = field(default_factory=dict)
    text: str = ""
    mentions: Collection[tuple[Place, str]] = ()
    by_direction: int = 0
    filled: list[FilledRole] = field(default_factory=list)
    earlier: tuple[RoleTable, ...] = ()
    version: str = ""
    known: Mapping[tuple[str, str, Arrow], DecidedRole] = field(default_factory=dict)
    again: bool = False
    decided: dict[tuple[str, str, Arrow], DecidedRole] = field(default_factory=dict)
    stayed: int = 0

    @classmethod
    def by(
        cls,
        made_with: Ontology | None,
        present: Ontology,
        judge: RoleJudge | None = None,
        kept: Iterable[FilledRole] = (),
    ) -> RoleReading:
        """Reads arrows as the version ``made_with`` says. None, an unknown version, says nothing of them."""
        stated = made_with if made_with is not None and made_with.states_arrows else None
        table = None if stated is None or present.adopted else RoleTable.of(stated, present)
        return cls(present, table, RoleTable.of(present), judge or PlaceOrRecipient()).for_another(kept)

    def for_another(
        self, kept: Iterable[FilledRole] = (), known: Iterable[DecidedRole] = (), *, again: bool = False
    ) -> RoleReading:
        """The same for another annotation.

        ``kept`` are the roles that a rule chose in its text before, ``known`` those that were read in it.
        """
        return RoleReading(
            self.ontology,
            self.table,
            self.present,
            self.judge,
            {one.arrow: one for one in (role.renamed(self.ontology) for role in kept)},
            earlier=self.earlier,
            version=self.version,
            known={one.arrow: one for one in known},
            again=again,
        )

    def read(
        self, event: Region, filler: Region, drawn: Arrow, sent: Collection[str]
    ) -> tuple[str, str | None] | None:
        """The role of an arrow, and the rule if a rule chose it. None if nothing says the role.

        ``sent`` are the roles that this mention had in this event when it was sent.
        """
        arrow = (event.id, filler.id, drawn)
        before = self.known.get(arrow)
        if before is not None and self._labels(before) != (event.label, filler.label):
            before = None
        now = self._by_ontology(event, filler, drawn, sent)
        stays = None if before is None else self._still_allowed(before, event, filler)
        if stays is None or (self.again and now is not None) or now == (stays[0], None):
            if now is not None:
                self.decided[arrow] = DecidedRole(
                    event.id, event.label, filler.id, filler.label, drawn, *now, self.version
                )
            elif before is not None:
                self.decided[arrow] = before  # a later version may allow the role again
            if before is not None and now == (before.role, before.rule):
                self.decided[arrow] = before
            return now
        if before is not None:
            self.decided[arrow] = before
        self.stayed += stays != now
        return stays

    def _labels(self, known: DecidedRole) -> tuple[str, str]:
        return self.ontology.renamed_label(known.event_type), self.ontology.renamed_label(known.label)

    def _still_allowed(
        self, known: DecidedRole, event: Region, filler: Region
    ) -> tuple[str, str | None] | None:
        role = self.ontology.renamed_label(known.role, RELATIONS)
        return (role, known.rule) if self.present.allows(event.label, filler.label, role) else None

    def _by_ontology(
        self, event: Region, filler: Region, drawn: Arrow, sent: Collection[str]
    ) -> tuple[str, str | None] | None:
        """The role of an arrow that nothing was read from before."""
        ontology = self.ontology
        roles = self.roles_of(event, filler, drawn)
        if self.table is None and (ontology.adopted or len(roles) != 1 or roles[0] not in sent):
            return None
        if len(roles) < 2:
            return (roles[0], None) if roles else None
        for table in self.earlier:  # it was sent without a word, when its direction said the role
            former = table.roles(event.label, filler.label, drawn)
            if len(former) == 1 and former[0] in sent and former[0] in roles:
                return former[0], None
        trigger, mention = (event.start, event.end), (filler.start, filler.end)
        kept = self.kept.get((event.label, trigger, filler.label, mention, drawn))
        if kept is not None and kept.role in roles:
            return kept.role, kept.rule
        arrow = OpenArrow(self.text, event.label, trigger, filler.label, mention, drawn, roles, self.mentions)
        role = self.judge.role(arrow, ontology)
        return (role, self.judge.id) if role in roles else None

    def roles_of(self, event: Region, filler: Region, drawn: Arrow) -> tuple[str, ...]:
        """The roles that an arrow in this direction may mean, now or else in a version before."""
        tables = (self.table or self.present, *(self.earlier if self.table is not None else ()))
        found = (table.roles(event.label, filler.label, drawn) for table in tables)
        return next((roles for roles in found if roles), ())

    def roles_filled_by(self, event: Region, filler: Region) -> list[str]:
        """The roles of the event's type that the mention may fill, in any direction."""
        uses = (self.table or self.present).uses.get(event.label, {})
        return [role for role, (fillers, _) in uses.items() if filler.label in fillers]

    def note(self, event: Region, filler: Region, drawn: Arrow, role: str, rule: str | None) -> None:
        """Counts a role that was given to an event."""
        if rule is None:
            self.by_direction += 1
            return
        trigger, mention = (event.start, event.end), (filler.start, filler.end)
        self.filled.append(FilledRole(event.label, trigger, filler.label, mention, drawn, role, rule))
