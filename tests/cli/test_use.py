"""annotate use: a model comes into annotate.yaml, and goes again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from annotate.core.locks import only_one
from annotate.prelabel.interface.model_file import Verdict
from annotate.project import FILE_NAME, Project
from tests.commands import Annotate, Ended
from tests.model_folders import SAID, change_model_file, copied, model_folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model_folder(tmp_path_factory.mktemp("models") / "round-1")


@pytest.fixture(autouse=True)
def quick(project: Path) -> None:
    """Two labelers, so that the tests take seconds less."""
    file = project / FILE_NAME
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^labelers: .*", "labelers: [spacy, dates]", text, flags=re.M), encoding="utf-8")


@pytest.fixture
def first(project: Path, model: Path) -> str:
    copied(model, project / "models" / "round-1")
    return "models/round-1"


def tells(ended: Ended, code: int, *parts: str) -> None:
    assert ended.code == code, ended
    assert "Traceback" not in ended.out + ended.err
    for part in parts:
        assert part in ended.out + ended.err, (part, ended)


def in_file(project: Path) -> str | None:
    return Project.load(project / FILE_NAME).settings.model


def test_a_model_comes_into_annotate_yaml_and_goes_again(
    annotate: Annotate, project: Path, first: str
) -> None:
    before = (project / FILE_NAME).read_bytes()
    ended = annotate("use", first)
    tells(
        ended,
        0,
        "In use: models/round-1.",
        "Its suggestions are better.",
        "on sample 1.0.0 (sha256 000000000000)",
    )
    tells(ended, 0, "names, strict F1", "+.020 [.01, .03]", "-9.0 [-14.0, -3.0]", "Before: no model.")
    tells(ended, 0, "Next: annotate prelabel", "The suggestions have the version annotate/")
    assert in_file(project) == first
    tells(annotate("use", "--former"), 0, "No model is in use", "Before: models/round-1.")
    assert (project / FILE_NAME).read_bytes() == before
    tells(annotate("use", "--former"), 2, "nothing to go back to")


def test_going_back_is_repeated_through_all_that_was_in_use(
    annotate: Annotate, project: Path, first: str, model: Path
) -> None:
    copied(model, project / "models" / "round-2")
    for step in (first, "models/round-2", "--none", first):
        tells(annotate("use", step), 0)
    seen = []
    for _ in range(4):
        tells(annotate("use", "--former"), 0)
        seen.append(in_file(project))
    assert seen == [None, "models/round-2", first, None]
    tells(annotate("use", "--former"), 2, "nothing to go back to")


def test_without_an_argument_it_shows_what_is_in_use(annotate: Annotate, project: Path, first: str) -> None:
    tells(annotate("use"), 0, "No model is in use", "Next: annotate train")
    annotate("use", first)
    before = (project / FILE_NAME).read_bytes()
    tells(annotate("use"), 0, "In use: models/round-1.", "names, strict F1", "Before: no model, until 20")
    assert (project / FILE_NAME).read_bytes() == before


def test_the_json_object_has_scores_and_version(annotate: Annotate, project: Path, first: str) -> None:
    made = annotate("use", first, "--json").json
    assert (made["model"], made["before"], made["changed"]) == (first, None, True)
    assert made["about"]["verdict"] == "better"
    assert made["about"]["scores"][0]["low"] == 0.01
    assert "seen" not in made["about"]
    (project / "in.txt").write_text(SAID, encoding="utf-8")
    assert annotate("prelabel", "in.txt", "-o", "out.jsonl", "--json").json["model"] == first
    (line,) = (project / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["annotation"]["author"] == made["version"]
    again = annotate("use", first, "--json").json
    assert (again["changed"], again["former"][0]["model"]) == (False, None)


def test_prelabel_says_which_model_suggests(annotate: Annotate, project: Path, first: str) -> None:
    (project / "in.txt").write_text(SAID, encoding="utf-8")
    annotate("use", first)
    ended = annotate("prelabel", "in.txt", "-o", "out.jsonl")
    tells(ended, 0, "Model in use: models/round-1, better, trained on sample 1.0.0")
    replaced = annotate("prelabel", "in.txt", "-o", "other.jsonl", "--labeler", "dates")
    tells(replaced, 0, "the model in use (models/round-1) takes no part: --labeler replaces it")
    assert "Model in use" not in replaced.out


def test_a_worse_model_is_refused_unless_somebody_wants_it(
    annotate: Annotate, project: Path, model: Path
) -> None:
    folder = copied(model, project / "worse")
    change_model_file(folder, verdict=Verdict.WORSE)
    tells(annotate("use", "worse"), 2, "were worse than those before", "--anyway")
    assert in_file(project) is None
    tells(annotate("use", "worse", "--anyway"), 0, "Its suggestions are worse.")
    tells(annotate("use", "--anyway"), 2, "--anyway needs MODEL")
    tells(annotate("use", "worse", "--none"), 2, "exclude each other")


def test_a_model_that_is_not_shown_better_is_taken_and_marked(
    annotate: Annotate, project: Path, model: Path
) -> None:
    change_model_file(copied(model, project / "m"), verdict=Verdict.NOT_SHOWN)
    tells(annotate("use", "m"), 0, "Its suggestions are not shown better.")


def test_a_refused_model_changes_nothing(annotate: Annotate, project: Path, first: str, model: Path) -> None:
    before = (project / FILE_NAME).read_bytes()
    change_model_file(copied(model, project / "flat"), ontology="conll@1.0.0")
    half = copied(model, project / "half")
    shutil.rmtree(half / "entities" / "ner")
    tells(annotate("use", "nowhere"), 2, "there is no model", "annotate train RELEASE -o MODEL")
    tells(annotate("use", "flat"), 2, "was trained with the ontology conll@1.0.0")
    tells(annotate("use", "half"), 2, "cannot be loaded", "half")
    assert (project / FILE_NAME).read_bytes() == before
    assert not (project / ".annotate" / "models.json").exists()


def test_a_model_whose_weights_are_no_numbers_is_refused_and_never_suggests(
    annotate: Annotate, project: Path, first: str
) -> None:
    before = (project / FILE_NAME).read_bytes()
    _fill_with_nan(project / first / "entities")
    broken = ("models/round-1/entities: this spaCy model is damaged", "is not a finite number", "Train the")
    tells(annotate("use", first), 2, *broken)
    assert (project / FILE_NAME).read_bytes() == before
    (project / FILE_NAME).write_bytes(before + b"model: models/round-1\n")
    (project / "in.txt").write_text(SAID, encoding="utf-8")
    tells(annotate("prelabel", "in.txt", "-o", "out.jsonl"), 2, *broken)


def _fill_with_nan(entities: Path) -> None:
    """Puts NaN into all weights of a recogniser."""
    import spacy

    nlp = spacy.load(entities)
    for node in nlp.get_pipe("ner").model.walk():  # type: ignore[attr-defined]
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name) * float("nan"))
    nlp.to_disk(entities)


def test_a_model_from_another_spacy_is_told(annotate: Annotate, project: Path, model: Path) -> None:
    change_model_file(copied(model, project / "m"), versions={"spacy": "3.2.1"})
    tells(annotate("use", "m"), 0, "was trained with spaCy 3.2.1, and 3.")


def test_a_model_outside_of_the_project_is_named_by_its_whole_path(
    annotate: Annotate, project: Path, model: Path
) -> None:
    tells(annotate("use", model), 0, "lies outside of the project's folder")
    assert in_file(project) == str(model)


def test_a_model_that_moved_can_be_named_anew_or_left(
    annotate: Annotate, project: Path, first: str, model: Path
) -> None:
    annotate("use", first)
    (project / first).rename(project / "moved")
    (project / "in.txt").write_text(SAID, encoding="utf-8")
    lost = ("'models/round-1' is not there", "annotate use MODEL", "annotate use --none")
    tells(annotate("prelabel", "in.txt", "-o", "out.jsonl"), 2, *lost)
    tells(annotate("use"), 2, *lost)
    tells(annotate("use", "moved"), 0, "In use: moved.", "Before: models/round-1.")
    tells(annotate("use", "--former"), 2, "'models/round-1' is not there", "Nothing was changed.")
    assert in_file(project) == "moved"
    tells(annotate("use", "--none"), 0, "No model is in use")


def test_a_model_is_named_from_the_current_folder(
    annotate: Annotate, project: Path, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "models")
    tells(annotate("use", "round-1"), 0, "In use: models/round-1.")
    tells(annotate("use", "../models/./round-1"), 0, "In use: models/round-1 (as before).")


def test_a_change_that_was_interrupted_is_finished_by_the_next(
    annotate: Annotate, project: Path, first: str
) -> None:
    annotate("use", first)
    file = project / FILE_NAME
    file.write_text(file.read_text(encoding="utf-8").replace("model: models/round-1\n", ""), encoding="utf-8")
    tells(annotate("use", "--former"), 2, "nothing to go back to")
    tells(annotate("use", first), 0, "Before: no model.")
    tells(annotate("use", "--former"), 0, "No model is in use")


def test_a_damaged_history_is_named(annotate: Annotate, project: Path, first: str) -> None:
    annotate("use", first)
    (project / ".annotate" / "models.json").write_text("{", encoding="utf-8")
    tells(annotate("use", "--former"), 2, "models.json: is damaged", "Delete it")


def test_one_change_at_a_time(annotate: Annotate, project: Path, first: str) -> None:
    with only_one(project / ".annotate" / "use.lock", "'annotate use'"):
        tells(annotate("use", first), 2, "another 'annotate use' is running here")
    assert in_file(project) is None
