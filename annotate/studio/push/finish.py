"""The end of a push: twins, marks on old texts, and which suggestions annotators see."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from annotate.studio.api.client import Studio, task_number
from annotate.studio.codec.tasks import marked_as_replaced, without_mark
from annotate.studio.push.report import PushReport
from annotate.studio.push.sender import Sender
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.task_states import remove_second_predictions, task_states
from annotate.studio.store.plan import Plan


@dataclass(frozen=True)
class Finish:
    """What is left to do for one project when everything has been sent."""

    studio: Studio
    project_id: int
    plan: Plan
    held: ServerTasks
    report: PushReport

    def run(
        self,
        sender: Sender,
        versions: Set[str],
        known: Set[str],
        *,
        remove_twins: bool,
        make_current: bool,
    ) -> None:
        """Looks for twins, marks old texts, and makes the new suggestions the ones that are shown.

        ``versions`` are those that were sent, ``known`` those that were there already.
        """
        project = self.studio.project(self.project_id)
        self.held.check(task_number(project))
        index = self.held.index
        twins = index.twins()
        again = sender.sent_again
        mine = {key: ids for key, ids in twins.items() if remove_twins or key in again}
        left = {**twins, **self._remove_twins(mine)}
        self.report.twins = {index.article(key) or key: ids for key, ids in left.items() if len(ids) > 1}
        for version, task_ids in sender.suggested_again:
            remove_second_predictions(self.studio, self.project_id, task_ids, version)
        self._mark_replaced()
        shown = project.get("model_version")
        known = {version for version in known if self.plan.is_suggestion(version)}
        wanted = versions or (known if make_current else frozenset()) or sender.unfinished
        if len(wanted) == 1:
            self._show(next(iter(wanted)), shown, make_current)
        elif not wanted and len(known) == 1 and shown not in known:
            self.report.shown_instead = shown
        self.held.keep(task_number(project) - len(self.report.removed))
        sender.end()

    def _remove_twins(self, twins: dict[str, list[int]]) -> dict[str, list[int]]:
        """Deletes tasks that say the same as another, but none that people have worked on; gives the rest."""
        states = task_states(self.studio, self.project_id, [one for ids in twins.values() for one in ids])
        left = {}
        for key, ids in twins.items():
            free = [one for one in ids if states[one].is_open and not self.studio.drafts(one)]
            free.sort(key=lambda one: (-len(states[one].versions), one))
            left[key] = [one for one in ids if one not in free] or free[:1]
            for task_id in free:
                if task_id not in left[key]:
                    self.studio.delete_task(task_id)
                    self.report.removed.append(task_id)
        self.held.remove(self.report.removed)
        return left

    def _mark_replaced(self) -> None:
        """Tells annotators, above the text, that an old task has a newer text beside it."""
        for revision in self.plan.unmarked_revisions():
            if revision.new_key not in self.held:
                continue
            old = self.held.index.ids(revision.old_key)
            article = self.plan.article(revision.old_key)
            for task in self.studio.tasks_with_data(self.project_id, old):
                language = article.language if article is not None else None
                self.studio.change_task(
                    task["id"],
                    without_mark(task["data"])
                    if revision.is_return
                    else marked_as_replaced(task["data"], revision.new_key, language),
                )
            self.plan.note_marked(revision)

    def _show(self, version: str, shown: str | None, force: bool) -> None:
        """Makes ``version`` the one that annotators see, once every open task has it."""
        if shown == version:
            return
        index = self.held.index
        arrived = self.plan.arrived(version) - index.twins().keys()  # of twins it may be one that has it
        lacking = [task_id for key, task_id in index.all() if key not in arrived]
        states = task_states(self.studio, self.project_id, lacking)
        self.report.waiting = sum(
            state.is_open and version not in state.versions for state in states.values()
        )
        if self.report.waiting == 0 or force:
            self.studio.update_project(self.project_id, model_version=version)
            self.report.made_current = version
