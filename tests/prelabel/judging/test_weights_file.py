"""Where a judge has its weights from: a project's own file, the built-in ones, or nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.core.configs import configs_folder
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import shipped_weights
from annotate.prelabel.judging.linear import LearnedFrom, LinearModel
from annotate.prelabel.judging.weights_file import judge_of, judges_of, save_judges
from annotate.prelabel.merging.weights import Weights

DIPLOMACY = Ontology.load("diplomacy")
SHIPPED = configs_folder() / "weights" / "diplomacy.json"


def model(ontology: str = "diplomacy@1.1.0") -> LinearModel:
    learned_from = LearnedFrom(
        sets={"mine": 1}, rows=2, languages=("fr",), versions={"ontology": ontology}, method="by hand"
    )
    return LinearModel(
        judge="colours",
        learned_from=learned_from,
        classes=("red", "blue"),
        intercepts=(0.5, -0.5),
        weights={'say "é"': (1.0, 0.0), "b": (-0.25, 2.0)},
    )


def saved(folder: Path, **judges: LinearModel | Weights) -> Path:
    path = folder / "mine.json"
    save_judges(path, {name: judge.model_dump(mode="json") for name, judge in judges.items()})
    return path


def context(weights: str, folder: Path) -> LabelerContext:
    return LabelerContext(DIPLOMACY, ("fr",), folder=folder, weights=weights)


def test_a_judge_comes_back_from_the_file_as_it_was(tmp_path: Path) -> None:
    entities = Weights.load(SHIPPED)
    path = saved(tmp_path, colours=model(), entities=entities)
    assert judge_of(context("mine.json", tmp_path), "colours") == model()
    assert Weights.load(path) == entities
    text = path.read_text(encoding="utf-8")
    assert '\n    "say \\"é\\"": [1.0, 0.0]\n' in text, "one feature per line"
    assert json.loads(text)["format"] == 2


def test_the_order_of_judges_does_not_change_the_file(tmp_path: Path) -> None:
    entities = Weights.load(SHIPPED)
    one = saved(tmp_path, colours=model(), entities=entities).read_bytes()
    assert saved(tmp_path, entities=entities, colours=model()).read_bytes() == one


def test_without_weights_there_is_no_judge(tmp_path: Path) -> None:
    saved(tmp_path, colours=model())
    assert judge_of(context("none", tmp_path), "colours") is None
    assert judge_of(context("auto", tmp_path), "colours") is None, "nothing built in has that name"


def test_a_file_of_before_leaves_other_judges_to_the_built_in_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old.json").write_bytes(SHIPPED.read_bytes())
    built_in = tmp_path / "built-in.json"
    model().save(built_in)
    monkeypatch.setattr(
        "annotate.prelabel.judging.weights_file.shipped_weights", lambda ontology, judge: built_in
    )
    assert list(judges_of(tmp_path / "old.json")) == ["entities"]
    assert judge_of(context("old.json", tmp_path), "colours") == model()
    assert judge_of(context("auto", tmp_path), "colours") == model()


def test_a_judge_that_was_learned_for_another_ontology_is_not_used(tmp_path: Path) -> None:
    saved(tmp_path, colours=model("conll@1.0.0"))
    assert judge_of(context("mine.json", tmp_path), "colours") is None


def test_a_wrong_judge_is_named_with_its_place(tmp_path: Path) -> None:
    path = saved(tmp_path, colours=model())
    data = json.loads(path.read_bytes())
    data["judges"]["colours"]["intercepts"] = [1.0]
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"holds no weights of the judge colours.*1 intercepts for 2"):
        judge_of(context("mine.json", tmp_path), "colours")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is not JSON"),
        ("{", "it is not JSON"),
        ("\xff", "it is not JSON"),
        ("[" * 100_000, "nested too deep|recursion"),
        ("[]", "no object"),
        ("7", "no object"),
        ('{"format": 2}', "no judge under 'judges'"),
        ('{"format": 2, "judges": []}', "no judge under 'judges'"),
        ('{"format": 2, "judges": {}}', "no judge under 'judges'"),
        ('{"format": 1, "judge": "triggers", "classes": []}', "one judge alone .'triggers'."),
    ],
)
def test_a_file_that_is_no_weights_file_is_told_with_the_reason_and_a_remedy(
    tmp_path: Path, content: str, why: str
) -> None:
    path = tmp_path / "mine.json"
    path.write_text(content, encoding="latin-1")
    for read in (judges_of, Weights.load, lambda path: judge_of(context(str(path), tmp_path), "triggers")):
        with pytest.raises(ConfigError, match=f"mine.json: holds no weights: .*({why})") as raised:
            read(path)
        assert "annotate calibrate" in str(raised.value)


@pytest.mark.parametrize("form", [3, "2", None, 0])
def test_a_file_in_a_format_of_another_version_is_told_with_the_formats_that_are_read(
    tmp_path: Path, form: object
) -> None:
    path = saved(tmp_path, entities=Weights.load(SHIPPED))
    data = json.loads(path.read_bytes())
    path.write_text(json.dumps({**data, "format": form}), encoding="utf-8")
    for read in (judges_of, Weights.load):
        with pytest.raises(
            ConfigError, match=r"mine\.json: has the format .* reads the formats 1 and 2"
        ) as told:
            read(path)
        assert "version of annotate that made it" in str(told.value)


def test_a_file_without_weights_of_entities_is_told_where_only_these_are_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no weights of entities, only of colours"):
        Weights.load(saved(tmp_path, colours=model()))


def test_a_folder_of_the_trainer_is_read_and_another_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    saved(tmp_path / "made", colours=model()).rename(tmp_path / "made" / "weights.json")
    assert judge_of(context("made", tmp_path), "colours") == model()
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=r"empty: is a folder without weights\.json.*--trainer judges"):
        judge_of(context("empty", tmp_path), "colours")


def test_built_in_weights_are_for_one_ontology() -> None:
    assert shipped_weights(DIPLOMACY) == SHIPPED
    assert shipped_weights(Ontology.load("conll")) is None
    assert shipped_weights(DIPLOMACY, "no-such-judge") is None


def test_a_judge_with_other_classes_or_under_another_name_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, colours=model())
    with pytest.raises(ConfigError, match="needs green"):
        judge_of(context("mine.json", tmp_path), "colours", ("green",))
    saved(tmp_path, triggers=model())
    with pytest.raises(ConfigError, match="'colours'"):
        judge_of(context("mine.json", tmp_path), "triggers")


def test_a_judge_that_nobody_asks_is_named(tmp_path: Path) -> None:
    saved(tmp_path, trigger=model())
    with pytest.raises(ConfigError, match="'trigger'"):
        judge_of(context("mine.json", tmp_path), "triggers")


@pytest.mark.parametrize("weight", ["NaN", "Infinity", "1e308"])
def test_weights_that_are_no_weights_are_refused(tmp_path: Path, weight: str) -> None:
    path = saved(tmp_path, entities=Weights.load(SHIPPED))
    data = json.loads(path.read_text(encoding="utf-8"))
    feature = next(iter(data["judges"]["entities"]["weights"]))
    data["judges"]["entities"]["weights"][feature] = float(weight)
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ConfigError, match="weights"):
        Weights.load(path)


def test_swapped_files_of_built_in_judges_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "annotate.prelabel.judging.weights_file.shipped_weights",
        lambda ontology, judge: configs_folder() / "weights" / "diplomacy" / "arguments.json",
    )
    with pytest.raises(
        ConfigError, match=r"arguments\.json: holds weights of the judge 'arguments'.*Install"
    ):
        judge_of(context("auto", tmp_path), "triggers", ("right", "wrong"))
