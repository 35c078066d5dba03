"""Internal errors: writes the traceback to a log file, and makes one sentence for the screen."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime

from annotate.cli.secrets import without_secrets
from annotate.project import state_folder


def log_fault(error: BaseException, arguments: list[str]) -> str:
    """Writes the traceback to a new private file in the state folder. Returns a sentence that names the file.

    Only the owner can read the file, because a traceback may quote an article.
    """
    text = "".join(traceback.format_exception(error))
    if arguments[:1] == ["forget"]:  # what shall be forgotten must not stay in a log
        hidden = [word for word in arguments[2:] if not word.startswith("-")]
        for word in sorted(hidden, key=len, reverse=True):
            text = text.replace(word, "…")
        arguments = [word for word in arguments if word not in hidden]
    text = f"annotate {' '.join(arguments)}\n{text}"
    text = without_secrets(text)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    try:
        path = state_folder() / "logs" / f"fault-{moment}-{os.getpid()}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", errors="backslashreplace", opener=_private) as log:
            log.write(text)
    except OSError as refused:
        return f"Internal error of annotate ({type(error).__name__}). No log could be written: {refused}."
    return (
        f"Internal error of annotate ({type(error).__name__}). The details are in {path}; "
        "please report it with that file. What was written before is kept."
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
