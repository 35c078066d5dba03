"""A real Label Studio that asks `annotate serve`: one project with push, serve, next and pull."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from annotate.cli.main import run
from annotate.core.jsonl import read_records
from annotate.project import Project
from annotate.serve.access import Account, hook_account
from annotate.studio.api.accounts import invite
from annotate.studio.api.client import Studio
from annotate.studio.server.embedded import EmbeddedServer
from annotate.studio.store.plan import Plan
from tests.browser.screen import Screen
from tests.serve.running import Running, choose, serving, wait_for

pytestmark = pytest.mark.studio
TEXTS = [
    "Le président cubain est arrivé à Hanoï le 3 mars 2024.",
    "Le ministre français s'est rendu à Dakar le 5 mai 2024.",
    "La délégation chilienne a quitté Lima le 7 juin 2024.",
]
BY_HAND = "Le ministre malien a été reçu à Tunis le 9 juillet 2024."

PERSON = ("annotator@tests.example.org", "a-long-password-1")


class Campaign:
    """A project folder, its Label Studio, and two accounts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = EmbeddedServer(Project.load(folder / "annotate.yaml").state / "server")
        running = self.server.running()
        assert running is not None
        self.url = running.url
        self.lead = Studio(self.url, self.server.credentials().token)
        with self.lead.browser():
            account = invite(self.lead, *PERSON)
        self.annotator = Studio(self.url, account.token)

    @property
    def id(self) -> int:
        return Project.load(self.folder / "annotate.yaml").settings.studio.project or self._linked()

    def _linked(self) -> int:
        plan = Plan(self.folder / ".annotate" / "plan.sqlite")
        link = plan.link
        plan.close()
        assert link is not None
        return link.project_id

    @property
    def shown(self) -> str:
        """The version whose suggestions the project shows."""
        return str(self.lead.project(self.id)["model_version"])

    def backend(self) -> Any:
        (found,) = self.lead.get("/api/ml", project=self.id)
        return found

    def add_by_hand(self, **data: Any) -> int:
        """Imports a task as somebody does in the browser, without keys of ours."""
        task = json.dumps([{"data": {"header": "", **data}}]).encode()
        (number,) = self.lead.import_tasks(self.id, task)["task_ids"]
        return int(number)

    def opened(self, number: int) -> Any:
        """The task as an annotator's browser gets it."""
        return self.annotator.get(f"/api/tasks/{number}")

    def next(self) -> Any:
        """The task that the queue gives the annotator."""
        return self.annotator.get(f"/api/projects/{self.id}/next")

    def submit(self, task: Any, prediction: Any) -> Any:
        body = {"result": prediction["result"], "parent_prediction": prediction["id"], "lead_time": 12}
        return self.annotator.post(f"/api/tasks/{task['id']}/annotations/", body)

    def predictions(self, number: int) -> list[Any]:
        return list(self.lead.get("/api/predictions/", task=number))


def do(*words: str | Path) -> None:
    assert run([str(word) for word in words]) == 0, words


def suggestions(folder: Path, name: str) -> Path:
    """Pre-labels the articles into a file."""
    articles, output = folder / "articles.jsonl", folder / name
    lines = [{"id": f"a{number}", "text": text} for number, text in enumerate(TEXTS)]
    articles.write_text("".join(json.dumps(line) + "\n" for line in lines))
    do("prelabel", articles, "-o", output)
    return output


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    folder = tmp_path_factory.mktemp("campaigns") / "campaign"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATE_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        do("init", folder)
        patch.chdir(folder)
        choose(folder, "gazetteer", "dates")
        do("studio", "up", "--backend")
        try:
            do("push", suggestions(folder, "suggestions.jsonl"))
            yield Campaign(folder)
        finally:
            do("studio", "down")


@pytest.fixture(scope="module")
def served(campaign: Campaign) -> Iterator[Running]:
    state = str(campaign.server.folder.parents[2])
    with serving(campaign.folder, "--poll", "1", environment={"ANNOTATE_STATE_DIR": state}) as running:
        running.until("asks this backend for suggestions of", 60)
        yield running


