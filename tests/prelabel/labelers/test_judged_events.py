"""Events with the judge of triggers: what it refuses, what it adds, and when it is not asked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from annotate.campaign import demo
from annotate.core.annotation import Event
from annotate.core.article import Article
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.judging.linear import RIGHT, WRONG, LearnedFrom, LinearModel
from annotate.prelabel.judging.right_or_wrong import RightOrWrongJudge
from annotate.prelabel.judging.triggers import THRESHOLD, TRIGGERS
from annotate.prelabel.labelers.events import Events
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.pipeline import DEFAULT_ORDER, prelabel

TEXT = (
    "Le ministre Paul Okello a rencontré mardi à Lomé la ministre Ana Reyes. "
    "Les deux responsables ont signé un accord de coopération. "
    "Depuis le sommet de la colline, on voit la mer."
)
ARTICLE = Article(id="a", text=TEXT, language="fr", published="2021-03")
SAMPLE = Path(demo.__file__).parent / "sample" / "articles"
CONSTANTS = {fixed_scores.CONDITIONED_TRIGGER, *fixed_scores.TRIGGER.values()}


def model(weights: dict[str, float], languages: tuple[str, ...] = ("en", "fr")) -> LinearModel:
    """A judge that finds everything right, except for the features in ``weights``."""
    origin = LearnedFrom(sets={"mine": 1}, rows=1, languages=languages, versions={}, method="by hand")
    return LinearModel(
        judge=TRIGGERS,
        learned_from=origin,
        classes=(RIGHT, WRONG),
        intercepts=(1.0, 0.0),
        weights={name: (0.0, weight) for name, weight in weights.items()},
    )


def suggested(
    context: LabelerContext, judge: RightOrWrongJudge | None, item: Article = ARTICLE
) -> tuple[dict[str, Event], list[str]]:
    """The events by their trigger, and the reasons for those left out."""
    *others, _ = make_labelers(["spacy", "roles", "persons", "events"], context)
    lexicons = context.lexicons(None)
    events = Events(lexicons, [], context.ontology, context.gazetteer(), judge)
    (outcome,) = prelabel([item], [*others, events], context.ontology, analyser=context.analyser)
    assert outcome.record is not None, outcome.failure
    found = {one.trigger.text: one for one in outcome.record.annotation.events if one.trigger is not None}
    return found, [dropped.reason for dropped in outcome.dropped if dropped.kind == "event"]


def test_without_a_judge_the_scores_are_constants(context: LabelerContext) -> None:
    found, left_out = suggested(context, None)
    assert {"rencontré", "signé"} <= found.keys()
    assert {item.score for item in found.values()} <= CONSTANTS
    assert left_out == []


def test_a_judge_that_does_not_know_the_language_is_not_asked(context: LabelerContext) -> None:
    found, _ = suggested(context, RightOrWrongJudge(model({"part VERB": 9.0}, ("en",)), THRESHOLD))
    assert "rencontré" in found
    assert {item.score for item in found.values()} <= CONSTANTS


def test_a_refused_trigger_is_left_out_and_counted(context: LabelerContext) -> None:
    found, left_out = suggested(context, RightOrWrongJudge(model({"lemma signer VERB": 9.0}), THRESHOLD))
    assert "rencontré" in found
    assert "signé" not in found
    assert left_out == ["less probable than 0.5"]


def test_a_word_that_the_rules_object_to_is_found_if_it_is_probable(context: LabelerContext) -> None:
    by_rules, _ = suggested(context, None)
    found, _ = suggested(context, RightOrWrongJudge(model({}), THRESHOLD))
    assert "coopération" not in by_rules
    assert "coopération" in found
    assert all(item.score == pytest.approx(0.7311) for item in found.values())


def test_a_higher_threshold_keeps_a_part_of_the_events(context: LabelerContext) -> None:
    judge = RightOrWrongJudge(model({"part NOUN": 1.5, "lemma signer VERB": 0.8}), 0.1)
    kept = [
        set(suggested(context, replace(judge, threshold=threshold))[0]) for threshold in (0.1, 0.4, 0.6, 0.9)
    ]
    assert all(more >= fewer for more, fewer in pairwise(kept))
    assert len(kept[0]) > len(kept[-1]) == 0


def test_the_threshold_of_a_project_changes_the_version_of_the_labeler(context: LabelerContext) -> None:
    auto = replace(context, weights="auto")
    versions = {
        make_labelers(["events"], replace(auto, event_threshold=threshold))[0].version
        for threshold in (None, 0.3, 0.7)
    }
    assert len(versions) == 3


def test_a_threshold_changes_which_events_are_kept_and_nothing_else(context: LabelerContext) -> None:
    articles = [
        Article(id=file.stem, text=file.read_text("utf-8"), language="fr")
        for file in sorted(SAMPLE.glob("*.txt"))[:3]
    ]
    kept: list[dict[tuple[str, str], Event]] = []
    for threshold in (0.2, 0.6, 0.95):
        auto = replace(context, weights="auto", event_threshold=threshold)
        labelers = make_labelers(DEFAULT_ORDER, auto)
        weights = choose_weights("auto", labelers, auto.ontology).weights
        outcomes = prelabel(articles, labelers, auto.ontology, analyser=auto.analyser, weights=weights)
        kept.append(
            {
                (outcome.article.id, item.id): item.with_(provenance=())  # it names the threshold
                for outcome in outcomes
                if outcome.record is not None
                for item in outcome.record.annotation.events
                if item.trigger is not None
            }
        )
    for more, fewer in pairwise(kept):
        assert fewer == {key: item for key, item in more.items() if key in fewer}
        assert len(fewer) < len(more)


def test_an_event_that_only_a_higher_threshold_leaves_out_is_counted(context: LabelerContext) -> None:
    # The rules object to this word: 0.57.
    judge = RightOrWrongJudge(model({"lemma coopération NOUN": 0.7}), THRESHOLD)
    found, left_out = suggested(context, judge)
    fewer, counted = suggested(context, replace(judge, threshold=0.6))
    assert found.keys() - fewer.keys() == {"coopération"}
    assert (left_out, counted) == ([], ["less probable than 0.6"])


def test_the_mode_of_a_request_stays_when_the_act_asked_for_is_left_out(context: LabelerContext) -> None:
    item = Article(id="b", text="Le Chili a demandé au Pérou de secourir la Bolivie.", language="fr")
    judge = RightOrWrongJudge(model({"type AID": 0.7}), THRESHOLD)  # 0.57
    found, _ = suggested(context, judge, item)
    fewer, _ = suggested(context, replace(judge, threshold=0.6), item)
    assert found["demandé"].attributes["mode"] == "assist"
    assert found.keys() - fewer.keys() == {"secourir"}
    assert fewer["demandé"].attributes == found["demandé"].attributes


@pytest.mark.parametrize(
    ("feature", "text", "word"),
    [
        ("sentence has actor", "Des soldats ont tué deux paysans.", "tué"),
        ("above light", "Un accord s'est dégagé hier.", "accord"),
        ("subject people NOUN", "Le combat entre soldats et rebelles dure.", "combat"),
    ],
)
def test_a_judge_sees_unnamed_people_and_support_verbs_of_the_entry(
    context: LabelerContext, feature: str, text: str, word: str
) -> None:
    item = Article(id="b", text=text, language="fr", published="2021-03")
    assert word in suggested(context, RightOrWrongJudge(model({}), THRESHOLD), item)[0]
    assert word not in suggested(context, RightOrWrongJudge(model({feature: 3.0}), THRESHOLD), item)[0]
