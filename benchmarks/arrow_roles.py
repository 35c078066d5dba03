"""Counts how many roles come back if every argument of gold were an arrow drawn without a role.

Each arrow is drawn in the direction that the ontology states for its role. Prints figures alone: all
arguments, those that the direction decides, and those that it leaves open and a rule decides, in each half of
the hand-annotated dispatches. ``--errors`` lists the errors on the development half.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Arrow
from annotate.studio.codec.open_arrow import RoleJudge
from annotate.studio.codec.open_roles import RoleReading, RoleTable
from annotate.studio.codec.place_or_recipient import PlaceOrRecipient
from annotate.studio.codec.results import decode, encode
from annotate.studio.screen.binding import own_binding

DISPATCHES = Path(__file__).resolve().parents[1] / "tests" / "data" / "dispatches"
HALVES = {half: DISPATCHES / half / "gold.jsonl" for half in ("development", "held-out")}


@dataclass
class RoleFigures:
    """The figures of one file of gold. ``combinations`` counts open arrows by event type and label."""

    arguments: int = 0
    by_direction: int = 0
    by_direction_right: int = 0
    open: int = 0
    open_right: int = 0
    combinations: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """The share of all arguments that come back with their role."""
        return (self.by_direction_right + self.open_right) / max(self.arguments, 1)

    @property
    def accuracy_of_open(self) -> float:
        """The share of the arrows that the direction leaves open whose role the rule finds."""
        return self.open_right / max(self.open, 1)

    def as_dict(self) -> dict[str, Any]:
        """The figures, without any word of an article."""
        return {
            "arguments": self.arguments,
            "by_direction": self.by_direction,
            "by_direction_right": self.by_direction_right,
            "open": self.open,
            "open_right": self.open_right,
            "accuracy": round(self.accuracy, 4),
            "accuracy_of_open": round(self.accuracy_of_open, 4),
            "combinations": dict(self.combinations.most_common()),
        }


def figures(gold: Path, ontology: Ontology, judge: RoleJudge | None = None) -> RoleFigures:
    """Draws each argument of a gold file as an arrow without a role, and decodes the result lists."""
    found = RoleFigures()
    binding, table = own_binding(ontology), RoleTable.of(ontology)
    for record in jsonl.read_records(gold):
        text, annotation = record.article.text, record.annotation
        regions = [one for one in encode(annotation, binding, scores=False) if one["type"] != "relation"]
        drawn = [*_arguments(annotation, ontology)]
        arrows = [_arrow(event, mention, direction) for event, mention, _, direction in drawn]
        roles = RoleReading.by(ontology, ontology, judge)
        decoded = decode([*regions, *arrows], text, binding, ontology, roles=roles)
        back = {
            (event.id, argument.entity, argument.role)
            for event in decoded.events
            for argument in event.arguments
        }
        for event, mention, role, direction in drawn:
            is_open = len(table.roles(event.type, mention.label, direction)) > 1
            right = (event.id, mention.id, role) in back
            found.arguments += 1
            if is_open:
                found.open += 1
                found.open_right += right
                found.combinations[f"{event.type} {mention.label}"] += 1
            else:
                found.by_direction += 1
                found.by_direction_right += right
            if not right:
                start = mention.start
                before = " ".join(text[max(0, start - 50) : start].split())
                found.errors.append(f"{record.article.id} {event.type} {role}: {before} [{mention.text}]")
    return found


def _arguments(annotation: Annotation, ontology: Ontology) -> Iterator[tuple[Event, Entity, str, Arrow]]:
    mentions = {entity.id: entity for entity in annotation.entities}
    for event in annotation.events:
        for argument in event.arguments:
            yield (
                event,
                mentions[argument.entity],
                argument.role,
                ontology.arrow_of(argument.role) or "from event",
            )


def _arrow(event: Event, mention: Entity, drawn: Arrow) -> dict[str, str]:
    ends = (event.id, mention.id) if drawn == "from event" else (mention.id, event.id)
    return {"type": "relation", "from_id": ends[0], "to_id": ends[1], "direction": "right"}


def main() -> None:
    """Prints the figures of both halves as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, help="only this half")
    parser.add_argument("--errors", action="store_true", help="list the errors on the development half")
    options = parser.parse_args()
    ontology = Ontology.load("diplomacy")
    for name in [options.half] if options.half else HALVES:
        found = figures(HALVES[name], ontology)
        print(json.dumps({"half": name, "rule": PlaceOrRecipient.id, **found.as_dict()}))
        if options.errors and name == "development":
            print("\n".join(found.errors))


if __name__ == "__main__":
    main()
