"""The patterns of an ontology's string attributes, matched in a time that is linear in the value.

The engine of ``re`` tries alternatives one by one: ``(2+)+x`` takes hours for 40 characters. The engine that
pydantic brings does not, and so has no look-around and no backreferences.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, ValidationError, core_schema

LONGEST_PATTERN = 1_000  # ours has 100 characters
LONGEST_VALUE = 2_000  # an address has less
_DIFFERENT = {
    "look-around": "look-ahead and look-behind are not supported",
    "backreferences": "references to a group are not supported",
    "exceeds size limit": "it repeats too much",
}


def pattern_problem(pattern: str) -> str | None:
    """The reason why ``pattern`` cannot be used; None if it can.

    A pattern must mean the same to ``re`` and to the linear engine, so both must accept it.
    """
    if len(pattern) > LONGEST_PATTERN:
        return f"it has more than {LONGEST_PATTERN:,} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # for instance about "[a--b]", which the engines read differently
            re.compile(pattern)
        _compiled(pattern)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        return str(error)
    except SchemaError as error:
        found = str(error)
        last = found.strip().splitlines()[-1].removeprefix("error: ")
        return next((reason for part, reason in _DIFFERENT.items() if part in found), last)
    return None


def matches(pattern: str, value: str) -> bool:
    """Whether the whole ``value`` matches. ``pattern`` must have no `pattern_problem`.

    A value of more than `LONGEST_VALUE` characters does not match.
    """
    if len(value) > LONGEST_VALUE:
        return False
    try:
        _compiled(pattern).validate_python(value)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=rf"\A(?:{pattern})\z", strict=True))
