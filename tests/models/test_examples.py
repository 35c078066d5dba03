"""The script in examples/ that trains a transformer, with the tiny model that it builds."""

from __future__ import annotations

import importlib
import json
import os
import runpy
import shutil
import sys
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Decision
from annotate.core.record import GoldRecord
from annotate.gold.sums import write_sums
from tests.example_scripts.dispatches import dispatches

pytest.importorskip("torch", reason="torch is not installed; 'make test-models' runs these")
pytest.importorskip("accelerate", reason="the Trainer of transformers needs accelerate")
pytestmark = pytest.mark.models

ROOT = Path(__file__).parents[2]


def released(folder: Path) -> Path:
    """A release of 60 articles, without the files that training does not read."""
    folder.mkdir()
    gold = [
        GoldRecord.of(one.article, one.annotation.with_(decision=Decision.SINGLE)) for one in dispatches(60)
    ]
    jsonl.write(folder / "gold.jsonl", gold)
    ids = [record.article.id for record in gold]
    (folder / "splits.json").write_text(json.dumps({"splits": {"train": ids[:48], "test": ids[48:]}}))
    (folder / "manifest.json").write_text('{"name": "made", "version": "1.0.0"}')
    shutil.copy(ROOT / "exports" / "sample-1.0.0" / "ontology.yaml", folder)
    write_sums(folder)
    return folder


@pytest.mark.filterwarnings("ignore:.*are without tags")
def test_a_tiny_transformer_learns_mentions_and_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    importlib.import_module("torch").set_num_threads(1)
    script = ROOT / "examples" / "train_transformer.py"
    words = [released(tmp_path / "made-1.0.0"), "--epochs", 8, "-o", tmp_path / "model"]
    monkeypatch.setattr(sys, "argv", [str(script), *map(str, words)])
    runpy.run_path(str(script), run_name="__main__")
    printed = capsys.readouterr().out
    assert float(printed.partition("F1 ")[2].partition(",")[0]) > 0.7
    assert "120 mentions in test" in printed
    assert (tmp_path / "model" / "config.json").is_file()
