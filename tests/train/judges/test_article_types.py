"""The judge of article-level types is learned from what people mark on whole articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path

import pytest

from annotate.cli.words.calibrate import decision_rows, judge_rows
from annotate.core.annotation import Annotation, Entity, Event, Status, Trigger
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import NONE
from annotate.prelabel.judging.article_types import TYPES, by_rule_alone
from annotate.prelabel.judging.linear import RIGHT, WRONG
from annotate.prelabel.judging.weights_file import judges_of
from annotate.prelabel.labelers import article_types
from annotate.prelabel.merging.choosing import Scoring, choose_weights
from annotate.prelabel.pipeline import prelabel
from annotate.train.judges.article_types import TypeLearner
from annotate.train.judges.collecting import Collected, collect
from annotate.train.judges.entities import EntityLearner
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.in_use import judge_in_use
from annotate.train.judges.learned import Learned, LearnedJudge, Outcome
from annotate.train.judges.learner import ComparedWithRules, Learner
from annotate.train.judges.learning import Options, learn, shipped_rows
from annotate.train.judges.on_test_split import built_in_without
from tests.prelabel.builders import StubLabeler, suggestion_of

DIPLOMACY = Ontology.load("diplomacy")
# One cue each: too little for the rules. People take the first for MOBILIZE, the second for nothing.
MARKED = "Les réservistes du district {n} de Cuba sont là."
UNMARKED = "Un contingent de {n} joueurs de Cuba est là."
VERSIONS = {"ontology": DIPLOMACY.id}


def cuba(text: str) -> Entity:
    start = text.index("Cuba")
    return Entity(id="c", start=start, end=start + 4, label="LOC", text="Cuba", score=0.9)


def context(weights: str = NONE, folder: Path | None = None) -> LabelerContext:
    return LabelerContext(DIPLOMACY, ("fr", "en"), folder=folder, weights=weights)


@cache  # reading the lexicons takes time
def labelers(weights: str = NONE, folder: Path | None = None) -> list[Labeler]:
    names = StubLabeler(
        lambda draft: suggestion_of([cuba(draft.article.text)]),
        name="names",
        provides=frozenset({"entities"}),
    )
    return [names, article_types.make(context(weights, folder), None)]


def gold(text: str, *types: str, events: Iterable[Event] = ()) -> Annotation:
    whole = (Event(id=name, type=name, trigger=None) for name in types)
    return Annotation(author="ana", status=Status.SUBMITTED, entities=(cuba(text),), events=(*whole, *events))


def campaign(*, marked: int = 15, unmarked: int = 15) -> list[tuple[Article, Annotation]]:
    texts: list[tuple[str, tuple[str, ...]]] = []
    texts += [(MARKED.format(n=n), ("MOBILIZE",)) for n in range(marked)]
    texts += [(UNMARKED.format(n=n + 11), ()) for n in range(unmarked)]
    return [
        (Article(id=f"a{number}", text=text, language="fr"), gold(text, *types))
        for number, (text, types) in enumerate(texts)
    ]


def collected(articles: Sequence[tuple[Article, Annotation]]) -> Collected:
    return collect(articles, labelers(), context(), [EntityLearner(), TypeLearner()])


def learned(made: Collected, options: Options | None = None) -> Learned:
    learners: list[Learner] = [EntityLearner(), TypeLearner()]
    return learn(made, learners, labelers(), DIPLOMACY, VERSIONS, options or Options())


def judge(made: Learned) -> LearnedJudge:
    (found,) = (item for item in made.judges if item.judge == TYPES)
    return found


@cache
def of_campaign() -> Learned:
    return learned(collected(campaign()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project's folder with the weights of the campaign in w.json."""
    made = tmp_path_factory.mktemp("project")
    of_campaign().save(made / "w.json")
    return made


def scoring(weights: str, folder: Path, language: str) -> Scoring:
    made = labelers(weights, folder)
    return choose_weights(weights, made, DIPLOMACY, near=folder, languages=(language,))


def types_of(text: str, weights: str, folder: Path, language: str = "fr") -> dict[str, float | None]:
    made, article = labelers(weights, folder), Article(id="x", text=text, language=language)
    (outcome,) = prelabel([article], made, DIPLOMACY, weights=scoring(weights, folder, language).weights)
    assert outcome.record is not None, outcome.failure
    return {event.type: event.score for event in outcome.record.annotation.events}


def test_what_people_marked_on_whole_articles_decides_on_articles_that_nobody_marked(folder: Path) -> None:
    made = of_campaign()
    new = judge(made)
    assert new.kept and new.outcome is Outcome.NEW and new.rules is not None and new.rules_loss is not None
    assert new.decisions.right > new.rules and new.decisions.loss < new.rules_loss
    assert TYPES in judges_of(folder / "w.json")
    for text, expected in ((MARKED.format(n=77), {"MOBILIZE"}), (UNMARKED.format(n=78), set())):
        assert types_of(text, NONE, folder) == {}, "one cue is too little for the rules"
        suggested = types_of(text, "w.json", folder)
        assert suggested.keys() == expected
        assert all(score is not None and score >= 0.5 for score in suggested.values())


def test_the_version_of_the_labeler_names_the_judge_and_nothing_else_changes_it(folder: Path) -> None:
    made = of_campaign()
    by_rules, built_in, judged = (
        article_types.make(context(setting, folder), None).version for setting in (NONE, "auto", "w.json")
    )
    model = judge(made).model
    assert model is not None and by_rules == built_in
    assert judged == f"{by_rules}+{model.version}-0.5"


