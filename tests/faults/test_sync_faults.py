"""A broken connection or a killed command loses nothing and doubles nothing, there and back.

A small part of tests/reliability, whose whole `make faults` runs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.reliability.broken_calls import pull_through, push_through
from tests.reliability.faults import faults
from tests.reliability.kills import client_killed_in_pull, client_killed_in_push
from tests.reliability.odd_servers import clock_set_back
from tests.reliability.releases import release_during_pull
from tests.reliability.stage import Annotated, Scale, Stage

pytestmark = pytest.mark.studio
SCALE = Scale(tasks=60, calls=4, rate=0.0, cut_s=0.2, grace_s=0.6, killed_tasks=60, kills=3, server_kills=0)
FAULTS = faults(SCALE.cut_s, SCALE.grace_s)
SEED = 7


@pytest.fixture(scope="module")
def stage(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(server, tmp_path_factory.mktemp("reliability"), SCALE)


@pytest.fixture
def small(server: Server, tmp_path: Path) -> Stage:
    return Stage(server, tmp_path, replace(SCALE, tasks=20, killed_tasks=19))


@pytest.fixture(scope="module")
def annotated(stage: Stage) -> Annotated:
    return Annotated(stage, SEED, SCALE.tasks)


def test_a_push_whose_every_other_import_breaks_in_another_way_arrives_once(stage: Stage) -> None:
    outcome = push_through(stage, FAULTS, SEED)
    assert outcome.holds, outcome


@pytest.mark.slow
def test_a_pull_whose_every_other_listing_breaks_in_another_way_is_whole(
    stage: Stage, annotated: Annotated
) -> None:
    outcome = pull_through(stage, annotated, FAULTS, SEED)
    assert outcome.holds, outcome


@pytest.mark.slow
def test_answers_given_while_the_clock_is_set_back_are_pulled(small: Stage) -> None:
    outcome = clock_set_back(small, SEED)
    assert outcome.holds, outcome


@pytest.mark.slow
def test_a_release_during_which_others_pull_is_of_one_moment(small: Stage) -> None:
    outcome = release_during_pull(small, SEED, turns=1)
    assert outcome.holds, outcome


def test_a_push_that_is_killed_again_and_again_arrives_once(stage: Stage) -> None:
    outcome = client_killed_in_push(stage, SEED)
    assert outcome.holds, outcome


def test_a_pull_that_is_killed_again_and_again_is_whole(stage: Stage, annotated: Annotated) -> None:
    outcome = client_killed_in_pull(stage, annotated, SEED)
    assert outcome.holds, outcome
