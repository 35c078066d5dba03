"""Merging: fixed winners, nothing lost silently, and no influence of the order of running."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Trigger
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings, nesting_allowed
from annotate.prelabel.merging.entities import Contribution, Merged, merge
from tests.prelabel.builders import entity, event, mention, small_ontology, suggestion_of

TEXT = "Le vice-ministre des Affaires étrangères de Cuba a rencontré Le Thanh Tung à Hanoï le 3 mars."
SMALL = small_ontology()


def merged(*contributions: Contribution, ontology: Ontology = SMALL) -> Merged:
    return merge(contributions, ontology)


def by(source: str, rank: int, *entities: Entity, events: tuple[Event, ...] = ()) -> Contribution:
    return Contribution(source, rank, suggestion_of(entities, events))


def test_two_labelers_that_agree_make_one_entity_with_the_provenance_of_both() -> None:
    cuba = mention(TEXT, "Cuba", "LOC", score=0.6)
    result = merged(by("b@1", 0, cuba), by("a@1", 0, cuba.with_(score=0.9)))
    (one,) = result.entities
    assert [(item.source, item.score) for item in one.provenance] == [("a@1", 0.9), ("b@1", 0.6)]
    assert one.score == 0.9
    assert result.dropped == ()


def test_on_the_same_span_the_labeler_first_in_the_priority_wins_over_score() -> None:
    result = merged(
        by("first@1", 0, mention(TEXT, "Hanoï", "LOC", score=0.1)),
        by("second@1", 1, mention(TEXT, "Hanoï", "ORG", score=0.9)),
    )
    assert [item.label for item in result.entities] == ["LOC"]
    assert [(item.source, item.reason) for item in result.dropped] == [("second@1", "same span as LOC")]


def test_of_equal_priority_the_higher_score_wins_and_then_the_longer() -> None:
    by_score = merged(
        by("a@1", 0, mention(TEXT, "Le Thanh Tung", "PER", score=0.5)),
        by("b@1", 0, mention(TEXT, "Thanh Tung", "LOC", score=0.6)),
    )
    assert [item.text for item in by_score.entities] == ["Thanh Tung"]
    by_length = merged(
        by("a@1", 0, mention(TEXT, "Le Thanh Tung", "PER", score=0.5)),
        by("b@1", 0, mention(TEXT, "Thanh Tung", "LOC", score=0.5)),
    )
    assert [item.text for item in by_length.entities] == ["Le Thanh Tung"]


def test_a_name_inside_a_function_stays_where_the_ontology_allows_it() -> None:
    title = mention(TEXT, "vice-ministre des Affaires étrangères de Cuba", "ROLE")
    result = merged(by("a@1", 0, title), by("b@1", 1, mention(TEXT, "Cuba", "LOC")))
    assert [item.label for item in result.entities] == ["ROLE", "LOC"]


def test_an_argument_moves_to_the_entity_that_was_kept_instead_of_its_filler() -> None:
    short = mention(TEXT, "Thanh Tung", "LOC")
    met = event(TEXT, "rencontré", "CONSULT", ("Agent", short))
    result = merged(by("a@1", 0, mention(TEXT, "Le Thanh Tung", "PER")), by("b@1", 1, short, events=(met,)))
    (kept,) = result.entities
    assert [(item.role, item.entity) for item in result.events[0].arguments] == [("Agent", kept.id)]
    assert [item.kind for item in result.dropped] == ["entity"]


def test_an_argument_that_the_kept_entity_may_not_fill_is_dropped_and_reported() -> None:
    short = mention(TEXT, "Thanh Tung", "LOC")
    met = event(TEXT, "rencontré", "CONSULT", ("Place", short))
    result = merged(by("a@1", 0, mention(TEXT, "Le Thanh Tung", "PER")), by("b@1", 1, short, events=(met,)))
    assert result.events[0].arguments == ()
    assert [str(item) for item in result.dropped if item.kind == "argument"] == [
        f"b@1: argument Place 64:74 ({result.events[0].id}): "
        "PER, kept in place of its filler, may not be Place"
    ]


def test_the_same_trigger_and_type_is_one_event_with_the_arguments_of_all() -> None:
    cuba, tung = mention(TEXT, "Cuba", "LOC"), mention(TEXT, "Le Thanh Tung", "PER")
    result = merged(
        by("a@1", 0, tung, events=(event(TEXT, "rencontré", "CONSULT", ("Agent", tung)),)),
        by("b@1", 0, cuba, events=(event(TEXT, "rencontré", "CONSULT", ("Agent", cuba)),)),
    )
    (one,) = result.events
    texts = {item.id: item.text for item in result.entities}
    assert [texts[item.entity] for item in one.arguments] == ["Cuba", "Le Thanh Tung"]
    assert [item.source for item in one.provenance] == ["a@1", "b@1"]


def test_a_role_for_one_filler_keeps_that_of_the_first_labeler() -> None:
    cuba, hanoi = mention(TEXT, "Cuba", "LOC"), mention(TEXT, "Hanoï", "LOC")
    result = merged(
        by("a@1", 0, hanoi, events=(event(TEXT, "rencontré", "CONSULT", ("Place", hanoi)),)),
        by("b@1", 1, cuba, events=(event(TEXT, "rencontré", "CONSULT", ("Place", cuba)),)),
    )
    texts = {item.id: item.text for item in result.entities}
    assert [texts[item.entity] for item in result.events[0].arguments] == ["Hanoï"]
    assert [item.reason for item in result.dropped] == ["Place is filled already"]


def test_a_type_without_a_trigger_gives_way_to_a_triggered_event() -> None:
    bare = Event(id="x", type="CONSULT", trigger=None)
    result = merged(by("a@1", 0, events=(bare,)), by("b@1", 1, events=(event(TEXT, "rencontré", "CONSULT"),)))
    assert [item.trigger is None for item in result.events] == [False]
    assert [item.reason for item in result.dropped] == ["the type has a triggered event"]


def test_missing_attributes_come_from_the_next_labeler_and_differences_are_reported() -> None:
    first = event(TEXT, "rencontré", "CONSULT")
    result = merged(
        by("a@1", 0, events=(first,)),
        by("b@1", 1, events=(first.with_(attributes={"mode": "visit"}),)),
        by("c@1", 2, events=(first.with_(attributes={"mode": "phone"}),)),
    )
    assert result.events[0].attributes == {"mode": "visit"}
    assert [(item.source, item.what) for item in result.dropped] == [("c@1", 'mode="phone"')]


def test_an_entity_repeated_for_an_argument_adds_no_provenance() -> None:
    cuba = mention(TEXT, "Cuba", "LOC").with_(provenance=(Provenance(source="a@1"),))
    met = event(TEXT, "rencontré", "CONSULT", ("Agent", cuba))
    result = merged(by("a@1", 0, cuba), by("b@1", 1, cuba, events=(met,)))
    assert [item.source for item in result.entities[0].provenance] == ["a@1"]
    assert [item.entity for item in result.events[0].arguments] == [result.entities[0].id]


@st.composite
def _contribution(draw: st.DrawFn, number: int) -> Contribution:
    spans = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(TEXT) - 2),
                st.integers(1, 80),
                st.sampled_from(list(SMALL.entities)),
                st.sampled_from([None, 0.2, 0.5, 0.9]),
            ),
            max_size=8,
            unique_by=lambda item: item[:3],
        )
    )
    entities = [
        entity(TEXT, start, min(start + length, len(TEXT)), label, id=f"r{index}", score=score)
        for index, (start, length, label, score) in enumerate(spans)
    ]
    events = []
    for index in draw(st.lists(st.integers(0, len(TEXT) - 2), max_size=3, unique=True)):
        fillers = draw(st.lists(st.sampled_from(entities), max_size=3)) if entities else []
        made = event(TEXT[index:], TEXT[index : index + 1], "CONSULT", *(("Agent", item) for item in fillers))
        assert made.trigger is not None
        trigger = made.trigger.with_(start=index, end=index + 1)
        events.append(made.with_(id=f"v{index}", trigger=trigger))
    if draw(st.booleans()):
        events.append(Event(id="bare", type=draw(st.sampled_from(["CONSULT", "AID"])), trigger=None))
    return Contribution(f"l{number}@1", draw(st.integers(0, 1)), suggestion_of(entities, events))


contributions = st.integers(1, 4).flatmap(
    lambda count: st.tuples(*(_contribution(number) for number in range(count)))
)


@given(contributions)
def test_no_forbidden_overlap_remains(given_: tuple[Contribution, ...]) -> None:
    result = merge(given_, SMALL)
    kept = Annotation.model_validate(
        {**dict(suggestion_of()), "entities": result.entities, "events": result.events}
    )
    assert list(findings(kept, SMALL)) == []


@given(contributions, st.randoms())
def test_the_order_in_which_labelers_ran_changes_nothing(
    given_: tuple[Contribution, ...], random: object
) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled, SMALL) == merge(given_, SMALL)


@given(contributions)
def test_every_suggestion_is_kept_or_reported_as_dropped(given_: tuple[Contribution, ...]) -> None:
    result = merge(given_, SMALL)
    given_entities = Counter(
        (item.source, f"{region.label} {region.text!r}", region.start)
        for item in given_
        for region in {(r.start, r.end, r.label): r for r in item.annotation.entities}.values()
    )
    kept = Counter(
        (voice.source, f"{region.label} {region.text!r}", region.start)
        for region in result.entities
        for voice in region.provenance
    )
    lost = Counter(item.source for item in result.dropped if item.kind == "entity")
    by_source = Counter(source for source, _, _ in given_entities.elements())
    kept_by_source = Counter(source for source, _, _ in kept.elements())
    assert not kept - given_entities
    assert kept_by_source + lost == by_source
    given_events = Counter(item.source for item in given_ for _ in item.annotation.events)
    kept_events = Counter(voice.source for region in result.events for voice in region.provenance)
    lost_events = Counter(item.source for item in result.dropped if item.kind == "event")
    assert kept_events + lost_events == given_events


def test_the_time_grows_linearly_with_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def counted(one: Entity, other: Entity, ontology: Ontology) -> bool:
        nonlocal calls
        calls += 1
        return nesting_allowed(one, other, ontology)

    monkeypatch.setattr("annotate.prelabel.merging.candidates.nesting_allowed", counted)

    def work(sentences: int) -> int:
        nonlocal calls
        calls = 0
        text = "Ana rencontre Bo. " * sentences
        starts = range(0, len(text), 18)
        people = [
            Entity(id=f"e{at}", start=at, end=at + 3, label="PER", text="Ana", score=0.5) for at in starts
        ]
        met = tuple(
            Event(
                id=f"v{at}",
                type="CONSULT",
                trigger=Trigger(start=at + 4, end=at + 13, text="rencontre"),
                arguments=(Argument(role="Agent", entity=f"e{at}"),),
            )
            for at in starts
        )
        longer = [one.with_(id=f"l{one.start}", end=one.end + 1, text="Ana ") for one in people]
        result = merged(by("a@1", 0, *people, events=met), by("b@1", 1, *longer))
        assert len(result.events) == len(result.entities) == sentences
        return calls

    assert work(200) < 2.5 * work(100)
