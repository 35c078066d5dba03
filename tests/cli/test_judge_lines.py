"""The last lines of prelabel say which judges are in use. Weights that are not used are a warning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.core.configs import configs_folder
from annotate.project import FILE_NAME
from tests.commands import Annotate, said

RUN = ("prelabel", "in.txt", "-o", "out.jsonl", "--labeler", "dates")


@pytest.fixture
def foreign(project: Path) -> str:
    """A project with a text, and with weights of entities for another ontology."""
    (project / "in.txt").write_text("Cuba a rencontré Hanoï le 3 mars 2021.", encoding="utf-8")
    weights = json.loads((configs_folder() / "weights" / "diplomacy.json").read_bytes())
    (project / "w.json").write_text(json.dumps({**weights, "ontology": "conll@1.0.0"}), encoding="utf-8")
    with (project / FILE_NAME).open("a", encoding="utf-8") as settings:
        settings.write("weights: w.json\n")
    return "are for the ontology conll@1.0.0, not for diplomacy@"


def test_the_last_lines_tell_of_each_judge(annotate: Annotate, foreign: str) -> None:
    ended = annotate(*RUN)
    lines = " ".join(ended.out.split())
    assert ended.code == 0
    assert f"Judge not in use: entities (the weights of w.json {foreign}" in lines
    assert "Judges not in use: triggers, arguments (the labeler events does not run)." in lines
    assert "Judge in use, built in (119 articles; not in w.json): values " in lines
    assert lines.index("Judge not in use") < lines.index("Wrote suggestions for 1 article")


@pytest.mark.parametrize("more", [(), ("-q",)])
def test_weights_for_another_ontology_are_a_warning_also_with_quiet(
    annotate: Annotate, foreign: str, more: tuple[str, ...]
) -> None:
    said(annotate(*RUN, *more), 0, "Weights that are not used (1)", "w.json", foreign, "annotate calibrate")


def test_the_judges_are_in_the_json_object(annotate: Annotate, foreign: str) -> None:
    judges = annotate(*RUN, "--json").json["judges"]
    assert list(judges) == ["entities", "triggers", "arguments", "values"]
    assert judges["values"]["in_use"] and judges["values"]["origin"] == "built-in"
    assert not judges["entities"]["in_use"] and foreign in judges["entities"]["remark"]
