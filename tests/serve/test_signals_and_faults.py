"""The running server: its stop at a signal, connections that send nothing, and a model that disappears."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from annotate.serve.http_server import Connections, HttpServer
from annotate.serve.limits import Message, Receive, Scope, Send, refuse
from tests.serve.misbehaving import campaign, install
from tests.serve.running import Running, run_alone, serving, wait_for

OPTIONS = ("--no-connect", "--no-auth")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaign(tmp_path_factory.mktemp("served") / "campaign")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    state, model = tmp_path_factory.mktemp("state"), tmp_path_factory.mktemp("model") / "folder"
    model.mkdir()
    plug_in = install(tmp_path_factory.mktemp("plug-in"))
    return {**plug_in, "ANNOTATE_STATE_DIR": str(state), "MISBEHAVING_MODEL": str(model)}


@pytest.fixture(scope="module")
def served(folder: Path, environment: dict[str, str]) -> Iterator[Running]:
    with serving(folder, *OPTIONS, environment=environment) as running:
        yield running


def client_of(running: Running) -> httpx.Client:
    return httpx.Client(base_url=running.url, timeout=60, trust_env=False)


def ask(client: httpx.Client, *texts: str) -> httpx.Response:
    tasks = [{"id": number, "data": {"text": text}} for number, text in enumerate(texts)]
    return client.post("/predict", json={"tasks": tasks})


@contextmanager
def under_way(
    folder: Path, environment: dict[str, str], *texts: str
) -> Iterator[tuple[Running, Future[httpx.Response]]]:
    """A server of its own that works on a request with these texts."""
    with (
        serving(folder, *OPTIONS, environment=environment) as running,
        client_of(running) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        client.get("/health")
        asked = pool.submit(ask, client, *texts)
        time.sleep(0.7)
        yield running, asked


def faults(environment: dict[str, str]) -> list[Path]:
    return [path for path in Path(environment["ANNOTATE_STATE_DIR"]).rglob("*.log") if path.is_file()]


def test_sigterm_lets_a_request_under_way_finish(folder: Path, environment: dict[str, str]) -> None:
    with under_way(folder, environment, *["Cuba SLEEP 0.4"] * 5) as (running, asked):
        running.process.send_signal(signal.SIGTERM)
        answer = asked.result()
        assert answer.status_code == 200, running.log
        assert [len(one[0]["result"]) for one in answer.json()["results"]] == [1] * 5
        assert running.process.wait(20) == 143
        running.until("Stopped.", 5)
    assert "Traceback" not in running.log
    assert not faults(environment)


def test_a_second_signal_ends_requests_under_way_with_an_answer(
    folder: Path, environment: dict[str, str]
) -> None:
    with under_way(folder, environment, *["SLEEP 20"] * 9) as (running, asked):
        running.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert not asked.done(), "the first signal leaves time"
        begun = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        answer = asked.result()
        assert answer.status_code == 503, running.log
        assert "stopping" in answer.json()["error"]
        assert answer.headers["retry-after"]
        assert running.process.wait(20) == 130
        assert time.monotonic() - begun < 5
    assert "Traceback" not in running.log
    assert not faults(environment)


@pytest.mark.slow
def test_requests_that_outlast_the_time_of_a_stop_get_an_answer(
    folder: Path, environment: dict[str, str]
) -> None:
    with under_way(folder, environment, *["SLEEP 3"] * 20) as (running, asked):
        begun = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert asked.result().status_code == 503, running.log
        assert time.monotonic() - begun > 9
        assert running.process.wait(20) == 143
    assert not faults(environment)


def test_connections_that_send_nothing_shut_nobody_out(served: Running) -> None:
    port = int(served.url.rpartition(":")[2])
    with ExitStack() as opened:
        for _ in range(200):
            opened.enter_context(socket.create_connection(("127.0.0.1", port)))
        with client_of(served) as client:
            assert client.get("/health").status_code == 200


async def _ok(scope: Scope, receive: Receive, send: Send) -> None:
    message: Message = await receive()
    assert message["type"] == "http.request"
    await refuse(send, 200, "fine")


def with_server(shared: Connections, work: Callable[[int], Awaitable[None]]) -> None:
    """Runs a server with these limits while ``work``, which gets its port, runs."""

    async def run() -> None:
        server = HttpServer(_ok, shared)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            running = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                await asyncio.wait_for(work(port), 20)
            finally:
                server.stop()
                await running

    run_alone(run())


def test_a_connection_without_the_head_of_a_request_is_closed_in_time() -> None:
    closed: list[float] = []
    shared = Connections(0.5, 100, lambda: closed.append(time.monotonic()))

    async def work(port: int) -> None:
        for begins in (b"", b"GET /health HTTP/1.1\r\nHost: x\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            begun = time.monotonic()
            writer.write(begins)
            for _ in range(3):  # a byte now and then buys no time
                await asyncio.sleep(0.1)
                if begins:
                    writer.write(b"X")
            assert await reader.read() == b""
            assert 0.4 < time.monotonic() - begun < 3
            writer.close()
        assert len(closed) == 2
        assert not shared.waiting

    with_server(shared, work)


def test_new_connections_take_the_place_of_the_oldest_that_send_nothing() -> None:
    shared = Connections(60, 5)

    async def work(port: int) -> None:
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(12)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        for early, _ in idle[:8]:
            assert await early.read() == b""
        for _, open_one in [*idle, (reader, writer)]:
            open_one.close()

    with_server(shared, work)


def test_a_model_that_is_gone_costs_no_request_time_and_is_loaded_when_it_is_back(
    served: Running, environment: dict[str, str]
) -> None:
    model = Path(environment["MISBEHAVING_MODEL"])
    gone = model.with_name("elsewhere")
    model.rename(gone)
    with client_of(served) as client:
        assert ask(client, "DIE").json()["results"] == [[]]
        health = client.get("/health").json()
        assert health["status"] == "DOWN"
        assert "there is no model. Bring the folder back." in health["problem"]
        for _ in range(3):
            begun = time.monotonic()
            assert ask(client, "Cuba", "Cuba").json()["results"] == [[], []]
            assert time.monotonic() - begun < 1
        served.until("No suggestion for task 1", 5)
        assert served.log.count("The server tries again by itself") <= 2
        gone.rename(model)
        wait_for(lambda: client.get("/health").json()["status"] == "UP", 40, lambda: served.log)
        assert "problem" not in client.get("/health").json()
        assert len(ask(client, "Cuba").json()["results"][0][0]["result"]) == 1
    assert len(psutil.Process(served.process.pid).children()) <= 2
