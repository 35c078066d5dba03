"""annotate effort: what annotators did with the suggestions, in gestures."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotate.cli.output import emit_json, output_options
from annotate.cli.progress import progress, progress_option, watched
from annotate.core.errors import one_line

if TYPE_CHECKING:
    from annotate.evaluate.effort.tables import Group

_BY = ("part", "label", "labeler", "band", "annotator", "day", "version", "round", "source")

_SPEEDS = (0.1, 1_000_000)  # characters a second


def _groups(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[Group, ...]:
    groups = []
    for one in given:
        names = tuple(name.strip() for name in one.split(","))
        for name in names:
            if name not in _BY:
                raise click.BadParameter(f"{name!r} is none of {', '.join(_BY)}.")
        if len(set(names)) < len(names):
            raise click.BadParameter(f"{one!r} names one of them twice.")
        groups.append(_with_parts(names))
    return tuple(groups)


def _with_parts(names: Group) -> Group:
    """The names, with the part before label or band, whichever is first.

    An entity type and a role may have the same code, and the scores of mentions and of events are apart.
    """
    places = [names.index(name) for name in ("label", "band") if name in names]
    if not places or "part" in names:
        return names
    return (*names[: min(places)], "part", *names[min(places) :])


def _speed(context: click.Context, parameter: click.Parameter, given: float | None) -> float | None:
    slowest, fastest = _SPEEDS
    # No number at all ("nan") is outside of every range.
    if given is not None and not slowest <= given <= fastest:
        raise click.BadParameter(f"{given:g} is not between {slowest} and {fastest} characters a second.")
    return given


@click.command()
@click.option(
    "--by",
    "groups",
    multiple=True,
    callback=_groups,
    metavar="NAMES",
    help="Show a table by these, with commas between: part, label, labeler, band (of the suggested score),"
    " annotator, day, version, round, source. Labels and bands stand under their parts. Repeatable."
    "  [default: part, and version]",
)
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of annotations. Default: what the last pull brought.",
)
@click.option(
    "--suggestions",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of the suggestions that people started from; repeatable. Default: what was pushed.",
)
@click.option(
    "--csv",
    "table_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the rows of all tables to this file.",
)
@click.option(
    "--reading-speed",
    callback=_speed,
    type=float,
    metavar="N",
    help="Characters that somebody can read in a second. A submission in less time is named as too"
    " fast.  [default: 60]",
)
@click.option(
    "--longest",
    type=click.FloatRange(min=0, min_open=True, max=1_000_000),
    metavar="MINUTES",
    help="The longest time that counts for one article; a page may be open during lunch.  [default: 60]",
)
@click.option(
    "--replay",
    "replayed",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also count what the suggestions of this file would have cost, beside those that were on the"
    " screen; repeatable.",
)
@click.option(
    "--bootstrap",
    "resamples",
    type=click.IntRange(0, 100_000),
    metavar="N",
    help="Bootstrap draws for the 95 % intervals; 0: no intervals.  [default: 1000, or 0 without numpy]",
)
@progress_option
@output_options
def effort(
    groups: tuple[Group, ...],
    file: Path | None,
    suggestions: tuple[Path, ...],
    table_file: Path | None,
    reading_speed: float | None,
    longest: float | None,
    replayed: tuple[Path, ...],
    resamples: int | None,
    as_json: bool,
) -> int:
    """Count what people did with the suggestions: accepted, changed, relabelled, moved, deleted, added.

    Compares each submitted annotation with the suggestion that it started from. Costs are in gestures: a
    click, a key, a drag or a scroll (see docs/effort.md). Skipped annotations and drafts are
    counted apart. Days are days in UTC.

    A round is a version of the suggestions; the first that was pushed is round 1. By band, the share of
    suggestions that people left stands beside the mean score that they had.

    Minutes are means of Label Studio's lead times, which are approximate. A time far from the others counts
    as a limit, and is listed. So are submissions that took less time than reading the article or making the
    gestures takes: look before you judge.

    --replay answers what another model would have cost: suggestions as 'annotate prelabel' writes them are
    compared with what people submitted, on the same articles as those that were on the screen. People
    started from the latter, so the figures favour them.

    Exit code 4: some annotations could not be compared, or a replayed file lacks their articles. They are
    listed.

    \b
    Example: annotate effort --by annotator --by round
    Another: annotate effort --by band --csv effort.csv
    Another: annotate effort --replay other-model.jsonl
    """
    from annotate.campaign.quality.effort import Request
    from annotate.campaign.quality.effort import effort as count
    from annotate.cli.words.effort import ALWAYS, show
    from annotate.cli.words.effort_data import as_object, write_csv
    from annotate.evaluate.effort.minutes import LONGEST_S
    from annotate.evaluate.effort.pace import READING_SPEED
    from annotate.evaluate.effort.replay import RESAMPLES
    from annotate.project import Project

    if sum(path == Path("-") for path in (file, *suggestions, *replayed)) > 1:
        raise click.UsageError("only one of the files can come from standard input.")
    if suggestions and file is None:
        raise click.UsageError("--suggestions belongs to --from: the mirror goes with what was pushed.")
    if resamples is None:
        resamples = RESAMPLES if find_spec("numpy") is not None else 0
    project = Project.find_or_default() if file else Project.find()
    request = Request(
        groups=tuple(dict.fromkeys((*ALWAYS, *groups))),
        file=file,
        suggestions=suggestions,
        speed=reading_speed or READING_SPEED,
        longest_s=LONGEST_S if longest is None else longest * 60,
        replayed=replayed,
    )
    with progress("comparing", "{done} annotations were read; nothing was written.") as advance:
        made = count(project, request, lambda records: watched(records, advance))
    if table_file is not None:
        write_csv(table_file, made, resamples)
    if as_json:
        emit_json(as_object(made, resamples))
    else:
        show(made, groups, resamples)
        if table_file is not None:
            click.echo(f"Wrote the tables to {one_line(table_file)}.")
    return 4 if made.in_part else 0
