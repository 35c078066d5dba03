"""Checks single values in answers of Label Studio: ids, times, accounts, numbers."""

from __future__ import annotations

import math
from typing import Any, TypeGuard

from annotate.studio.api import bounds
from annotate.studio.api.filters import moment_of

_LONGEST_TIME = 64  # characters


def is_id(value: Any) -> TypeGuard[int]:
    """Whether ``value`` can be the id of an object on the server."""
    return type(value) is int and 0 < value <= bounds.INTEGER


def is_time(value: Any) -> TypeGuard[str]:
    """Whether ``value`` is a time in the server's form."""
    if not isinstance(value, str) or len(value) > _LONGEST_TIME:
        return False
    try:
        return moment_of(value).year in bounds.YEARS
    except ValueError:
        return False


def is_account(value: Any) -> bool:
    """Whether ``value`` names an account: by id, by a name, or as an object with an id."""
    if isinstance(value, dict):
        return "id" in value and (value["id"] is None or is_id(value["id"]))
    return is_id(value) or is_name(value)


def is_name(value: Any) -> TypeGuard[str]:
    """Whether ``value`` is a text that is short enough for a name."""
    return isinstance(value, str) and len(value) <= bounds.NAME_CHARACTERS


def is_number(value: Any) -> bool:
    """Whether ``value`` is a number that a database can hold."""
    if type(value) is int:
        return abs(value) <= bounds.INTEGER
    return type(value) is float and math.isfinite(value)


def is_count(value: Any) -> bool:
    """Whether ``value`` counts something."""
    return type(value) is int and 0 <= value <= bounds.INTEGER


def all_finite(content: Any) -> bool:
    """Whether no number in a list or object is NaN or infinite, which JSON files cannot hold."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        kind = type(value)
        if kind is dict:
            waiting.extend(value.values())
        elif kind is list:
            waiting.extend(value)
        elif kind is float and not math.isfinite(value):
            return False
    return True


def form(value: Any) -> str:
    """Names the JSON type of a value, for a message."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    shown = repr(value) if not isinstance(value, int) or abs(value) <= 10**40 else "a number of many digits"
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
