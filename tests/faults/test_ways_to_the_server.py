"""Tokens that expire, proxies, prefixes, certificates, other versions: got over, or told in one sentence."""

from __future__ import annotations

import ssl
import time
from pathlib import Path
from typing import Any

import pytest
import trustme

from annotate.core import jsonl
from annotate.core.errors import ConfigError, StudioError
from annotate.project import Project
from annotate.studio.api.client import Studio
from annotate.studio.api.pages import Reader
from annotate.studio.api.refusals import retry_after
from annotate.studio.store.mirror import Mirror
from tests.builders import meeting
from tests.commands import Annotate, said
from tests.conftest import Server
from tests.faults.proxy import Answer, proxy
from tests.loop.campaign import ONTOLOGY, Campaign

pytestmark = pytest.mark.studio
LOGIN = "/user/login/?next=/api/projects/"


@pytest.fixture
def campaign(server: Server, studio: Studio, tmp_path: Path) -> Campaign:
    made = Campaign(studio, server.project(ONTOLOGY, "ways"), tmp_path)
    made.push(*(meeting(f"a{index}") for index in range(9)))
    return made


def through(url: str, server: Server, campaign: Campaign, tmp_path: Path, token: str = "") -> int:
    """Pulls through another way; gives the number of tasks."""
    with Studio(url, token or server.token, deadline_s=20) as other:
        fresh = Campaign(other, campaign.project_id, tmp_path / "other")
        return fresh.update().tasks


def use(project: Path, url: str, more: str = "") -> None:
    settings = (project / "annotate.yaml").read_text().partition("\nstudio:")[0]
    (project / "annotate.yaml").write_text(f"{settings}\nstudio:\n  url: {url}\n{more}")


