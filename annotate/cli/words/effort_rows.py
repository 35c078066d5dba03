"""The rows of the tables of `annotate effort` in their order, and how a table is drawn."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from annotate.campaign.quality.effort import EffortReport
from annotate.cli.terminal import console, visible
from annotate.evaluate.effort.edits import Part
from annotate.evaluate.effort.tables import Group, Row

WIDTH = 80
_PARTS = {str(part): index for index, part in enumerate(Part)}


def ordered(made: EffortReport, group: Group) -> list[tuple[tuple[str, ...], Row]]:
    """The rows: parts in their usual order, versions by their first day, rounds by number."""
    first = {key[0]: row.first_day for key, row in made.tables.rows.get(("version",), {}).items()}

    def order(item: tuple[tuple[str, ...], Row]) -> list[tuple[object, ...]]:
        places: list[tuple[object, ...]] = []
        for name, value in zip(group, item[0], strict=True):
            if name == "part":
                places.append((_PARTS[value],))
            elif name == "round":  # "none" comes last
                places.append((not value.isdecimal(), int(value) if value.isdecimal() else 0, value))
            else:
                places.append((first.get(value, "") if name == "version" else "", value))
        return places

    return sorted(made.tables.rows[group].items(), key=order)


def draw(
    names: Sequence[str], headings: Sequence[str], rows: Sequence[tuple[tuple[str, ...], Sequence[str]]]
) -> None:
    """Prints a table of at most 80 columns; the first column has the ``names``. Only names are broken.

    A group has a line above its rows. Prints nothing if there are no rows: annotations without a mark have no
    parts.
    """
    if not rows:
        return
    from rich import box
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    drawn.add_column(", ".join(names), overflow="fold")
    for index, heading in enumerate(headings):
        widest = max(map(len, (*heading.split("\n"), *(numbers[index] for _, numbers in rows))))
        drawn.add_column(heading, justify="right", no_wrap=True, min_width=widest)
    above: tuple[str, ...] = ()
    for key, numbers in rows:
        if key[:-1] != above:
            above = key[:-1]
            drawn.add_row(visible(", ".join(above)))
        drawn.add_row(f"{'  ' if above else ''}{visible(key[-1])}", *numbers)
    screen = console(width=None if sys.stdout.isatty() else WIDTH)
    screen.print(drawn, width=min(screen.width, WIDTH))
