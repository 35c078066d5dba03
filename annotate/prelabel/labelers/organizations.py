"""Finds organizations that are named by a head noun, and acronyms in brackets after such a name.

"ministère vietnamien de la Santé", "gouvernement chilien", "Commission des affaires étrangères du Sénat",
"Ministry of Trade", "Malian army".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.attribute_names import SECTOR
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import MentionIndex, entity_answers, mention, one_per_id
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.acronyms import IN_BRACKETS, bare_acronym, defines_thing, definitions
from annotate.prelabel.languages.head_nouns import HeadNouns, introduced
from annotate.prelabel.languages.names import NameRules, OrganizationName
from annotate.prelabel.languages.organization_contexts import by_context
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_LOCAL = frozenset({"JUD", "COP"})  # sectors of bodies that a place alone makes definite

# The party of a member of parliament and the constituency: "Nadia Roten (PS/VS)".
_AFFILIATION = re.compile(r"[ \u00a0]\((?P<party>[^\W\d_a-zà-ÿ][\w-]{1,14})/(?P<seat>[A-Z]{2})\)")
_PARTY = "PTY"


class Organizations:
    """Finds organizations by the head nouns of the gazetteer."""

    name = "organizations"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, rules: Mapping[str, NameRules], ontology: Ontology) -> None:
        self._rules = {
            language: of_language.organizations
            for language, of_language in rules.items()
            if of_language.organizations is not None and language in names.heads
        }
        self._heads = {language: HeadNouns(names, language) for language in self._rules}
        self.languages = frozenset(self._rules)
        self.version = version(names.digest(), rules_version(self.languages))
        self._ontology = ontology
        self._names = names
        self._label = ontology.label_of("organization")
        self._place = ontology.label_of("place")
        self._seats = {
            language: of_language.persons.seats
            for language, of_language in rules.items()
            if of_language.persons is not None
        }
        # If an ontology has a type for functions, common nouns ("gouvernement chilien") are mentions too.
        self._common = ontology.label_of("function") is not None
        self._sectors = self._label is not None and SECTOR in ontology.attributes_of(self._label)

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the organizations in each draft's text, if the ontology has an entity type for them."""
        return entity_answers(self.name, batch, lambda draft: one_per_id(self._entities(draft)))

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if self._label is None or draft.language is None:
            return
        heads, rules = self._heads[draft.language], self._rules[draft.language]
        words, text = draft.tree.words, draft.article.text
        people = [
            (item, draft.by_model_alone(item))
            for item in draft.suggested.entities
            if self._ontology.kind_of(item.label) == "person" and not self._is_known(item, draft)
        ]
        persons, by_model = (
            MentionIndex(item for item, _ in people),
            {item.id: model for item, model in people},
        )
        defined = {item.start: item for item in definitions(text, words, heads)} if self._common else {}
        starts = {word.start: word.i for word in words}
        places = {
            item.end: starts[item.start]
            for item in draft.suggested.entities
            if self._ontology.kind_of(item.label) == "place" and item.start in starts
        }
        done = 0
        for word in words:
            if word.i < done:
                continue
            found, named = rules.around(heads, words, word.i, done), False
            if found is None and self._common:
                found = introduced(heads, words, word.i)
                named = found is not None
            if found is None and self._common and rules.place_first:
                found = _local(heads, words, word.i, done, people, places)
            if found is None:
                if word.text in rules.alone and not word.starts_sentence:
                    yield self._entity(text, word.start, word.end, self._label, rules.alone[word.text])
                elif self._common and (end := bare_acronym(words, word.i, heads, rules.definite, rules.of)):
                    if defines_thing(text, word.text, heads):
                        continue
                    yield self._entity(text, word.start, words[end - 1].end, self._label, None)
                    done = end
                elif self._common and (end := by_context(heads, words, word.i, rules)):
                    yield self._entity(text, word.start, words[end - 1].end, self._label, None)
                    done = end
                continue
            first, last, sector = found
            local = sector in _LOCAL or words[first].key in rules.local_offices
            if rules.place_first and self._common and local and words[first].text.islower():
                first = _place_start(heads, words, first, done, people, places) or first
            if not self._common and not words[first].text[0].isupper():
                continue
            start, end = words[first].start, words[last - 1].end
            # A model takes a place inside ("Université de Nha Trang") or a name ("le parti Renouveau") for a
            # person. So if only a model found the person, the organization may contain it or replace it.
            if any(not (named and by_model[person.id]) for person in persons.of(start, start + 1)):
                continue
            done = last
            if (definition := defined.pop(start, None)) is not None:
                end = max(end, definition.end)
            yield self._entity(text, start, end, self._label, sector)
            yield from self._acronym(text, end, self._label, sector)
        for definition in defined.values():
            yield self._entity(text, definition.start, definition.end, self._label, None)
            yield self._entity(text, *definition.acronym, self._label, None)
        yield from self._affiliations(text, people, self._seats.get(draft.language, frozenset()))
        for item in draft.suggested.entities:
            if self._ontology.kind_of(item.label) == "organization":
                yield from self._acronym(text, item.end, item.label, None)

    def _affiliations(
        self, text: str, people: Sequence[tuple[Entity, bool]], seats: frozenset[str]
    ) -> Iterator[Entity]:
        """Yields party and constituency behind a person: "Nadia Roten (PS/VS)"."""
        for person, _ in people if seats else ():
            match = _AFFILIATION.match(text, person.end)
            if match is None or match["seat"] not in seats or self._label is None:
                continue
            yield self._entity(text, *match.span("party"), self._label, _PARTY)
            if self._place is not None:
                yield mention(text, *match.span("seat"), self._place, fixed_scores.ORGANIZATIONS)

    def _is_known(self, item: Entity, draft: Draft) -> bool:
        """Whether a model took a name of the gazetteer for a person: "Niger" of "Niger's army"."""
        return draft.by_model_alone(item) and self._names.names.get(item.text) is not None

    def _acronym(self, text: str, end: int, label: str, sector: str | None) -> Iterator[Entity]:
        """Yields the acronym in brackets right after an organization's name."""
        found = IN_BRACKETS.match(text, end)
        if found is not None:
            yield self._entity(text, *found.span("name"), label, sector)

    def _entity(self, text: str, start: int, end: int, label: str, sector: str | None) -> Entity:
        attributes = {SECTOR: sector} if sector and self._sectors else {}
        return mention(text, start, end, label, fixed_scores.ORGANIZATIONS, attributes=attributes)


