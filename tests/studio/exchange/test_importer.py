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


def test_a_second_annotation_of_an_author_is_listed_with_its_mentions(tmp_path: Path) -> None:
    two = body(region("Ana Diaz", "PER")), body(region("Lima", "LOC"), id=6)
    (record,), report = of_tasks(tmp_path, task(*two))
    assert said(record) == [("PER", "Ana Diaz")]
    assert [(kind, words) for kind, words, _ in listed(report)] == [("document", ""), ("region", "Lima")]


def test_an_annotation_without_an_author_gets_the_one_of_the_command(tmp_path: Path) -> None:
    given = task({"id": 5, "result": [region("Lima", "LOC")]})
    (record,), _ = of_tasks(tmp_path, given, author="awa")
    assert record.annotation.author == "awa"
    (record,), _ = of_tasks(tmp_path, given)
    assert record.annotation.author == "labelstudio"


def test_relations_of_a_mention_that_is_marked_twice_go_to_the_one_that_stays(tmp_path: Path) -> None:
    relation = {"type": "relation", "from_id": "m", "to_id": "a2", "labels": ["Agent"]}
    marked = [region("Ana Diaz", "PER", "a"), region("Ana Diaz", "PER", "a2")]
    given = task(body(*marked, region("rencontre", "CONSULT", "m"), relation))
    (record,), report = of_tasks(tmp_path, given)
    assert acts(record) == [("CONSULT", "rencontre", [("Agent", "Ana Diaz")])]
    assert said(record) == [("PER", "Ana Diaz")] and not listed(report)
    assert report.tally.left_out["part"] == 1


def test_a_relation_to_an_id_of_several_regions_is_listed(tmp_path: Path) -> None:
    relation = {"type": "relation", "from_id": "m", "to_id": "a", "labels": ["Agent"]}
    marked = [region("Ana Diaz", "PER", "a"), region("Li", "PER", "a")]
    given = task(body(*marked, region("rencontre", "CONSULT", "m"), relation))
    (record,), report = of_tasks(tmp_path, given)
    assert acts(record) == [("CONSULT", "rencontre", [])] and len(said(record)) == 2
    assert listed(report) == [("part", "m → a", "several regions have the id a")]


def test_what_is_kept_with_its_position_is_not_under_what_was_not_imported(tmp_path: Path) -> None:
    odd = region("Lima", "LOC")
    odd["value"]["text"] = "Bogota"
    (record,), report = of_tasks(tmp_path, task(body(odd)))
    assert said(record) == [("LOC", "Lima")] and not listed(report)
    (doubt,) = report.to_check
    assert doubt.words == "Lima" and "Bogota" in doubt.why and report.in_part


def test_skipped_tasks_and_drafts_keep_their_status(tmp_path: Path) -> None:
    given = task(body(was_cancelled=True), drafts=[{"user": 4, "result": [region("Lima", "LOC")]}])
    found, _ = of_tasks(tmp_path, given, options=["drafts=true"])
    assert [one.annotation.status for one in found] == [Status.SKIPPED, Status.DRAFT]
