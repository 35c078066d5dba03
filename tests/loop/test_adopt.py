"""Adopting a project that was made by hand in Label Studio: reading and filling it with its own names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Event, Status
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.screen.adopt import infer
from tests import builders
from tests.commands import Annotate, said
from tests.conftest import Server

pytestmark = pytest.mark.studio
TEXT = "Le parlement a accusé Mme Diallo à Dakar."
CONFIG = """
<View>
  <Header value="Qui a fait quoi ?"/>
  <Labels name="ner" toName="article">
    <Label value="Personne physique"/> <Label value="Lieu / ville"/>
    <Label value="Accusation"/> <Label value="Institution" alias="INST"/>
  </Labels>
  <Text name="article" value="$corps"/>
  <Relations><Relation value="a pour auteur"/><Relation value="cible"/></Relations>
  <Choices name="certitude" toName="article" perRegion="true" whenLabelValue="Accusation">
    <Choice value="sûr"/><Choice value="peut-être"/>
  </Choices>
  <TextArea name="remarque" toName="article" perRegion="true"/>
  <Choices name="sujet" toName="article" choice="multiple">
    <Choice value="Politique intérieure"/><Choice value="Sport"/>
  </Choices>
  <Rating name="note" toName="article"/>
</View>
"""


def span(id: str, words: str, label: str) -> dict[str, Any]:
    start = TEXT.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {"id": id, "from_name": "ner", "to_name": "article", "type": "labels", "value": value}


def chosen(id: str, control: str, value: str) -> dict[str, Any]:
    said = {"choices": [value]}
    return {"id": id, "from_name": control, "to_name": "article", "type": "choices", "value": said}


def arrow(start: str, end: str, label: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": start, "to_id": end, "labels": [label], "direction": "right"}


RESULT: list[dict[str, Any]] = [
    span("i", "parlement", "INST"),
    span("d", "Mme Diallo", "Personne physique"),
    span("v", "Dakar", "Lieu / ville"),
    span("x", "accusé", "Accusation"),
    chosen("x", "certitude", "sûr"),
    arrow("x", "i", "a pour auteur"),
    arrow("x", "d", "cible"),
    chosen("s", "sujet", "Politique intérieure"),
]


@pytest.fixture
def by_hand(server: Server, studio: Studio) -> int:
    """A project made by hand with two annotated tasks. The second annotation is empty."""
    made = int(studio.create_project("by hand", CONFIG, "")["id"])
    tasks = [
        {"data": {"corps": TEXT, "id": "dépêche-7"}, "annotations": [{"result": RESULT}]},
        {"data": {"corps": "Rien à signaler."}, "annotations": [{"result": []}]},
    ]
    studio.import_tasks(made, json.dumps(tasks).encode())
    return made


@pytest.fixture
def settings(project: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    file = project / "annotate.yaml"
    file.write_text(f"# mine\n{file.read_text()}studio:\n  url: {server.url}\n")
    return file


def test_a_project_made_by_hand_is_read_with_its_own_names(
    annotate: Annotate, project: Path, server: Server, by_hand: int, settings: Path
) -> None:
    pulled = annotate("pull", "--adopt", str(by_hand), "--events", "Accusation", "-o", "a.jsonl", "--json")
    assert pulled.code == 0, pulled
    assert "note: <Rating> is not read" in pulled.err
    first, second = jsonl.read_records(project / "a.jsonl")
    assert first.article.id == "dépêche-7"
    assert second.article.id.startswith("task-")
    annotation = first.annotation
    assert {entity.id: entity.label for entity in annotation.entities} == {
        "i": "INST",
        "d": "Personne_physique",
        "v": "Lieu_ville",
    }
    accused, topic = annotation.events
    assert (accused.type, accused.trigger and accused.trigger.text) == ("Accusation", "accusé")
    assert [(item.role, item.entity) for item in accused.arguments] == [
        ("a_pour_auteur", "i"),
        ("cible", "d"),
    ]
    assert accused.attributes == {"certitude": "sûr"}
    assert (topic.type, topic.trigger) == ("Politique_intérieure", None)

    written = settings.read_text()
    assert written.startswith("# mine\n")
    assert yaml.safe_load(written)["studio"] == {"url": server.url, "project": by_hand}
    assert yaml.safe_load(written)["ontology"] == f"configs/adopted-{by_hand}.yaml"
    assert annotate("pull", "-o", "b.jsonl").code == 0
    assert (project / "a.jsonl").read_bytes() == (project / "b.jsonl").read_bytes()
    assert annotate("release", "create", "adopted").code == 0
    progress = annotate("status", "--json").json
    assert (progress["tasks"]["submitted"], progress["tasks"]["not_ours"]) == (2, 0)
    assert sum(progress["annotators"].values()) == 2


def test_suggestions_are_sent_under_its_names_and_come_back_under_ours(
    annotate: Annotate, project: Path, server: Server, by_hand: int, settings: Path
) -> None:
    confirmed = ("--events", "Accusation")
    assert annotate("pull", "--adopt", str(by_hand), *confirmed, "-o", "a.jsonl").code == 0
    assert Ontology.load(project / "configs" / f"adopted-{by_hand}.yaml").adopted
    annotation: Annotation = next(iter(jsonl.read_records(project / "a.jsonl"))).annotation
    suggested = annotation.with_(
        author="m1", status=Status.SUGGESTED, created_at=None, updated_at=None, lead_time_s=None
    )
    sound = Record.of(builders.article(TEXT, id="new"), suggested)
    nowhere = Event(id="z", type="Accusation", trigger=None)
    odd = Record.of(builders.article(TEXT, id="odd"), suggested.with_(events=(nowhere,)))
    jsonl.write(project / "s.jsonl", [sound, odd])
    pushed = annotate("push", "s.jsonl", "--json")
    assert (pushed.code, pushed.json["added"], pushed.json["verified"]) == (4, 1, 1)
    assert "no place for Accusation without a trigger" in pushed.json["refused"][0]
    with Studio(server.url, server.token) as studio:
        tasks = list(studio.tasks(by_hand, fields="all", include="id,data,predictions,result"))
    (prediction,) = tasks[-1]["predictions"]
    labels = [item["value"]["labels"] for item in prediction["result"] if "labels" in item.get("value", {})]
    assert labels[:2] == [["INST"], ["Personne physique"]]
    assert tasks[-1]["data"]["corps"] == TEXT


def test_an_article_of_an_adopted_project_is_known_by_its_text_when_it_is_forgotten(
    annotate: Annotate, project: Path, studio: Studio, by_hand: int, settings: Path
) -> None:
    confirmed = ("--events", "Accusation")
    assert annotate("pull", "--adopt", str(by_hand), *confirmed, "-o", "a.jsonl").code == 0
    forget = ("forget", "article", "dépêche-7", "--json")
    assert annotate(*forget, "--keep-on-server").code == 0
    pulled = annotate("pull", "--rebuild", "-o", "b.jsonl", "--json").json
    assert (pulled["forgotten"], pulled["written"], pulled["problems"]) == (1, 1, [])
    local = [path.read_bytes() for path in (project / ".annotate").rglob("*") if path.is_file()]
    assert not any(word.encode() in content for content in local for word in ("Diallo", "dépêche-7"))
    done = annotate(*forget, "--yes").json
    assert (done["deleted"], done["left"]) == ({"tasks": 1}, [])
    (left,) = studio.tasks(by_hand, fields="all", include="id,data")
    assert left["data"] == {"corps": "Rien à signaler."}
    assert annotate("pull", "--json").json["forgotten"] == 0


def test_a_campaign_with_a_project_adopts_no_other(annotate: Annotate, by_hand: int, settings: Path) -> None:
    assert annotate("push", "suggestions.jsonl").code == 0
    before = settings.read_text()
    said(annotate("pull", "--adopt", str(by_hand)), 2, "has the project", "annotate init DIR")
    assert settings.read_text() == before


def test_a_project_without_labels_on_text_is_not_adopted() -> None:
    image = '<View><Image name="i" value="$i"/><RectangleLabels name="r" toName="i"/></View>'
    with pytest.raises(ConfigError, match="no <Labels> over a <Text>"):
        infer(image, "x")


def test_labels_that_would_get_the_same_name_get_different_ones() -> None:
    config = """<View><Text name="t" value="$t"/><Labels name="spans" toName="t">
      <Label value="Été"/><Label value="Ete"/><Label value="1. Ete"/><Label value="日本"/></Labels></View>"""
    ontology = infer(config, "x").ontology
    assert list(ontology.entities) == ["Été", "Ete", "L_1_Ete", "日本"]
    names = [ontology.renamed_label(said) for said in ("Été", "Ete", "1. Ete", "日本")]
    assert names == list(ontology.entities)


@pytest.mark.parametrize("control", ["title", "header", "language"])
def test_a_text_tag_with_one_of_our_other_names_gets_the_text(
    annotate: Annotate, project: Path, studio: Studio, settings: Path, control: str
) -> None:
    config = CONFIG.replace("$corps", f"${control}")
    made = studio.create_project("by hand", config, "")["id"]
    studio.import_tasks(made, json.dumps([{"data": {control: TEXT}}]).encode())
    assert annotate("pull", "--adopt", str(made), "-o", "a.jsonl").code == 0
    given = builders.article(TEXT, id="new", title="Dakar", language="fr")
    jsonl.write(project / "s.jsonl", [Record.of(given, builders.annotation(given).with_(ontology=None))])
    pushed = annotate("push", "s.jsonl", "--json")
    assert (pushed.code, pushed.json["verified"]) == (0, 1), pushed
    assert list(studio.tasks(made, fields="task_only", include="id,data"))[-1]["data"][control] == TEXT


@pytest.mark.parametrize(
    "layout", ["studio: {url: URL}", "studio: # mine\n  url: URL", "studio:\n    url: URL"]
)
def test_settings_that_cannot_be_changed_stay_as_they_are(
    annotate: Annotate, project: Path, by_hand: int, settings: Path, server: Server, layout: str
) -> None:
    text = settings.read_text()
    settings.write_text(text[: text.rindex("studio:")] + layout.replace("URL", server.url) + "\n")
    before = settings.read_bytes()
    adopted = annotate("pull", "--adopt", str(by_hand), "-o", "a.jsonl")
    if adopted.code:
        said(adopted, 2, "has a layout that cannot be edited", f"project: {by_hand}")
        assert settings.read_bytes() == before
    else:
        assert yaml.safe_load(settings.read_text())["studio"] == {"url": server.url, "project": by_hand}


def test_a_campaign_does_not_adopt_its_own_project(annotate: Annotate, project: Path, settings: Path) -> None:
    own = annotate("push", "suggestions.jsonl", "--json").json["project"]
    before = settings.read_bytes()
    said(annotate("pull", "--adopt", str(own)), 2, "is this campaign's own", "Leave --adopt out")
    assert settings.read_bytes() == before
    assert not list(project.glob("configs/adopted*"))
