"""Versions of predictions by id: runs are noted, joined, cut and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.studio.store.plan import Plan, ProjectLink
from annotate.studio.store.predictions import runs
from tests.examples import examples

RUNS = st.lists(
    st.tuples(st.integers(1, 30), st.integers(1, 12), st.sampled_from(["m1", "m2", None])), max_size=12
)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(tmp_path / "plan.sqlite")


@pytest.mark.parametrize(
    ("noted", "rows"),
    [
        ([(1, 5, "m1")], [(1, 5, "m1")]),
        ([(1, 5, "m1"), (6, 9, "m1")], [(1, 9, "m1")]),
        ([(1, 5, "m1"), (6, 9, "m2")], [(1, 5, "m1"), (6, 9, "m2")]),
        ([(1, 5, "m1"), (7, 9, "m1")], [(1, 5, "m1"), (7, 9, "m1")]),
        ([(1, 9, "m1"), (4, 5, "m2")], [(1, 3, "m1"), (4, 5, "m2"), (6, 9, "m1")]),
        ([(1, 9, "m1"), (1, 1, "m2")], [(1, 1, "m2"), (2, 9, "m1")]),
        ([(1, 9, "m1"), (9, 9, "m2")], [(1, 8, "m1"), (9, 9, "m2")]),
        ([(1, 9, "m1"), (1, 9, "m2")], [(1, 9, "m2")]),
        ([(4, 9, "m1"), (1, 5, "m2")], [(1, 5, "m2"), (6, 9, "m1")]),
        ([(1, 5, "m1"), (8, 12, "m2"), (4, 9, "m3")], [(1, 3, "m1"), (4, 9, "m3"), (10, 12, "m2")]),
        # An id inside a run with the same version, the first, a middle and the last one.
        ([(1, 9, "m1"), (1, 1, "m1"), (5, 5, "m1"), (9, 9, "m1")], [(1, 9, "m1")]),
        ([(1, 9, "m1"), (12, 15, "m2"), (10, 11, "m1")], [(1, 11, "m1"), (12, 15, "m2")]),
        ([(1, 4, "m1"), (6, 9, "m1"), (5, 5, "m1")], [(1, 9, "m1")]),
        ([(4, 9, "m1"), (1, 12, None)], [(1, 12, None)]),
    ],
)
def test_runs_are_joined_and_a_later_one_wins(
    plan: Plan, noted: list[tuple[int, int, str | None]], rows: list[tuple[int, int, str | None]]
) -> None:
    for first, last, version in noted:
        plan.predictions.note([(range(first, last + 1), version)])
    assert [tuple(row) for row in plan._db.execute("SELECT * FROM predictions ORDER BY first")] == rows


@examples(60)
@given(noted=RUNS)
def test_an_id_has_the_version_noted_last(
    tmp_path_factory: pytest.TempPathFactory, noted: list[tuple[int, int, str | None]]
) -> None:
    plan, last = Plan(tmp_path_factory.mktemp("plan") / "plan.sqlite"), dict[int, str | None]()
    for first, length, version in noted:
        ids = range(first, first + length)
        plan.predictions.note([(ids, version)])
        last.update(dict.fromkeys(ids, version))
    for prediction in range(50):
        run = plan.predictions.run(prediction)
        assert (run is not None) is (prediction in last)
        assert plan.predictions.version(prediction) == last.get(prediction)
        assert run is None or {last[one] for one in run} == {last[prediction]}
    assert list(plan.predictions.unknown(range(50))) == [one for one in range(50) if one not in last]
    assert plan.predictions.last == max(last, default=0)
    plan.close()


def test_another_project_has_other_ids(plan: Plan) -> None:
    plan.set_link(ProjectLink("http://one", 1, "2024"))
    plan.predictions.note([(range(1, 9), "m1")])
    plan.set_link(ProjectLink("http://one:8080", 1, "2024"))
    assert plan.predictions.version(3) == "m1", "the same project under another address"
    plan.set_link(ProjectLink("http://one", 2, "2025"), same_content=True)
    assert plan.predictions.run(3) is None


def test_a_reused_id_makes_its_run_and_later_ones_unknown(plan: Plan) -> None:
    plan.predictions.note([(range(1, 5), "m1"), (range(5, 9), "m2"), (range(11, 15), "m3")])
    plan.predictions.forget(7)
    assert [one for one in range(20) if plan.predictions.run(one)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [([], []), ([3], [(3, 3)]), ([5, 3, 4, 9, 4], [(3, 5), (9, 9)]), ([1, 3, 5], [(1, 1), (3, 3), (5, 5)])],
)
def test_ids_become_runs(ids: list[int], expected: list[tuple[int, int]]) -> None:
    assert [(run.start, run.stop - 1) for run in runs(ids)] == expected
