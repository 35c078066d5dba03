"""Maps foreign labels, roles and attributes to those of an ontology, and counts what was mapped to what."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology

Kind = Literal["label", "role", "attribute", "value"]
_KINDS: tuple[Kind, ...] = ("label", "role", "attribute", "value")
Given = dict[tuple[Kind, str], str]  # (kind, foreign name) -> our name, "" to leave it out


class Seen(NamedTuple):
    """A foreign name that the input has. ``ours`` is "" if it is left out, and None if it is unknown."""

    kind: Kind
    foreign: str
    ours: str | None


def parse_map(words: Iterable[str], ontology: Ontology) -> Given:
    """The mapping that the user gave as ``FOREIGN=OURS``; without OURS, the foreign name is left out.

    A prefix says what is mapped: ``role:``, ``attribute:``, ``value:ATTRIBUTE:``, or ``label:`` (the default)
    for types of mentions and events. Raises `ConfigError` for a name that the ontology does not have, and
    for a foreign name that is given two names.
    """
    given: Given = {}
    for word in words:
        foreign, equals, ours = word.rpartition("=")
        foreign, ours = foreign.strip(), ours.strip()
        prefix, colon, rest = foreign.partition(":")
        kind = next((one for one in _KINDS if colon and one == prefix), None)
        if kind is not None:
            foreign = rest
        kind = kind or "label"
        if not equals or not foreign or (kind == "value" and not foreign.partition(":")[2]):
            raise ConfigError(
                f"{word!r} is not FOREIGN=OURS.",
                where="--map",
                remedy="Write for instance GPE=LOC, role:giver=Agent, or GPE= to leave it out.",
            )
        known = _names(ontology, kind, foreign)
        if ours and kind == "value" and not known:
            raise ConfigError(
                f"the ontology has no attribute with values {foreign.partition(':')[0]!r}.",
                where=f"--map {word}",
                remedy="Name the attribute as the ontology has it: value:ATTRIBUTE:FOREIGN=OURS.",
            )
        if ours and ours not in known:
            raise ConfigError(
                f"the ontology {ontology.id} has no {_WORDS[kind]} {ours!r}.",
                where=f"--map {word}",
                remedy=f"It has {', '.join(known)}.",
            )
        if given.setdefault((kind, foreign), ours) != ours:
            raise ConfigError(
                f"{foreign!r} is given two names.", where=f"--map {word}", remedy="Give it one name."
            )
    return given


_WORDS: dict[Kind, str] = {
    "label": "entity type or event type",
    "role": "role",
    "attribute": "attribute",
    "value": "value",
}


def _names(ontology: Ontology, kind: Kind, foreign: str = "") -> list[str]:
    """The names that the ontology has for a kind."""
    if kind == "label":
        return [*ontology.entities, *ontology.events]
    if kind == "role":
        return list(ontology.roles)
    if kind == "attribute":
        return list(ontology.attributes)
    attribute = ontology.attributes.get(foreign.partition(":")[0])
    return [] if attribute is None else list(attribute.values)


class LabelMap:
    """Finds our name for a foreign name. ``scheme`` is the name of the format, a key of ``mapping``.

    The order: what the user gave; the ontology's ``mapping`` for this format; the ontology's own present or
    former name; the ``mapping`` for other schemes, if they agree.
    """

    def __init__(self, ontology: Ontology, scheme: str, given: Given) -> None:
        self._ontology = ontology
        self._scheme = scheme
        self._given = given
        self._known = {kind: frozenset(_names(ontology, kind)) for kind in _KINDS}
        self._found: dict[tuple[Kind, str], str | None] = {}
        self.seen: Counter[Seen] = Counter()

    def find(self, kind: Kind, foreign: str) -> str | None:
        """Our name; "" if the user leaves it out; None if it is unknown. Counts the foreign name."""
        key = (kind, foreign)
        if key not in self._found:
            self._found[key] = self._look_up(kind, foreign)
        ours = self._found[key]
        self.seen[Seen(kind, foreign, ours)] += 1
        return ours

    def value(self, attribute: str, foreign: str) -> str | None:
        """Our value for a foreign value of our ``attribute``; the value itself if nobody gave another."""
        key = f"{attribute}:{foreign}"
        ours = self._given.get(("value", key))
        if ours is not None:
            self.seen[Seen("value", key, ours)] += 1
        return foreign if ours is None else ours

    def _look_up(self, kind: Kind, foreign: str) -> str | None:
        known = self._known[kind]
        if (given := self._given.get((kind, foreign))) is not None:
            return given
        mapping = self._ontology.mapping if kind == "label" else {}
        own = mapping.get(self._scheme, {}).get(foreign, foreign)
        own = own if own in known else self._ontology.renamed_label(own)
        if own in known:
            return own
        others = {names[foreign] for names in mapping.values() if foreign in names} & known
        return others.pop() if len(others) == 1 else None

    @property
    def names(self) -> Mapping[str, str]:
        """Our names by foreign name, so far as they are known before reading."""
        names = {
            foreign: ours for scheme in self._ontology.mapping.values() for foreign, ours in scheme.items()
        }
        names |= self._ontology.mapping.get(self._scheme, {})
        return names | {foreign: ours for (_, foreign), ours in self._given.items() if ours}

    @property
    def unused(self) -> list[str]:
        """The mappings that the user gave and the input does not need, as the user wrote them."""
        used = {(seen.kind, seen.foreign) for seen in self.seen}
        return [f"{as_written(*key)}={ours}" for key, ours in self._given.items() if key not in used]

    def unknown(self) -> list[tuple[Seen, int, str]]:
        """The unknown names, the most frequent first, with their number and the --map to add."""
        found = [(seen, number) for seen, number in self.seen.items() if seen.ours is None]
        found.sort(key=lambda one: (-one[1], one[0].kind, one[0].foreign))
        return [
            (seen, number, f"--map {shlex.quote(as_written(*seen[:2]) + '=')}…") for seen, number in found
        ]


def as_written(kind: Kind, foreign: str) -> str:
    """A foreign name with the prefix that it has on the command line."""
    needs_prefix = kind != "label" or foreign.partition(":")[0] in _KINDS
    return f"{kind}:{foreign}" if needs_prefix else foreign
