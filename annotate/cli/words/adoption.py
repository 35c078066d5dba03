"""What 'annotate pull --adopt' says about the project that it adopted."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import listing

if TYPE_CHECKING:
    from annotate.campaign.setup.adopt import Adopted


def say_adopted(done: Adopted, project_id: int) -> None:
    """Prints to stderr what was adopted, which labels are event types, and what is not read."""
    click.echo(
        f"Adopted project {project_id} ({done.title}), the text {done.text!r}."
        f" Its ontology is {done.ontology_file}.",
        err=True,
    )
    if done.events:
        events = ", ".join(f"{label} ({why})" if why else label for label, why in done.events.items())
        click.echo(f"Event types: {events}. All other labels are mentions.", err=True)
    if done.suggested:
        labels = ", ".join(f"{label} ({count})" for label, count in done.suggested.items())
        click.echo(
            "Relations that are not read start from these labels, which are read as mentions:"
            f" {labels}. For those that mark events, confirm it, without the others:"
            f" {shlex.join(done.confirm)}",
            err=True,
        )
    listing(
        "Parts of its screen that are not read", [f"{name}: {why}" for name, why in done.left_out.items()]
    )


def adoption_json(done: Adopted) -> dict[str, Any]:
    """What was adopted, for programs."""
    return {
        "title": done.title,
        "text": done.text,
        "ontology": str(done.ontology_file),
        "events": done.events,
        "suggested_events": done.suggested,
        "confirm": shlex.join(done.confirm) if done.confirm else None,
        "not_read": done.left_out,
    }
