"""annotate push: sends suggestions or annotations to Label Studio."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, listing, output_options, table
from annotate.cli.process import quick_switches, rare_collections
from annotate.cli.progress import progress, progress_option
from annotate.cli.words.duplicates import duplicates_as_json, say_duplicates
from annotate.cli.words.server import say_repeated, warn_untested
from annotate.core.errors import one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.server.sync import Pushed
    from annotate.studio.push.report import PushReport

_KEPT = "{done} articles were sent and stay there. Run the same command again to send the rest."


_MOST_MISSING = 5  # articles that are named in one line


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print what would be done, and change nothing.")
@click.option(
    "--revise",
    is_flag=True,
    help="Make a new task for each article whose text has changed; the old task stays, marked as replaced.",
)
@click.option(
    "--remove-duplicates",
    is_flag=True,
    help="After a backup, delete duplicate tasks on which nobody has worked, and answers that another"
    " duplicate task has too.",
)
@click.option("--remove-twins", "remove_duplicates_formerly", is_flag=True, hidden=True)
@click.option(
    "--make-current",
    is_flag=True,
    help="Show annotators these suggestions now, even if some open tasks do not have this version.",
)
@click.option("--yes", is_flag=True, help="Work here although this folder is a copy of another campaign's.")
@progress_option
@output_options
def push(
    file: Path,
    dry_run: bool,
    revise: bool,
    remove_duplicates: bool,
    remove_duplicates_formerly: bool,
    make_current: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Send the suggestions or annotations in FILE to Label Studio, except those already there.

    Suggestions become predictions; submitted and adjudicated annotations become annotations. Push adds
    suggestions of a new version to the tasks that nobody has worked on. Annotators see the new suggestions
    once every such task has them. Push leaves out suggestions that differ in nothing but
    their versions from those that annotators see.

    \b
    Example: annotate push suggestions.jsonl
    Another: annotate push suggestions.jsonl --dry-run
    """
    from annotate.campaign.backup.backup import back_up_first
    from annotate.campaign.server.connect import connect
    from annotate.campaign.server.own_folder import keep_folder
    from annotate.campaign.server.sync import push_file, push_preview, untested_version
    from annotate.project import Project
    from annotate.studio.push.push import PushOptions

    project = Project.find()
    if yes:
        keep_folder(project)
    remove_duplicates = remove_duplicates or remove_duplicates_formerly
    with (
        rare_collections(),
        quick_switches(),
        connect(project) as studio,
        progress("pushing", _KEPT) as advance,
    ):
        other = untested_version(studio)
        if dry_run:
            done = push_preview(project, studio, file, revise=revise, remove_duplicates=remove_duplicates)
        else:
            options = PushOptions(
                revise,
                remove_duplicates,
                make_current,
                backup=lambda: back_up_first(project, studio, "remove-duplicates"),
            )
            done = push_file(project, studio, file, options, advance)
    if as_json:
        emit_json(_as_json(done, dry_run, other, studio.url))
    warn_untested(other)
    _say_left(done.report, dry_run, revise)
    say_duplicates(done.report, f"{studio.url}/projects/{done.project_id}/data", dry_run=dry_run)
    if dry_run and not as_json:
        _say_plan(done.report, file, revise)
    elif not as_json:
        _say_done(done, revise)  # at the end, where one looks
    return 4 if done.report.refused else 0


def _as_json(done: Pushed, dry_run: bool, other_version: str | None, studio_url: str) -> dict[str, Any]:
    report = done.report
    return {
        "project": done.project_id,
        "made": done.made,
        "url": done.url,
        "dry_run": dry_run,
        "added": report.added,
        "same": report.same,
        "versions_only": report.versions_only,
        "suggestions_changed": report.suggestions,
        "restored": report.restored,
        "restored_annotations": report.restored_annotations,
        "still_deleted": report.still_deleted,
        "text_changed": report.texts,
        "missing_here": report.missing_here,
        "predictions": report.predictions,
        "annotations": report.annotations,
        "verified": report.verified,
        "completed": report.completed,
        "closed": report.closed,
        "made_current": report.made_current,
        "shown_instead": report.shown_instead,
        "open_without": report.waiting,
        "open_without_first": report.waiting_articles,
        "twins": report.duplicates,
        "duplicates": duplicates_as_json(report, f"{studio_url}/projects/{done.project_id}/data"),
        "removed": report.removed,
        "removed_answers": [vars(answer) for answer in report.removed_answers],
        "backup": report.backup,
        "repeated": report.repeated,
        "untested_version": other_version,
        "refused": [str(item) for item in report.refused],
        "forgotten": report.forgotten,
    }


