"""What an annotator did with each part of a suggestion, and what each edit cost in gestures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts of an annotation that are suggested, corrected and counted one by one.

    An event is one with a trigger; an event without a trigger is an article-level type. An attribute is one
    value that the screen shows and that is not the usual one (the ontology's ``default``).
    """

    MENTION = "mentions"
    EVENT = "events"
    ARGUMENT = "arguments"
    ATTRIBUTE = "attributes"
    TYPE = "article-level types"


class Edit(StrEnum):
    """What became of a suggested item, or that an annotator added it. An item has exactly one of these.

    Relabelled: a mention or event has another label (perhaps other boundaries, too), an argument another
    role. Moved: the label is the same, the boundaries differ. Changed: label and boundaries are the same,
    and a value, an attribute or an argument differs. Accepted: nothing differs.
    """

    ACCEPTED = "accepted"
    CHANGED = "changed"
    RELABELLED = "relabelled"
    MOVED = "moved"
    DELETED = "deleted"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Item:
    """One suggested or added item.

    ``label`` is the suggested label, or that of an added item: an entity or event type, a role, or the name
    of an attribute. ``gestures`` is the cost of the edit, ``from_nothing`` the cost of making the submitted
    item without a suggestion, by the table `GESTURES`. ``sources`` are the sources that proposed it. An
    attribute and an argument have those of their mention or event. ``score`` is the suggested score of a
    mention, event or article-level type: the probability that its label and boundaries are right. None where
    nobody scored it, and for attributes and arguments, which have no score of their own.
    """

    part: Part
    label: str
    edit: Edit
    gestures: int = 0
    from_nothing: int = 0
    sources: tuple[str, ...] = ()
    score: float | None = None

    @property
    def is_right(self) -> bool:
        """Whether the suggested label and boundaries were left as they are, which a score foretells."""
        return self.edit in (Edit.ACCEPTED, Edit.CHANGED)
