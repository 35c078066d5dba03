"""The option ``--order`` of the commands that order open tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

# `annotate.train.ordering.orders` has them, too; importing it would slow each start down.
ORDERS = ("mixture", "uncertainty", "errors", "diversity", "random")


def order_option(words: str, *more: str) -> Callable[[Any], Any]:
    """Adds ``--order``, with the orders ``more`` beside `ORDERS`. ``words`` are its help."""
    return click.option(
        "--order",
        type=click.Choice((*ORDERS, *more)),
        metavar="ORDER",
        default=ORDERS[0],
        show_default=True,
        help=words,
    )
