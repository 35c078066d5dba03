"""annotate serve: a prediction backend for Label Studio."""

from __future__ import annotations

import json
import sys
import time
from urllib.parse import urlsplit

import click

from annotate.cli.output import emit_json, is_quiet, labeler_option, output_options
from annotate.cli.process import one_thread_each
from annotate.cli.secrets import without_secrets
from annotate.cli.stopping import INTERRUPTED, TERMINATED, was_terminated

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=9090,
    show_default=True,
    help="The port; 0: any free one.",
)
@click.option("--url", help="The address at which Label Studio reaches this server; default: host and port.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes suggest; each has models of its own.",
)
@labeler_option("Use these labelers instead of the configured ones; repeatable.")
@click.option(
    "--connect/--no-connect", default=True, help="Enter this server in Label Studio.  [default: connect]"
)
@click.option(
    "--pull/--no-pull", default=True, help="Read new corrections as people submit them.  [default: pull]"
)
@click.option(
    "--poll",
    "poll_s",
    type=click.FloatRange(1, 3600),
    default=20,
    show_default=True,
    metavar="SECONDS",
    help="How often to look for new work where Label Studio sends no webhooks.",
)
@click.option("--no-auth", is_flag=True, help="Answer without a password; on this machine alone.")
@click.option(
    "--max-request",
    type=click.IntRange(1, 1000),
    default=32,
    show_default=True,
    metavar="MB",
    help="The largest request.",
)
@click.option(
    "--max-waiting",
    type=click.IntRange(1, 1000),
    default=16,
    show_default=True,
    help="How many requests may be under way at once.",
)
@click.option(
    "--answer-within",
    "answer_s",
    type=click.FloatRange(1, 3600),
    default=85,
    show_default=True,
    metavar="SECONDS",
    help="Answer with what is done by then. Label Studio itself waits 100 seconds.",
)
@click.option("--show-login", is_flag=True, help="Print the name and password, and stop.")
@output_options
def serve(
    host: str,
    port: int,
    url: str | None,
    workers: int,
    labelers: tuple[str, ...],
    connect: bool,
    pull: bool,
    poll_s: float,
    no_auth: bool,
    max_request: int,
    max_waiting: int,
    answer_s: float,
    show_login: bool,
    as_json: bool,
) -> int:
    """Suggest as people open tasks in Label Studio, also tasks that somebody imported by hand.

    Runs until Ctrl-C. Loads the labelers anew without a gap when annotate.yaml changes,
    as after 'annotate use', and at the signal SIGHUP.

    A Label Studio on this machine must be started with 'annotate studio up --backend'.

    \b
    Example: annotate serve
    """
    from annotate.cli.fault import log_fault
    from annotate.core.errors import ConfigError
    from annotate.project import Project
    from annotate.serve.access import account_in
    from annotate.serve.beside import Beside
    from annotate.serve.connection import Connection
    from annotate.serve.limits import Limits
    from annotate.serve.server import Says, ServeOptions, listening
    from annotate.serve.server import serve as run

    if no_auth and host not in _LOOPBACK:
        raise ConfigError(
            "--no-auth would let everybody who reaches this address send texts and use the models.",
            where=host,
            remedy="Leave out --no-auth or --host.",
        )
    if url is not None and (urlsplit(url).scheme not in ("http", "https") or "@" in urlsplit(url).netloc):
        raise click.BadParameter(
            "an address begins with http:// or https:// and has no password.", param_hint="--url"
        )
    project = Project.find()
    account = None if no_auth else account_in(project.state / "serve" / "account.json")
    if account is not None:
        project.keep_state()
    if show_login:
        return _show(
            account.user if account else None, account.password if account else None, as_json=as_json
        )

    def log(line: str) -> None:
        if not is_quiet():
            click.echo(f"{time.strftime('%H:%M:%S')} {without_secrets(line)}", err=True)

    def fault(error: BaseException) -> str:
        return log_fault(error, ["serve"])

    options = ServeOptions(
        account,
        workers,
        labelers,
        Limits(body_bytes=max_request * 1_000_000, waiting=max_waiting, answer_s=answer_s),
    )
    if host not in _LOOPBACK:
        log(
            "Warning: the password and the texts travel unencrypted. Put a proxy with TLS before this server."
        )
    with listening(host, port) as listener, one_thread_each():
        address = url or f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{listener.getsockname()[1]}"  # noqa: S104
        beside = None
        if connect:
            work = Connection(project, address, account, pulls=pull)
            beside = Beside(work, log, fault, poll_s=poll_s)
        else:
            log(f"Not entered in Label Studio. There: Settings, Model, Connect Model, {address},")
            log("with the name and password of 'annotate serve --show-login', and the version as its title.")

        def ready(version: str) -> None:
            log(f"Suggesting as {version} at {address} (Ctrl-C stops)")
            if as_json:
                emit_json({"url": address, "version": version})
                sys.stdout.flush()

        log("Loading the labelers …")
        code = 0
        try:
            run(project, listener, options, Says(log, fault, ready), beside)
        except KeyboardInterrupt:
            code = TERMINATED if was_terminated() else INTERRUPTED
        log("Stopped.")
    return code


def _show(user: str | None, password: str | None, *, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps({"user": user, "password": password}))  # asked for, so not cleaned of secrets
    elif user is None:
        click.echo("With --no-auth there is no name and no password.")
    else:
        click.echo(f"Label Studio signs in as {user} with the password {password}")
    return 0
