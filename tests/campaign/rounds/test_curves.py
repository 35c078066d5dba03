"""The curves, the table of labels and the sentences of a page of a round."""

from __future__ import annotations

from annotate.campaign.rounds.changes import changes, comparison, headline
from annotate.campaign.rounds.curves import effort_curves, learning_curve
from annotate.campaign.rounds.effort_figures import gestures_per_1000, minutes
from annotate.campaign.rounds.label_table import label_table
from annotate.campaign.rounds.sentences import sentences
from annotate.campaign.rounds.state import EffortDone, RoundFile, TrainDone
from tests.campaign.rounds.rounds import pulled, released, trained, whole_round

FIRST = whole_round(1, 20, 20, trained(1, names=(0.8, 0.85), triggers=(0.6, 0.62), actions=(30.0, 27.5)))
SECOND = whole_round(2, 35, 15, trained(2, "worse", names=(0.82, 0.8), triggers=(0.6, 0.61)))


def test_the_learning_curve_begins_with_the_suggestions_before_the_first_training() -> None:
    plot, notes = learning_curve([FIRST, SECOND])
    assert plot is not None
    names, triggers, arguments = plot.lines
    assert [(point.x, point.y) for point in names.points] == [(0, 0.8), (20, 0.85), (35, 0.82)]
    assert (names.points[1].low, names.points[1].high) == (0.85 - 0.05, 0.85 + 0.05)
    assert [point.y for point in triggers.points] == [0.6, 0.62, 0.6]
    assert arguments.points == []
    assert names.points[2].low is None
    assert any("In round 2, the new model was not taken" in note for note in notes)


def test_without_a_model_the_page_says_that_there_is_no_curve() -> None:
    plain = whole_round(1, 20, 20, TrainDone(why="this round was run without training"))
    plot, notes = learning_curve([plain])
    assert plot is None
    assert notes == ["No round has compared a model yet, so there is no score to show."]
    assert comparison(plain.train) == []
    assert headline(plain) == "No new model: this round was run without training. 20 articles of gold."


def test_one_round_is_said_to_be_the_beginning() -> None:
    _, notes = learning_curve([FIRST])
    assert "One round has trained so far: the curve begins here." in notes
    assert changes([FIRST]) == []


def test_effort_is_counted_for_the_length_of_the_articles() -> None:
    effort = EffortDone(rows=((10, 500, 60.0), (20, 1500, None), (0, 1000, 180.0)))
    gestures, time = gestures_per_1000(effort), minutes(effort)
    assert (gestures.value, time.value) == (10.0, 2.0)
    assert gestures.low is not None
    assert gestures.high is not None
    assert gestures.low <= 10 <= gestures.high
    assert not minutes(EffortDone(rows=((1, 10, None),))).known
    assert not gestures_per_1000(EffortDone()).known


def test_rounds_without_new_work_have_no_point_on_the_effort_curve() -> None:
    idle = FIRST.model_copy(update={"number": 2, "release": released(20, 0, effort=EffortDone())})
    (gestures, time), _ = effort_curves([FIRST, idle])
    assert [point.x for point in gestures.lines[0].points] == [1]
    assert [point.y for point in time.lines[0].points] == [1.5]
    none, notes = effort_curves([RoundFile(number=1, pull=pulled(0))])
    assert (none, notes) == ([], ["No submitted annotation has been compared with its suggestion yet."])


def test_a_label_has_its_scores_before_and_now_or_a_dash() -> None:
    columns, ((part, rows),), _ = label_table(FIRST)
    assert columns == ("F1 before", "F1 now", "P before", "P now", "R before", "R now")
    assert (part, rows) == ("names", [["ORG", "10", "0.67", "0.00", "0.75", "–", "0.60", "0.00"]])


def test_without_scores_the_labels_of_gold_are_counted() -> None:
    plain = whole_round(1, 20, 20, TrainDone(why="too little gold"))
    columns, parts, notes = label_table(plain)
    assert columns == ()
    assert parts == [("mentions", [("PER", "20"), ("ORG", "40")]), ("events", [("CONSULT", "20")])]
    assert "No model was compared in this round" in notes[0]
    assert label_table(RoundFile(number=1))[2] == ["There is no gold yet, so there are no labels to count."]


def test_what_changed_names_gold_labels_scores_effort_and_suggestions() -> None:
    said = changes([FIRST, SECOND])
    assert said[0] == "Gold: 20 -> 35 articles (15 new)."
    assert said[1] == "Gold mentions: 60 -> 105 (ORG +30, PER +15)."
    assert "The model stays: models/round-1." in said
    assert (
        "F1 of names, of the suggestions in use: 0.850 -> 0.820, each on the gold of its own round." in said
    )
    assert not any("0.800" in one for one in said)  # what the refused model would give
    assert "Gestures for 1,000 characters: 15.0 -> 15.0." in said
    assert said[-1] == "New suggestions on 15 open tasks; annotators see annotate/3."


def test_a_refused_model_is_named_as_such_everywhere() -> None:
    assert "refused" in headline(SECOND)
    assert "The estimate is worse in names (its interval holds 0)." in headline(SECOND)
    said = dict(sentences(SECOND))
    assert said["train"].startswith(
        "the model is refused: the estimate is worse in names (its interval holds 0); on 20 articles: names"
        " 0.820"
    )
    assert said["use"] == "the model stays: models/round-1."


def test_actions_are_gestures_and_no_score() -> None:
    rows = comparison(FIRST.train)
    assert rows[0] == ["F1 of names", "0.800", "0.850", "+0.050 [+0.000, +0.100]", "100"]
    assert rows[-1][:3] == ["gestures an article to correct", "30.0", "27.5"]


def test_steps_that_have_not_ended_say_nothing() -> None:
    begun = RoundFile(number=1, pull=pulled(0))
    assert [step for step, _ in sentences(begun)] == ["pull"]
    assert headline(begun).startswith("There is no gold yet")


def test_annotations_of_one_article_are_drawn_together() -> None:
    rows = ((10, 1000, None), (30, 1000, None), (10, 1000, None), (30, 1000, None))
    assert gestures_per_1000(EffortDone(rows=rows, articles=(0, 0, 1, 1))).low == 20
    alone = gestures_per_1000(EffortDone(rows=rows))  # a file written before: each row is an article
    assert alone.value == 20
    assert alone.low is not None
    assert alone.low < 20


def test_a_model_that_is_not_shown_better_is_taken_for_a_reason_that_is_said_once() -> None:
    one = whole_round(1, 20, 20, trained(1, "not shown better", names=(0.8, 0.82), actions=(2.5, 2.25)))
    why = "an estimate is better and none is worse; that it saves gestures is not shown: the interval of the"
    assert headline(one).startswith(f"The new model is in use, because {why} difference in gestures holds 0.")
    said = dict(sentences(one))["train"]
    assert said.startswith(f"models/round-1 is taken, because {why}")
    assert "(on 20 articles: names 0.800 -> 0.820; gestures an article 2.50 -> 2.25)" in said


def test_what_is_left_out_is_said_in_words() -> None:
    one = FIRST.model_copy(update={"release": released(20, 20, left_out={"nobody": 16, "not-submitted": 2})})
    left = "left out: 16 that nobody has annotated, 2 not submitted (its manifest.json names them)."
    assert dict(sentences(one))["release"].endswith(left)
