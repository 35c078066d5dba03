"""The server when something goes wrong: slow, dying and raising labelers, many requests, reloads."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import psutil
import pytest

from tests.serve.misbehaving import campaign, install
from tests.serve.running import Running, choose, serving, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plug_in(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return install(tmp_path_factory.mktemp("plug-in"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaign(tmp_path_factory.mktemp("served") / "campaign")


@pytest.fixture(scope="module")
def served(
    folder: Path, plug_in: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    environment = {**plug_in, "ANNOTATE_STATE_DIR": str(tmp_path_factory.mktemp("state"))}
    options = ("--no-connect", "--no-auth", "--workers", "2", "--max-waiting", "4", "--answer-within", "3")
    with serving(folder, *options, environment=environment) as running:
        yield running


def ask(client: httpx.Client, *texts: str) -> httpx.Response:
    tasks = [{"id": number, "data": {"text": text}} for number, text in enumerate(texts)]
    return client.post("/predict", json={"tasks": tasks})


def counts(answer: httpx.Response) -> list[int]:
    """How many regions each task got; -1 for a task without prediction."""
    assert answer.status_code == 200, answer.text
    return [len(one[0]["result"]) if one else -1 for one in answer.json()["results"]]


@pytest.fixture
def client(served: Running) -> Iterator[httpx.Client]:
    with served.client(auth=None) as client:
        yield client


def test_health_is_answered_while_every_process_works(client: httpx.Client) -> None:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, client, "SLEEP 1", "SLEEP 1")
        time.sleep(0.2)
        begun = time.monotonic()
        assert client.get("/health").json()["status"] == "UP"
        assert time.monotonic() - begun < 0.5
        assert counts(asked.result()) == [0, 0]


def test_more_requests_than_may_wait_are_told_to_come_later(client: httpx.Client) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda number: ask(client, "Cuba SLEEP 0.5"), range(10)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes[:4] == [200] * 4
    assert set(codes[4:]) == {503}
    assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 503)
    assert counts(ask(client, "Cuba")) == [1]


def test_an_article_that_ends_its_process_costs_no_other_article(
    served: Running, client: httpx.Client
) -> None:
    answer = client.post(
        "/predict",
        json={"tasks": [{"id": n, "data": {"text": t}} for n, t in enumerate(["Cuba", "Cuba DIE"])]},
    )
    found = counts(answer)
    assert found[1] == -1
    for _ in range(20):  # a new process takes a while to load
        if counts(ask(client, "Cuba", "Cuba")) == [1, 1]:
            break
    else:
        raise AssertionError(served.log)


def test_an_article_whose_labeler_raises_gets_nothing(served: Running, client: httpx.Client) -> None:
    assert counts(ask(client, "Cuba", "Cuba RAISE", "Cuba Cuba")) == [1, -1, 2]
    served.until("as the text says")


def test_a_reload_leaves_no_request_unanswered(served: Running, folder: Path, client: httpx.Client) -> None:
    done, versions, wrong = Event(), [], []

    def asking() -> None:
        with served.client(auth=None) as own:
            while not done.is_set():
                answer = ask(own, "Cuba SLEEP 0.02")
                if answer.status_code != 200 or counts(answer) != [1]:
                    wrong.append(answer.text)
                    continue
                ((prediction,),) = answer.json()["results"]
                versions.append(prediction["model_version"])
                assert own.get("/health").json()["status"] == "UP"

    with ThreadPoolExecutor(2) as pool:
        threads = [pool.submit(asking) for _ in range(2)]
        time.sleep(0.2)
        choose(folder, "misbehaving:2")
        served.until("is replaced by", 40)
        time.sleep(0.3)
        done.set()
        for thread in threads:
            thread.result()
    assert not wrong, served.log
    new = client.get("/health").json()["model_version"]
    assert new != served.version
    assert list(dict.fromkeys(versions)) == [served.version, new] or set(versions) == {served.version, new}
    assert client.post("/setup", json={}).json() == {"model_version": new}
    wait_for(
        lambda: len(psutil.Process(served.process.pid).children()) <= 3, 10, lambda: "processes are left"
    )


def test_a_reload_that_fails_keeps_what_was_there(
    served: Running, folder: Path, client: httpx.Client
) -> None:
    before = client.get("/health").json()["model_version"]
    choose(folder, "no-such-labeler")
    served.until("Not reloaded", 40)
    served.until("no-such-labeler")
    assert client.get("/health").json()["model_version"] == before
    assert counts(ask(client, "Cuba")) == [1]
    choose(folder, "misbehaving:2")
    os.kill(served.process.pid, signal.SIGHUP)
    served.until("the version is still", 40)


def test_what_is_not_done_in_time_gets_no_suggestion_and_the_rest_does(
    served: Running, client: httpx.Client
) -> None:
    begun = time.monotonic()
    assert counts(ask(client, "Cuba SLEEP 4", "Cuba")) == [-1, 1]
    assert time.monotonic() - begun < 3.9
    served.until("it was not done within 3 seconds")


def test_a_stopped_server_leaves_no_process(folder: Path, plug_in: dict[str, str], tmp_path: Path) -> None:
    environment = {**plug_in, "ANNOTATE_STATE_DIR": str(tmp_path / "state")}
    with serving(folder, "--no-connect", "--no-auth", environment=environment) as running:
        children = psutil.Process(running.process.pid).children(recursive=True)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(20) == 130
        assert "Traceback" not in running.log
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    with serving(folder, "--no-connect", "--no-auth", environment=environment) as running:
        children = psutil.Process(running.process.pid).children(recursive=True)
        running.process.kill()
        running.process.wait()
        psutil.wait_procs(children, timeout=10)
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_a_body_that_does_not_come_is_given_up(served: Running) -> None:
    """Sixteen clients that send half a request do not stop the server."""
    import socket

    port = int(served.url.rpartition(":")[2])
    held: list[Any] = []
    for _ in range(3):
        one = socket.create_connection(("127.0.0.1", port))
        one.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        held.append(one)
    with served.client(auth=None) as client:
        assert client.get("/health").status_code == 200
    for one in held:
        one.close()
