"""What a run says of its judges: in use or not, with which weights, or why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.judging.judge_states import JudgeState, lines_of
from annotate.prelabel.labelers import events
from annotate.prelabel.merging.choosing import Scoring, choose_weights
from tests.prelabel.builders import StubLabeler, suggestion_of

WEIGHTS = configs_folder() / "weights"
JUDGES = ("entities", "triggers", "arguments", "values")
DIPLOMACY = Ontology.load("diplomacy")


def shipped(judge: str) -> dict[str, Any]:
    name = "diplomacy.json" if judge == "entities" else f"diplomacy/{judge}.json"
    data: dict[str, Any] = json.loads((WEIGHTS / name).read_bytes())
    return data


def of_ontology(judge: str, ontology: str) -> dict[str, Any]:
    """The built-in weights of a judge, as if they were learned for another ontology."""
    data = shipped(judge)
    if judge == "entities":
        data["ontology"] = ontology
    else:
        data["learned_from"]["versions"]["ontology"] = ontology
    return data


def scoring(
    context: LabelerContext, setting: str, folder: Path, languages: tuple[str, ...] = ("fr", "en")
) -> Scoring:
    """The scoring of a run with the labeler `events` and stand-ins for the labelers of entities."""
    made = LabelerContext(
        context.ontology, context.languages, analyser=context.analyser, folder=folder, weights=setting
    )
    finding = [
        StubLabeler(lambda draft: suggestion_of(), name=name, provides=frozenset({"entities"}))
        for name in shipped("entities")["labelers"]
    ]
    labelers = [*finding, events.make(made, None)]
    return choose_weights(setting, labelers, context.ontology, near=folder, languages=languages)


def states(given: Scoring) -> dict[str, JudgeState]:
    return {state.judge: state for state in given.judges}


def saved(folder: Path, **judges: Any) -> str:
    name = "mine.json"
    (folder / name).write_text(json.dumps({"format": 2, "judges": judges}), encoding="utf-8")
    return name


def test_built_in_judges_are_told_with_their_versions(context: LabelerContext, tmp_path: Path) -> None:
    given = scoring(context, "auto", tmp_path)
    assert [state.judge for state in given.judges] == list(JUDGES)
    assert all(state.in_use and state.origin == "built-in" for state in given.judges)
    (line,) = given.judge_lines()
    assert line.startswith("Judges in use, built in (119 articles): entities ")
    for state in given.judges:
        assert f"{state.judge} {state.version}" in line
    assert line.count("left out below") == 3, "arguments have no single threshold"
    assert not given.warnings


def test_a_file_is_named_and_what_it_lacks_is_built_in(context: LabelerContext, tmp_path: Path) -> None:
    given = scoring(context, saved(tmp_path, triggers=shipped("triggers")), tmp_path)
    origins = {name: state.origin for name, state in states(given).items()}
    assert origins == {
        "entities": "built-in",
        "triggers": str(tmp_path / "mine.json"),
        "arguments": "built-in",
        "values": "built-in",
    }
    lines = given.judge_lines()
    assert lines[0].startswith("Judges in use, built in (119 articles; not in mine.json): entities ")
    assert lines[1].startswith("Judge in use, from mine.json (119 articles): triggers ")


def test_without_weights_one_line_says_so(context: LabelerContext, tmp_path: Path) -> None:
    assert scoring(context, "none", tmp_path).judge_lines() == [
        "Judges not in use: entities, triggers, arguments, values (weights: none)."
    ]


def test_weights_for_another_ontology_are_told_for_each_judge_with_a_warning(
    context: LabelerContext, tmp_path: Path
) -> None:
    judges = {judge: of_ontology(judge, "conll@1.0.0") for judge in JUDGES}
    given = scoring(context, saved(tmp_path, **judges), tmp_path)
    why = f"the weights of mine.json are for the ontology conll@1.0.0, not for {DIPLOMACY.id}"
    assert given.judge_lines() == [f"Judges not in use: entities, triggers, arguments, values ({why})."]
    (warning,) = given.warnings
    assert "mine.json" in warning and "annotate calibrate" in warning
    assert all(judge in warning for judge in JUDGES)
    assert warning.count("rules alone decide on events") == 1 and "all suggested values stay" in warning
    assert warning in given.to_dict()["score_notices"]
    assert given.weights is None and given.values is None and given.event_threshold is None


def test_one_judge_for_another_ontology_is_told_beside_the_others(
    context: LabelerContext, tmp_path: Path
) -> None:
    name = saved(tmp_path, entities=shipped("entities"), triggers=of_ontology("triggers", "conll@1.0.0"))
    given = scoring(context, name, tmp_path)
    assert {judge for judge, state in states(given).items() if not state.in_use} == {"triggers"}
    assert "(triggers)" in given.warnings[0]


def test_a_judge_of_another_language_is_told(context: LabelerContext, tmp_path: Path) -> None:
    english = shipped("triggers")
    english["learned_from"]["languages"] = ["en"]
    name = saved(tmp_path, triggers=english)
    part = states(scoring(context, name, tmp_path))["triggers"]
    assert part.in_use and part.remark == "learned on en, not used on fr"
    none = states(scoring(context, name, tmp_path, languages=("fr",)))["triggers"]
    assert not none.in_use and none.threshold is None
    assert none.remark == "the weights from mine.json were learned on en, not on fr"


def test_weights_of_other_languages_are_a_warning_that_names_what_decides(
    context: LabelerContext, tmp_path: Path
) -> None:
    entities, triggers = shipped("entities"), shipped("triggers")
    entities["languages"] = triggers["learned_from"]["languages"] = ["de"]
    given = scoring(context, saved(tmp_path, entities=entities, triggers=triggers), tmp_path)
    (warning,) = given.warnings
    assert "mine.json were learned on de, not on fr, en" in warning and "(entities, triggers)" in warning
    assert "priority of the labelers decides on mentions" in warning and "rules alone decide" in warning
    assert given.sentence() == "Scores: uncalibrated, each labeler's own constant (entities and events)."
    assert given.to_dict()["calibrated"] == {"entities": False, "events": False}


def test_an_ontology_without_built_in_weights_is_named(tmp_path: Path) -> None:
    given = choose_weights("auto", [], Ontology.load("conll"))
    assert given.judge_lines() == [
        "Judges not in use: entities, values (there are no built-in weights for the ontology conll).",
        "Judges not in use: triggers, arguments (the labeler events does not run).",
    ]
    assert given.judges[0].to_dict()["in_use"] is False


def test_own_weights_that_need_more_labelers_are_a_warning(tmp_path: Path) -> None:
    name = saved(tmp_path, entities=shipped("entities"))
    given = choose_weights(name, [], DIPLOMACY, near=tmp_path)
    assert "mine.json need" in given.warnings[0] and not given.notices
    built_in = choose_weights("auto", [], DIPLOMACY)
    assert "need all default labelers" in built_in.notices[0] and not built_in.warnings


@pytest.mark.parametrize("origin", ["round-1/weights.json", "mine.json"])
def test_a_file_is_named_without_its_folders(origin: str) -> None:
    state = JudgeState("values", version="1", origin=f"/home/somebody/{origin}", articles=1)
    assert lines_of([state]) == [f"Judge in use, from {origin} (1 article): values 1."]
