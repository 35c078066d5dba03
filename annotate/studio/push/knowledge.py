"""Answers a comparison's questions from the plan and the mirror. Asks the server only if necessary."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cached_property

from annotate.core.annotation import Annotation
from annotate.studio.push.deleted import Deleted
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.task_states import TaskState, task_states
from annotate.studio.push.unfinished import Unfinished
from annotate.studio.workspace import Workspace


class ProjectKnowledge:
    """The knowledge about one project. Reads the states of all tasks when the first state is needed."""

    def __init__(self, workspace: Workspace, on_server: ServerTasks, unfinished: Unfinished) -> None:
        self._workspace = workspace
        self.deleted = Deleted(workspace, on_server.index)
        self._index = on_server.index
        self._plan = workspace.plan
        self._unfinished = unfinished.versions_before
        self._begun: dict[str, bool] = {}

    def find_deleted(self) -> None:
        """Finds what somebody has deleted on the server since it arrived there."""
        self.deleted.find(lambda: self._states)

    def was_deleted(self, key: str, version: str) -> bool:
        """Whether somebody deleted this version of the task on the server."""
        return (key, version) in self.deleted

    def task_ids(self, key: str) -> Sequence[int]:
        """The ids of the tasks with this key."""
        return self._index.ids(key)

    def keys_of(self, article: str) -> Sequence[str]:
        """The keys of an article's tasks."""
        return self._index.keys_of(article)

    def is_replaced(self, key: str) -> bool:
        """Whether the article has a newer text than this task."""
        return self._plan.revisions.is_replaced(key)

    def has_arrived(self, key: str, version: str) -> bool:
        """Whether the plan knows that the task with this key has this version."""
        return self._plan.has_arrived(key, version) and (key, version) not in self.deleted

    def arrived_line(self, digest: str) -> tuple[str, str, str] | None:
        """The task key, article and version of the file line with this digest, if the line arrived before."""
        arrived = self._plan.arrived_line(digest)
        return None if arrived is not None and (arrived[0], arrived[2]) in self.deleted else arrived

    def state(self, task_id: int) -> TaskState:
        """The state of a task. An unknown task counts as open."""
        if (state := self.deleted.states.get(task_id)) is not None:
            return state
        return self._states.get(task_id, TaskState((), is_open=True))

    def shown(self, key: str) -> Annotation | None:
        """The suggestions of this task that annotators see, as they were sent, or None."""
        version = self._workspace.project.get("model_version")
        return self._plan.sent_as(key, version) if version else None

    def is_begun(self, version: str) -> bool:
        """Whether a task had this version at the first call, or a stopped push began to send this version."""
        if version not in self._begun:
            self._begun[version] = version in self._unfinished or self._plan.has_version(version)
        return self._begun[version]

    def shown_elsewhere(self, articles: Container[str]) -> bool:
        """Whether an open task of an article outside ``articles`` has the version that annotators see."""
        version = self._workspace.project.get("model_version")
        others = (article for article in self._index.articles() if article not in articles)
        keys = (key for article in others for key in self._index.keys_of(article))
        states = (self.state(task_id) for key in keys for task_id in self._index.ids(key))
        return any(state.is_open and version in state.versions for state in states)

    @cached_property
    def _states(self) -> dict[int, TaskState]:
        return task_states(self._workspace, text_key=self._workspace.binding.text_key)


class NoProject:
    """The knowledge before the project exists: there is no task."""

    def task_ids(self, key: str) -> Sequence[int]:
        """Always empty."""
        return ()

    def keys_of(self, article: str) -> Sequence[str]:
        """Always empty."""
        return ()

    def is_replaced(self, key: str) -> bool:
        """Always False."""
        return False

    def has_arrived(self, key: str, version: str) -> bool:
        """Always False."""
        return False

    def arrived_line(self, digest: str) -> tuple[str, str, str] | None:
        """Always None."""
        return None

    def was_deleted(self, key: str, version: str) -> bool:
        """Always False."""
        return False

    def state(self, task_id: int) -> TaskState:
        """An open task without suggestions."""
        return TaskState((), is_open=True)

    def shown(self, key: str) -> Annotation | None:
        """Always None."""
        return None

    def is_begun(self, version: str) -> bool:
        """Always False."""
        return False

    def shown_elsewhere(self, articles: Container[str]) -> bool:
        """Always False."""
        return False
