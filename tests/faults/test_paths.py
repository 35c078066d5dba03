"""Paths that the system refuses: each command names the path, the reason and what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from tests.builders import meeting
from tests.commands import PROGRAM, Annotate, checks, said, tree
from tests.faults.rows import Break, Row, replaced, text

LONG = "x" * 300
PRELABEL = "prelabel suggestions.jsonl --labeler dates -o"
EXPORT = "export gold.jsonl --format jsonl -o"
EVALUATE = "evaluate gold.jsonl gold.jsonl --html"
LOOP, LENGTH, DENIED = "leads back to itself", "shorter name", "ermission"
YAML = "annotate.yaml"
GUIDELINES = "guidelines -o g.html"
DATES = "prelabel suggestions.jsonl -o out.jsonl --labeler"


@pytest.fixture
def gold(project: Path) -> Path:
    records = [meeting(f"a{index}", Status.ADJUDICATED, "gold") for index in range(3)]
    jsonl.write(project / "gold.jsonl", records)
    return project


def loop(name: str) -> Break:
    """Two links that lead to each other."""

    def make(project: Path) -> None:
        (project / name).unlink(missing_ok=True)
        (project / name).symlink_to("other-link")
        (project / "other-link").symlink_to(name)

    return make


def folder(name: str) -> Break:
    """A folder in the place of the file."""

    def make(project: Path) -> None:
        (project / name).unlink(missing_ok=True)
        (project / name).mkdir()

    return make


def pipe(name: str) -> Break:
    """A pipe in the place of the file."""

    def make(project: Path) -> None:
        (project / name).unlink(missing_ok=True)
        os.mkfifo(project / name)

    return make


def ontology(value: str) -> Break:
    """annotate.yaml names this ontology."""
    return replaced(YAML, '"configs/diplomacy.yaml"', value)


ROWS = [
    Row("loop-prelabel", f"{PRELABEL} ring", 6, "ring", LOOP, loop("ring")),
    Row("loop-export", f"{EXPORT} ring", 6, "ring", LOOP, loop("ring")),
    Row("loop-guidelines", "guidelines -o ring", 6, "ring", LOOP, loop("ring")),
    Row("loop-html", f"{EVALUATE} ring", 6, "ring", LOOP, loop("ring")),
    Row("loop-train", "train gold.jsonl -o ring/m", 6, "ring", LOOP, loop("ring")),
    Row("loop-init", "init ring/p", 6, "ring/p", LOOP, loop("ring")),
    Row("loop-yaml", "status", 2, YAML, "Move it away", loop(YAML)),
    Row("long-prelabel", f"{PRELABEL} {LONG}", 6, LONG, LENGTH),
    Row("long-part", f"{PRELABEL} {'y' * 252}", 6, ".part", LENGTH),
    Row("long-export", f"{EXPORT} {LONG}/a", 6, LONG, LENGTH),
    Row("long-losses", f"{EXPORT} o --losses {LONG}", 6, LONG, LENGTH),
    Row("long-train", f"train {LONG} -o m", 5, LONG, LENGTH),
    Row("long-evaluate", f"evaluate {LONG} {LONG}", 5, LONG, LENGTH),
    Row("long-release", f"release create x --from {LONG}", 5, LONG, LENGTH),
    Row("long-init", f"init {LONG}", 6, LONG, LENGTH),
    Row("long-restore", f"restore {LONG}", 5, LONG, LENGTH),
    Row("long-ontology", GUIDELINES, 2, LONG, LENGTH, ontology(LONG)),
    Row("long-labeler", f"{DATES} trained:{LONG}", 2, LONG, LENGTH),
    Row(
        "null-exports",
        "status",
        2,
        "key exports",
        "null",
        replaced(YAML, "exports: exports", r'exports: "a\0b"'),
    ),
    Row("null-ontology", GUIDELINES, 2, "key ontology", "null", ontology(r'"a\0b"')),
    Row("no-such-user", GUIDELINES, 2, "~nobody-of-that-name", "home", ontology("~nobody-of-that-name/o")),
    Row("yaml-folder", "status", 2, f"{YAML}: is a folder", "Move it away", folder(YAML)),
    Row("yaml-pipe", "status", 2, f"{YAML}: is a device or pipe", "Move it away", pipe(YAML)),
    Row("ontology-folder", GUIDELINES, 2, "configs: is a folder", "built-in", ontology("configs")),
    Row("ontology-device", GUIDELINES, 2, "/dev/zero: is a device", "built-in", ontology("/dev/zero")),
    Row("stdout", f"{PRELABEL} /dev/stdout", 2, "/dev/stdout: is an open stream", "Name a file"),
    Row("fd", f"{EXPORT} /dev/fd/1", 2, "/dev/fd/1: is an open stream", "Name a file"),
    Row("proc-fd", "guidelines -o /proc/self/fd/1", 2, "is an open stream", "Name a file"),
    Row("argument", f"{DATES} gazetteer:nosuch", 2, "gazetteer takes no argument", "Write gazetteer alone"),
    Row("no-model", f"{DATES} trained:configs", 2, "configs: holds no trained model", "annotate train"),
    Row(
        "no-gzip",
        "evaluate a.jsonl.gz a.jsonl.gz",
        5,
        "a.jsonl.gz: cannot be read:",
        "",
        text("a.jsonl.gz", "x"),
    ),
    Row(
        "part-link",
        f"{PRELABEL} out.jsonl",
        6,
        "out.jsonl.part: is a link",
        "Remove it",
        loop("out.jsonl.part"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_refused_path_is_named(
    row: Row, annotate: Annotate, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    monkeypatch.setenv("ANNOTATE_STATE_DIR", str(state))
    ended = row.check(annotate, gold, state)
    assert "--resume" not in ended.err  # nothing was kept that one could continue


LOCKED = {
    f"{PRELABEL} locked/x.jsonl": (6, "locked/x.jsonl"),
    f"{EXPORT} locked/x": (6, "locked/x"),
    f"{EXPORT} o --losses locked/l": (6, "locked/l"),
    f"{EVALUATE} locked/x.html": (6, "locked/x.html"),
    "guidelines -o locked/g": (6, "locked/g"),
    "train gold.jsonl -o locked/m": (6, "locked/m"),
    "calibrate gold.jsonl -o locked/m": (6, "locked/m"),
    "init locked/p": (6, "locked/p"),
    "evaluate locked/x locked/x": (5, "locked/x"),
    "export locked/rel --format jsonl -o y": (5, "locked/rel"),
    "train locked/rel -o m": (5, "locked/rel"),
    "calibrate locked/rel -o m": (5, "locked/rel"),
    "restore locked/b.zip": (5, "locked/b.zip"),
    "release create x --from locked/x": (5, "locked/x"),
    "release create x --from gold.jsonl --problems locked/p": (6, "locked/p"),
    "prelabel suggestions.jsonl --labeler dates:locked/l.yaml -o o": (2, "locked/l.yaml"),
    "studio down": (6, ".annotate"),
}
# One process types all commands, because root must first lose what lets it pass.
_TYPED = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from annotate.cli.main import run
for words in json.loads(sys.argv[1]):
    said = io.StringIO()
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(said):
        code = run(words.split())
    print(json.dumps([code, out.getvalue(), said.getvalue()]))
"""


