"""The question and the sentences of `annotate forget`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from annotate.cli.output import emit_json, listing
from annotate.cli.words.confirmation import at_terminal
from annotate.core.errors import ConfigError, one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.forget.forget import Done, Question
    from annotate.campaign.forget.holders import Holder
    from annotate.campaign.forget.on_server import Found

_HEADINGS = {
    "release": "Releases that still hold it",
    "backup": "Backups that still hold it",
    "model": "Models that may have learned from it",
    "cache": "Caches that may hold it",
    "file": "Files that still hold it",
}


def asking(what: str, *, yes: bool, first: Callable[[], None]) -> Callable[[Question], bool]:
    """A function that asks the user at a terminal. Raises `ConfigError` without one, unless ``yes``.

    ``first`` ends the progress bar, which would be drawn over the question.
    """

    def ask(question: Question) -> bool:
        if yes:
            return True
        sentence = _question(question)
        if not at_terminal():
            raise ConfigError(
                f"{sentence} Nothing was changed.",
                remedy=f"Use --yes to go on, or --keep-on-server to leave the {what} in Label Studio.",
            )
        first()
        click.echo(sentence, err=True)
        return click.confirm("This cannot be undone. Go on?", err=True)

    return ask


def _question(question: Question) -> str:
    if question.found is None:
        return (
            f"Label Studio cannot be asked: {question.why} What is here would be removed now, and what is in"
            " Label Studio when the command runs again."
        )
    others = question.others
    same = f" These have the same text and would go too: {', '.join(others[:5])}{', …' * (len(others) > 5)}."
    return (
        f"This would delete {_named(question.found)} in Label Studio, and remove what is here."
        f"{same if others else ''}"
    )


def _named(found: Found) -> str:
    parts = []
    if found.tasks:
        annotations = counted(sum(found.tasks.values()), "annotation")
        by_others = f", {found.by_others} of them not made by annotate" if found.by_others else ""
        parts.append(f"{counted(len(found.tasks), 'task')}{by_others} (with {annotations})")
    if found.annotations:
        parts.append(counted(len(found.annotations), "annotation"))
    if found.drafts:
        parts.append(counted(len(found.drafts), "draft"))
    return " and ".join(parts)


def say(done: Done, what: str, *, as_json: bool) -> int:
    """Prints what was done. Returns the exit code."""
    if done.refused:
        click.echo("Nothing was changed.", err=True)
        return 2
    if as_json:
        emit_json(_as_json(done))
    else:
        _say(done, what)
    for kind, heading in _HEADINGS.items():
        holders = [holder for holder in done.holders if holder.kind == kind]
        listing(heading, [_line(holder) for holder in holders])
        for remedy in dict.fromkeys(holder.remedy for holder in holders):
            click.echo(f"  {remedy}", err=True)
    left = [*done.left, *done.cleaned.failed]
    listing("Left to do", left)
    return 4 if left else 0


def _say(done: Done, what: str) -> None:
    removed = done.cleaned.removed
    again = " It was forgotten before." if done.were_forgotten else ""
    as_whom = f" Answers are by {done.pseudonym}, who is nobody any more." if done.pseudonym else ""
    if done.pseudonym and done.without_answers:
        as_whom = (
            f" The answers are left out too. Releases made before may name the person {done.pseudonym}, who"
            " is nobody any more."
        )
    click.echo(f"Forgot {what}.{again}{as_whom}")
    here = [
        counted(number, word)
        for number, word in (
            (removed.tasks, "task"),
            (removed.annotations, "annotation"),
            (removed.names, "name"),
        )
        if number
    ]
    click.echo(f"Removed here: {', '.join(here) or 'nothing more'}.")
    if done.others:
        click.echo(f"These have the same text, so they went too: {', '.join(done.others)}.")
    if done.deleted:
        there = ", ".join(counted(number, kind.removesuffix("s")) for kind, number in done.deleted.items())
        click.echo(f"Deleted in Label Studio: {there}.")
    elif done.kept_on_server:
        click.echo("Left in Label Studio as it is. No command here reads it any more.")


def _line(holder: Holder) -> str:
    return f"{one_line(holder.path)}: {holder.where}"


def _as_json(done: Done) -> dict[str, object]:
    removed = done.cleaned.removed
    return {
        "were_forgotten": done.were_forgotten,
        "same_text": done.others,
        "pseudonym": done.pseudonym,
        "removed": {
            "tasks": removed.tasks,
            "annotations": removed.annotations,
            "names": removed.names,
            "files": [str(path) for path in done.cleaned.files],
        },
        "deleted": done.deleted,
        "kept_on_server": done.kept_on_server,
        "left": [*done.left, *done.cleaned.failed],
        "holders": [
            {"kind": one.kind, "path": str(one.path), "where": one.where, "remedy": one.remedy}
            for one in done.holders
        ],
    }


def say_allowed(allowed: Sequence[str], given: Sequence[str], *, as_json: bool) -> int:
    """Prints what may come back. Returns the exit code: 5 if nothing of it was forgotten."""
    missing = [name for name in given if name not in allowed]
    if as_json:
        emit_json({"allowed": [*allowed], "not_forgotten": missing})
    elif allowed:
        click.echo(
            f"Not forgotten any more: {', '.join(allowed)}. 'annotate pull --rebuild' reads again what is in"
            " Label Studio; 'annotate push FILE' sends what is not."
        )
    listing("These were not forgotten", missing)
    return 5 if not allowed else 0
