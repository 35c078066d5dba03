"""Exports of projects made by hand, of several versions of Label Studio, and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Annotation, Status
from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.export.unread import Unread
from annotate.studio.exchange.reader import FileAnnotation, file_annotations, read_labelstudio

ONTOLOGY = Ontology.load("diplomacy")
TEXT = "😀 Ana Diaz (ONU) rencontre Li à Lima."


def region(words: str, label: str, id: str = "", name: str = "ner", **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {
        "id": id or f"r{start}",
        "from_name": name,
        "to_name": "doc",
        "type": "labels",
        "value": value,
        **more,
    }


def choice(id: str, words: str | None, name: str, *values: str) -> dict[str, Any]:
    value: dict[str, Any] = {"choices": list(values)}
    if words is not None:
        start = TEXT.index(words)
        value |= {"start": start, "end": start + len(words)}
    return {"id": id, "from_name": name, "to_name": "doc", "type": "choices", "value": value}


def task(*annotations: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": 12, "data": {"body": TEXT, "title": "Rencontre"}, "annotations": list(annotations), **more}


def body(*results: Any, **more: Any) -> dict[str, Any]:
    return {"id": 5, "result": list(results), "completed_by": {"id": 3, "email": "ana@x.org"}, **more}


def written(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def read(path: Path, content: Any, **options: Any) -> tuple[list[Record], list[Unread]]:
    unread: list[Unread] = []
    file = written(path / "export.json", content)
    return list(read_labelstudio(file, unread.append, ontology=ONTOLOGY, **options)), unread


def mentions(annotation: Annotation) -> list[tuple[str, str]]:
    return [(one.text, one.label) for one in annotation.entities]


def test_labels_attributes_and_types_are_those_of_the_file(tmp_path: Path) -> None:
    given = task(
        body(
            region("Ana Diaz", "Person name", "a"),
            region("ONU", "Org.", "b"),
            choice("a", "Ana Diaz", "Role in text", "Speaker"),
            choice("x", None, "topic", "Visit"),
        )
    )
    (record,), unread = read(tmp_path, [given])
    assert unread == []
    assert record.article.id == "task-12"
    assert record.article.text == TEXT
    assert record.article.title == "Rencontre"
    annotation = record.annotation
    assert mentions(annotation) == [("Ana Diaz", "Person name"), ("ONU", "Org.")]
    assert annotation.entities[0].attributes == {"Role in text": "Speaker"}
    assert [(one.type, one.trigger) for one in annotation.events] == [("Visit", None)]
    assert (annotation.author, annotation.status) == ("ana@x.org", Status.SUBMITTED)


def test_the_text_is_the_data_whose_words_the_regions_have(tmp_path: Path) -> None:
    given = task(body(region("Lima", "LOC")))
    given["data"] = {"text": "A shorter note that is no article " * 9, "content": TEXT}
    (record,), _ = read(tmp_path, [given])
    assert record.article.text == TEXT


def test_several_annotations_are_several_records_with_their_authors(tmp_path: Path) -> None:
    given = task(
        body(region("Lima", "LOC")),
        body(region("Li", "PER"), id=6, completed_by=7),
        body(region("ONU", "ORG"), id=7, completed_by={"id": 9, "username": "lea"}, was_cancelled=True),
        body(id=8, completed_by=None),
    )
    found, _ = read(tmp_path, [given])
    assert [(one.annotation.author, one.annotation.status, mentions(one.annotation)) for one in found] == [
        ("ana@x.org", Status.SUBMITTED, [("Lima", "LOC")]),
        ("user-7", Status.SUBMITTED, [("Li", "PER")]),
        ("lea", Status.SKIPPED, [("ONU", "ORG")]),
        ("unknown", Status.SUBMITTED, []),
    ]


def test_drafts_and_predictions_are_read_if_asked_for(tmp_path: Path) -> None:
    given = task(
        drafts=[{"id": 1, "user": "ana@x.org", "result": [region("Li", "PER")]}, 4],
        predictions=[{"id": 2, "model_version": "m@1", "result": [region("Lima", "LOC")]}],
    )
    assert read(tmp_path, [given])[0] == []
    found, _ = read(tmp_path, [given], drafts=True, predictions=True)
    assert [(one.annotation.author, one.annotation.status) for one in found] == [
        ("ana@x.org", Status.DRAFT),
        ("m@1", Status.SUGGESTED),
    ]


def test_relations_of_foreign_projects_are_given_on_with_their_ends(tmp_path: Path) -> None:
    relation = {"type": "relation", "from_id": "m", "to_id": "a", "direction": "left", "labels": ["agent"]}
    given = [task(body(region("rencontre", "Meet", "m"), region("Ana Diaz", "PER", "a"), relation))]
    unread: list[Unread] = []
    file = written(tmp_path / "x.json", given)
    found = list(file_annotations(file, ONTOLOGY, unread.append, lambda where, why: None))
    assert [(one.foreign, one.relations) for one in found] == [(True, [("agent", "a", "m")])]
    assert isinstance(found[0], FileAnnotation)
    assert unread == []
    with pytest.raises(InputError, match="relation agent 'Ana Diaz → rencontre'"):
        list(read_labelstudio(file, ontology=ONTOLOGY))


def test_our_own_screen_is_read_with_events_and_roles(tmp_path: Path) -> None:
    def ours(words: str, label: str, id: str, name: str) -> dict[str, Any]:
        return {**region(words, label, id, name), "to_name": "text"}

    relation = {"type": "relation", "from_id": "v", "to_id": "a", "direction": "right", "labels": ["Agent"]}
    given = task(
        body(
            ours("rencontre", "CONSULT", "v", "triggers"), ours("Ana Diaz", "PER", "a", "entities"), relation
        )
    )
    given["data"] = {"text": TEXT, "article_id": "a9"}
    (record,), unread = read(tmp_path, [given])
    (event,) = record.annotation.events
    assert record.article.id == "a9"
    assert [(one.role, one.entity) for one in event.arguments] == [("Agent", "a")]
    assert record.annotation.ontology == ONTOLOGY.id
    assert unread == []


def test_files_of_earlier_versions_are_read(tmp_path: Path) -> None:
    completion = {
        "id": 4001,
        "result": [region("Lima", "LOC")],
        "created_at": 1593000000,
        "lead_time": 4.5,
        "skipped": True,
    }
    given = {"id": 0, "data": {"body": TEXT}, "completions": [completion], "predictions": []}
    (record,), unread = read(tmp_path, [given])
    assert unread == []
    assert record.annotation.status is Status.SKIPPED
    assert record.annotation.created_at is not None
    assert record.annotation.created_at.isoformat() == "2020-06-24T12:00:00+00:00"
    assert record.annotation.lead_time_s == 4.5


def test_a_file_per_annotation_as_a_target_storage_has_it_is_read(tmp_path: Path) -> None:
    given = {**body(region("Lima", "LOC")), "task": {"id": 9, "data": {"body": TEXT}}}
    folder = tmp_path / "target"
    folder.mkdir()
    written(folder / "1.json", given)
    (record,) = read_labelstudio(folder, ontology=ONTOLOGY)
    assert (record.article.id, mentions(record.annotation)) == ("task-9", [("Lima", "LOC")])


def test_positions_of_other_units_and_missing_ids_are_read(tmp_path: Path) -> None:
    lima = region("Lima", "LOC")
    del lima["id"]
    for edge in ("start", "end"):
        lima["value"][edge] += 1  # UTF-16: the smiley counts two
    (record,), unread = read(tmp_path, [task(body(lima))])
    assert [(one.start, one.text) for one in record.annotation.entities] == [(TEXT.index("Lima"), "Lima")]
    assert unread == []


def test_what_cannot_be_read_is_listed_with_its_words(tmp_path: Path) -> None:
    beyond = region("Lima", "LOC", "far")
    beyond["value"] |= {"start": 900, "end": 904}
    stars = {"id": "s", "from_name": "stars", "to_name": "doc", "type": "rating", "value": {"rating": 3}}
    given = task(body(region("ONU", "ORG"), beyond, stars), body(id=6, result=None, created_at="soon"))
    found, unread = read(tmp_path, [given])
    assert [mentions(one.annotation) for one in found] == [[("ONU", "ORG")], []]
    assert [(one.region, one.words) for one in unread] == [
        ("far LOC", "Lima"),
        ("s", ""),
        ("annotation", ""),
        ("annotation 6", ""),
    ]
    assert "out-of-range" in found[0].annotation.lost
    with pytest.raises(InputError):
        list(read_labelstudio(tmp_path / "export.json", ontology=ONTOLOGY))


def test_json_min_is_refused_with_the_reason(tmp_path: Path) -> None:
    given = [
        {"body": TEXT, "id": 1, "ner": [{"start": 2, "end": 5, "labels": ["PER"]}], "annotator": 1,
         "annotation_id": 1, "lead_time": 3.2}
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"item 1.*JSON_MIN.*Export again as JSON"):
        read(tmp_path, given)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([{"text": TEXT}], "is no task"),
        ([3], "not a JSON object"),
        ([task(body(region("Lima", "LOC")), data={"body": ""})], "empty text"),
        ([task(body(region("Lima", "LOC")), data={"image": "https://x.org/a.png"})], "address|no text"),
    ],
)
def test_what_is_no_task_with_a_text_is_refused(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, content)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "cut.json", [task(body(region("Lima", "LOC")))] * 3)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="is not JSON"):
        list(read_labelstudio(path, ontology=ONTOLOGY))
