"""Measures `annotate serve`: the time of one article, and the rates of batches against one article a call.

All sides have the default labelers and get the same French articles over HTTP on one connection. The baseline
is `benchmarks.one_article_a_call`. The sides take turns, and each ratio is the median over the rounds.

python -m benchmarks.serve_speed --articles 48 --rounds 5 --json
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.articles import varied

BATCH = 16
AIM_ONE, AIM_TWO = 1.3, 1.8
_ANNOTATE = [sys.executable, "-c", "from annotate.cli.main import main; main()"]
_ROOT = Path(__file__).parents[1]


@contextmanager
def started(words: Sequence[str], folder: Path, last: str) -> Iterator[str]:
    """Runs a server while the block runs. Yields what it printed, up to the line ``last``."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        text = ""
        while not text.endswith(last):
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"{words} ended: {text}")
            text += line
        yield text
    finally:
        process.terminate()
        process.wait()


class Side:
    """One server, and how many articles a call has."""

    def __init__(self, url: str, batch: int, auth: tuple[str, str] | None = None) -> None:
        self._client = httpx.Client(base_url=url, timeout=600, auth=auth, trust_env=False)
        self._batch = batch
        self.calls: list[float] = []  # seconds of each call
        self.rates: list[float] = []  # articles per second of each round

    def run(self, tasks: Sequence[dict[str, Any]], *, counted: bool = True) -> None:
        """Sends all tasks, call by call."""
        calls: list[float] = []
        begun = time.perf_counter()
        for start in range(0, len(tasks), self._batch):
            call = time.perf_counter()
            answer = self._client.post("/predict", json={"tasks": tasks[start : start + self._batch]})
            answer.raise_for_status()
            assert all(answer.json()["results"]), "each task has a suggestion"
            calls.append(time.perf_counter() - call)
        if counted:
            self.calls += calls
            self.rates.append(len(tasks) / (time.perf_counter() - begun))


def measured(articles: int, rounds: int, words: int) -> dict[str, float]:
    """The figures, by name. Times are in milliseconds, rates in articles per second."""
    tasks = [
        {"id": number, "data": {"text": one.text, "language": "fr"}}
        for number, one in enumerate(varied(articles, words))
    ]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "campaign"
        subprocess.run([*_ANNOTATE, "init", str(folder)], check=True, capture_output=True)
        os.environ["ANNOTATE_STATE_DIR"] = str(folder.parent / "state")
        port = _free_port()
        plain = [sys.executable, "-m", "benchmarks.one_article_a_call", str(port)]
        stack.enter_context(started(plain, folder, "ready\n"))
        login = None
        served = []
        for workers in (1, 2):
            command = [
                *_ANNOTATE,
                "serve",
                "--port",
                "0",
                "--no-connect",
                "--json",
                "--workers",
                str(workers),
            ]
            served.append(json.loads(stack.enter_context(started(command, folder, "}\n")))["url"])
            shown = subprocess.check_output([*_ANNOTATE, "serve", "--show-login", "--json"], cwd=folder)
            login = (json.loads(shown)["user"], json.loads(shown)["password"])
        baseline = Side(f"http://127.0.0.1:{port}", 1)
        single, batch, two = (
            Side(served[0], 1, login),
            Side(served[0], BATCH, login),
            Side(served[1], BATCH, login),
        )
        sides = (baseline, single, batch, two)
        for side in sides:
            side.run(tasks[:BATCH], counted=False)
        for _ in range(rounds):
            for side in sides:
                side.run(tasks)
    calls = sorted(single.calls)

    def ratio(side: Side) -> float:
        return statistics.median(
            ours / theirs for ours, theirs in zip(side.rates, baseline.rates, strict=True)
        )

    return {
        "baseline, one article a call: articles/s": statistics.median(baseline.rates),
        "one article a call: ms, p50": 1000 * statistics.median(calls),
        "one article a call: ms, p99": 1000 * calls[min(len(calls) - 1, int(0.99 * len(calls)))],
        "one article a call: ratio to the baseline": ratio(single),
        f"batches of {BATCH}, one process: ratio to the baseline": ratio(batch),
        f"batches of {BATCH}, two processes: ratio to the baseline": ratio(two),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Prints the figures, and exits with 1 if a ratio misses its aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--words", type=int, default=400, help="words of an article")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measured(given.articles, given.rounds, given.words)
    if given.json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:60} {value:8.2f}")
    one, two = list(found.values())[-2:]
    print(f"aims: {AIM_ONE} with one process, {AIM_TWO} with two", file=sys.stderr)
    sys.exit(0 if one >= AIM_ONE and two >= AIM_TWO else 1)


if __name__ == "__main__":
    main()
