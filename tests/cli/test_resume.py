"""A prelabel that was stopped anywhere: what is done is there, and going on gives what one run gives."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

import annotate as annotate_package
from annotate.core import jsonl
from annotate.core.article import Article
from annotate.core.configs import configs_folder
from tests.commands import PROGRAM, Annotate, said, tree

WORDS = ("prelabel", "in.jsonl", "--labeler", "spacy", "-o")


def articles(count: int) -> list[Article]:
    return [
        Article(id=f"a{n}", text=f"Ana Pérez a rencontré le ministre n° {n} à Hanoï le 3 mars.")
        for n in range(count)
    ]


@pytest.fixture
def whole(annotate: Annotate, project: Path) -> bytes:
    """in.jsonl with 40 articles, and what one run makes of it."""
    jsonl.write(project / "in.jsonl", articles(40))
    assert annotate(*WORDS, "whole.jsonl").code == 0
    return (project / "whole.jsonl").read_bytes()


def cuts(content: bytes) -> list[int]:
    line = content.index(b"\n") + 1
    letter = content.index("é".encode()) + 1
    return [0, 1, letter, line - 1, line, line + 1, len(content) // 2, len(content) - 1, len(content)]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.part"])
def test_a_file_cut_anywhere_is_continued_to_the_bytes_of_one_run(
    annotate: Annotate, project: Path, whole: bytes, name: str
) -> None:
    for cut in cuts(whole):
        (project / "out.jsonl").unlink(missing_ok=True)
        (project / name).write_bytes(whole[:cut])
        ended = annotate(*WORDS, "out.jsonl", "--resume", "--json")
        assert ended.code == 0, (cut, ended)
        assert ended.json["kept"] == whole[:cut].count(b"\n")
        assert ended.json["written"] == ended.json["articles"] == 40
        assert (project / "out.jsonl").read_bytes() == whole, cut
        assert not (project / "out.jsonl.part").exists()


def test_a_packed_file_cut_anywhere_is_continued_too(annotate: Annotate, project: Path, whole: bytes) -> None:
    assert annotate(*WORDS, "one.jsonl.gz").code == 0
    packed = (project / "one.jsonl.gz").read_bytes()
    assert gzip.decompress(packed) == whole
    kept = []
    for cut in (0, 5, len(packed) // 3, len(packed) // 2, len(packed) - 3, len(packed)):
        (project / "out.jsonl.gz").write_bytes(packed[:cut])
        ended = annotate(*WORDS, "out.jsonl.gz", "--resume", "--json")
        assert ended.code == 0, (cut, ended)
        kept.append(ended.json["kept"])
        assert (project / "out.jsonl.gz").read_bytes() == packed, cut
    assert kept == sorted(kept)
    assert kept[0] == 0
    assert kept[2] > 0
    assert kept[-1] == 40


def test_a_damaged_line_and_articles_that_failed_are_made_anew_in_their_place(
    annotate: Annotate, project: Path, whole: bytes
) -> None:
    lines = whole.splitlines(keepends=True)
    damaged = b"".join([*lines[:3], b"\x00" * 50 + b"\n", *lines[4:10], *lines[12:20]])
    (project / "out.jsonl.part").write_bytes(damaged)
    ended = annotate(*WORDS, "out.jsonl", "--resume", "--json")
    assert (ended.code, ended.json["kept"], ended.json["damaged"]) == (0, 17, 1)
    assert (project / "out.jsonl").read_bytes() == whole


def test_articles_that_changed_are_made_anew_and_those_that_went_are_left_out(
    annotate: Annotate, project: Path, whole: bytes
) -> None:
    given = articles(40)
    given[5] = given[5].with_(text="Cuba accueille le sommet.")
    given[6] = given[6].with_(title="Un titre")
    del given[2]
    jsonl.write(project / "in.jsonl", given)
    (project / "out.jsonl").write_bytes(whole)
    resumed = annotate(*WORDS, "out.jsonl", "--resume")
    assert resumed.code == 0
    assert "37 articles of them came from the earlier run" in resumed.out
    shown = " ".join(resumed.out.split())
    assert "No longer in the input: 1 article of the earlier run." in shown
    assert "The suggestions are kept in out.jsonl.left-over, beside the output." in shown
    assert (project / "out.jsonl.left-over").read_bytes() == whole.splitlines(keepends=True)[2]
    assert annotate(*WORDS, "anew.jsonl").code == 0
    assert (project / "out.jsonl").read_bytes() == (project / "anew.jsonl").read_bytes()


def test_other_labelers_are_refused_with_the_reason(annotate: Annotate, project: Path, whole: bytes) -> None:
    (project / "out.jsonl.part").write_bytes(whole[:3000])
    before = tree(project)
    other = ("prelabel", "in.jsonl", "--labeler", "dates", "-o", "out.jsonl", "--resume")
    ended = annotate(*other, "--json")
    said(ended, 2, "out.jsonl", "made in another way: this run lacks spacy. Use the same labelers")
    assert len(ended.err) < 400
    (made,) = ended.json["error"]["made_with"]
    assert made.startswith("spacy@")
    assert ended.json["error"]["now_with"][0].startswith("dates@")
    assert tree(project) == before
    (project / "out.jsonl.part").unlink()
    (project / "out.jsonl").write_bytes(whole[:3000])
    before = tree(project)
    said(annotate(*other), 2, "made in another way")
    assert tree(project) == before


def test_a_changed_threshold_is_refused_and_named(annotate: Annotate, project: Path, whole: bytes) -> None:
    (project / "out.jsonl.part").write_bytes(whole[:3000])
    with (project / "annotate.yaml").open("a") as settings:
        settings.write("value_threshold: 0.9\n")
    ended = annotate(*WORDS, "out.jsonl", "--resume")
    said(ended, 2, "made in another way", "the weights, a threshold in annotate.yaml", "weights and ontology")


def test_a_comment_in_the_code_of_another_labeler_stops_no_run_from_going_on(
    tmp_path: Path, project: Path, whole: bytes
) -> None:
    """An edit of the code that runs does: the package is copied, so that its code may be edited."""
    package, words = tmp_path / "copy", [*PROGRAM, *WORDS, "out.jsonl", "--resume", "--json"]
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(annotate_package.__file__).parent, package / "annotate", ignore=ignored)
    shutil.copytree(configs_folder(), package / "configs", dirs_exist_ok=True)
    events, spacy = (package / "annotate/prelabel" / name for name in ("events", "labelers/spacy_ner.py"))
    edits = ((events / "clause.py", "\n# A remark.\n", 0), (spacy, "\nNEW = 1\n", 2))
    for file, added, code in edits:
        (project / "out.jsonl").write_bytes(whole[:3000])
        file.write_text(file.read_text(encoding="utf-8") + added, encoding="utf-8")
        ended = subprocess.run(
            words,
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(package)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == code, ended.stderr
        if code == 0:
            assert json.loads(ended.stdout)["kept"] == whole[:3000].count(b"\n") > 0
            assert (project / "out.jsonl").read_bytes() == whole
        else:
            assert "made in another way" in ended.stderr


def test_an_unfinished_run_is_not_written_over(annotate: Annotate, project: Path, whole: bytes) -> None:
    (project / "out.jsonl.part").write_bytes(whole[:3000])
    before = tree(project)
    said(annotate(*WORDS, "out.jsonl"), 2, "out.jsonl.part", "not finished", "--resume", "remove it")
    assert tree(project) == before


def test_resuming_what_was_never_begun_is_a_run(annotate: Annotate, project: Path, whole: bytes) -> None:
    assert annotate(*WORDS, "out.jsonl", "--resume").code == 0
    assert (project / "out.jsonl").read_bytes() == whole


@pytest.mark.parametrize(
    ("workers", "sent"),
    [
        ("1", signal.SIGINT),
        ("2", signal.SIGINT),
        ("1", signal.SIGKILL),
        ("2", signal.SIGKILL),
        ("2", signal.SIGTERM),
    ],
)
def test_a_process_stopped_in_the_middle_leaves_a_file_to_go_on_from(
    annotate: Annotate, project: Path, workers: str, sent: signal.Signals
) -> None:
    jsonl.write(project / "in.jsonl", articles(400))
    assert annotate(*WORDS, "whole.jsonl").code == 0
    part = project / "out.jsonl.part"
    process = subprocess.Popen(
        [*PROGRAM, *WORDS, "out.jsonl", "--workers", workers], cwd=project, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 100):
        time.sleep(0.02)
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    codes = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -signal.SIGKILL}
    assert process.returncode == codes[sent], err
    done = part.read_bytes().count(b"\n")
    assert 0 < done < 400
    if sent != signal.SIGKILL:
        assert f"{done} articles of out.jsonl are done and kept in {part}" in err
        assert "--resume" in err
    ended = annotate(*WORDS, "out.jsonl", "--workers", workers, "--resume", "--json")
    assert (ended.code, ended.json["kept"]) == (0, done), ended
    assert (project / "out.jsonl").read_bytes() == (project / "whole.jsonl").read_bytes()


def test_two_runs_into_one_file_do_not_meet(annotate: Annotate, project: Path) -> None:
    jsonl.write(project / "in.jsonl", articles(1000))
    first = subprocess.Popen([*PROGRAM, *WORDS, "out.jsonl"], cwd=project, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (project / "out.jsonl.part").exists():
            time.sleep(0.02)
        time.sleep(0.2)
        said(annotate(*WORDS, "out.jsonl", "--resume"), 2, "out.jsonl.part", "another prelabel is running")
    finally:
        first.kill()
        first.wait()


def test_the_pace_is_told(annotate: Annotate, project: Path, whole: bytes) -> None:
    told = annotate(*WORDS, "out.jsonl", "--json").json
    assert told["seconds"] > 0
    assert told["articles_per_second"] == pytest.approx(40 / told["seconds"], rel=0.02)
    assert json.loads(whole.splitlines()[0])["article"]["language"] == "fr"


@pytest.mark.parametrize("given", ["-1", "many", "1.5", "100000"])
def test_a_wrong_number_of_workers_is_a_usage_error(annotate: Annotate, project: Path, given: str) -> None:
    said(annotate(*WORDS, "out.jsonl", "--workers", given), 2, given, "'auto'")


@pytest.mark.parametrize("resume", [[], ["--resume"]])
@pytest.mark.parametrize("name", ["out.jsonl.part", "out.jsonl.gz.part"])
def test_a_part_file_that_is_a_link_is_refused_and_its_target_is_kept(
    annotate: Annotate, project: Path, resume: list[str], name: str
) -> None:
    notes = project / "notes.txt"
    notes.write_text("Mine.\n")
    for link in (Path.symlink_to, Path.hardlink_to):
        link(project / name, notes)
        words = ("prelabel", "suggestions.jsonl", "-o", name.removesuffix(".part"), "--labeler", "dates")
        said(annotate(*words, *resume), 6, name, "link", "ordinary")
        assert notes.read_text() == "Mine.\n"
        (project / name).unlink()


def test_a_link_for_what_is_left_over_is_refused_too(annotate: Annotate, project: Path, whole: bytes) -> None:
    (project / "notes.txt").write_text("Mine.\n")
    (project / "out.jsonl.left-over").symlink_to("notes.txt")
    (project / "out.jsonl").write_bytes(whole)
    jsonl.write(project / "in.jsonl", articles(40)[1:])
    said(annotate(*WORDS, "out.jsonl", "--resume"), 6, "out.jsonl.left-over", "is a link")
    assert (project / "notes.txt").read_text() == "Mine.\n"
    assert (project / "out.jsonl").read_bytes() == whole
