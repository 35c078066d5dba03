"""A decoder of DyGIE++'s JSON, written from its format page alone.

https://github.com/dwadden/dygiepp/blob/master/doc/data.md
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

FIELDS = {"doc_key", "dataset", "sentences", "weight", "ner", "relations", "clusters", "events"}


@dataclass
class Document:
    """Mentions and events with their words; ranges are tokens of the document, half-open."""

    key: str
    words: list[str]
    mentions: list[tuple[int, int, str]] = field(default_factory=list)
    events: list[tuple[int, str, list[tuple[int, int, str]]]] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)

    def said(self, start: int, end: int) -> str:
        return " ".join(self.words[start:end])


def decode(line: str) -> Document:
    """Reads a document, and checks what the page demands of it."""
    data: dict[str, Any] = json.loads(line)
    sentences = data["sentences"]
    assert isinstance(data["doc_key"], str) and isinstance(data["dataset"], str)
    for name, values in data.items():
        assert name in FIELDS or name.startswith("_")
        if name not in ("doc_key", "dataset", "weight", "clusters"):
            assert len(values) == len(sentences)  # a list per sentence
    document = Document(data["doc_key"], [word for sentence in sentences for word in sentence])
    assert all(document.words)  # no empty strings
    document.sentence_of = [number for number, sentence in enumerate(sentences) for _ in sentence]

    def within(start: int, last: int, sentence: int) -> tuple[int, int]:
        assert 0 <= start <= last < len(document.words)
        assert document.sentence_of[start] == document.sentence_of[last] == sentence
        return start, last + 1

    for number, mentions in enumerate(data.get("ner", ())):
        for start, last, label in mentions:
            document.mentions.append((*within(start, last, number), label))
    for number, events in enumerate(data.get("events", ())):
        for (trigger, kind), *arguments in events:
            within(trigger, trigger, number)
            roles = [(*within(start, last, number), role) for start, last, role in arguments]
            document.events.append((trigger, kind, roles))
    return document
