"""A token goes only to an address that the user gave or confirmed, whatever an annotate.yaml above says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from annotate.campaign.server.trust import is_confirmed
from annotate.core import jsonl
from annotate.core.article import Article
from annotate.core.errors import StudioError
from annotate.project import Project, ProjectFileWarning
from annotate.studio.api.client import Studio
from tests.commands import Annotate, at_terminal, said
from tests.conftest import Server
from tests.faults.proxy import Answer, proxy
from tests.prelabel.models.llm.fake_language_model import FakeLanguageModel

TOKEN = "f" * 40
NOBODY = 65534


@contextmanager
def a_server(answer: Answer = (200, "{}")) -> Iterator[tuple[str, list[str]]]:
    """Another program: its address, and the signatures of the requests that it gets."""
    seen: list[str] = []

    def note(method: str, path: str, signature: str) -> Answer:
        seen.append(signature)
        return answer

    with proxy("http://127.0.0.1:9", signed=note) as url:
        yield url, seen


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str]]]:
    with a_server() as (url, seen):
        monkeypatch.setenv("ANNOTATE_TOKEN", TOKEN)
        monkeypatch.delenv("ANNOTATE_TRUST_URL", raising=False)
        yield url, seen


def use(project: Path, url: str) -> None:
    settings = (project / "annotate.yaml").read_text().partition("\nstudio:")[0]
    (project / "annotate.yaml").write_text(f"{settings}\nstudio:\n  url: {url}\n  project: 1\n")


def test_an_address_in_a_file_above_gets_no_token(
    annotate: Annotate, project: Path, elsewhere: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, seen = elsewhere
    use(project, url)
    (project / "deep" / "deeper").mkdir(parents=True)
    jsonl.write(project / "deep" / "deeper" / "s.jsonl", [])
    monkeypatch.chdir(project / "deep" / "deeper")
    for words in ("push s.jsonl", "push s.jsonl --dry-run", "pull", "status", "backup b.zip", "studio open"):
        ended = annotate(*words.split())
        said(ended, 2, url, "annotate.yaml, studio.url", "annotate trust --yes", "ANNOTATE_TRUST_URL")
        assert TOKEN not in ended.err
    said(annotate("trust"), 2, url, "annotate trust --yes")
    assert seen == []


def test_the_variable_of_a_script_gives_the_address_with_the_token(
    annotate: Annotate, project: Path, elsewhere: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, seen = elsewhere
    use(project, url)
    port = int(url.rpartition(":")[2])
    for other in (
        url + "0",
        f"http://127.0.0.1:{port + 1}",
        f"{url}/path",
        url[:-1],
        "http://127.0.0.1",
        "*",
    ):
        monkeypatch.setenv("ANNOTATE_TRUST_URL", other)
        said(annotate("pull"), 2, url)
    assert seen == []
    monkeypatch.setenv("ANNOTATE_TRUST_URL", f"https://ls.example.org, {url.upper()}/")
    assert annotate("pull").code == 3, "that server is no Label Studio"
    assert seen[0] == f"Token {TOKEN}"


def test_a_confirmed_address_is_remembered_for_the_user_alone_and_no_other_address(
    annotate: Annotate, project: Path, elsewhere: tuple[str, list[str]], state_folder: Path
) -> None:
    url, seen = elsewhere
    use(project, url)
    confirmed = annotate("trust", "--yes", "--json")
    assert confirmed.json == {"studio.url": {"url": url, "confirmed": True}}
    kept = state_folder / "confirmed-addresses.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert TOKEN not in kept.read_text()
    assert annotate("pull").code == 3
    assert len(seen) > 0
    assert f"{url}: confirmed" in annotate("trust").out

    with a_server() as (other, got):
        os.environ.pop("ANNOTATE_TRUST_URL")
        use(project, other)
        said(annotate("pull"), 2, other)
        assert got == []

    use(project, url)
    assert annotate("pull").code == 3
    with (project / "annotate.yaml").open("a") as file:  # another server could answer in its name
        file.write("  ca_file: ca.pem\n")
    trustme.CA().cert_pem.write_to_path(str(project / "ca.pem"))
    said(annotate("pull"), 2, url)
    assert annotate("trust", "--yes").code == 0
    assert annotate("pull").code == 3
    trustme.CA().cert_pem.write_to_path(str(project / "ca.pem"))
    said(annotate("pull"), 2, url)

    use(project, url)
    kept.chmod(0o666)
    said(annotate("pull"), 2, str(kept), "other users can change", "annotate trust")
    kept.write_text("[]")
    kept.chmod(0o600)
    said(annotate("pull"), 2, str(kept), "cannot be read")


def test_at_a_terminal_the_command_asks_once_and_goes_on(
    project: Path, elsewhere: tuple[str, list[str]]
) -> None:
    url, seen = elsewhere
    use(project, url)
    code, shown = at_terminal("pull", cwd=project, answers="n\n")
    assert (code, seen) == (2, []), shown
    assert f"May {url} (studio.url in annotate.yaml) get your token" in " ".join(shown.split())
    code, shown = at_terminal("pull", cwd=project, answers="y\n")
    assert code == 3, shown
    assert set(seen) == {f"Token {TOKEN}"}
    code, shown = at_terminal("pull", cwd=project)
    assert (code, "May " in shown) == (3, False)


def test_init_takes_the_address_that_was_typed_and_says_what_looks_alike(
    annotate: Annotate, tmp_path: Path, elsewhere: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, seen = elsewhere
    assert annotate("init", tmp_path / "typed", "--url", url).code == 0
    monkeypatch.chdir(tmp_path / "typed")
    use(tmp_path / "typed", url)
    assert annotate("pull").code == 3
    assert len(seen) > 0
    use(tmp_path / "typed", "https://l\u0430bel.example.org")
    said(annotate("pull"), 2, "https://l\\u0430bel.example.org")


def test_the_key_of_a_language_model_goes_only_where_it_was_given_for(
    annotate: Annotate, project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ANNOTATE_LLM_URL", raising=False)
    monkeypatch.setenv("ANNOTATE_LLM_KEY", "sk-very-secret")
    monkeypatch.setenv("ANNOTATE_CACHE_DIR", str(tmp_path / "cache"))
    jsonl.write(project / "a.jsonl", [Article(id="a", text="Le ministre a parlé à Cuba.", language="fr")])
    ask = ("prelabel", "a.jsonl", "--labeler", "llm:fake-1", "-o")
    with FakeLanguageModel(names={"Cuba": "LOC"}).running() as model:
        with (project / "annotate.yaml").open("a") as file:
            file.write(f"\nstudio:\n  url: {model.url}\nllm:\n  url: {model.url}\n")
        monkeypatch.setenv("ANNOTATE_TRUST_URL", model.url)  # for Label Studio's token alone
        for key in ("sk-very-secret", ""):
            monkeypatch.setenv("ANNOTATE_LLM_KEY", key)
            said(annotate(*ask, "o.jsonl"), 2, "llm.url", model.url, "annotate trust", "ANNOTATE_LLM_URL")
        monkeypatch.setenv("ANNOTATE_LLM_KEY", "sk-very-secret")
        assert annotate("prelabel", "a.jsonl", "--labeler", "llm:fake-1", "--dry-run").code == 0
        assert annotate("prelabel", "a.jsonl", "--labeler", "dates", "-o", "d.jsonl").code == 0
        assert model.requests == []
        monkeypatch.setenv("ANNOTATE_LLM_URL", model.url)
        assert annotate(*ask, "given.jsonl").code == 0
        monkeypatch.delenv("ANNOTATE_LLM_URL")
        assert annotate("trust", "--yes").code == 0
        assert annotate(*ask, "confirmed.jsonl").code == 0
        assert {sent["Authorization"] for sent in model.headers} == {"Bearer sk-very-secret"}
        assert not is_confirmed("llm.url", "http://127.0.0.1:9")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to somebody else")
def test_a_project_file_of_another_user_is_named_or_where_anybody_can_write_refused(
    annotate: Annotate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / "annotate.yaml"
    (project / "below").mkdir()
    monkeypatch.chdir(project / "below")
    assert annotate("status").err == ""
    os.chown(file, NOBODY, NOBODY)
    ended = annotate("status")
    assert ended.code == 0
    assert ended.err.count(f"Warning: {file}: belongs to nobody.") == 1
    with pytest.warns(ProjectFileWarning, match="belongs to nobody"):
        Project.find()
    monkeypatch.setenv("SUDO_UID", str(NOBODY))
    assert annotate("status").err == "", "root works for that user"
    monkeypatch.delenv("SUDO_UID")

    project.chmod(0o1777)  # as /tmp
    for words in (
        "status",
        "prelabel x.jsonl -o o.jsonl",
        "release create x --from x.jsonl",
        "guidelines -o g",
    ):
        said(annotate(*words.split()), 2, str(file), "belongs to nobody", "can write", "annotate init")
    assert "belongs to nobody" in annotate("doctor").out
    own = project / "own.yaml"
    file.rename(own)
    os.chown(own, 0, 0)
    file.symlink_to(own)
    assert annotate("status").err == ""
    os.chown(file, NOBODY, NOBODY, follow_symlinks=False)
    said(annotate("status"), 2, str(file), "belongs to nobody")


def test_a_project_file_that_everybody_can_change_is_named(annotate: Annotate, project: Path) -> None:
    (project / "annotate.yaml").chmod(0o666)
    assert "can be changed by every user" in annotate("status").err
    (project / "annotate.yaml").chmod(0o644)
    project.chmod(0o777)
    assert "every user of this machine can replace it" in annotate("status").err
    project.chmod(0o1777)
    assert annotate("status").err == "", "nobody else can replace one's own file in a folder such as /tmp"


@pytest.mark.studio
def test_neither_a_redirect_nor_a_proxy_takes_the_token_to_another_program(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    with a_server() as (other, seen):
        for status in (301, 302, 307, 308):
            moved = (status, "", {"Location": f"{other}/api/projects/1"})
            with proxy(server.url, lambda method, path, answer=moved: answer) as url:  # type: ignore[misc]
                use(project, url)
                said(annotate("push", "suggestions.jsonl"), 3, other)
                with Studio(url, server.token) as studio, pytest.raises(StudioError):
                    studio.create_project("elsewhere", "<View/>", "")
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, other)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with Studio(server.url, server.annotator.token) as studio:
            assert studio.whoami()["email"] == server.annotator.email
        assert seen == []
