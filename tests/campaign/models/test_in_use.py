"""A model in use: its labelers, weights and words count for every run of the project."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.campaign.models.in_use import InUse, in_use
from annotate.campaign.models.pipeline import MadePipeline, make_pipeline
from annotate.core.configs import configs_folder
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.model_file import WORDS
from annotate.prelabel.interface.registry import LabelerContext, make_labeler
from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.judging.weights_file import save_judges
from annotate.prelabel.knowledge.campaign_words import CampaignWords, MarkedName, WordsOfLanguage
from annotate.project import Project, ProjectSettings
from tests.builders import article
from tests.model_folders import SAID, change_model_file, copied, model_folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model_folder(tmp_path_factory.mktemp("models") / "round-1")


def project_with(folder: Path, **settings: Any) -> Project:
    known = {"format": 1, "name": "campaign", "language": "fr", **settings}
    return Project(folder, ProjectSettings.model_validate(known))


def made(project: Project, *labelers: str) -> MadePipeline:
    return make_pipeline(project, labelers, LlmSettings())


def test_the_model_suggests_right_after_spacy_with_its_weights(tmp_path: Path, model: Path) -> None:
    copied(model, tmp_path / "models" / "round-1")
    found = made(project_with(tmp_path, model="models/round-1"))
    assert [one.name for one in found.labelers] == ["spacy", "trained", *DEFAULT_ORDER[1:]]
    states = {state.judge: state for state in found.scoring.judges}
    assert states["entities"].where == "from the model round-1"
    assert states["triggers"].where == states["values"].where == "built in"
    assert states["values"].remark == "not in the model round-1"
    (outcome,) = found.pipeline.run([article(SAID, language="fr")])
    assert outcome.record is not None
    said = {one.text: one for one in outcome.record.annotation.entities}
    assert "trained" in {by.source.partition("@")[0] for by in said["Zorbaville"].provenance}


def test_without_spacy_the_model_comes_first(tmp_path: Path, model: Path) -> None:
    project = project_with(tmp_path, model=str(model), labelers=("dates", "gazetteer"))
    assert in_use(project).labelers == (f"trained:{model}", "dates", "gazetteer")


def test_a_judge_that_the_model_lacks_is_the_projects_own(tmp_path: Path, model: Path) -> None:
    values = LinearModel.load(configs_folder() / "weights" / "diplomacy" / "values.json")
    save_judges(tmp_path / "own.json", {"values": values.model_dump(mode="json")})
    scoring = made(project_with(tmp_path, model=str(model), weights="own.json")).scoring
    where = {state.judge: state.where for state in scoring.judges}
    assert where["entities"] == "from the model round-1"
    assert (where["values"], where["triggers"]) == ("from own.json", "built in")


def test_with_weights_none_only_the_weights_of_the_model_count(tmp_path: Path, model: Path) -> None:
    scoring = made(project_with(tmp_path, model=str(model), weights="none")).scoring
    states = {state.judge: state for state in scoring.judges}
    assert states["entities"].in_use
    assert states["values"].remark == "not in the model round-1, and weights: none"


def test_the_version_follows_the_content_and_not_the_path(tmp_path: Path, model: Path) -> None:
    here = made(project_with(tmp_path, model=str(model))).pipeline.author
    moved = copied(model, tmp_path / "elsewhere")
    assert made(project_with(tmp_path, model="elsewhere")).pipeline.author == here
    weights = moved / "weights" / "weights.json"
    weights.write_text(weights.read_text().replace('"by=trained": 1.0', '"by=trained": 2.0'))
    other = made(project_with(tmp_path, model="elsewhere")).pipeline.author
    assert other != here
    change_model_file(moved, verdict="worse", method="otherwise")
    assert made(project_with(tmp_path, model="elsewhere")).pipeline.author == other
    assert made(project_with(tmp_path)).pipeline.author not in (here, other)


def test_labelers_that_are_given_replace_the_model(tmp_path: Path, model: Path) -> None:
    project = project_with(tmp_path, model=str(model))
    used = in_use(project, ["spacy", "dates"])
    assert (used.labelers, used.model, used.model_weights) == (("spacy", "dates"), None, None)
    assert "takes no part: --labeler replaces it" in used.notices[0]


@pytest.mark.parametrize("where", ["given", "labelers"])
def test_labelers_that_name_the_model_have_it_once_with_its_weights(
    tmp_path: Path, model: Path, where: str
) -> None:
    copied(model, tmp_path / "round-1")
    order = ("spacy", "dates", "trained:./round-1")
    if where == "given":
        used = in_use(project_with(tmp_path, model="round-1"), order)
    else:
        used = in_use(project_with(tmp_path, model="round-1", labelers=order))
    assert [spec.partition(":")[0] for spec in used.labelers] == ["spacy", "dates", "trained"]
    assert used.model_weights == tmp_path / "round-1" / "weights" / "weights.json"
    assert used.notices == ()


def test_a_whole_model_as_a_labeler_gives_its_entities_alone_and_says_so(tmp_path: Path, model: Path) -> None:
    found = made(project_with(tmp_path), "spacy", f"trained:{model}")
    assert [one.name for one in found.labelers] == ["spacy", "trained"]
    assert found.used.model_weights is None
    assert f"'annotate use {model}'" in found.used.notices[0]


def test_two_models_at_once_are_told(tmp_path: Path, model: Path) -> None:
    copied(model, tmp_path / "old")
    used = in_use(project_with(tmp_path, model=str(model), labelers=("spacy", "trained:old")))
    assert "Both suggest" in used.notices[0]


def test_the_words_of_the_model_suggest_and_are_part_of_the_version(tmp_path: Path, model: Path) -> None:
    folder = copied(model, tmp_path / "m")
    words = CampaignWords(
        languages={"fr": WordsOfLanguage(names=(MarkedName(name="Ministre Zaza", label="PER"),))}
    )
    (folder / WORDS).parent.mkdir()
    words.save(folder / WORDS)
    change_model_file(folder, words=WORDS, labelers=["trained", "campaign-words"])
    project = project_with(tmp_path, model="m", labelers=("spacy", "dates"))
    found = made(project)
    assert [one.name for one in found.labelers] == ["campaign-words", "spacy", "trained", "dates"]
    (outcome,) = found.pipeline.run([article("Puis Ministre Zaza est venu.", language="fr")])
    assert outcome.record is not None
    assert "Ministre Zaza" in {one.text for one in outcome.record.annotation.entities}
    before = found.pipeline.author
    CampaignWords().save(folder / WORDS)
    assert made(project).pipeline.author != before
    named = in_use(project_with(tmp_path, model="m", labelers=("campaign-words", "spacy")))
    assert [spec.partition(":")[0] for spec in named.labelers] == ["campaign-words", "spacy", "trained"]


def test_another_version_of_the_ontology_works_with_a_notice(tmp_path: Path) -> None:
    model_folder(tmp_path / "m", ontology="diplomacy@1.0.0")
    (notice,) = in_use(project_with(tmp_path, model="m")).notices
    assert "diplomacy@1.0.0, and this is diplomacy@1.1.0" in notice


def _remove(name: str) -> Any:
    def change(folder: Path) -> None:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def _weights_beside(folder: Path) -> None:
    shutil.move(folder / "weights" / "weights.json", folder.parent / "w.json")
    change_model_file(folder, weights="../w.json")


def _linked(folder: Path) -> None:
    shutil.move(folder / "entities" / "meta.json", folder.parent / "meta.json")
    (folder / "entities" / "meta.json").symlink_to(folder.parent / "meta.json")


def _linked_whole(folder: Path) -> None:
    shutil.move(folder / "entities", folder.parent / "entities-elsewhere")
    (folder / "entities").symlink_to(folder.parent / "entities-elsewhere")


def _pipe(folder: Path) -> None:
    (folder / "entities" / "meta.json").unlink()
    os.mkfifo(folder / "entities" / "meta.json")


def _huge(folder: Path) -> None:
    with (folder / "annotate-model.json").open("ab") as file:
        file.truncate(20_000_000)


def _huge_weights(folder: Path) -> None:
    with (folder / "weights" / "weights.json").open("ab") as file:
        file.truncate(300_000_000)


ODD = {
    "half written": (_remove("annotate-model.json"), "lacks annotate-model.json"),
    "without entities": (_remove("entities"), "lacks its model in entities/"),
    "half of entities": (_remove("entities/meta.json"), "meta.json"),
    "without weights": (_remove("weights"), "lacks weights/weights.json"),
    "weights beside": (_weights_beside, "'../w.json', outside of its folder"),
    "link out": (_linked, "entities/meta.json is a link that leads out"),
    "folder as a link": (_linked_whole, "entities is a link that leads out"),
    "pipe": (_pipe, "entities/meta.json is no ordinary file"),
    "huge": (_huge, "has more than 10,000,000 bytes"),
    "huge weights": (_huge_weights, "at most 200,000,000"),
    "newer": (lambda folder: change_model_file(folder, format=3), "Install a newer version"),
    "older": (lambda folder: change_model_file(folder, format=1), "a whole model has format 2"),
    "other ontology": (lambda folder: change_model_file(folder, ontology="conll@1.0.0"), "conll@1.0.0"),
    "other labeler": (lambda folder: change_model_file(folder, labelers=["llm"]), "adds the labeler 'llm'"),
    "names without words": (
        lambda folder: change_model_file(folder, labelers=["campaign-words"]),
        "adds the labeler campaign-words, and has no words",
    ),
    "no object": (lambda folder: (folder / "annotate-model.json").write_text("[]"), "no description"),
    "missing": (shutil.rmtree, "was moved or deleted"),
}


@pytest.mark.parametrize("odd", ODD)
def test_a_model_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path, model: Path, odd: str) -> None:
    change, said = ODD[odd]
    change(copied(model, tmp_path / "model"))
    with pytest.raises(ConfigError) as error:
        made(project_with(tmp_path, model="model"))
    assert said in str(error.value)
    assert error.value.remedy and str(tmp_path / "model") in str(error.value.where)


def test_a_callback_in_a_whole_model_is_refused_before_spacy_loads_it(tmp_path: Path, model: Path) -> None:
    config = copied(model, tmp_path / "model") / "entities" / "config.cfg"
    text = config.read_text().replace("before_init = null\n", "")
    config.write_text(text + '\n[initialize.before_init]\n@callbacks = "run_me.v1"\n')
    context = LabelerContext(Ontology.load("diplomacy"), folder=tmp_path)
    with pytest.raises(ConfigError, match="names the callback"):
        make_labeler("trained:model", context)


def test_a_model_of_words_and_weights_alone_is_in_use_without_a_labeler(tmp_path: Path, model: Path) -> None:
    folder = copied(model, tmp_path / "model")
    shutil.rmtree(folder / "entities")
    change_model_file(folder, labelers=[])
    assert in_use(project_with(tmp_path, model="model")).labelers == DEFAULT_ORDER
    context = LabelerContext(Ontology.load("diplomacy"), folder=tmp_path)
    with pytest.raises(ConfigError, match="finds no entities"):
        make_labeler("trained:model", context)


@pytest.mark.parametrize("path", ["~nobody-of-this-name/m", "loop", "m" * 300])
def test_a_path_that_leads_nowhere_is_a_sentence(tmp_path: Path, path: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for project in (
        project_with(tmp_path, model=path),
        project_with(tmp_path, labelers=(f"trained:{path}",)),
    ):
        with pytest.raises(ConfigError):
            made(project)
    with pytest.raises(ConfigError):
        made(project_with(tmp_path, model=path), "spacy", f"trained:{path}")


def test_a_project_without_a_model_is_as_before(tmp_path: Path) -> None:
    project = project_with(tmp_path)
    assert in_use(project) == InUse(DEFAULT_ORDER, "auto")
    assert in_use(replace(project, settings=project.settings), ["dates"]).notices == ()
