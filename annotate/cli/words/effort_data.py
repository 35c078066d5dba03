"""The result of `annotate effort` for programs: the object of --json, and the rows of --csv."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotate.campaign.quality.effort import EffortReport
from annotate.cli.words.effort_rows import ordered
from annotate.core.csv_cells import csv_cell
from annotate.core.files import writing
from annotate.evaluate.bootstrap import SEED
from annotate.evaluate.effort.minutes import minutes
from annotate.evaluate.effort.tables import DIMENSIONS, Group, Row, has_bands, has_times


def as_object(made: EffortReport, resamples: int) -> dict[str, Any]:
    """The object of --json. Times are Label Studio's lead times, which are approximate; days are in UTC.

    Minutes are means in which times beyond a limit count as the limit. ``resamples`` samples of the articles
    give the 95 % intervals; with 0 there are none.
    """
    return {
        "statuses": dict(sorted(made.statuses.items())),
        "compared": made.compared,
        "from_nothing": made.from_nothing,
        "rewritten": made.rewritten,
        "pushed": made.pushed,
        "without_time": made.without_time,
        "came_twice": made.notes.came_twice,
        "bootstrap": {
            "resamples": resamples,
            "seed": SEED,
            "level": 0.95,
            "method": "percentile, over articles",
        },
        "longest_minutes": made.times.longest_s / 60,
        "rounds": [{"round": number, "version": version} for number, version in enumerate(made.rounds, 1)],
        "total": _numbers(made, (), made.total, resamples),
        "by": {
            ",".join(group): [
                {
                    **dict(zip(group, key, strict=True)),
                    **_numbers(made, group, row, resamples),
                }
                for key, row in ordered(made, group)
            ]
            for group in made.tables.rows
            if group
        },
        "too_fast": [vars(one) for one in made.too_fast],
        "outliers": [vars(one) for one in made.outliers],
        "replays": [one.to_dict(resamples) for one in made.replays],
        "not_compared": [vars(one) for one in made.not_compared],
        "forgotten": made.notes.forgotten,
    }


def _numbers(made: EffortReport, group: Group, row: Row, resamples: int) -> dict[str, Any]:
    """The sums of a row. Rows of whole annotations have minutes, those of one band have scores."""
    if not has_times(group):
        return row.as_dict(with_times=False, with_band=has_bands(group))
    return row.as_dict(with_times=True, minutes=minutes(made.times, row.times, resamples))


def write_csv(path: Path, made: EffortReport, resamples: int) -> None:
    """Writes the rows of all tables to one file; the column ``by`` tells the tables apart."""
    with writing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        for line in _lines(made, resamples):
            writer.writerow([csv_cell(cell) for cell in line])


_OF_BANDS = ("count", "mean_score", "share_right", "interval_low", "interval_high", "holds")


def _lines(made: EffortReport, resamples: int) -> Iterator[Sequence[Any]]:
    sums = [*Row().as_dict(with_times=True, minutes=minutes(made.times, (), 0)), *_OF_BANDS]
    yield ("by", *DIMENSIONS, *sums)
    for group in made.tables.rows:
        for key, row in ordered(made, group):
            values = dict(zip(group, key, strict=True))
            numbers = _numbers(made, group, row, resamples)
            numbers["interval_low"], numbers["interval_high"] = numbers.pop("interval", (None, None))
            yield (
                ",".join(group) or "all",
                *(values.get(name) for name in DIMENSIONS),
                *(numbers.get(name) for name in sums),
            )
