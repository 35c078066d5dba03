"""Label Studio's files in `annotate import`: labels, relations and types by the names of the ontology."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given

from annotate.core.annotation import Status
from annotate.core.record import GoldRecord
from tests.examples import examples
from tests.export.gold import ONTOLOGY, corpora
from tests.export.importing.imported import acts, imported, listed, said
from tests.export.importing.test_round_trips import of_ontology, round_trip
from tests.studio.exchange.test_foreign_files import body, choice, region, task


def of_tasks(folder: Path, *tasks: Any, **more: Any) -> Any:
    path = folder / "project.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return imported(path, "labelstudio", **more)


@examples(10)
@given(corpora)
def test_exported_gold_comes_back(drawn: list[GoldRecord]) -> None:
    gold = of_ontology(drawn)
    if gold:
        found, _ = round_trip("labelstudio", gold)
        assert [one.to_dict() for one in found] == [one.to_dict() for one in gold]


def test_a_project_made_by_hand_comes_in_by_the_names_of_the_map(tmp_path: Path) -> None:
    relation = {"type": "relation", "from_id": "a", "to_id": "m", "labels": ["who"]}
    given = task(
        body(
            region("Ana Diaz", "Person name", "a"),
            region("rencontre", "Meets", "m"),
            relation,
            choice("m", "rencontre", "certainty", "asserted"),
            choice("x", None, "topic", "Help"),
        )
    )
    maps = ["Person name=PER", "Meets=CONSULT", "role:who=Agent", "attribute:certainty=modality", "Help=AID"]
    (record,), report = of_tasks(tmp_path, given, mapping=maps)
    assert said(record) == [("PER", "Ana Diaz")]
    assert acts(record) == [("CONSULT", "rencontre", [("Agent", "Ana Diaz")]), ("AID", None, [])]
    assert record.events[0].attributes == {"modality": "asserted"}
    assert record.annotation.author == "ana@x.org"
    assert record.annotation.ontology == ONTOLOGY.id
    assert listed(report) == []


def test_what_has_no_name_here_is_listed_with_its_words(tmp_path: Path) -> None:
    relation = {"type": "relation", "from_id": "a", "to_id": "b", "labels": ["next to"]}
    stars = {"id": "s", "from_name": "stars", "to_name": "doc", "type": "rating", "value": {"rating": 3}}
    given = task(body(region("Ana Diaz", "PER", "a"), region("Lima", "City", "b"), relation, stars))
    (record,), report = of_tasks(tmp_path, given)
    assert said(record) == [("PER", "Ana Diaz")]
    assert ("region", "Lima", "the label 'City' is unknown") in listed(report)
    assert {kind for kind, _, _ in listed(report)} == {"region", "argument", "part"}


def test_skipped_tasks_and_drafts_keep_their_status(tmp_path: Path) -> None:
    given = task(body(was_cancelled=True), drafts=[{"user": 4, "result": [region("Lima", "LOC")]}])
    found, _ = of_tasks(tmp_path, given, options=["drafts=true"])
    assert [one.annotation.status for one in found] == [Status.SKIPPED, Status.DRAFT]
