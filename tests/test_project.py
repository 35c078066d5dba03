"""annotate.yaml: found upward, checked, and its state folder found again after a move."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.campaign.setup.new_project import new_project
from annotate.core.configs import configs_folder
from annotate.core.errors import ConfigError
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.judging import triggers
from annotate.prelabel.merging import values, weights
from annotate.project import FILE_NAME, Project


def made(folder: Path) -> Project:
    return new_project(folder, name=None, language="fr", ontology="diplomacy", url=None)


def test_the_example_that_comes_along_is_valid() -> None:
    project = Project.load(configs_folder() / "annotate.yaml")
    assert project.settings.labelers == DEFAULT_ORDER
    assert project.ontology.id == "diplomacy@1.1.0"


def test_a_project_is_found_from_any_folder_below(tmp_path: Path) -> None:
    made(tmp_path / "campaign")
    below = tmp_path / "campaign" / "articles" / "2024"
    below.mkdir(parents=True)
    assert Project.find(below).root == tmp_path / "campaign"


def test_a_new_project_works_at_once_with_its_own_copy_of_the_ontology(tmp_path: Path) -> None:
    project = made(tmp_path / "Années 2020")
    assert project.settings.name == "ann-es-2020"
    assert (project.root / project.settings.ontology).is_file()
    assert project.ontology.id == "diplomacy@1.1.0"
    assert ".annotate/" in (project.root / ".gitignore").read_text()


@pytest.mark.parametrize("file", ["new", "example"])
def test_the_commented_weights_and_thresholds_are_the_defaults(tmp_path: Path, file: str) -> None:
    path = made(tmp_path / "new").root / FILE_NAME
    if file == "example":
        path.write_text((configs_folder() / FILE_NAME).read_text(encoding="utf-8"), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    shown, count = re.subn(
        r"^# (weights|threshold|event_threshold|value_threshold): ", r"\1: ", text, flags=re.M
    )
    assert count == 4
    path.write_text(shown, encoding="utf-8")
    settings = Project.load(path).settings
    assert (settings.weights, settings.threshold) == ("auto", weights.THRESHOLD)
    assert settings.event_threshold == triggers.THRESHOLD
    assert settings.value_threshold == values.THRESHOLD


def test_a_project_without_events_gets_no_event_labelers(tmp_path: Path) -> None:
    project = new_project(tmp_path, name="flat", language="en", ontology="conll", url="http://ls.test:8080")
    for_names = (
        "spacy",
        "datelines",
        "organizations",
        "gazetteer",
        "facilities",
        "persons",
        "repeated-names",
        "entity-linking",
    )
    assert project.settings.labelers == for_names
    assert project.settings.studio.url == "http://ls.test:8080"
    assert project.guidelines_language == "en"
    assert "event_threshold" not in (tmp_path / FILE_NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format: 1", "format: 2", "key format"),
        ("name: ", "name: No Spaces ", "key name"),
        ("language: fr", "language: french", "key language"),
        ("exports: exports", "exporst: exports", "'exporst' is not a known key"),
        ("exports: exports", "studio:\n  url: ls.example.org", "key studio.url"),
        ("exports: exports", "studio:\n  project: 0", "key studio.project"),
    ],
)
def test_a_wrong_setting_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = made(tmp_path).root / "annotate.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ConfigError) as refused:
        Project.load(path)
    assert str(path) in str(refused.value)
    assert "line" in str(refused.value)
    assert said in str(refused.value)


def test_a_project_that_is_moved_keeps_its_state_folder(tmp_path: Path) -> None:
    project = made(tmp_path / "before")
    project.keep_state()
    state = project.state
    (tmp_path / "before").rename(tmp_path / "after")
    moved = Project.find(tmp_path / "after")
    assert moved.state == state


def test_a_forged_state_id_never_leaves_the_state_folder(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.local.mkdir()
    (project.local / "state-id").write_text("../../etc")
    with pytest.raises(ConfigError, match="not the id of a state folder"):
        _ = project.state


def test_an_ontology_that_stands_there_is_kept(tmp_path: Path) -> None:
    own = tmp_path / "configs" / "diplomacy.yaml"
    own.parent.mkdir()
    mine = (configs_folder() / "diplomacy.yaml").read_text().replace("version: 1.1.0", "version: 1.1.1")
    own.write_text(mine)
    assert made(tmp_path).ontology.id == "diplomacy@1.1.1"
    assert own.read_text() == mine


@pytest.mark.parametrize("file", ["x: #y.yaml", "configs/own.yaml", "é'\".yaml"])
def test_an_ontology_file_of_any_name_works_at_once(tmp_path: Path, file: str) -> None:
    source = tmp_path / file
    source.parent.mkdir(exist_ok=True)
    source.write_text((configs_folder() / "conll.yaml").read_text())
    project = new_project(tmp_path, name="12", language="fr", ontology=str(source), url=None)
    assert project.settings.name == "12"
    assert project.ontology.id.startswith("conll@")
