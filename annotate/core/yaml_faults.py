"""Says in plain words what is wrong with a value in a YAML file, and how to write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

# Keys whose value is a wording by language, as in {en: Ship, fr: Navire}.
_WORDINGS = ("title", "word", "definition", "use_when", "avoid_when", "description")
_COLOUR = 'Write it in quotes, as "#0072B2": without quotes, # begins a comment.'
_LONGEST = 60
_QUOTES = "Put it in quotes."
_COMMENT = re.compile(r"(^|\s)#")


def value_fault(kind: str, keys: tuple[str | int, ...], given: Any) -> tuple[str, str] | None:
    """What is wrong with the value under ``keys``, and what to do. None if pydantic's own words say it.

    ``kind`` is pydantic's name of the error, ``given`` the value in the file.
    """
    key = keys[-1] if keys else ""
    if kind not in ("string_type", "string_pattern_mismatch"):
        return None
    if key == "color":
        return _fault("a colour is # and six digits or letters from A to F", given), _COLOUR
    if key == "version":
        return _fault("a version is three numbers", given), "Write it as in 'version: 1.0.0'."
    if key == "hotkey":
        remedy = f'Put it in quotes: "{given}".' if _is_figure(given) else 'Write it as in "s" or "1".'
        return _fault("a hotkey is one character, and no comma", given), remedy
    if kind != "string_type":
        return None
    if given is None and len(keys) > 1 and keys[-2] in _WORDINGS:
        what = f"a comma ends a wording inside {{ }}, so {str(key)!r} is read as a language without words"
        return what, f'Put the whole wording in quotes: {keys[-2]}: {{en: "one, two"}}.'
    if given is None:
        return "has no value", "Write one. If it begins with # or has a # after a space, put it in quotes."
    if isinstance(given, Mapping | list):
        by_language = f", by language: {key}: {{en: …}}" if key in _WORDINGS else ""
        return (
            f"must be text, not {'keys' if isinstance(given, Mapping) else 'a list'}",
            f"Write text{by_language}.",
        )
    return f"must be text, not {_shown(given)}", _QUOTES


def syntax_remedy(lines: list[str], error: yaml.MarkedYAMLError) -> str | None:
    """What to do about text that is not YAML; None if nothing is known about it."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return None
    if lines[mark.line : mark.line + 1] and lines[mark.line][mark.column : mark.column + 1] == "\t":
        return "Indent with spaces, not tabs."
    first = error.context_mark.line if error.context_mark is not None else mark.line
    before = next(
        (line for line in range(mark.line - 1, -1, -1) if lines[line : line + 1] and lines[line].strip()), 0
    )
    # After a value that a comment cut off, the parser stops at the line that follows.
    open_there = [
        line for line in lines[before : before + 1] if line.count("{") > _COMMENT.split(line)[0].count("}")
    ]
    there = [line for line in (*open_there, *lines[first : mark.line + 1]) if "{" in line or "[" in line]
    if any(_COMMENT.search(line) for line in there):
        return '# begins a comment, so what follows is not read. Put the value in quotes, such as "#0072B2".'
    if there:
        return "Inside { } and [ ], put words that hold a colon, a quote or a bracket in quotes."
    return None


def _fault(rule: str, given: Any) -> str:
    return f"{rule}; here it is empty" if given is None else f"{rule}, not {_shown(given)}"


def _is_figure(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 9


def _shown(given: Any) -> str:
    if isinstance(given, str):
        return repr(given if len(given) <= _LONGEST else f"{given[:_LONGEST]}…")
    return str(given).lower() if isinstance(given, bool) else str(given)
