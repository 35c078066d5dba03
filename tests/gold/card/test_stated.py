"""What only the makers of a release know comes from annotate.yaml, and is never invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from annotate.campaign.setup.new_project import new_project
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.errors import ConfigError
from annotate.project import Project
from tests.builders import meeting
from tests.commands import Annotate

STATED = """
release:
  title: "Caribbean: gold"
  description: |
    Dispatches about the Caribbean.

    Second paragraph.
  sources: Bought from agencies.
  intended_use: Training. Not for judging people.
  license: CC-BY-4.0
  contact: gold@example.org
  url: https://example.org/gold
  authors: ["Núñez, Ana", "Bo"]
"""


def test_create_says_where_to_state_what_is_not_stated(project: Path, annotate: Annotate) -> None:
    jsonl.write(project / "answers.jsonl", [meeting("a1", Status.SUBMITTED, "ana@example.org")])
    sentence = "Title, licence, authors: not stated (`release:` in annotate.yaml)."
    assert sentence in annotate("release", "create", "x", "--from", "answers.jsonl").out
    file = project / "annotate.yaml"
    file.write_text(file.read_text(encoding="utf-8") + STATED, encoding="utf-8")
    assert sentence not in annotate("release", "create", "y", "--from", "answers.jsonl").out


def test_a_new_project_shows_what_can_be_stated(tmp_path: Path) -> None:
    new_project(tmp_path / "p", name="pp", language="fr", ontology="diplomacy", url=None)
    file = tmp_path / "p" / "annotate.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    start = lines.index("# release:")
    file.write_text("\n".join([*lines[:start], *(line.removeprefix("# ") for line in lines[start:])]) + "\n")
    stated = Project.load(file).settings.release.about()
    assert stated["licence"] == "CC-BY-4.0" and stated["authors"] == ["Family, Given", "Family, Given"]
    assert len(stated) == 8


def created(folder: Path, annotate: Annotate, settings: str) -> Path:
    file = folder / "annotate.yaml"
    file.write_text(file.read_text(encoding="utf-8") + settings, encoding="utf-8")
    jsonl.write(folder / "answers.jsonl", [meeting("a1", Status.SUBMITTED, "ana@example.org")])
    ended = annotate("release", "create", "caribbean", "--from", folder / "answers.jsonl")
    assert ended.code == 0, ended.err
    return folder / "exports" / "caribbean-1.0.0"


def test_the_card_states_what_annotate_yaml_states(project: Path, annotate: Annotate) -> None:
    folder = created(project, annotate, STATED)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "# Caribbean: gold\n" in card
    assert "Dispatches about the Caribbean.\n\nSecond paragraph.\n" in card
    for row in (
        "| sources | Bought from agencies. |",
        "| intended use | Training. Not for judging people. |",
        "| licence | CC-BY-4.0 |",
        "| contact | gold@example.org |",
        "| authors | Núñez, Ana; Bo |",
    ):
        assert row in card
    assert "  author = {Núñez, Ana and Bo},\n" in card
    assert "  title = {{Caribbean: gold}},\n" in card
    assert yaml.safe_load(card.split("---\n", 2)[1])["license"] == "cc-by-4.0"
    assert json.loads((folder / "manifest.json").read_text())["about"]["licence"] == "CC-BY-4.0"
    assert annotate("release", "verify", folder).code == 0


def test_what_is_missing_is_not_stated(project: Path, annotate: Annotate) -> None:
    folder = created(project, annotate, "")
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert card.count("| not stated |") >= 8
    assert "author =" not in card and "url =" not in card
    # BibTeX warns of an entry that it can sort neither by author nor by key.
    assert "  key = {caribbean},\n" in card and "  note = {Authors not stated}\n" in card
    assert "about" not in json.loads((folder / "manifest.json").read_text())


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ("release: {licens: MIT}", "release.licens"),
        ("release: {url: 'javascript:alert(1)'}", "release.url"),
        ('release: {title: "a\\x07b"}', "release.title"),
        ("release: {title: ''}", "release.title"),
        ("release: {authors: Ana}", "release.authors"),
    ],
)
def test_a_wrong_statement_is_named_by_its_key(project: Path, settings: str, where: str) -> None:
    file = project / "annotate.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{settings}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        Project.load(file)
    assert where in str(raised.value)


def test_a_release_without_texts_says_so_first_and_shows_no_words(project: Path, annotate: Annotate) -> None:
    jsonl.write(project / "answers.jsonl", [meeting("a1", Status.SUBMITTED, "ana@example.org")])
    ended = annotate("release", "create", "caribbean", "--from", project / "answers.jsonl", "--no-text")
    assert ended.code == 0, ended.err
    folder = project / "exports" / "caribbean-1.0.0"
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "This release has no texts." in card.split("## ")[0]
    for name in ("README.md", "croissant.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "cubain" not in text and "Pérez" not in text and "rencontré" not in text
