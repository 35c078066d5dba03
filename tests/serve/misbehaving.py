"""A plug-in with a labeler that does what the text says: it sleeps, ends its process, or raises.

It cannot be loaded while the folder of the variable ``MISBEHAVING_MODEL``, if that is set, is missing.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.commands import PROGRAM
from tests.serve.running import choose

_MODULE = """
import os, re, time
from annotate.core.annotation import Annotation, Entity
from annotate.core.errors import ConfigError

class Misbehaving:
    name = "misbehaving"
    languages = frozenset({"*"})
    needs = frozenset()
    provides = frozenset({"entities"})

    def __init__(self, version):
        self.version = version

    def label(self, batch):
        return [self._one(draft) for draft in batch]

    def _one(self, draft):
        text = draft.article.text
        if found := re.search(r"SLEEP ([0-9.]+)", text):
            time.sleep(float(found[1]))
        if "DIE" in text:
            os._exit(3)
        if "RAISE" in text:
            raise ValueError("as the text says")
        entities = tuple(
            Entity(id=f"e{found.start()}", start=found.start(), end=found.end(), label="LOC", text="Cuba")
            for found in re.finditer("Cuba", text)
        )
        return draft.suggested.with_(entities=entities, author=f"misbehaving@{self.version}")

def make(context, argument=None):
    model = os.environ.get("MISBEHAVING_MODEL")
    if model is not None and not os.path.isdir(model):
        raise ConfigError("there is no model.", where=model, remedy="Bring the folder back.")
    return Misbehaving(argument or "1")
"""


def install(folder: Path) -> dict[str, str]:
    """Puts the plug-in into ``folder``. Returns the variables that make it importable."""
    about = folder / "misbehaving_labeler-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "misbehaving_labeler.py").write_text(_MODULE)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: misbehaving-labeler\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[annotate.labelers]\nmisbehaving = misbehaving_labeler:make\n")
    return {"PYTHONPATH": str(folder)}


def campaign(folder: Path) -> Path:
    """Makes a project in ``folder`` that uses the labeler."""
    subprocess.run([*PROGRAM, "init", str(folder)], check=True, capture_output=True)
    choose(folder, "misbehaving:1")
    return folder
