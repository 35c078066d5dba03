"""A blank where the ontology states a usual value: a pull fills it in, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Event, Provenance, Status
from annotate.core.filled_in import filled_in, proposals
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.core.renaming import renamed
from annotate.core.unreviewed import unreviewed_values
from annotate.studio.codec.decoder import Decoded
from annotate.studio.codec.results import decode, encode
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.codec.usual_values import fill_in, usual_values
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.reading import records
from annotate.studio.screen.binding import own_binding
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan, ProjectLink
from tests.builders import TEXT, annotation, article, as_pulled, event, meeting
from tests.builders import records as any_record
from tests.studio.codec.test_decoder import label

ONTOLOGY = Ontology.load("diplomacy")
BINDING = own_binding(ONTOLOGY)
USUAL = {"modality": "asserted", "polarity": "positive"}
ENTRY = Provenance(source=f"default:modality,polarity@{ONTOLOGY.id}")
DAY_1, DAY_2, DAY_3 = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3))


def without_usual(*names: str) -> Ontology:
    """A former version that states no usual value for ``names``."""
    attributes = {
        name: item.model_copy(update={"default": None}) if name in names else item
        for name, item in ONTOLOGY.attributes.items()
    }
    return ONTOLOGY.model_copy(update={"attributes": attributes, "version": "0.9.0"})


@dataclass
class Pulled:
    mirror: Mirror
    plan: Plan

    def add(self, sent: Record, *results: Any, draft: bool = False, at: datetime = DAY_3) -> None:
        """A task with an annotation that a person saved ``at`` a time."""
        self.plan.add([sent])
        key = task_key(sent.article.id, sent.article.digest)
        number, time = self.mirror.count() + 1, at.isoformat()
        body = {"id": number, "completed_by": 3, "result": [*results], "created_at": time, "updated_at": time}
        task = {"id": number, "created_at": time, "updated_at": time, "data": task_data(sent.article, key)}
        self.mirror.update([{**task, "annotations": [] if draft else [body]}])
        self.mirror.update_drafts(number, [{**body, "user": 3}] if draft else [])

    def read(self) -> tuple[list[Annotation], DecodeReport]:
        report = DecodeReport()
        found = records(self.mirror, self.plan, ONTOLOGY, report, drafts=True)
        return [record.annotation for record in found], report

    def events(self) -> list[Event]:
        """The events of all annotations."""
        return [one for annotation in self.read()[0] for one in annotation.events]


@pytest.fixture
def pulled(tmp_path: Path) -> Iterator[Pulled]:
    mirror, plan = Mirror(tmp_path / "mirror.sqlite"), Plan(tmp_path / "plan.sqlite")
    mirror.set_settings(label_config=build_label_config(ONTOLOGY), users={"3": "ana@example.org"})
    plan.set_link(ProjectLink("http://127.0.0.1:8080/", 12, DAY_1.isoformat()))
    yield Pulled(mirror, plan)
    mirror.close()
    plan.close()


def choice(name: str, value: str, *, id: str = "v1") -> dict[str, Any]:
    """A value of the trigger, as the screen stores it."""
    (result,) = [
        result
        for result in encode(
            annotation(article(), (), (event(TEXT, "rencontré", "CONSULT", id, attributes={name: value}),)),
            BINDING,
            scores=False,
        )
        if result.get("type") == "choices"
    ]
    return result


def results_of(annotation: Annotation, *without: str) -> list[dict[str, Any]]:
    """What the screen stores for an annotation, but for the values of some attributes."""
    return [
        result
        for result in encode(annotation, BINDING, scores=False)
        if BINDING.tag_by_name.get(result.get("from_name") or "") is None
        or BINDING.tag_by_name[result["from_name"]].attribute not in without
    ]


@pytest.mark.parametrize("draft", [False, True])
def test_a_new_event_gets_the_usual_values_and_its_provenance_says_so(pulled: Pulled, draft: bool) -> None:
    pulled.plan.ontologies.note(ONTOLOGY, None)
    pulled.add(meeting(), *label_of("rencontré", "AGREE"), draft=draft)
    (made,), report = pulled.read()
    (found,) = made.events
    assert (found.attributes, found.provenance) == (USUAL, (ENTRY,))
    assert filled_in(found) == dict.fromkeys(USUAL, ONTOLOGY.id)
    assert proposals(found) == ()
    assert not unreviewed_values(made), "the guide says what a blank means, so the annotator has answered"
    assert report.filled_in == {"modality": 1, "polarity": 1}


def label_of(words: str, code: str) -> list[dict[str, Any]]:
    return [label(words, code, "n1", control=BINDING.triggers[code].control)]


def test_only_what_is_blank_is_filled_in(pulled: Pulled) -> None:
    pulled.add(meeting(), *label_of("rencontré", "AGREE"), choice("modality", "planned", id="n1"))
    (found,) = pulled.events()
    assert found.attributes == {"modality": "planned", "polarity": "positive"}
    assert found.provenance == (Provenance(source=f"default:polarity@{ONTOLOGY.id}"),)


def test_a_value_that_was_typed_equals_one_that_was_filled_in(pulled: Pulled) -> None:
    typed = [choice(name, value, id="n1") for name, value in USUAL.items()]
    pulled.add(meeting("a1"), *label_of("rencontré", "AGREE"), *typed)
    pulled.add(meeting("a2"), *label_of("rencontré", "AGREE"))
    one, other = pulled.events()
    assert one.attributes == other.attributes
    assert (filled_in(one), set(filled_in(other))) == ({}, set(USUAL))


def test_an_untouched_suggestion_comes_back_identical(pulled: Pulled) -> None:
    bare = meeting().annotation.with_(
        events=(meeting().annotation.events[0].with_(attributes={}),), author="m2"
    )
    pulled.add(meeting("a1"), *results_of(meeting("a1").annotation))
    pulled.add(Record.of(article(id="a2"), bare), *results_of(bare))
    (one, other), report = pulled.read()
    for made, sent in ((one, meeting().annotation), (other, bare)):
        assert made.regions == as_pulled(sent, ONTOLOGY).regions
    assert report.filled_in == {}


def test_a_value_that_the_annotator_cleared_counts_as_blank(pulled: Pulled) -> None:
    planned = meeting().annotation.events[0].with_(attributes={"modality": "planned", "polarity": "negated"})
    sent = meeting().annotation.with_(events=(planned,))
    pulled.add(Record.of(article(), sent), *results_of(sent, "modality"))
    (found,) = pulled.events()
    assert found.attributes == {"modality": "asserted", "polarity": "negated"}
    assert [*filled_in(found)] == ["modality"]


def test_the_version_counts_under_which_the_work_was_done(pulled: Pulled) -> None:
    former = without_usual("modality", "polarity")
    pulled.plan.ontologies.note(former, None)
    pulled.plan.ontologies.note(ONTOLOGY, DAY_2)
    pulled.add(meeting("a1"), *label_of("rencontré", "AGREE"), at=DAY_1)
    pulled.add(meeting("a2"), *label_of("rencontré", "AGREE"), at=DAY_3)
    (before, after), _ = pulled.read()
    assert (before.ontology, before.events[0].attributes, before.events[0].provenance) == (former.id, {}, ())
    assert (after.ontology, after.events[0].attributes) == (ONTOLOGY.id, USUAL)


def test_nothing_is_filled_in_if_the_version_of_then_is_unknown(pulled: Pulled) -> None:
    pulled.plan.ontologies.note_unknown(ONTOLOGY.id)
    pulled.add(meeting(), *label_of("rencontré", "AGREE"))
    assert pulled.events()[0].attributes == {}


def test_an_attribute_that_the_screen_cannot_show_stays_blank() -> None:
    hidden = ONTOLOGY.attributes["polarity"].model_copy(update={"ask": False})
    ontology = ONTOLOGY.model_copy(update={"attributes": {**ONTOLOGY.attributes, "polarity": hidden}})
    found = usual_values(ontology, ontology, own_binding(ontology))
    assert found["CONSULT"] == {"modality": "asserted"}


def test_an_event_without_a_trigger_gets_no_value(pulled: Pulled) -> None:
    reported = annotation(article(), (), (event(TEXT, None, "AGREE", "x"),))
    pulled.add(meeting(), *results_of(reported))
    (found,) = pulled.events()
    assert (found.trigger, found.attributes) == (None, {})


def test_what_was_filled_in_comes_back_the_same_after_a_push(pulled: Pulled) -> None:
    pulled.add(meeting("a1"), *label_of("rencontré", "AGREE"))
    (first,), _ = pulled.read()
    pulled.add(Record.of(article(id="a2"), first), *results_of(first))
    (_, again), report = pulled.read()
    assert again.regions == first.regions
    assert report.filled_in == {"modality": 2, "polarity": 2}


def test_a_filled_in_value_that_a_person_replaces_later_is_no_longer_called_so(pulled: Pulled) -> None:
    pulled.add(meeting("a1"), *label_of("rencontré", "AGREE"))
    (first,), _ = pulled.read()
    changed = [choice("modality", "planned", id="n1"), *results_of(first, "modality")]
    pulled.add(Record.of(article(id="a2"), first), *changed)
    found = pulled.events()[-1]
    assert found.attributes == {"modality": "planned", "polarity": "positive"}
    assert [*filled_in(found)] == ["polarity"]


def test_a_release_of_a_later_version_names_the_attribute_as_it_is_called_now() -> None:
    made = event(TEXT, "rencontré", "AGREE", "v1", attributes=USUAL, provenance=(ENTRY,))
    attributes = {("mood" if name == "modality" else name): one for name, one in ONTOLOGY.attributes.items()}
    update = {"attributes": attributes, "renamed": {"modality": "mood"}, "version": "9.0.0"}
    later = renamed(annotation(article(), (), (made,)), ONTOLOGY.model_copy(update=update))
    assert filled_in(later.events[0]) == {"mood": ONTOLOGY.id, "polarity": ONTOLOGY.id}


@given(any_record(ONTOLOGY), st.data())
def test_filling_in_changes_no_value_and_is_stable(record: Record, data: st.DataObject) -> None:
    sent = record.annotation
    cleared = {
        one.id: data.draw(st.sets(st.sampled_from(sorted(one.attributes))))
        for one in sent.events
        if one.attributes
    }
    events = tuple(
        one.with_(attributes={k: v for k, v in one.attributes.items() if k not in cleared.get(one.id, ())})
        for one in sent.events
    )
    usual = usual_values(ONTOLOGY, ONTOLOGY, BINDING)
    once = fill_in(Decoded(sent.entities, events), usual, ONTOLOGY.id, (), record.text)
    for before, after in zip(events, once.events, strict=True):
        assert after.attributes.items() >= before.attributes.items()
        blank = usual.get(before.type, {}).keys() - before.attributes.keys() if before.trigger else set()
        assert set(filled_in(after)) == blank == after.attributes.keys() - before.attributes.keys()
        assert proposals(after) == before.provenance
    final = sent.with_(events=once.events, status=Status.SUBMITTED)
    shown = decode(
        encode(final, BINDING, scores=False), record.text, BINDING, ONTOLOGY, (final,), repair=False
    )
    again = fill_in(shown, usual, ONTOLOGY.id, (final,), record.text)
    assert again.events == once.events
