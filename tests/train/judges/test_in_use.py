"""Which judge decides if a new weights file lacks it."""

from __future__ import annotations

from pathlib import Path

from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.model_file import WEIGHTS, ModelFile
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.judging.weights_file import save_judges
from annotate.prelabel.merging.values import VALUES
from annotate.prelabel.merging.weights import Weights
from annotate.train.judges.in_use import judge_in_use
from annotate.train.judges.learner import JudgeModel

FOLDER = configs_folder() / "weights"
SHIPPED = LinearModel.load(FOLDER / "diplomacy" / "values.json")
ENTITY_WEIGHTS = Weights.load(FOLDER / "diplomacy.json")
OTHER = SHIPPED.model_copy(update={"intercepts": tuple(one + 1 for one in SHIPPED.intercepts)})


def in_use(
    judge: str, folder: Path, setting: str, ontology: str = "diplomacy"
) -> tuple[str, JudgeModel] | None:
    found = judge_in_use(LabelerContext(Ontology.load(ontology), folder=folder, weights=setting), judge)
    return None if found is None else (found.name, found.model)


def saved(folder: Path, **judges: JudgeModel) -> None:
    models = {name: one.model_dump(mode="json", exclude_none=True) for name, one in judges.items()}
    save_judges(folder / "w.json", models)


def test_a_judge_of_the_project_s_own_file_comes_first(tmp_path: Path) -> None:
    saved(tmp_path, values=OTHER)
    assert in_use(VALUES, tmp_path, "w.json") == ("w.json", OTHER)
    assert in_use(ENTITIES, tmp_path, "w.json") == ("built-in", ENTITY_WEIGHTS)


def test_a_judge_of_the_model_in_use_comes_before_the_project_s_own_file(tmp_path: Path) -> None:
    saved(tmp_path, values=SHIPPED, entities=ENTITY_WEIGHTS)
    model = tmp_path / "round-1"
    (model / WEIGHTS).parent.mkdir(parents=True)
    ModelFile(trainer="t", ontology="diplomacy@1.1.0", weights=WEIGHTS).save(model)
    save_judges(model / WEIGHTS, {"values": OTHER.model_dump(mode="json", exclude_none=True)})
    context = LabelerContext(
        Ontology.load("diplomacy"), folder=tmp_path, weights="w.json", model_weights=model / WEIGHTS
    )
    found = judge_in_use(context, VALUES)
    assert found is not None
    assert (found.name, found.model) == (str(model), OTHER)
    entities = judge_in_use(context, ENTITIES)
    assert entities is not None and entities.name == "built-in", "a copy of it"


def test_without_an_own_one_the_built_in_judge_would_decide(tmp_path: Path) -> None:
    assert in_use(VALUES, tmp_path, "auto") == ("built-in", SHIPPED)
    assert in_use(VALUES, tmp_path, "none") == ("built-in", SHIPPED)
    assert in_use(VALUES, tmp_path, "auto", "conll") is None
    assert in_use(ENTITIES, tmp_path, "auto", "conll") is None


def test_a_copy_of_the_built_in_weights_of_entities_is_built_in(tmp_path: Path) -> None:
    saved(tmp_path, entities=ENTITY_WEIGHTS.model_copy(update={"threshold": 0.4}))
    assert in_use(ENTITIES, tmp_path, "w.json") == ("built-in", ENTITY_WEIGHTS)
    own = ENTITY_WEIGHTS.model_copy(update={"weights": {**ENTITY_WEIGHTS.weights, "bias": 0.0}})
    saved(tmp_path, entities=own)
    assert in_use(ENTITIES, tmp_path, "w.json") == ("w.json", own)


def test_weights_for_another_ontology_are_not_compared_with(tmp_path: Path) -> None:
    versions = {**OTHER.learned_from.versions, "ontology": "conll@1.0.0"}
    learned_from = OTHER.learned_from.model_copy(update={"versions": versions})
    foreign = OTHER.model_copy(update={"learned_from": learned_from})
    saved(
        tmp_path,
        values=foreign,
        entities=ENTITY_WEIGHTS.model_copy(update={"ontology": "other@1", "weights": {}}),
    )
    assert in_use(VALUES, tmp_path, "w.json") == ("built-in", SHIPPED)
    assert in_use(ENTITIES, tmp_path, "w.json") == ("built-in", ENTITY_WEIGHTS)
