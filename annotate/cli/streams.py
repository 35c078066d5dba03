"""Standard output and standard error when they cannot be written: full, closed, or without a reader."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from traceback import walk_tb

import click

CANNOT_WRITE = 6
_WRITERS = ("click", "rich", "annotate.cli.terminal")  # what writes to both streams


def open_closed_streams() -> None:
    """Opens the null device for each standard stream that the caller closed (``>&-``).

    Otherwise the next file that is opened takes the stream's number, and messages would go into that file.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115  # a number, open until the end


def is_of_output(error: OSError) -> bool:
    """Whether the error comes from writing to standard output or standard error."""
    *_, last = [frame for frame, _ in walk_tb(error.__traceback__)]
    module = str(last.f_globals.get("__name__"))
    return error.filename is None and (module in _WRITERS or module.partition(".")[0] in _WRITERS)


def told(code: int, tell: Callable[[], object]) -> int:
    """Calls ``tell``, which prints, and returns ``code``; or the code for output that cannot be written."""
    try:
        tell()
    except BrokenPipeError:
        return code
    except OSError as error:
        return cannot_write(error)
    return code


def cannot_write(error: OSError) -> int:
    """Says on standard error, if that can be written, that output was lost. Returns the exit code."""
    with suppress(OSError):
        click.echo(
            f"Error: the output cannot be written: {error.strerror or error}. Free space, or send the output"
            " elsewhere. Files that were written before are kept.",
            err=True,
        )
    return CANNOT_WRITE


def flushed(code: int) -> int:
    """Writes out both streams at the end of the process. Returns ``code``, or the code for lost output."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _drop(stream.fileno())
        except OSError as error:
            _drop(stream.fileno())
            code = cannot_write(error) if code in (0, CANNOT_WRITE) else code
        except ValueError:  # somebody has closed it
            continue
    return code


def _drop(number: int) -> None:
    """Lets the interpreter's own flush at exit succeed, which would otherwise replace the exit code."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