def test_an_access_token_that_expires_in_mid_pull_is_renewed_without_a_word(
    campaign: Campaign, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.studio.pull.pull.PAGE", 2)
    seen: list[str] = []

    def expire(method: str, path: str, signature: str) -> Answer | None:
        if not path.startswith("/api/tasks"):
            return None
        seen.append(signature)
        expired = len(seen) > 3 and signature == seen[0]
        return (401, '{"detail": "Given token not valid for any token type"}') if expired else None

    with proxy(server.url, signed=expire) as url:
        assert through(url, server, campaign, tmp_path, server.annotator.token) == 9
    assert len(set(seen)) == 2, "another access token was asked for"


def test_a_token_exchange_that_fails_for_a_moment_is_no_refused_token(
    campaign: Campaign, server: Server, tmp_path: Path
) -> None:
    failures: list[str] = []

    def rule(method: str, path: str) -> Answer | None:
        if path == "/api/token/refresh" and len(failures) < 2:
            failures.append(path)
            return (503, "busy")
        return None

    with proxy(server.url, rule) as url:
        assert through(url, server, campaign, tmp_path, server.annotator.token) == 9
    assert len(failures) == 2


def test_a_project_that_is_deleted_during_a_pull_is_named_and_what_was_read_stays(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.studio.pull.pull.PAGE", 3)
    really = Mirror.update

    def delete(mirror: Mirror, tasks: list[dict[str, object]], *keys: Any, **settings: Any) -> object:
        if mirror.count() == 9 and mirror.setting("reading") is None:
            campaign.studio.delete(f"/api/projects/{campaign.project_id}/")
        return really(mirror, tasks, *keys, **settings)

    monkeypatch.setattr(Mirror, "update", delete)
    with pytest.raises(StudioError, match=f"there is no project {campaign.project_id}"):
        campaign.update()
    assert campaign.mirror.count() == 9


def test_a_server_behind_a_path_prefix(campaign: Campaign, server: Server, tmp_path: Path) -> None:
    with proxy(server.url, prefix="/annotation/ls") as url:
        assert through(url, server, campaign, tmp_path) == 9
        assert through(url, server, campaign, tmp_path / "2", server.annotator.token) == 9
        with Studio(url, server.token) as other:
            other.update_project(campaign.project_id, title="through the SDK too")


def test_a_server_behind_a_private_authority(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(project / "ca.pem"))
    with proxy(server.url, tls=context) as url:
        use(project, url)
        said(annotate("push", "suggestions.jsonl"), 3, "certificate", "studio.ca_file")
        use(project, url, "  ca_file: ca.pem\n")
        assert annotate("push", "suggestions.jsonl", "--json").json["added"] == 3
        assert annotate("pull", "--json").json["tasks"] == 3
        use(project, url, "  ca_file: annotate.yaml\n")
        said(annotate("pull"), 2, "no certificate", "annotate.yaml", "PEM")
    assert Project.load(project / "annotate.yaml").settings.studio.ca_file == "annotate.yaml"


def test_another_version_is_warned_of_and_used(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)

    def rule(method: str, path: str) -> Answer | None:
        return (200, '{"release": "9.9.9"}') if path.startswith("/api/version") else None

    with proxy(server.url, rule) as url:
        use(project, url)
        pushed = annotate("push", "suggestions.jsonl", "--json")
        assert pushed.json["untested_version"] == "9.9.9"
        assert "version 9.9.9; annotate was tested with 1.23" in pushed.err
        assert annotate("pull", "--json").json["tasks"] == 3


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((302, "", {"Location": LOGIN}), "redirects to a sign-in page"),
        (
            (301, "", {"Location": "https://elsewhere.example.org/api/projects/1/?a=b"}),
            "elsewhere.example.org",
        ),
        ((200, "<html><title>Sign in</title></html>", {"Content-Type": "text/html"}), "no JSON"),
        ((407, "Proxy Authentication Required"), "HTTP 407"),
    ],
    ids=["sign-in", "moved", "html", "proxy"],
)
def test_what_stands_in_front_of_the_server_is_told(
    annotate: Annotate,
    project: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    sentence: str,
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    jsonl.write(project / "s.jsonl", [meeting()])
    with proxy(server.url, lambda method, path: answer) as url:
        use(project, url, "  project: 1\n")
        for words in ("push s.jsonl", "pull"):
            ended = annotate(*words.split())
            said(ended, 3, url, sentence)
            assert server.token not in ended.err


def test_a_page_of_a_proxy_in_mid_run_is_got_over(
    campaign: Campaign, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.studio.pull.pull.PAGE", 2)
    calls: list[str] = []

    def rule(method: str, path: str) -> Answer | None:
        if path.startswith("/api/tasks"):
            calls.append(path)
        if len(calls) in (2, 4):
            return (200, "<html>Back in a moment</html>", {"Content-Type": "text/html"})
        return None

    with proxy(server.url, rule) as url:
        assert through(url, server, campaign, tmp_path) == 9


def test_a_busy_server_is_left_alone_as_long_as_it_asks(campaign: Campaign, server: Server) -> None:
    called: list[float] = []

    def rule(method: str, path: str) -> Answer | None:
        called.append(time.monotonic())
        return (429, "{}", {"Retry-After": "1"}) if len(called) == 1 else None

    with proxy(server.url, rule) as url, Studio(url, server.token) as other:
        assert other.count(campaign.project_id) == 9
        assert dict(other.repeated) == {"HTTP 429": 1}
    first, second = called
    assert second - first >= 1


def test_a_server_that_asks_for_more_patience_than_there_is_ends_the_call(
    campaign: Campaign, server: Server
) -> None:
    def rule(method: str, path: str) -> Answer | None:
        return (503, "{}", {"Retry-After": "3600"})

    with proxy(server.url, rule) as url, Studio(url, server.token, deadline_s=5) as other:
        with pytest.raises(StudioError, match="busy"):
            other.count(campaign.project_id)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0.5", 0.5), ("-3", 0), ("soon", None), (None, None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_the_ways_to_say_how_long_to_wait(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


def test_pages_shrink_around_a_failure_and_grow_again(campaign: Campaign, server: Server) -> None:
    sizes: list[int] = []

    def rule(method: str, path: str) -> Answer | None:
        if path.startswith("/api/tasks") and "fields=all" in path:
            sizes.append(int(path.partition("page_size=")[2].partition("&")[0]))
            return (504, "cut") if sizes[-1] > 4 and len(sizes) < 4 else None
        return None

    with proxy(server.url, rule) as url, Studio(url, server.token) as other:
        reader = Reader(other, campaign.project_id, "id", 8)
        ids = [task["id"] for page in reader.pages() for task in page]
    assert len(ids) == len(set(ids)) == 9
    assert sizes == [8, 1, 2, 4, 8]
    assert reader.set_aside == {}


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="is not an address"):
        Studio("label-studio.example.org", "0" * 40)
