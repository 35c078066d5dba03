"""Bad input ends in one sentence with the place and the remedy, the right exit code, nothing half-written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.gold.load import load_gold
from tests.builders import meeting
from tests.commands import PROGRAM, Annotate, as_anybody, said, tree


def test_without_a_project_the_remedy_is_init(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said(annotate("push", "x.jsonl"), 2, "annotate.yaml", str(tmp_path), "annotate init")


def test_a_wrong_key_in_the_project_file_is_named_with_its_line(annotate: Annotate, project: Path) -> None:
    path = project / "annotate.yaml"
    path.write_text(path.read_text().replace("language: fr", "langauge: fr"))
    said(annotate("status"), 2, "annotate.yaml, line 6", "'langauge' is not a known key")


def test_without_a_server_the_remedy_is_studio_up(annotate: Annotate, project: Path) -> None:
    before = tree(project)
    said(annotate("push", "suggestions.jsonl"), 3, "not running", "annotate studio up")
    said(annotate("pull"), 3, "annotate studio up")
    said(annotate("next"), 3, "annotate studio up")
    assert tree(project) == before


def test_an_address_that_does_not_answer_is_named(
    annotate: Annotate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (project / "annotate.yaml").open("a") as file:
        file.write("studio:\n  url: http://127.0.0.1:9\n")
    said(annotate("push", "suggestions.jsonl"), 3, "http://127.0.0.1:9", "no token", "ANNOTATE_TOKEN")
    monkeypatch.setenv("ANNOTATE_TOKEN", "a" * 40)
    monkeypatch.setenv("ANNOTATE_TRUST_URL", "http://127.0.0.1:9")
    said(annotate("push", "suggestions.jsonl"), 3, "http://127.0.0.1:9", "does not answer")


@pytest.mark.parametrize("word", ["-o", "--labeler"])
def test_a_wrong_call_is_a_usage_error(annotate: Annotate, project: Path, word: str) -> None:
    said(annotate("prelabel", "articles", word), 2, word)
    said(annotate("no-such-command"), 2, "No such command")


@pytest.mark.parametrize(
    ("words", "where", "what"),
    [
        (["effort", "--by", "color"], "annotate effort", "color"),
        (["release", "create", "--json", "--no-such"], "annotate release create", "--no-such"),
        (["no-such-command"], "annotate", "No such command"),
        (["prelabel", "articles"], "annotate prelabel", "--output"),
    ],
)
def test_a_wrong_call_is_one_json_object_with_json(
    annotate: Annotate, project: Path, words: list[str], where: str, what: str
) -> None:
    ended = annotate(*words, "--json")
    assert ended.json["exit_code"] == ended.code == 2
    assert (ended.json["error"]["where"], what in ended.json["error"]["what"]) == (where, True)
    assert f"{where} --help" in ended.json["error"]["remedy"]
    assert what in ended.err


def test_one_id_with_two_texts_is_refused_and_the_rest_is_done(annotate: Annotate, project: Path) -> None:
    articles = project / "articles.jsonl"
    articles.write_text(
        '{"id": "x", "text": "Ana Pérez est à Hanoï."}\n'
        '{"id": "x", "text": "Un autre texte."}\n'
        '{"id": "y", "text": "Cuba accueille le sommet."}\n',
        encoding="utf-8",
    )
    ended = annotate("prelabel", articles, "-o", "out.jsonl", "--labeler", "spacy")
    said(ended, 4, "articles.jsonl, line 2", "'x'", "another text", "line 1")
    assert [record.article.id for record in jsonl.read_records(project / "out.jsonl")] == ["x", "y"]
    strict = annotate("prelabel", articles, "-o", "strict.jsonl", "--labeler", "spacy", "--strict")
    said(strict, 5, "articles.jsonl, line 2")
    assert not (project / "strict.jsonl").exists()


def test_an_empty_folder_is_unusable_input(annotate: Annotate, project: Path) -> None:
    (project / "empty").mkdir()
    said(annotate("prelabel", "empty", "-o", "out.jsonl", "--labeler", "spacy"), 5, "empty", "no article")
    assert not (project / "out.jsonl").exists()


def test_an_unreadable_file_is_named_and_the_others_are_done(project: Path) -> None:
    (project / "in").mkdir()
    (project / "in" / "good.txt").write_text("Cuba accueille le sommet.", encoding="utf-8")
    closed = project / "in" / "closed.txt"
    closed.write_text("Hanoï", encoding="utf-8")
    closed.chmod(0)
    ended = as_anybody(project, "prelabel in -o out.jsonl --labeler spacy")
    said(ended, 4, "closed.txt", "Permission denied")
    assert [record.article.id for record in jsonl.read_records(project / "out.jsonl")] == ["good"]


def test_a_project_with_an_address_starts_no_server_of_its_own(annotate: Annotate, project: Path) -> None:
    with (project / "annotate.yaml").open("a") as file:
        file.write("studio:\n  url: http://127.0.0.1:9\n")
    said(annotate("studio", "up"), 2, "http://127.0.0.1:9", "studio.url")


def test_status_says_that_nothing_was_pulled_yet(annotate: Annotate, project: Path) -> None:
    assert "annotate pull" in annotate("status").out


def test_a_language_without_a_model_is_said_at_once(annotate: Annotate, tmp_path: Path) -> None:
    ended = annotate("init", tmp_path / "vi", "--language", "vi", "--ontology", "conll")
    assert ended.code == 0
    assert "no built-in spaCy model and lexicon for 'vi'" in ended.out


def test_a_full_disk_leaves_what_was_there_and_says_so(project: Path) -> None:
    unshare = shutil.which("unshare")
    mount = ["-m"] if os.getuid() == 0 else ["-r", "-m"]
    if unshare is None or subprocess.run([unshare, *mount, "true"], check=False).returncode != 0:
        if os.environ.get("CI"):
            pytest.fail("no mount namespace can be had here, and CI requires the full-disk test")
        pytest.skip("no mount namespace can be had here (unshare), so no disk can be filled")
    jsonl.write(project / "big.jsonl", [meeting(f"a{i}") for i in range(300)])
    script = """
    mount -t tmpfs -o size=128k tmpfs full && cp suggestions.jsonl full/out.jsonl
    "$@" prelabel big.jsonl -o full/out.jsonl --labeler dates; code=$?
    cmp suggestions.jsonl full/out.jsonl && ls -A full && exit $code
    """
    (project / "full").mkdir()
    ended = subprocess.run(
        [unshare, *mount, "sh", "-c", script, "sh", *PROGRAM],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 6, ended
    assert "out.jsonl: cannot write: No space left on device" in ended.stderr
    assert "Nothing there was changed" in ended.stderr
    assert (
        "/full/out.jsonl.part. Continue with: annotate prelabel big.jsonl -o full/out.jsonl" in ended.stderr
    )
    assert ended.stdout.split() == ["out.jsonl", "out.jsonl.part"], "the old file, and what was done"


def test_a_suggestions_file_that_is_cut_is_named_with_its_line(annotate: Annotate, project: Path) -> None:
    path = project / "suggestions.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    said(annotate("release", "create", "x", "--from", path), 5, "suggestions.jsonl, line 3", "truncated")
    assert not (project / "exports").exists() or not any((project / "exports").iterdir())


def test_an_existing_project_or_model_is_not_written_over(annotate: Annotate, project: Path) -> None:
    before = tree(project)
    said(annotate("init", project), 2, "annotate.yaml", "there is a project already")
    (project / "model").mkdir()
    said(annotate("train", "suggestions.jsonl", "-o", "model"), 2, "model", "never overwritten")
    assert tree(project) == before


def test_an_unknown_labeler_format_or_ontology_lists_the_known_ones(
    annotate: Annotate, project: Path
) -> None:
    labeler = annotate("prelabel", "suggestions.jsonl", "-o", "o.jsonl", "--labeler", "magic")
    said(labeler, 2, "'magic'", "spacy", "dates")
    made = annotate("export", "suggestions.jsonl", "--format", "xml", "-o", "o")
    said(made, 2, "'xml'", "conll", "jsonl", "spacy")
    said(annotate("init", project / "new", "--ontology", "nope"), 2, "'nope'", "diplomacy")
    assert not (project / "new").exists()


def test_errors_are_json_too_where_that_was_asked_for(annotate: Annotate, project: Path) -> None:
    ended = annotate("pull", "--json")
    assert ended.code == 3
    assert ended.json["exit_code"] == 3
    assert "annotate studio up" in ended.json["error"]["remedy"]


def test_a_fault_of_ours_gives_70_a_log_and_no_traceback(
    annotate: Annotate, project: Path, state_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "f" * 40

    def raise_fault(*_: object, **__: object) -> None:
        raise RuntimeError(f"deliberately raised, with {token} in it")

    monkeypatch.setattr("annotate.project.Project.find", raise_fault)
    ended = annotate("status")
    said(ended, 70, "RuntimeError", "fault-")
    (log,) = (state_folder / "logs").iterdir()
    assert str(log) in ended.err
    written = log.read_text()
    assert "Traceback" in written
    assert "deliberately raised" in written
    assert token not in written


def test_interrupted_is_130_with_what_to_do(
    annotate: Annotate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("annotate.project.Project.find", interrupt)
    said(annotate("status"), 130, "Interrupted", "again")


def test_an_export_names_every_span_it_cannot_hold(annotate: Annotate, project: Path) -> None:
    release = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
    ended = annotate(
        "export", release, "--format", "conll", "-o", "x.conll", "--losses", "lost.txt", "--json"
    )
    lost = (project / "lost.txt").read_text(encoding="utf-8").splitlines()
    assert ended.json["lost"] == lost
    entities = sum(", entity " in line for line in lost)
    gold = sum(len(record.annotation.entities) for record in load_gold(release))
    assert ended.json["entities"] + entities == gold
    assert entities > 0


def test_a_package_that_exits_in_mid_work_is_no_success(
    annotate: Annotate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package of the environment may call sys.exit when it is imported."""
    (project / "spacy.py").write_text("import sys\nsys.exit(0)\n")
    monkeypatch.syspath_prepend(str(project))
    monkeypatch.delitem(sys.modules, "spacy", raising=False)
    said(annotate("prelabel", "articles", "-o", "out.jsonl"), 70, "SystemExit", "fault-")
    assert not (project / "out.jsonl").exists()


def test_a_reader_that_goes_away_is_no_finding(project: Path) -> None:
    command = f"'{sys.executable}' -c 'from annotate.cli.main import main; main()' status"
    script = f"{command} | true; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", script], cwd=project, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "0"
    assert "Traceback" not in ended.stderr
