"""Reads conversations back: finds the quotes of the answers in the passages. The inverse of the export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError
from annotate.core.jsonl import parse, read_lines
from annotate.core.record import FORMAT, Record
from annotate.export.chat.exporter import articles_file
from annotate.export.chat.quotes import place_of
from annotate.export.unread import Report, Unread, refuse

Data = dict[str, Any]
_REMEDY = "Give a file that 'annotate export --format chat' wrote, or one of the same form."


def read_chat(path: Path, report: Report = refuse) -> Iterator[Record]:
    """Yields the article of each conversation with its annotation, in the order of the file.

    Without the file of the articles beside ``path``, ids are the file's name and the line's number, and the
    author is "chat". ``report`` gets what cannot be read: quotes that the passage does not have, arguments
    that name no mention. Without ``report`` these raise `InputError`, and so does a line without a
    conversation.
    """
    beside = articles_file(path)
    rests: Iterator[Data | None] = repeat(None)
    if beside.is_file():
        rests = (rest for _, rest in read_lines(beside))
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        rest = next(rests, None)
        if rest is None and beside.is_file():
            raise InputError(f"has no line in {beside.name}.", where=where, remedy="Export both files again.")
        passage, answer = _said(line, where)
        if rest is None:
            id = f"{path.name.removesuffix('.jsonl')}-{number}"
            found = _Answer(id, passage["passage"], answer, report, {}).annotation()
            annotation = {"author": "chat", "status": "submitted", **found}
            fields = {name: value for name, value in passage.items() if name != "passage"}
            data: Data = {"format": FORMAT, "article": {**fields, "id": id}, "annotation": annotation}
        else:
            data = {**rest, "annotation": dict(rest["annotation"])}
            found = _Answer(
                data["article"]["id"], passage["passage"], answer, report, rest["annotation"]
            ).annotation()
            data["annotation"] |= found
        data["article"] = {**data["article"], "text": passage["passage"]}
        yield parse(Record, data, where=where)


def _said(line: Data, where: str) -> tuple[Data, Data]:
    """The user's and the assistant's message of a conversation, as objects."""
    messages = line.get("messages")
    found: dict[str, Data] = {}
    for message in messages if isinstance(messages, list) else []:
        if isinstance(message, dict) and message.get("role") in ("user", "assistant"):
            try:
                content = json.loads(message["content"])
            except (KeyError, TypeError, ValueError, RecursionError):
                content = None
            if isinstance(content, dict):
                found[message["role"]] = content
    user, assistant = found.get("user", {}), found.get("assistant")
    if not isinstance(user.get("passage"), str) or assistant is None:
        raise InputError(
            "holds no conversation about a passage, with an answer in JSON.", where=where, remedy=_REMEDY
        )
    return user, assistant


class _Answer:
    """The annotation that an answer states, with what ``rest`` holds besides."""

    def __init__(self, id: str, text: str, answer: Data, report: Report, rest: Data) -> None:
        self._id = id
        self._text = text
        self._report = report
        self._names: dict[str, str] = {}  # the ids of mentions by their ids in the answer
        self._entities = _objects(answer, "entities")
        self._events = _objects(answer, "events")
        numbered = {"entities": self._entities, "events": self._events}
        self._rests: dict[str, list[Data]] = {}
        for kind, said in numbered.items():
            known = rest.get(kind, [])
            left = set(range(len(said))) - {one.get("said") for one in known}  # somebody added these
            self._rests[kind] = [*known, *({"said": number} for number in sorted(left))]
        self._prefix = "chat-" if rest else ""

    def annotation(self) -> Data:
        """The entities and events as an annotation has them."""
        entities, events = self._rests["entities"], self._rests["events"]
        found = [
            made
            for number, rest in enumerate(entities, 1)
            if (made := self._entity(rest, number)) is not None
        ]
        return {
            "entities": found,
            "events": [
                made
                for number, rest in enumerate(events, 1)
                if (made := self._event(rest, number)) is not None
            ],
        }

    def _entity(self, rest: Data, number: int) -> Data | None:
        if "said" not in rest:
            return rest
        said = self._at(self._entities, rest["said"])
        place = place_of(self._text, said)
        if place is None or not isinstance(said.get("label"), str):
            self._unread(str(said.get("id", f"entity {number}")), said, "its quote is not in the passage")
            return None
        made = {
            "id": f"e{number}",
            **_kept(said, "attributes", "ref"),
            "label": said["label"],
            **_unsaid(rest),
        }
        self._names[str(said.get("id"))] = made["id"]
        return made | self._span(place)

    def _event(self, rest: Data, number: int) -> Data | None:
        if "said" not in rest:
            return rest
        said = self._at(self._events, rest["said"])
        made = {
            "id": f"{self._prefix}v{number}",
            **_kept(said, "attributes"),
            "type": said.get("type"),
            "trigger": None,
        }
        trigger = said.get("trigger")
        if trigger is not None:
            place = place_of(self._text, trigger) if isinstance(trigger, dict) else None
            if place is None:
                self._unread(f"event {number}", trigger, "the quote of its trigger is not in the passage")
                return None
            made["trigger"] = {**rest.get("trigger", {}), **self._span(place)}
        arguments = said.get("arguments")
        made["arguments"] = [
            {"role": one["role"], "entity": self._names[str(one["entity"])]}
            for one in (arguments if isinstance(arguments, list) and "arguments" not in rest else ())
            if self._is_argument(one, number)
        ]
        made |= {name: value for name, value in _unsaid(rest).items() if name != "trigger"}
        return made

    def _is_argument(self, one: Any, number: int) -> bool:
        if isinstance(one, dict) and "role" in one and str(one.get("entity")) in self._names:
            return True
        self._unread(f"event {number}", one, "an argument names no mention of the answer")
        return False

    def _at(self, said: list[Data], number: Any) -> Data:
        return said[number] if isinstance(number, int) and 0 <= number < len(said) else {}

    def _span(self, place: tuple[int, int]) -> Data:
        return {"start": place[0], "end": place[1], "text": self._text[slice(*place)]}

    def _unread(self, region: str, said: Any, why: str) -> None:
        words = said.get("quote") if isinstance(said, dict) else None
        self._report(Unread(self._id, region, words if isinstance(words, str) else "", why))


def _objects(answer: Data, name: str) -> list[Data]:
    found = answer.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _unsaid(rest: Data) -> Data:
    return {name: value for name, value in rest.items() if name != "said"}


def _kept(said: Data, *names: str) -> Data:
    return {name: said[name] for name in names if name in said}
