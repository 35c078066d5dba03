"""Internal errors: writes the traceback to a log file, and makes one sentence for the screen."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime

from annotate.cli.secrets import without_secrets
from annotate.project import state_folder


def log_fault(error: BaseException, arguments: list[str]) -> str:
    """Writes the traceback to a new file in the state folder. Returns a sentence that names the file."""
    text = "".join(traceback.format_exception(error))
    text = f"annotate {' '.join(arguments)}\n{text}"
    text = without_secrets(text)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = state_folder() / "logs" / f"fault-{moment}-{os.getpid()}.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as refused:
        return f"Internal error of annotate ({type(error).__name__}). No log could be written: {refused}."
    return (
        f"Internal error of annotate ({type(error).__name__}). The details are in {path}; "
        "please report it with that file. What was written before is kept."
    )
