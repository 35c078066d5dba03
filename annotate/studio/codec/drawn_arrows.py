"""Encodes arguments as arrows. `annotate.studio.codec.arrows` reads them again."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Arrow
from annotate.studio.codec.marked import Result
from annotate.studio.codec.open_roles import RoleTable
from annotate.studio.screen.binding import Binding


def drawn_arrows(
    annotation: Annotation, binding: Binding, directed_by: Ontology | None = None
) -> Iterator[Result]:
    """The arrows of all arguments.

    With ``directed_by``, arrows have the directions that this ontology states, and no role where the
    direction alone says it. Elsewhere they carry the role in the screen's words. Label Studio drops a second
    arrow of one direction between two regions, so one arrow carries all roles of that direction.
    """
    stated = directed_by is not None and directed_by.states_arrows and not directed_by.adopted
    ontology = directed_by if stated else None
    table = RoleTable.of(ontology) if ontology is not None else None
    labels = {entity.id: entity.label for entity in annotation.entities}
    for event in annotation.events:
        if event.trigger is None:
            continue
        arrows: dict[tuple[str, Arrow], list[str]] = {}
        for argument in event.arguments:
            drawn = ontology.arrow_of(argument.role) if ontology is not None else None
            roles = arrows.setdefault((argument.entity, drawn or "from event"), [])
            if argument.role not in roles:
                roles.append(argument.role)
        for (mention, drawn), roles in arrows.items():
            ends = (event.id, mention) if drawn == "from event" else (mention, event.id)
            arrow: Result = {
                "type": "relation",
                "from_id": ends[0],
                "to_id": ends[1],
                "direction": "right",
            }
            meant = table.roles(event.type, labels[mention], drawn) if table is not None else ()
            if len(meant) != 1 or [*meant] != roles:
                arrow["labels"] = [binding.relations[role] for role in roles]
            yield arrow
