"""What changed between two annotations of one text."""

from __future__ import annotations

from hypothesis import given

from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.gold.diff.changes import Changed, changes
from tests.builders import annotation, article, entity, event, meeting, records
from tests.export.gold import ONTOLOGY

TEXT = "Le ministre Ana Pérez a rencontré le président à Hanoï le 3 mars, puis est partie."
SOURCE = article(TEXT)
MINISTER = entity(TEXT, "ministre", "ROLE", "e1")
ANA = entity(TEXT, "Ana Pérez", "PER", "e2")
HANOI = entity(TEXT, "Hanoï", "LOC", "e3", ref="VNM")
MET = event(TEXT, "rencontré", "CONSULT", "v1", ("Agent", "e2"), ("Place", "e3"))


def of(entities: tuple[Entity, ...], events: tuple[Event, ...] = ()) -> Annotation:
    return annotation(SOURCE, entities, events, Status.SUBMITTED)


def said(before: Annotation, after: Annotation) -> list[str]:
    return [str(one) for one in changes(before, after)]


BEFORE = of((MINISTER, ANA, HANOI), (MET,))


def test_each_kind_of_change_is_named_with_its_words() -> None:
    assert said(BEFORE, of((ANA, HANOI), (MET,))) == ["entity removed: ROLE 'ministre'"]
    assert said(of((ANA, HANOI), (MET,)), BEFORE) == ["entity added: ROLE 'ministre'"]
    other = ANA.with_(label="ORG")
    assert said(BEFORE, of((MINISTER, other, HANOI), (MET,))) == [
        "entity label: PER 'Ana Pérez' → ORG 'Ana Pérez'"
    ]
    short = entity(TEXT, "Ana", "PER", "e2")
    assert said(BEFORE, of((MINISTER, short, HANOI), (MET,))) == [
        "entity boundary: PER 'Ana Pérez' → PER 'Ana'",
        "argument of CONSULT 'rencontré' boundary: Agent 'Ana Pérez' → Agent 'Ana'",
    ]
    assert said(BEFORE, of((MINISTER, ANA, HANOI.with_(ref="LAO")), (MET,))) == [
        "entity attributes: LOC 'Hanoï' (ref: VNM → LAO)"
    ]


def test_changed_attributes_are_those_of_the_event_and_not_of_its_trigger() -> None:
    now = MET.with_(attributes={"modality": "planned"})
    (one,) = changes(BEFORE, of((MINISTER, ANA, HANOI), (now,)))
    assert (one.part, one.change) == ("event", "attributes")
    assert "modality" in str(one) and str(one).startswith("event attributes: CONSULT 'rencontré' (")


def test_two_mentions_for_one_are_a_split() -> None:
    first, last = entity(TEXT, "Ana", "PER", "e7"), entity(TEXT, "Pérez", "PER", "e8")
    assert said(of((ANA,)), of((first, last))) == ["entity split: PER 'Ana Pérez' → PER 'Ana', PER 'Pérez'"]
    assert said(of((first, last)), of((ANA,))) == ["entity merged: PER 'Ana', PER 'Pérez' → PER 'Ana Pérez'"]


def test_arguments_are_compared_although_the_event_has_another_type() -> None:
    now = event(TEXT, "rencontré", "AGREE", "v9", ("Agent", "e1"), ("Place", "e3"))
    assert said(BEFORE, of((MINISTER, ANA, HANOI), (now,))) == [
        "argument of AGREE 'rencontré' added: Agent 'ministre'",
        "argument of AGREE 'rencontré' removed: Agent 'Ana Pérez'",
        "trigger label: CONSULT 'rencontré' → AGREE 'rencontré'",
    ]


def test_the_arguments_of_a_removed_event_are_removed() -> None:
    assert said(BEFORE, of((MINISTER, ANA, HANOI))) == [
        "argument of CONSULT 'rencontré' removed: Agent 'Ana Pérez'",
        "trigger removed: CONSULT 'rencontré'",
        "argument of CONSULT 'rencontré' removed: Place 'Hanoï'",
    ]


def test_events_without_a_trigger_come_last() -> None:
    whole = Event(id="w", type="PROTEST", trigger=None, attributes={"modality": "asserted"})
    planned = whole.with_(attributes={"modality": "planned"})
    assert said(BEFORE, of((MINISTER, ANA, HANOI), (MET, whole))) == [
        "event without a trigger added: PROTEST"
    ]
    assert said(of((), (whole,)), of((), (planned,))) == [
        "event without a trigger attributes: PROTEST (modality: asserted → planned)"
    ]


def test_ids_and_order_make_no_difference() -> None:
    turned = {"e1": "x1", "e2": "x2", "e3": "x3"}
    entities = tuple(one.with_(id=turned[one.id]) for one in (HANOI, ANA, MINISTER))
    arguments = tuple(one.with_(entity=turned[one.entity]) for one in MET.arguments)
    assert changes(BEFORE, of(entities, (MET.with_(id="x4", arguments=arguments),))) == []


def test_what_nobody_reviewed_is_compared_too() -> None:
    marked = HANOI.with_(unreviewed=("ref",))
    assert said(BEFORE, of((MINISTER, ANA, marked), (MET,))) == [
        "entity attributes: LOC 'Hanoï' (unreviewed: none → ref)"
    ]


def _sides(found: list[Changed]) -> tuple[int, int]:
    return sum(len(one.before) for one in found), sum(len(one.after) for one in found)


@given(records(ONTOLOGY))
def test_nothing_differs_from_itself_and_everything_from_nothing(record: object) -> None:
    from annotate.core.record import Record

    assert isinstance(record, Record)
    made = record.annotation
    assert changes(made, made) == []
    nothing = made.with_(entities=(), events=())
    removed, added = changes(made, nothing), changes(nothing, made)
    arguments = sum(len(one.arguments) for one in made.events)
    triggers = sum(one.trigger is not None for one in made.events)
    assert _sides(removed) == (len(made.entities) + triggers + arguments, 0)
    assert _sides(added) == (0, len(made.entities) + triggers + arguments)
    assert len(removed) == len(added)


def test_a_meeting_is_compared_with_itself() -> None:
    assert changes(meeting().annotation, meeting().annotation) == []
