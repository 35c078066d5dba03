"""A project made by hand with everything odd that annotate reads, and projects that it refuses to adopt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from tests.commands import Annotate, said
from tests.conftest import Server

pytestmark = pytest.mark.studio
CONFIG = """
<View>
  <!-- two texts, of which one is read -->
  <Text name="title" value="$doc.title"/>
  <Text name="body" value="$doc.body" granularity="word"/>
  <Labels name="ner" toName="title,body" choice="multiple">
    <Label value="人物"/> <Label value="Tổ chức"/> <Label value="شخص"/> <Label value="PER"/>
    <Label value="Se rencontrer" alias="CONSULT"/>
  </Labels>
  <Labels name="second" toName="body"><Label value="PER"/></Labels>
  <Relations><Relation value="Agent"/></Relations>
  <View visibleWhen="region-selected">
    <Choices name="CONSULT" toName="body" perRegion="true" whenLabelValue="CONSULT">
      <Choice value="réel" alias="real" hint="a hint"/><Choice value="prévu"/>
    </Choices>
  </View>
  <Choices name="topic" toName="body"><Choice value="PER"/><Choice value="Sport"/></Choices>
  <Rating name="note" toName="body"/><Number name="sum" toName="body"/><DateTime name="day" toName="body"/>
  <Taxonomy name="tree" toName="body"><Choice value="a"><Choice value="b"/></Choice></Taxonomy>
