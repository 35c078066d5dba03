"""What a stranger on this machine, and a web page in the lead's browser, can do to the server: nothing."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from annotate.core.ontology import Ontology
from annotate.studio.api.accounts import invitation_link
from annotate.studio.api.client import Studio
from annotate.studio.server.embedded import EmbeddedServer
from annotate.studio.server.environment import server_environment
from tests.conftest import OPENING, Server
from tests.faults.proxy import proxy

pytestmark = pytest.mark.studio


def sign_up(server: Server, path: str, email: str) -> int:
    """Sends the sign-up form at ``path``; gives the status of the answer."""
    with httpx.Client(base_url=server.url, timeout=60) as browser:
        form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(path).text)
        assert form is not None
        filled = {"csrfmiddlewaretoken": form[1], "email": email, "password": "a-long-password-2"}
        return browser.post(path, data=filled, headers={"Referer": server.url + path}).status_code


def test_only_the_invitation_link_makes_an_account(server: Server, studio: Studio) -> None:
    for number, path in enumerate(("/user/signup/", "/user/signup/?token=", "/user/signup/?token=guessed")):
        assert sign_up(server, path, f"stranger-{number}@tests.example.org") == 403
    link = invitation_link(studio)
    assert sign_up(server, link.removeprefix(server.url), "colleague@tests.example.org") == 302
    members = set(studio.users().values())
    assert "colleague@tests.example.org" in members
    assert not [email for email in members if email.startswith("stranger")]


def test_without_a_token_the_api_tells_nothing(server: Server) -> None:
    project = server.project(Ontology.load("diplomacy"), "for strangers")
    paths = ["projects", f"projects/{project}/", f"tasks?project={project}", f"projects/{project}/export"]
    paths += ["users", "invite", "webhooks/", f"ml?project={project}", "dm/views", "organizations"]
    for path in paths:
        for signature in ({}, {"Authorization": f"Token {'0' * 40}"}):
            assert httpx.get(f"{server.url}/api/{path}", headers=signature).status_code == 401, path
    assert httpx.delete(f"{server.url}/api/projects/{project}/").status_code == 401
    assert httpx.get(f"{server.url}/data/local-files/?d=etc/passwd").status_code in (302, 401, 403, 404)


def test_a_web_page_reads_nothing_even_under_a_name_that_leads_here(server: Server) -> None:
    for host in ("evil.example.org", "127.0.0.1.evil.example.org", "0.0.0.0"):
        assert httpx.get(f"{server.url}/user/login/", headers={"Host": host}).status_code == 400
    port = server.url.rpartition(":")[2]
    assert httpx.get(f"{server.url}/user/login/", headers={"Host": f"localhost:{port}"}).status_code == 200
    answer = httpx.get(f"{server.url}/api/version", headers={"Origin": "https://evil.example.org"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """A program that only this machine reaches: its address, and the paths that it was asked for."""
    asked: list[str] = []

    def answer(method: str, path: str) -> tuple[int, str]:
        asked.append(path)
        return (200, '[{"text": "a secret of this machine"}]')

    with proxy("http://127.0.0.1:9", answer) as url:
        yield url, asked


def test_the_server_fetches_no_address_of_this_machine(server: Server, studio: Studio) -> None:
    project = server.project(Ontology.load("diplomacy"), "fetches nothing")
    signature = {"Authorization": f"Token {server.token}"}
    with listener() as (local, asked), httpx.Client(base_url=server.url, headers=signature) as lead:
        for url in (local, local.replace("127.0.0.1", "localhost"), local.replace("127.0.0.1", "0.0.0.0")):
            answers = (
                lead.post(f"/api/projects/{project}/import", data={"url": f"{url}/secret"}),
                lead.post("/api/ml/", json={"project": project, "url": url, "title": "model"}),
                lead.post("/api/webhooks/", json={"project": project, "url": url}),
            )
            for answer in answers:
                assert answer.status_code in (400, 403), (answer.url, answer.text)
                assert "reserved network address" in answer.text
        lead.patch(f"/api/projects/{project}/", json={"title": "changed"})
    assert asked == []
    assert studio.count(project) == 0


def test_other_users_read_neither_secrets_nor_data(server: Server) -> None:
    if server.postgres is not None:
        pytest.skip("the session's server on Postgres has two folders of its own")
    own = EmbeddedServer(server.database.parent.parent)
    running = own.running()
    assert running is not None
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (own.folder, own.data, own.log)}
    modes[own.folder / "credentials.json"] = stat.S_IMODE((own.folder / "credentials.json").stat().st_mode)
    assert list(modes.values()) == [0o700, 0o700, 0o600, 0o600]
    account = own.credentials()
    secrets = (account.token, account.password, account.signing_key)
    shown = subprocess.run(["ps", "axeww"], capture_output=True, text=True, check=True).stdout
    assert os.getuid() == 0 or running.url not in shown  # root sees the environment of all
    arguments = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True)
    log = own.log.read_text(encoding="utf-8", errors="replace")
    assert not [secret for secret in secrets if secret in arguments.stdout + log]
    if os.getuid() == 0 and (setpriv := shutil.which("setpriv")):
        nobody = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
        for what in (f"cat /proc/{running.pid}/environ", "ps axeww", f"cat {own.folder}/credentials.json"):
            seen = subprocess.run([*nobody, *what.split()], capture_output=True, text=True, check=False)
            assert not [secret for secret in secrets if secret in seen.stdout + seen.stderr], what


def test_nothing_that_the_caller_has_in_its_environment_opens_the_server_or_is_handed_to_it() -> None:
    secrets = {"ANNOTATE_TOKEN": "t", "ANNOTATE_LLM_KEY": "k", "AWS_SECRET_ACCESS_KEY": "a", "GH_TOKEN": "g"}
    needed = {"PATH": "/bin", "HOME": "/home/ana", "LC_ALL": "C.UTF-8", "https_proxy": "http://proxy:3128"}
    spelled = {
        prefix + name.removeprefix("LABEL_STUDIO_").removeprefix("HEARTEX_"): value
        for name, value in OPENING.items()
        for prefix in ("", "HEARTEX_", "LABEL_STUDIO_")
    }
    closed = server_environment({}, local_backend=False)
    assert server_environment({**secrets, **spelled, **needed}, local_backend=False) == {**closed, **needed}
    changed = server_environment({}, local_backend=True).items() - closed.items()
    assert changed == {("LABEL_STUDIO_ML_BLOCK_LOCAL_IP", "false")}, "and nothing else"
