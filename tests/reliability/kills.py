"""Kills the client at random moments, and the server during imports. A later run must complete the work."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotate.project import TOKEN_VARIABLE
from annotate.studio.server.embedded import EmbeddedServer
from tests.reliability import truth
from tests.reliability.dispatches import dispatches
from tests.reliability.stage import ROOT, Annotated, CaseResult, ClientFolder, Stage

_LONGEST_S = 300.0
Process = subprocess.Popen[str]


def prepare(stage: Stage, what: str, place: ClientFolder, *files: Path, **environment: str) -> Process:
    """Starts a client in a separate process, which waits until `go` is called."""
    words = [sys.executable, "-m", "tests.reliability.client", what, stage.server.url]
    calls = stage.scale.killed_tasks // 8
    process = subprocess.Popen(
        [*words, str(place.project), str(place.folder), str(calls), *map(str, files)],
        env={**os.environ, TOKEN_VARIABLE: stage.server.token, **environment},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    if process.stdout.readline() != "ready\n":
        raise AssertionError(process.communicate()[1])
    return process


def go(process: Process) -> None:
    """Lets a waiting client begin."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def start(stage: Stage, what: str, place: ClientFolder, *files: Path) -> Process:
    """Starts a client in a separate process that begins at once."""
    process = prepare(stage, what, place, *files)
    go(process)
    return process


def end(process: Process) -> Any:
    """Waits for a client to finish. Returns its result."""
    out, error = process.communicate(timeout=_LONGEST_S)
    if process.returncode != 0:
        raise AssertionError(error)
    return json.loads(out)


def _killed(process: Process, after_s: float) -> bool:
    """Kills the process after a time. Returns False if it had already finished its work."""
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    return "gave_up" in end(process)


def _kill_often(
    outcome: CaseResult, kills: int, begin: Callable[[], Process], finish: Callable[[], None]
) -> None:
    """Runs it until it was killed often enough and is done. ``finish`` compares the result."""
    chance = random.Random(outcome.seed)
    process = begin()
    begun = time.monotonic()
    end(process)
    whole_s = time.monotonic() - begun
    finish()
    done = True
    while outcome.struck < kills or not done:
        limit = whole_s * chance.random() if outcome.struck < kills else _LONGEST_S
        done = not _killed(begin(), limit)
        outcome.struck += not done
        if done:
            finish()


def client_killed_in_push(stage: Stage, seed: int) -> CaseResult:
    """Kills a push of two versions at random moments until it is done; then the same with other projects."""
    outcome = CaseResult("push: client killed (SIGKILL)", seed, least=stage.scale.kills)
    number = stage.scale.killed_tasks
    files = [stage.file("m1", number), stage.file("m2", number)]
    versions = [dispatches(number, version) for version in ("m1", "m2")]
    places = [stage.place()]

    def begin() -> Process:
        return start(stage, "push", places[-1], *files)

    def finish() -> None:
        place = places[-1]
        with stage.client() as studio:
            again = place.campaign(studio).push(*versions[1])
            if again.duplicates:
                outcome.notes.append(
                    f"{len(again.duplicates)} duplicates named by the next push, removed on request"
                )
                place.campaign(studio).push(*versions[1], remove_duplicates=True)
        outcome.check(again.added + again.suggestions == 0, f"one more push sent {again}")
        outcome.losses += truth.pushed(stage.database, place.project, *versions)
        places.append(stage.place())

    _kill_often(outcome, stage.scale.kills, begin, finish)
    outcome.notes.append(f"{len(places) - 1} projects")
    return outcome


def client_killed_in_pull(stage: Stage, annotated: Annotated, seed: int) -> CaseResult:
    """Kills a pull at random moments until it is done; then again after changes, or with another mirror."""
    outcome = CaseResult("pull: client killed (SIGKILL)", seed, least=stage.scale.kills)
    places = [annotated.place()]

    def begin() -> Process:
        return start(stage, "pull", places[-1])

    def finish() -> None:
        with stage.client() as studio:
            outcome.losses += annotated.compare(places[-1].campaign(studio))
        # Each mirror has two pulls: a first one of everything, and a later one of what changed.
        places.append(places[-1] if len(places) % 2 else annotated.place())
        annotated.change()

    _kill_often(outcome, stage.scale.kills, begin, finish)
    outcome.notes.append(f"{len(places) - 1} pulls came to their end")
    return outcome


def server_killed(stage: Stage, server: EmbeddedServer, seed: int) -> CaseResult:
    """Kills the server during imports, and starts it again with the same port and data."""
    scale, chance = stage.scale, random.Random(seed)
    outcome = CaseResult("push: server killed (SIGKILL)", seed, least=scale.server_kills)
    number = scale.tasks * 4
    place = stage.place()
    process = start(stage, "push", place, stage.file("m1", number))
    for turn in range(scale.server_kills):
        # Somewhere in this part of the work.
        wanted = number * (turn + chance.random()) / (scale.server_kills + 0.5)
        while process.poll() is None and truth.task_number(stage.database, place.project) < wanted:
            time.sleep(0.01)
        if process.poll() is not None:
            break
        time.sleep(chance.random() * 0.1)
        kill_server(server)
        outcome.struck += 1
        server.up(port=int(stage.server.url.rpartition(":")[2]))
    result = end(process)
    outcome.check(result["repeated"] > 0, "the client noticed nothing")
    outcome.check(result.get("added") == number, f"the client says {result}")
    outcome.notes.append(f"{result['repeated']} failures overcome by the one run")
    outcome.losses = truth.pushed(stage.database, place.project, dispatches(number))
    return outcome


def kill_server(server: EmbeddedServer) -> None:
    """Ends the server at once, by its process id."""
    running = server.running()
    assert running is not None, "there is no server to kill"
    os.kill(running.pid, 9)
    os.waitpid(running.pid, 0)
