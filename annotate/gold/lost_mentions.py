"""The warning of a form of gold that does not hold each mention where it is."""

from __future__ import annotations

import warnings

from annotate.core.wording import counted
from annotate.export.losses import Losses


def warn_of_lost_mentions(losses: Losses, lost: str, name: str) -> None:
    """Warns of mentions that are lost or were moved to token edges. The warning is at the caller's caller's.

    ``lost`` says what became of lost mentions ("in no Doc"), ``name`` is what the user calls the result.
    """
    counts = losses.lost.counts
    entities = sum(number for (what, _), number in counts.items() if what == "entity")
    moved = sum(number for (what, _), number in counts.items() if what == "position")
    for number, outcome in ((entities, lost), (moved, "moved to token edges")):
        if number:
            are = "is" if number == 1 else "are"
            warnings.warn(
                f"{counted(number, 'mention')} {are} {outcome}; {name}.losses.lost names each.", stacklevel=4
            )
