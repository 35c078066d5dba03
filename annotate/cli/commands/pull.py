"""annotate pull: reads annotators' work from Label Studio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, is_quiet, output_options
from annotate.cli.process import quick_switches
from annotate.cli.progress import progress, progress_option
from annotate.cli.words.server import say_repeated, warn_untested
from annotate.core.errors import one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.server.sync import Pulled
    from annotate.campaign.setup.adopt import Adopted
    from annotate.project import Project
    from annotate.studio.api.client import Studio

_KEPT = (
    "{done} tasks were read and are kept; the file was not written. Run the same command again to continue."
)

_REBUILT = (
    "{done} tasks were read. The mirror is as before, and the file was not written. The same command starts"
    " from the beginning."
)


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the annotations to this file (JSON Lines). Without it, only the mirror is updated.",
)
@click.option("--drafts", is_flag=True, help="Read drafts too: work that was saved but not submitted.")
@click.option(
    "--rebuild",
    is_flag=True,
    help="Read everything into a new mirror. The old mirror, with its history, is kept under another name.",
)
@click.option(
    "--compare",
    is_flag=True,
    help="Compare every task on the server with the mirror, and read those that differ. Needed only if the"
    " server's clock was set back and forward again between two pulls.",
)
@click.option(
    "--decide-roles-again",
    is_flag=True,
    help="Decide again what arrows without a role mean. Their direction goes first; only roles that it leaves"
    " open are decided anew by the rule (Place or Recipient). Where neither decides, the role stays. Without"
    " this option, all roles stay as they were read first.",
)
@click.option(
    "--adopt",
    type=click.IntRange(min=1),
    metavar="PROJECT_ID",
    help="Use a Label Studio project that was made by hand. An ontology is inferred from its labels.",
)
@click.option(
    "--events",
    multiple=True,
    metavar="LABEL",
    help="With --adopt: this label marks event triggers. Repeat it for each such label.",
)
@click.option(
    "--text",
    "text_name",
    metavar="NAME",
    help="With --adopt: read the text with this name, where people label several texts.",
)
@click.option(
    "--problems",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what was left out or changed while reading to this file, one JSON object per line.",
)
@click.option("--yes", is_flag=True, help="Work here although this folder is a copy of another campaign's.")
@progress_option
@output_options
def pull(
    output: Path | None,
    drafts: bool,
    rebuild: bool,
    compare: bool,
    decide_roles_again: bool,
    adopt: int | None,
    events: tuple[str, ...],
    text_name: str | None,
    problems: Path | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Read annotations from Label Studio: all of them at the first pull, later only changed ones.

    Exit code 0: all was read, even if a release will hold articles back. Exit code 4: something that a
    person did was dropped or could not be read.

    \b
    Example: annotate pull -o annotations.jsonl
    Another: annotate pull --adopt 12 --events Attack -o annotations.jsonl
    """
    from annotate.campaign.server.connect import connect
    from annotate.campaign.server.listed_findings import listed_before, note_listed
    from annotate.campaign.server.sync import pull_file, untested_version
    from annotate.cli.words.adoption import adoption_json
    from annotate.cli.words.findings import write_lines
    from annotate.cli.words.pull import say_findings
    from annotate.project import Project

    if adopt is None and (events or text_name is not None):
        raise click.UsageError("--events and --text belong to --adopt PROJECT_ID.")
    project = Project.find()
    if yes:
        from annotate.campaign.server.own_folder import keep_folder

        keep_folder(project)
    adopted: Adopted | None = None
    with (
        quick_switches(),
        connect(project) as studio,
        progress("pulling", _REBUILT if rebuild else _KEPT) as advance,
    ):
        if adopt is not None:
            adopted = _adopted(project, studio, adopt, events, text_name)
            project = adopted.project
        pulled = pull_file(
            project,
            studio,
            output,
            drafts=drafts,
            rebuild=rebuild,
            compare=compare,
            decide_roles_again=decide_roles_again,
            progress=advance,
        )
        other, repeated = untested_version(studio), dict(studio.repeated)
    if problems is not None:
        write_lines(problems, _problems(pulled))
    if as_json:
        adoption = {} if adopted is None else {"adopted": adoption_json(adopted)}
        emit_json({**_as_json(pulled, output is not None, repeated, other), **adoption})
    warn_untested(other)
    say_repeated(repeated)
    if as_json or is_quiet():
        say_findings(pulled, problems)
    else:
        say_findings(pulled, problems, listed_before(project))
        note_listed(project, pulled.decoded)
    if not as_json:
        _say(pulled, output, drafts=drafts)  # at the end, where one looks
    return 4 if pulled.decoded.problems or pulled.report.set_aside else 0