def _say_plan(report: PushReport, file: Path, revise: bool) -> None:
    click.echo(f"Pushing {one_line(file)} would do this; nothing was changed.")
    table(
        ("articles", "state", "what push does"),
        [
            (report.added - report.revised, "new", "makes a task for each"),
            (report.same - len(report.closed), "same", "nothing"),
            (len(report.closed), "worked on already", "nothing: people's work stays as it is"),
            (report.versions_only, "only versions differ", "nothing"),
            (report.suggestions, "suggestions changed", "adds the new ones to their tasks"),
            (report.restored, "suggestions deleted", "sends them again"),
            (report.restored_annotations, "annotations deleted", "sends them again"),
            (
                len(report.texts),
                "text changed",
                "makes a new task, keeps the old" if revise else "refuses them (see --revise)",
            ),
            (len(report.missing_here), "missing here", "nothing; they stay on the server"),
            (len(report.forgotten), "forgotten", "nothing; they stay forgotten"),
            (len(report.refused) - (0 if revise else len(report.texts)), "refused", "lists them"),
        ],
    )


def _say_done(done: Pushed, revise: bool) -> None:
    report = done.report
    if done.made:
        click.echo(f"Made the project {done.project_id} in Label Studio.")
    click.echo(
        f"Added {counted(report.added, 'task')} to project {done.project_id}"
        f" ({report.predictions} with suggestions, {report.annotations} with annotations);"
        f" {report.same} were there already."
    )
    if report.suggestions:
        click.echo(f"Added new suggestions to {counted(report.suggestions, 'task')}.")
    for number, what in ((report.restored, "suggestions"), (report.restored_annotations, "annotation")):
        if number:
            click.echo(
                f"Sent the {what} of {counted(number, 'task')} again, because somebody had deleted"
                f" {'them' if what == 'suggestions' else 'it'} in Label Studio."
            )
    if report.versions_only:
        click.echo(
            f"The suggestions of {counted(report.versions_only, 'article')} differ only in versions from"
            " those that annotators see. They were not sent, and annotators see the same as before."
        )
    if report.texts and revise:
        click.echo(
            f"{counted(len(report.texts), 'article')} had another text before. The task with that text stays,"
            " marked as replaced."
        )
    if report.made_current is not None:
        click.echo(f"Annotators now see the suggestions of {report.made_current}.")
    if report.verified:
        click.echo(f"Read {counted(report.verified, 'task')} back: every region is as it was sent.")
    click.echo(f"The tasks are at {done.url}")


def _say_left(report: PushReport, dry_run: bool, revise: bool) -> None:
    say_repeated(report.repeated)
    if report.completed:
        click.echo(
            f"Label Studio had dropped the suggestions or annotation of {counted(report.completed, 'task')}"
            " while its database was locked; they were sent again.",
            err=True,
        )
    if report.waiting and report.made_current is None:
        click.echo(
            f"Annotators still see the former suggestions, because this version is missing on"
            f" {counted(report.waiting, 'open task')}: {', '.join(report.waiting_articles)}"
            f"{', …' if report.waiting > len(report.waiting_articles) else ''}."
            " Push it for these too, or use --make-current.",
            err=True,
        )
    if report.shown_instead is not None:
        click.echo(
            f"Annotators see the suggestions of {report.shown_instead}. To show them these again, use"
            " --make-current.",
            err=True,
        )
    listing("Not sent, because an annotator has worked on the task", report.closed)
    listing(
        "Without suggestions, because somebody deleted them in Label Studio, and this file does not have them"
        " (push the file that has them)",
        report.still_deleted,
    )
    if dry_run:
        listing("On the server, but not in the file", report.missing_here)
    elif report.missing_here:
        first, number = report.missing_here[:_MOST_MISSING], len(report.missing_here)
        click.echo(
            f"On the server, but not in the file, and left as they are: {counted(number, 'article')}"
            f" ({', '.join(first)}{', …' if number > len(first) else ''}).",
            err=True,
        )
    listing("With a changed text", report.texts if revise else [])
    listing("Not sent, because they were forgotten ('annotate forget')", report.forgotten)
    listing("Not sent", report.refused)
