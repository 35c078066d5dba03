"""Reads the values that a result gives to a control, also in the forms of other controls and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotate.core.text import refused_character

# Where Label Studio's controls and other programs write values, apart from the control's own key.
_KEYS = (
    *("choices", "labels", "taxonomy", "text", "textarea", "choice", "label", "value", "values"),
    *("hypertextlabels", "paragraphlabels", "datetime", "number"),
)
_PLACE = frozenset({"start", "end", "startOffset", "endOffset", "globalOffsets"})


@dataclass(frozen=True)
class Told:
    """The values of a result. ``plain`` says that they are written as Label Studio writes them.

    ``unread`` is content in no form that is read.
    """

    values: list[str]
    plain: bool = True
    unread: str | None = None


def told(result: dict[str, Any], key: str) -> Told:
    """The values that a result gives to a control, which Label Studio writes under ``key``.

    Reads them under the key of another control, or without a key, if they are told in one place only.
    """
    holder = result.get("value")
    if isinstance(holder, list) and len(holder) == 1 and isinstance(holder[0], dict):
        holder = holder[0]
    if holder is None:
        holder = {name: result[name] for name in _KEYS if name in result}
    if not isinstance(holder, dict):
        values, _ = _listed(holder)
        return Told(values, plain=False)
    placed = any(holder.get(name) is not None for name in _PLACE)
    words = {"text"} if placed and isinstance(holder.get("text"), str) else set()  # those of the region
    others = _others(holder, {key, *words, *_PLACE})
    values, plain = _listed(holder.get(key))
    if values and not (key in words and others):
        return Told(values, plain and result.get("value") is not None)
    if len(others) == 1:
        return Told(list(others.pop()), plain=False)
    left = {name: value for name, value in holder.items() if name not in {key, *words, *_PLACE}}
    left = {name: value for name, value in left.items() if value not in (None, "", [], {})}
    return Told([], unread=str(left) if left else None)


def region_labels(value: dict[str, Any]) -> Told:
    """The labels that a region's value gives to it."""
    values, plain = _listed(value.get("labels"))
    if "labels" in value:
        return Told(values, plain)
    others = _others(value, {"text", "textarea", "value", "values", "datetime", "number"})
    return Told(list(others.pop()), plain=False) if len(others) == 1 else Told([])


def _others(holder: dict[str, Any], besides: set[str]) -> set[tuple[str, ...]]:
    found = (tuple(_listed(holder.get(name))[0]) for name in _KEYS if name not in besides)
    return {values for values in found if values}


def _listed(given: Any) -> tuple[list[str], bool]:
    """A value as strings, and whether it is a string or a list of strings. Blank ones are left out.

    A path, as of a taxonomy, is read as its only step, else as its steps with ">" between them.
    """
    values, plain = [], True
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, list) and all(isinstance(step, str) for step in item):
            values.append(" > ".join(item))
            plain = False
        elif isinstance(item, dict) and isinstance(item.get("value"), str):
            values.append(item["value"])
            plain = False
        elif item is not None:
            values.append(str(item))
    return list(dict.fromkeys(value for value in values if value.strip())), plain


def note_of(result: dict[str, Any]) -> str | None:
    """The note that a person typed about a region, in Label Studio's own field for it, or None."""
    meta = result.get("meta")
    text = meta.get("text") if isinstance(meta, dict) else None
    lines = [line for line in (text if isinstance(text, list) else [text]) if isinstance(line, str)]
    return without_refused("\n".join(lines).strip()) or None


def without_refused(written: str) -> str:
    """What somebody wrote, without the characters that no file may hold."""
    if refused_character(written) is None:
        return written
    return "".join(one for one in written if refused_character(one) is None).strip()
