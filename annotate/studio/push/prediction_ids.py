"""Which ids the server gave to the predictions of a push: noted in the plan, so that a pull need not ask.

No answer of Label Studio names them. One call makes its predictions in the order of its list, and ids grow.
So the first and the last one of a call are looked up. Where as many ids lie between them as were sent, no
other program can have made any of them, and they are noted as one run. Else all of them are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.studio.pull.prediction_versions import Versions, listed, look_up
from annotate.studio.workspace import Workspace

_CALLS = 100  # are looked up together


@dataclass(frozen=True)
class SentPredictions:
    """Predictions that were sent: task id and version of each, in the order in which they were sent.

    They were made one after the other if they arrived ``in_one_call``.
    """

    sent: tuple[tuple[int, str], ...]
    in_one_call: bool


class PredictionIds:
    """Notes the ids of what one push sent; a push that is stopped before leaves it to the next pull."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._waiting: list[SentPredictions] = []

    def add(self, calls: Iterable[SentPredictions]) -> None:
        """Takes in what was sent, and looks up what has come together once that is much."""
        self._waiting.extend(call for call in calls if call.sent)
        if len(self._waiting) >= _CALLS:
            self.note()

    def note(self) -> None:
        """Looks up what has come together."""
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
        self._workspace.plan.predictions.note(noted)
        look_up(self._workspace, sorted(set(others)))


def _run(call: SentPredictions, found: dict[int, Versions]) -> tuple[range, str] | None:
    """The ids of a call, if they follow each other without a gap."""
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