def test_a_folder_that_may_not_be_entered_is_named(gold: Path) -> None:
    for name in ("locked", ".annotate"):
        (gold / name).mkdir(exist_ok=True)
        (gold / name).chmod(0)
    before = tree(gold)
    plain = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    words = [*LOCKED, "doctor"]
    typed = subprocess.run(
        [*plain, sys.executable, "-c", _TYPED, json.dumps(words)],
        cwd=gold,
        capture_output=True,
        text=True,
        check=True,
    )
    *ended, (code, out, err) = map(json.loads, typed.stdout.splitlines())
    wrong = [
        (words, code, err)
        for (words, (wanted, place)), (code, _, err) in zip(LOCKED.items(), ended, strict=True)
        if code != wanted or place not in err or DENIED not in err or "Free" in err
    ]
    assert not wrong
    assert code == 1
    assert "folder: " in out
    assert "Permission denied" in out
    assert not err
    for name in ("locked", ".annotate"):
        (gold / name).chmod(0o700)
    assert tree(gold) == before


def test_doctor_lists_a_state_folder_that_is_a_file(
    annotate: Annotate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_STATE_DIR", str(project / "suggestions.jsonl"))
    ended = annotate("doctor", "--json")
    assert ended.code == 1
    assert checks(ended)["Label Studio"]["verdict"] == "problem" or checks(ended)["sign-up"]
    said(annotate("studio", "down"), 6, "suggestions.jsonl", "file stands where a folder is needed")


def test_a_removed_current_folder_is_said(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    said(annotate("status"), 2, "current folder", "cd")


def test_a_line_break_in_a_name_forges_no_line(annotate: Annotate, gold: Path) -> None:
    name = "a\nError: forged\t.jsonl"
    (gold / "gold.jsonl").rename(gold / name)
    ended = annotate("export", name, "--format", "jsonl", "-o", name)
    said(ended, 2, r"a\nError: forged\t.jsonl")
    assert len(ended.err.splitlines()) == 1
    ended = annotate("prelabel", "suggestions.jsonl", "-o", "b\nForged.jsonl", "--labeler", "dates")
    assert r"b\nForged.jsonl" in ended.out
    assert "\nForged" not in ended.out


def test_errors_in_json_are_utf8(annotate: Annotate, project: Path) -> None:
    name = os.fsdecode(b"bad\xff.txt")
    (project / name).write_text("x")
    ended = annotate("prelabel", name, "-o", "o", "--labeler", "dates", "--json")
    assert ended.code == 5
    assert "\\udcff" in ended.out
    ended.out.encode("utf-8")


def test_a_very_long_word_is_cut_in_the_message_alone(annotate: Annotate, project: Path) -> None:
    ended = annotate("prelabel", "suggestions.jsonl", "-o", "o", "--labeler", "x" * 100_000, "--json")
    said(ended, 2, "no labeler", "…")
    assert len(ended.err) < 2000
    assert "x" * 100_000 in ended.json["error"]["what"]


def test_an_init_that_fails_leaves_nothing(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "README.md").write_text("mine")
    (tmp_path / "full" / ".gitignore").symlink_to("nowhere")
    (tmp_path / "full" / "configs").write_text("a file in the place of a folder")
    before = tree(tmp_path)
    said(annotate("init", "full"), 6, "full", "Nothing there was changed")
    assert tree(tmp_path) == before
    monkeypatch.setattr("annotate.campaign.setup.new_project.Project.load", lambda path: 1 / 0)
    annotate("init", "above/new")
    assert not (tmp_path / "above").exists()


def test_the_log_of_an_internal_error_is_private(
    annotate: Annotate, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr("annotate.project.Project.find", lambda start=None: 1 / 0)
    assert annotate("status").code == 70
    (log,) = (tmp_path / "state" / "logs").iterdir()
    assert log.stat().st_mode & 0o777 == 0o600


def test_an_output_that_messages_are_sent_to_is_refused(project: Path) -> None:
    with (project / "out.html").open("w") as stream:
        ended = subprocess.run(
            [*PROGRAM, "guidelines", "-o", "out.html"], cwd=project, stdout=stream, check=False
        )
    assert ended.returncode == 2
    assert (project / "out.html").read_text() == ""
