"""The `annotate` command: imports each subcommand on demand, and turns every error into an exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from traceback import walk_tb
from typing import NoReturn

import click

from annotate.cli.lazy_group import LazyGroup
from annotate.cli.stopping import INTERRUPTED, TERMINATED, stopped_by_sigterm, was_terminated
from annotate.cli.streams import cannot_write, flushed, is_of_output, open_closed_streams, told
from annotate.cli.terminal import visible_output
from annotate.cli.words.confirmation import may_be_used, may_get_secrets, project_warnings
from annotate.core.errors import (
    AnnotateError,
    CopiedFolderError,
    UnconfirmedAddressError,
    damaged_database,
    missing_extra,
)
from annotate.core.waiting import announced

# Name -> module and summary. A command's module is imported when it runs, not when help lists it: that keeps
# `annotate --help` nearly as fast as click itself.
COMMANDS = {
    "init": ("annotate.cli.commands.init:init", "make a new project"),
    "guidelines": ("annotate.cli.commands.guidelines:guidelines", "write the annotators' guidelines"),
    "ontology": ("annotate.cli.commands.ontology:ontology", "change the ontology of a running campaign"),
    "studio": ("annotate.cli.commands.studio:studio", "start, stop, open the project's own Label Studio"),
    "prelabel": ("annotate.cli.commands.prelabel:prelabel", "suggest entities and events in articles"),
    "import": ("annotate.cli.commands.import_:import_", "read gold of other programs as annotations"),
    "push": ("annotate.cli.commands.push:push", "send suggestions to Label Studio"),
    "serve": ("annotate.cli.commands.serve:serve", "suggest in Label Studio as people open tasks"),
    "pull": ("annotate.cli.commands.pull:pull", "read people's corrections from Label Studio"),
    "next": ("annotate.cli.commands.next_:next_", "order the open tasks by what helps most"),
    "status": ("annotate.cli.commands.status:status", "show the progress of the campaign"),
    "lint": ("annotate.cli.commands.lint:lint", "show what is odd in submitted annotations"),
    "release": ("annotate.cli.commands.release:release", "release annotations as gold"),
    "export": ("annotate.cli.commands.export:export", "write gold in training formats"),
    "train": ("annotate.cli.commands.train:train", "train a model on gold"),
    "use": ("annotate.cli.commands.use:use", "put a trained model to use, or go back"),
    "calibrate": ("annotate.cli.commands.calibrate:calibrate", "learn the labelers' weights from gold"),
    "evaluate": ("annotate.cli.commands.evaluate:evaluate", "score predictions against gold"),
    "effort": ("annotate.cli.commands.effort:effort", "count what people did with the suggestions"),
    "round": ("annotate.cli.commands.round_:round_", "pull, release, train and suggest anew, in one go"),
    "backup": ("annotate.cli.commands.backup:backup", "save the campaign to one file"),
    "restore": ("annotate.cli.commands.restore:restore", "make a new Label Studio project from a backup"),
    "forget": ("annotate.cli.commands.forget:forget", "take articles or annotators out for good"),
    "trust": ("annotate.cli.commands.trust:trust", "confirm the addresses that get your token"),
    "doctor": ("annotate.cli.commands.doctor:doctor", "check the installation and the project"),
    "completion": ("annotate.cli.commands.completion:completion", "print the completion script of a shell"),
    "demo": ("annotate.cli.commands.demo:demo", "run the whole loop on sample articles"),
}
# The steps of the work, each with its commands in their order.
STEPS = {
    "Set up": ("init", "ontology", "guidelines", "studio", "doctor", "trust", "completion", "demo"),
    "Suggest": ("prelabel", "import", "push", "serve"),
    "Correct": ("next", "pull", "status", "lint"),
    "Gold": ("release", "export"),
    "Learn": ("train", "use", "calibrate", "evaluate", "effort", "round"),
    "Look after": ("backup", "restore", "forget"),
}
FAULT = 70


class _Commands(LazyGroup):
    """The commands with the summaries of `COMMANDS`, so that help imports none of them."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))
        for step, names in STEPS.items():
            with formatter.section(step):
                formatter.write_dl([(name.ljust(width), COMMANDS[name][1]) for name in names])


