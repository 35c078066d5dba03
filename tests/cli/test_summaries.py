"""Summaries at a terminal of 24 lines: nothing scrolls away, and the last line is what one wants to know."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from annotate.campaign.server.progress import AnnotatorWork, CampaignProgress, DayWork, ServerNow, TaskCounts
from annotate.campaign.suggestions.suggest import SuggestReport
from annotate.cli.output import Listed, listings
from annotate.cli.words.prelabel import show
from annotate.cli.words.status import drawn
from annotate.corpus.report import ReadReport
from annotate.prelabel.judging.judge_states import BUILT_IN, JudgeState
from annotate.prelabel.merging.choosing import Scoring
from annotate.prelabel.outcome import Failure, RunSummary

LINES = 24


def rows(text: str) -> int:
    """The lines of a terminal of 80 columns."""
    return sum(max(1, -(-len(line) // 80)) for line in text.splitlines())


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", str(LINES))


def full_report(labelers: int) -> SuggestReport:
    """A report of a run in which everything went wrong that can, and many labels were suggested."""
    labels = {(f"labeler-{n}@1", f"LABEL_{m}"): 1000 + m for n in range(labelers) for m in range(20)}
    dropped = {(f"labeler-{n}@1", "entity", "overlaps LOC"): n + 1 for n in range(12)}
    summary = RunSummary(
        articles=300,
        suggested=100,
        labels=Counter(labels),
        dropped=Counter(dropped),
        passed_over=Counter({"dates": 20}),
        passed_over_first={"dates": ["a1", "a2"]},
        partly_read=20,
        failed=[Failure(f"a{n}", "events@1", "KeyError: " + "x" * 100) for n in range(50)],
        deaths=["A process ended."] * 3,
    )
    read = ReadReport(skipped=["picture.png"] * 30)
    return SuggestReport(
        read,
        Scoring(
            warnings=("A weights file is for another ontology.",),
            judges=(
                *(JudgeState(name, "45048a13", BUILT_IN, 119, 0.25) for name in ("entities", "values")),
                JudgeState("triggers", "70cbf8a1", "/somewhere/mine.json", 40, 0.5, remark="learned on fr"),
                JudgeState("arguments", remark="the weights of mine.json are for another ontology"),
            ),
        ),
        summary,
        written=100,
        kept=3,
        damaged=1,
        seconds=10,
        notices=["A notice."] * 4,
        forgotten=["gone"],
    )


@pytest.mark.parametrize("labelers", [9, 40])
def test_the_summary_of_prelabel_fits_on_a_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, labelers: int
) -> None:
    at_a_terminal(monkeypatch)
    show(full_report(labelers), Path("s.jsonl"))
    out, err = capsys.readouterr()
    assert rows(out) + rows(err) < LINES, out + err
    assert out.splitlines()[-2:] == [
        "Wrote suggestions for 100 articles to s.jsonl (10.0 s, 29.7 articles a second).",
        "Next: annotate push s.jsonl",
    ]
    assert "Without suggestions: 51 articles, listed above." in out
    assert "Articles that could not be labelled" in err and "50" in err
    assert "--json" in err


def test_elsewhere_lists_have_ten_items_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    show(full_report(9), Path("s.jsonl"))
    err = capsys.readouterr().err
    assert err.count("KeyError") == 10
    assert "  … and 40 more (all of them with --json)" in err


def test_a_list_that_fits_is_shown_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(monkeypatch)
    listings([Listed("Refused", ["a", "b"]), Listed("None", []), Listed("Failed", ["c"])], 10)
    assert capsys.readouterr().err == "Refused (2):\n  a\n  b\nFailed (1):\n  c\n"


def test_the_status_fits_on_a_screen() -> None:
    people = [AnnotatorWork(f"ana{n}@example.org", submitted=n + 1) for n in range(20)]
    days = [DayWork(date(2026, 1, day), submitted=day) for day in range(1, 29)]
    progress = CampaignProgress(
        pushed=500,
        pulled=True,
        seen_until="2026-01-28T10:00:00+00:00",
        versions={"annotate/1": 500},
        model_version="annotate/1",
        tasks=TaskCounts(submitted=100, untouched=400),
        statuses={"submitted": 100},
        annotators=people,
        days=days,
        server=ServerNow(500, 3, 0, 0, 2, "annotate/1"),
    )
    for lines in (LINES, 60):
        screen = Console(width=80, record=True, file=StringIO())
        screen.print(drawn(progress, bars=True, lines=lines - 1))
        text = screen.export_text()
        assert len(text.splitlines()) < lines, text
        assert "'annotate pull' reads these changes" in " ".join(text.split())
        assert "earlier: --json" in text
