"""annotate doctor: checks the installation and the project."""

from __future__ import annotations

import click

from annotate.cli.output import emit_json, is_quiet, output_options

_MARKS = {"ok": "ok", "warning": "!", "problem": "✗"}


@click.command()
@click.option("--browser", is_flag=True, help="Also look for Chromium (for browser tests).")
@output_options
def doctor(browser: bool, as_json: bool) -> int:
    """Check Python, packages, model, disk, the project, Label Studio, token, rights and configuration.

    Each line that is not ok says what to do. The exit code is 1 if there is a problem.

    \b
    Example: annotate doctor
    """
    from annotate.campaign.setup.doctor import examine

    checks = []
    for check in examine(browser=browser):
        checks.append(check)
        if not as_json:
            to_stderr = is_quiet() and check.verdict != "ok"
            click.echo(f"{_MARKS[check.verdict]:2} {check.name}: {check.seen}", err=to_stderr)
            if check.verdict != "ok" and check.remedy:
                click.echo(f"   -> {check.remedy}", err=to_stderr)
    if as_json:
        emit_json({"checks": [vars(check) for check in checks]})
    return int(any(check.verdict == "problem" for check in checks))
