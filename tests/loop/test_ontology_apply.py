"""A live project is brought to a new version of its ontology, on the real server: nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
import yaml

from annotate.campaign.ontology.apply import Application, apply_ontology
from annotate.campaign.server.connect import connect
from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.gold.load import load_gold
from annotate.project import Project
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import own_binding
from annotate.studio.store.plan import Plan
from tests.builders import meeting
from tests.campaign.test_ontology_versions import removed
from tests.commands import PROGRAM, Annotate, said
from tests.conftest import Server
from tests.faults.proxy import proxy, trust
from tests.loop.campaign import submit
from tests.studio.screen.test_carried import without

pytestmark = pytest.mark.studio
OLD = Ontology.load("diplomacy")


@pytest.fixture
def pushed(project: Path, annotate: Annotate, server: Server, monkeypatch: pytest.MonkeyPatch) -> int:
    """The id of a project with the articles a0 to a2."""
    reached(project, server.url)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    ended = annotate("push", "suggestions.jsonl", "--json")
    assert ended.code == 0, ended.err
    return int(ended.json["project"])


def reached(project: Path, url: str) -> None:
    """The project uses the server at this address."""
    path = project / "annotate.yaml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**settings, "studio": {"url": url}}), encoding="utf-8")
    trust(url)


def second_week(project: Path, version: str = "2.0.0") -> Ontology:
    """The file gets the type QUAY, LOC is called SPOT, and ROLE is gone."""
    file = project / "configs" / "diplomacy.yaml"
    data = OLD.model_dump(mode="json", exclude_defaults=True)
    removed(data)
    data = json.loads(json.dumps(data).replace('"LOC"', '"SPOT"'))
    data.setdefault("renamed", {})["LOC"] = "SPOT"
    data["entities"]["QUAY"] = {"color": "#112233", "hotkey": "z"}
    data["version"] = version
    file.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    return Ontology.load(file)


def task_of(studio: Studio, project_id: int, name: str) -> Any:
    listed = studio.tasks(project_id, fields="all", include="id,data,predictions,annotations")
    (found,) = [task for task in listed if task["data"]["article_id"] == name]
    return found


def submitted(annotator: Studio, studio: Studio, project_id: int, name: str) -> Any:
    """Somebody submits the suggestion of an article as it is."""
    task = task_of(studio, project_id, name)
    return submit(annotator, task, result=task["predictions"][0]["result"])


def pulled(annotate: Annotate, project: Path) -> dict[str, Record]:
    ended = annotate("pull", "-o", "pulled.jsonl", "--json")
    assert ended.code == 0, ended.err
    return {record.article.id: record for record in jsonl.read_records(project / "pulled.jsonl")}


def labels(record: Record | GoldRecord) -> list[str]:
    return [entity.label for entity in record.annotation.entities]


def on_screen(studio: Studio, project_id: int) -> dict[str, Any]:
    """The labels of the screen by the code that results hold."""
    root = fromstring(studio.project(project_id)["label_config"])
    return {item.get("alias") or str(item.get("value")): item for item in root.iter("Label")}


def test_a_type_more_one_renamed_and_one_dropped_lose_nothing(
    pushed: int, project: Path, annotate: Annotate, annotator: Studio, studio: Studio
) -> None:
    submitted(annotator, studio, pushed, "a0")
    before = pulled(annotate, project)["a0"].annotation
    old_results = task_of(studio, pushed, "a1")["predictions"][0]["result"]  # a page that is open meanwhile
    new = second_week(project, OLD.version)
    said(annotate("ontology", "apply", "--yes"), 2, "was in use with another content", "version: 2.0.0")
    second_week(project)
    for words in (("pull",), ("lint",), ("effort",)):
        ended = annotate(*words)
        assert (ended.code in (0, 1), "was made from diplomacy@1.1.0" in ended.err) == (True, True), ended
    assert pulled(annotate, project)["a0"].annotation == before, "nothing changes until it is applied"
    said(annotate("push", "suggestions.jsonl"), 2, "lacks", "annotate ontology apply")
    said(annotate("release", "create", "early"), 2, "lacks", "annotate ontology apply")
    shown = annotate("ontology", "diff")
    assert shown.code == 1
    assert "+ entity type QUAY is new" in shown.out
    assert "> entity type LOC is called SPOT now" in shown.out
    assert "1 renamed (LOC 1), 1 no longer asked (ROLE 1)" in shown.out
    assert "a0: diplomacy@2.0.0 has no entity type ROLE" in shown.out
    assert f"/projects/{pushed}/data?task=" in shown.out
    screen = studio.project(pushed)["label_config"]
    ended = annotate("ontology", "apply", "--dry-run", "--json")
    assert (ended.code, ended.json["steps"]) == (0, ["screen", "instructions", "version"])
    assert (ended.json["done"], ended.json["no_longer_asked"]) == ([], ["ROLE"])
    assert studio.project(pushed)["label_config"] == screen, "a dry run changes nothing"
    said(annotate("ontology", "apply"), 2, "for everybody there", "--yes")
    ended = annotate("ontology", "apply", "--yes", "--json")
    assert ended.code == 0, ended
    assert ended.json["done"] == ["screen", "instructions", "version"]
    assert Path(ended.json["backup"]).is_file()
    there = on_screen(studio, pushed)
    assert {"QUAY", "LOC", "ROLE", "PER"} <= there.keys()
    assert "SPOT" not in there, "the renamed type keeps the code under which its regions are stored"
    assert there["ROLE"].get("value").startswith("✕ ")
    assert there["ROLE"].get("hotkey") == "–"
    assert "QUAY" in studio.project(pushed)["expert_instruction"]
    submit(annotator, task_of(studio, pushed, "a1"), result=old_results)
    quay = meeting("a2").annotation
    quay = quay.with_(entities=(quay.entities[1].with_(label="QUAY"),), events=())
    submit(annotator, task_of(studio, pushed, "a2"), result=encode(quay, own_binding(new), scores=False))
    ended = annotate("pull", "-o", "pulled.jsonl", "--json")
    assert ended.code == 0, ended.json["problems"]
    assert len(ended.json["held"]) == 2
    assert all("ROLE is no longer asked; kept" in item for item in ended.json["held"])
    after = {record.article.id: record for record in jsonl.read_records(project / "pulled.jsonl")}
    for name in ("a0", "a1"):
        assert labels(after[name]) == ["ROLE", "PER", "SPOT", "DATE"]
    assert labels(after["a2"]) == ["QUAY"]
    assert renamed_to(after["a0"].annotation, "LOC") == before, "every field comes back, unseen ones too"
    assert "Nothing differs" in annotate("ontology", "diff").out
    assert "up to date" in annotate("ontology", "apply").out
    assert "fits diplomacy@2.0.0" in annotate("doctor").out
    left = annotate("release", "create", "x", "--json").json["left_out"]
    assert [item["article"] for item in left] == ["a0", "a1"], "each has a region that is no longer asked"
    ended = annotate("release", "create", "y", "--with-losses", "--json")
    gold = {record.article.id: record for record in load_gold(ended.json["folder"])}
    assert {name: labels(record) for name, record in gold.items()} == {
        "a0": ["PER", "SPOT", "DATE"],
        "a1": ["PER", "SPOT", "DATE"],
        "a2": ["QUAY"],
    }
    assert ended.json["manifest"]["with_losses"] == ["a0", "a1"]
    named = [item["finding"] if "finding" in item else str(item) for item in ended.json["with_losses"]]
    assert sum("ROLE is no longer asked" in item for item in named) == 2
    assert sum("loses its Agent" in item for item in named) == 2


def renamed_to(annotation: Any, name: str) -> Any:
    """The annotation with the former name for SPOT."""
    return annotation.with_(
        entities=tuple(one.with_(label=name) if one.label == "SPOT" else one for one in annotation.entities)
    )


def without_protest(project: Path) -> None:
    """The file loses the event type PROTEST, which no suggestion has."""
    data = without("PROTEST").model_dump(mode="json", exclude_defaults=True)
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True)
    (project / "configs" / "diplomacy.yaml").write_text(text, encoding="utf-8")


def test_what_pages_from_before_store_during_and_after_an_application_stays_on_the_screen(
    pushed: int, project: Path, annotate: Annotate, annotator: Studio, studio: Studio
) -> None:
    made = meeting().annotation
    protested = made.with_(events=(made.events[0].with_(type="PROTEST", attributes={}),))
    results = encode(protested, own_binding(OLD), scores=False)
    without_protest(project)
    assert annotate("ontology", "apply", "--yes", "--json").code == 0
    assert "PROTEST" not in on_screen(studio, pushed), "nobody used it"
    submit(annotator, task_of(studio, pushed, "a0"), result=results)
    ended = annotate("pull", "--json")
    assert "PROTEST, which the screen in Label Studio lacks" in ended.err
    assert annotate("ontology", "apply", "--yes", "--json").json["done"] == ["screen"]
    assert "PROTEST" in on_screen(studio, pushed)
    assert "lacks" not in annotate("pull", "--json").err


def test_what_is_used_while_the_question_is_open_stays_on_the_screen(
    pushed: int, project: Path, annotator: Studio, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = meeting().annotation
    protested = made.with_(events=(made.events[0].with_(type="PROTEST", attributes={}),))
    results = encode(protested, own_binding(OLD), scores=False)
    without_protest(project)

    def agree(found: Application) -> bool:
        assert "PROTEST" not in found.screen.kept
        submit(annotator, task_of(studio, pushed, "a0"), result=results)
        return True

    monkeypatch.chdir(project)
    here = Project.find()
    with connect(here) as lead:
        done = apply_ontology(here, lead, agree)
    assert "PROTEST" in done.screen.kept
    assert "PROTEST" in on_screen(studio, pushed)


class Killed:
    """Kills the command at one of its changes of the project: before the server gets it, or after."""

    def __init__(self, number: int, *, before: bool) -> None:
        self.left = number
        self.before = before
        self.process: subprocess.Popen[str] | None = None

    def rule(self, method: str, path: str) -> tuple[int, str] | None:
        if method == "PATCH" and path.startswith("/api/projects/") and self.before:
            return self._count((503, "{}"))
        return None

    def change(self, method: str, path: str, content: Any) -> Any:
        if method == "PATCH" and path.startswith("/api/projects/") and not self.before:
            self._count(None)
        return content

    def _count(self, answer: tuple[int, str] | None) -> tuple[int, str] | None:
        self.left -= 1
        if self.left > 0 or self.process is None:
            return None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return answer

    def run(self, project: Path, server: str) -> int:
        with proxy(server, self.rule, change=self.change) as url:
            reached(project, url)
            self.process = subprocess.Popen(
                [*PROGRAM, "ontology", "apply", "--yes"],
                cwd=project,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            self.process.communicate(timeout=120)
        reached(project, server)
        return self.process.returncode


@pytest.mark.slow
def test_a_command_that_is_killed_at_any_step_is_continued_by_the_next_one(
    pushed: int, project: Path, annotate: Annotate, annotator: Studio, studio: Studio, server: Server
) -> None:
    submitted(annotator, studio, pushed, "a0")
    before = pulled(annotate, project)["a0"].annotation
    second_week(project)
    screen = studio.project(pushed)["label_config"]

    assert Killed(1, before=True).run(project, server.url) == -signal.SIGKILL
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        assert plan.ontologies.all()[-1].id == OLD.id
    assert studio.project(pushed)["label_config"] == screen
    ended = annotate("pull")
    assert (ended.code, "was made from diplomacy@1.1.0" in ended.err) == (0, True), "until it is applied"
    submitted(annotator, studio, pushed, "a1")  # on the screen of before

    assert Killed(1, before=False).run(project, server.url) == -signal.SIGKILL
    assert {"QUAY", "LOC", "ROLE"} <= on_screen(studio, pushed).keys()
    assert "QUAY" not in studio.project(pushed)["expert_instruction"]
    assert {record.annotation.ontology for record in pulled(annotate, project).values()} == {OLD.id}

    assert Killed(1, before=False).run(project, server.url) == -signal.SIGKILL
    assert "QUAY" in studio.project(pushed)["expert_instruction"]

    ended = annotate("ontology", "apply", "--yes", "--json")
    assert (ended.code, ended.json["done"]) == (0, ["version"]), ended
    assert annotate("ontology", "apply", "--yes", "--json").json["up_to_date"]
    after = pulled(annotate, project)
    assert renamed_to(after["a0"].annotation, "LOC") == before
    assert labels(after["a1"]) == ["ROLE", "PER", "SPOT", "DATE"]
    assert {record.annotation.ontology for record in after.values()} == {OLD.id}
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        assert [used.id for used in plan.ontologies.all()] == [OLD.id, "diplomacy@2.0.0"]
    assert studio.count(pushed) == 3
