"""Cells of the CSV files that we write, safe to open in a spreadsheet."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")


def csv_cell(value: str | float | None) -> str | float:
    """The cell for a value: empty for None. Text that could be taken for a formula gets an apostrophe."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
