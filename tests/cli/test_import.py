"""annotate import, as a user types it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.jsonl import write
from annotate.core.record import GoldRecord
from annotate.export.registry import get_exporter, run_exporter
from tests.commands import Annotate, said
from tests.export.gold import ONTOLOGY, sample

PAGE = Path(__file__).parents[2] / "docs" / "importing.md"
TEXT = "La ministre Awa Sarr a rencontré le roi à Rabat."


def lines_of_page() -> list[str]:
    return re.findall(r"\| `(annotate import [^`]+)` \|", PAGE.read_text(encoding="utf-8"))


def exported(format: str, path: Path, gold: list[GoldRecord]) -> None:
    run_exporter(get_exporter(format), iter(gold), ONTOLOGY, path, {})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inputs that the lines of the page name."""
    folder = tmp_path_factory.mktemp("inputs")
    gold = sample()
    (folder / "articles").mkdir()
    write(folder / "articles" / "sample.jsonl", [one.article for one in gold])
    exported("conll", folder / "gold.conll", gold)
    exported("labelstudio", folder / "tasks.json", gold)
    for format, name in (("brat", "brat"), ("cas", "cas"), ("huggingface", "dataset")):
        exported(format, folder / name, gold)
    prodigy: list[dict[str, object]] = [
        {"text": one.text, "spans": [], "answer": "accept", "_annotator_id": f"a-{number}"}
        for number, one in enumerate(gold)
    ]
    doccano = {"id": 1, "text": TEXT, "label": [[12, 20, "PER"], [23, 32, "meeting"], [42, 47, "LOC"]]}
    (folder / "all.jsonl").write_text(json.dumps(doccano) + "\n", encoding="utf-8")
    lines = "".join(json.dumps(one) + "\n" for one in prodigy)
    (folder / "prodigy.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture
def inputs(project: Path, files: Path) -> Path:
    shutil.copytree(files, project, dirs_exist_ok=True)
    return project


@pytest.mark.parametrize("line", lines_of_page())
def test_each_line_of_the_page_runs(annotate: Annotate, inputs: Path, line: str) -> None:
    _, *words = shlex.split(line)
    ended = annotate(*words, "--json")
    assert ended.code == 0, ended
    records = list(jsonl.read_records(inputs / "annotations.jsonl"))
    assert len(records) == ended.json["annotations"] > 0
    assert ended.json["mentions"] == sum(len(one.entities) for one in records)
    for counts in ended.json["counts"].values():
        assert counts["read"] == counts["imported"] + counts["listed"] + counts["left_out"]


def test_every_format_has_a_line_on_the_page() -> None:
    from annotate.export.importing.registry import known_import_formats

    assert {line.split("--format ")[1].split()[0] for line in lines_of_page()} == set(known_import_formats())


def test_imported_gold_is_evaluated_and_released(annotate: Annotate, inputs: Path) -> None:
    words = ("import", "gold.conll", "--format", "conll", "--articles", "articles")
    said(annotate(*words, "-o", "a.jsonl", "--author", "corpus"), 0)
    made = annotate("release", "create", "imported", "--version", "1.0.0", "--from", "a.jsonl", "--json")
    assert made.code == 0, made
    scored = annotate("evaluate", "exports/imported-1.0.0", "a.jsonl", "--bootstrap", "0", "--json")
    assert scored.code == 0, scored
    said(annotate(*words, "-o", "b.jsonl", "--adjudicated"), 0)
    assert {one.annotation.status for one in jsonl.read_records(inputs / "b.jsonl")} == {"adjudicated"}
    made = annotate("release", "create", "settled", "--version", "1.0.0", "--from", "b.jsonl", "--json")
    assert made.code == 0, made


def test_unknown_labels_are_listed_with_the_map_to_add(annotate: Annotate, inputs: Path) -> None:
    words = ("import", "all.jsonl", "--format", "doccano", "-o", "a.jsonl", "--problems", "p.txt")
    ended = annotate(*words)
    said(ended, 4, "meeting: 1", "--map meeting=…", "'rencontré'", "the label 'meeting' is unknown")
    assert "2 mentions" in ended.out and "PER" in ended.out
    assert "'rencontré': the label 'meeting' is unknown" in (inputs / "p.txt").read_text(encoding="utf-8")
    said(annotate(*words, "--map", "meeting="), 0, "Left out: 1 item, meeting= (left out by --map)")
    said(annotate(*words, "--map", "meeting=CONSULT", "--map", "GPE=LOC"), 0, "--map GPE=LOC was not needed")


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["all.jsonl", "--format", "nothing"], 2, ["no import format 'nothing'", "doccano"]),
        (["all.jsonl", "--format", "doccano", "--map", "meeting"], 2, ["not FOREIGN=OURS"]),
        (["all.jsonl", "--format", "doccano", "--map", "a=MEETING"], 2, ["no entity type or event type"]),
        (["all.jsonl", "--format", "doccano", "--map", "a=PER", "--map", "a=LOC"], 2, ["two names"]),
        (["all.jsonl", "--format", "doccano", "--map", "role:a=Giver"], 2, ["no role 'Giver'", "Agent"]),
        (["all.jsonl", "--format", "doccano", "--option", "x=1"], 2, ["no option 'x'", "offsets"]),
        (["all.jsonl", "--format", "doccano", "--option", "offsets=x"], 2, ["code-points or utf-16"]),
        (["none.jsonl", "--format", "doccano"], 5, ["none.jsonl", "No such file"]),
        (["none.conll", "--format", "conll"], 5, ["none.conll", "No such file"]),
        (["none", "--format", "cas"], 5, ["none"]),
        (["none", "--format", "brat"], 5, ["none"]),
        (["none", "--format", "huggingface"], 5, ["none"]),
        (["gold.conll", "--format", "doccano"], 5, ["is not JSON", "Is it in the format doccano?"]),
        (["all.jsonl", "--format", "conll"], 5, ["has no tag"]),
        (["articles", "--format", "brat"], 5, ["holds no .ann file"]),
        (["articles", "--format", "conll"], 5, ["folder without files of this format"]),
        (["gold.conll", "--format", "conll", "--articles", "nowhere"], 5, ["no article could be read"]),
    ],
)
def test_a_wrong_call_says_what_to_do(
    annotate: Annotate, inputs: Path, words: list[str], code: int, parts: list[str]
) -> None:
    said(annotate("import", *words, "-o", "a.jsonl"), code, *parts)
    assert not (inputs / "a.jsonl").exists()


def test_the_input_is_never_replaced(annotate: Annotate, inputs: Path) -> None:
    before = (inputs / "all.jsonl").read_bytes()
    said(annotate("import", "all.jsonl", "--format", "doccano", "-o", "all.jsonl"), 2, "is also an input")
    shutil.copy(inputs / "all.jsonl", inputs / "copy.jsonl")
    words = ("import", "copy.jsonl", "--format", "doccano", "-o", "x.jsonl")
    said(annotate(*words, "--problems", "copy.jsonl"), 2)
    assert (inputs / "all.jsonl").read_bytes() == (inputs / "copy.jsonl").read_bytes() == before