def _adopted(
    project: Project, studio: Studio, project_id: int, events: tuple[str, ...], text: str | None
) -> Adopted:
    from annotate.campaign.server.connect import open_plan
    from annotate.campaign.server.own_folder import check_folder
    from annotate.campaign.setup.adopt import adopt
    from annotate.cli.words.adoption import say_adopted

    with closing(open_plan(project)) as plan:
        check_folder(project, plan)
        done = adopt(project, studio, plan, project_id, events=events, text=text)
    say_adopted(done, project_id)
    return done


def _as_json(
    pulled: Pulled, wrote: bool, repeated: dict[str, int], other_version: str | None
) -> dict[str, Any]:
    from annotate.cli.words.pull import findings

    changes, decoded = pulled.report.changes, pulled.decoded
    return {
        "tasks": pulled.report.tasks,
        "whole": pulled.report.whole,
        "new": changes.new,
        "changed": changes.changed,
        "gone": changes.gone,
        "statuses": decoded.statuses,
        "filled_in": dict(decoded.filled_in),
        "filled_in_kept": decoded.kept_values,
        "written": pulled.written if wrote else 0,
        "kinds": decoded.kinds,
        "unsure": decoded.unsure,
        "dropped": [str(item) for item in decoded.dropped],
        "noted": [str(item) for item in decoded.noted],
        "repaired": [str(item) for item in decoded.repaired],
        "problems": [str(item) for item in decoded.problems],
        "held": [str(item) for item in decoded.held],
        "roles": {
            "by_direction": decoded.roles_by_direction,
            "by_rule": len(decoded.filled_roles),
            "kept": decoded.kept_roles,
            "rules": dict(sorted(Counter(role.rule for _, role in decoded.filled_roles).items())),
        },
        "compared": pulled.report.compared,
        "dated_back": pulled.report.dated_back,
        "findings": list(findings(decoded)),
        "set_aside": {str(task_id): why for task_id, why in pulled.report.set_aside.items()},
        "forgotten": pulled.forgotten,
        "former_mirror": str(pulled.former) if pulled.former else None,
        "repeated": repeated,
        "untested_version": other_version,
    }


def _say(pulled: Pulled, output: Path | None, *, drafts: bool) -> None:
    from annotate.core.annotation import Status

    changes, decoded = pulled.report.changes, pulled.decoded
    click.echo(
        f"{counted(pulled.report.tasks, 'task')}; annotations since the last pull:"
        f" {changes.new} new, {changes.changed} changed, {changes.gone} gone."
    )
    counts = ", ".join(
        counted(count, status) if status == Status.DRAFT else f"{count} {status}"
        for status, count in sorted(decoded.statuses.items())
    )
    of_drafts = "" if drafts else " Drafts are counted with --drafts."
    click.echo(f"The mirror has {counts or 'no annotations yet'}.{of_drafts}")
    if decoded.roles_by_direction or decoded.filled_roles:
        click.echo(_arrows(decoded.roles_by_direction, len(decoded.filled_roles)))
    if decoded.kept_roles or decoded.kept_values:
        click.echo(
            f"Read as before the ontology changed: {counted(decoded.kept_roles, 'role')} of arrows without a"
            f" role, {counted(decoded.kept_values, 'blank value')}."
        )
    if any(decoded.unsure.values()):
        articles, regions = decoded.unsure["articles"], decoded.unsure["regions"]
        click.echo(
            f"Annotators were unsure of {counted(articles, 'article')} and {counted(regions, 'region')}."
        )
    if pulled.report.compared:
        click.echo(f"Compared {counted(pulled.report.compared, 'task')} on the server with the mirror.")
    if pulled.forgotten:
        click.echo(
            f"{counted(pulled.forgotten, 'task')} on the server not read: their articles were forgotten"
            " ('annotate forget')."
        )
    if pulled.former is not None:
        click.echo(f"It is a new mirror; the former one is kept as {pulled.former}.")
    if decoded.filled_in:
        values = ", ".join(f"{name} {count}" for name, count in sorted(decoded.filled_in.items()))
        click.echo(f"Usual values filled in where annotators left a blank: {values}.")
    if output:
        click.echo(f"Wrote {counted(pulled.written, 'annotation')} to {one_line(output)}.")


def _arrows(by_direction: int, by_rule: int) -> str:
    """What decided the roles of arrows that were drawn without one."""
    parts = [
        *([f"{by_direction} by the arrow's direction"] if by_direction else []),
        *([f"{by_rule} by a rule (unreviewed)"] if by_rule else []),
    ]
    return f"Roles of arrows drawn without one: {', '.join(parts)}."


def _problems(pulled: Pulled) -> Iterator[dict[str, Any]]:
    from annotate.cli.words.pull import findings

    yield from findings(pulled.decoded)
    for task_id, why in pulled.report.set_aside.items():
        fields = {"kind": "unreadable", "place": f"task {task_id}", "what": why, "task": task_id}
        yield {"fate": "set aside", **fields}
