"""People who leave: deleted members and deleted accounts stay who they are, at pull, release and restore."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.studio.api.accounts import Account, invite
from annotate.studio.api.client import Studio
from tests.builders import meeting
from tests.commands import Annotate
from tests.conftest import Server
from tests.loop.campaign import submit
from tests.loop.test_commands import use

pytestmark = pytest.mark.studio
PASSWORD = "a-long-password-1"
_PEOPLE = "id,data,annotations,completed_by,updated_by"
NAMES = ["ana", "ben", "cy", "dora", "eva", "lead"]


@dataclass
class People:
    """The owner of the server, and accounts that were made by invitation, by their short names."""

    owner: Studio
    mark: str
    accounts: dict[str, Account] = field(default_factory=dict)
    clients: dict[str, Studio] = field(default_factory=dict)

    def email(self, name: str) -> str:
        return (
            str(self.owner.whoami()["email"]) if name == "lead" else f"{name}.{self.mark}@people.example.org"
        )

    def id(self, name: str) -> int:
        return next(id for id, email in self.owner.users().items() if email == self.email(name))

    def leave(self, name: str) -> None:
        organisation = self.owner.whoami()["active_organization"]
        self.owner.delete(f"/api/organizations/{organisation}/memberships/{self.id(name)}/")

    def delete(self, name: str) -> None:
        self.owner.delete(f"/api/users/{self.id(name)}/")


@pytest.fixture
def people(server: Server, studio: Studio, request: pytest.FixtureRequest) -> Iterator[People]:
    made = People(studio, f"{abs(hash(request.node.name)) % 10**8}", clients={"lead": studio})
    with ExitStack() as stack:
        for name in NAMES[:-1]:
            made.accounts[name] = invite(studio, made.email(name), PASSWORD)
            client = Studio(server.url, made.accounts[name].token)
            made.clients[name] = stack.enter_context(client)
        yield made


@pytest.fixture
def tasks(
    annotate: Annotate, project: Path, people: People, server: Server, monkeypatch: Any
) -> dict[str, Any]:
    """A task for each person, on which they have submitted an answer."""
    use(project, server)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    jsonl.write(project / "s.jsonl", [meeting(f"of-{name}") for name in NAMES])
    pushed = annotate("push", "s.jsonl", "--json").json["project"]
    found = {
        task["data"]["article_id"].removeprefix("of-"): task
        for task in people.owner.tasks(pushed, fields="all", include="id,data")
    }
    for name in NAMES:
        found[name]["annotation"] = submit(people.clients[name], found[name])["id"]
    return found


def authors(folder: Path, file: str) -> dict[str, tuple[str, str | None]]:
    """Who made and who rewrote the answer on each article."""
    read: list[Record] = list(jsonl.read_records(folder / file))
    assert len({record.article.id for record in read}) == len(read)
    return {
        record.article.id.removeprefix("of-"): (record.annotation.author, record.annotation.rewritten_by)
        for record in read
    }


def test_nobody_who_leaves_is_lost_or_taken_for_another(
    annotate: Annotate, project: Path, people: People, tasks: dict[str, Any]
) -> None:
    results = people.clients["cy"].get(f"/api/annotations/{tasks['cy']['annotation']}/")["result"]
    for by in ("ben", "cy"):  # each on another's answer; dora's is her own again in the end
        people.clients[by].patch(f"/api/annotations/{tasks['dora']['annotation']}/", {"result": results})
    people.clients["dora"].patch(f"/api/annotations/{tasks['dora']['annotation']}/", {"result": results})
    people.clients["ben"].patch(f"/api/annotations/{tasks['cy']['annotation']}/", {"result": results[:-1]})
    dora = f"user-{people.id('dora')}"
    people.leave("dora")
    people.delete("eva")
    pulled = annotate("pull", "-o", "first.jsonl", "--json")
    expected: dict[str, tuple[str, str | None]] = {
        **{name: (people.email(name), None) for name in ("ana", "ben", "lead")},
        "cy": (people.email("cy"), people.email("ben")),
        "dora": (dora, None),  # who left before the first pull
        "eva": ("unknown", None),
    }
    assert authors(project, "first.jsonl") == expected
    assert pulled.json["kinds"] == {"rewritten": 1, "unknown-author": 1}

    people.leave("ana")
    people.delete("ben")
    for words in (("pull",), ("pull", "--rebuild"), ("pull", "--compare")):
        assert annotate(*words, "-o", "again.jsonl").code == 0
        assert (project / "again.jsonl").read_bytes() == (project / "first.jsonl").read_bytes(), words
    status = annotate("status", "--json").json
    assert status["annotators"] == dict.fromkeys((author for author, _ in expected.values()), 1)

    made = annotate("release", "create", "x", "--json")
    assert made.json["manifest"]["annotators"] == 6
    assert made.json["manifest"]["findings"] == {"rewritten": 1, "unknown-author": 1}
    before = (project / "exports" / "x-1.0.0" / "gold.jsonl").read_bytes()
    assert b"@people" not in before
    gold = {record.article.id: record.annotation for record in load_gold(project / "exports" / "x-1.0.0")}
    assert gold["of-cy"].rewritten_by == gold["of-ben"].author
    pseudonyms = json.loads((project / ".annotate" / "pseudonyms.json").read_text())
    assert {pseudonyms[author] for author, _ in expected.values()} == {
        annotation.author for annotation in gold.values()
    }

    # A backup made now restores everything, on the server where two of them are gone.
    assert annotate("backup", "b.zip").code == 0
    restored = annotate("restore", "b.zip", "--yes", "--json")
    assert restored.code == 0, restored
    assert restored.json["accounts_made"] == [people.email("ben")]
    assert restored.json["annotations"] == 6
    for words in (("pull",), ("pull", "--rebuild")):
        assert annotate(*words, "-o", "again.jsonl").code == 0
        assert (project / "again.jsonl").read_bytes() == (project / "first.jsonl").read_bytes(), words
    assert annotate("release", "create", "x", "--version", "1.0.1").code == 0
    assert (project / "exports" / "x-1.0.1" / "gold.jsonl").read_bytes() == before
    bodies = {
        task["data"]["article_id"]: task["annotations"][0]
        for task in people.owner.tasks(restored.json["project"], fields="all", include=_PEOPLE)
    }
    assert bodies["of-ben"]["completed_by"] == people.id("ben"), "the account that the restore made"

    # Ben's account is deleted again, and somebody signs up with his address: the same person.
    people.delete("ben")
    token = invite(people.owner, people.email("ben"), PASSWORD).token
    with Studio(people.owner.url, token) as again:
        again.patch(f"/api/annotations/{bodies['of-ben']['id']}/", {"result": results[:-1]})
    assert annotate("pull", "-o", "again.jsonl").code == 0
    assert authors(project, "again.jsonl") == expected
