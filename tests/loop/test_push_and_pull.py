"""Push and pull with a real Label Studio: what is sent is there once, and comes back unchanged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.configs import FORMER, configs_folder
from annotate.core.errors import ConfigError, StudioError
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError
from annotate.studio.codec.results import encode
from annotate.studio.push.push import push
from annotate.studio.screen.binding import own_binding
from annotate.studio.screen.label_config import build_label_config
from tests import builders
from tests.builders import meeting
from tests.conftest import Server
from tests.loop.campaign import ONTOLOGY, Campaign
from tests.process_settings import settings as settings_of_the_process
from tests.shared_data import shared_folder

pytestmark = pytest.mark.studio


def test_the_seeds_gold_comes_back_span_by_span_argument_by_argument(campaign: Campaign) -> None:
    gold = list(jsonl.read_records(shared_folder() / "data" / "seeds-gold.jsonl"))
    former = Ontology.load(configs_folder() / FORMER / "diplomacy-1.0.0.yaml")  # the gold was made with it
    campaign.push(*gold, formers=lambda annotation: (former,))
    back = {record.article.id: record for record in campaign.pull()}
    assert set(back) == {record.article.id for record in gold}
    for record in gold:
        mine, theirs = record.annotation, back[record.article.id].annotation
        assert theirs.entities == mine.entities
        assert theirs.events == mine.events
        assert back[record.article.id].article == record.article
    assert not campaign.decoded.problems


def test_a_push_and_a_pull_from_python_leave_the_settings_of_the_process_alone(campaign: Campaign) -> None:
    campaign.push(meeting("a0"))  # loads what the next one needs
    before, during = settings_of_the_process(), []
    push(campaign.workspace, [meeting("a1")], progress=lambda _: during.append(settings_of_the_process()))
    campaign.pull()
    assert during == [before]
    assert settings_of_the_process() == before


def test_two_hundred_generated_articles_come_back_identical(campaign: Campaign) -> None:
    generated: list[Record] = []

    @settings(
        max_examples=260,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def generate(data: st.DataObject) -> None:
        record = data.draw(builders.records(ONTOLOGY, id=f"a{len(generated):04}", tidy=True))
        annotation = record.annotation.with_(status=Status.SUBMITTED)
        generated.append(Record.of(record.article, annotation))

    generate()
    assert len(generated) >= 200
    # Push refuses nesting that the ontology forbids; here the travel is tested, so all of it is allowed.
    anything = {
        label: {**entry.model_dump(), "may_contain": list(ONTOLOGY.entities)}
        for label, entry in ONTOLOGY.entities.items()
    }
    free = Ontology.model_validate({**ONTOLOGY.model_dump(), "entities": anything})
    sent = generated
    report = push(replace(campaign.workspace, ontology=free), sent)
    assert not report.refused
    back = {record.article.id: record for record in campaign.pull()}
    for record in sent:
        assert back[record.article.id].annotation.entities == record.annotation.entities
        assert back[record.article.id].annotation.events == record.annotation.events
    assert not campaign.decoded.problems


def test_the_second_push_adds_nothing_and_says_so(campaign: Campaign) -> None:
    sent = [meeting(f"a{index}") for index in range(7)]
    first = campaign.push(*sent)
    assert (first.added, first.same, first.verified) == (7, 0, 2)
    second = campaign.push(*sent)
    assert (second.added, second.same) == (0, 7)
    assert len(campaign.tasks()) == 7


def test_a_push_that_stopped_half_way_is_completed_by_the_next(campaign: Campaign) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    report = campaign.push(*(meeting(f"a{index}") for index in range(1, 6)))
    assert (report.added, report.same) == (3, 2)
    assert len(campaign.tasks()) == 5


def test_tasks_are_sent_in_chunks_and_a_lost_answer_makes_no_duplicates(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.studio.push.chunks.CHUNK_TASKS", 3)
    sizes: list[int] = []
    really_import = Studio.import_tasks

    def lose_answers(studio: Studio, project_id: int, tasks: bytes) -> Any:
        sizes.append(len(json.loads(tasks)))
        if len(sizes) == 1:
            raise TransientError("the connection broke before the request")
        answer = really_import(studio, project_id, tasks)
        if len(sizes) == 3:
            raise TransientError("the connection broke after the commit")
        return answer

    monkeypatch.setattr(Studio, "import_tasks", lose_answers)
    report = campaign.push(*(meeting(f"a{index}") for index in range(10)))
    assert sizes == [3, 3, 3, 3, 1], "the first chunk is sent again, the second is found and not"
    assert report.added == 10
    assert sorted(task["data"]["article_id"] for task in campaign.tasks()) == [f"a{i}" for i in range(10)]


def test_a_task_that_is_not_stored_as_it_was_sent_is_noticed(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_import = Studio.import_tasks

    def alter(studio: Studio, project_id: int, tasks: bytes) -> Any:
        changed = json.loads(tasks)
        changed[0]["predictions"][0]["result"][1]["value"]["end"] -= 1
        return really_import(studio, project_id, json.dumps(changed).encode())

    monkeypatch.setattr(Studio, "import_tasks", alter)
    with pytest.raises(StudioError) as noticed:
        campaign.push(meeting())
    assert "article a1" in str(noticed.value)
    assert "region e2 is not stored as it was sent" in str(noticed.value)


def test_empty_values_and_white_space_around_remarks_do_not_stop_a_push(campaign: Campaign) -> None:
    form = ONTOLOGY.model_dump(mode="json", exclude_defaults=True)
    form["attributes"]["how"] = {"on": ["CONSULT"], "kind": "string", "default": ""}
    ontology = Ontology.model_validate(form)
    campaign.studio.update_project(campaign.project_id, label_config=build_label_config(ontology))
    made = meeting("a1")
    first, *others = made.annotation.events
    remark = " which\r\nmeeting? "
    first = first.with_(attributes={**first.attributes, "how": ""}, unsure=remark)
    changed = made.annotation.with_(status=Status.SUBMITTED, events=(first, *others), unsure=remark)
    sent = Record.of(made.article, changed)
    assert push(replace(campaign.workspace, ontology=ontology), [sent]).added == 1
    (back,) = campaign.pull()
    assert back.annotation.unsure == back.annotation.events[0].unsure == "which\nmeeting?"


def test_suggestions_are_predictions_of_their_version_with_scores_and_the_queue_shows_them(
    campaign: Campaign,
) -> None:
    campaign.push(meeting(author="annotate/abc"))
    (task,) = campaign.tasks()
    (prediction,) = task["predictions"]
    assert prediction["model_version"] == "annotate/abc"
    scores = {item["id"]: item.get("score") for item in prediction["result"] if item.get("id")}
    assert scores["e2"] == 0.9
    assert campaign.studio.project(campaign.project_id)["model_version"] == "annotate/abc"


def test_forbidden_annotations_and_changed_texts_are_refused_and_named(campaign: Campaign) -> None:
    campaign.push(meeting("a1"))
    article = builders.article("Un autre texte sur Cuba.", id="a1")
    other_text = Record.of(article, builders.annotation(article))
    strange = builders.article("Cuba", id="a2")
    unknown = Record.of(strange, builders.annotation(strange, (builders.entity("Cuba", "Cuba", "COUNTRY"),)))
    other_ontology = meeting("a3")
    other_ontology = Record.of(
        other_ontology.article, other_ontology.annotation.with_(ontology="diplomacy@9.0.0")
    )
    report = campaign.push(other_text, unknown, other_ontology, meeting("a4"))
    assert report.added == 1
    said = [str(item) for item in report.refused]
    assert "article a1" in said[0]
    assert "text differs" in said[0]
    assert "'COUNTRY'" in said[1]
    assert "diplomacy@9.0.0" in said[2]


def test_a_task_whose_text_was_edited_in_label_studio_is_reported_and_not_read(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    for task in campaign.tasks():
        annotator.post(f"/api/tasks/{task['id']}/annotations/", {"result": []})
    changed = campaign.tasks()[0]
    data = {**changed["data"], "text": "Avant: " + changed["data"]["text"]}
    campaign.studio.change_task(changed["id"], data)
    back = {record.article.id: record for record in campaign.pull()}
    assert back.keys() == {"a1", "a2"}
    assert back["a1"].article == meeting("a1").article, "as it was sent"
    assert back["a1"].annotation.regions == () and "text-changed" in back["a1"].annotation.lost
    assert back["a2"].annotation.lost == {}
    (problem,) = campaign.decoded.problems
    assert str(problem).startswith("article a1: the text of its task was changed in Label Studio")
    assert problem.task == changed["id"]
    assert (problem.kind, problem.author) == ("text-changed", "annotator@tests.example.org")


def test_a_new_text_is_accepted_once_the_old_task_is_deleted(campaign: Campaign) -> None:
    campaign.push(meeting("a1"))
    campaign.studio.delete_task(campaign.tasks()[0]["id"])
    article = builders.article("Un autre texte sur Cuba.", id="a1")
    report = campaign.push(Record.of(article, builders.annotation(article)))
    assert (report.added, report.refused) == (1, [])


def test_submitted_skipped_empty_and_draft_are_distinguished(campaign: Campaign, annotator: Studio) -> None:
    sent = [meeting(name) for name in ("submitted", "skipped", "empty", "draft", "open")]
    campaign.push(*sent)
    tasks = {task["data"]["article_id"]: task for task in campaign.tasks()}
    results = encode(sent[0].annotation, own_binding(ONTOLOGY), scores=False)

    def post(article: str, where: str, **body: Any) -> None:
        prediction = tasks[article]["predictions"][0]["id"]
        annotator.post(
            f"/api/tasks/{tasks[article]['id']}/{where}", {"parent_prediction": prediction, **body}
        )

    post("submitted", "annotations/", result=results, lead_time=12.5)
    post("skipped", "annotations/", result=results, was_cancelled=True)
    post("empty", "annotations/", result=[])
    post("draft", "drafts", result=results)

    back = {record.article.id: record.annotation for record in campaign.pull(drafts=True)}
    assert {name: annotation.status for name, annotation in back.items()} == {
        "submitted": Status.SUBMITTED,
        "skipped": Status.SKIPPED,
        "empty": Status.SUBMITTED,
        "draft": Status.DRAFT,
    }
    assert back["empty"].entities == ()
    untouched = back["submitted"]
    assert untouched.author == "annotator@tests.example.org"
    assert untouched.lead_time_s == 12.5
    assert untouched.based_on == "m1"
    assert untouched.entities == tuple(
        entity.with_(unreviewed=("ref",)) if entity.ref else entity for entity in sent[0].annotation.entities
    )
    assert untouched.events == sent[0].annotation.events
    assert [record.article.id for record in campaign.pull()] == ["submitted", "skipped", "empty"]


def test_a_pull_without_changes_changes_nothing_and_history_is_kept(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    first, second = campaign.tasks()
    made = annotator.post(f"/api/tasks/{first['id']}/annotations/", {"result": []})
    campaign.pull()
    nothing = campaign.update()
    assert not nothing.changes

    results = encode(meeting().annotation, own_binding(ONTOLOGY), scores=False)
    annotator.patch(f"/api/annotations/{made['id']}/", {"result": results})
    edited = campaign.update()
    assert (edited.changes.new, edited.changes.changed, edited.changes.gone) == (0, 1, 0)
    assert len(campaign.pull()[0].annotation.entities) == 4

    campaign.studio.delete(f"/api/annotations/{made['id']}/")
    campaign.studio.delete_task(second["id"])
    deleted = campaign.update()
    assert (deleted.changes.gone, deleted.changes.tasks) == (1, 1)
    assert campaign.pull() == []
    versions = campaign.mirror._db.execute("SELECT COUNT(*) FROM annotations").fetchone()[0]
    assert versions == 2, "both versions stay in the mirror after the deletion"


def test_a_configuration_that_no_longer_matches_stops_push_and_pull(campaign: Campaign) -> None:
    changed = build_label_config(ONTOLOGY).replace('alias="PER"', 'alias="PERSON"')
    campaign.studio.update_project(campaign.project_id, label_config=changed)
    with pytest.raises(ConfigError, match="PER in labels"):
        campaign.push(meeting())
    with pytest.raises(ConfigError, match="PER in labels"):
        campaign.pull()
    assert campaign.tasks() == []


@pytest.mark.parametrize("kind", ["legacy", "personal"])
def test_both_kinds_of_token_work(server: Server, kind: str) -> None:
    token = server.token if kind == "legacy" else server.annotator.token
    with Studio(server.url, token) as studio:
        assert "@" in studio.whoami()["email"]
        made = studio.create_project(f"with a {kind} token", build_label_config(ONTOLOGY), "")
        assert studio.project(made["id"])["title"] == f"with a {kind} token"


@pytest.mark.parametrize("token", ["0" * 40, "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjk5OTk5OTk5OTl9.c2ln"])
def test_a_wrong_token_of_either_kind_is_reported_as_refused(server: Server, token: str) -> None:
    with Studio(server.url, token) as studio, pytest.raises(StudioError) as refused:
        studio.whoami()
    assert "refused the token" in str(refused.value)
    assert "ANNOTATE_TOKEN" in str(refused.value)
    assert token not in str(refused.value)


def test_a_missing_project_is_named(studio: Studio) -> None:
    with pytest.raises(StudioError, match="there is no project 99999"):
        studio.project(99_999)
