"""Counting the mirror: what no server needs to be asked for."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from annotate.campaign.server.progress import CampaignProgress, count_progress
from annotate.cli.words.status import DAYS, as_object, drawn, shares
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan

WHEN = "2026-03-0{}T12:00:00Z"


def task(number: int, *annotations: dict[str, Any], **data: Any) -> dict[str, Any]:
    """A task as the server gives it."""
    data = {"article_id": f"a{number}", "task_key": f"k{number}", "text": "Un.", **data}
    return {"id": number, "created_at": WHEN.format(1), "data": data, "annotations": list(annotations)}


def done(id: int, by: Any = 1, day: int = 2, result: Any = ({},), **body: Any) -> dict[str, Any]:
    """An annotation as the server gives it."""
    said = {"id": id, "completed_by": by, "created_at": WHEN.format(day), "result": result}
    return {**said, "was_cancelled": False, **body}


def counted(folder: Path, *tasks: dict[str, Any], later: tuple[dict[str, Any], ...] = ()) -> CampaignProgress:
    mirror = Mirror(folder / "mirror.sqlite")
    mirror.update(list(tasks), label_config="<View/>", users={"1": "ana@example.org"})
    mirror.update(list(later))
    return count_progress(mirror, Plan(folder / "plan.sqlite"))


def shown(progress: CampaignProgress, *, bars: bool = False, encoding: str = "utf-8") -> str:
    class Screen(StringIO):
        @property
        def encoding(self) -> str:  # type: ignore[override]
            return encoding

    screen = Screen()
    Console(file=screen, width=80).print(drawn(progress, bars=bars))
    return screen.getvalue()


def test_only_the_latest_version_of_an_annotation_counts(tmp_path: Path) -> None:
    skipped = task(1, done(7, was_cancelled=True))
    progress = counted(tmp_path, task(1, done(7), done(8)), task(2, done(9)), later=(skipped, task(2)))
    assert progress.statuses == {"skipped": 1}
    assert (progress.tasks.skipped, progress.tasks.untouched, progress.tasks.submitted) == (1, 1, 0)


def test_a_submitted_annotation_goes_before_a_skipped_one_of_the_same_task(tmp_path: Path) -> None:
    progress = counted(tmp_path, task(1, done(1, was_cancelled=True), done(2, by=2)))
    assert (progress.tasks.submitted, progress.tasks.skipped) == (1, 0)
    assert progress.statuses == {"submitted": 1, "skipped": 1}


@pytest.mark.parametrize(
    ("by", "name"),
    [(1, "ana@example.org"), ({"id": 1}, "ana@example.org"), (5, "user-5"), ("bo", "bo"), (None, "unknown")],
)
def test_whoever_the_server_names_is_counted(tmp_path: Path, by: Any, name: str) -> None:
    (work,) = counted(tmp_path, task(1, done(1, by=by))).annotators
    assert (work.name, work.submitted) == (name, 1)


@pytest.mark.parametrize(("result", "empty"), [([], 1), (None, 0), ("odd", 0), ([{"id": "r"}], 0)])
def test_empty_is_submitted_with_an_empty_list_of_regions(tmp_path: Path, result: Any, empty: int) -> None:
    progress = counted(
        tmp_path, task(1, done(1, result=result)), task(2, done(2, result=[], was_cancelled=True))
    )
    assert progress.empty == empty


@pytest.mark.parametrize("odd", [None, -1, "long"])
def test_a_lead_time_that_is_none_is_left_out_of_the_median(tmp_path: Path, odd: Any) -> None:
    times = [odd, 10, 30.5]
    made = [done(number, lead_time=value) for number, value in enumerate(times)]
    (work,) = counted(tmp_path, task(1, *made)).annotators
    assert (work.submitted, work.median_s, work.total_s) == (3, 20.25, 40.5)
    (work,) = counted(tmp_path, later=(task(1, made[0]),)).annotators
    assert (work.median_s, work.total_s) == (None, 0)


def test_a_text_that_speaks_of_replacing_is_no_replaced_task(tmp_path: Path) -> None:
    said = '{"replaced_by": 1}'
    progress = counted(tmp_path, task(1, text=said, title='"replaced_by"'), task(2, replaced_by="k3"))
    assert (progress.tasks.replaced, progress.tasks.open) == (1, 1)


def test_tasks_known_from_a_push_are_open_and_not_read(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path / "mirror.sqlite")
    mirror.note([(1, "k1", "a1"), (2, None, None)])
    tasks = count_progress(mirror, Plan(tmp_path / "plan.sqlite")).tasks
    assert (tasks.open, tasks.unread, tasks.not_ours, tasks.on_server) == (1, 2, 1, 2)


def test_the_last_fourteen_days_with_work_are_drawn_and_json_has_all(tmp_path: Path) -> None:
    months = [f"2026-{month:02}-15T10:00:00Z" for month in range(1, 13)] + [
        f"2027-{month:02}-15T10:00:00Z" for month in range(1, 5)
    ]
    made = [done(number, created_at=when) for number, when in enumerate(months)]
    progress = counted(tmp_path, task(1, *made))
    assert [day["day"] for day in as_object(progress)["days"]] == [when[:10] for when in months]
    drawn_days = [line.split()[0] for line in shown(progress).splitlines() if line.startswith("202")]
    assert drawn_days == [when[:10] for when in months[-DAYS:]]


def test_shares_fill_the_bar_and_lose_nobody() -> None:
    assert shares({"a": 49_997, "b": 2, "c": 1}, 78) == {"a": 76, "b": 1, "c": 1}
    assert shares({"a": 1, "b": 1}, 7) == {"a": 4, "b": 3}
    assert shares({}, 78) == {}


@pytest.mark.parametrize("bars", [True, False])
def test_long_names_and_large_numbers_fit_80_columns(tmp_path: Path, bars: bool) -> None:
    progress = counted(tmp_path, task(1, done(1, by="a-very-long-name-" * 6, lead_time=1e6)))
    progress.versions = {"labelers-" * 20: 50_000}
    progress.not_asked = "Label Studio does not answer. " * 9
    assert max(map(len, shown(progress, bars=bars).splitlines())) <= 80


def test_a_terminal_of_ascii_gets_bars_of_ascii(tmp_path: Path) -> None:
    progress = counted(tmp_path, task(1, done(1)), task(2))
    assert "█" in shown(progress, bars=True)
    plain = shown(progress, bars=True, encoding="ascii")
    assert plain.isascii()
    assert "#" * 39 + "." * 39 in plain
