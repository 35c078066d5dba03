"""What `annotate ontology` prints: changes, what becomes of annotations, and the version that fits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import listing
from annotate.cli.words.confirmation import at_terminal
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_changes import Change, Level, Part, changes, suggested_version
from annotate.core.ontology_versions import digest_of
from annotate.core.open_arrows import newly_open
from annotate.core.wording import counted, first_of, listed

if TYPE_CHECKING:
    from annotate.campaign.ontology.apply import Application
    from annotate.campaign.ontology.effects import Effects, NeedsEyes

_PARTS = {
    Part.SCREEN: "For annotators",
    Part.GUIDELINES: "In the guidelines",
    Part.RULES: "For the rules of labelers",
}
_SIGNS = {
    "added": "+",
    "removed": "-",
    "renamed": ">",
    "merged": ">",
    "narrowed": "<",
    "widened": "+",
    "changed": "~",
}
_WHY = {
    Level.BREAKING: "something was removed, narrowed, merged or means something else",
    Level.COMPATIBLE: "something was added or renamed",
    Level.WORDING: "only words, colours, hotkeys or the order changed",
}
_SHOWN = 20
_ALIKE = 3  # sentences that differ in the type alone are shown as one from this number on
_STEPS = {"screen": "the screen", "instructions": "the instructions", "version": "the version in the plan"}


def comparison(old: Ontology, new: Ontology, effects: Effects) -> dict[str, Any]:
    """The comparison as ``--json`` prints it."""
    found = changes(old, new)
    return {
        "old": old.id,
        "new": new.id,
        "differs": digest_of(old) != digest_of(new) or bool(found),
        "changes": [change.as_dict() for change in found],
        "annotated": effects.as_dict(),
        **_for_the_next_version(old, new),
    }


def show_comparison(old: Ontology, new: Ontology, effects: Effects) -> None:
    """Prints what changes from one version to another."""
    found = changes(old, new)
    if digest_of(old) == digest_of(new) and not found:
        click.echo(f"Nothing differs: both are {new.id}.")
        return
    click.echo(_from_to(old, new))
    _show_changes(found, {*old.entities, *old.events, *new.entities, *new.events})
    _show_arrows(old, new)
    if not found:
        click.echo("\nNothing differs but the version.")
    _show_effects(effects)
    if effects.annotations:
        click.echo("This is by the last pull. 'annotate ontology apply' pulls first, with drafts.")
    _show_version(old, new, found)


def application(done: Application, *, dry_run: bool) -> dict[str, Any]:
    """The application as ``--json`` prints it."""
    return {
        "project": done.project_id,
        "old": done.old.id if done.old else None,
        "new": done.new.id,
        "up_to_date": done.up_to_date,
        "dry_run": dry_run,
        "changes": [change.as_dict() for change in done.changes],
        "annotated": done.effects.as_dict(),
        "no_longer_asked": list(done.screen.kept),
        "merged": dict(done.screen.merged),
        **_for_the_next_version(done.old, done.new),
        "steps": _steps(done),
        "done": done.done,
        "backup": None if done.backup is None else str(done.backup),
        "deleted": done.deleted,
    }


def _for_the_next_version(old: Ontology | None, new: Ontology) -> dict[str, Any]:
    if old is None:
        return {"arrows_that_need_a_role": [], "suggested_version": None}
    return {
        "arrows_that_need_a_role": [str(item) for item in newly_open(old, new)],
        "suggested_version": suggested_version(old, new),
    }


def show_application(done: Application, *, dry_run: bool) -> None:
    """Prints what was changed, or would be."""
    listing("Deleted on the server since the last pull", done.deleted)
    if done.up_to_date:
        click.echo(f"Project {done.project_id} is up to date: it has {done.new.id}.")
        return
    if dry_run:
        _show_plan(done)
        steps = listed([_STEPS[step] for step in _steps(done)])
        click.echo(f"\nThis was a dry run. To change {steps}: annotate ontology apply")
        return
    click.echo(f"Backed up to {done.backup}.")
    steps = listed([_STEPS[step] for step in done.done])
    click.echo(f"Project {done.project_id} has {done.new.id} now. Changed: {steps}.")
    if (small := _small_step(done)) is not None:
        click.echo(small)
    _show_kept(done)
    if done.old is not None:
        _show_arrows(done.old, done.new)
    _show_effects(done.effects)
    click.echo(
        "\nAnnotators see it when they open the next task or reload the page. What they submit from a page"
        " that was open before is read, too."
    )
    if any(change.kind == "added" for change in done.changes):
        click.echo(
            "For suggestions of what is new: annotate prelabel ARTICLES… -o new.jsonl,"
            " then annotate push new.jsonl."
        )


def asking(*, yes: bool, as_json: bool) -> Callable[[Application], bool]:
    """A function that asks the user at a terminal. Raises `ConfigError` without one, unless ``yes``."""

    def ask(found: Application) -> bool:
        if yes:
            return True
        steps = listed([_STEPS[step] for step in _steps(found)])
        sentence = (
            f"This changes {steps} of project {found.project_id} ({found.title!r}) for everybody there."
        )
        if (small := _small_step(found)) is not None:
            sentence = f"{sentence} {small}"
        if not at_terminal():
            raise ConfigError(
                f"{sentence} Nothing was changed.", where=found.url, remedy="Use --yes to go on."
            )
        if not as_json:
            _show_plan(found)
        click.echo(f"\n{sentence}", err=True)
        return click.confirm("Go on?", err=True)

    return ask


def _steps(done: Application) -> list[str]:
    flags = (
        ("screen", done.new_screen),
        ("instructions", done.new_instructions),
        ("version", done.new_version),
    )
    return [name for name, flag in flags if flag]


def _show_plan(done: Application) -> None:
    if done.old is not None and done.changes:
        old, new = done.old, done.new
        click.echo(_from_to(old, new))
        _show_changes(done.changes, {*old.entities, *old.events, *new.entities, *new.events})
        _show_arrows(old, new)
        _show_effects(done.effects)
        _show_version(old, new, done.changes)
    elif done.old is None:
        click.echo(
            f"The version in use is unknown; the screen keeps everything that it has. To {done.new.id}."
        )
    else:
        click.echo(f"The ontology {done.new.id} stays, but Label Studio has another screen or instructions.")
    _show_kept(done)


def _show_kept(done: Application) -> None:
    if done.screen.kept:
        why = "because they were used" if done.use_known else "unless a pull shows that nobody used them"
        click.echo(f"Stay on the screen as no longer asked, {why}: {', '.join(done.screen.kept)}.")
    for code, name in done.screen.merged.items():
        click.echo(
            f"The label {code} stays on the screen for what has it, without a key. It is read as {name}."
        )
    if done.screen.roles:
        roles = ", ".join(done.screen.roles)
        click.echo(f"Label Studio stores the words of roles, so these stay unmarked in its menu: {roles}.")


def _show_changes(found: Iterable[Change], names: set[str]) -> None:
    for part, heading in _PARTS.items():
        lines = _grouped([change for change in found if change.part is part], names)
        if lines:
            click.echo(f"\n{heading}:")
            for line in lines:
                click.echo(f"  {line}")


def _grouped(found: list[Change], names: set[str]) -> list[str]:
    """The sentences with their signs. Those that differ in one name alone become one."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for change in found:
        parts = re.split(r"([\w.-]+)", change.what)
        place = next(
            (i for i, part in enumerate(parts) if part in names and "@" not in "".join(parts[i : i + 2])),
            None,
        )
        if place is None:
            groups[change.kind, change.what] = [("", change.what)]
            continue
        rest = "".join((*parts[:place], "each", *parts[place + 1 :]))
        groups.setdefault((change.kind, rest), []).append((parts[place], change.what))
    lines = []
    for (kind, rest), each in groups.items():
        if len(each) < _ALIKE:
            lines += [f"{_SIGNS[kind]} {what}" for _, what in each]
        else:
            lines.append(f"{_SIGNS[kind]} {rest}: {first_of([name for name, _ in each], 5, ', ')}")
    return lines


