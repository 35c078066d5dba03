"""What a replayed suggestion costs against gold, and which of two costs less on the same articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.replay import Cost, Replayed, compare_costs, cost, cost_of, replay
from annotate.evaluate.gestures import GESTURES, Job
from tests.builders import meeting, records
from tests.examples import examples

ONTOLOGY = Ontology.load("diplomacy")
GOLD = meeting().annotation
ROLE, PERSON, PLACE, DATE = GOLD.entities
(MEETING,) = GOLD.events


def with_other_ids(one: Annotation, prefix: str = "n") -> Annotation:
    """The same annotation, as if another program had made it."""
    new = {region.id: f"{prefix}{region.id}" for region in one.regions}
    return one.with_(
        entities=tuple(entity.with_(id=new[entity.id]) for entity in one.entities),
        events=tuple(
            event.with_(
                id=new[event.id],
                arguments=tuple(argument.with_(entity=new[argument.entity]) for argument in event.arguments),
            )
            for event in one.events
        ),
    )


def test_a_suggestion_that_is_gold_costs_nothing_under_any_ids() -> None:
    assert cost(with_other_ids(GOLD), GOLD, ONTOLOGY) == 0


def test_without_a_suggestion_gold_is_drawn() -> None:
    drawn = sum(item.gestures for item in compare(None, GOLD, ONTOLOGY))
    assert cost_of(None, GOLD, ONTOLOGY) == Cost(drawn, drawn)


def test_a_suggestion_with_other_ids_is_corrected_in_place_and_not_redrawn() -> None:
    other = with_other_ids(GOLD.with_(entities=(ROLE, PERSON.with_(label="ORG"), PLACE, DATE)))
    assert cost(other, GOLD, ONTOLOGY) == GESTURES[Job.RELABEL]
    wider = with_other_ids(
        GOLD.with_(entities=(ROLE, PERSON, PLACE.with_(start=PLACE.start - 2, text="à Hanoï"), DATE))
    )
    assert cost(wider, GOLD, ONTOLOGY) == GESTURES[Job.MOVE]


def test_an_id_that_gold_has_elsewhere_means_nothing() -> None:
    elsewhere = PLACE.with_(start=0, end=3, text="abc")  # the id and label of a mention of gold, far from it
    suggestion = GOLD.with_(entities=(ROLE, PERSON, elsewhere, DATE), events=())
    gold = GOLD.with_(events=())
    assert cost(suggestion, gold, ONTOLOGY) == GESTURES[Job.DELETE] + GESTURES[Job.NEW_MENTION]


def test_what_overlaps_under_another_label_is_deleted_with_its_arrows() -> None:
    part = PLACE.with_(start=PLACE.start - 2, text="à Hanoï", label="ORG")
    suggestion = with_other_ids(GOLD.with_(entities=(ROLE, PERSON, part, DATE)))
    new = GESTURES[Job.NEW_MENTION] + GESTURES[Job.NEW_ARGUMENT]
    assert cost(suggestion, GOLD, ONTOLOGY) == GESTURES[Job.DELETE] + new


def test_of_two_events_of_one_trigger_those_belong_together_that_share_arguments() -> None:
    first = MEETING.with_(arguments=MEETING.arguments[:2])
    second = MEETING.with_(id="v0", arguments=MEETING.arguments[2:])
    gold = GOLD.with_(events=(first, second))
    swapped = GOLD.with_(events=(first.with_(id="v0"), second.with_(id=MEETING.id)))
    assert cost(swapped, gold, ONTOLOGY) == 0


@examples(60)
@given(st.data())
def test_ids_and_order_change_no_cost(data: st.DataObject) -> None:
    suggestion = data.draw(records(ONTOLOGY, tidy=True)).annotation
    gold = data.draw(records(ONTOLOGY, tidy=True)).annotation
    shuffled = with_other_ids(suggestion).with_(
        entities=tuple(data.draw(st.permutations(with_other_ids(suggestion).entities))),
        events=tuple(data.draw(st.permutations(with_other_ids(suggestion).events))),
    )
    assert cost_of(shuffled, gold, ONTOLOGY) == cost_of(suggestion, gold, ONTOLOGY)
    assert cost(gold, gold, ONTOLOGY) == 0
    assert cost_of(suggestion, gold, ONTOLOGY).from_nothing == cost(None, gold, ONTOLOGY)


def costs(**gestures: int) -> Replayed:
    return Replayed({name: Cost(number, 20) for name, number in gestures.items()})


def test_only_articles_that_both_have_are_compared_and_the_others_are_named() -> None:
    made = compare_costs(costs(a=2, b=4, c=100), costs(b=8, a=4, d=100))
    assert (made.articles, made.one, made.other) == (2, Cost(6, 40), Cost(12, 40))
    assert (made.only_one, made.only_other) == (("c",), ("d",))
    assert (made.difference.value, made.ratio.value) == (-3.0, 0.5)


def test_the_interval_is_paired() -> None:
    # The articles differ a lot, the difference of the two sides hardly.
    one = costs(**{f"a{n}": n * n for n in range(30)})
    other = costs(**{f"a{n}": n * n + 2 + n % 2 for n in range(30)})
    made = compare_costs(one, other)
    low, high = made.difference.low, made.difference.high
    assert low is not None and high is not None
    assert -3 < low < made.difference.value == -2.5 < high < -2
    assert made.ratio.high is not None and made.ratio.high < 1
    assert compare_costs(one, other) == made  # the same records give the same interval


def test_equal_suggestions_differ_by_nothing() -> None:
    made = compare_costs(costs(a=3, b=0), costs(a=3, b=0))
    assert (made.difference.low, made.difference.high, made.ratio.value) == (0, 0, 1)
    assert (made.ratio.low, made.ratio.high) == (1, 1)


def test_without_articles_or_without_costs_nothing_is_claimed() -> None:
    apart = compare_costs(costs(a=3), costs(b=3))
    assert not apart.difference.known and not apart.ratio.known
    free = compare_costs(costs(a=3), costs(a=0))
    assert free.difference.known and not free.ratio.known
    assert free.to_dict()["ratio"]["value"] is None
    assert Replayed().ratio is None


def test_without_draws_there_is_no_interval() -> None:
    made = compare_costs(costs(a=3), costs(a=6), resamples=0)
    assert (made.ratio.value, made.ratio.low, made.ratio.high) == (0.5, None, None)


def test_the_answers_of_several_people_to_one_article_are_added_up() -> None:
    made = replay([("a", None, GOLD), ("a", GOLD, GOLD), ("b", GOLD, GOLD)], ONTOLOGY)
    alone = cost(None, GOLD, ONTOLOGY)
    assert made.articles == {"a": Cost(alone, 2 * alone), "b": Cost(0, alone)}
    assert made.ratio == pytest.approx(1 / 3)
