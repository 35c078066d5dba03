"""Reads a model's answer for one passage, as leniently as its meaning allows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from annotate.core.annotation import AttributeValue
from annotate.prelabel.outcome import SuggestionPart

_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)
_SHOWN = 80  # characters of an unusable value in messages


class NoJsonError(ValueError):
    """The answer is no JSON object of the requested form. The message describes the answer."""


@dataclass(frozen=True)
class Quoted:
    """A quote from the passage, the words before the quote, and the number (from 1) among equal quotes."""

    quote: str
    before: str = ""
    occurrence: int | None = None


@dataclass(frozen=True)
class QuotedMention:
    """A mention as the model gives it."""

    label: str
    quoted: Quoted
    attributes: dict[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True)
class QuotedEvent:
    """An event as the model gives it. ``arguments`` are pairs of a role and a quote."""

    type: str
    trigger: Quoted | None
    arguments: tuple[tuple[str, str], ...] = ()
    attributes: dict[str, AttributeValue] = field(default_factory=dict)


@dataclass
class Answer:
    """The entries of an answer, and the entries that could not be read."""

    mentions: list[QuotedMention] = field(default_factory=list)
    events: list[QuotedEvent] = field(default_factory=list)
    refused: list[tuple[SuggestionPart, str]] = field(default_factory=list)


def read_answer(content: str) -> Answer:
    """Reads the answer in ``content``. A wrong entry is refused; other entries stay.

    Raises `NoJsonError` if ``content`` is no object with a list of entities or events.
    """
    content = content.encode("utf-8", "replace").decode("utf-8")
    if fenced := _FENCED.fullmatch(content):
        content = fenced[1]
    try:
        given = json.loads(content)
        # JSON can escape a lone surrogate, which cannot be written. As "?" it matches no quote and no label.
        given = json.loads(json.dumps(given, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise NoJsonError(f"it is no JSON: {_short(content) or 'empty'}") from error
    if not isinstance(given, dict):
        raise NoJsonError(f"it is JSON, but no object: {_short(content)}")
    lists = {name: given.get(name, []) for name in ("entities", "events")}
    if not set(lists) & set(given) or not all(isinstance(items, list) for items in lists.values()):
        raise NoJsonError(f"it has no list of entities: {_short(content)}")
    answer = Answer()
    for item in lists["entities"]:
        if (mention := _mention(item, answer)) is not None:
            answer.mentions.append(mention)
    for item in lists["events"]:
        if (event := _event(item, answer)) is not None:
            answer.events.append(event)
    return answer


def _mention(item: Any, answer: Answer) -> QuotedMention | None:
    quoted = _quoted(item)
    if quoted is None or not isinstance(item.get("label"), str) or not item["label"]:
        answer.refused.append(("entity", f"an entity without a quote or label: {_short(item)}"))
        return None
    return QuotedMention(item["label"], quoted, dict(_attributes(item, answer)))


def _event(item: Any, answer: Answer) -> QuotedEvent | None:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str) or not item["type"]:
        answer.refused.append(("event", f"an event without a type: {_short(item)}"))
        return None
    trigger = _quoted(item.get("trigger"))
    if trigger is None and item.get("trigger") is not None:
        answer.refused.append(("event", f"a trigger without a quote: {_short(item)}"))
        return None
    arguments = item.get("arguments") or []
    pairs = []
    for argument in arguments if isinstance(arguments, list) else [arguments]:
        role, quote = (argument.get(key) if isinstance(argument, dict) else None for key in ("role", "quote"))
        if isinstance(role, str) and isinstance(quote, str) and role and quote.strip():
            pairs.append((role, quote))
        else:
            answer.refused.append(("argument", f"an argument without a role or quote: {_short(argument)}"))
    return QuotedEvent(item["type"], trigger, tuple(pairs), dict(_attributes(item, answer)))


def _quoted(item: Any) -> Quoted | None:
    if not isinstance(item, dict):
        return None
    quote, before, number = item.get("quote"), item.get("before"), item.get("occurrence")
    if not isinstance(quote, str) or not quote.strip():
        return None
    return Quoted(
        quote, before if isinstance(before, str) else "", number if isinstance(number, int) else None
    )


def _attributes(item: dict[str, Any], answer: Answer) -> Iterator[tuple[str, AttributeValue]]:
    given = item.get("attributes") or {}
    if not isinstance(given, dict):
        answer.refused.append(("attribute", f"attributes that are no object: {_short(given)}"))
        return
    for name, value in given.items():
        if value in (None, "", []):
            continue
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list) and all(isinstance(one, str) and one for one in value):
            yield name, tuple(value)
        else:
            answer.refused.append(("attribute", f"{name} is neither a word nor a list: {_short(value)}"))


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
