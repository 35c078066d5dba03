"""Learning from gold beside the rows that came with the toolkit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.judging.weights_file import judges_of
from annotate.prelabel.merging.candidates import Contribution
from annotate.prelabel.merging.weights import Weights
from annotate.train.judges.collecting import Collected
from annotate.train.judges.comparing import decide
from annotate.train.judges.entities import EntityLearner
from annotate.train.judges.fitting import TrainingRow, fit
from annotate.train.judges.in_use import InUse
from annotate.train.judges.learned import LearnedJudge
from annotate.train.judges.learner import JudgeModel, Origin
from annotate.train.judges.learning import Options, learn
from annotate.train.judges.merging_weights import Judged, entity_rows
from annotate.train.judges.rows_file import StoredRows

CONLL = Ontology.load("conll")
VERSIONS = {"ontology": CONLL.id}


class One:
    """A labeler that finds entities."""

    name, version = "one", "1"
    languages, needs, provides = frozenset({"fr"}), frozenset[str](), frozenset({"entities"})

    def label(self, batch: object) -> list[Annotation]:
        raise AssertionError("the articles are labelled already")


class Colours:
    """A judge whose one feature says the right class."""

    judge, labeler = "colours", "one"

    def rows(self, example: object) -> Sequence[TrainingRow]:
        raise AssertionError("the rows are there already")

    def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> LinearModel:
        return fit(
            rows,
            self.judge,
            sets=origin.sets,
            languages=origin.languages,
            versions=origin.versions,
        )

    def without_judge(self, row: TrainingRow) -> str:
        return "red"

    def probabilities(self, model: JudgeModel, row: TrainingRow) -> Mapping[str, float]:
        assert isinstance(model, LinearModel)
        return model.probabilities(row.features)


def article(name: str, *, right: bool) -> Judged:
    """An article with one suggestion, which is right or wrong."""
    entity = Entity(id="e", start=0, end=4, label="LOC", text="Cuba", score=0.5)
    said = Annotation(author="one", status=Status.SUGGESTED, entities=(entity,))
    return Judged("fr", [Contribution("one@1", 0, said)], [entity] if right else [], name)


def stored(*names: str, right: bool = True) -> StoredRows:
    rows = [row for name in names for row in entity_rows(article(name, right=right), CONLL, {"one"})]
    return StoredRows(
        {ENTITIES: rows}, {"theirs": names}, ("en",), ontology="conll@1.0.0", labelers=frozenset({"one"})
    )


def learned(mine: Sequence[Judged], theirs: StoredRows | None) -> Weights:
    collected = Collected({ENTITIES: []}, list(mine))
    return learn(collected, [EntityLearner()], [One()], CONLL, VERSIONS, Options(stored=theirs)).weights


MINE = [article(f"mine-{number}", right=number % 2 == 0) for number in range(6)]


def test_rows_of_the_toolkit_are_learned_from_and_named() -> None:
    alone = learned(MINE, None)
    assert (alone.candidates, alone.sets, alone.languages) == (6, {"gold": 6}, ("fr",))
    mixed = learned(MINE, stored("theirs-1", "theirs-2"))
    assert (mixed.candidates, mixed.sets) == (8, {"theirs": 2, "gold": 6})
    assert mixed.languages == ("en", "fr")
    assert mixed.articles == 8 and mixed.versions == VERSIONS


def test_an_article_that_the_toolkit_learned_from_counts_once() -> None:
    mixed = learned(MINE, stored("theirs-1", "mine-1"))
    assert (mixed.candidates, mixed.sets) == (7, {"theirs": 1, "gold": 6})


@pytest.mark.parametrize(
    "other",
    [
        replace(stored("theirs-1"), ontology="diplomacy@1.1.0"),
        replace(stored("theirs-1"), labelers=frozenset({"one", "another"})),
    ],
)
def test_rows_of_another_ontology_or_of_labelers_that_do_not_run_are_not_mixed_in(other: StoredRows) -> None:
    assert learned(MINE, other) == learned(MINE, None)


def colours(prefix: str, articles: int, *, right: bool = True) -> list[TrainingRow]:
    """Two rows per article: red and blue, or the reverse."""
    names = ("red", "blue") if right else ("blue", "red")
    return [
        TrainingRow((f"is {seen}",), said, f"{prefix}-{number}")
        for number in range(articles)
        for seen, said in zip(("red", "blue"), names, strict=True)
    ]


def origin() -> Origin:
    return Origin(CONLL, [One()], {"theirs": 9}, ("fr",), VERSIONS)


@pytest.mark.parametrize(("before_is_right", "kept"), [(False, True), (True, False)])
def test_a_judge_that_gets_no_better_stays_as_it_is(
    tmp_path: Path, before_is_right: bool, kept: bool
) -> None:
    before = Colours().fit(colours("theirs", 40, right=before_is_right), origin())
    collected = Collected({ENTITIES: [], "colours": colours("mine", 6)}, MINE)
    options = Options(in_use={"colours": InUse(before)}.get)
    made = learn(collected, [EntityLearner(), Colours()], [One()], CONLL, VERSIONS, options)
    (judge,) = made.judges
    assert judge.before is not None and judge.kept is kept
    assert (judge.rows, judge.mixed) == (12, 0)
    assert judge.source == ("new" if kept else "built-in")
    assert judge.to_dict()["outcome"] == judge.source
    assert (judge.confirmed, judge.compared_rows) == (12 if before_is_right else 0, 12)
    made.save(tmp_path / "w.json")
    assert ("colours" in judges_of(tmp_path / "w.json")) is kept
    assert Weights.load(tmp_path / "w.json") == made.weights


def test_an_own_judge_that_stays_is_copied_as_it_was(tmp_path: Path) -> None:
    before = Colours().fit(colours("theirs", 40), origin())
    collected = Collected({ENTITIES: [], "colours": colours("mine", 6)}, MINE)
    options = Options(in_use={"colours": InUse(before, "w1.json")}.get)
    made = learn(collected, [Colours()], [One()], CONLL, VERSIONS, options)
    assert [judge.source for judge in made.judges] == ["kept from w1.json"]
    assert made.judges[0].to_dict()["kept_from"] == "w1.json"
    made.save(tmp_path / "w2.json")
    assert LinearModel.model_validate(judges_of(tmp_path / "w2.json")["colours"]) == before


def own(rows: Sequence[TrainingRow], articles: Sequence[Judged]) -> JudgeModel:
    """The judge of colours after a calibration on these articles."""
    collected = Collected({ENTITIES: [], "colours": list(rows)}, list(articles))
    (judge,) = learn(collected, [Colours()], [One()], CONLL, VERSIONS, Options()).judges
    assert judge.model is not None
    return judge.model


def again(
    before: JudgeModel,
    rows: Sequence[TrainingRow],
    articles: Sequence[Judged],
    theirs: StoredRows | None = None,
) -> LearnedJudge:
    """A second calibration, with the judge of the first in use."""
    collected = Collected({ENTITIES: [], "colours": list(rows)}, list(articles))
    options = Options(in_use={"colours": InUse(before, "w1.json")}.get)
    (judge,) = learn(collected, [Colours()], [One()], CONLL, VERSIONS, options).judges
    return judge


def noisy(articles: int) -> list[TrainingRow]:
    """Rows with a feature of their own article, which can be learned by heart."""
    colours_of_articles = ["red" if number % 3 else "blue" for number in range(articles)]
    return [
        TrainingRow((f"only in {number}", "all"), colour, f"mine-{number}")
        for number, colour in enumerate(colours_of_articles)
        for _ in range(4)
    ]


def test_the_judge_in_use_is_not_judged_by_what_it_was_learned_from() -> None:
    rows, articles = noisy(6), MINE
    before = own(rows, articles)
    known_by_heart = decide(Colours(), before, rows)
    second = again(before, rows, articles)
    assert second.before is not None and second.compared is not None
    assert second.before == second.decisions, "the same articles, so the same judge in cross-validation"
    assert second.before.loss > known_by_heart.loss + 0.2
    assert (second.compared.unseen, second.compared.anew) == (0, 6)
    assert "learned anew" in second.compared.sentence()
    assert second.source == "kept from w1.json"


def test_articles_that_the_judge_in_use_has_not_seen_are_decided_by_it_as_it_is() -> None:
    rows = colours("mine", 6)
    first = [article(f"mine-{number}", right=number % 2 == 0) for number in range(3)]
    before = own([row for row in rows if row.group in {one.id for one in first}], first)
    second = again(before, rows, MINE)
    assert second.before is not None and second.compared is not None
    assert (second.compared.unseen, second.compared.anew) == (3, 3)
    assert second.decisions.loss < second.before.loss and second.source == "new"


def test_an_article_is_known_by_its_text_too() -> None:
    rows, texts = colours("mine", 6), [f"Texte {number}." for number in range(6)]
    articles = [replace(one, text=text) for one, text in zip(MINE, texts, strict=True)]
    renamed = [replace(one, id=f"other-{one.id}") for one in articles]
    compared = again(
        own(rows, articles), [replace(row, group=f"other-{row.group}") for row in rows], renamed
    ).compared
    assert compared is not None and (compared.unseen, compared.anew) == (0, 6)


def test_corrected_gold_makes_a_new_judge_though_the_articles_are_the_same() -> None:
    old = [replace(one, digest="as suggested") for one in MINE]
    before = own(colours("mine", 6, right=False), old)
    corrected = [replace(one, digest="corrected") if number else one for number, one in enumerate(old)]
    second = again(before, colours("mine", 6), corrected)
    assert second.source == "new"


def test_articles_elsewhere_cannot_be_learned_anew_so_that_only_new_ones_are_compared() -> None:
    everything = [article(f"mine-{number}", right=number % 2 == 0) for number in range(9)]
    before = own(colours("mine", 9)[:12], everything[:6])
    second = again(before, colours("mine", 9)[6:], everything[3:])
    assert second.compared is not None
    assert (second.compared.elsewhere, second.compared.unseen, second.compared.anew) == (3, 3, 0)
    assert second.compared.left_out == 3 and "not compared on 3 articles" in second.compared.sentence()


def test_a_built_in_judge_is_learned_anew_from_the_rows_of_the_toolkit_without_the_article() -> None:
    theirs = StoredRows(
        {"colours": colours("mine", 6)},
        {"theirs": [f"mine-{number}" for number in range(6)]},
        ("fr",),
        ontology="conll@1.0.0",
    )
    before = Colours().fit(theirs.rows["colours"], replace(origin(), sets={"theirs": 6}))
    collected = Collected({ENTITIES: [], "colours": colours("mine", 6)}, MINE)
    options = Options(stored=theirs, in_use={"colours": InUse(before)}.get)
    (judge,) = learn(collected, [Colours()], [One()], CONLL, VERSIONS, options).judges
    assert judge.compared is not None and (judge.compared.unseen, judge.compared.anew) == (0, 6)
    assert judge.before == judge.decisions and judge.source == "built-in"


def test_a_file_that_does_not_name_its_articles_is_not_compared() -> None:
    before = Colours().fit(colours("mine", 6), replace(origin(), sets={"gold": 6}))
    second = again(before, colours("mine", 6), MINE)
    assert second.before is None and second.compared is not None
    assert "does not name the articles" in second.compared.sentence()
    assert second.source == "new", "the gold of now is all that is known"


def test_without_a_judge_in_use_a_new_one_must_be_as_good_as_the_rules() -> None:
    rows = [TrainingRow(("all",), "red" if number % 4 else "blue", f"mine-{number}") for number in range(6)]

    class Unlucky(Colours):
        def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> LinearModel:
            return super().fit([replace(row, label="blue") for row in rows], origin)

    collected = Collected({ENTITIES: [], "colours": rows}, MINE)
    (judge,) = learn(collected, [Unlucky()], [One()], CONLL, VERSIONS, Options()).judges
    assert (judge.kept, judge.source) == (False, "none, rules decide")
    assert "rules alone" in str(judge.why_not_kept)


def test_gold_that_says_one_thing_only_teaches_a_judge_nothing() -> None:
    rows = [TrainingRow((f"is {name}",), "red", name) for name in "abcd"]
    collected = Collected({"colours": rows}, [article(name, right=True) for name in "abcd"])
    (judge,) = learn(collected, [Colours()], [One()], CONLL, VERSIONS, Options()).judges
    assert (judge.only, judge.kept) == ("red", False)
    assert "'red'" in str(judge.why_not_kept)


def test_a_judge_whose_labeler_does_not_run_or_without_a_decision_is_named_with_the_reason(
    tmp_path: Path,
) -> None:
    class Elsewhere(Colours):
        labeler = "events"

    before = Colours().fit(colours("theirs", 4), origin())
    options = Options(in_use={"colours": InUse(before, "w1.json")}.get)
    collected = Collected({ENTITIES: [], "colours": colours("mine", 6)}, MINE)
    (judge,) = learn(collected, [Elsewhere()], [One()], CONLL, VERSIONS, options).judges
    assert (judge.model, judge.source) == (None, "kept from w1.json")
    assert judge.why_not_kept == "the labeler events, which asks it, does not run"
    nothing = Collected({ENTITIES: [], "colours": []}, MINE)
    made = learn(nothing, [Colours()], [One()], CONLL, VERSIONS, options)
    assert made.judges[0].why_not_kept == "gold has no decision for it"
    made.save(tmp_path / "w2.json")
    assert "colours" in judges_of(tmp_path / "w2.json"), "the project's own judge is not lost"


def test_weights_of_entities_that_get_no_better_stay(tmp_path: Path) -> None:
    rows = stored("theirs-1", "theirs-2", "theirs-3")
    before = learned(MINE, rows)
    collected = Collected({ENTITIES: []}, MINE)
    options = Options(stored=rows, threshold=0.4, in_use={ENTITIES: InUse(before, "w1.json")}.get)
    made = learn(collected, [EntityLearner()], [One()], CONLL, VERSIONS, options)
    assert made.entities.source == "kept from w1.json"
    assert made.weights.weights == before.weights and made.weights.threshold == 0.4
    made.save(tmp_path / "w2.json")
    assert Weights.load(tmp_path / "w2.json") == made.weights
    other = before.model_copy(update={"labelers": {"another": "1"}})
    options = replace(options, in_use={ENTITIES: InUse(other, "w1.json")}.get)
    made = learn(collected, [EntityLearner()], [One()], CONLL, VERSIONS, options)
    assert made.entities.source == "new", "weights for other labelers are of no use in this run"
