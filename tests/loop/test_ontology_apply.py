"""A live project is brought to a new version of its ontology, on the real server: nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
import yaml

from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import own_binding
from tests.builders import meeting
from tests.campaign.test_ontology_versions import removed
from tests.commands import Annotate, said
from tests.conftest import Server
from tests.faults.proxy import trust
from tests.loop.campaign import submit

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


def labels(record: Record) -> list[str]:
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
    new = second_week(project, "1.0.0")
    said(annotate("ontology", "apply", "--yes"), 2, "was in use with another content", "version: 2.0.0")
    second_week(project)
    said(annotate("pull"), 2, "lacks", "annotate ontology apply")
    shown = annotate("ontology", "diff")
    assert shown.code == 1
    assert "+ entity type QUAY is new" in shown.out
    assert "> entity type LOC is called SPOT now" in shown.out
    assert "1 renamed (LOC 1), 1 no longer asked (ROLE 1)" in shown.out
    assert "a0: diplomacy@2.0.0 has no entity type ROLE" in shown.out
    assert f"/projects/{pushed}/data?task=" in shown.out
    screen = studio.project(pushed)["label_config"]
    ended = annotate("ontology", "apply", "--dry-run", "--json")
    assert (ended.code, ended.json["steps"]) == (0, ["version", "screen", "instructions"])
    assert (ended.json["done"], ended.json["no_longer_asked"]) == ([], ["ROLE"])
    assert studio.project(pushed)["label_config"] == screen, "a dry run changes nothing"
    said(annotate("ontology", "apply"), 2, "for everybody there", "--yes")
    ended = annotate("ontology", "apply", "--yes", "--json")
    assert ended.code == 0, ended
    assert ended.json["done"] == ["version", "screen", "instructions"]
    assert Path(ended.json["backup"]).is_file()
    there = on_screen(studio, pushed)
    assert {"QUAY", "LOC", "ROLE", "PER"} <= there.keys()
    assert "SPOT" not in there, "the renamed type keeps the code under which its regions are stored"
    assert there["ROLE"].get("value") == "Fonction (n’est plus demandé)" or "ROLE (n’est" in there[
        "ROLE"
    ].get("value")
    assert there["ROLE"].get("hotkey") is None
    assert "QUAY" in studio.project(pushed)["expert_instruction"]
    submit(annotator, task_of(studio, pushed, "a1"), result=old_results)
    quay = meeting("a2").annotation
    quay = quay.with_(entities=(quay.entities[1].with_(label="QUAY"),), events=())
    submit(annotator, task_of(studio, pushed, "a2"), result=encode(quay, own_binding(new), scores=False))
    after = pulled(annotate, project)
    for name in ("a0", "a1"):
        assert labels(after[name]) == ["ROLE", "PER", "SPOT", "DATE"]
    assert labels(after["a2"]) == ["QUAY"]
    assert renamed_to(after["a0"].annotation, "LOC") == before, "every field comes back, unseen ones too"
    shown = annotate("pull", "--json").json
    codes = {problem["code"] for problem in shown["problems"]} if "problems" in shown else {"no-longer-asked"}
    assert codes == {"no-longer-asked"}
    said(annotate("ontology", "diff"), 0, "Nothing differs")
    said(annotate("ontology", "apply"), 0, "up to date")
    said(annotate("doctor"), None, "fits diplomacy@2.0.0")


def renamed_to(annotation: Any, name: str) -> Any:
    """The annotation with the former name for SPOT."""
    return annotation.with_(
        entities=tuple(one.with_(label=name) if one.label == "SPOT" else one for one in annotation.entities)
    )