</View>
"""
TEXT = "Hanoï.\r\nBùi Thanh Son 🇻🇳\rrencontre 王毅\r\n\r\nà Paris.\r\n"


def span(
    id: str, words: str, *labels: str, control: str = "ner", to: str = "body", text: str = TEXT
) -> dict[str, Any]:
    start = text.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [*labels]}
    return {"id": id, "from_name": control, "to_name": to, "type": "labels", "value": value}


def chosen(id: str, control: str, *choices: str) -> dict[str, Any]:
    value = {"choices": [*choices]}
    return {"id": id, "from_name": control, "to_name": "body", "type": "choices", "value": value}


def arrow(start: str, end: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": start, "to_id": end, "labels": ["Agent"], "direction": "right"}


RESULT: list[dict[str, Any]] = [
    span("p", "Bùi Thanh Son 🇻🇳", "人物"),
    span("c", "rencontre", "CONSULT"),
    span("o", "王毅\r\n\r\nà Paris", "Tổ chức"),
    span("a", "Paris", "شخص"),
    span("s", "王毅", "PER", control="second"),
    chosen("c", "CONSULT", "réel"),  # from before the alias
    chosen("t", "topic", "PER"),
    arrow("c", "p"),
]
SECOND = [
    span("c", "rencontre", "Se rencontrer"),
    chosen("c", "CONSULT", "real"),
    span("t", "Titre", "PER", to="title", text="Titre"),
    arrow("c", "t"),
    {"id": "n", "from_name": "note", "to_name": "body", "type": "rating", "value": {"rating": 3}},
]


def task(body: Any, results: list[Any] | None, **more: Any) -> dict[str, Any]:
    skipped = more.pop("skipped", False)
    annotations = [] if results is None else [{"result": results, "was_cancelled": skipped}]
    return {"data": {"doc": {"title": "Titre", "body": body}, **more}, "annotations": annotations}


TASKS = [
    task(TEXT, RESULT, id=7, published="3 mars", source="AFP"),
    task(TEXT, SECOND),
    task("Un autre texte.\n", [span("z", "texte", "PER", text="Un autre texte.\n")], id="same"),
    task("Encore un autre.", [], id="same"),
    task("Passé.", [], skipped=True),
    task("Rien encore.", None),
    task("", []),
    task(5, []),
    task(["une", "liste"], []),
    task("https://example.org/7.txt", []),
    task("Un saut\x0cde page.", [span("f", "saut", "PER", text="Un saut")]),
]


@pytest.fixture
def settings(project: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    file = project / "annotate.yaml"
    file.write_text(f"{file.read_text()}studio:\n  url: {server.url}\n")
    return file


def made(studio: Studio, config: str, tasks: list[dict[str, Any]]) -> str:
    project = studio.create_project("by hand", config, "")["id"]
    studio.import_tasks(project, json.dumps(tasks).encode())
    return str(project)


def test_everything_odd_is_read_or_named(
    annotate: Annotate, project: Path, studio: Studio, settings: Path
) -> None:
    adopted = made(studio, CONFIG, TASKS)
    said(annotate("pull", "--adopt", adopted), 2, "title, body", "--text title, or --text body")
    assert not list(project.glob("configs/adopted*")), "nothing is adopted until the text is chosen"

    first = annotate("pull", "--adopt", adopted, "--text", "body", "--json")
    assert first.json["adopted"]["suggested_events"] == {"CONSULT": 1}, (
        "an end in the other text does not count"
    )
    command = f"annotate pull --adopt {adopted} --text body --events CONSULT"
    assert command in first.err
    assert "relation Agent from CONSULT to 人物" in first.json["adopted"]["not_read"]

    pulled = annotate(*command.split()[1:], "-o", "a.jsonl", "--json")
    assert pulled.code == 4, pulled
    assert pulled.json["adopted"]["events"] == {"CONSULT": "--events"}
    assert pulled.json["adopted"]["not_read"].keys() >= {"note", "sum", "day", "tree", "ner over title"}
    listed = "\n".join([*pulled.json["problems"], *pulled.json["noted"]])
    for part in (
        "'title'",
        "'note'",
        "an empty text in 'doc.body'",
        "a number in 'doc.body'",
        "a list in 'doc.body'",
        "an address in 'doc.body' instead of a text: https://example.org/7.txt",
        "U+000C",
    ):
        assert part in listed, (part, listed)

    read = {record.article.id: record for record in jsonl.read_records(project / "a.jsonl")}
    second, skipped = sorted(name for name in read if name.startswith("task-"))
    assert len([name for name in read if name.startswith("same-task-")]) == 2
    assert read[skipped].annotation.status == "skipped"
    article, annotation = read["7"].article, read["7"].annotation
    assert article.text == TEXT.replace("\r\n", "\n").replace("\r", "\n")
    assert (article.source, article.published, article.meta) == ("AFP", None, {"published_raw": "3 mars"})
    assert {entity.id: (entity.label, entity.text) for entity in annotation.entities} == {
        "p": ("人物", "Bùi Thanh Son 🇻🇳"),
        "o": ("Tổ_chức", "王毅\n\nà Paris"),
        "a": ("شخص", "Paris"),
        "s": ("PER_second", "王毅"),
    }
    for record in read.values():
        assert record.annotation.text_problems(record.article.text) == []
    met, topic = annotation.events
    assert (met.type, met.trigger and met.trigger.text) == ("CONSULT", "rencontre")
    assert met.attributes == {"CONSULT": "real"}
    assert [(item.role, item.entity) for item in met.arguments] == [("Agent", "p")]
    assert (topic.type, topic.trigger) == ("PER_topic", None)
    before = read[second].annotation
    assert [(event.type, event.attributes) for event in before.events] == [("CONSULT", {"CONSULT": "real"})]
    assert before.entities == (), "the label in the title belongs to another text"

    assert annotate("pull", "-o", "b.jsonl").code == 4
    assert (project / "a.jsonl").read_bytes() == (project / "b.jsonl").read_bytes()
    (draft,) = drafts_of(annotate, studio, adopted, project)
    assert (draft.annotation.entities[0].text, draft.article.text) == ("Rien", "Rien encore.")
    assert annotate("release", "create", "odd").code in (0, 4)
    manifest = json.loads((project / "exports" / "odd-1.0.0" / "manifest.json").read_text())
    left_out = {item["article"]: item["reason"] for item in manifest["left_out"]}
    assert manifest["articles"] + len(left_out) == len(TASKS)
    assert len([why for why in left_out.values() if "held back: its task" in why]) == 5, left_out
    assert manifest["articles"] >= 3
    assert annotate("export", "exports/odd-1.0.0", "--format", "conll", "-o", "odd.conll").code in (0, 4)
    assert "B-人物" in (project / "odd.conll").read_text()

    suggested = annotation.with_(
        author="m1", status="suggested", created_at=None, updated_at=None, lead_time_s=None
    )
    new = article.with_(id="new", meta={})
    jsonl.write(project / "s.jsonl", [Record.of(new, suggested)])
    pushed = annotate("push", "s.jsonl", "--json")
    assert (pushed.code, pushed.json["verified"]) == (0, 1), pushed
    sent = next(item for item in tasks_of(studio, adopted) if item["data"].get("article_id") == "new")
    assert sent["data"]["doc"] == {"title": "", "body": article.text}
    labels = [
        item["value"]["labels"][0] for item in sent["predictions"][0]["result"] if item["type"] == "labels"
    ]
    assert sorted(labels) == sorted(["人物", "Tổ chức", "شخص", "PER", "CONSULT"])


FRENCH = (
    "Le ministre Diallo a dénoncé une attaque à Dakar."
    " La réunion avec la présidente Touré a été annulée hier."
)
BY_RELATIONS = """
<View>
  <Text name="t" value="$t"/>
  <Labels name="l" toName="t">
    <Label value="Personne"/><Label value="Lieu"/><Label value="Attaque"/><Label value="Réunion !"/>
  </Labels>
  <Relations><Relation value="où"/><Relation value="connaît"/></Relations>
