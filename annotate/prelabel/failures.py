"""Describes an error of a labeler in one line, with the place in the labeler's own code."""

from __future__ import annotations

from annotate.core.errors import AnnotateError
from annotate.core.plugins import last_line, raised
from annotate.prelabel.interface.protocol import Labeler


def failure_line(error: BaseException, labeler: Labeler) -> str:
    """The kind and message of ``error``, with file and line of the innermost call in the labeler's package.

    Kind and place are left out for an `AnnotateError`, because its message already says what is wrong.
    """
    if isinstance(error, AnnotateError):
        return " ".join(str(error).split())
    place = last_line(error, labeler)
    return raised(error) + (f" ({place})" if place else "")
