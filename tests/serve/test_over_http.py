"""The server as Label Studio sees it: requests over HTTP, with the labelers of a project behind them."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotate.core.article import Article
from annotate.core.jsonl import read_records
from annotate.core.ontology import Ontology
from annotate.project import Project
from annotate.serve.access import Account, hook_account
from annotate.studio.codec.results import decode
from annotate.studio.codec.tasks import task_key
from annotate.studio.screen.binding import own_binding
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.plan import QUEUE, Plan
from tests.builders import TEXT
from tests.commands import PROGRAM
from tests.model_folders import SAID, model_folder
from tests.serve.running import Running, choose, serving

ONTOLOGY = Ontology.load("diplomacy")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "campaign"
    subprocess.run([*PROGRAM, "init", str(folder)], check=True, capture_output=True)
    choose(folder, "gazetteer", "dates")  # no model, so the server starts quickly
    return folder


@pytest.fixture(scope="module")
def served(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATE_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        with serving(folder, "--no-connect", "--max-request", "1") as running:
            login = running.login
            patch.setattr(Running, "login", property(lambda self: login))
            yield running


@pytest.fixture
def client(served: Running) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client


def request(*tasks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The body of a request for suggestions, with the secrets that Label Studio sends along."""
    return {
        "tasks": list(tasks),
        "project": "1.1700000000",
        "label_config": build_label_config(ONTOLOGY),
        "params": {"login": "somebody", "password": "hunter2-in-params", "context": None},
        **fields,
    }


def task(number: int, text: str = TEXT, **data: Any) -> dict[str, Any]:
    return {"id": number, "data": {"text": text, **data}, "project": 1}


def test_health_setup_and_versions_tell_one_version(served: Running, client: httpx.Client) -> None:
    health = client.get("/health").json()
    setup = client.post(
        "/setup",
        json={
            "project": "1.1700000000",
            "schema": build_label_config(ONTOLOGY),
            "hostname": "http://localhost:8080",
            "access_token": "f" * 40,
            "extra_params": None,
        },
    )
    assert setup.status_code == 200, setup.text
    assert health["status"] == "UP"
    assert served.version.startswith("annotate/")
    assert health["model_version"] == setup.json()["model_version"] == served.version
    assert client.get("/versions").json() == {"versions": [served.version]}


def test_a_task_gets_what_prelabelling_suggests(
    served: Running, client: httpx.Client, folder: Path, tmp_path: Path
) -> None:
    key = task_key("a1", Project.load(folder / "annotate.yaml").ontology.id)
    found = client.post("/predict", json=request(task(7, article_id="a1", task_key=key, published="2024-03")))
    ((prediction,),) = found.json()["results"]
    articles, output = tmp_path / "articles.jsonl", tmp_path / "suggestions.jsonl"
    articles.write_text(json.dumps({"id": "a1", "text": TEXT, "published": "2024-03"}) + "\n")
    words = [*PROGRAM, "prelabel", str(articles), "-o", str(output)]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    (suggested,) = read_records(output)
    assert prediction["model_version"] == served.version == suggested.annotation.author
    decoded = decode(prediction["result"], TEXT, own_binding(ONTOLOGY), ONTOLOGY, [suggested.annotation])
    assert decoded.entities
    assert [(one.label, one.text) for one in decoded.entities] == [
        (one.label, one.text) for one in suggested.annotation.entities
    ]
    scores = [one.score for one in suggested.annotation.regions if one.score is not None]
    assert prediction["score"] == pytest.approx(sum(scores) / len(scores))
    assert {item["score"] for item in prediction["result"] if "score" in item} == set(scores)


def test_a_task_imported_by_hand_gets_suggestions_too(client: httpx.Client, folder: Path) -> None:
    ((prediction,),) = client.post("/predict", json=request(task(31, id="of another program"))).json()[
        "results"
    ]
    assert prediction["result"]
    plan = Plan(folder / ".annotate" / "plan.sqlite")
    article = plan.newest("task-31")
    assert article is not None
    assert article.text == TEXT
    (sent,) = plan.sent(task_key("task-31", article.digest))
    assert sent.author == prediction["model_version"]
    assert {one.ref for one in sent.entities if one.label == "LOC"} == {"VNM"}, (
        "what no screen shows is noted"
    )
    assert not plan.has_arrived(task_key("task-31", article.digest), sent.author), "a push looks at the task"
    plan.close()


def test_what_is_forgotten_is_not_suggested_for_and_a_place_in_the_queue_stays(
    served: Running, client: httpx.Client, folder: Path
) -> None:
    text = "Le ministre est à Cuba."
    secret, other = Article(id="task-55", text=text), Article(id="task-56", text=text + " Il y reste.")
    key = task_key(other.id, other.digest)
    with closing(Plan(folder / ".annotate" / "plan.sqlite")) as plan:
        plan.forgotten.add_article(secret.id, [secret.digest])
        plan.set_setting(QUEUE, {"scores": {key: 0.125}})
    results = client.post("/predict", json=request(task(55, text), task(56, other.text))).json()["results"]
    assert results[0] == []
    assert results[1][0]["score"] == 0.125, "'annotate next' gave the task this place"
    served.until("task 55: its article is forgotten")
    with closing(Plan(folder / ".annotate" / "plan.sqlite")) as plan:
        assert not plan.has_task(task_key(secret.id, secret.digest))
        assert plan.has_task(key)


