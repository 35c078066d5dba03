"""Sends a push chunk by chunk. While one chunk is being sent, the next one is prepared."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from annotate.core.annotation import Status
from annotate.studio.push.chunks import Chunk, cut
from annotate.studio.push.comparison import Step
from annotate.studio.push.delivery import Delivered, Delivery
from annotate.studio.push.prediction_ids import PredictionIds
from annotate.studio.push.report import PushReport
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.unfinished import Unfinished
from annotate.studio.store.revisions import Revision
from annotate.studio.workspace import Workspace

Progress = Callable[[int], None]


class Sender:
    """Sends the steps of one push. Stores in plan and mirror which steps arrived."""

    def __init__(
        self,
        workspace: Workspace,
        on_server: ServerTasks,
        unfinished: Unfinished,
        report: PushReport,
        progress: Progress,
    ) -> None:
        self._workspace = workspace
        self._on_server = on_server
        self._unfinished = unfinished
        self._report = report
        self._progress = progress
        self._delivery = Delivery(workspace, unfinished)
        self._prediction_ids = PredictionIds(workspace)
        self._sent = 0
        self._given_up = False

    def send_all(self, steps: Iterable[Step]) -> None:
        """Sends all steps, chunk by chunk. Prepares the next chunks while the server works on one."""
        under_way: deque[tuple[Chunk, Future[Delivered]]] = deque()
        with ThreadPoolExecutor(1, thread_name_prefix="import") as pool:
            try:
                for chunk in cut(steps, self._workspace.binding, self._workspace.ontology):
                    self._note_sending(chunk)
                    under_way.append((chunk, pool.submit(self._deliver, chunk)))
                    # One chunk is being sent and the next one waits, so the server is never idle.
                    if len(under_way) > 1:
                        self._note_sent(*under_way.popleft())
                while under_way:
                    self._note_sent(*under_way.popleft())
            except BaseException:
                self._given_up = True
                self._workspace.server.stop_waiting()
                raise
        self._prediction_ids.note()

    def _note_sending(self, chunk: Chunk) -> None:
        """Stores a chunk in the plan. Must run before the chunk is sent."""
        plan = self._workspace.plan
        plan.add((step.record for step in chunk.steps), lines=[step.line for step in chunk.steps])
        plan.revisions.add(Revision(old, step.key) for step in chunk.steps for old in step.old_keys)
        self._unfinished.note_sending(
            step.annotation.author for step in chunk.steps if step.annotation.status is Status.SUGGESTED
        )

    def _deliver(self, chunk: Chunk) -> Delivered:
        """Sends a chunk, unless an earlier chunk failed. Runs in the sending thread."""
        if self._given_up:
            return Delivered()
        try:
            return self._delivery.send(chunk)
        except BaseException:
            self._given_up = True
            raise

    def _note_sent(self, chunk: Chunk, under_way: Future[Delivered]) -> None:
        """Waits until a chunk has arrived. Then updates the plan, the mirror and the report."""
        delivered = under_way.result()
        self._on_server.add(delivered.made)
        self._unfinished.keep_sent_again()
        self._workspace.plan.note_arrived([(step.key, step.annotation.author) for step in chunk.steps])
        self._prediction_ids.add(delivered.predictions)
        # The sample has the first and the last record of each chunk: faults show there, and it stays small.
        ids = {key: task_id for task_id, key, _ in delivered.made}
        self._unfinished.note_sent(
            {step.task_id or ids.get(step.key, 0): step.record for step in (chunk.steps[0], chunk.steps[-1])}
        )
        for step in chunk.steps:
            self._report.take_sent(step)
        self._report.completed += delivered.completed
        self._sent += len(chunk.steps)
        self._progress(self._sent)
