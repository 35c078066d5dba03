"""How commands speak at a terminal, in a pipe, when told to be quiet, and when interrupted."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.project import Project
from tests.builders import meeting
from tests.commands import PROGRAM, Annotate, at_terminal


def test_init_asks_at_a_terminal_until_the_answers_can_be_used(tmp_path: Path) -> None:
    answers = "french\nen\nno-such.yaml\nconll\nlocalhost\nhttp://127.0.0.1:8080\n"
    code, shown = at_terminal("init", "new", cwd=tmp_path, answers=answers)
    assert code == 0, shown
    assert "'french' is not a language code" in shown
    assert "no-such.yaml" in shown
    assert "'localhost' is not an address" in shown
    settings = Project.load(tmp_path / "new" / "annotate.yaml").settings
    assert (settings.language, settings.studio.url) == ("en", "http://127.0.0.1:8080")
    assert settings.ontology == "configs/conll.yaml"


def test_init_asks_only_for_what_no_option_said(tmp_path: Path) -> None:
    code, shown = at_terminal(
        "init", "new", "--language", "fr", "--ontology", "diplomacy", cwd=tmp_path, answers="\n"
    )
    assert code == 0, shown
    assert "two letters" not in shown
    assert "Label Studio: 'own'" in shown
    code, shown = at_terminal("init", "newer", "--defaults", cwd=tmp_path)
    assert code == 0, shown
    assert "Label Studio: 'own'" not in shown
    assert Project.load(tmp_path / "newer" / "annotate.yaml").settings.studio.url is None


def test_a_project_that_is_there_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "annotate.yaml").write_text("format: 1\nname: mine\n")
    code, shown = at_terminal("init", ".", cwd=tmp_path)
    assert code == 2
    assert "there is a project already" in shown
    assert "two letters" not in shown


def test_a_bar_and_colours_at_a_terminal_and_neither_in_a_pipe(project: Path) -> None:
    source = [meeting(f"a{index}").article for index in range(60)]
    jsonl.write(project / "articles.jsonl", source)
    words = ("prelabel", "articles.jsonl", "-o", "out.jsonl", "--labeler", "spacy")
    code, shown = at_terminal(*words, cwd=project)
    assert code == 0, shown
    assert "pre-labelling" in shown
    assert "\x1b[" in shown
    piped = subprocess.run([*PROGRAM, *words], cwd=project, capture_output=True, text=True, check=True)
    assert "\x1b" not in piped.stdout + piped.stderr
    assert "pre-labelling" not in piped.stdout + piped.stderr
    assert max(map(len, piped.stdout.splitlines())) <= 80
    code, shown = at_terminal(*words, "--quiet", cwd=project)
    assert (code, shown.strip()) == (0, "")


def test_quiet_keeps_errors_what_was_left_out_and_the_json_object(annotate: Annotate, project: Path) -> None:
    (project / "articles.jsonl").write_text('{"id": "x", "text": "Ana est à Lima."}\n{"id": 1}\n')
    words = ("prelabel", "articles.jsonl", "-o", "out.jsonl", "--labeler", "spacy", "-q")
    ended = annotate(*words)
    assert (ended.code, ended.out) == (4, "")
    assert "articles.jsonl, line 2" in ended.err
    assert annotate(*words, "--json").json["written"] == 1
    assert annotate("status", "--quiet").out == ""
    assert annotate("status").out != ""
    ended = annotate("doctor", "--quiet")
    assert (ended.code, ended.out) == (1, "")
    assert "-> Start it with 'annotate studio up'" in ended.err
    assert "ok python" not in ended.err


def test_an_interrupted_command_says_what_was_done_and_what_was_not(project: Path) -> None:
    source = [meeting(f"a{index}").article for index in range(3000)]
    jsonl.write(project / "articles.jsonl", source)
    code, shown = at_terminal(
        *("prelabel", "articles.jsonl", "-o", "out.jsonl", "--labeler", "spacy"),
        cwd=project,
        interrupt_after="articles/s",
    )
    assert code == 130, shown
    words = " ".join(shown.split())
    assert re.search(r"\d+ articles of out.jsonl are done and kept in \S+/out.jsonl.part", words)
    assert "annotate prelabel articles.jsonl -o out.jsonl --labeler spacy --resume" in words
    assert "Traceback" not in shown
    assert not (project / "out.jsonl").exists()
    assert list(jsonl.read_records(project / "out.jsonl.part"))


def test_the_bar_shows_the_pace_and_the_time_left(project: Path) -> None:
    source = [meeting(f"a{index}").article for index in range(400)]
    jsonl.write(project / "articles.jsonl", source)
    code, shown = at_terminal(
        "prelabel", "articles.jsonl", "-o", "out.jsonl", "--labeler", "spacy", cwd=project
    )
    assert code == 0, shown
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert re.search(r"/400 +\S+ articles/s +\d+:\d\d", plain)
    assert re.search(r"articles to out.jsonl \(\S+ s, \S+ articles a second\)", " ".join(shown.split()))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_gets_a_script_that_completes_commands(annotate: Annotate, shell: str) -> None:
    ended = annotate("completion", shell)
    assert ended.code == 0
    assert "_ANNOTATE_COMPLETE" in ended.out


def test_a_word_that_was_begun_is_completed(tmp_path: Path) -> None:
    environment = {**os.environ, "_ANNOTATE_COMPLETE": "bash_complete", "COMP_CWORD": "1"}
    for begun, expected in (("annotate pre", {"prelabel"}), ("annotate st", {"status", "studio"})):
        ended = subprocess.run(
            PROGRAM, env={**environment, "COMP_WORDS": begun}, capture_output=True, text=True, check=True
        )
        assert {line.partition(",")[2] for line in ended.stdout.splitlines()} == expected