def _show_effects(effects: Effects) -> None:
    if effects.unread is not None:
        click.echo(f"\nWhat was annotated is not counted: {effects.unread}.")
        return
    if not effects.annotations:
        return
    parts = [f"{counted(effects.kept, 'region')} kept"]
    for what, count in (("renamed", effects.renamed), ("no longer asked", effects.no_longer_asked)):
        if count:
            parts.append(f"{count.total()} {what} ({_by_type(count)})")
    drafts = f" and {counted(effects.drafts, 'draft')}" if effects.drafts else ""
    submitted = counted(effects.annotations - effects.drafts, "annotation")
    click.echo(f"\nAnnotated so far, in {submitted}{drafts}: {', '.join(parts)}.")
    if effects.eyes:
        number = counted(len(effects.eyes), "annotation")
        click.echo(
            f"Need eyes: {number}. A release holds them back until somebody corrects what is named and"
            " presses Update:"
        )
        for item in effects.eyes[:_SHOWN]:
            click.echo(f"  {_eyes(item)}")
        if len(effects.eyes) > _SHOWN:
            click.echo(f"  … and {len(effects.eyes) - _SHOWN} more (all of them with --json)")


def _by_type(count: Counter[str]) -> str:
    return ", ".join(f"{label} {number}" for label, number in sorted(count.items()))


def _eyes(item: NeedsEyes) -> str:
    link = f" {item.link}" if item.link else ""
    return f"{item.article}: {first_of(item.why, 3, '; ')}.{link}"


def _show_version(old: Ontology, new: Ontology, found: list[Change]) -> None:
    if old.name != new.name:
        return
    proposed = suggested_version(old, new)
    if not found and digest_of(new.model_copy(update={"version": old.version})) == digest_of(old):
        why = "nothing but the version differs"
    else:
        level = found[0].level if found else Level.WORDING
        why = _WHY[level]
    if _number(new.version) < _number(old.version):
        click.echo(
            f"\nThis goes back from {old.version} to {new.version}. If it is not meant to, the version should"
            f" be {proposed}: {why}."
        )
        return
    if _number(new.version) >= _number(proposed):
        click.echo(f"\nThe version {new.version} fits: {why}.")
    else:
        click.echo(f"\nThe version should be {proposed}, not {new.version}: {why}.")


def _from_to(old: Ontology, new: Ontology) -> str:
    same = ", which has the same version" if old.id == new.id else ""
    return f"From {old.id} to {new.id}{same}:"


def _show_arrows(old: Ontology, new: Ontology) -> None:
    if found := newly_open(old, new):
        click.echo("\nAn arrow without a role says too little from now on. Choose the role in the menu for:")
        for item in found[:_SHOWN]:
            click.echo(f"  {item}")
        if len(found) > _SHOWN:
            click.echo(f"  … and {len(found) - _SHOWN} more (all of them with --json)")


def _small_step(done: Application) -> str | None:
    """What to say if the new version is lower than the changes ask for."""
    if done.old is None or done.old.name != done.new.name or not done.changes:
        return None
    proposed = suggested_version(done.old, done.new)
    if _number(done.new.version) >= _number(proposed):
        return None
    return f"Its version is {done.new.version}, although the changes since {done.old.id} ask for {proposed}."


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
