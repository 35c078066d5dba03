"""Maps names of an ontology to names that brat allows: ASCII letters, digits, "-" and "_"; and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from annotate.core.ontology import Ontology

ANNOTATOR_NOTES = "AnnotatorNotes"  # the type of brat's own notes
UNREVIEWED = "Unreviewed"
ARTICLE_TYPE = "ArticleType"
_OTHER = re.compile(r"[^A-Za-z0-9_-]+")
_RESERVED = ("SPAN_DEFAULT", "ARC_DEFAULT", "SEPARATOR", "ENTITY-NESTING", "Equiv")
_ALLOWED = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class _Mapping:
    """Names of one kind: each original name has one brat name, and no two have the same."""

    def __init__(self, taken: Iterable[str] = (), *, may_end_in_digit: bool = True) -> None:
        self.names: dict[tuple[str, ...], str] = {}
        self._taken = set(taken)
        self._may_end_in_digit = may_end_in_digit

    def add(self, keys: Iterable[tuple[str, ...]]) -> None:
        """Maps names that are known beforehand. Names that brat allows stay as they are."""
        ordered = list(keys)
        for key in sorted(ordered, key=lambda key: _ALLOWED.fullmatch("-".join(key[1:])) is None):
            self.name(*key)

    def name(self, *key: str) -> str:
        """The brat name for a name. The first part of ``key`` is its kind, such as "entity"."""
        if key not in self.names:
            self.names[key] = self._free("-".join(key[1:]))
            self._taken.add(self.names[key])
        return self.names[key]

    def _free(self, wished: str) -> str:
        ascii_only = unicodedata.normalize("NFKD", wished).encode("ascii", "ignore").decode()
        name = _OTHER.sub("_", ascii_only)
        if not _ALLOWED.fullmatch(name):
            name = f"x_{name}"
        if not self._may_end_in_digit and name[-1].isdigit():
            name += "_"
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name}_{number}" + ("" if self._may_end_in_digit else "_")
        return found


class BratNames:
    """The brat names for types, roles, attributes and values; new names are added as they come.

    A role may be filled several times. brat numbers these (Agent, Agent2), so no role ends in a digit.
    An attribute with one value of a closed list is a brat attribute with values. Of an attribute with several
    values, each value is a brat attribute without values (context-military): brat keeps one value of an
    attribute. Other attributes are notes.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.types = _Mapping(_RESERVED)
        self.roles = _Mapping(may_end_in_digit=False)
        self.attributes = _Mapping()
        self.values: dict[str, _Mapping] = {}
        self.notes = _Mapping((ANNOTATOR_NOTES, UNREVIEWED, ARTICLE_TYPE))
        self.types.add(("entity", label) for label in ontology.entities)
        self.types.add(("event", label) for label in ontology.events)
        self.roles.add(("role", role) for role in ontology.roles)
        for name, attribute in ontology.attributes.items():
            if attribute.kind == "single":
                self.attributes.add([("attribute", name)])
                self.values[name] = _Mapping()
                self.values[name].add(("value", value) for value in attribute.values)
            elif attribute.kind == "multiple":
                self.attributes.add(("flag", name, value) for value in attribute.values)
            else:
                self.notes.add([("note", name)])

    def entity(self, label: str) -> str:
        """The brat type of a mention."""
        return self.types.name("entity", label)

    def event(self, label: str) -> str:
        """The brat type of an event."""
        return self.types.name("event", label)

    def role(self, role: str) -> str:
        """The brat name of a role, without a number."""
        return self.roles.name("role", role)

    def attribute(self, name: str) -> str:
        """The brat name of an attribute with one value of a closed list."""
        return self.attributes.name("attribute", name)

    def flag(self, name: str, value: str) -> str:
        """The brat name of one value of an attribute with several values."""
        return self.attributes.name("flag", name, value)

    def value(self, name: str, value: str) -> str:
        """The brat form of a value of a closed list."""
        return self.values[name].name("value", value)

    def note(self, name: str) -> str:
        """The type of the notes that hold an attribute."""
        return self.notes.name("note", name)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: brat names, and the names that they stand for."""
        found: dict[str, Any] = {
            kind: {} for kind in ("entity", "event", "role", "attribute", "flag", "note", "value")
        }
        for mapping in (self.types, self.roles, self.attributes, self.notes):
            for (kind, *parts), name in mapping.names.items():
                found[kind][name] = parts if kind == "flag" else parts[0]
        found["value"] = {
            attribute: {name: value for (_, value), name in mapping.names.items()}
            for attribute, mapping in self.values.items()
        }
        return found


class OriginalNames:
    """The inverse of `BratNames`: what brat names stand for. Unknown names stand for themselves."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def of(self, kind: str, name: str) -> str:
        """The name that ``name`` stands for, as an "entity", "event", "role" or "note"."""
        return str(self._data.get(kind, {}).get(name, name))

    def flag(self, name: str) -> tuple[str, str] | None:
        """The attribute and the value of a brat attribute that stands for one of several values."""
        found = self._data.get("flag", {}).get(name)
        return None if found is None else (str(found[0]), str(found[1]))

    def value(self, attribute: str, value: str) -> str:
        """The value that ``value`` stands for."""
        return str(self._data.get("value", {}).get(attribute, {}).get(value, value))
