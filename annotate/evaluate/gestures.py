"""What each job on the labelling screen costs an annotator, in gestures.

A gesture is a click, a key, a drag or a scroll. Text typed into one field, with Enter at its end, counts as
one. The costs are those of the shortest way that the guide describes; moving the eyes and the pointer costs
nothing. A browser test does each job and compares; docs/labelling-screen.md shows the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Job(StrEnum):
    """The jobs of an annotator, with the names that tables and JSON show."""

    DELETE = "delete a suggestion"
    RELABEL = "another label of the same kind"
    RELABEL_ACROSS = "a mention becomes an event, or the reverse"
    NEW_MENTION = "new mention"
    NEW_EVENT = "new event with the usual attributes"
    VALUE = "a value of an attribute, as an event's modality"
    NEXT_VALUE = "a further value of the same mention or event"
    TYPED_VALUE = "a typed value, as a date's"
    MOVE = "correct a boundary"
    NEW_ARGUMENT = "new argument with its role"
    CHOSEN_ARGUMENT = "new argument whose role is chosen in the menu"
    ROLE = "another role of an argument"
    REMOVE_ARGUMENT = "remove an argument"
    ARTICLE_TYPE = "set or clear an article-level type"
    UNSURE = "say that one is not sure of the article"
    SUBMIT = "accept an article as it is"
    SKIP = "skip an article"


GESTURES: Mapping[Job, int] = MappingProxyType(
    {
        Job.DELETE: 2,  # click it, Backspace
        Job.RELABEL: 2,  # click it, the label's key
        Job.RELABEL_ACROSS: 2,  # the same: all labels are in one control
        Job.NEW_MENTION: 2,  # the label's key, drag
        Job.NEW_EVENT: 2,  # the type's key, drag
        Job.VALUE: 2,  # click the region, also a new one, click the value
        Job.NEXT_VALUE: 1,  # the region is still selected
        Job.TYPED_VALUE: 3,  # click the region, click the field, type
        Job.MOVE: 2,  # click it, drag its edge
        Job.NEW_ARGUMENT: 3,  # click one region, the key for arrows, click the other
        Job.CHOSEN_ARGUMENT: 8,  # and then scroll to its row, open its menu, scroll, open the list, choose
        Job.ROLE: 4,  # scroll to the arrow's row, open its menu, open the list, choose
        Job.REMOVE_ARGUMENT: 2,  # scroll to the arrow's row, click the bin
        Job.ARTICLE_TYPE: 1,  # click its box
        Job.UNSURE: 1,  # click its box
        Job.SUBMIT: 1,  # Ctrl+Enter
        Job.SKIP: 1,  # Ctrl+Space
    }
)
"""The cost of each job in gestures. Each job has one."""
