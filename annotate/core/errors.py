"""Errors that the user can act on: what is wrong, where, and what to do about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BREAKS = str.maketrans({"\n": "\\n", "\r": "\\r", "\t": "\\t"})
_LONG_WORD = re.compile(r"(\S{300})\S{400,}(\S{100})")
_MOST = 6000  # code points of one part of a message


def one_line(value: object) -> str:
    """The text of ``value`` on one line: line breaks and tabs, which a file name may hold, as escapes."""
    return str(value).translate(_BREAKS)


def _shown(part: str) -> str:
    """One part of a message: on one line, and without the middle of a very long word."""
    cut = _LONG_WORD.sub(r"\1…\2", one_line(part))
    return cut if len(cut) <= _MOST else f"{cut[: _MOST // 2]}…{cut[-_MOST // 2 :]}"


class AnnotateError(Exception):
    """A problem that the user can act on; shown without a traceback.

    ``what`` says what is wrong, ``where`` names the place (file and line, article id, region id), ``remedy``
    says what to do. ``exit_code`` is the exit code of the command. Only ``--json`` shows ``details``.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy
        self.details: dict[str, object] = {}

    def __str__(self) -> str:
        """The sentences on one line. Very long words and parts are cut; ``--json`` has them in full."""
        place = f"{_shown(self.where)}: " if self.where else ""
        remedy = f" {_shown(self.remedy)}" if self.remedy else ""
        return f"{place}{_shown(self.what)}{remedy}"


class ConfigError(AnnotateError):
    """A wrong call or a wrong setting: project file, ontology, lexicon, labelling config."""

    exit_code = 2


class UnconfirmedAddressError(ConfigError):
    """An address in annotate.yaml that may not get the user's secrets yet.

    ``key`` is the address's key in annotate.yaml, ``authority`` the digest of the certificates that
    annotate.yaml adds. At a terminal the command asks, and then runs again.
    """

    def __init__(
        self, what: str, *, where: str, remedy: str, key: str, url: str, authority: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.key = key
        self.url = url
        self.authority = authority


class InUseError(ConfigError):
    """A file that another program holds for longer than a command waits."""


class CopiedFolderError(ConfigError):
    """A campaign's folder was copied, and the copy would use the project of the original.

    ``root`` is the copy. At a terminal the command asks, and then runs again.
    """

    def __init__(self, what: str, *, where: str, remedy: str, root: Path) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.root = root


class MissingExtraError(ConfigError):
    """A package that one of this toolkit's extras installs is missing."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"this needs {package}, which is not installed.",
            remedy=f"Install it with: pip install 'annotate-gold[{extra}]'",
        )


_EXTRA_OF = {
    "defusedxml": "studio",
    "httpx": "studio",
    "label_studio_sdk": "studio",
    "tenacity": "studio",
    "numpy": "train",
    "psutil": "server",
    "sklearn": "train",
    "pyarrow": "export",
    "spacy": "prelabel",
    "starlette": "serve",
    "uvicorn": "serve",
    "thinc": "train",
    "openai": "llm",
    "rapidfuzz": "llm",
    "torch": "torch",
    "transformers": "torch",
    "gliner": "torch",
}


def missing_extra(error: ModuleNotFoundError) -> MissingExtraError | None:
    """The error for a package that one of our extras installs; None for any other package."""
    package = (error.name or "").partition(".")[0]
    return MissingExtraError(package, _EXTRA_OF[package]) if package in _EXTRA_OF else None


class StudioError(AnnotateError):
    """Label Studio cannot be reached, or refused a request."""

    exit_code = 3


class InputError(AnnotateError):
    """An input from which nothing usable could be read."""

    exit_code = 5


class WriteError(AnnotateError):
    """A file could not be written; an earlier file in its place is unchanged."""

    exit_code = 6


_BUSY = (5, 6)  # SQLite's codes for a lock of another program, and of another connection


def is_locked(error: Exception) -> bool:
    """Whether SQLite refused a statement because of a lock. ``error`` is an error of `sqlite3`."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY


def damaged_database(error: Exception) -> ConfigError | None:
    """The error for a mirror or plan that SQLite cannot read; None for any other error."""
    # Compared by name: importing sqlite3 takes as long as all of --help.
    kind = type(error)
    if kind.__module__ != "sqlite3" or kind.__name__ not in ("DatabaseError", "OperationalError"):
        return None
    if is_locked(error):
        return InUseError(
            f"another program holds a database ({error}).",
            where=".annotate",
            remedy="Wait until it has ended, or stop that program. Then run the same command again.",
        )
    return ConfigError(
        f"a database cannot be read ({error}).",
        where=".annotate",
        remedy="Move mirror.sqlite away; 'annotate pull' makes a new one. If the error comes back,"
        " plan.sqlite is damaged: bring it back from a backup with 'annotate restore'.",
    )