def test_each_task_keeps_its_place_and_one_that_cannot_be_read_gets_nothing(
    served: Running, client: httpx.Client
) -> None:
    texts = [TEXT, "", "Le 4 mai 2024, à Cuba.", "http://example.org/a.txt", "\ud800 Cuba", "Cuba et Hanoï."]
    answer = client.post("/predict", content=json.dumps(request(*(task(n, t) for n, t in enumerate(texts)))))
    results = answer.json()["results"]
    assert [len(one) for one in results] == [1, 0, 1, 0, 0, 1]
    words = [item["value"]["text"] for item in results[2][0]["result"] if "labels" in item["value"]]
    assert "Cuba" in words
    served.until("No suggestion for task 1 has an empty text")
    assert "hunter2-in-params" not in served.log


def test_a_screen_that_shows_none_of_it_is_refused_at_setup(client: httpx.Client) -> None:
    config = '<View><Text name="text" value="$text"/></View>'
    answer = client.post("/setup", json={"schema": config, "access_token": "f" * 40})
    assert answer.status_code == 422
    assert "does not match the ontology" in answer.json()["error"]


def test_nobody_asks_without_the_password(served: Running) -> None:
    user, password = served.login
    wrong: list[Any] = [None, (user, "wrong"), (user, ""), ("other", password), (user, password + " ")]
    for auth in wrong:
        with served.client(auth=auth) as client:
            for method, path in (("GET", "/health"), ("POST", "/predict"), ("POST", "/setup"), ("GET", "/x")):
                answer = client.request(method, path)
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"].startswith("Basic")
    with served.client(auth=None) as client:
        for header in (
            "Basic",
            "Basic !!!",
            "Bearer " + password,
            "Basic " + base64.b64encode(b"x").decode(),
        ):
            assert client.get("/health", headers={"Authorization": header}).status_code == 401
    assert password not in served.log


def test_the_password_of_webhooks_opens_nothing_else(served: Running) -> None:
    hook = hook_account(Account(*served.login))
    with served.client(auth=(hook.user, hook.password)) as client:
        assert client.post("/webhook", json={"action": "ANNOTATION_CREATED"}).status_code == 200
        assert client.post("/predict", json=request(task(1))).status_code == 401


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"tasks": 3}', 400),
        (b'{"tasks": [3]}', 400),
        (b'{"tasks": [{"id": 1, "data": null}]}', 400),
        (b'{"tasks": [{"id": NaN, "data": {}}]}', 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b'{"tasks": [], "label_config": "<View"}', 422),
    ],
)
def test_a_damaged_request_gets_a_sentence(client: httpx.Client, content: bytes, status: int) -> None:
    answer = client.post("/predict", content=content)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert client.get("/health").status_code == 200


def test_a_request_that_is_too_large_is_refused_without_being_read(
    served: Running, client: httpx.Client
) -> None:
    body = json.dumps(request(task(1, "a" * 1_100_000))).encode()
    assert client.post("/predict", content=body).status_code == 413
    with served.client(auth=served.login) as other:  # without a length, as a stream
        answer = other.post("/predict", content=(body[i : i + 65536] for i in range(0, len(body), 65536)))
    assert answer.status_code == 413


def test_an_unknown_address_and_method(client: httpx.Client) -> None:
    for method, path in (("GET", "/predict"), ("POST", "/nothing"), ("DELETE", "/health")):
        answer = client.request(method, path)
        assert answer.status_code == 404
        assert answer.json()["error"]


def test_it_listens_on_this_machine_alone(served: Running) -> None:
    port = int(served.url.rpartition(":")[2])
    assert served.url.startswith("http://127.0.0.1:")
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}
    for address in others - {"127.0.0.1"}:
        with socket.socket() as probe:
            probe.settimeout(2)
            assert probe.connect_ex((str(address), port)) != 0


def test_secrets_are_in_no_argument_and_no_file_of_the_project(served: Running, folder: Path) -> None:
    _, password = served.login
    arguments = Path(f"/proc/{served.process.pid}/cmdline").read_bytes()
    assert password.encode() not in arguments
    for path in folder.rglob("*"):
        if path.is_file():
            assert password.encode() not in path.read_bytes(), path


@pytest.mark.slow
def test_other_labelers_in_the_project_give_another_version_without_a_gap(
    served: Running, client: httpx.Client, folder: Path
) -> None:
    before = client.get("/health").json()["model_version"]
    choose(folder, "gazetteer")
    versions = [before]
    while "is replaced by" not in served.log:
        ((prediction,),) = client.post("/predict", json=request(task(1))).json()["results"]
        versions.append(prediction["model_version"])
        time.sleep(0.05)
        assert len(versions) < 2000
    new = client.post("/setup", json={}).json()["model_version"]
    ((prediction,),) = client.post("/predict", json=request(task(1))).json()["results"]
    assert prediction["model_version"] == new != before
    assert "DATE" not in str(prediction["result"])
    assert list(dict.fromkeys([*versions, new])) == [before, new]


def test_a_model_put_to_use_is_loaded_and_has_the_version_that_use_told(
    served: Running, client: httpx.Client, folder: Path
) -> None:
    before = client.get("/health").json()["model_version"]
    model_folder(folder / "models" / "round-1", ontology="diplomacy@1.0.0")
    words = [*PROGRAM, "use", "models/round-1", "--json"]
    ended = subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True)
    used = json.loads(ended.stdout)
    served.until(f"{before} is replaced by {used['version']}", 40)
    served.until("Notice: the model round-1 was trained with diplomacy@1.0.0")
    ((prediction,),) = client.post("/predict", json=request(task(1, SAID))).json()["results"]
    assert prediction["model_version"] == used["version"]
    assert "Zorbaville" in str(prediction["result"])