</View>
"""


@pytest.mark.slow
def test_relations_that_are_not_read_are_counted_by_their_start_and_hold_nothing_back(
    annotate: Annotate, project: Path, studio: Studio, settings: Path
) -> None:
    def on(id: str, words: str, label: str) -> dict[str, Any]:
        return span(id, words, label, control="l", to="t", text=FRENCH)

    def joined(*ends: str) -> list[dict[str, Any]]:
        return [{**arrow(*pair), "labels": ["où"]} for pair in (end.split(">") for end in ends)]

    result = [
        *(on("d", "Diallo", "Personne"), on("t", "Touré", "Personne"), on("k", "Dakar", "Lieu")),
        *(on("a", "attaque", "Attaque"), on("r", "réunion", "Réunion !")),
        *joined("a>k", "a>d", "r>t", "r>k", "d>t", "d>r"),
    ]
    by_hand = made(studio, BY_RELATIONS, [{"data": {"t": FRENCH}, "annotations": [{"result": result}]}])
    first = annotate("pull", "--adopt", by_hand, "-o", "a.jsonl", "--json")
    assert (first.code, first.json["problems"], first.json["kinds"]) == (0, [], {"not-read": 6}), first
    assert first.json["adopted"]["suggested_events"] == {"Personne": 2, "Attaque": 2, "Réunion !": 2}
    for said_before in ("Not understood", "press Update", "no label is an event type"):
        assert said_before not in first.err
    (record,) = jsonl.read_records(project / "a.jsonl")
    assert (len(record.annotation.entities), record.annotation.lost) == (5, {})

    events = ("--events", "Attaque", "--events", "Réunion !")
    later = annotate("pull", "--adopt", by_hand, *events, "-o", "a.jsonl", "--json")
    assert (later.code, later.json["kinds"]) == (0, {"not-read": 1}), later
    assert later.json["adopted"]["suggested_events"] == {"Personne": 1}, "from a person to an event is read"
    again = annotate("pull", "--adopt", by_hand, "--json").json["adopted"]
    assert again["not_read"] == later.json["adopted"]["not_read"]
    assert again["suggested_events"] == {"Personne": 1}
    ontology = Ontology.load(project / "configs" / f"adopted-{by_hand}.yaml")
    assert ontology.languages == ("fr",)


def tasks_of(studio: Studio, project: str) -> list[dict[str, Any]]:
    return list(studio.tasks(int(project), fields="all", include="id,data,predictions,result"))


def drafts_of(annotate: Annotate, studio: Studio, adopted: str, project: Path) -> list[Record]:
    """Saves a draft on the task without an annotation, and pulls the drafts."""
    open_task = next(item for item in tasks_of(studio, adopted) if "Rien" in str(item["data"]["doc"]["body"]))
    drawn = [span("d", "Rien", "PER", text="Rien encore.")]
    studio.post(f"/api/tasks/{open_task['id']}/drafts", {"result": drawn, "lead_time": 1})
    annotate("pull", "--drafts", "-o", "d.jsonl")
    return [
        item for item in jsonl.read_records(project / "d.jsonl") if item.annotation.status == Status.DRAFT
    ]


ONE = '<View><Text name="t" value="$t"/><Labels name="l" toName="t"><Label value="PER"/></Labels></View>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (5, "has a number in 't' instead of a text"),
        (["a", "b"], "has a list in 't'"),
        ("https://example.org/1.txt", "has an address in 't'"),
    ],
)
def test_a_project_whose_tasks_have_no_text_is_refused_when_it_is_adopted(
    annotate: Annotate, project: Path, studio: Studio, settings: Path, body: Any, reason: str
) -> None:
    before = settings.read_bytes()
    adopted = made(studio, ONE, [{"data": {"t": body}}] * 2)
    said(annotate("pull", "--adopt", adopted), 2, "none of its first 2 tasks", reason)
    assert settings.read_bytes() == before
    assert not list(project.glob("configs/adopted*"))


@pytest.mark.slow
def test_confirming_event_types_never_overwrites_an_ontology_that_somebody_edited(
    annotate: Annotate, project: Path, studio: Studio, settings: Path
) -> None:
    config = ONE.replace("</Labels>", '<Label value="Attack"/></Labels>')
    adopted = made(studio, config, [{"data": {"t": "Un texte."}}])
    said(annotate("pull", "--events", "Attack"), 2, "--adopt")
    assert annotate("pull", "--adopt", adopted).code == 0
    confirmed = ("pull", "--adopt", adopted, "--events", "Attack")
    assert annotate(*confirmed).code == 0
    (file,) = project.glob("configs/adopted-*.yaml")
    assert list(Ontology.load(file).events) == ["Attack"]
    edited = file.read_text() + "# mine\n"
    file.write_text(edited)
    said(annotate(*confirmed), 2, "was edited after the adoption", "Move it")
    again = annotate("pull", "--adopt", adopted, "--json")
    assert again.json["adopted"]["events"] == {"Attack": ""}
    assert file.read_text() == edited
