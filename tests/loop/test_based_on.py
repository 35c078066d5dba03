"""A pulled annotation names the version of the suggestion that the annotator saw, whatever was sent since."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.originals import Original
from annotate.studio.store.plan import Plan
from tests.builders import meeting
from tests.commands import Annotate
from tests.conftest import Server
from tests.loop.campaign import ONTOLOGY, Campaign, submit

pytestmark = pytest.mark.studio
NAMES = [f"a{index}" for index in range(7)]


def predictions(campaign: Campaign, article: str) -> dict[str, int]:
    """The ids of the predictions on an article's task, by version."""
    include = "id,data,predictions,model_version"
    tasks = campaign.studio.tasks(campaign.project_id, fields="all", include=include)
    (task,) = [task for task in tasks if task["data"].get("article_id") == article]
    return {item["model_version"]: item["id"] for item in task["predictions"]}


def begin_with(annotator: Studio, campaign: Campaign, article: str, version: str) -> Any:
    """Submits an annotation that began with this version, as the screen does."""
    parent = predictions(campaign, article)[version]
    return submit(annotator, campaign.task(article), parent_prediction=parent)


def predict(campaign: Campaign, *articles: str, **version: str) -> None:
    """Adds predictions to these articles' tasks, as a prediction backend does."""
    body = [{"task": campaign.task(name)["id"], "result": [], **version} for name in articles]
    campaign.studio.import_predictions(campaign.project_id, json.dumps(body).encode())


def new_mirror(campaign: Campaign) -> None:
    """Deletes the mirror."""
    campaign.mirror.close()
    campaign.mirror.path.unlink()
    campaign.mirror = Mirror(campaign.mirror.path)


def based_on(campaign: Campaign) -> dict[str, str | None]:
    return {record.article.id: record.annotation.based_on for record in campaign.pull()}


def no_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: Any) -> None:
        raise AssertionError("the server was asked for versions")

    monkeypatch.setattr("annotate.studio.pull.prediction_versions.look_up", refuse)