@click.command(
    cls=_Commands,
    commands_by_name={name: place for name, (place, _) in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="annotate-gold", prog_name="annotate")
def cli() -> None:
    """Pre-label news articles with entities and events, correct the suggestions in Label Studio,
    release the result as gold and train extractors from it.

    \b
    Example, inside a project made by 'annotate init':
      annotate prelabel articles/ -o suggestions.jsonl
      annotate push suggestions.jsonl

    Exit codes: 0 done, 1 findings, 2 usage or config, 3 Label Studio, 4 done in part,
    5 unusable input, 6 cannot write, 70 internal error, 130 interrupted, 143 terminated.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command and exits. No user error ends in a traceback."""
    open_closed_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    with stopped_by_sigterm():
        code = flushed(run(given))
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Runs the command with these arguments and returns its exit code."""
    with visible_output():
        return _run(arguments)


def _run(arguments: list[str]) -> int:
    try:
        with project_warnings(), announced(_show_wait):
            code = _call(arguments)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        return _report_usage(error, as_json="--json" in arguments)
    except (click.Abort, KeyboardInterrupt) as stop:
        # Click wraps the interrupt. The interrupted command put the work that it had done into the message.
        done = str(stop.__cause__ or "") if isinstance(stop, click.Abort) else str(stop)
        sentence = f"Interrupted. {done or 'Finished work is kept; run the same command again.'}"
        code = TERMINATED if was_terminated() else INTERRUPTED
        return told(code, lambda: click.echo(sentence, err=True))
    except AnnotateError as error:
        return _report(error, as_json="--json" in arguments)
    except BrokenPipeError:
        return 0
    except SystemExit as stop:
        return 0 if _reader_has_closed(stop) else _fault(stop, arguments)
    except ModuleNotFoundError as error:
        if (known := missing_extra(error)) is not None:
            return _report(known, as_json="--json" in arguments)
        return _fault(error, arguments)
    except OSError as error:
        if is_of_output(error):
            return cannot_write(error)
        return _refused(error, arguments)
    except Exception as error:  # the last resort: log it, print the log's path, exit 70
        if (damaged := damaged_database(error)) is not None:
            return _report(damaged, as_json="--json" in arguments)
        return _refused(error, arguments)
    return code if isinstance(code, int) else 0


def _refused(error: Exception, arguments: list[str]) -> int:
    """Reports a path that the system refused. Any other error is a fault of this toolkit."""
    from annotate.core.path_errors import refusal
    from annotate.project import state_folder

    own: tuple[Path, ...] = ()
    with suppress(OSError, RuntimeError, ValueError):
        own = (state_folder(),)
    if (known := refusal(error, own=own)) is not None:
        return _report(known, as_json="--json" in arguments)
    return _fault(error, arguments)


def _show_wait(sentence: str) -> None:
    from annotate.cli.output import is_quiet

    if sys.stderr.isatty() and not is_quiet():
        click.echo(sentence, err=True)


def _call(arguments: list[str]) -> object:
    """Runs the command. If the user must confirm an address or a folder, asks, and runs it again."""
    while True:
        try:
            return cli.main(args=arguments, prog_name="annotate", standalone_mode=False)
        except UnconfirmedAddressError as error:  # raised before the command has done anything
            if not may_get_secrets(error):
                raise
        except CopiedFolderError as error:  # raised before the command has done anything, too
            if not may_be_used(error):
                raise


def _report(error: AnnotateError, *, as_json: bool) -> int:
    return told(error.exit_code, lambda: _print_error(error, as_json=as_json))


def _report_usage(error: click.ClickException, *, as_json: bool) -> int:
    return told(error.exit_code, lambda: _print_usage_error(error, as_json=as_json))


def _print_usage_error(error: click.ClickException, *, as_json: bool) -> None:
    error.show()
    if as_json:
        context = error.ctx if isinstance(error, click.UsageError) else None
        path = "annotate" if context is None else context.command_path
        _print_object(
            error.exit_code,
            {"what": error.format_message(), "where": path, "remedy": f"Try '{path} --help' for help."},
        )


def _print_error(error: AnnotateError, *, as_json: bool) -> None:
    from annotate.cli.secrets import without_secrets

    click.echo(f"Error: {without_secrets(str(error))}", err=True)
    if as_json:
        fields = {"what": error.what, "where": error.where, "remedy": error.remedy, **error.details}
        _print_object(error.exit_code, fields)


def _print_object(code: int, fields: Mapping[str, object]) -> None:
    from annotate.cli.output import json_text

    click.echo(json_text({"error": fields, "exit_code": code}))


def _reader_has_closed(stop: SystemExit) -> bool:
    """Whether click or rich exits because the reader of our output has closed the stream.

    Any other `SystemExit` comes from a package in the middle of the work, and is no success.
    """
    *_, last = [frame for frame, _ in walk_tb(stop.__traceback__)]
    return str(last.f_globals.get("__name__")).partition(".")[0] in ("click", "rich")


def _fault(error: BaseException, arguments: list[str]) -> int:
    from annotate.cli.fault import log_fault

    return told(FAULT, lambda: click.echo(log_fault(error, arguments), err=True))
