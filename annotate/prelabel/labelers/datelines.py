"""What belongs to the agency and not to the story: datelines, photo credits, tags at the end.

"Hanoï, 3 mars (VNA) -", "PARIS (AFP) –", "Photo : VNA/CVN", "-VNA". A dateline's place is LOC, an agency's
tag ORG with the sector JRN. Its day is for `dates` to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entities_said, mention, once
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer, fold, gazetteer
from annotate.prelabel.versions import version

_CAP = r"[^\W\d_a-zà-ÿ][^\W\d_]*"
_PLACE = (
    rf"{_CAP}(?:[ '’.-](?:(?:de|du|la|le|les|sur|el|al|au|aux|en|of|the|upon|and)[ -])?(?:[dl]['’])?{_CAP})*"
)
_TAG = r"[^\W\d_]{2,}(?:[ '’.&-][^\W\d_]+){0,4}"
_TAGS = rf"{_TAG}(?:\s?/\s?{_TAG})*"
_DATELINE = re.compile(
    rf"^[ \t]*(?P<place>{_PLACE})(?:[ \t]?[/,][ \t]?(?P<second>{_PLACE}))?"
    rf"(?P<between>[^\n()]{{0,40}}?)\((?P<tags>{_TAGS})\)[ \t]?\.?[ \t]?(?P<dash>--|[-–—:.])?",
    re.MULTILINE,
)
_BARE_DATELINE = re.compile(
    rf"^[ \t]*(?P<place>{_PLACE})(?:,[ \t](?P<second>{_PLACE}))?[ \t]?(?:--|[–—])[ \t]", re.MULTILINE
)
_SLASHED = re.compile(
    rf"^[ \t]*(?P<tags>[A-Z]{{2,5}})/[ ]?(?P<place>{_PLACE})/"  # AA/ Kampala/
    rf"|(?:^[ \t]*(?P<town>{_PLACE}),[^\n/]{{0,30}})/(?P<tag>[A-Z]{{2,6}})/",  # BICHKEK, 20 septembre. /TASS/
    re.MULTILINE,
)
_SIGNED = re.compile(r"^[ \t]*(?P<tags>[A-Z]{2,6})[ ]?:[ ]\d", re.MULTILINE)  # MAP: 12 mai 2025
_BRACKETED = re.compile(rf"^[ \t]*\((?P<tags>{_TAGS})\)[ \t]?(?:--|[-–—])", re.MULTILINE)
_CREDIT = re.compile(
    rf"(?:Photos?|Crédits?(?: photo)?|Image|Source|Vidéo|Video|Infographie|©)\s?[:/]?\s(?P<tags>{_TAGS})"
    r"(?=[\s.)\]]|\Z)"
)
_LAST_LINE = re.compile(
    r"(?:^|(?<=[.!?…»”\")])|(?<=\./\.))[ \t]*[-–—/.]{0,3}[ \t]?"
    r"(?P<tags>[A-Z]{2,6}(?:\s?/\s?[A-Z]{2,6})*)[ \t.]*\Z",
    re.MULTILINE,
)
# PTI SA KRK
_SIGNATURE = re.compile(r"^[ \t]*(?P<tags>[A-Z]{2,6})(?: [A-Z]{2,4}){1,5}[ \t]*\Z", re.MULTILINE)
_PERSON = rf"{_CAP}(?:[ '’.-]{{1,2}}(?:(?:de|da|van|von|al|el|bin)[ -])?{_CAP}){{1,3}}"
_BYLINE = re.compile(
    r"(?:(?:[Rr]eporting|[Ww]riting|[Ee]diting)[ ]by|^By|[Rr]eportage(?:[ ]de)?|[Vv]ersion[ ]française"
    r"|[ÉéEe]dité[ ]par)[ ]"
    rf"(?P<name>{_PERSON})(?:(?:,| and| et)[ ](?P<other>{_PERSON}))?(?=[\s,;.)]|\Z)",
    re.MULTILINE,
)
_NO_PLACE = frozenset({"photo", "photos", "source", "video", "image"})


class Datelines:
    """Datelines, credits, bylines and agency tags, by pattern; needs no analysis."""

    name = "datelines"
    needs: frozenset[str] = frozenset()
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, languages: Sequence[str], ontology: Ontology) -> None:
        self.version = version(names.digest())
        self.languages = frozenset(languages)
        self._names = names
        self._labels = {label for label in ("LOC", "ORG", "PER") if label in ontology.entities}
        self._press = {"sector": "JRN"} if "sector" in ontology.attributes_of("ORG") else {}

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The places and agencies of each draft's datelines and credits."""
        return entities_said(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        return (item for item in once(self._marked(draft.article.text)) if item.label in self._labels)

    def _marked(self, text: str) -> Iterator[Entity]:
        body = max(text.find("\n\n"), 0)
        for match in _DATELINE.finditer(text):
            if not self._plausible(match["between"]) or not (match["dash"] or self._is_agency(match["tags"])):
                continue
            yield from self._places(match, text)
            yield from self._agencies(match, text)
        first = _BARE_DATELINE.match(text, body + 2 if body else 0)
        if first is not None:
            yield from self._places(first, text)
        for match in _SLASHED.finditer(text):
            place, tags = ("place", "tags") if match["place"] else ("town", "tag")
            yield from self._places(match, text, (place,))
            yield from self._agencies(match, text, tags)
        for pattern in (_BRACKETED, _CREDIT, _LAST_LINE, _SIGNED):
            for match in pattern.finditer(text):
                yield from self._agencies(match, text)
        for match in _SIGNATURE.finditer(text):
            if self._is_agency(match["tags"]):
                yield from self._agencies(match, text)
        for match in _BYLINE.finditer(text):
            for group in ("name", "other"):
                if match[group]:
                    yield mention(text, *match.span(group), "PER", fixed_scores.DATELINES)

    def _is_agency(self, tags: str) -> bool:
        known = self._names.names.get(tags.partition("/")[0].strip())
        return known is not None and known.sector == "JRN"

    def _plausible(self, between: str) -> bool:
        """Whether what stands between place and agency can be a date: a digit in it, or next to nothing."""
        return any(character.isdigit() for character in between) or not between.strip(" ,")

    def _places(
        self, match: re.Match[str], text: str, groups: Sequence[str] = ("place", "second")
    ) -> Iterator[Entity]:
        for group in groups:
            if match[group] and fold(match[group]) not in _NO_PLACE:
                known = self._names.names.get(match[group]) or self._names.cities.get(match[group])
                if group == "second" and known is None:
                    continue
                if known is not None and known.kind == "body":
                    continue
                start, end = match.span(group)
                yield mention(
                    text, start, end, "LOC", fixed_scores.DATELINES, ref=known.ref if known else None
                )

    def _agencies(self, match: re.Match[str], text: str, group: str = "tags") -> Iterator[Entity]:
        offset = match.start(group)
        for part in re.finditer(r"[^/]+", match[group]):
            tag = part[0].strip()
            start = offset + part.start() + part[0].index(tag)
            known = self._names.names.get(tag)
            if known is not None and known.kind != "body":
                continue
            if known is None and not (tag.isupper() or tag.istitle()):
                continue
            yield mention(
                text,
                start,
                start + len(tag),
                "ORG",
                fixed_scores.DATELINES,
                ref=known.ref if known else None,
                attributes=self._press,
            )


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``datelines``."""
    return Datelines(gazetteer(context.languages), context.languages, context.ontology)
