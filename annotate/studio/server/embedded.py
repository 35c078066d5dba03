"""A Label Studio on this machine: started on a port of its own on 127.0.0.1 and stopped by process id."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.core.errors import ConfigError, MissingExtraError, StudioError
from annotate.core.files import write_errors, writing
from annotate.core.locks import only_one
from annotate.studio.server.environment import server_environment
from annotate.studio.server.migrations import check_not_newer
from annotate.studio.server.ports import HOST, free_port, is_free, port_taken, ports_of

if TYPE_CHECKING:
    import psutil

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
    """A started server: its process and port.

    ``closed`` says that strangers cannot sign up: earlier versions of this toolkit started open servers.
    ``local_backend`` says that a prediction backend may run on this machine.
    """

    pid: int
    started_at: float  # start time of the process, because process ids are reused
    port: int
    closed: bool = False
    local_backend: bool = False

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
        self._port = folder / "port"
        self._secrets = folder / "credentials.json"

    def running(self) -> Running | None:
        """The server if its process is alive, else None."""
        state = self._read_state()
        return state if state is not None and self._process(state) is not None else None

    def listens(self, running: Running) -> bool:
        """Whether the server itself listens on its port, and not another program."""
        return running.port in ports_of(running.pid)

    def credentials(self) -> Credentials:
        """Returns the account's e-mail address, password and token. The first call makes and stores these."""
        if self._secrets.exists():
            self._secrets.chmod(0o600)
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

    def up(
        self,
        report: Callable[[str], None] = lambda line: None,
        *,
        port: int | None = None,
        local_backend: bool = False,
    ) -> Running:
        """Starts the server and waits until it is healthy. If the server runs already, starts nothing.

        Without ``port``, uses the port of the last start, or a free one at the first start.
        ``local_backend`` allows a prediction backend on this machine.

        Raises `StudioError`, which names the log, if the server does not become healthy. Raises `StudioError`
        if the port is taken or a newer Label Studio used the data, `ConfigError` if the server runs already
        in another way, and `MissingExtraError` if Label Studio is not installed.
        """
        with write_errors(self.folder):  # private, because it has passwords and texts
            for folder in (self.folder, self.data):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                folder.chmod(0o700)
        with only_one(self.folder / "up.lock", "start of this Label Studio"):
            if (already := self.running()) is not None:
                _check_alike(already, port, local_backend)
                return already
            return self._up(report, port, local_backend)

    def _up(self, report: Callable[[str], None], port: int | None, local_backend: bool) -> Running:
        program = _program()
        check_not_newer(self.data)
        before = self._last_port()
        wanted = port or before
        if wanted is not None and not is_free(wanted):
            raise port_taken(wanted, remembered=wanted == before)
        for attempt in range(_PORT_ATTEMPTS):
            chosen = wanted or free_port()
            process = self._start(program, chosen, local_backend=local_backend)
            running = Running(
                process.pid, _start_time(process.pid), chosen, closed=True, local_backend=local_backend
            )
            with writing(self._state) as file:
                json.dump(asdict(running), file)
            try:
                self._wait_until_healthy(process, running, report)
            except _PortTakenError:
                self.down()
                if wanted is not None or attempt == _PORT_ATTEMPTS - 1:
                    raise port_taken(chosen, remembered=chosen == before) from None
                continue
            with writing(self._port) as file:
                file.write(f"{chosen}\n")
            return running
        raise AssertionError("unreachable")

    def _last_port(self) -> int | None:
        try:
            return int(self._port.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

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

    def _start(self, program: str, port: int, *, local_backend: bool = False) -> subprocess.Popen[bytes]:
        account = self.credentials()
        # Secrets go through the environment, because arguments are visible in the process list.
        environment = {
            **server_environment(os.environ, local_backend=local_backend),
            "LABEL_STUDIO_USERNAME": account.email,
            "LABEL_STUDIO_PASSWORD": account.password,
            "LABEL_STUDIO_USER_TOKEN": account.token,
            "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
            "LABEL_STUDIO_BASE_DATA_DIR": str(self.data),
            "LABEL_STUDIO_HOST": f"http://{HOST}:{port}",
            # Label Studio's own key has characters that it reads back incorrectly. After a restart it would
            # refuse personal access tokens.
            **({"SECRET_KEY": account.signing_key} if account.signing_key else {}),
            **self._environment,
        }
        with write_errors(self.folder):
            self.log.touch(mode=0o600)
            self.log.chmod(0o600)
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
                umask=0o077,
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
            listening = ports_of(process.pid)
            if listening and running.port not in listening:
                raise _PortTakenError
            if listening:
                try:
                    if httpx.get(f"{running.url}/health", timeout=5, trust_env=False).is_success:
                        return
                except httpx.HTTPError:
                    pass
            report(
                f"waiting for Label Studio on port {running.port}: {waited:.0f} s (the first start makes its"
                " database: 40 s, or two minutes on a busy machine)"
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


def _check_alike(running: Running, port: int | None, local_backend: bool) -> None:
    """Raises `ConfigError` if the running server is not as it should start now."""
    if port is not None and port != running.port:
        what = f"it runs already, on port {running.port}."
    elif local_backend and not running.local_backend:
        what = "it runs already, and refuses a prediction backend on this machine."
    else:
        return
    raise ConfigError(
        what, where=running.url, remedy="Stop it with 'annotate studio down', then start it again."
    )
