"""What `annotate round` says where no server is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.campaign.rounds.round import RoundReport
from annotate.campaign.rounds.state import LintDone, RoundFile, RoundState, Stopped
from annotate.cli.words.round import report_as_json, say_end, say_resumed, say_step
from annotate.core.errors import ConfigError, StudioError
from annotate.core.locks import only_one
from tests.campaign.rounds.rounds import pulled, released, trained, whole_round
from tests.commands import Annotate, said


def report(tmp_path: Path, stopped: Stopped | None = None) -> RoundReport:
    content = whole_round(1, 20, 20, trained(1, names=(0.8, 0.9)))
    if stopped is not None:
        content.stopped, content.ended, content.use = stopped, False, None
    return RoundReport(RoundState(tmp_path, content), tmp_path / "round-1.html")


def test_the_end_names_the_page_and_how_to_publish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say_step("pull", "20 tasks.")
    say_end(report(tmp_path), summary=True)
    shown = capsys.readouterr()
    assert shown.out.startswith("pull     20 tasks.\nRound 1 has ended.")
    assert "annotate release create ships --previous exports/ships-candidate-1.20.0" in shown.out
    assert shown.out.endswith(f"The page of the round: {tmp_path / 'round-1.html'}\n")
    assert shown.err == ""


def test_a_stop_is_one_sentence_of_why_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped = Stopped(
        step="lint", what="2 findings hold 1 article back from gold.", remedy="Run 'annotate lint'."
    )
    made = report(tmp_path, stopped)
    say_end(made, summary=True)
    shown = capsys.readouterr()
    assert shown.err == (
        "Round 1 waits for you at lint: 2 findings hold 1 article back from gold. Run 'annotate lint'.\n"
    )
    assert "has ended" not in shown.out
    data = report_as_json(made)
    assert (data["ended"], data["stopped"]["step"], data["steps"]["use"]) == (False, "lint", None)
    assert data["said"]["release"].startswith("20 articles of gold")


def test_a_round_that_goes_on_says_what_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun = RoundFile(number=1, pull=pulled(), lint=LintDone(annotations=1), release=released(20, 20))
    say_resumed(RoundState(tmp_path, begun))
    say_resumed(RoundState(tmp_path, RoundFile(number=2)))
    begun.stopped = Stopped(step="lint", what="x", remedy="y")
    say_resumed(RoundState(tmp_path, begun))
    assert capsys.readouterr().out.splitlines() == [
        "Going on with round 1: pull, lint and release are done.",
        "Going on with round 2: no step is done yet.",
        "Going on with round 1, which waited at lint.",
    ]


def test_notes_of_steps_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = report(tmp_path)
    assert made.state.content.push is not None
    made.state.content.push.notes = ("article a1: refused",)
    say_end(made, summary=True)
    assert "Noted at push (1):\n  article a1: refused\n" in capsys.readouterr().err


def test_there_is_nothing_to_go_on_with(annotate: Annotate, project: Path) -> None:
    said(annotate("round", "--go-on"), ConfigError.exit_code, "no round waits for a decision")
    assert not (project / "rounds").exists()


def test_before_the_first_push_the_error_says_what_to_do(annotate: Annotate, project: Path) -> None:
    said(annotate("round"), StudioError.exit_code, "not running", "annotate studio up")
    assert not (project / ".annotate" / "rounds").exists()


def test_one_round_runs_at_a_time(annotate: Annotate, project: Path) -> None:
    with only_one(project / ".annotate" / "round.lock", "round"):
        said(annotate("round"), ConfigError.exit_code, "another round is running here")


def test_a_damaged_state_is_no_traceback(annotate: Annotate, project: Path) -> None:
    folder = project / ".annotate" / "rounds" / "3"
    folder.mkdir(parents=True)
    (folder / "round.json").write_text("{")
    said(
        annotate("round"),
        ConfigError.exit_code,
        "cannot be read as the state of a round",
        "Delete the folder",
    )
