"""Label Studio's files: gold that is written and read back is the same, also after work on the screen."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Status
from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.export.unread import Unread
from annotate.studio.exchange import exporter
from annotate.studio.exchange.exporter import LabelStudioExporter
from annotate.studio.exchange.reader import read_labelstudio
from annotate.studio.screen.binding import bind
from tests.builders import meeting
from tests.examples import examples
from tests.export.gold import ONTOLOGY, as_gold, check_sums, gold_of, sample, without_text
from tests.export.whole import whole_corpora


def exported(gold: list[GoldRecord], folder: Path) -> Path:
    losses = LabelStudioExporter().export(iter(gold), ONTOLOGY, folder)
    check_sums(losses, gold)
    assert not losses.lost.counts
    return folder


def as_golds(records: list[Record]) -> list[GoldRecord]:
    return [GoldRecord.model_validate(record.to_dict()) for record in records]


def tasks(folder: Path) -> list[Any]:
    found: list[Any] = json.loads((folder / "tasks-001.json").read_bytes())
    return found


def as_label_studio_exports(folder: Path, change: Callable[[list[Any]], None] = lambda tasks: None) -> Path:
    """The file as Label Studio's export JSON has it after an import: other ids, times, orders, more keys."""
    found = tasks(folder)
    for number, task in enumerate(found, start=71):
        body = task["annotations"][0]
        body |= {"import_id": body["id"], "id": number + 500, "completed_by": 3, "task": number}
        body |= {"created_at": "2026-01-01T10:00:00.5Z", "updated_at": "2026-01-02T10:00:00Z"}
        body["result"] = [{**one, "origin": "manual"} for one in reversed(body["result"])]
        task |= {"id": number, "drafts": [], "predictions": [], "project": 4, "meta": {}}
    change(found)
    path = folder / "project-4-at-2026-01-02.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


@examples(30)
@given(gold=whole_corpora())
def test_any_gold_comes_back(gold: list[GoldRecord]) -> None:
    with TemporaryDirectory() as name:
        folder = exported(gold, Path(name) / "ls")
        assert as_golds(list(read_labelstudio(folder, ontology=ONTOLOGY))) == gold
        path = as_label_studio_exports(folder)
        assert as_golds(list(read_labelstudio(path, ontology=ONTOLOGY))) == gold


def test_the_sample_comes_back_and_every_task_names_the_configs_labels(tmp_path: Path) -> None:
    gold = sample()
    folder = exported(gold, tmp_path / "ls")
    assert as_golds(list(read_labelstudio(folder, ontology=ONTOLOGY))) == gold
    binding = bind(ONTOLOGY, (folder / "config.xml").read_text(encoding="utf-8"))
    for record, task in zip(gold, tasks(folder), strict=True):
        assert task["data"]["text"] == record.text
        labels = [one for one in task["annotations"][0]["result"] if one["type"] == "labels"]
        assert len(labels) == len(record.annotation.entities) + sum(
            event.trigger is not None for event in record.annotation.events
        )
        assert all((one["from_name"], one["value"]["labels"][0]) in binding.names for one in labels)


def test_another_ontology_reads_what_nobody_changed(tmp_path: Path) -> None:
    gold = [as_gold(meeting())]
    folder = exported(gold, tmp_path / "ls")
    assert as_golds(list(read_labelstudio(folder, ontology=Ontology.load("conll")))) == gold


@examples(15)
@given(gold=whole_corpora(), data=st.data())
def test_a_change_on_the_screen_leaves_what_the_screen_does_not_show(
    gold: list[GoldRecord], data: st.DataObject
) -> None:
    """Removes one region from each task. All others keep everything, but arguments that it filled."""
    gone: dict[int, str] = {}

    def remove(found: list[Any]) -> None:
        for index, task in enumerate(found):
            results = task["annotations"][0]["result"]
            labelled = [one["id"] for one in results if one.get("type") == "labels"]
            if labelled:
                gone[index] = data.draw(st.sampled_from(sorted(set(labelled))))
                task["annotations"][0]["result"] = [
                    one
                    for one in results
                    if gone[index] not in (one.get("id"), one.get("from_id"), one.get("to_id"))
                ]

    with TemporaryDirectory() as name:
        path = as_label_studio_exports(exported(gold, Path(name) / "ls"), remove)
        back = list(read_labelstudio(path, ontology=ONTOLOGY))
    for index, (record, found) in enumerate(zip(gold, back, strict=True)):
        if index not in gone:
            assert GoldRecord.model_validate(found.to_dict()) == record
            continue
        left = gone[index]
        assert found.annotation.status is Status.SUBMITTED
        assert found.annotation.author == "user-3"
        assert found.article.to_dict() == record.article.to_dict()
        mentions = {one.id: one for one in found.annotation.entities}
        assert mentions == {one.id: one for one in record.annotation.entities if one.id != left}
        events = {one.id: one for one in found.annotation.events}
        assert events == {
            one.id: one.with_(arguments=tuple(it for it in one.arguments if it.entity != left))
            for one in record.annotation.events
            if one.id != left
        }


