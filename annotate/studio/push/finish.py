"""The end of a push: twins, marks on old texts, and which suggestions annotators see."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.studio.api.client import Studio, task_number
from annotate.studio.push.held import Held
from annotate.studio.push.report import PushReport
from annotate.studio.push.sender import Sender
from annotate.studio.push.versions import remove_second_predictions, task_states
from annotate.studio.store.plan import Plan
from annotate.studio.tasks import marked_as_replaced, without_mark


@dataclass(frozen=True)
class Finish:
    """What is left to do for one project when everything has been sent."""

    studio: Studio
    project_id: int
    plan: Plan
    held: Held
    report: PushReport

    def run(
        self,
        sender: Sender,
        versions: set[str],
        known: set[str],
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
        if len(versions) == 1:
            self._show(next(iter(versions)), shown, make_current)
        elif not versions:
            suggested = {version for version in known if self.plan.is_suggestion(version)}
            self._show_known(suggested, shown, make_current)
        self.held.keep(task_number(project) - len(self.report.removed))
        sender.keep_sent_again()

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
        arrived = self.plan.arrived(version)
        lacking = [task_id for key, task_id in self.held.index.all() if key not in arrived]
        states = task_states(self.studio, self.project_id, lacking)
        self.report.waiting = sum(
            state.is_open and version not in state.versions for state in states.values()
        )
        if self.report.waiting == 0 or force:
            self.studio.update_project(self.project_id, model_version=version)
            self.report.made_current = version

    def _show_known(self, versions: set[str], shown: str | None, wanted: bool) -> None:
        """Goes back to suggestions that were there already only where that is asked for."""
        if len(versions) != 1 or shown in versions:
            return
        if wanted:
            self._show(next(iter(versions)), shown, force=True)
        else:
            self.report.shown_instead = shown
