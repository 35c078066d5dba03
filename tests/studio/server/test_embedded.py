"""studio up and down: an embedded server, with hidden secrets, that is stopped by its own process id."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from annotate.campaign.server.connect import embedded_server
from annotate.campaign.server.trust import is_confirmed
from annotate.core.errors import StudioError
from annotate.project import Project
from annotate.studio.api.client import Studio
from annotate.studio.server.embedded import EmbeddedServer, Running
from annotate.studio.server.ports import HOST
from tests.commands import Annotate, checks, said

pytestmark = pytest.mark.studio


def test_up_serves_the_account_hides_its_secrets_and_down_stops_exactly_it(
    project: Path, annotate: Annotate, monkeypatch: pytest.MonkeyPatch
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

        link = up.json["invitation"]
        assert link.startswith(f"{up.json['url']}/user/signup/?token=")
        assert f"makes an account at {link}" in annotate("studio", "up").out
        said(annotate("studio", "up", "--port", "9999"), 2, "runs already, on port", "annotate studio down")
        said(annotate("studio", "up", "--backend"), 2, "runs already", "prediction backend")

        # Another project of this user may name the address, and the token goes there unasked.
        monkeypatch.delenv("ANNOTATE_TRUST_URL", raising=False)
        monkeypatch.setenv("ANNOTATE_TOKEN", account.token)
        assert annotate("init", project.parent / "second").code == 0
        monkeypatch.chdir(project.parent / "second")
        with Path("annotate.yaml").open("a") as file:
            file.write(f"\nstudio:\n  url: {up.json['url']}\n  project: 1\n")
        assert annotate("pull", "--json").json["tasks"] == 3
        assert not is_confirmed("studio.url", f"{up.json['url']}/path")
        assert not is_confirmed("studio.url", up.json["url"].replace("127.0.0.1", "localhost"))
        monkeypatch.chdir(project)
        monkeypatch.delenv("ANNOTATE_TOKEN")

        # As an earlier version of this toolkit started it.
        state = server.folder / "server.json"
        kept = state.read_text()
        state.write_text(json.dumps({key: json.loads(kept)[key] for key in ("pid", "started_at", "port")}))
        assert "Every user of this machine can make an account" in annotate("studio", "up").err
        assert checks(annotate("doctor", "--json"))["sign-up"]["verdict"] == "problem"
        state.write_text(kept)
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

    with socket.socket() as taken:
        taken.bind((HOST, int(up.json["url"].rpartition(":")[2])))
        taken.listen()
        refused = annotate("studio", "up")
        said(refused, 3, "is taken by", f"process {os.getpid()} of", "used port", "--port")
    again = annotate("studio", "up", "--allow-local-backend", "--json")
    try:
        assert again.json["local_backend"]
        assert "ML_BLOCK_LOCAL_IP=false" in annotate("studio", "up", "--backend").out
        assert again.json["url"] == up.json["url"], "the port stays the same"
        assert not is_confirmed("studio.url", "http://127.0.0.1:9")
        backend, upload = asked_to_reach("http://127.0.0.1:9", again.json["url"], account.token)
        assert "reserved network address" not in backend
        assert "reserved network address" in upload
    finally:
        annotate("studio", "down")


@pytest.mark.slow  # half a minute of migrations; `make demo` starts from an empty folder too
def test_the_first_start_makes_the_database(project: Path, annotate: Annotate, first_start: None) -> None:
    up = annotate("studio", "up", "--json")
    assert up.code == 0, up
    try:
        server = embedded_server(Project.find(project))
        with Studio(up.json["url"], server.credentials().token) as studio:
            assert studio.whoami()["email"] == server.credentials().email
    finally:
        annotate("studio", "down")


def asked_to_reach(address: str, url: str, token: str) -> tuple[str, str]:
    """What the server says to a prediction backend at ``address``, and to an import from there."""
    with httpx.Client(base_url=url, headers={"Authorization": f"Token {token}"}, timeout=60) as lead:
        backend = lead.post("/api/ml/", json={"project": 1, "url": address, "title": "model"})
        upload = lead.post("/api/projects/1/import", data={"url": f"{address}/tasks.json"})
    return backend.text, upload.text


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
        (tmp_path / "port").write_text(f"{port}\n")
        with pytest.raises(StudioError, match=f"This Label Studio used port {port} before"):
            EmbeddedServer(tmp_path).up()
    assert "--port" in str(refused.value)
    assert f"(process {os.getpid()} of " in str(refused.value)


def test_the_token_does_not_go_to_a_port_that_the_server_does_not_hold(
    project: Path, annotate: Annotate
) -> None:
    """Label Studio takes the next port if another program was faster."""
    server = embedded_server(Project.find())
    server.credentials()
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        other.settimeout(0.2)
        port = other.getsockname()[1]
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        try:
            began = psutil.Process(process.pid).create_time()
            state = {"pid": process.pid, "started_at": began, "port": port, "closed": True}
            (server.folder / "server.json").write_text(json.dumps(state))
            said(annotate("pull"), 3, f"http://{HOST}:{port}", "does not listen there", "annotate studio up")
            with pytest.raises(TimeoutError):
                other.accept()
        finally:
            process.kill()
