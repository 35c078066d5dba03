"""Counts accepted, changed, deleted and added suggestions, per entity type and event type."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.edits import Edit, Part


@dataclass
class Correction:
    """Counts for one type. Suggested = accepted + changed + deleted. Changed: in any way, as `Edit` tells."""

    suggested: int = 0
    accepted: int = 0
    changed: int = 0
    deleted: int = 0
    added: int = 0


@dataclass
class Corrections:
    """Counts by entity label and by event type, summed over articles."""

    ontology: Ontology
    entities: dict[str, Correction] = field(default_factory=dict)
    events: dict[str, Correction] = field(default_factory=dict)

    def take(self, suggestion: Annotation, corrected: Annotation) -> None:
        """Counts one article. A change counts under the label that was suggested."""
        for item in compare(suggestion, corrected, self.ontology):
            if item.part in (Part.ARGUMENT, Part.ATTRIBUTE):
                continue
            rows = self.entities if item.part is Part.MENTION else self.events
            row = rows.setdefault(item.label, Correction())
            row.suggested += item.edit is not Edit.ADDED
            row.accepted += item.edit is Edit.ACCEPTED
            row.changed += item.edit in (Edit.CHANGED, Edit.RELABELLED, Edit.MOVED)
            row.deleted += item.edit is Edit.DELETED
            row.added += item.edit is Edit.ADDED
