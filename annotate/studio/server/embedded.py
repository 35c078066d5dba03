"""A Label Studio on this machine: started on a free port of 127.0.0.1 and stopped by process id."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.core.errors import MissingExtraError, StudioError
from annotate.core.files import write_errors, writing
from annotate.core.locks import only_one
from annotate.studio.server.migrations import check_not_newer

if TYPE_CHECKING:
    import psutil

HOST = "127.0.0.1"
START_TIMEOUT_S = 240
STOP_TIMEOUT_S = 20
_PORT_ATTEMPTS = 3


@dataclass(frozen=True)
class Credentials:
    """The account that owns an embedded server's projects. The file with these secrets has mode 0600."""

    email: str
    password: str
    token: str
    signing_key: str = ""  # for sessions and tokens; earlier versions of this toolkit wrote none


@dataclass(frozen=True)
class Running:
    """A started server: its process and port."""

    pid: int
    started_at: float  # start time of the process, because process ids are reused
    port: int

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"http://{HOST}:{self.port}"


class EmbeddedServer:
    """The Label Studio of one campaign. ``folder`` has the server's data, log and secrets.

    ``environment`` has further variables for the server's process, such as the address of a database.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._environment = dict(environment or {})
        self.log = folder / "label-studio.log"
        self._state = folder / "server.json"
        self._secrets = folder / "credentials.json"

    def running(self) -> Running | None:
        """The server if its process is alive, else None."""
        state = self._read_state()
        return state if state is not None and self._process(state) is not None else None

    def credentials(self) -> Credentials:
        """Returns the account's e-mail address, password and token. The first call makes and stores these."""
        if self._secrets.exists():
            return Credentials(**json.loads(self._secrets.read_text(encoding="utf-8")))
        made = Credentials(
            email="lead@annotate.localhost.org",
            password=secrets.token_urlsafe(18),
            token=secrets.token_hex(20),
            signing_key=secrets.token_hex(32),
        )
        with write_errors(self._secrets):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._secrets, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(made), file)
        return made

    def up(self, report: Callable[[str], None] = lambda line: None, *, port: int | None = None) -> Running:
        """Starts the server and waits until it is healthy. If the server runs already, starts nothing.

        Raises `StudioError`, which names the log, if the server does not become healthy. Raises `StudioError`
        if ``port`` is taken or a newer Label Studio used the data, and `MissingExtraError` if Label Studio is
        not installed.
        """
        with write_errors(self.folder):  # private, because it has passwords and texts
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
        with only_one(self.folder / "up.lock", "start of this Label Studio"):
            return self._up(report, port)

    def _up(self, report: Callable[[str], None], port: int | None) -> Running:
        if (already := self.running()) is not None:
            return already
        program = _program()
        check_not_newer(self.data)
        if port is not None and not _is_free(port):
            raise _port_taken(port)
        for attempt in range(_PORT_ATTEMPTS):
            chosen = port or _free_port()
            process = self._start(program, chosen)
            running = Running(process.pid, _start_time(process.pid), chosen)
            with writing(self._state) as file:
                json.dump(asdict(running), file)
            try:
                self._wait_until_healthy(process, running, report)
            except _PortTakenError:
                self.down()
                if port is not None or attempt == _PORT_ATTEMPTS - 1:
                    raise _port_taken(chosen) from None
                continue
            return running
        raise AssertionError("unreachable")

    def down(self) -> bool:
        """Stops the server that `up` started. Returns False if that server was not running."""
        import psutil

        state = self._read_state()
        process = self._process(state) if state is not None else None
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(STOP_TIMEOUT_S)
        self._state.unlink(missing_ok=True)
        return process is not None

    def _start(self, program: str, port: int) -> subprocess.Popen[bytes]:
        account = self.credentials()
        # Secrets go through the environment, because arguments are visible in the process list.
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")},
            "LABEL_STUDIO_USERNAME": account.email,
            "LABEL_STUDIO_PASSWORD": account.password,
            "LABEL_STUDIO_USER_TOKEN": account.token,
            "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
            "LABEL_STUDIO_BASE_DATA_DIR": str(self.data),
            "LABEL_STUDIO_HOST": f"http://{HOST}:{port}",
            "COLLECT_ANALYTICS": "false",
            "LATEST_VERSION_CHECK": "false",
            "SENTRY_DSN": "",
            "FRONTEND_SENTRY_DSN": "",
            "SSRF_PROTECTION_ENABLED": "false",
            "DEBUG": "false",
            # Label Studio's own key has characters that it reads back incorrectly. After a restart it would
            # refuse personal access tokens.
            **({"SECRET_KEY": account.signing_key} if account.signing_key else {}),
            **self._environment,
        }
        with write_errors(self.folder):
            self.data.mkdir(parents=True, exist_ok=True)
            log = self.log.open("wb")
        with log:
            return subprocess.Popen(
                [program, "start", "--no-browser", "--internal-host", HOST, "--port", str(port)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
            )

    def _wait_until_healthy(
        self, process: subprocess.Popen[bytes], running: Running, report: Callable[[str], None]
    ) -> None:
        import httpx

        begun = time.monotonic()
        while (waited := time.monotonic() - begun) < START_TIMEOUT_S:
            if process.poll() is not None:
                log = self.log.read_text(encoding="utf-8", errors="replace")
                last = next((line for line in reversed(log.splitlines()) if line.strip()), "no message")
                raise StudioError(
                    f"Label Studio stopped while starting: {last[:200]}.",
                    where=str(self.log),
                    remedy="Read the log; another version's data folder is the usual cause.",
                )
            # If another program has taken the port meanwhile, Label Studio silently uses another one. Then
            # the other program answers on this port.
            listening = _ports_of(process.pid)
            if listening and running.port not in listening:
                raise _PortTakenError
            if listening:
                try:
                    if httpx.get(f"{running.url}/health", timeout=5).is_success:
                        return
                except httpx.HTTPError:
                    pass
            report(
                f"waiting for Label Studio on port {running.port}: {waited:.0f} s (first start takes ~40 s)"
            )
            time.sleep(0.5)
        self.down()
        raise StudioError(
            f"Label Studio was not healthy after {START_TIMEOUT_S} s.",
            where=str(self.log),
            remedy="Read the log, then run 'annotate studio up' again.",
        )

    def _read_state(self) -> Running | None:
        try:
            return Running(**json.loads(self._state.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _process(self, state: Running) -> psutil.Process | None:
        import psutil

        try:
            process = psutil.Process(state.pid)
            same = abs(process.create_time() - state.started_at) < 1
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.Error:
            return None


class _PortTakenError(Exception):
    pass


def _program() -> str:
    beside = Path(sys.executable).with_name("label-studio")
    found = str(beside) if beside.is_file() else shutil.which("label-studio")
    if found is None:
        raise MissingExtraError("Label Studio", "server")
    return found


def _start_time(pid: int) -> float:
    import psutil

    return psutil.Process(pid).create_time()


def _ports_of(pid: int) -> set[int]:
    import psutil

    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return set()
    return {item.laddr.port for item in connections if item.status == psutil.CONN_LISTEN}


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _port_taken(port: int) -> StudioError:
    return StudioError(f"port {port} is taken.", where=HOST, remedy="Choose another with --port.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
