"""A Postgres of the tests' own, and a Label Studio on it with two workers behind one address."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from annotate.studio.server.embedded import Credentials, EmbeddedServer
from tests.faults.proxy import proxy

VARIABLE = "ANNOTATE_TEST_POSTGRES"
_WORKERS = 2
_USER, _PASSWORD = "annotate", "of-no-use-elsewhere"  # a database that lives for one run


def programs() -> Path:
    """The folder of initdb and postgres. Skips, or fails where it is asked for, when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found and (other := shutil.which("initdb")):
        found = [Path(other)]
    if not found:
        pytest.fail("Postgres is not installed; apt-get install postgresql")
    return found[-1].parent


@contextmanager
def database(folder: Path) -> Iterator[dict[str, str]]:
    """Runs Postgres in ``folder`` on a free port; gives what Label Studio's environment says of it."""
    data, bin_folder, port = folder / "data", programs(), _free_port()
    folder.mkdir(parents=True)
    password = folder / "password"
    password.write_text(_PASSWORD)
    # Postgres refuses to run as root.
    account = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    if account is not None:
        for parent in (folder, *folder.parents):
            if parent.stat().st_uid == 0 and str(parent).startswith("/tmp/"):  # pytest's folders
                parent.chmod(parent.stat().st_mode | 0o011)
        shutil.chown(folder, account.pw_name)
        shutil.chown(password, account.pw_name)
    user, group = (account.pw_uid, account.pw_gid) if account is not None else (None, None)
    login: list[str | Path] = ["-U", _USER, "--pwfile", password, "-A", "scram-sha-256"]
    subprocess.run(
        [bin_folder / "initdb", "-D", data, "-E", "UTF8", *login],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        user=user,
        group=group,
    )
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [bin_folder / "postgres", "-D", data, *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            user=user,
            group=group,
        )
    try:
        _wait_until_ready(port)
        environment = {
            "DJANGO_DB": "default",
            "POSTGRE_NAME": "label_studio",
            "POSTGRE_USER": _USER,
            "POSTGRE_PASSWORD": _PASSWORD,
            "POSTGRE_HOST": "127.0.0.1",
            "POSTGRE_PORT": str(port),
        }
        execute(environment, "CREATE DATABASE label_studio", name="postgres")
        yield environment
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def label_studio(folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, str, Credentials]]:
    """Two Label Studio processes on one database, asked in turn.

    Gives their address, the first one's own (for a browser's way to sign up), and the owner.
    """
    shared = {**environment, "LABEL_STUDIO_BASE_DATA_DIR": str(folder / "shared")}
    (folder / "shared").mkdir(parents=True)
    with ExitStack() as stack:
        urls = []
        first = EmbeddedServer(folder / "worker-0", shared)
        account = first.credentials()
        for number in range(_WORKERS):
            worker = EmbeddedServer(folder / f"worker-{number}", shared)
            if number:
                shutil.copytree(first.folder, worker.folder, ignore=shutil.ignore_patterns("server.json"))
            stack.callback(worker.down)
            urls.append(worker.up().url)
        yield stack.enter_context(proxy(urls)), urls[0], account


def execute(environment: dict[str, str], statement: str, *values: object, name: str | None = None) -> None:
    """Runs one statement in the database."""
    import psycopg

    with psycopg.connect(
        host=environment["POSTGRE_HOST"],
        port=environment["POSTGRE_PORT"],
        user=_USER,
        password=_PASSWORD,
        dbname=name or environment["POSTGRE_NAME"],
        autocommit=True,
    ) as connection:
        connection.execute(statement.encode(), values)


def _wait_until_ready(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1)  # it listens a moment before it lets anybody in
                return
        time.sleep(0.2)
    pytest.fail("Postgres did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
