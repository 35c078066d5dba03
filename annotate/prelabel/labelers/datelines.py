"""Finds places, agencies and reporters in datelines, photo credits, bylines and agency tags.

"Hanoï, 3 mars (VNA) -", "PARIS (AFP) –", "Photo : VNA/CVN", "-VNA". An agency gets the sector of the press.
The labeler `dates` finds the day of a dateline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.folding import fold_accents
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.attribute_names import PRESS, SECTOR
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entity_answers, mention, one_per_id
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.dateline_patterns import DatelinePatterns
from annotate.prelabel.languages.names import NameRules
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.versions import version

_INITIALS = 2  # letters of a reporter's initials; agencies have three or more


class Datelines:
    """Finds names in datelines, credits, bylines and agency tags, by pattern. Needs no analysis."""

    name = "datelines"
    needs: frozenset[str] = frozenset()
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, rules: Mapping[str, NameRules], ontology: Ontology) -> None:
        self._patterns = {
            language: DatelinePatterns(of_language.datelines)
            for language, of_language in rules.items()
            if of_language.datelines is not None
        }
        self.languages = frozenset(self._patterns)
        self.version = version(names.digest(), rules_version(self.languages))
        self._names = names
        self._place, self._person = ontology.label_of("place"), ontology.label_of("person")
        self._agency = ontology.label_of("organization")
        has_sector = self._agency is not None and SECTOR in ontology.attributes_of(self._agency)
        self._press = {SECTOR: PRESS} if has_sector else {}

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the places, agencies and reporters in each draft's datelines, credits and bylines."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterable[Entity]:
        if draft.language is None:
            return ()
        return one_per_id(self._mentions(draft.article.text, self._patterns[draft.language]))

    def _mentions(self, text: str, patterns: DatelinePatterns) -> Iterator[Entity]:
        body = max(text.find("\n\n"), 0)
        for match in patterns.dateline.finditer(text):
            if not self._plausible(match["between"]) or not (match["dash"] or self._is_agency(match["tags"])):
                continue
            yield from self._places(match, text, patterns)
            yield from self._agencies(match, text)
        first = patterns.bare_dateline.match(text, body + 2 if body else 0)
        if first is not None:
            yield from self._places(first, text, patterns)
        for match in patterns.slashed.finditer(text):
            place, tags = ("place", "tags") if match["place"] else ("town", "tag")
            if match[place].isupper() and len(match[place]) <= _INITIALS and not self._is_agency(match[tags]):
                continue  # the initials of two reporters
            yield from self._places(match, text, patterns, (place,))
            yield from self._agencies(match, text, tags)
            if match["name"] and self._person is not None:
                yield mention(text, *match.span("name"), self._person, fixed_scores.DATELINES)
        for match in patterns.bracketed_first.finditer(text):
            yield from self._places(match, text, patterns)
        for pattern in (patterns.bracketed, patterns.credit, patterns.last_line, patterns.signed):
            for match in pattern.finditer(text):
                yield from self._agencies(match, text)
        for match in patterns.signature.finditer(text):
            if self._is_agency(match["tags"]):
                yield from self._agencies(match, text)
        for match in patterns.initials_first.finditer(text):
            if match["dated"] or self._is_agency(match["tags"]):
                yield from self._agencies(match, text)
        for match in (*patterns.photographer.finditer(text), *patterns.agency_first.finditer(text)):
            if self._is_agency(match["tags"]) and self._is_person(match["name"], patterns):
                if self._person is not None:
                    yield mention(text, *match.span("name"), self._person, fixed_scores.DATELINES)
                yield from self._agencies(match, text)
        for match in patterns.byline.finditer(text):
            for group in ("name", "other"):
                if match[group] and self._person is not None:
                    yield mention(text, *match.span(group), self._person, fixed_scores.DATELINES)

    def _is_agency(self, tags: str) -> bool:
        known = self._names.names.get(tags.partition("/")[0].strip())
        return known is not None and known.sector == PRESS

    def _is_person(self, name: str, patterns: DatelinePatterns) -> bool:
        """Whether a name in a credit is a photographer's: two words or more, and no known name."""
        spaced = " " in name or "." in name
        return (
            spaced
            and not name.isupper()
            and not any(self._names.names.get(part) is not None for part in (name, name.split(maxsplit=1)[0]))
        )

    def _plausible(self, between: str) -> bool:
        """Whether the text between place and agency has no words or is a date (has a digit)."""
        return any(character.isdigit() for character in between) or not between.strip(" ,")

    def _places(
        self,
        match: re.Match[str],
        text: str,
        patterns: DatelinePatterns,
        groups: Sequence[str] = ("place", "second"),
    ) -> Iterator[Entity]:
        if self._place is None:
            return
        for group in groups:
            if match[group] and fold_accents(match[group]) not in patterns.no_places:
                known = self._names.names.get(match[group]) or self._names.cities.get(match[group])
                if group == "second" and known is None:
                    continue
                if known is not None and known.kind == "organization":
                    continue
                start, end = match.span(group)
                yield mention(
                    text, start, end, self._place, fixed_scores.DATELINES, ref=known.ref if known else None
                )

    def _agencies(self, match: re.Match[str], text: str, group: str = "tags") -> Iterator[Entity]:
        if self._agency is None:
            return
        offset = match.start(group)
        parts = list(re.finditer(r"[^/]+", match[group]))
        beside_agency = any(self._is_agency(part[0]) or " " not in part[0].strip() for part in parts)
        for part in parts:
            tag = part[0].strip()
            start = offset + part.start() + part[0].index(tag)
            known = self._names.names.get(tag)
            if known is not None and known.kind != "organization":
                continue
            if known is None and not (tag.isupper() or tag.istitle()):
                continue
            if known is None and len(parts) > 1 and self._is_staff(tag, beside_agency=beside_agency):
                if " " in tag and self._person is not None:
                    yield mention(text, start, start + len(tag), self._person, fixed_scores.DATELINES)
                continue
            yield mention(
                text,
                start,
                start + len(tag),
                self._agency,
                fixed_scores.DATELINES,
                ref=known.ref if known else None,
                attributes=self._press,
            )

    def _is_staff(self, tag: str, *, beside_agency: bool) -> bool:
        """Whether a part of a credit names a reporter: "Ana Rossi" beside an agency, the initials "AR"."""
        if " " in tag:
            return beside_agency and not tag.isupper()
        return len(tag) <= _INITIALS


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``datelines``."""
    return Datelines(context.gazetteer(), context.name_rules(), context.ontology)
