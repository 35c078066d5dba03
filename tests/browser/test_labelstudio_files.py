"""The export for Label Studio in a fresh project: shown on the screen, and read back from its own export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Status
from annotate.core.record import GoldRecord
from annotate.studio.api.client import Studio
from annotate.studio.exchange.exporter import CONFIG, LabelStudioExporter
from annotate.studio.exchange.reader import read_labelstudio
from tests.browser.screen import Screen
from tests.export.gold import ONTOLOGY, sample

pytestmark = [pytest.mark.studio, pytest.mark.browser]
MARKED = "abidjan-greve-port"


def imported(studio: Studio, folder: Path) -> int:
    """A new project with the configuration and the files of an export, uploaded as a person does."""
    config = (folder / CONFIG).read_text(encoding="utf-8")
    project = int(studio.create_project("exported gold", config, "")["id"])
    for file in sorted(folder.glob("tasks-*.json")):
        upload = {"file": (file.name, file.read_bytes(), "application/json")}
        studio._transport.ask("POST", f"/api/projects/{project}/import", files=upload)
    return project


def exported_there(studio: Studio, project: int, path: Path) -> list[GoldRecord]:
    """The records that Label Studio's own export JSON gives."""
    answer = studio.get(f"/api/projects/{project}/export", exportType="JSON", download_all_tasks="true")
    path.write_text(json.dumps(answer), encoding="utf-8")
    records = read_labelstudio(path, ontology=ONTOLOGY)
    return [GoldRecord.model_validate(record.to_dict()) for record in records]


def updated(screen: Screen) -> None:
    with screen.page.expect_response(
        lambda answer: "/api/annotations/" in answer.url and answer.request.method == "PATCH"
    ) as answer:
        screen.page.get_by_text("Update", exact=True).click()
    assert answer.value.ok, answer.value.status
    screen.page.wait_for_load_state("networkidle")


def by_id(records: list[GoldRecord]) -> dict[str, GoldRecord]:
    return {record.article.id: record for record in records}


def test_a_fresh_project_shows_the_gold_and_gives_it_back(
    studio: Studio, signed_in: Screen, tmp_path: Path
) -> None:
    gold = sample()[:3]
    LabelStudioExporter().export(iter(gold), ONTOLOGY, tmp_path / "ls")
    project = imported(studio, tmp_path / "ls")

    # Nothing was touched: the server holds the same regions, and its export is the gold.
    there = studio.tasks(project, fields="all", include="id,data")
    tasks = {task["data"]["article_id"]: task for task in there}
    assert tasks.keys() == by_id(gold).keys()
    for record in gold:
        (annotation,) = studio.annotations(tasks[record.article.id]["id"])
        places = {
            (one["id"], one["value"]["start"], one["value"]["end"], *one["value"]["labels"])
            for one in annotation["result"]
            if one["type"] == "labels"
        }
        spans: set[Any] = {(one.id, one.start, one.end, one.label) for one in record.annotation.entities}
        for event in record.annotation.events:
            if event.trigger is not None:
                spans.add((event.id, event.trigger.start, event.trigger.end, event.type))
        assert places == spans
        assert annotation["ground_truth"]
    assert by_id(exported_there(studio, project, tmp_path / "1.json")) == by_id(gold)

    # On the screen each region is there.
    record = by_id(gold)[MARKED]
    signed_in.open_task(project, tasks[MARKED]["id"])
    signed_in.keep("exported-gold")
    shown = signed_in.labels()
    for one in record.annotation.entities:
        assert "\n" in one.text or (one.label, one.text) in shown
    for event in record.annotation.events:
        assert event.trigger is None or (event.type, event.trigger.text) in shown

    # A mention is deleted: all else stays, with refs and provenance, which no screen shows.
    gone = next(one for one in record.annotation.entities if one.text == "Bouaké")
    signed_in.delete("Bouaké")
    updated(signed_in)
    back = by_id(exported_without_gold_status(studio, project, tmp_path / "2.json"))
    found = back[MARKED].annotation
    assert found.entities == tuple(one for one in record.annotation.entities if one.id != gone.id)
    assert {one.id for one in found.events} == {one.id for one in record.annotation.events}
    others = {id: one for id, one in back.items() if id != MARKED}
    assert others == {id: one for id, one in by_id(gold).items() if id != MARKED}


def exported_without_gold_status(studio: Studio, project: int, path: Path) -> list[GoldRecord]:
    """Like `exported_there`: a changed annotation is submitted, and becomes gold so."""
    answer = studio.get(f"/api/projects/{project}/export", exportType="JSON", download_all_tasks="true")
    path.write_text(json.dumps(answer), encoding="utf-8")
    found = []
    for record in read_labelstudio(path, ontology=ONTOLOGY):
        data = record.to_dict()
        if record.annotation.status is Status.SUBMITTED:
            data["annotation"]["decision"] = "single"
        found.append(GoldRecord.model_validate(data))
    return found
