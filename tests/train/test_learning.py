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
from annotate.train.judges.entities import EntityLearner
from annotate.train.judges.fitting import TrainingRow, fit
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
    options = Options(current={"colours": before}.get)
    made = learn(collected, [EntityLearner(), Colours()], [One()], CONLL, VERSIONS, options)
    (judge,) = made.judges
    assert judge.before is not None and judge.kept is kept
    assert (judge.rows, judge.mixed) == (12, 0)
    assert judge.to_dict()["kept"] is kept
    made.save(tmp_path / "w.json")
    assert ("colours" in judges_of(tmp_path / "w.json")) is kept
    assert Weights.load(tmp_path / "w.json") == made.weights


def test_gold_that_says_one_thing_only_teaches_a_judge_nothing() -> None:
    rows = [TrainingRow((f"is {name}",), "red", name) for name in "abcd"]
    collected = Collected({"colours": rows}, [article(name, right=True) for name in "abcd"])
    (judge,) = learn(collected, [Colours()], [One()], CONLL, VERSIONS, Options()).judges
    assert (judge.only, judge.kept) == ("red", False)
    assert "'red'" in str(judge.why_not_kept)


def test_a_judge_whose_labeler_does_not_run_or_without_a_decision_is_not_learned() -> None:
    class Elsewhere(Colours):
        labeler = "events"

    collected = Collected({ENTITIES: [], "colours": colours("mine", 6)}, MINE)
    assert not learn(collected, [Elsewhere()], [One()], CONLL, VERSIONS, Options()).judges
    nothing = Collected({ENTITIES: [], "colours": []}, MINE)
    assert not learn(nothing, [Colours()], [One()], CONLL, VERSIONS, Options()).judges