def test_a_changed_region_loses_its_ref_and_an_added_one_is_there(tmp_path: Path) -> None:
    def change(found: list[Any]) -> None:
        results = found[0]["annotations"][0]["result"]
        hanoi = next(one for one in results if one.get("id") == "e3" and one["type"] == "labels")
        hanoi["value"]["labels"] = ["ORG"]
        added = copy.deepcopy(hanoi)
        added |= {"id": "new", "value": {"start": 0, "end": 2, "text": "Le", "labels": ["PER"]}}
        results.append(added)

    path = as_label_studio_exports(exported([as_gold(meeting())], tmp_path / "ls"), change)
    (back,) = read_labelstudio(path, ontology=ONTOLOGY)
    entities = {one.id: one for one in back.annotation.entities}
    assert (entities["e3"].label, entities["e3"].ref) == ("ORG", None)
    assert (entities["new"].label, entities["new"].text) == ("PER", "Le")
    assert entities["e2"] == meeting().annotation.entities[1]
    assert back.annotation.events == meeting().annotation.events


def test_another_persons_answer_in_the_same_task_gets_nothing_that_the_person_did_not_see(
    tmp_path: Path,
) -> None:
    def answer(found: list[Any]) -> None:
        gold = found[0]["annotations"][0]
        mine = {"id": 900, "import_id": None, "completed_by": {"email": "lea@x.org"}}
        found[0]["annotations"].append({**gold, **mine})

    gold = as_gold(meeting())
    path = as_label_studio_exports(exported([gold], tmp_path / "ls"), answer)
    first, second = read_labelstudio(path, ontology=ONTOLOGY)
    assert as_golds([first]) == [gold]
    assert (second.annotation.author, second.annotation.status) == ("lea@x.org", Status.SUBMITTED)
    found = {one.id: one.ref for one in second.annotation.entities}
    assert found == dict.fromkeys(("e1", "e2", "e3", "e4"))
    assert second.article == first.article


def test_an_ontology_without_events_has_a_screen_too(tmp_path: Path) -> None:
    conll = Ontology.load("conll")
    gold = gold_of("Lima aide l'ONU.", ("Lima", "LOC"), ("ONU", "ORG"))
    LabelStudioExporter().export([gold], conll, tmp_path / "ls")
    assert as_golds(list(read_labelstudio(tmp_path / "ls", ontology=conll))) == [gold]


def test_a_changed_text_is_not_taken_for_the_exported_one(tmp_path: Path) -> None:
    def change(found: list[Any]) -> None:
        found[0]["data"]["text"] = found[0]["data"]["text"].replace("Hanoï", "Hanoi")

    path = as_label_studio_exports(exported([as_gold(meeting())], tmp_path / "ls"), change)
    with pytest.raises(InputError, match="exported record cannot be read: it does not fit its text"):
        list(read_labelstudio(path, ontology=ONTOLOGY))
    unread: list[Unread] = []
    (back,) = read_labelstudio(path, unread.append, ontology=ONTOLOGY)
    assert all(one.ref is None for one in back.annotation.entities)
    assert [one.region for one in unread] == ["exported record"]


def test_large_exports_are_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporter, "_PART", 5000)
    gold = [as_gold(meeting(id=f"a{number}")) for number in range(9)]
    folder = exported(gold, tmp_path / "ls")
    files = sorted(folder.glob("tasks-*.json"))
    assert len(files) > 2
    assert sum(len(json.loads(file.read_bytes())) for file in files) == 9
    assert as_golds(list(read_labelstudio(folder, ontology=ONTOLOGY))) == gold


def test_no_gold_is_an_empty_list_and_gold_without_text_is_refused(tmp_path: Path) -> None:
    assert tasks(exported([], tmp_path / "none")) == []
    assert list(read_labelstudio(tmp_path / "none", ontology=ONTOLOGY)) == []
    with pytest.raises(InputError, match="no text"):
        LabelStudioExporter().export([without_text(gold_of("Ana"))], ONTOLOGY, tmp_path / "x")
    assert not (tmp_path / "x").exists()
