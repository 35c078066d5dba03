"""How a model's comparison is put into words and figures: on a round's page, and by `train` and `use`."""

from __future__ import annotations

from annotate.core.wording import counted
from annotate.prelabel.interface.model_file import ModelScore

ACTIONS = "actions"
GESTURES = "gestures an article to correct"
FEW = 10  # articles; intervals of fewer say little


def how_compared(articles: int, method: str, unseen_by: str = "", failed: int = 0) -> str:
    """On how many articles, with which suggestions before, and how. ``failed`` counts the articles left out.

    ``unseen_by`` is the model in use, if the comparison is with it.
    """
    what = counted(articles, "article")
    left = ""
    if failed:
        left = f" ({failed} more {'was' if failed == 1 else 'were'} left out, because a labeler failed)"
    if unseen_by:
        how = f"{what} that {unseen_by} has not seen{left}. The new suggestions are made by {method}"
    else:
        how = f"{what}{left} by {method}"
    few = f" Fewer than {FEW} articles: the intervals say little." if articles < FEW else ""
    return (
        f"Compared on {how}: neither side has seen the article that it suggests for."
        f" In brackets: paired 95\u00a0% intervals, bootstrap over articles.{few}"
    )


def figures(one: ModelScore) -> tuple[float, float, float, int]:
    """The values before and now, their difference, and how many digits to show.

    The figures shown add up: gestures get a second digit where one is not enough, and else the difference is
    that of the values shown.
    """
    digits = 1 if one.measure == ACTIONS else 3
    if one.measure == ACTIONS and not _adds_up(one, digits):
        digits = 2
    before, now = round(one.before, digits), round(one.now, digits)
    return before, now, round(now - before, digits) + 0.0, digits


def signed(value: float, digits: int) -> str:
    """With its sign; zero is never negative."""
    return f"{round(value, digits) + 0.0:+.{digits}f}"


def _adds_up(one: ModelScore, digits: int) -> bool:
    shown = round(one.now, digits) - round(one.before, digits)
    return bool(abs(shown - round(one.difference, digits)) < 0.5 / 10**digits)
