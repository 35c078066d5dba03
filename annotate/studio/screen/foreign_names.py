"""Gives the labels, relations and controls of a project made by hand names that an ontology can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.names import MAX_NAME_LENGTH, composed, is_name, is_name_character

RELATIONS, ATTRIBUTES = "Relations", "attributes"  # the places of relations and of attributes in `renamed`
_ROOM = 5  # characters for "_" and a number


class Family(StrEnum):
    """A set of names that must differ from each other. Names of two families may be the same."""

    TYPE = "type"
    ROLE = "role"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True)
class Foreign:
    """A value on the screen, and its place: a control, `RELATIONS` or `ATTRIBUTES`.

    ``vague`` values, such as "yes", keep their own name only if no other type has the same.
    """

    family: Family
    place: str
    value: str
    vague: bool = False


class ForeignNames:
    """Names for all values of a screen. ``renamed`` maps the values that got another name to that name.

    A value that occurs in several places is in ``renamed`` as ``place/value``.
    """

    def __init__(self, values: Iterable[Foreign]) -> None:
        given = list(dict.fromkeys(values))
        self.renamed: dict[str, str] = {}
        self._occurrences = Counter(item.value for item in given)
        # No name may be what another value is called on the screen: renames would lead through it.
        self._foreign = {item.value.casefold() for item in given}
        self._taken: dict[Family, set[str]] = {family: set() for family in Family}
        self._names: dict[Foreign, str] = {}
        types = Counter(item.value for item in given if item.family is Family.TYPE)
        for item in given:  # values that are names stay as they are, if no other has that name
            ambiguous = item.vague and types[item.value] > 1
            if is_name(item.value) and not ambiguous and self._take(item.family, item.value):
                self._names[item] = item.value
        for item in given:
            if item not in self._names:
                self._names[item] = self._renamed(item)

    def __getitem__(self, item: Foreign) -> str:
        return self._names[item]

    def alike(self, item: Foreign, place: str, former: str) -> None:
        """Notes that results at ``place`` may hold ``former`` where they would hold ``item.value`` today."""
        name = self._names[item]
        if former != name:
            key = (
                f"{place}/{former}"
                if former.casefold() in self._foreign or former in self.renamed
                else former
            )
            self.renamed.setdefault(key, name)

    def _take(self, family: Family, name: str) -> bool:
        if name.casefold() in self._taken[family]:
            return False
        self._taken[family].add(name.casefold())
        return True

    def _renamed(self, item: Foreign) -> str:
        plain = _plain(item.value)
        again = self._occurrences[item.value] > 1 and item.family is Family.TYPE
        name = self._free(item.family, _plain(f"{item.value}_{item.place}") if again else plain)
        key = f"{item.place}/{item.value}" if self._occurrences[item.value] > 1 else item.value
        self.renamed[key] = name
        return name

    def _free(self, family: Family, name: str) -> str:
        unique, number = name, 2
        while unique.casefold() in self._foreign or not self._take(family, unique):
            unique, number = f"{name}_{number}", number + 1
        return unique


def _plain(value: str) -> str:
    """``value`` with "_" for everything that a name cannot contain."""
    kept = "".join(
        character if is_name_character(character) else " " for character in composed(value).replace("_", " ")
    )
    name = "_".join(kept.split()).strip("_-")
    if not name or not is_name(name[0]):
        name = f"L_{name}".rstrip("_")
    return name[: MAX_NAME_LENGTH - _ROOM].rstrip("_-")
