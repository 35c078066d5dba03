"""Gives the arrow of a result list to the event whose trigger it starts from, as arguments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from annotate.core.annotation import Argument
from annotate.core.findings import Finding, shortened
from annotate.core.ontology import Ontology
from annotate.studio.codec.marked import Marked, Region
from annotate.studio.codec.screen_regions import ScreenRegions
from annotate.studio.codec.written import strings
from annotate.studio.screen.foreign_names import RELATIONS

_TRIED = 8  # of the regions that share one id: thousands would be millions of pairs


def attach_arrow(
    relation: dict[str, Any],
    regions: ScreenRegions,
    ontology: Ontology,
    elsewhere: Collection[str] = (),
    former_roles: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Finding]:
    """Adds the arguments that an arrow states to their event. Yields what could not be read.

    An arrow may be drawn either way: one end is a trigger, the other a mention. If both ends could be both,
    the arrow's direction decides. ``elsewhere`` are the ids of regions that the adoption of a project left
    out. ``former_roles`` are the words for roles of former versions; such a role is kept, too. In an adopted
    project, a relation that the ontology has no events or roles for is not a mistake.
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
        yield first.found(
            "arrow-without-role", f"its arrow to “{shortened(last.words, 40)}” has no role; left out"
        )
        return
    if pairs and reverse and direction == "bi":
        rule = f"its arrow to “{shortened(last.words, 40)}” points both ways, and both could be the event"
        yield first.found("ambiguous", rule)
    for name in roles:
        role = ontology.renamed_label(name, RELATIONS)
        if role not in ontology.roles and (role := former_roles.get(name, "")) == "":
            rule = f"its arrow to “{shortened(last.words, 40)}” has the role {name!r}, which does not exist"
            yield first.found("unknown-role", f"{rule}; left out")
            continue
        yield from _add(role, pairs or reverse, ontology)


def _pairs(sources: list[Marked], targets: list[Marked]) -> list[tuple[Marked, Marked]]:
    """The regions with a trigger among ``sources``, each with every region with a mention in ``targets``."""
    return [
        (source, target)
        for source in sources[:_TRIED]
        for target in targets[:_TRIED]
        if source is not target
        and any(region.is_trigger for region in source.regions)
        and any(not region.is_trigger for region in target.regions)
    ]


def _add(role: str, pairs: list[tuple[Marked, Marked]], ontology: Ontology) -> Iterator[Finding]:
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
        argument = Argument(role=role, entity=filler.id)
        if argument not in event.arguments:
            event.arguments.append(argument)


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
