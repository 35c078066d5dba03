"""Finds the ids of the predictions that a push made, and stores these ids in the plan for later pulls.

Label Studio's answers do not contain these ids. One call makes predictions in the order of the list, with
ascending ids. So a push looks up the first and the last prediction of each call. If the number of ids from
the first to the last is the number of predictions sent, this push made all of them, and the plan stores the
ids as one run. Otherwise, the push looks up every prediction of the call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.studio.pull.prediction_versions import Versions, listed, look_up
from annotate.studio.workspace import Workspace

_CALLS = 100  # looked up together


@dataclass(frozen=True)
class SentPredictions:
    """Predictions in the order in which they were sent: task id and version of each.

    ``in_one_call`` says that the server made the predictions in one call, in this order.
    """

    sent: tuple[tuple[int, str], ...]
    in_one_call: bool


class PredictionIds:
    """Collects the predictions of one push and stores their ids. After a stopped push, a pull does this."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known = workspace.plan.predictions
        self._last = self._known.last  # what this push makes has higher ids
        self._waiting: list[SentPredictions] = []

    def add(self, calls: Iterable[SentPredictions]) -> None:
        """Adds calls. Looks up the ids once enough calls have been added."""
        self._waiting.extend(call for call in calls if call.sent)
        if len(self._waiting) >= _CALLS:
            self.note()

    def note(self) -> None:
        """Looks up the ids of all added calls, and stores the ids in the plan."""
        calls, self._waiting = self._waiting, []
        ends = {task_id for call in calls if call.in_one_call for task_id, _ in (call.sent[0], call.sent[-1])}
        found = dict(listed(self._workspace, sorted(ends)))
        noted: list[tuple[range, str]] = []
        others: list[int] = []
        for call in calls:
            run = _run(call, found)
            if run is not None:
                noted.append(run)
            else:
                others.extend(task_id for task_id, _ in call.sent)
        first = min((run.start for run, _ in noted), default=self._last + 1)
        if first <= self._last:  # the server was set back
            self._known.forget(first)
            self._last = 0
        self._known.note(noted)
        look_up(self._workspace, sorted(set(others)))


def _run(call: SentPredictions, found: dict[int, Versions]) -> tuple[range, str] | None:
    """Returns the run of ids and the version of a call, or None if first and last id do not prove a run."""
    versions = {version for _, version in call.sent}
    if not call.in_one_call or len(versions) > 1:
        return None
    (version,) = versions
    ends = []
    for task_id, _ in (call.sent[0], call.sent[-1]):
        same = [prediction for prediction, other in found.get(task_id, ()) if other == version]
        if len(same) != 1:
            return None
        ends.extend(same)
    first, last = ends
    return (range(first, last + 1), version) if last - first + 1 == len(call.sent) else None
