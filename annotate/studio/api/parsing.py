"""Parses the JSON of an answer within bounds."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any

from annotate.studio.api import bounds
from annotate.studio.api.refusals import NOT_OURS, TooLargeError, UnreadableError, WrongAnswerError

# Possessive, so that a long string takes no memory.
_NOT_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[^\[\]{}"]++', re.DOTALL)
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def parse(content: bytes, place: str, url: str) -> Any:
    """Parses the body of the answer of ``place``. NaN and infinite numbers become floats, for a later check.

    Raises `WrongAnswerError` if the JSON is nested too deeply, `TooLargeError` if it has too many values, and
    `UnreadableError` if it is no JSON.
    """
    from pydantic_core import from_json

    if sum(map(content.count, (b",", b"[", b"{"))) > bounds.VALUES:
        raise TooLargeError(
            f"{place} answered with more than {bounds.VALUES:,} values.", where=url, remedy=NOT_OURS
        )
    try:
        return from_json(content, allow_inf_nan=False)  # it refuses deep JSON by itself
    except ValueError:
        pass  # deep, no JSON, or one of the few forms that only the standard library reads
    if _depth(content) > bounds.DEPTH:
        raise WrongAnswerError(
            f"{place} answered with JSON of more than {bounds.DEPTH} levels.", where=url, remedy=NOT_OURS
        )
    try:
        return json.loads(content, parse_int=_whole_number)
    except ValueError as error:
        raise UnreadableError(f"{place} answered with no JSON.", where=url, remedy=NOT_OURS) from error


def _depth(content: bytes) -> int:
    """The deepest level of lists and objects in each other."""
    brackets = _NOT_BRACKETS.sub(b"", content)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


def _whole_number(digits: str) -> int:
    """A number of thousands of digits becomes one that is as unusable, because its conversion takes long."""
    return int(digits) if len(digits) < 100 else 10**100
