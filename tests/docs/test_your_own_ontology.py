"""The page on a project's own ontology as it is typed: every command runs, against a real Label Studio."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from annotate.core import jsonl
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from tests.conftest import Server
from tests.docs.test_tutorial import PEOPLE, blocks, people_correct, typed
from tests.faults.proxy import trust

PAGE = (Path(__file__).parents[2] / "docs" / "your-own-ontology.md").read_text(encoding="utf-8")


@pytest.mark.studio
def test_the_page_leads_from_an_empty_file_to_a_new_type_in_the_second_week(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust(server.url)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    # The tutorial's test starts and stops a Label Studio; here it is the tests' own.
    script = blocks(PAGE.replace(PEOPLE, f"```bash\n{PEOPLE}\n```")).replace("annotate studio up\n", "")
    script = script.replace("--defaults\n", f"--defaults --url {server.url}\n", 1)
    script = script.replace("annotate ontology diff\n", "annotate ontology diff || test $? = 1\n")
    before, after = script.split(PEOPLE)
    folder = tmp_path / "harbours"
    shown = typed(before, tmp_path)
    people_correct(folder)
    shown += typed(after, folder)
    assert "> entity type SHIP is called VESSEL now" in shown
    assert "The version 2.0.0 fits" in shown
    assert "has harbours@2.0.0 now" in shown
    assert sum(1 for _ in jsonl.read_records(folder / "annotations.jsonl")) == 2


@pytest.mark.parametrize(
    ("entities", "what"),
    [
        ("{SHIP: {}, PORT: {colour: red}}", "'colour' is not a known key here"),
        ("{SHIP: {hotkey: s}, PORT: {hotkey: s}}", "SHIP and PORT have the same hotkey 's'"),
        ("[SHIP, PORT, SHIP]", "SHIP is listed twice"),
        ("", "the keys format, name, version, languages and entities are missing"),
    ],
)
def test_a_fault_in_the_file_is_named_as_the_page_says(tmp_path: Path, entities: str, what: str) -> None:
    file = tmp_path / "harbours.yaml"
    head = "format: 1\nname: harbours\nversion: 1.0.0\nlanguages: [en]\n"
    file.write_text(f"{head}entities: {entities}\n" if entities else "", encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(what)):
        Ontology.load(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entities:\n  A:\n    color: #0072B2\n", ["it is empty", 'in quotes, as "#0072B2"']),
        ("entities:\n  A: {color: #0072B2}\n", ["is not YAML", "# begins a comment", "in quotes"]),
        (
            "entities:\n  A: {definition: {en: A union, party, or guild}}\n",
            [
                "a comma ends a wording inside { }, so 'party' is read as a language",
                "whole wording in quotes",
            ],
        ),
        ("entities:\n  A: {definition: {en: One: two}}\n", ["is not YAML", "hold a colon"]),
        ("entities:\n  A: {hotkey: alt+r}\n", ["a hotkey is one character, and no comma, not 'alt+r'"]),
        ("entities:\n  A: {hotkey: 1}\n", ['in quotes: "1"']),
        ("entities:\n  A: {title: Ship}\n", ["title"]),
        ("entities: [A]\nversion: 1.0\n", ["a version is three numbers, not 1.0", "version: 1.0.0"]),
        (
            "entities: [A]\nattributes:\n  m: {on: [A], kind: single, values: [a, b]}\nrenamed: {c: b}\n",
            ["b is a value of m, and values cannot be renamed"],
        ),
    ],
)
def test_a_value_in_another_form_is_named_with_the_form_that_it_should_have(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    file = tmp_path / "harbours.yaml"
    head = "format: 1\nname: harbours\nlanguages: [en]\n"
    version = "" if "version" in text else "version: 1.0.0\n"
    file.write_text(f"{head}{version}{text}", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        Ontology.load(file)
    assert [words for words in said if words not in str(raised.value)] == []


def test_the_key_on_needs_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    head = "format: 1\nname: x\nversion: 1.0.0\nlanguages: [en]\nentities: [A]\n"
    file.write_text(
        f"{head}attributes: {{m: {{on: [A], kind: single, values: [yes, no]}}}}\n", encoding="utf-8"
    )
    assert Ontology.load(file).attributes["m"].on == ("A",)


@pytest.mark.parametrize("entities", ["[SHIP, PORT]", "{SHIP: , PORT: }", "{SHIP: {}, PORT: {}}"])
def test_types_may_be_listed_by_name_alone(entities: str) -> None:
    head = "{format: 1, name: x, version: 1.0.0, languages: [en]"
    ontology = Ontology.model_validate(yaml.safe_load(f"{head}, entities: {entities}}}"))
    assert list(ontology.entities) == ["SHIP", "PORT"]
