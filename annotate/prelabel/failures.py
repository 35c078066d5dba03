"""Says in one line what a labeler raised, and where in the labeler's own code."""

from __future__ import annotations

import traceback
from pathlib import Path

from pydantic import ValidationError

from annotate.core.errors import AnnotateError
from annotate.core.jsonl import validation_sentence
from annotate.prelabel.interface.protocol import Labeler


def failure_line(error: BaseException, labeler: Labeler) -> str:
    """The kind and message of ``error``, with file and line of the last frame in the labeler's package.

    An `AnnotateError` says itself what is wrong, so it gets neither.
    """
    message = _message(error)
    if isinstance(error, AnnotateError):
        return message
    kind = type(error).__name__
    return (f"{kind}: {message}" if message else kind) + _place(error, labeler)


def _message(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        return f"no valid {error.title}: {validation_sentence(error)}"
    try:
        return " ".join(str(error).split())
    except Exception:  # a plug-in's own error whose message cannot be made
        return ""


def _place(error: BaseException, labeler: Labeler) -> str:
    package = type(labeler).__module__.partition(".")[0]
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] != package:
            continue
        # Our own pipeline calls every labeler; it is the place of no failure.
        if frame.f_globals.get("__name__") != "annotate.prelabel.pipeline":
            return f" ({Path(frame.f_code.co_filename).name}, line {line})"
    return ""
