"""Gives the arrow of a result list to the event at one of its ends, as arguments.

An arrow with a role may be drawn either way. Without a role, its direction counts: from the mention to the
event it means another role than from the event to the mention (`Ontology.arrow_of`). Label Studio keeps two
arrows between the same two regions only if they have different directions.

- ``right``, also if no direction is given: from ``from_id`` to ``to_id``. ``left``: the other way.
- ``bi``, an arrow with two heads: two arrows, one in each direction.
- Between two events, or between two mentions: no argument. The arrow is left out and reported.
- A region that is a trigger and a mention: the end at which the arrow starts is the event, if it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from annotate.core.annotation import Argument
from annotate.core.findings import Finding, shortened
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Arrow
from annotate.core.unreviewed import ROLE
from annotate.core.wording import listed
from annotate.studio.codec.marked import Marked, Region
from annotate.studio.codec.open_roles import RoleReading
from annotate.studio.codec.screen_regions import ScreenRegions
from annotate.studio.codec.written import strings

Pairs = list[tuple[Marked, Marked]]  # a region with a trigger, and one with a mention
Way = tuple[Pairs, tuple[Arrow, ...]]
SentRoles = Callable[[Region, Region], Collection[str]]
_TRIED = 8  # of the regions that share one id: thousands would be millions of pairs


def attach_arrow(
    relation: dict[str, Any],
    regions: ScreenRegions,
    ontology: Ontology,
    reading: RoleReading,
    sent_roles: SentRoles = lambda event, filler: (),
    elsewhere: Collection[str] = (),
    former_roles: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Finding]:
    """Adds the arguments that an arrow states to their event. Yields what could not be read.

    ``sent_roles`` tells the roles that a mention had in an event when they were sent. ``elsewhere`` are the
    ids of regions that the adoption of a project left out. ``former_roles`` are the words for roles of former
    versions; such a role is kept, too. In an adopted project, a relation that the ontology has no events or
    roles for is not a mistake.
    """
    sources = regions.with_id(relation.get("from_id"))
    targets = regions.with_id(relation.get("to_id"))
    direction = relation.get("direction")
    if direction == "left":
        sources, targets = targets, sources
    if not sources or not targets:
        yield _to_nothing(sources or targets, relation, elsewhere)
        return
    first, last = sources[0].regions[0], targets[0].regions[0]
    pairs = _pairs(sources, targets)
    reverse = _pairs(targets, sources)
    if not pairs and not reverse:
        if ontology.adopted:
            ends = "both" if first.is_trigger else "neither"
            rule = (
                f"its relation{_named(relation)} to “{shortened(last.words, 40)}” ({last.label}) is not read"
            )
            yield first.found("not-read", f"{rule}, because {ends} of the two is an event")
            return
        both = "events" if first.is_trigger else "mentions"
        rule = f"its arrow to “{shortened(last.words, 40)}” joins two {both}, not an event and a mention"
        yield first.found("other-arrow", f"{rule}; left out")
        return
    roles = strings(relation.get("labels"))
    if not roles:
        if ontology.adopted and not ontology.roles:  # its screen has no <Relations>, so nobody could name it
            rule = f"its relation to “{shortened(last.words, 40)}” is not read"
            yield first.found("not-read", f"{rule}, because the project names no roles")
            return
        ways = _ways(pairs, reverse, both=direction == "bi")
        yield from _without_role(ways, first, last, reading, sent_roles)
        return
    if pairs and reverse and direction == "bi":
        rule = f"its arrow to “{shortened(last.words, 40)}” points both ways, and both could be the event"
        yield first.found("ambiguous", rule)
    for name in roles:
        role = regions.binding.role_name(name, ontology)
        if role not in ontology.roles and (role := former_roles.get(name, "")) == "":
            rule = f"its arrow to “{shortened(last.words, 40)}” has the role {name!r}, which does not exist"
            yield first.found("unknown-role", f"{rule}; left out")
            continue
        yield from _add(role, pairs or reverse, ontology)


def _pairs(sources: list[Marked], targets: list[Marked]) -> Pairs:
    """The regions with a trigger among ``sources``, each with every region with a mention in ``targets``."""
    return [
        (source, target)
        for source in sources[:_TRIED]
        for target in targets[:_TRIED]
        if source is not target
        and any(region.is_trigger for region in source.regions)
        and any(not region.is_trigger for region in target.regions)
    ]


def _ways(pairs: Pairs, reverse: Pairs, *, both: bool) -> list[Way]:
    """The pairs of an arrow with the directions in which it was drawn, the likelier reading first."""
    if both:
        return [(some, ("from event", "to event")) for some in (pairs, reverse) if some]
    ways: list[Way] = [(pairs, ("from event",)), (reverse, ("to event",))]
    return [way for way in ways if way[0]]


def _without_role(
    ways: list[Way],
    first: Region,
    last: Region,
    reading: RoleReading,
    sent_roles: SentRoles,
) -> Iterator[Finding]:
    """Adds the arguments that an arrow without a role means by its direction, or by a rule."""
    arrow = f"its arrow to “{shortened(last.words, 40)}”"
    for pairs, directions in ways:
        read = [found for pair in pairs if (found := [*_read(pair, directions, reading, sent_roles)])]
        if not read:
            continue
        if len(read) > 1:
            yield first.found("ambiguous", f"{arrow} fits several regions with the same id")
        for event, filler, drawn, role, rule in read[0]:
            if not _give(event, Argument(role=role, entity=filler.id, unreviewed=(ROLE,) if rule else ())):
                continue
            reading.note(event, filler, drawn, role, rule)
            if rule is not None:
                said = f"its arrow to “{shortened(filler.words, 40)}” has no role; read as {role}"
                yield event.found("role-by-rule", f"{said}, which the rule {rule} chose")
        return
    yield first.found("arrow-without-role", f"{arrow} has no role{_why(ways, reading)}; left out")


def _read(
    pair: tuple[Marked, Marked],
    directions: tuple[Arrow, ...],
    reading: RoleReading,
    sent_roles: SentRoles,
) -> Iterator[tuple[Region, Region, Arrow, str, str | None]]:
    """Each event of a pair with its mention, the direction, the role, and the rule that chose it."""
    for drawn in directions:
        given: set[str] = set()  # a region with two triggers is two events, but a filler is one mention
        for event, filler in _of(*pair):
            if event.id in given:
                continue
            found = reading.read(event, filler, drawn, sent_roles(event, filler))
            if found is not None:
                given.add(event.id)
                yield event, filler, drawn, *found


def _why(ways: list[Way], reading: RoleReading) -> str:
    """Why the direction of an arrow says no role, after a comma."""
    if reading.table is None:
        return ""
    event, filler = next(_of(*ways[0][0][0]))
    roles = reading.roles_filled_by(event, filler)
    if not roles:
        return f", and {filler.label} fills no role of {event.label}"
    fits = [role for drawn in ways[0][1] for role in reading.roles_of(event, filler, drawn)]
    what = f"its direction fits {listed(fits)}" if fits else f"its direction fits none of {listed(roles)}"
    return f", and {what}: choose the role in the menu of its row"


def _give(event: Region, argument: Argument) -> bool:
    """Adds an argument to an event, unless the event has it. A reviewed role goes before one of a rule."""
    for place, known in enumerate(event.arguments):
        if (known.role, known.entity) == (argument.role, argument.entity):
            if known.unreviewed and not argument.unreviewed:
                event.arguments[place] = argument
            return False
    event.arguments.append(argument)
    return True


def _add(role: str, pairs: Pairs, ontology: Ontology) -> Iterator[Finding]:
    """Adds an argument to the events of the first pair that the ontology allows, else of the first pair."""
    allowed = [pair for pair in pairs if any(_may(*ends, role, ontology) for ends in _of(*pair))]
    chosen = (allowed or pairs)[0]
    if len(allowed or pairs) > 1:
        trigger = chosen[0].regions[0]
        yield trigger.found("ambiguous", f"its arrow {role} fits several regions with the same id")
    ends = list(_of(*chosen))
    # A region with two triggers is two events, and its arrow belongs to both. A filler is one mention.
    given: set[str] = set()
    for event, filler in [*(end for end in ends if _may(*end, role, ontology)), *ends[:1]]:
        if event.id in given or (given and not _may(event, filler, role, ontology)):
            continue
        given.add(event.id)
        _give(event, Argument(role=role, entity=filler.id))


def _of(source: Marked, target: Marked) -> Iterator[tuple[Region, Region]]:
    for event in source.regions:
        for filler in target.regions:
            if event.is_trigger and not filler.is_trigger:
                yield event, filler


def _may(event: Region, filler: Region, role: str, ontology: Ontology) -> bool:
    use = ontology.roles_of.get(event.label, {}).get(role)  # not there if a former version had the type
    return use is not None and filler.label in (use.fillers or ())


def _named(relation: dict[str, Any]) -> str:
    """The roles of a relation, after a space."""
    roles = ", ".join(strings(relation.get("labels")))
    return f" “{roles}”" if roles else ""


def _to_nothing(known: list[Marked], relation: dict[str, Any], elsewhere: Collection[str]) -> Finding:
    arrow = f"arrow{_named(relation)}"
    if any(str(relation.get(end)) in elsewhere for end in ("from_id", "to_id")):
        rule = f"relation{_named(relation)} is not read, because it has an end that the adoption left out"
        return (
            known[0].regions[0].found("not-read", f"its {rule}")
            if known
            else Finding("not-read", f"a {rule}")
        )
    if known:
        rule = f"its {arrow} leads to a region that does not exist; left out"
        return known[0].regions[0].found("arrow-to-nothing", rule)
    return Finding("arrow-to-nothing", f"an {arrow} joins two regions that do not exist; left out")
