"""Places that cannot be written to, commands that run at once, and floods: nothing is half written."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from tests.builders import meeting
from tests.commands import PROGRAM, Annotate, as_anybody, at_once, said, tree
from tests.faults.test_inputs import bomb

WRITERS = {
    "prelabel": "prelabel suggestions.jsonl -o {} --labeler dates",
    "guidelines": "guidelines -o {}",
    "export": "export gold.jsonl --format jsonl -o {}",
    "export-conll": "export gold.jsonl --format conll -o {}",
    "export-spacy": "export gold.jsonl --format spacy -o {}",
}
SUFFIXES = {"export": ".jsonl", "export-conll": ".conll", "export-spacy": ".spacy"}


@pytest.fixture
def gold(project: Path) -> Path:
    records = [meeting(f"a{index}", Status.ADJUDICATED, "gold") for index in range(3)]
    jsonl.write(project / "gold.jsonl", records)
    return project


@pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS)
def test_a_folder_in_the_place_of_the_output_is_named(annotate: Annotate, gold: Path, words: str) -> None:
    (gold / "there").mkdir()
    before = tree(gold)
    ended = annotate(*words.format("there").split())
    assert ended.code in (2, 6), ended
    assert "there" in ended.err
    assert "directory" in ended.err or "folder" in ended.err
    assert tree(gold) == before


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_that_may_not_be_written_is_named(gold: Path, name: str) -> None:
    (gold / "closed").mkdir(mode=0o555)
    before = tree(gold)
    ended = as_anybody(gold, WRITERS[name].format(f"closed/out{SUFFIXES.get(name, '')}"))
    assert ended.code == 6, ended
    assert "closed" in ended.err
    assert "Permission denied" in ended.err
    assert tree(gold) == before


@pytest.mark.parametrize("command", ["release create x --from gold.jsonl", "init closed/new"])
def test_a_folder_that_may_not_be_written_gets_no_part_of_a_result(gold: Path, command: str) -> None:
    for name in ("closed", "exports"):
        (gold / name).mkdir(mode=0o555)
    before = tree(gold)
    ended = as_anybody(gold, command)
    assert ended.code == 6, ended
    assert "Permission denied" in ended.err
    assert {name: content for name, content in tree(gold).items() if ".annotate" not in name} == before


def test_a_full_disk_leaves_what_stood_there(gold: Path) -> None:
    """A limit on the size of files stands for the full disk: the write fails in its middle alike."""
    (gold / "out.jsonl").write_text("what stood there\n")
    before = tree(gold)
    ended = subprocess.run(
        [*PROGRAM, "export", "gold.jsonl", "--format", "jsonl", "-o", "out.jsonl"],
        cwd=gold,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    assert ended.returncode == 6, ended
    assert "out.jsonl" in ended.stderr
    assert tree(gold) == before


@pytest.mark.parametrize(
    "words",
    [
        "export gold.jsonl --format conll -o gold.jsonl",
        "export gold.jsonl --format conll -o o --losses ./gold.jsonl",
        "prelabel gold.jsonl -o link.jsonl --labeler dates",
    ],
)
def test_the_input_is_not_written_over(annotate: Annotate, gold: Path, words: str) -> None:
    (gold / "link.jsonl").symlink_to("gold.jsonl")
    before = tree(gold)
    said(
        annotate(*words.split()),
        2,
        words.split()[-1 if "-o o" in words else words.split().index("-o") + 1].removeprefix("./"),
        "Name another file",
    )
    assert tree(gold) == before


def test_two_releases_of_one_version_leave_one(annotate: Annotate, gold: Path) -> None:
    ended = sorted(at_once(gold, *["release create x --from gold.jsonl"] * 2), key=lambda one: one.code)
    assert [one.code for one in ended] == [0, 2], ended
    assert "x-1.0.0" in ended[1].err
    assert annotate("export", "exports/x-1.0.0", "--format", "jsonl", "-o", "o.jsonl").code == 0
    assert [path.name for path in (gold / "exports").iterdir()] == ["x-1.0.0"]


def test_a_release_is_never_overwritten_and_a_damaged_one_is_not_used(annotate: Annotate, gold: Path) -> None:
    assert annotate("release", "create", "x", "--from", "gold.jsonl").code == 0
    before = tree(gold)
    said(annotate("release", "create", "x", "--from", "gold.jsonl"), 2, "x-1.0.0", "--version")
    assert {path: content for path, content in tree(gold).items() if not path.endswith(".lock")} == {
        path: content for path, content in before.items() if not path.endswith(".lock")
    }
    released = gold / "exports" / "x-1.0.0" / "gold.jsonl"
    released.write_text(released.read_text().replace("Hanoï", "Paris"))
    for words in ("export exports/x-1.0.0 --format jsonl -o o.jsonl", "train exports/x-1.0.0 -o model"):
        said(annotate(*words.split()), 5, "gold.jsonl", "SHA256")
    assert not (gold / "o.jsonl").exists()
    assert not (gold / "model").exists()


def test_a_zip_bomb_takes_no_more_memory_than_an_article(project: Path) -> None:
    bomb(project)
    program = (
        "import resource, sys; from annotate.cli.main import run; code = run(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
    )

    def peak(source: str, code: int) -> int:
        words = ["prelabel", source, "-o", "out.jsonl", "--labeler", "dates", "-q"]
        ended = subprocess.run(
            [sys.executable, "-c", program, *words], cwd=project, capture_output=True, text=True, check=False
        )
        assert ended.returncode == code, ended
        return int(ended.stdout)

    assert peak("in", 5) < peak("suggestions.jsonl", 0) + 200_000  # kB; it would unpack to 400,000