def test_based_on_is_the_version_that_was_shown_not_the_one_sent_last(
    campaign: Campaign, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.studio.push.chunks.CHUNK_TASKS", 3)
    for version in ("m1", "m2"):
        campaign.push(*(meeting(name, author=version) for name in NAMES))
    campaign.studio.update_project(campaign.project_id, model_version="m1")
    for name in NAMES[:6]:
        begin_with(annotator, campaign, name, "m1" if name < "a4" else "m2")
    submit(annotator, campaign.task("a6"))  # drawn from nothing
    no_look_up(monkeypatch)
    assert based_on(campaign) == {**dict.fromkeys(NAMES[:4], "m1"), "a4": "m2", "a5": "m2", "a6": None}


def test_predictions_of_other_programs_are_not_taken_for_ours(
    campaign: Campaign, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Studio.import_predictions

    def between(studio: Studio, project_id: int, body: bytes) -> Any:
        """Simulates another program whose prediction gets an id between ours."""
        mine = json.loads(body)
        answer = really(studio, project_id, json.dumps(mine[:2]).encode())
        backend = [{"task": mine[0]["task"], "result": [], "model_version": "backend/1"}]
        really(studio, project_id, json.dumps(backend).encode())
        answer["created"] += really(studio, project_id, json.dumps(mine[2:]).encode())["created"]
        return answer

    campaign.push(*(meeting(name, author="m1") for name in NAMES))
    with monkeypatch.context() as patch:
        patch.setattr(Studio, "import_predictions", between)
        campaign.push(*(meeting(name, author="m2") for name in NAMES))
    begin_with(annotator, campaign, "a0", "backend/1")
    for name in NAMES[1:]:
        begin_with(annotator, campaign, name, "m2")
    assert based_on(campaign) == {**dict.fromkeys(NAMES, "m2"), "a0": "backend/1"}


def test_versions_that_no_push_noted_are_looked_up_once(
    campaign: Campaign, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    predict(campaign, "a1", model_version="backend/1")
    begin_with(annotator, campaign, "a1", "backend/1")
    campaign.plan.predictions.forget()  # as in a project from before
    begin_with(annotator, campaign, "a2", "m1")
    assert based_on(campaign) == {"a1": "backend/1", "a2": "m1"}
    no_look_up(monkeypatch)
    new_mirror(campaign)
    assert based_on(campaign) == {"a1": "backend/1", "a2": "m1"}


def test_what_a_plan_does_not_know_is_looked_up_even_if_nothing_changed(
    campaign: Campaign, annotator: Studio
) -> None:
    for version in ("m1", "m2"):
        campaign.push(meeting("a1", author=version))
    begin_with(annotator, campaign, "a1", "m1")
    campaign.update()
    campaign.plan.predictions.forget()  # as in a plan of before, or from an older copy
    assert based_on(campaign) == {"a1": "m1"}, "the annotation itself is not read again"


def test_based_on_is_empty_if_the_prediction_was_deleted(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(meeting("a1"))
    campaign.plan.predictions.forget()
    begin_with(annotator, campaign, "a1", "m1")
    campaign.studio.delete_prediction(predictions(campaign, "a1")["m1"])
    assert based_on(campaign) == {"a1": None}


def test_after_a_lost_answer_the_ids_are_looked_up_one_by_one(
    campaign: Campaign, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Studio.import_tasks
    calls: list[int] = []

    def lose(studio: Studio, project_id: int, tasks: bytes) -> Any:
        answer = really(studio, project_id, tasks)
        calls.append(len(tasks))
        if len(calls) == 1:
            raise TransientError("the connection broke after the commit")
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(Studio, "import_tasks", lose)
        campaign.push(*(meeting(name) for name in NAMES))
    for name in NAMES:
        begin_with(annotator, campaign, name, "m1")
    no_look_up(monkeypatch)
    assert based_on(campaign) == dict.fromkeys(NAMES, "m1")


def test_a_look_up_keeps_what_was_known_before(campaign: Campaign, annotator: Studio) -> None:
    """It notes all predictions of a task, of which some lie within a run that a push noted."""
    for version in ("m1", "m2"):
        campaign.push(*(meeting(name, author=version) for name in NAMES))
    for name in NAMES[1:]:
        begin_with(annotator, campaign, name, "m1" if name < "a4" else "m2")
    expected = {name: "m1" if name < "a4" else "m2" for name in NAMES[1:]}
    assert based_on(campaign) == expected
    predict(campaign, "a0", model_version="backend/1")
    begin_with(annotator, campaign, "a0", "backend/1")
    assert based_on(campaign) == {**expected, "a0": "backend/1"}
    assert based_on(campaign) == {**expected, "a0": "backend/1"}
    new_mirror(campaign)
    predict(campaign, "a3", model_version="backend/2")
    assert based_on(campaign) == {**expected, "a0": "backend/1"}


def test_a_task_that_cannot_be_read_is_looked_up_again(
    campaign: Campaign, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign.push(meeting("a1"))
    campaign.plan.predictions.forget()
    begin_with(annotator, campaign, "a1", "m1")
    with monkeypatch.context() as patch:
        patch.setattr("annotate.studio.pull.prediction_versions.listed", lambda *given: iter(()))
        assert based_on(campaign) == {"a1": None}
    assert based_on(campaign) == {"a1": "m1"}


def test_based_on_is_empty_for_a_prediction_without_a_version(
    campaign: Campaign, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign.push(meeting("a1"))
    predict(campaign, "a1")
    (other,) = {id for version, id in predictions(campaign, "a1").items() if version != "m1"}
    submit(annotator, campaign.task("a1"), parent_prediction=other)
    assert based_on(campaign) == {"a1": None}
    no_look_up(monkeypatch)
    assert based_on(campaign) == {"a1": None}


def test_after_a_server_was_set_back_reused_ids_are_looked_up_again(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    begin_with(annotator, campaign, "a1", "m1")
    campaign.update()
    # As if the server's database of yesterday had come back, with other predictions under the same ids.
    for range_ in [range(1, 100_000)]:
        campaign.plan.predictions.note([(range_, "gone/1")])
    campaign.mirror.set_settings(cursor="2999-01-01T00:00:00Z")
    assert based_on(campaign) == {"a1": "m1"}


def test_a_server_that_was_set_back_and_used_before_the_next_pull(
    campaign: Campaign, annotator: Studio
) -> None:
    names = NAMES[:3]
    campaign.push(*(meeting(name) for name in names))
    begin_with(annotator, campaign, "a0", "m1")
    assert based_on(campaign) == {"a0": "m1"}
    predict(campaign, *names, model_version="backend/1")
    # As if a push of m2 had got these ids before the server was set back and a backend got them again.
    first = predictions(campaign, "a0")["backend/1"]
    campaign.plan.predictions.note([(range(first, first + 3), "m2")])
    for name in names[1:]:
        begin_with(annotator, campaign, name, "backend/1")
    assert based_on(campaign) == {"a0": "m1", "a1": "backend/1", "a2": "backend/1"}


def test_a_push_forgets_ids_that_the_server_gave_again(campaign: Campaign, annotator: Studio) -> None:
    names = NAMES[:3]
    campaign.push(*(meeting(name) for name in names))
    predict(campaign, *names, model_version="backend/1")
    # As above, but these ids are part of a longer run, and m2 was pushed again before a pull.
    first = predictions(campaign, "a0")["backend/1"]
    campaign.plan.predictions.note([(range(first, first + 4), "m2")])
    campaign.push(*(meeting(name, author="m2") for name in names))
    begin_with(annotator, campaign, "a0", "backend/1")
    begin_with(annotator, campaign, "a1", "m2")
    begin_with(annotator, campaign, "a2", "m1")
    assert based_on(campaign) == {"a0": "backend/1", "a1": "m2", "a2": "m1"}


def test_a_wrong_project_in_the_settings_loses_no_version(
    annotate: Annotate, project: Path, server: Server, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.annotator.token)
    settings = project / "annotate.yaml"
    right = f"{settings.read_text()}studio:\n  url: {server.url}\n"
    settings.write_text(right)
    file = project / "s.jsonl"
    jsonl.write(file, [meeting("a1")])
    pushed = annotate("push", "s.jsonl", "--json").json
    (task,) = annotator.tasks(pushed["project"], fields="all", include="id,predictions")
    settings.write_text(f"{right}  project: {server.project(ONTOLOGY, 'another one')}\n")
    refused = annotate("push", "s.jsonl")
    assert refused.code == 2
    assert "--rebuild" in refused.err
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        assert plan.predictions.version(task["predictions"][0]["id"]) == "m1"
        assert plan.link is not None
        assert plan.link.project_id == pushed["project"]


def test_a_duplicate_task_names_its_own_suggestion(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(meeting("a1"))
    article = meeting("a1").article
    duplicate = {
        "data": task_data(article, task_key(article.id, article.digest)),
        "predictions": [{"model_version": "elsewhere/1", "result": []}],
    }
    campaign.studio.import_tasks(campaign.project_id, json.dumps([duplicate]).encode())
    first, second = campaign.tasks()
    for task in (first, second):
        submit(annotator, task, parent_prediction=task["predictions"][0]["id"])
    assert sorted(str(record.annotation.based_on) for record in campaign.pull()) == ["elsewhere/1", "m1"]


@pytest.mark.parametrize(("versions", "expected"), [(["m1"], "m1"), (["m1", "m2"], None)])
def test_an_earlier_versions_restore_gets_based_on_if_only_one_version_is_possible(
    campaign: Campaign, versions: list[str], expected: str | None
) -> None:
    """It noted the prediction's id in the project that was backed up, which means nothing here."""
    article = meeting("a1").article
    restored = {
        "data": task_data(article, task_key(article.id, article.digest)),
        "predictions": [{"model_version": version, "result": []} for version in versions],
        "annotations": [{"id": 77, "result": []}],
    }
    campaign.studio.import_tasks(campaign.project_id, json.dumps([restored]).encode())
    campaign.plan.originals.replace([("annotation", 77, Original(None, None, parent_prediction=5))])
    assert based_on(campaign) == {"a1": expected}
