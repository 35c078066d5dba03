"""Servers that answer, but not as expected: pages shorter than requested, and a clock that goes back."""

from __future__ import annotations

import io
import itertools
import re
from datetime import UTC, datetime, timedelta

from annotate.studio.api.client import Studio
from annotate.studio.backup.dump import dump
from annotate.studio.backup.writer import BackupWriter
from annotate.studio.pull.recent import changes_there
from tests.faults.proxy import proxy
from tests.reliability import truth
from tests.reliability.dispatches import dispatches
from tests.reliability.stage import Annotated, CaseResult, Stage

_CAPS = (5, 5, 1, 7, 3)  # one after the other, so the cap changes during each reading
_BACK = timedelta(minutes=10)
_PAGE_SIZE = re.compile(r"(?<=[?&])page_size=(\d+)")


def capped_pages(stage: Stage, seed: int) -> CaseResult:
    """Pushes two versions, pulls twice and makes a backup, with listings of a few tasks a page."""
    outcome = CaseResult("push, pull and backup: capped pages", seed, least=10)
    caps = itertools.cycle(_CAPS)

    def cap(path: str) -> str:
        size = _PAGE_SIZE.search(path)
        if not path.startswith("/api/tasks?") or size is None or int(size[1]) <= max(_CAPS):
            return path
        outcome.struck += 1
        return _PAGE_SIZE.sub(f"page_size={next(caps)}", path)

    number = stage.scale.killed_tasks
    versions = [dispatches(number, version) for version in ("m1", "m2")]
    annotated = Annotated(stage, seed, number)
    pushed, pulled = stage.place(), annotated.place()
    with proxy(stage.server.url, rewrite=cap) as url, Studio(url, stage.server.token) as studio:
        for records in versions:
            pushed.campaign(studio).push(*records)
        for mirror in pushed.folder.glob("mirror.sqlite*"):
            mirror.unlink()  # so that the push lists all tasks
        sent = pushed.campaign(studio).push(*versions[1])
        outcome.check(sent.added + sent.suggestions == 0 and not sent.duplicates, f"sent again: {sent}")
        first = pulled.campaign(studio).update()
        annotated.change()
        campaign = pulled.campaign(studio)
        second = campaign.update()
        gone = first.changes.gone + second.changes.gone
        outcome.check(gone == 0, f"{gone} living annotations were called gone")
        outcome.check(second.tasks == number, f"{second.tasks} tasks of {number} are in the mirror")
        with BackupWriter(io.BytesIO()) as writer:
            counts = dump(campaign.workspace, writer, lambda done: None).counts
            writer.finish({})
        stored = len(truth.stored_annotations(stage.database, annotated.project))
        outcome.losses.note("lost", "tasks of the backup", number - counts["tasks"])
        outcome.losses.note("lost", "annotations of the backup", stored - counts["annotations"])
        outcome.losses += annotated.compare(campaign)
    outcome.losses += truth.pushed(stage.database, pushed.project, *versions)
    return outcome


def clock_set_back(stage: Stage, seed: int) -> CaseResult:
    """The server's clock goes back by ten minutes between two pulls, and the annotator works on.

    First she submits new answers, then she only changes some. The pull must have all of them each time.
    """
    outcome = CaseResult("pull: clock set back", seed, least=2)
    annotated = Annotated(stage, seed, stage.scale.tasks)
    place = annotated.place()
    back = timedelta()
    with (
        proxy(stage.server.url, clock_s=lambda: -back.total_seconds()) as url,
        Studio(url, stage.server.token) as studio,
    ):
        place.campaign(studio).update()
        for work in (annotated.submit_more, annotated.change):
            begun = datetime.now(UTC)
            work()
            back += _BACK
            outcome.struck += _date_back(stage, annotated.project, begun, back)
            campaign = place.campaign(studio)
            changed, _ = changes_there(campaign.workspace)
            outcome.check(changed > 0, "status would say that nothing changed")
            report = campaign.update()
            outcome.check(report.dated_back > 0, "the pull does not say that the clock was set back")
            outcome.losses += annotated.compare(campaign)
            again = campaign.update()
            outcome.check(not again.changes, f"a second pull found {again.changes}")
    return outcome


def _date_back(stage: Stage, project: int, since: datetime, back: timedelta) -> int:
    """Dates the tasks that changed since a moment as a clock that is behind. Returns their number."""
    rows = truth.stored_changes(stage.database, project, since)
    for task_id, changed_at in rows:
        earlier = (changed_at - back).strftime("%Y-%m-%d %H:%M:%S.%f")
        stage.server.execute("UPDATE task SET updated_at = %s WHERE id = %s", earlier, task_id)
    return len(rows)
