"""What is read from the mirror: every annotation has a record, and what is wrong with it is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Annotation, Status
from annotate.core.findings import KINDS
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.codec.decoder import Decoded
from annotate.studio.codec.open_arrow import OpenArrow
from annotate.studio.codec.place_or_recipient import PlaceOrRecipient
from annotate.studio.codec.results import encode
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.pull import reading
from annotate.studio.pull.article_tasks import Known, article_tasks
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.reading import records
from annotate.studio.screen.binding import own_binding
from annotate.studio.screen.carried import carried
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan, ProjectLink
from tests.builders import TEXT, meeting
from tests.renamed_ontology import without_traits
from tests.studio.codec.test_decoder import arrow, label

ONTOLOGY = Ontology.load("diplomacy")
BINDING = own_binding(ONTOLOGY)
RESULTS = encode(meeting().annotation, BINDING, scores=False)
UNLINKED = [one for one in RESULTS if one["type"] != "relation"]
FORMER = Ontology.model_validate(without_traits(ONTOLOGY.model_dump(exclude_none=True)))
MADE, LATER = "2026-01-02T03:04:05Z", "2026-02-02T03:04:05+00:00"


@dataclass
class Pulled:
    """A mirror and a plan as a pull leaves them."""

    mirror: Mirror
    plan: Plan

    def add(self, article: str, *annotations: dict[str, Any], drafts: Any = (), **data: Any) -> int:
        """A task of a suggested meeting, with annotations and drafts."""
        record = meeting(article)
        self.plan.add([record])
        key = task_key(article, record.article.digest)
        number = self.mirror.count() + 1
        body = {**task_data(record.article, key), **data}
        task = {"id": number, "created_at": MADE, "updated_at": MADE, "data": body}
        self.mirror.update([{**task, "annotations": [*annotations]}])
        self.mirror.update_drafts(number, [*drafts])
        return number

    def read(self, *, drafts: bool = True) -> tuple[list[Record], DecodeReport]:
        report = DecodeReport()
        return list(records(self.mirror, self.plan, ONTOLOGY, report, drafts=drafts)), report

    def without_annotation(self) -> list[str]:
        """The articles that nobody has worked on."""
        nobody = (Known.NONE, Known.NONE_OTHER_TEXT)
        tasks = article_tasks(self.mirror, self.plan, ONTOLOGY)
        return [str(task.article) for task in tasks if task.known in nobody]


@pytest.fixture
def pulled(tmp_path: Path) -> Iterator[Pulled]:
    mirror, plan = Mirror(tmp_path / "mirror.sqlite"), Plan(tmp_path / "plan.sqlite")
    mirror.set_settings(label_config=build_label_config(ONTOLOGY), users={"3": "ana@example.org"})
    plan.set_link(ProjectLink("http://ana:secret@127.0.0.1:8080/", 12, MADE))
    yield Pulled(mirror, plan)
    mirror.close()
    plan.close()


def body(id: int, *results: Any, **fields: Any) -> dict[str, Any]:
    return {"id": id, "completed_by": 3, "result": [*results], "created_at": MADE, **fields}


def test_a_finding_names_article_words_label_author_and_a_link(pulled: Pulled) -> None:
    pulled.plan.ontologies.note(FORMER, None)  # which states no directions of arrows
    number = pulled.add("ANDES-12", body(5, *RESULTS, arrow("v1", "e3")))
    (record,), report = pulled.read()
    (trouble,) = report.problems
    assert str(trouble) == (
        "article ANDES-12, “rencontré” (CONSULT): its arrow to “Hanoï” has no role; left out"
        f" (http://127.0.0.1:8080/projects/12/data?task={number})"
    )
    assert (trouble.article, trouble.task, trouble.annotation) == ("ANDES-12", number, 5)
    assert (trouble.author, trouble.region) == ("ana@example.org", "v1")
    assert (trouble.words, trouble.label) == ("rencontré", "CONSULT")
    assert (trouble.kind, trouble.severity) == ("arrow-without-role", "lost")
    assert record.annotation.lost == {
        "arrow-without-role": ("“rencontré” (CONSULT): its arrow to “Hanoï” has no role; left out",)
    }


def test_arrows_without_a_role_are_read_by_the_version_of_the_ontology_in_use_when_they_were_saved(
    pulled: Pulled,
) -> None:
    pulled.plan.ontologies.note(FORMER, None)
    pulled.plan.ontologies.note(ONTOLOGY, datetime.fromisoformat(LATER))
    drawn = {**arrow("v1", "e3"), "labels": []}
    pulled.add("a1", body(5, *UNLINKED, drawn))
    pulled.add("a2", body(6, *UNLINKED, drawn, updated_at=LATER))
    (early, late), report = pulled.read()
    assert list(early.annotation.lost) == ["arrow-without-role"]
    assert not late.annotation.lost
    assert report.roles_by_direction == 0
    assert [(role.role, role.rule) for _, role in report.filled_roles] == [("Place", PlaceOrRecipient.id)]


@pytest.mark.parametrize("version", [ONTOLOGY.id, None])
def test_a_suggestion_is_recognised_after_a_rename_whether_it_says_its_version_or_not(
    tmp_path: Path, version: str | None
) -> None:
    form = json.dumps(ONTOLOGY.model_dump(mode="json", exclude_defaults=True)).replace('"LOC"', '"SPOT"')
    present = Ontology.model_validate({**json.loads(form), "renamed": {"LOC": "SPOT"}, "version": "9.0.0"})
    sent = meeting("a1")
    sent = Record.of(sent.article, sent.annotation.with_(ontology=version))
    (known,) = [one for one in sent.annotation.entities if one.label == "LOC"]
    assert known.ref and known.score
    with (
        closing(Mirror(tmp_path / "mirror.sqlite")) as mirror,
        closing(Plan(tmp_path / "plan.sqlite")) as plan,
    ):
        screen = carried(build_label_config(ONTOLOGY), present, "en", None, [ONTOLOGY]).config
        mirror.set_settings(label_config=screen, users={"3": "ana@example.org"})
        plan.ontologies.note(ONTOLOGY, None)
        plan.ontologies.note(present, datetime.fromisoformat(LATER))
        plan.add([sent])
        data = task_data(sent.article, task_key("a1", sent.article.digest))
        task = {"id": 1, "created_at": MADE, "updated_at": MADE, "data": data}
        mirror.update([{**task, "annotations": [body(5, *RESULTS)]}])
        (record,) = records(mirror, plan, present, DecodeReport())
    (found,) = [one for one in record.annotation.entities if one.id == known.id]
    assert found.with_(label="LOC", unreviewed=()) == known


def test_a_role_that_a_rule_chose_stays_until_it_is_decided_again(pulled: Pulled) -> None:
    class Former:
        id = "former@1"

        def role(self, arrow: OpenArrow, ontology: Ontology) -> str:
            return "Recipient"

    drawn = {**arrow("v1", "e3"), "labels": []}
    pulled.add("a1", body(5, *UNLINKED, drawn))

    def roles(**options: Any) -> list[tuple[str, str]]:
        report = DecodeReport()
        (record,) = records(pulled.mirror, pulled.plan, ONTOLOGY, report, **options)
        pulled.plan.filled_roles.keep(report.filled_roles)
        (event,) = record.annotation.events
        found = [one for one in event.arguments if one.unreviewed]
        return [(one.role, role.rule) for one, (_, role) in zip(found, report.filled_roles, strict=True)]

    assert roles(judge=Former()) == [("Recipient", "former@1")]
    assert roles() == [("Recipient", "former@1")]
    assert roles(decide_again=True) == [("Place", PlaceOrRecipient.id)]
    assert roles() == [("Place", PlaceOrRecipient.id)]


def test_every_loss_travels_with_the_annotation_in_a_file_too(pulled: Pulled) -> None:
    odd = [label("Hanoï", "PLANET", f"x{index}") for index in range(3)]
    pulled.add("a1", body(5, *RESULTS, *odd, None))
    (record,), report = pulled.read()
    assert {code: len(parts) for code, parts in record.annotation.lost.items()} == {
        "unknown-label": 3,
        "no-object": 1,
    }
    assert report.kinds == {"unknown-label": 3, "no-object": 1}
    assert Annotation.model_validate_json(record.annotation.to_json()) == record.annotation


def test_what_was_repaired_or_noted_is_counted_and_holds_nothing_back(pulled: Pulled) -> None:
    start = TEXT.index("Ana Pérez")
    blank = label("Ana Pérez", "PER", "n", start=start - 1, end=start + len("Ana Pérez") + 1)
    pulled.add("a1", body(5, label("3 mars.", "DATE", "d"), {**blank, "id": 9}))
    (record,), report = pulled.read()
    assert record.annotation.lost == {}
    assert report.problems == []
    assert report.kinds == {"trimmed": 1, "made-up-id": 1, "punctuation": 1}
    assert [item.kind for item in report.repaired] == ["trimmed", "made-up-id"]
    assert [item.kind for item in report.noted] == ["punctuation"]


def test_a_task_with_another_text_still_has_its_annotations_and_none_of_their_regions(pulled: Pulled) -> None:
    skipped = body(6, *RESULTS, was_cancelled=True)
    draft = {"id": 7, "user": 3, "result": RESULTS}
    pulled.add("a1", body(5, *RESULTS), skipped, drafts=[draft], text="Un autre texte.")
    found, report = pulled.read()
    assert [record.annotation.status for record in found] == [Status.SUBMITTED, Status.SKIPPED, Status.DRAFT]
    assert [record.article for record in found] == [meeting("a1").article] * 3
    assert all(record.annotation.regions == () for record in found)
    assert all(record.annotation.lost.keys() == {"text-changed"} for record in found)
    assert [trouble.annotation for trouble in report.problems] == [5, 6, 7]
    assert report.statuses == {"submitted": 1, "skipped": 1, "draft": 1}
    assert pulled.without_annotation() == []


def test_another_text_is_named_even_if_nobody_annotated_the_task(pulled: Pulled) -> None:
    pulled.add("a1", text="Un autre texte.")
    found, report = pulled.read()
    assert found == []
    assert report.problems == [], "nobody's work was dropped"
    assert [(trouble.kind, trouble.article) for trouble in report.held] == [("text-changed", "a1")]
    assert pulled.without_annotation() == ["a1"]


def test_an_annotation_that_is_no_annotation_is_accounted_for(
    pulled: Pulled, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = meeting().annotation.entities[:1] * 2
    monkeypatch.setattr(reading, "decode", lambda *_, **__: Decoded(twice, ()))
    pulled.add("a1", body(5, lead_time=3))
    (record,), report = pulled.read()
    assert record.annotation.regions == ()
    assert (record.annotation.author, record.annotation.lead_time_s) == ("ana@example.org", 3)
    (sentence,) = record.annotation.lost["not-usable"]
    assert "left out" in sentence
    assert report.kinds == {"not-usable": 1}


@pytest.mark.parametrize("time", ["soon", "2024-13-01", {}, [], True])
def test_a_time_that_is_none_costs_no_region(pulled: Pulled, time: Any) -> None:
    pulled.add("a1", body(5, *RESULTS, updated_at=time))
    (record,), report = pulled.read()
    assert len(record.annotation.entities) == 4
    assert record.annotation.updated_at is None and record.annotation.created_at is not None
    assert report.kinds == {"bad-time": 1}
    assert record.annotation.lost == {}


@pytest.mark.parametrize("results", [None, {}, "text", 7])
def test_an_annotation_without_a_list_of_regions_is_empty_and_held_back(pulled: Pulled, results: Any) -> None:
    pulled.add("a1", {**body(5), "result": results})
    (record,), _ = pulled.read()
    assert record.annotation.lost.keys() == {"no-list-of-regions"}


def test_articles_read_and_articles_untouched_are_all_articles(pulled: Pulled) -> None:
    pulled.add("read", body(5, *RESULTS))
    pulled.add("lost", body(6, label("Hanoï", "PLANET", "x")))
    pulled.add("changed", body(7, *RESULTS), text="Autre.")
    pulled.add("open")
    pulled.add("drafted", drafts=[{"id": 1, "user": 3, "result": []}])
    found, _ = pulled.read()
    nobody = pulled.without_annotation()
    assert sorted([record.article.id for record in found] + nobody) == [
        "changed",
        "drafted",
        "lost",
        "open",
        "read",
    ]


@pytest.mark.parametrize("worked_on", [True, False])
def test_a_task_of_another_program_is_listed_and_a_problem_only_if_somebody_annotated_it(
    pulled: Pulled, worked_on: bool
) -> None:
    task = {"id": 1, "created_at": MADE, "updated_at": MADE, "data": {"text": "Cuba"}}
    pulled.mirror.update([{**task, "annotations": [body(5)] if worked_on else []}])
    found, report = pulled.read()
    assert found == []
    (trouble,) = report.problems if worked_on else report.noted
    assert not (report.noted if worked_on else report.problems)
    assert (trouble.kind, trouble.article, trouble.task) == ("other-task", None, 1)
    assert str(trouble).startswith("task 1: was not made by annotate; left out (http")


def swapped() -> list[dict[str, Any]]:
    """The meeting with the date as its Agent."""
    results = copy.deepcopy(RESULTS)
    for result in results:
        if result.get("labels") == [BINDING.relations["Time"]]:
            result["labels"] = [BINDING.relations["Agent"]]
    return results


def test_what_a_release_will_hold_back_is_found_by_pull_and_is_no_loss(pulled: Pulled) -> None:
    pulled.add("a1", body(5, *swapped()))
    (record,), report = pulled.read()
    (trouble,) = report.held
    assert (trouble.kind, trouble.drops, trouble.region) == ("filler-not-allowed", False, "v1")
    assert "“rencontré” (CONSULT): the DATE “3 mars” may not be Agent of CONSULT" in str(trouble)
    assert (report.problems, record.annotation.lost) == ([], {})
    assert len(record.annotation.events[0].arguments) == 4, "whole in the file"


@pytest.mark.parametrize("state", ["skipped", "draft"])
def test_nothing_in_a_draft_or_a_skipped_annotation_is_said_to_hold_the_article_back(
    pulled: Pulled, state: str
) -> None:
    given = body(5, *swapped(), was_cancelled=state == "skipped")
    if state == "draft":
        pulled.add("a1", drafts=[{**given, "user": 3}])
    else:
        pulled.add("a1", given)
    _, report = pulled.read()
    assert (report.held, [item.kind for item in report.noted]) == ([], ["filler-not-allowed"])
    assert report.noted[0].status == state


def test_two_reads_are_the_same(pulled: Pulled) -> None:
    pulled.add("a1", body(5, *({**result, "id": None} for result in RESULTS if "id" in result)))
    first, second = pulled.read()[0], pulled.read()[0]
    assert first == second


def test_every_kind_has_a_remedy_if_it_holds_an_article_back() -> None:
    assert [code for code, kind in KINDS.items() if kind.severity.holds_back and not kind.remedy] == []


def versions_of(id: str) -> list[Record]:
    """Two versions of suggestions that differ in what no screen shows."""
    made = []
    for author, ref, context in (("m1", "VNM", ("diplomatic",)), ("m2", "FRA", ("military",))):
        record = meeting(id, author=author)
        entities = tuple(
            entity.with_(ref=ref) if entity.label == "LOC" else entity
            for entity in record.annotation.entities
        )
        events = tuple(
            event.with_(attributes={**event.attributes, "context": context})
            for event in record.annotation.events
        )
        made.append(Record.of(record.article, record.annotation.with_(entities=entities, events=events)))
    return made


@pytest.mark.parametrize(
    ("prediction", "ref", "context"),
    [(5, "VNM", ("diplomatic",)), (6, "FRA", ("military",)), (7, None, None), (None, None, None)],
)
def test_unseen_values_are_those_of_the_version_that_the_annotator_saw(
    pulled: Pulled, prediction: int | None, ref: str | None, context: tuple[str, ...] | None
) -> None:
    pulled.add("a1", body(1, *RESULTS, parent_prediction=prediction))
    pulled.plan.add(versions_of("a1"))
    pulled.plan.predictions.note([(range(5, 6), "m1"), (range(6, 7), "m2")])
    (record,), report = pulled.read()
    assert [entity.ref for entity in record.annotation.entities if entity.label == "LOC"] == [ref]
    assert [event.attributes.get("context") for event in record.annotation.events] == [context]
    assert len(record.annotation.entities) == len(meeting().annotation.entities)
    dropped = [(item.words, item.kind) for item in report.dropped]
    gone = [("Hanoï", "no-longer-holds"), ("rencontré", "no-longer-holds")]
    assert dropped == ([] if ref is not None else gone)


def test_what_annotators_were_unsure_of_is_counted_and_holds_nothing_back(pulled: Pulled) -> None:
    sent = meeting().annotation
    doubted = sent.with_(
        unsure="which date?", entities=(sent.entities[0].with_(unsure=""), *sent.entities[1:])
    )
    results = encode(doubted, own_binding(ONTOLOGY), scores=False)
    pulled.add("a", {"id": 1, "completed_by": 1, "result": results})
    pulled.add("b", {"id": 2, "completed_by": 1, "result": RESULTS})
    (first, second), report = pulled.read()
    assert (first.annotation.unsure, second.annotation.unsure) == ("which date?", None)
    assert first.annotation.entities[0].unsure == ""
    assert report.unsure == {"articles": 1, "regions": 1}
    assert report.kinds == {"unsure": 2}
    assert [item.kind for item in report.noted] == ["unsure"] * 2
    assert "“which date?”" in report.noted[0].what
    assert not report.problems and not report.held
