"""Finishes a push: removes duplicates, marks replaced tasks, and shows the new suggestions to annotators."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

from annotate.studio.api.client import task_number
from annotate.studio.codec.tasks import marked_as_replaced, without_mark
from annotate.studio.push.comparison import Decision, Verdict
from annotate.studio.push.deleted import prediction_counts
from annotate.studio.push.duplicates import Backup, Duplicates
from annotate.studio.push.report import PushReport
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.task_states import task_states
from annotate.studio.push.unfinished import Unfinished
from annotate.studio.workspace import Workspace

_MOST_NAMED = 10  # articles whose open task lacks the version to show


@dataclass
class Versions:
    """The versions of suggestions in one input: versions that are new to the plan, or arrived before.

    The push did not send the versions in ``held_back``: their suggestions differ from those that annotators
    see only in versions. It sent versions in ``restored`` again, because somebody had deleted them.
    """

    sent: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    held_back: set[str] = field(default_factory=set)
    restored: set[str] = field(default_factory=set)

    def take(self, decision: Decision) -> None:
        """Adds the version of one decision."""
        if decision.version is None or decision.verdict is Verdict.REFUSED:
            return
        if decision.verdict is Verdict.VERSION_ALONE:
            self.held_back.add(decision.version)
        elif decision.verdict is Verdict.SAME:
            self.there.add(decision.version)
        elif decision.suggested and decision.step is not None and decision.step.restores:
            self.restored.add(decision.version)
        elif decision.suggested:
            self.sent.add(decision.version)


@dataclass(frozen=True)
class Finish:
    """The last steps of a push to one project, after everything has been sent."""

    workspace: Workspace
    on_server: ServerTasks
    unfinished: Unfinished
    report: PushReport

    def run(
        self, versions: Versions, *, remove_all_duplicates: bool, make_current: bool, backup: Backup | None
    ) -> None:
        """Removes duplicates, marks replaced tasks, and shows the new suggestions to annotators.

        Calls ``backup`` before it removes duplicates on request.
        """
        project = self.workspace.server.project(self.workspace.project_id)
        self.on_server.check(task_number(project))
        duplicates = Duplicates(self.workspace, self.on_server, self.report)
        duplicates.remove_sent_twice(self.unfinished)
        if remove_all_duplicates:
            duplicates.settle_all(backup)
        duplicates.find(settled=False)
        self._mark_replaced()
        self._make_current(versions, project.get("model_version"), make_current)
        self.on_server.keep(task_number(project) - len(self.report.removed))
        self.unfinished.end()

    def _mark_replaced(self) -> None:
        """Marks tasks whose text was replaced. Removes the mark if the text is the newest again."""
        plan, server = self.workspace.plan, self.workspace.server
        for revision in plan.revisions.unmarked():
            if revision.new_key not in self.on_server:
                continue
            old = self.on_server.index.ids(revision.old_key)
            article = plan.article(revision.old_key)
            for task in server.tasks_with_data(self.workspace.project_id, old):
                language = article.language if article is not None else None
                server.change_task(
                    task["id"],
                    without_mark(task["data"])
                    if revision.is_return
                    else marked_as_replaced(task["data"], revision.new_key, language),
                )
            plan.revisions.note_marked(revision)

    def _make_current(self, versions: Versions, shown: str | None, asked_for: bool) -> None:
        """Shows annotators the version that this push sent or must show, else a stopped push's version.

        Shows nothing if there are several such versions. If the input has suggestions that arrived before,
        the stopped push's version must be one of them.
        """
        if versions.held_back:
            return  # annotators see the same suggestions already
        there = {version for version in versions.there if self.workspace.plan.is_suggestion(version)}
        there |= versions.restored
        before = self.unfinished.versions_before
        wanted: Set[str] = (
            versions.sent or (there if asked_for else set()) or (before & there if there else before)
        )
        if not wanted and versions.restored and not prediction_counts(self.workspace).get(shown or ""):
            wanted = there  # annotators see no suggestions at all: their version was deleted
        if len(wanted) == 1:
            self._show(next(iter(wanted)), shown, asked_for)
        elif not wanted and len(there) == 1 and shown not in there:
            self.report.shown_instead = shown

    def _show(self, version: str, shown: str | None, force: bool) -> None:
        """Shows annotators ``version`` if every open task has this version, or if ``force`` is set."""
        if shown == version:
            return
        index = self.on_server.index
        # A version that arrived may be on only one of several duplicate tasks, so look at all of them.
        arrived = self.workspace.plan.arrived(version) - index.duplicates().keys()
        lacking = {
            task_id: key
            for key, task_id in index.all()
            if key not in arrived and not self.workspace.plan.revisions.is_replaced(key)
        }
        states = task_states(self.workspace, list(lacking))
        waiting = [
            task_id
            for task_id, state in states.items()
            if state.is_open and version not in state.versions and task_id in lacking
        ]
        self.report.waiting = len(waiting)
        for task_id in waiting[:_MOST_NAMED]:
            article = self.workspace.plan.article(lacking[task_id])
            self.report.waiting_articles.append(article.id if article is not None else f"task {task_id}")
        if self.report.waiting == 0 or force:
            counts = prediction_counts(self.workspace)
            if counts and version not in counts:
                return  # no task is open, so none got it, and Label Studio refuses to show it
            self.workspace.server.update_project(self.workspace.project_id, model_version=version)
            self.report.made_current = version
