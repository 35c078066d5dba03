"""Event types of the whole article come from cues, never beside a triggered event of the same type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Event, Trigger
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.draft import drafts_of
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.judging.article_types import THRESHOLD, TYPES
from annotate.prelabel.judging.linear import RIGHT, WRONG, LearnedFrom, LinearModel
from annotate.prelabel.judging.right_or_wrong import RightOrWrongJudge
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.labelers import article_types
from tests.prelabel.builders import article, suggestion_of
from tests.prelabel.conftest import Suggest

CUES = "Des blindés et un contingent de réservistes sont arrivés à la frontière."


def test_two_cues_in_a_sentence_give_an_event_type_without_a_trigger(suggest: Suggest) -> None:
    (found,) = suggest(CUES).events
    assert (found.type, found.trigger, found.arguments) == ("MOBILIZE", None, ())


def test_a_type_is_suggested_once_however_many_cues_there_are(suggest: Suggest) -> None:
    assert [item.type for item in suggest(f"{CUES} {CUES}").events] == ["MOBILIZE"]


def test_cues_add_nothing_to_a_triggered_event_of_the_type(suggest: Suggest) -> None:
    events = suggest(f"{CUES} L'armée a déployé des troupes.").events
    assert [(item.type, item.trigger is None) for item in events] == [("MOBILIZE", False)]


def test_one_cue_alone_gives_no_type(suggest: Suggest) -> None:
    assert suggest("Un contingent de joueurs est arrivé.").events == ()
    assert suggest("Des blindés sont là. Des réservistes aussi.").events == ()


def always(*, right: float = 9.0, languages: tuple[str, ...] = ("fr", "en")) -> RightOrWrongJudge:
    """A judge that finds each proposal as probable as the logit ``right`` says."""
    learned = LearnedFrom(sets={"gold": 1}, rows=1, languages=languages, versions={}, method="by hand")
    return RightOrWrongJudge(
        LinearModel(
            judge=TYPES, learned_from=learned, classes=(RIGHT, WRONG), intercepts=(right, 0.0), weights={}
        ),
        THRESHOLD,
    )


@pytest.fixture(scope="module")
def lexicons(context: LabelerContext) -> dict[str, Lexicon]:
    return context.lexicons(None)


@pytest.fixture(scope="module")
def by_rules(lexicons: dict[str, Lexicon], diplomacy: Ontology) -> Labeler:
    return article_types.ArticleTypes(lexicons, diplomacy)


@pytest.fixture(scope="module")
def judged(lexicons: dict[str, Lexicon], diplomacy: Ontology) -> Labeler:
    return article_types.ArticleTypes(lexicons, diplomacy, always(right=1.0))


def events_of(labeler: Labeler, text: str, suggested: Annotation, *, learning: bool = False) -> list[Event]:
    (draft,) = drafts_of([article(text)], Analyser(), suggested)
    if learning:
        draft.decisions = []
    (made,) = labeler.label([draft])
    if draft.decisions is not None:
        assert [one.judge for one in draft.decisions] == [TYPES] * len(draft.decisions)
        assert len({one.value for one in draft.decisions}) == len(draft.decisions)
    return list(made.events)


WORDS = ("blindés", "réservistes", "Attaque", "attaqué", "accord", "état d’urgence", "\n", ".", "中文")
LETTERS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6)
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), LETTERS), max_size=25).map(" ".join).filter(str.strip)
NOTHING = suggestion_of()


@given(text=TEXTS)
def test_without_a_judge_it_suggests_the_same_while_judges_are_learned(text: str, by_rules: Labeler) -> None:
    assert events_of(by_rules, text, NOTHING, learning=True) == events_of(by_rules, text, NOTHING)


@given(text=TEXTS, score=st.sampled_from([None, 0.2, 0.5, 0.9]))
def test_a_judge_gives_each_type_once_with_its_probability_and_none_that_a_likely_trigger_states(
    text: str, score: float | None, judged: Labeler
) -> None:
    text = f"Réservistes. {text}"
    trigger = Trigger(start=0, end=11, text="Réservistes")
    mobilized = suggestion_of(events=[Event(id="t", type="MOBILIZE", trigger=trigger, score=score)])
    found = events_of(judged, text, mobilized, learning=True)
    types = [event.type for event in found]
    assert len(set(types)) == len(types)
    assert all(event.trigger is None and event.score == 0.7311 for event in found)
    assert ("MOBILIZE" in types) is (score == 0.2)


@pytest.mark.parametrize(("right", "found"), [(0.0, True), (-0.1, False)])
def test_a_type_must_be_as_probable_as_not(
    right: float, found: bool, lexicons: dict[str, Lexicon], diplomacy: Ontology
) -> None:
    labeler = article_types.ArticleTypes(lexicons, diplomacy, always(right=right))
    assert bool(events_of(labeler, CUES, NOTHING)) is found


def test_a_judge_that_does_not_know_the_language_leaves_it_to_the_cues(
    lexicons: dict[str, Lexicon], diplomacy: Ontology
) -> None:
    judged = article_types.ArticleTypes(lexicons, diplomacy, always(languages=("en",)))
    (found,) = events_of(judged, CUES, NOTHING)
    assert (found.type, found.score) == ("MOBILIZE", fixed_scores.ARTICLE_TYPE)


def test_an_ontology_without_types_of_the_lexicon_gets_no_proposals(lexicons: dict[str, Lexicon]) -> None:
    conll = Ontology.load("conll")
    none = LabelerContext(conll, ("fr",)).lexicons(None)
    labeler = article_types.ArticleTypes(none, conll, always())
    assert events_of(labeler, CUES, NOTHING, learning=True) == []
