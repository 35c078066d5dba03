"""A Label Studio that must not ask addresses of its own machine, and one that asks another backend."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.errors import StudioError
from annotate.project import Project
from annotate.serve.access import Account
from annotate.serve.connection import Connection
from tests.commands import Annotate
from tests.conftest import Server
from tests.loop.test_commands import use

pytestmark = pytest.mark.studio


@pytest.fixture
def connection(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> Connection:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    use(project, server)
    assert annotate("push", "suggestions.jsonl").code == 0
    account = Account("annotate", "a-password-of-the-backend")
    return Connection(Project.load(project / "annotate.yaml"), "http://127.0.0.1:9", account)


def test_an_address_of_this_machine_is_refused_and_the_message_says_what_allows_it(
    connection: Connection,
) -> None:
    with pytest.raises(StudioError) as refused:
        connection.connect("annotate/00000000")
    assert "http://127.0.0.1:9" in refused.value.what
    assert "annotate studio up --backend" in str(refused.value.remedy)
    assert "a-password-of-the-backend" not in str(refused.value)


def test_another_backend_before_ours_is_named(connection: Connection, server: Server) -> None:
    project_id = _project(connection)
    server.execute(
        "INSERT INTO ml_mlbackend (project_id, url, title, state, is_interactive, timeout, created_at,"
        " updated_at, auto_update, auth_method) VALUES (%s, %s, %s, 'CO', FALSE, 100, '2026-01-01',"
        " '2026-01-01', TRUE, 'NONE')",
        project_id,
        "http://192.0.2.1:9090",
        "somebody else's",
    )
    try:
        with pytest.raises(StudioError, match='another prediction backend, "somebody else\'s"'):
            connection.connect("annotate/00000000")
    finally:
        server.execute("DELETE FROM ml_mlbackend WHERE project_id = %s", project_id)


def _project(connection: Connection) -> int:
    from annotate.campaign.server.connect import open_plan

    plan = open_plan(connection.project)
    link = plan.link
    plan.close()
    assert link is not None
    return link.project_id
