"""studio up and down: an embedded server, with hidden secrets, that is stopped by its own process id."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from annotate.studio.server.embedded import HOST, EmbeddedServer, Running
from tests.commands import Annotate

pytestmark = pytest.mark.studio


def test_up_serves_the_account_hides_its_secrets_and_down_stops_exactly_it(
    project: Path, annotate: Annotate, first_start: None
) -> None:
    up = annotate("studio", "up", "--json")
    assert up.code == 0, up
    try:
        server = EmbeddedServer(next((project.parent / "state" / "projects").iterdir()) / "server")
        account = server.credentials()
        assert up.json["url"].startswith(f"http://{HOST}:")
        assert stat.S_IMODE((server.folder / "credentials.json").stat().st_mode) == 0o600
        assert account.password not in up.out + up.err
        assert account.token not in up.out + up.err
        shown = subprocess.run(["ps", "-axww", "-o", "args"], capture_output=True, text=True, check=True)
        assert account.password not in shown.stdout
        assert account.token not in shown.stdout
        assert account.token not in server.log.read_text(errors="replace")
        with Studio(up.json["url"], account.token) as studio:
            assert studio.whoami()["email"] == account.email

        again = annotate("studio", "up", "--json", "--show-login")
        assert again.json["pid"] == up.json["pid"], "a second 'up' finds the running one"
        assert again.json["password"] == account.password

        pushed = annotate("push", "suggestions.jsonl", "--json")
        assert (pushed.code, pushed.json["added"]) == (0, 3)
        twice = annotate("push", "suggestions.jsonl")
        assert "Added 0 tasks" in twice.out
        assert "3 were there already" in twice.out
        pulled = annotate("pull", "-o", "annotations.jsonl", "--json")
        assert (pulled.json["tasks"], pulled.json["written"]) == (3, 0)
        opened = annotate("studio", "open", "--json")
        assert opened.json["url"].endswith("/projects/1/data")
    finally:
        bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        down = annotate("studio", "down", "--json")
    assert down.json == {"stopped": True}
    assert not psutil.pid_exists(up.json["pid"]) or psutil.Process(up.json["pid"]).status() == "zombie"
    assert bystander.poll() is None
    bystander.kill()
    assert annotate("studio", "down", "--json").json == {"stopped": False}
    after = annotate("push", "suggestions.jsonl")
    assert after.code == 3


def test_a_process_that_got_an_old_servers_id_is_not_stopped(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        began = psutil.Process(stranger.pid).create_time()
        stale = Running(stranger.pid, began - 100, 1)
        (tmp_path / "server.json").write_text(
            f'{{"pid": {stale.pid}, "started_at": {stale.started_at}, "port": 1}}'
        )
        assert server.running() is None
        assert server.down() is False
        time.sleep(0.2)
        assert stranger.poll() is None
    finally:
        stranger.kill()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StudioError, match=f"port {port} is taken") as refused:
            EmbeddedServer(tmp_path).up(port=port)
    assert "--port" in str(refused.value)
