"""A user's script passes `mypy --strict` with the types that the installed package brings."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

SCRIPT = """\
import annotate
from annotate import Entity, Event, GoldRecord

def names(record: GoldRecord) -> list[str]:
    return [f"{entity.text} {entity.label} {entity.start}" for entity in record.entities]

def agents(event: Event) -> list[Entity]:
    return [filler for filler in event.fillers.get("Agent", ())]

gold: annotate.Gold = annotate.load_gold("exports/sample-1.0.0")
for record in gold.reviewed.split("train")[:3]:
    print(names(record), [agents(event) for event in record.events], len(gold))
tags: dict[str, int] = gold.to_sentences("train", misaligned="expand").label2id
texts: list[str] = [doc.text for doc in gold.to_spacy("dev")]
rows: int = len(gold.flat("innermost").to_pandas("events"))
"""


def checked(script: Path) -> subprocess.CompletedProcess[str]:
    cache = Path(__file__).parents[1] / ".mypy_cache" / "scripts"
    words = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(cache)]
    return subprocess.run(
        [*words, script.name], cwd=script.parent, capture_output=True, text=True, check=False
    )


@pytest.mark.slow  # about ten seconds without its cache
def test_a_script_with_the_public_names_is_typed_and_a_wrong_one_is_not(tmp_path: Path) -> None:
    assert resources.files("annotate").joinpath("py.typed").is_file()
    script = tmp_path / "mine.py"
    script.write_text(SCRIPT, encoding="utf-8")
    ended = checked(script)
    assert ended.returncode == 0, ended.stdout
    script.write_text(SCRIPT + 'gold.to_pandas("tokens").nothing()\n', encoding="utf-8")
    assert "arg-type" in checked(script).stdout
