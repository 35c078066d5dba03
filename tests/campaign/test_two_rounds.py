"""What the demo says of its two rounds, where something was gained and where nothing was."""

from __future__ import annotations

from annotate.campaign.demo.two_rounds import DemoRound, gestures_of, halves, now_and_then, what_came_out
from annotate.campaign.rounds.state import TrainDone
from annotate.core.ontology import Ontology
from tests.builders import meeting

REFUSED = TrainDone(verdict="worse", why="the estimate is worse in names")
TAKEN = TrainDone(folder="models/round-1", verdict="not shown better")


def test_a_refused_model_is_no_gain_yet_and_the_suggestions_stay() -> None:
    rounds = [DemoRound(6, 60, 60, REFUSED, None), DemoRound(4, 44, 44, REFUSED, None)]
    assert what_came_out(rounds) == [
        "Round 1: 6 articles, 10.0 gestures each. No gain yet: the estimate is worse in names. The"
        " suggestions stay as they were.",
        "Round 2: 4 articles, 11.0 gestures each. No gain yet: the estimate is worse in names. The"
        " suggestions stay as they were.",
    ]


def test_after_a_gain_the_second_round_is_compared_on_its_own_articles() -> None:
    rounds = [DemoRound(6, 60, 60, TAKEN, None), DemoRound(4, 30, 50, None, None)]
    first, second = what_came_out(rounds)
    assert first.endswith("suggests from now on (verdict: not shown better).")
    assert (
        "4 articles, 7.5 gestures each. With the suggestions of round 1 they would have cost 12.5." in second
    )


def test_the_first_half_is_the_larger_one() -> None:
    records = [meeting(f"a{number}") for number in range(5)]
    first, second = halves(records)
    assert [one.article.id for one in (*first, *second)] == [one.article.id for one in records]
    assert (len(first), len(second)) == (3, 2)


def test_only_submitted_articles_cost_something() -> None:
    record = meeting("a1")
    ontology = Ontology.load("diplomacy")
    nothing = record.annotation.with_(entities=(), events=())
    assert gestures_of([record], {}, ontology) == 0
    assert gestures_of([record], {"a1": record.annotation}, ontology) == 0
    assert gestures_of([record], {"a1": nothing}, ontology) > 0


def test_of_the_training_there_is_a_line_now_and_then() -> None:
    said: list[str] = []
    rarely, always = now_and_then(said.append, 60), now_and_then(said.append, 0)
    rarely("pass 1")
    rarely("pass 2")
    always("pass 3")
    always("pass 4")
    assert said == ["train: pass 1 …", "train: pass 3 …", "train: pass 4 …"]
