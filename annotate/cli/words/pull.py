"""What `annotate pull` says of findings: what was dropped, what a release holds back, what is unusual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import listing
from annotate.cli.words.findings import Item, all_of_them, given, in_words, say_items
from annotate.core.findings import kind_of
from annotate.core.unsure import UNSURE
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.server.sync import Pulled
    from annotate.studio.pull.decode_report import DecodeReport, Trouble

_DROPPED = "Dropped, or could not be read"
_HELD = "A release will hold these back; they are whole in what was read"
_DELETED = "deleted"  # the code of these findings
_UNSURE = "Annotators were unsure of these"
_UNUSUAL = "Kept, although unusual and perhaps not meant"


def say_findings(pulled: Pulled, problems: Path | None, before: Collection[str] = ()) -> None:
    """Prints the findings of a pull to stderr.

    Findings whose key is in ``before`` were listed by an earlier pull: they are only counted.
    """
    decoded = pulled.decoded
    if pulled.report.dated_back:
        click.echo(
            f"Label Studio's clock was set back: {counted(pulled.report.dated_back, 'changed task')} looked"
            " older than the last pull. They were read.",
            err=True,
        )
    listed = [trouble for trouble in (*decoded.problems, *decoded.held, *decoded.noted) if is_listed(trouble)]
    known = [trouble for trouble in listed if trouble.key in before]
    for heading, troubles in (
        (_DROPPED, decoded.problems),
        (_HELD, decoded.held),
        (_UNSURE, [trouble for trouble in decoded.noted if trouble.kind == UNSURE]),
        (_UNUSUAL, [trouble for trouble in decoded.noted if trouble.kind != UNSURE]),
    ):
        new = [trouble for trouble in troubles if is_listed(trouble) and trouble.key not in before]
        say_items(heading, as_items(new), problems)
    where = all_of_them(problems)
    if known:
        click.echo(f"As at the last pull, and not listed again: {_sums(known)} ({where}).", err=True)
    if decoded.repaired:
        click.echo(f"Read with a repair that loses nothing: {_sums(decoded.repaired)} ({where}).", err=True)
    deleted = [trouble for trouble in decoded.noted if trouble.kind == _DELETED]
    if rest := [trouble for trouble in decoded.noted if not is_listed(trouble) and trouble not in deleted]:
        click.echo(f"Kept, although unusual: {_sums(rest)} ({where}).", err=True)
    if lost := [trouble for trouble in decoded.dropped if _lost(trouble) and trouble.key not in before]:
        click.echo(_lost_values(lost, where), err=True)
    listing("Deleted since the last pull", [str(trouble) for trouble in deleted])
    listing(
        "Tasks that Label Studio failed to return; the others were read",
        [f"task {task_id}: {why}" for task_id, why in pulled.report.set_aside.items()],
    )


def is_listed(trouble: Trouble) -> bool:
    """Whether a finding is listed with its article. The others are only counted."""
    kind = kind_of(trouble.kind)
    return trouble.drops or kind.severity.holds_back or bool(kind.remedy)


def as_items(troubles: Sequence[Trouble]) -> list[Item]:
    """The lines of findings, with a link to the task and the remedy of their kind."""
    return [
        Item(trouble.article or trouble.place, str(trouble), trouble.kind, (kind_of(trouble.kind).remedy,))
        for trouble in troubles
    ]


def findings(decoded: DecodeReport) -> Iterator[dict[str, Any]]:
    """Every finding with its ids, as JSON."""
    outcomes = (
        ("problem", decoded.problems),
        ("held", decoded.held),
        ("repaired", decoded.repaired),
        ("noted", decoded.noted),
        ("dropped", decoded.dropped),
    )
    for outcome, troubles in outcomes:
        for item in troubles:
            yield {"fate": outcome, **given(vars(item))}  # the key of before: scripts read it


def _sums(troubles: Sequence[Trouble]) -> str:
    return in_words(dict(Counter(trouble.kind for trouble in troubles).most_common()))


def _lost(trouble: Trouble) -> list[str]:
    """The values that a corrected region lost, without its provenance: a person's region has another one."""
    return [name for name in trouble.values or () if name != "provenance"]


def _lost_values(dropped: Sequence[Trouble], where: str) -> str:
    names = Counter(name for trouble in dropped for name in _lost(trouble))
    sums = ", ".join(f"{name} {count}" for name, count in names.most_common())
    return (
        f"{counted(len(dropped), 'corrected region')} lost values of the old suggestion, which may not fit"
        f" any more: {sums} ({where})."
    )
