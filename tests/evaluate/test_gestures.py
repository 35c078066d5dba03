"""The table of costs: every job has one."""

from __future__ import annotations

from annotate.evaluate.gestures import GESTURES, Job


def test_every_job_costs_at_least_one_gesture() -> None:
    assert set(GESTURES) == set(Job)
    assert all(cost >= 1 for cost in GESTURES.values())
