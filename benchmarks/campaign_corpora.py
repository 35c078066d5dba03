"""The corpora of simulated campaigns, and the toolkit as it would be without what a corpus taught it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.core.configs import WEIGHTS
from annotate.core.files import moved_into_place
from benchmarks.gold_sets import DISPATCHES, KINDS, ROOT, GoldSet, shared_folder
from benchmarks.queue_training import ONTOLOGY

POOL, KINDS_OF_TEXT = "pool", "dispatches"
AIMS = {POOL: 0.75, KINDS_OF_TEXT: 0.85}  # the share of correction actions in the third round, at most
WORK = ROOT / "build" / "campaigns"  # campaigns that have not ended, and toolkits without a set of gold
_COPIED = ("annotate", "configs")


@dataclass(frozen=True)
class Corpus:
    """The articles of a campaign with their gold.

    A round takes ``size`` articles. ``withheld`` names the set of gold that the toolkit must not have learned
    from.
    """

    name: str
    gold: GoldSet
    size: int
    language: str = "fr"
    withheld: str | None = None


def corpora() -> list[Corpus]:
    """The corpora that are here. The pool is not in the repository: see `shared_folder`."""
    found = [Corpus(KINDS_OF_TEXT, KINDS, size=15, withheld=KINDS.name)]
    shared = shared_folder()
    if shared is not None:
        pool = GoldSet("wikineural-fr-pool", shared / "data" / "wikineural-fr-pool.jsonl.gz", ONTOLOGY, False)
        found.insert(0, Corpus(POOL, pool, size=50))
    return found


def toolkit_without(name: str, folder: Path) -> Path:
    """A copy of the toolkit whose built-in weights and training rows were learned without a set of gold.

    Made once for each state of the code, below ``folder``. Campaigns run in it, so that nothing that was
    learned from the set can reach them: weights, rows that gold is mixed with, judges to fall back on. Rules
    and word lists stay, and people who wrote them have read these articles.
    """
    made = folder / f"without-{name}-{_state()}"
    if made.is_dir():
        return made
    print(f"learning the built-in weights without {name}: minutes, once", flush=True)
    with moved_into_place(made) as new:
        for part in _COPIED:
            shutil.copytree(ROOT / part, new / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.rmtree(new / "configs" / WEIGHTS.folder)
        options = ("--without", name, "-o", str(new / "configs" / WEIGHTS.folder))
        run_in(new, "benchmarks.learn_weights", options, check=True)
    return made


def run_in(toolkit: Path, module: str, arguments: Sequence[str], *, check: bool = False) -> int:
    """Runs a module with the toolkit of a folder, in a process of its own. Returns its exit code."""
    path = os.pathsep.join(map(str, dict.fromkeys((toolkit, ROOT))))
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=toolkit, env={**os.environ, "PYTHONPATH": path}, check=check)
    return done.returncode


def _state() -> str:
    """A digest of what the copy has, and of what its weights are learned from and with."""
    files = [path for part in _COPIED for path in (ROOT / part).rglob("*")]
    files += [*DISPATCHES.rglob("*"), *(ROOT / "benchmarks").glob("learn_weights.py")]
    digest = hashlib.sha256()
    for path in sorted(files):
        inside = path.relative_to(ROOT)
        if path.is_file() and not {"__pycache__", WEIGHTS.folder}.intersection(inside.parts):
            digest.update(f"{inside}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