@pytest.fixture(autouse=True)
def same_state(campaign: Campaign, state_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The campaign's state folder, not one for each test."""
    monkeypatch.setenv("ANNOTATE_STATE_DIR", str(campaign.server.folder.parents[2]))
    monkeypatch.chdir(campaign.folder)


def test_title_version_and_predictions_have_one_string(campaign: Campaign, served: Running) -> None:
    (pushed, *_) = read_records(campaign.folder / "suggestions.jsonl")
    backend = campaign.backend()
    assert backend["readable_state"] == "Connected"
    assert backend["title"] == backend["model_version"] == campaign.shown == served.version
    assert served.version == pushed.annotation.author, "so the queue goes on with what was pushed"
    assert backend["basic_auth_pass_is_set"]
    assert served.login[1] not in json.dumps(backend)
    assert "it sends no webhooks here, so it is asked" in served.log
    assert "may not ask" not in served.log, "it refuses the webhook, but not the backend"
    assert "Label Studio: " not in served.log, "the first connection succeeds"


def test_a_pushed_task_is_not_suggested_twice(campaign: Campaign, served: Running) -> None:
    task = campaign.next()
    opened = campaign.opened(task["id"])
    assert [one["model_version"] for one in opened["predictions"]] == [served.version]


def test_a_task_imported_by_hand_is_corrected_and_pulled_as_ours(campaign: Campaign, served: Running) -> None:
    number = campaign.add_by_hand(text=BY_HAND, topic="visits")
    task = campaign.opened(number)
    (prediction,) = task["predictions"]
    assert prediction["model_version"] == served.version
    assert "Tunis" in [item["value"]["text"] for item in prediction["result"] if "labels" in item["value"]]
    served.until(f"task {number} as article task-{number}")
    data = campaign.lead.get(f"/api/tasks/{number}")["data"]
    assert data["topic"] == "visits"
    assert data["text"] == BY_HAND
    campaign.submit(task, prediction)
    served.until("Pulled: 1 annotation new", 30)
    do("pull", "-o", "annotations.jsonl")
    (record,) = read_records(campaign.folder / "annotations.jsonl")
    assert record.article.id == f"task-{number}"
    assert record.annotation.based_on == served.version
    plan = Plan(campaign.folder / ".annotate" / "plan.sqlite")
    (sent,) = plan.sent(data["task_key"])
    plan.close()
    assert [(one.id, one.ref, one.score) for one in record.annotation.entities] == [
        (one.id, one.ref, one.score) for one in sent.entities
    ], "what no screen shows came back"
    assert any(one.ref for one in sent.entities)


def test_the_task_that_the_docs_import_by_hand_gets_suggestions(campaign: Campaign, served: Running) -> None:
    page = (Path(__file__).parents[2] / "docs" / "serving.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    (number,) = campaign.lead.import_tasks(campaign.id, example.encode())["task_ids"]
    (prediction,) = campaign.opened(number)["predictions"]
    assert "Tunis" in [item["value"]["text"] for item in prediction["result"] if "labels" in item["value"]]
    campaign.lead.delete(f"/api/tasks/{number}")


def test_next_orders_a_queue_of_pushed_and_served_suggestions(campaign: Campaign, served: Running) -> None:
    number = campaign.add_by_hand(text="Le roi du Maroc est à Rabat depuis le 2 mai 2024.")
    assert campaign.opened(number)["predictions"]
    served.until(f"task {number} as article task-{number}")
    do("pull")
    do("next")
    scores = {}
    for task in campaign.lead.tasks(campaign.id, fields="all", include="id,predictions,total_annotations"):
        if not task["total_annotations"]:
            (prediction,) = campaign.predictions(task["id"])
            scores[task["id"]] = prediction["score"]
    assert number in scores
    order = sorted(scores, key=lambda task: scores[task])
    with_lock = campaign.next()["id"]  # the task that the annotator has open comes first
    seen = [with_lock]
    while len(seen) < len(order):
        task = campaign.annotator.get(f"/api/tasks/{seen[-1]}")
        campaign.submit(task, task["predictions"][0])
        seen.append(campaign.next()["id"])
        if len(seen) == 3:
            break
    expected = [task for task in order if task != with_lock]
    assert seen[1:] == expected[: len(seen) - 1]


@pytest.mark.browser
def test_a_person_sees_suggestions_in_a_task_imported_by_hand(
    campaign: Campaign, served: Running, chromium: Browser
) -> None:
    number = campaign.add_by_hand(text="Le ministre tunisien a été reçu à Alger le 4 août 2024.")
    assert campaign.predictions(number) == [], "nothing is stored before somebody opens the task"
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    context.set_default_timeout(20_000)
    try:
        screen = Screen(context.new_page(), campaign.url)
        screen.sign_in(*PERSON)
        screen.open_task(campaign.id, number)
        expect(screen.mention("Alger")).to_be_visible()
        shown = screen.labels()
        screen.keep("serve-task-imported-by-hand")
        screen.submit()
    finally:
        context.close()
    assert shown == [("LOC", "Alger"), ("DATE", "4 août 2024")]
    (prediction,) = campaign.predictions(number)
    assert prediction["model_version"] == served.version == campaign.shown
    (annotation,) = campaign.lead.get(f"/api/tasks/{number}")["annotations"]
    assert annotation["parent_prediction"] == prediction["id"], "the person started from the suggestion"
    assert len(annotation["result"]) == len(prediction["result"]), "what was shown is what was submitted"


def test_a_reload_renews_title_and_version_and_the_queue_goes_on(campaign: Campaign, served: Running) -> None:
    before = campaign.shown
    number = campaign.add_by_hand(text="Le maire de Lyon est à Quito.")
    choose(campaign.folder, "gazetteer")
    served.until("is replaced by", 60)
    wait_for(lambda: campaign.shown != before, 30, lambda: served.log)
    backend = campaign.backend()
    assert backend["title"] == backend["model_version"] == campaign.shown != before
    task = campaign.opened(number)
    assert [one["model_version"] for one in task["predictions"]] == [backend["title"]]
    given = campaign.next()
    assert [one["model_version"] for one in given["predictions"]] == [backend["title"]], "the queue asks, too"
    output = suggestions(campaign.folder, "newer.jsonl")
    do("push", output)
    (newest, *_) = read_records(output)
    assert newest.annotation.author == backend["title"] == campaign.shown
    versions = [one["model_version"] for one in campaign.predictions(number)]
    assert versions == [backend["title"]]


def test_the_log_has_no_secret(campaign: Campaign, served: Running) -> None:
    token = campaign.server.credentials().token
    for secret in (token, served.login[1], campaign.server.credentials().password):
        assert secret not in served.log
        for process in (served.process.pid, os.getpid()):
            assert secret.encode() not in Path(f"/proc/{process}/cmdline").read_bytes()


def test_a_webhook_wakes_the_pull(campaign: Campaign, served: Running) -> None:
    number = campaign.add_by_hand(text="Le roi du Maroc est à Lima depuis le 2 mai 2024.")
    task = campaign.opened(number)
    state = {"ANNOTATE_STATE_DIR": os.environ["ANNOTATE_STATE_DIR"]}
    served.process.terminate()
    served.process.wait(30)
    served.until("Stopped.", 5)
    assert "Interrupted" not in served.log
    with serving(campaign.folder, "--poll", "3600", environment=state) as other:
        other.until("asks this backend")
        assert campaign.backend()["url"] == other.url, "the entry has the new address"
        time.sleep(2)  # it has looked once
        campaign.submit(task, task["predictions"][0])
        hook = hook_account(Account(*other.login))
        with other.client(auth=(hook.user, hook.password)) as label_studio:
            assert label_studio.post("/webhook", json={"action": "ANNOTATION_CREATED"}).status_code == 200
        other.until("Pulled: 1 annotation new", 20)
