"""The figures of benchmarks/quality.py and leave_one_out.py, on two dispatches of the development half."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.evaluate.scores import Figure
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.pipeline import DEFAULT_ORDER
from benchmarks import quality
from benchmarks.gold_sets import DEVELOPMENT, GoldSet, triggers_in_lexicon
from benchmarks.leave_one_out import gain, share
from benchmarks.quality import NAME_ROWS, RECALL_ROWS, ROWS, Measured, find, measure, tables
from benchmarks.systems import DEFAULT, PLAIN, without


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> GoldSet:
    """The first French and the first English dispatch."""
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    firsts = {record.article.language: record for record in reversed(DEVELOPMENT.records)}
    jsonl.write(path, firsts.values())
    return GoldSet("two", path)


@pytest.fixture(scope="module")
def measured(two: GoldSet) -> list[Measured]:
    return list(measure(two, resamples=50))


def test_a_set_is_measured_as_a_whole_and_by_language(measured: list[Measured]) -> None:
    assert [one.articles for one in measured] == [2, 1, 1]
    assert {one.name for one in measured} == {"two", "two, en", "two, fr"}


def test_names_are_those_of_persons_bodies_and_places(measured: list[Measured]) -> None:
    whole, *by_label = (find(measured[0].default, row) for row in NAME_ROWS)
    assert whole is not None and whole.outcome is not None
    assert whole.outcome.gold == sum(one.outcome.gold for one in by_label if one and one.outcome)


def test_a_date_counts_as_right_with_its_value_only_where_it_counts_without(measured: list[Measured]) -> None:
    date, with_value = (find(measured[0].default, row) for row in ROWS[1:3])
    assert date and with_value and date.outcome and with_value.outcome
    assert with_value.outcome.gold == date.outcome.gold
    assert with_value.outcome.correct <= date.outcome.correct


def test_triggers_are_divided_by_what_the_lexicon_holds(two: GoldSet, measured: list[Measured]) -> None:
    held = triggers_in_lexicon(two)
    known, unknown = (find(measured[0].default, row) for row in RECALL_ROWS)
    all_triggers = find(measured[0].default, ("triggers", "classification", None, ""))
    assert all_triggers and all_triggers.outcome
    divided = [one.outcome for one in (known, unknown) if one and one.outcome]
    assert sum(one.gold for one in divided) == all_triggers.outcome.gold == len(held)
    assert sum(one.correct for one in divided) == all_triggers.outcome.correct


def test_the_plain_model_finds_names_only(measured: list[Measured]) -> None:
    roles, *_ = ROWS
    missed = find(measured[0].plain, roles)
    assert missed is not None and missed.outcome is not None and missed.outcome.predicted == 0
    names = find(measured[0].plain, NAME_ROWS[0])
    assert names is not None and names.f1.value > 0


def test_tables_hold_as_many_cells_in_each_row(measured: list[Measured]) -> None:
    lines = [line for line in tables([quality.Figures(measured[0], measured[1:])]) if line.startswith("|")]
    for above, below in pairwise(lines):
        if below.startswith("| ---"):
            assert above.count("|") == below.count("|")


def test_a_labeler_whose_needs_go_is_left_out_too() -> None:
    context = LabelerContext(Ontology.load("diplomacy"), ("fr",))
    labelers = make_labelers(("spacy", "dates", "persons", "repeated-names"), context)
    assert without("dates", labelers) == (("spacy", "persons", "repeated-names"), ())
    alone = make_labelers(("spacy", "persons", "article-types"), context)
    assert without("spacy", alone) == (("article-types",), ("persons",))


def test_the_plain_model_neither_mends_nor_cuts_and_default_is_what_is_installed() -> None:
    assert DEFAULT.labelers == DEFAULT_ORDER
    assert (PLAIN.labelers, PLAIN.repair, PLAIN.ungluing, PLAIN.weights) == (("spacy",), False, False, "none")


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure(0.0, 0.0, 0.0), "·"),
        (Figure(0.034, 0.01, 0.05), "+.034*"),
        (Figure(0.034, -0.01, 0.05), "+.034"),
        (Figure(-0.02, -0.03, -0.01), "-.020*"),
        (Figure(0.0001, -0.01, 0.01), ".000"),
    ],
)
def test_a_gain_has_a_star_where_it_is_sure(figure: Figure, said: str) -> None:
    assert gain(figure) == said


def test_small_shares_of_time_are_not_told_to_the_digit() -> None:
    assert (share(0.092), share(0.004), share(-0.02)) == ("9 %", "under 1 %", "under 1 %")


def test_wikineural_is_told_to_have_met_its_aim_or_not(measured: list[Measured]) -> None:
    as_wikineural = quality.Figures(replace(measured[0], name="wikineural-fr-dev"))
    assert (said := quality.verdict([as_wikineural])) is not None and "aim +.005" in said
    assert quality.verdict([quality.Figures(measured[0])]) is None
