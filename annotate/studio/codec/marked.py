"""The regions of a result list while they are decoded: places with their labels, mentions and triggers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from annotate.core.annotation import Argument, AttributeValue
from annotate.core.findings import Finding
from annotate.studio.codec.values import note_of
from annotate.studio.codec.written import Key

Result = dict[str, Any]


@dataclass
class Region:
    """A mention or a trigger that is being decoded."""

    id: str
    start: int
    end: int
    label: str
    is_trigger: bool
    words: str
    attributes: dict[str, AttributeValue] = field(default_factory=dict)
    arguments: list[Argument] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # one list for all labels of a place
    unsure: list[str] = field(default_factory=list)  # remarks, as `notes`; an empty one is the box alone

    def found(self, code: str, rule: str) -> Finding:
        """A finding about this region."""
        return Finding(code, rule, self.words, self.label, self.id)


@dataclass
class Marked:
    """A region as the screen shows it: one place with one or several labels."""

    key: Key
    place: tuple[int, int]  # as drawn
    start: int
    end: int
    labels: list[str]
    regions: list[Region] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    def add_note(self, result: Result) -> None:
        """Adds the note that a result has about this region. Each result of a region may repeat it."""
        note = note_of(result)
        if note is not None and note not in self.notes:
            self.notes.append(note)
