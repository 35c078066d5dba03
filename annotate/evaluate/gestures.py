"""What each job on the labelling screen costs an annotator, in gestures.

A gesture is a click, a key, a drag or a scroll. Text typed into one field counts as one. The costs are those
of the shortest way that the guide describes; moving the eyes and the pointer costs nothing.
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
    NEW_REGION_VALUE = "an attribute's value of a new mention or event"
    VALUE = "an attribute's value of a suggestion, as a date's"
    MOVE = "correct a boundary"
    NEW_ARGUMENT = "new argument with its role"
    ROLE = "another role of an argument"
    REMOVE_ARGUMENT = "remove an argument"
    ARTICLE_TYPE = "set or clear an article-level type"


GESTURES: Mapping[Job, int] = MappingProxyType(
    {
        Job.DELETE: 2,  # click it, Backspace
        Job.RELABEL: 2,  # click it, the label's key
        Job.RELABEL_ACROSS: 3,
        Job.NEW_MENTION: 2,  # the label's key, drag
        Job.NEW_EVENT: 2,  # the type's key, drag
        Job.NEW_REGION_VALUE: 1,  # the new region is still selected: click or type
        Job.VALUE: 2,  # click the region, click or type
        Job.MOVE: 1,  # drag its edge
        Job.NEW_ARGUMENT: 3,  # click one region, the key for arrows, click the other
        Job.ROLE: 3,  # click the arrow's row, open its menu, click the role
        Job.REMOVE_ARGUMENT: 2,  # point at its row, click the bin
        Job.ARTICLE_TYPE: 1,  # click its box
    }
)
"""The cost of each job in gestures. Each job has one."""
