"""annotate restore: makes a new Label Studio project from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, listing, output_options
from annotate.cli.progress import progress, progress_option
from annotate.cli.words.confirmation import at_terminal
from annotate.cli.words.server import say_repeated, warn_untested
from annotate.core.errors import one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.backup.followed import Followed
    from annotate.campaign.backup.restore import Restored

_KEPT = "{done} tasks are in the new project and stay there. Run the same command again to continue."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--yes",
    is_flag=True,
    help="Restore here although this folder works on another project, or is a copy of another campaign's.",
)
@progress_option
@output_options
def restore(file: Path, yes: bool, as_json: bool) -> int:
    """Make a new project in Label Studio from FILE, which 'annotate backup' wrote.

    Restore changes nothing that exists on the server. Annotators without an account there get one, so each
    annotation keeps its author; an administrator sets the passwords with 'label-studio reset_password'.
    A new plan, mirror and pseudonyms replace the files of this folder, which are kept under other names, so
    the folder works on the new project from then on. If it works on another project, restore asks first: to
    keep both, restore in a new folder ('annotate init DIR'). The backup's mirror, with its history, is kept
    as .annotate/mirror-restored.sqlite.

    Label Studio gives tasks and annotations new ids and new times; 'annotate pull' writes the original times.
    These do not come back: task locks, passwords, and drafts of annotators who already had an account there;
    docs/sync.md lists all.

    If a restore was stopped, run the same command again to continue.

    \b
    Example: annotate restore campaign-2024-03-31.zip
    """
    from annotate.campaign.backup.followed import followed_project, refusal
    from annotate.campaign.backup.local_state import RestoreState
    from annotate.campaign.backup.restore import restore as restore_campaign
    from annotate.campaign.server.connect import connect, embedded_server
    from annotate.campaign.server.own_folder import keep_folder
    from annotate.campaign.server.sync import untested_version
    from annotate.project import Project
    from annotate.studio.api.client import Studio
    from annotate.studio.backup.file import open_backup

    project = Project.find()
    if yes:
        keep_folder(project)
    ca_file = project.settings.studio.ca_file

    with open_backup(file) as backup, connect(project) as studio:
        followed = None if RestoreState.is_begun(project) else followed_project(project, studio)
        if followed is not None and not yes and not may_leave(followed):
            raise refusal(project, followed)

        def sign_in(token: str) -> Studio:
            return Studio(studio.url, token, ca_file=project.root / ca_file if ca_file else None)

        with progress("restoring", _KEPT, total=backup.count) as advance:
            done = restore_campaign(project, studio, backup, sign_in, advance)
        other, repeated = untested_version(studio), dict(studio.repeated)
    if as_json:
        emit_json(_as_json(done, followed, repeated, other))
    else:
        own = project.settings.studio.url is None
        _say(done, followed, f" --data-dir {embedded_server(project).data}" if own else "")
    warn_untested(other)
    say_repeated(repeated)
    report = done.report
    listing("To do", report.notes)
    listing(
        "Drafts not restored, because only their authors can make them",
        [f"{author}: {count}" for author, count in sorted(report.lost_drafts.items())],
        sum(report.lost_drafts.values()),
    )
    listing("Tasks that Label Studio refused", report.refused)
    listing(
        "Tasks that are not in the backup, because Label Studio failed to return them",
        [f"task {task_id}: {why}" for task_id, why in done.set_aside_then.items()],
    )
    return 4 if report.refused or report.lost_drafts or done.set_aside_then else 0


def may_leave(followed: Followed) -> bool:
    """Asks whether this folder may leave its project. False without a terminal, where nobody can answer."""
    if not at_terminal():
        return False
    click.echo(f"This folder works on {followed}. Annotators may go on there.", err=True)
    return click.confirm("Restore here, and work on the new project from now on?", err=True)


def _as_json(
    done: Restored, followed: Followed | None, repeated: dict[str, int], other_version: str | None
) -> dict[str, Any]:
    from annotate.studio.backup.upload import NOT_KEPT

    report = done.report
    return {
        "project": done.project_id,
        "url": done.url,
        "went_on": done.went_on,
        "tasks": report.tasks,
        "were_there": report.were_there,
        "predictions": report.predictions,
        "annotations": report.annotations,
        "drafts": report.drafts,
        "accounts_made": report.accounts,
        "lost_drafts": report.lost_drafts,
        "refused": report.refused,
        "set_aside_at_backup": done.set_aside_then,
        "forgotten": done.forgotten,
        "forgotten_answers": done.forgotten_answers,
        "put_aside": [str(path) for path in done.aside],
        "former_project": followed.project_id if followed else None,
        "notes": report.notes,
        "not_kept": list(NOT_KEPT),
        "repeated": repeated,
        "untested_version": other_version,
    }


def _say(done: Restored, followed: Followed | None, option: str) -> None:
    report = done.report
    went_on = f" ({report.were_there} of them made before the restore was stopped)" if done.went_on else ""
    click.echo(
        f"Made project {done.project_id} with {counted(report.tasks, 'task')}{went_on}:"
        f" {counted(report.predictions, 'prediction')}, {counted(report.annotations, 'annotation')},"
        f" {counted(report.drafts, 'draft')}."
    )
    if report.accounts:
        click.echo(
            f"Made {counted(len(report.accounts), 'account')}: {', '.join(report.accounts)}."
            f" An administrator sets a password with 'label-studio reset_password{option} --username E-MAIL'."
        )
    if done.forgotten:
        click.echo(
            f"Not restored: {counted(done.forgotten, 'task')} whose articles were forgotten"
            " ('annotate forget')."
        )
    if done.forgotten_answers:
        click.echo(
            f"Not restored: {counted(done.forgotten_answers, 'answer')} of forgotten annotators"
            " ('annotate forget')."
        )
    for path in done.aside:
        click.echo(f"A former local file is kept as {one_line(path)}.")
    click.echo(f"The project is at {done.url}")
    if not any("studio.project" in note for note in report.notes):
        click.echo(f"This folder works on project {done.project_id} from now on.")
    if followed is not None and done.aside:
        click.echo(
            f"To work on project {followed.project_id} again, give the kept files their former names (without"
            " the time)."
        )
    click.echo(
        "Ids, the server's times, task locks, passwords and a few more do not come back: docs/sync.md lists"
        " them under Backup."
    )