def _local(
    heads: HeadNouns,
    words: list[Word],
    at: int,
    done: int,
    people: Sequence[tuple[Entity, bool]],
    places: Mapping[int, int],
) -> OrganizationName | None:
    """The local body of a place before: "Bajaur | police"."""
    word = words[at]
    if not word.text.islower() or word.pos != "NOUN":
        return None
    sector = heads.named.get(word.key) or heads.national.get(word.key)
    if sector not in _LOCAL or (first := _place_start(heads, words, at, done, people, places)) is None:
        return None
    return first, at + 1, sector


def _place_start(
    heads: HeadNouns,
    words: Sequence[Word],
    at: int,
    done: int,
    people: Sequence[tuple[Entity, bool]],
    places: Mapping[int, int],
) -> int | None:
    """The first word of the place right before ``at``; None if no place is there.

    The place is in ``places``, which maps the ends of places to their first words, or an unknown name after
    "the".
    """
    before = at - 1
    if before >= 0 and words[before].key in ("'s", "'"):
        before -= 1
    if before < done or words[before].sentence != words[at].sentence:
        return None
    name = words[before]
    if (start := places.get(name.end)) is not None:
        return start
    article = name.previous
    unknown = name.text[0].isupper() and name.text[-1].islower() and name.key not in heads.known
    if not unknown or article is None or article.key != "the":
        return None
    return (
        None
        if any(item.start <= name.start < item.end and not by_model for item, by_model in people)
        else before
    )


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``organizations``."""
    return Organizations(context.gazetteer(), context.name_rules(), context.ontology)
