"""Foreign text steers no terminal: control characters and direction marks are shown as escapes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotate.cli.main import COMMANDS
from annotate.cli.terminal import visible
from annotate.core import jsonl
from tests.builders import meeting
from tests.commands import Annotate, at_terminal

ESC, CSI, RIGHT_TO_LEFT, ISOLATE = "\x1b", "\x9b", "\u202e", "\u2066"
EVIL = f"{ESC}]0;title\x07{ESC}[2J{CSI}31m{RIGHT_TO_LEFT}lived{ISOLATE}\u2028"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
# Commands that are given something of the project besides the planted file.
ARGUMENTS: dict[str, list[list[str]]] = {
    "prelabel": [
        ["{file}", "-o", "out.jsonl"],
        ["{name}", "-o", "out.jsonl"],
        ["{articles}", "-o", "o.jsonl"],
    ],
    "push": [["{file}"], ["{name}"]],
    "pull": [["-o", "{name}/x"]],
    "release": [
        ["create", "{name}"],
        ["create", "x", "--from", "{file}"],
        ["create", "y", "--from", "{gold}"],
    ],
    "export": [["{gold}", "--format", "{name}", "-o", "x"], ["{file}", "--format", "conll", "-o", "x.conll"]],
    "forget": [["article", "{name}"], ["annotator", "{name}"]],
    "import": [
        ["{file}", "--format", "doccano", "-o", "o.jsonl", "--articles", "{articles}"],
        ["{name}", "--format", "{name}", "-o", "o.jsonl"],
        ["{name}", "--format", "conll", "-o", "o.jsonl", "--articles", "{name}"],
    ],
    "train": [["{file}", "-o", "model"], ["{name}", "-o", "model"]],
    "calibrate": [["{file}", "{file}"], ["{name}", "{file}"]],
    "evaluate": [["{gold}", "{gold}"], ["{file}", "{gold}"], ["{gold}", "{name}"]],
    "lint": [["--from", "{file}"], ["--from", "{gold}"], ["--from", "{name}"], ["--article", "{name}"]],
    "effort": [
        ["--from", "{file}"],
        ["--from", "{gold}", "--suggestions", "{file}", "--by", "round"],
        ["--from", "{gold}", "--suggestions", "{gold}", "--replay", "{file}", "--longest", "0.01"],
        ["--by", "{name}"],
    ],
    "next": [["{file}"], ["{name}"]],
    "use": [["{name}"], ["{file}"]],
    "round": [["--previous", "{name}"], ["{name}"]],
    "serve": [["{name}"]],
    "backup": [["{name}/x.zip"]],
    "restore": [["{file}"], ["{name}"]],
    "init": [["{name}/{name}"]],
    "guidelines": [["-o", "{name}/x.html"]],
    "ontology": [["diff", "{name}", "{file}"], ["apply", "{name}"]],
    "studio": [["{name}"]],
    "trust": [["{name}"], ["--yes"]],
    "status": [[], ["--{name}"]],
    "doctor": [[], ["{name}"]],
    "completion": [["{name}"]],
    "demo": [["{name}/{name}", "{name}"]],
}


@pytest.fixture
def planted(project: Path) -> dict[str, str]:
    """Files whose ids, words, labels and names hold escape sequences, in a project with such a name."""
    records = [meeting("a"), meeting("b")]
    gold = [record.to_dict() for record in records]
    for number, line in enumerate(gold):
        line["article"]["id"] = f"{EVIL}{number}"
        line["annotation"].update(status="submitted", author=EVIL)
        line["annotation"]["entities"][0]["label"] = EVIL
    (project / "file.jsonl").write_text("\n".join(map(json.dumps, gold)), encoding="utf-8")
    good = [json.loads(record.to_json()) for record in records]
    for number, line in enumerate(good):
        line["article"]["id"] = f"{EVIL.replace(chr(0x2028), '')}{number}"
        line["annotation"].update(status="submitted", author=EVIL, decision="single")
    (project / "gold.jsonl").write_text("\n".join(map(json.dumps, good)), encoding="utf-8")
    name = EVIL.replace("/", "")
    (project / f"{name}.txt").write_text("Un texte.\x00", encoding="utf-8")
    articles = project / "articles.jsonl"
    articles.write_text(json.dumps({"id": EVIL, "text": "Un texte.", "published": EVIL}), encoding="utf-8")
    return {"file": "file.jsonl", "gold": "gold.jsonl", "name": f"{name}.txt", "articles": "articles.jsonl"}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_foreign_text_raw(
    command: str, planted: dict[str, str], annotate: Annotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_STUDIO_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ANNOTATE_STUDIO_TOKEN", "0" * 40)
    for words in ARGUMENTS[command]:
        ended = annotate(command, *(word.format(**planted) for word in words))
        assert ended.code != 70, ended
        assert RAW.findall(ended.out + ended.err) == [], (words, ended)


def test_a_planted_sequence_is_shown_and_not_obeyed(project: Path) -> None:
    (project / f"bad{ESC}[2J.jsonl").write_text("{}", encoding="utf-8")
    code, screen = at_terminal("release", "create", "x", "--from", f"bad{ESC}[2J.jsonl", cwd=project)
    assert code == 5
    assert "bad\\u001b[2J.jsonl" in screen.replace("\r\n", "")
    assert f"bad{ESC}" not in screen


def test_machines_read_the_same_characters(project: Path, annotate: Annotate) -> None:
    records = [meeting(f"a{RIGHT_TO_LEFT}"), meeting("b")]
    jsonl.write(project / "annotations.jsonl", records)
    ended = annotate("release", "create", "x", "--from", "annotations.jsonl", "--json")
    assert RIGHT_TO_LEFT not in ended.out
    assert RIGHT_TO_LEFT in json.dumps(ended.json, ensure_ascii=False)


def test_square_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    from annotate.cli.output import table

    table(("label", "gold"), [("[red]X[/bold]", 1)])
    assert "[red]X[/bold]" in capsys.readouterr().out


def test_text_of_any_script_stays_as_it_is() -> None:
    words = "Bùi Thanh Sơn, العربية, עברית, 漢字, 👩‍👩‍👧, a\tb\nc"
    assert visible(words) == words
