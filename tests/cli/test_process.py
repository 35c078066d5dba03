"""Settings of the whole process are the command's: a script that calls the library keeps its own."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotate import load_gold
from annotate.campaign.suggestions.suggest import suggest
from annotate.cli.process import one_thread_each, quick_switches, rare_collections
from annotate.core import jsonl
from annotate.project import Project
from annotate.studio.api.ahead import one_ahead
from annotate.train.entities.trainer import train_ner
from tests.builders import article
from tests.process_settings import settings

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / "exports" / "sample-1.0.0"


@pytest.mark.parametrize("workers", [1, 2])
def test_prelabelling_leaves_them_alone(tmp_path: Path, workers: int) -> None:
    jsonl.write(tmp_path / "in.jsonl", [article(id=f"a{n}", language="fr") for n in range(3)])
    seen: list[dict[str, Any]] = []
    project = Project.find_or_default(tmp_path)
    suggest(project, [str(tmp_path / "in.jsonl")], tmp_path / "warm.jsonl", labelers=("spacy",))
    before = settings()
    suggest(
        project,
        [str(tmp_path / "in.jsonl")],
        tmp_path / "out.jsonl",
        labelers=("spacy",),
        workers=workers,
        progress=lambda done: seen.append(settings()),
    )
    assert seen
    assert [*seen, settings()] == [before] * (len(seen) + 1)


def test_loading_gold_and_training_leave_them_alone() -> None:
    list(load_gold(RELEASE))
    train_ner(load_gold(RELEASE), seconds=1)
    before = settings()
    random.random()
    assert settings()["random"] != before["random"]  # the comparison sees a draw
    before = settings()
    train_ner(load_gold(RELEASE), seconds=1)
    assert settings() == before


def test_reading_ahead_leaves_them_alone() -> None:
    before = settings()
    during = [settings() for _ in one_ahead(iter(range(3)), lambda: None)]
    assert [*during, settings()] == [before] * 4


def test_importing_every_part_leaves_them_alone() -> None:
    code = """
import gc, os, random, signal, sys, pkgutil
def settings():
    return (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count(), sys.getswitchinterval(),
            dict(os.environ), {n: signal.getsignal(n) for n in signal.valid_signals()})
import httpx, openai, spacy  # they draw a number when they are imported
before = settings()
random.seed(7); state = random.getstate()
import annotate
from importlib import import_module
for part in ("core", "corpus", "export", "gold", "evaluate", "prelabel", "report"):
    package = import_module(f"annotate.{part}")
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if "torch" not in found.name:
            try:
                import_module(found.name)
            except ModuleNotFoundError:
                pass
assert settings() == before, "changed"
assert random.getstate() == state
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=True)


def test_a_command_sets_its_own_and_gives_them_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    before = settings()
    with quick_switches(), rare_collections(), one_thread_each():
        assert sys.getswitchinterval() < before["switches"]
        assert gc.get_threshold()[0] > before["collector"][1][0]
        assert (os.environ["OMP_NUM_THREADS"], os.environ["MKL_NUM_THREADS"]) == ("1", "3")
    assert settings() == before