def test_the_output_names_the_judge_once_it_is_in_use(folder: Path) -> None:
    for setting, told in ((NONE, False), ("auto", False), ("w.json", True)):
        given = scoring(setting, folder, "fr")
        assert (TYPES in {state.judge for state in given.judges}) is told
        assert any(f"{TYPES} " in line for line in given.judge_lines()) is told
    (state,) = (one for one in scoring("w.json", folder, "en").judges if one.judge == TYPES)
    assert not state.in_use and state.remark is not None and "learned on fr" in state.remark


def test_the_judge_s_own_ontology_and_language_bound_it(folder: Path) -> None:
    other = LabelerContext(Ontology.load("conll"), ("fr",), folder=folder, weights="w.json")
    made = article_types.make(other, None)
    assert isinstance(made, article_types.ArticleTypes)
    assert [state.other_ontology for state in made.judges] == [DIPLOMACY.id]
    text = "Armoured vehicles are on high alert near Cuba."
    assert types_of(text, "w.json", folder, "en") == types_of(text, NONE, folder, "en") != {}


@pytest.mark.parametrize("marked", [0, 15])
def test_gold_in_which_nobody_marked_a_type_teaches_nothing_and_says_nothing(marked: int) -> None:
    made = learned(collected(campaign(marked=marked, unmarked=15)))
    assert (TYPES in {item.judge for item in made.judges}) is bool(marked)
    table = decision_rows(made.all)
    assert any(row[0] == TYPES for row in table) is bool(marked)


def test_gold_that_only_confirms_types_makes_no_judge() -> None:
    new = judge(learned(collected(campaign(marked=15, unmarked=0))))
    assert not new.kept and new.only == RIGHT and new.outcome is Outcome.NONE


def test_marks_without_a_pattern_make_no_judge() -> None:
    made = collected(campaign(marked=20, unmarked=0))
    rows = made.rows[TYPES]
    made.rows[TYPES] = [
        TrainingRow(row.features, RIGHT if number % 2 else WRONG, row.group)
        for number, row in enumerate(rows)
    ]
    new = judge(learned(made))
    assert not new.kept and new.outcome is Outcome.NONE


def test_a_judge_that_stays_is_copied_into_the_new_file(folder: Path, tmp_path: Path) -> None:
    in_use = partial(judge_in_use, context("w.json", folder))
    without = learned(collected(campaign(marked=0, unmarked=5)), Options(in_use=in_use))
    assert judge(without).outcome is Outcome.KEPT
    without.save(tmp_path / "w2.json")
    assert judges_of(tmp_path / "w2.json")[TYPES] == judges_of(folder / "w.json")[TYPES]


def test_a_type_that_a_trigger_states_in_gold_is_no_mark_of_the_whole_article() -> None:
    text = MARKED.format(n=1)
    start = text.index("réservistes")
    trigger = Trigger(start=start, end=start + 11, text="réservistes")
    event = Event(id="t", type="MOBILIZE", trigger=trigger)
    article = Article(id="a", text=text, language="fr")
    (by_trigger,) = collected([(article, gold(text, events=[event]))]).rows[TYPES]
    (marked,) = collected([(article, gold(text, "MOBILIZE"))]).rows[TYPES]
    assert (by_trigger.label, marked.label) == (WRONG, RIGHT)
    assert by_trigger.features == marked.features


def test_marked_types_that_no_word_proposes_and_unreviewed_attributes_do_no_harm() -> None:
    text = MARKED.format(n=1)
    whole = Event(
        id="m",
        type="MOBILIZE",
        trigger=None,
        attributes={"context": ("military",)},
        unreviewed=("attributes.context",),
    )
    annotation = gold(text, "AID", events=[whole])
    (row,) = collected([(Article(id="a", text=text, language="fr"), annotation)]).rows[TYPES]
    assert row.label == RIGHT


def test_rows_say_what_the_rules_decide_and_hold_no_other_word_of_the_text() -> None:
    text = "Des blindés et des réservistes du hameau de Zanzibette sont là. Cuba se tait."
    (row,) = (
        one
        for one in collected([(Article(id="a", text=text, language="fr"), gold(text))]).rows[TYPES]
        if "type MOBILIZE" in one.features
    )
    learner = TypeLearner()
    assert isinstance(learner, ComparedWithRules)
    assert learner.without_judge(row) == RIGHT
    assert by_rule_alone(row.features) == learner.as_rules_see(row).features == ("rule yes",)
    assert not any("zanzibette" in name.lower() or "hameau" in name for name in row.features)
    assert len(set(row.features)) == len(row.features)


def test_the_order_of_the_rows_does_not_matter() -> None:
    made = collected(campaign())
    first = judge(learned(made)).model
    made.rows[TYPES].reverse()
    second = judge(learned(made)).model
    assert first is not None and second is not None and first.version == second.version


def test_the_table_says_that_the_new_judge_was_compared_with_the_rules() -> None:
    rows = {row[0]: row for row in judge_rows(of_campaign().all)}
    _, right, _, loss, _, source = rows[TYPES]
    assert right.endswith("(rules)") and loss.endswith("(rules)") and source == "new"


def test_a_comparison_with_the_suggestions_before_keeps_the_campaign_s_own_judge(folder: Path) -> None:
    in_use = partial(judge_in_use, context("w.json", folder))
    shipped = shipped_rows(DIPLOMACY)
    assert shipped is not None
    (seen, *_), *_ = shipped.articles.values()
    before = built_in_without({seen}, shipped, labelers(), DIPLOMACY, VERSIONS, in_use)
    assert before[TYPES] == judge(of_campaign()).model, "no row came with the toolkit to learn it anew from"
