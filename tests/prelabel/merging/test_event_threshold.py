"""Events with learned probabilities: which rival stays, and what falls below the threshold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Event
from annotate.prelabel.merging.entities import Contribution, Merged, Merging, merge
from annotate.prelabel.merging.uncertainty import place_entropy
from tests.prelabel.builders import event, mention, small_ontology, suggestion_of

TEXT = "Les ministres de Cuba et du Mali ont convenu, lors d'une visite d'État, d'une aide."
SMALL = small_ontology()
CUBA = mention(TEXT, "Cuba", "LOC")


def by(source: str, rank: int, threshold: float | None, *events: Event) -> Contribution:
    return Contribution(source, rank, suggestion_of([CUBA], events), threshold)


def merged(*contributions: Contribution) -> Merged:
    return merge(contributions, SMALL)


def convenu(score: float, *, words: str = "convenu") -> Event:
    return event(TEXT, words, "CONSULT").with_(score=score)


def test_an_event_below_the_threshold_is_left_out_with_the_reason() -> None:
    made = merged(by("events@1", 0, 0.45, convenu(0.44)))
    assert not made.events
    assert [str(item).partition(" (")[0] for item in made.dropped] == ["events@1: event CONSULT 'convenu'"]
    assert made.dropped[0].reason == "less probable than 0.45"


def test_an_event_at_the_threshold_stays() -> None:
    assert len(merged(by("events@1", 0, 0.45, convenu(0.45))).events) == 1


def test_what_is_left_out_still_counts_for_the_uncertainty_of_the_article() -> None:
    made = merged(by("events@1", 0, 0.45, convenu(0.3)))
    assert made.uncertainty is not None
    alone = merged(Contribution("names@1", 0, suggestion_of([CUBA], [])))
    assert made.uncertainty == pytest.approx(((alone.uncertainty or 0.0) + place_entropy(0.3)) / 2, abs=1e-3)


@pytest.mark.parametrize("score", [0.01, 0.5, 0.99])
def test_an_event_of_a_labeler_without_probabilities_is_never_left_out(score: float) -> None:
    made = merged(by("mine@1", 0, None, convenu(score)))
    assert [item.score for item in made.events] == [score]


def test_an_event_that_a_labeler_without_probabilities_suggests_too_stays() -> None:
    made = merged(by("events@1", 0, 0.45, convenu(0.1)), by("mine@1", 1, None, convenu(0.2)))
    assert len(made.events) == 1


def test_no_event_gives_way_to_one_that_is_left_out_itself() -> None:
    improbable = by("events@1", 0, 0.5, convenu(0.4))
    own = event(TEXT, "ont convenu", "AID").with_(score=0.3)
    made = merged(improbable, by("mine@1", 1, None, own))
    assert [(item.type, item.score) for item in made.events] == [("AID", 0.3)]
    assert {item.source: item.reason for item in made.dropped} == {"events@1": "overlaps AID"}
    stricter = merged(improbable, by("judged@1", 1, 0.2, own))
    assert [(item.type, item.score) for item in stricter.events] == [("AID", 0.3)]


def test_with_probabilities_the_more_probable_rival_stays_whatever_the_priority() -> None:
    first = by("a@1", 0, 0.2, convenu(0.5, words="ont convenu"))
    second = by("b@1", 1, 0.2, convenu(0.9))
    (kept,) = merged(first, second).events
    assert (kept.score, kept.uncertainty is not None) == (0.9, True)
    assert merged(second, first).events == (kept,)


def test_the_next_labeler_reads_what_does_not_depend_on_probabilities() -> None:
    merging = Merging(SMALL)
    merging.add(by("events@1", 0, 0.45, convenu(0.1)))
    _, events = merging.so_far()
    assert len(events) == 1


def test_an_improbable_event_takes_no_event_of_another_labeler_away() -> None:
    mine = convenu(0.3, words="ont convenu")
    made = merged(by("events@1", 0, 0.5, convenu(0.4)), by("mine@1", 1, None, mine))
    assert [item.provenance[0].source for item in made.events] == ["mine@1"]
    assert [item.reason for item in made.dropped] == ["overlaps CONSULT"]


def test_an_event_keeps_what_it_took_from_a_rival_that_a_higher_threshold_leaves_out() -> None:
    rival = convenu(0.3, words="ont convenu").with_(attributes={"mode": "visit"})
    for threshold in (0.2, 0.5):
        made = merged(by("a@1", 0, threshold, convenu(0.9)), by("b@1", 1, threshold, rival))
        assert [item.attributes for item in made.events] == [{"mode": "visit"}]


SCORES = st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.75, 1.0))


@st.composite
def judged_events(draw: st.DrawFn) -> list[Event]:
    words = draw(st.lists(st.sampled_from(("convenu", "ont convenu", "visite", "d'une aide")), unique=True))
    return [
        event(TEXT, word, draw(st.sampled_from(("CONSULT", "AID"))), ("Agent", CUBA)).with_(
            score=draw(SCORES), attributes=draw(st.sampled_from(({}, {"mode": "visit"}, {"mode": "meet"})))
        )
        for word in words
    ]


@given(judged_events(), judged_events(), SCORES, SCORES)
def test_a_higher_threshold_leaves_events_out_and_changes_none(
    first: list[Event], second: list[Event], one: float, other: float
) -> None:
    low, high = (
        {
            item.id: item
            for item in merged(by("a@1", 0, threshold, *first), by("b@1", 1, threshold, *second)).events
        }
        for threshold in sorted((one, other))
    )
    assert high == {key: item for key, item in low.items() if key in high}
    assert all((item.score or 0) < max(one, other) for key, item in low.items() if key not in high)
