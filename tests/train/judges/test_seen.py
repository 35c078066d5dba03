"""The keys by which a weights file names the articles that it was learned from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Argument, Entity, Event, Status, Trigger
from annotate.train.judges.seen import gold_digest, key_of, read_keys

TEXT = "Cuba a rencontré Hanoï."
CUBA = Entity(id="a", start=0, end=4, label="LOC", text="Cuba", score=0.5)
HANOI = Entity(id="b", start=17, end=22, label="LOC", text="Hanoï", attributes={"sector": ["x", "y"]})
MEETING = Event(
    id="e",
    type="CONSULT",
    trigger=Trigger(start=7, end=16, text="rencontré"),
    arguments=(Argument(role="Agent", entity="a"), Argument(role="Recipient", entity="b")),
)


def annotation(*entities: Entity, events: tuple[Event, ...] = (MEETING,)) -> Annotation:
    return Annotation(author="ana", status=Status.SUBMITTED, entities=entities, events=events)


def test_ids_order_and_scores_do_not_count() -> None:
    other = annotation(
        HANOI.with_(id="z"),
        CUBA.with_(id="y", score=0.9),
        events=(
            MEETING.with_(
                id="f",
                arguments=(Argument(role="Recipient", entity="z"), Argument(role="Agent", entity="y")),
            ),
        ),
    )
    assert gold_digest(other) == gold_digest(annotation(CUBA, HANOI))


def test_each_correction_counts() -> None:
    swapped = MEETING.with_(
        arguments=(Argument(role="Agent", entity="b"), Argument(role="Recipient", entity="a"))
    )
    made = [
        annotation(CUBA, HANOI),
        annotation(CUBA, HANOI.with_(label="ORG")),
        annotation(CUBA, HANOI.with_(attributes={})),
        annotation(CUBA, HANOI.with_(ref="vn")),
        annotation(CUBA, HANOI, events=()),
        annotation(CUBA, HANOI, events=(swapped,)),
        annotation(CUBA, HANOI, events=(MEETING.with_(attributes={"modality": "planned"}),)),
        annotation(CUBA, HANOI, events=(MEETING.with_(unreviewed=("attributes.mode",)),)),
    ]
    assert len(set(map(gold_digest, made))) == len(made)


@given(st.text(), st.one_of(st.none(), st.text()), st.text())
def test_keys_come_back_from_the_file_and_hold_no_text(id: str, text: str | None, gold: str) -> None:
    key = key_of(id, text, gold)
    assert read_keys([str(key), "no key", ""]) == [key]
    assert set(str(key)) <= set("0123456789abcdef ")
    assert len(str(key)) == 38
