"""Articles of generated sentences. Each sentence has suggestions, and words that nobody suggested."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from typing import Any

Result = dict[str, Any]
VERSION = "m1"
_PERSONS = ("Ana Pérez", "Tô Lâm", "Le\u0301a Đỗ", "李 四", "Zoë 🧑‍🚀 Quinn", "Jean-Noël d’Arc", "نجيب")
_PLACES = ("Hanoï", "Hà Nội 🇻🇳", "São Tomé", "Œuilly", "𝔘lm", "Ho\u0302pital")
_ROLES = ("président cubain", "vice-ministre", "porte-parole 🎙️")
_TEMPLATE = (
    "Le |role| a |event=rencontré| |person| à |place| le |date|, dit l’|group||blank=  \u200b|"
    "et son |noun=soutien||mark=.|"
)
_GROUPS = ("Assemblée nationale", "ONU", "Croix-Rouge", "Ủy ban")


@dataclass(frozen=True)
class Word:
    """Words of an article and where they stand, as a half-open range of code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article: its words by name, and the letters before the ids of its regions.

    ``role person place date event`` have suggestions; ``group noun blank mark`` have none. ``blank`` is the
    white space behind ``group``, and ``mark`` the full stop behind ``noun``.
    """

    prefix: str
    words: dict[str, Word]

    def __getitem__(self, name: str) -> Word:
        return self.words[name]

    def id(self, name: str) -> str:
        """The id of a suggested region."""
        return f"{self.prefix}{name}"


@dataclass(frozen=True)
class Made:
    """A generated article: the line of the file of suggestions, and its sentences."""

    line: dict[str, Any]
    sentences: tuple[Sentence, ...]

    @property
    def id(self) -> str:
        """The article's id."""
        return str(self.line["article"]["id"])

    @property
    def text(self) -> str:
        """The article's text."""
        return str(self.line["article"]["text"])

    @property
    def suggestion(self) -> dict[str, Any]:
        """The suggested annotation."""
        return dict(self.line["annotation"])


def article(name: str, sentences: int, chance: random.Random) -> Made:
    """An article with this many sentences."""
    text, made = "", []
    for number in range(sentences):
        pieces = {
            "role": chance.choice(_ROLES),
            "person": chance.choice(_PERSONS),
            "place": chance.choice(_PLACES),
            "date": f"{chance.randrange(1, 28)} mars",
            "group": chance.choice(_GROUPS),
        }
        words: dict[str, Word] = {}
        for index, part in enumerate(_TEMPLATE.split("|")):
            key, _, given = part.partition("=")
            shown = (given or pieces[key]) if index % 2 else part
            if index % 2:
                words[key] = Word(len(text), len(text) + len(shown), shown)
            text += shown
        made.append(Sentence(f"s{number}", words))
        text += chance.choice([" ", "\n", "\n\n", "\t", "\u00a0"])
    text = text.rstrip()
    entities, events = [], []
    for sentence in made:
        entities += [_entity(sentence, name, label, chance) for name, label in _SUGGESTED]
        events.append(_event(sentence, chance))
    if chance.random() < 0.3:
        events.append(
            {"id": "article.AID", "type": "AID", "trigger": None, "arguments": [], "attributes": {}}
        )
    digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    line = {
        "format": 1,
        "article": {"id": name, "text": text},
        "annotation": {
            "author": VERSION,
            "status": "suggested",
            "ontology": "diplomacy@1.1.0",
            "digest": digest,
            "entities": entities,
            "events": events,
        },
    }
    return Made(json.loads(json.dumps(line)), tuple(made))


_SUGGESTED = (("role", "ROLE"), ("person", "PER"), ("place", "LOC"), ("date", "DATE"))


def _entity(sentence: Sentence, name: str, label: str, chance: random.Random) -> dict[str, Any]:
    word = sentence[name]
    made: dict[str, Any] = {
        "id": sentence.id(name),
        "start": word.start,
        "end": word.end,
        "label": label,
        "text": word.text,
        "attributes": {},
        "score": 0.5,
    }
    if label == "DATE":
        made["attributes"] = {"value": "2024-03-03"}
    if label == "ROLE" and chance.random() < 0.6:
        made["attributes"] = {"sector": "GOV"}
    if label in {"LOC", "PER"} and chance.random() < 0.6:
        made["ref"] = "VNM"
    return made


def _event(sentence: Sentence, chance: random.Random) -> dict[str, Any]:
    word = sentence["event"]
    roles = [("Agent", "role"), ("Recipient", "person"), ("Place", "place"), ("Time", "date")]
    attributes: dict[str, Any] = {"modality": "asserted", "polarity": "positive"}
    if chance.random() < 0.6:
        attributes["context"] = ["economic", "military"]
    return {
        "id": sentence.id("event"),
        "type": "CONSULT",
        "trigger": {"start": word.start, "end": word.end, "text": word.text},
        "arguments": [{"role": role, "entity": sentence.id(name)} for role, name in roles],
        "attributes": attributes,
        "score": 0.5,
    }
