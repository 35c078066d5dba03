"""Finds the processes that hold a lock on a file, so that a message can name them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from annotate.core.wording import first_of

_LONGEST = 60  # characters of a command
_NAMED = 3


@dataclass(frozen=True)
class Process:
    """A process with its number and its command, without options and their values, which may be secret."""

    pid: int
    command: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.command})" if self.command else f"process {self.pid}"


def holders(*paths: Path) -> list[Process]:
    """The processes with an exclusive lock on one of the files. Else the other processes that have one open.

    Empty if the system does not tell.
    """
    found = dict.fromkeys(_locking(paths))
    if not found:
        found = dict.fromkeys(pid for pid in _opening(paths) if pid != os.getpid())
    return [Process(pid, _command(pid)) for pid in found]


def named(processes: list[Process]) -> str:
    """The processes as words for a message, or "another program" if there are none."""
    if not processes:
        return "another program"
    return first_of(processes, _NAMED, " and ")


def _locking(paths: tuple[Path, ...]) -> Iterator[int]:
    """Reads Linux's list of locks: `1: POSIX ADVISORY WRITE pid device:inode start end`."""
    places = set()
    for path in paths:
        with suppress(OSError):
            found = path.stat()
            place = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
            places.add(place)
    with suppress(OSError):
        for line in Path("/proc/locks").read_text(encoding="ascii", errors="replace").splitlines():
            fields = line.split()
            # A process that waits for the lock has an arrow as its second field.
            if len(fields) >= 6 and fields[3] == "WRITE" and fields[5] in places and fields[4].isdecimal():
                yield int(fields[4])


def _opening(paths: tuple[Path, ...]) -> Iterator[int]:
    wanted = {str(path.resolve()) for path in paths}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(_target(link) in wanted for link in (process / "fd").iterdir()):
                yield int(process.name)


def _target(link: Path) -> str:
    with suppress(OSError):
        return str(link.readlink())
    return ""


def _command(pid: int) -> str:
    """The program, or the script or module that a Python runs, and the first word after it."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        program, rest = Path(words[0]).name, [word for word in words[1:] if word]
        if program.startswith("python") and rest:
            if rest[0] == "-m" and len(rest) > 1:
                program, rest = rest[1], rest[2:]
            elif not rest[0].startswith("-"):
                program, rest = Path(rest[0]).name, rest[1:]
        subcommand = rest[0] if program == "annotate" and rest and not rest[0].startswith("-") else ""
        return " ".join(f"{program} {subcommand}".split())[:_LONGEST]
    return ""
