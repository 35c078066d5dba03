"""annotate doctor: whether everything is there."""

from __future__ import annotations

import click

from annotate.cli.output import emit_json, is_quiet, output_options

_MARKS = {"ok": "ok", "warning": "!", "problem": "✗"}


@click.command()
@click.option("--browser", is_flag=True, help="Look for a Chromium too (for browser tests).")
@output_options
def doctor(browser: bool, as_json: bool) -> int:
    """Check Python, packages, model, disk, the project, Label Studio, token, rights and configuration.

    Each line that is not ok says what to do. Exit code 1 where there is a problem.

    \b
    Example: annotate doctor
    """
    from annotate.campaign.setup.doctor import examine

    checks = []
    for check in examine(browser=browser):
        checks.append(check)
        if not as_json:
            aloud = is_quiet() and check.verdict != "ok"
            click.echo(f"{_MARKS[check.verdict]:2} {check.name}: {check.seen}", err=aloud)
            if check.verdict != "ok" and check.remedy:
                click.echo(f"   -> {check.remedy}", err=aloud)
    if as_json:
        emit_json({"checks": [vars(check) for check in checks]})
    return int(any(check.verdict == "problem" for check in checks))
