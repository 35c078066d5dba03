"""Finds people after a function or a civil title, and people whose family name comes before a comma.

"le ministre Tran Van Hung", "Mme Clara Nkomo", "l'ambassadeur de Cuba, Rossi, Ana Maria".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import MentionIndex, entity_answers, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.names import NameRules, PersonWords
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_LONGEST = 7  # words of a name
_MOST_UNKNOWN = 5  # words of a name that only its capitals show, and one more


class Persons:
    """Finds people by the function or civil title before them."""

    name = "persons"
    needs = frozenset({"analysis", "entities"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, rules: Mapping[str, NameRules], ontology: Ontology) -> None:
        self._words = {
            language: of_language.persons
            for language, of_language in rules.items()
            if of_language.persons is not None
        }
        self._articles = {
            language: of_language.organizations.definite
            for language, of_language in rules.items()
            if of_language.organizations is not None
        }
        self.languages = frozenset(self._words)
        self.version = version(names.digest(), rules_version(self.languages))
        self._names = names
        self._ontology = ontology
        self._label = ontology.label_of("person")

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the people in each draft's text, if the ontology has an entity type for people."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if self._label is None or draft.language is None or not draft.has_analysis:
            return
        text, words = draft.article.text, draft.tree.words
        done: set[int] = set()
        for first, last in self._people(draft, self._words[draft.language]):
            done.update(range(first, last))
            yield mention(text, words[first].start, words[last - 1].end, self._label, fixed_scores.PERSONS)
        for first, last in self._unknown(draft, draft.language, done):
            start, end = words[first].start, words[last - 1].end
            yield mention(text, start, end, self._label, fixed_scores.PERSON_UNKNOWN)

    def _unknown(self, draft: Draft, language: str, done: Container[int]) -> Iterator[tuple[int, int]]:
        """Yields names of two to four words that no labeler knows: "a raconté Yeny Quispe".

        The words have a capital and are no words of the language. Merging decides.
        """
        words, known = draft.tree.words, known_words(language)
        every = MentionIndex(draft.suggested.entities)
        at = 0
        while at < len(words):
            end = at
            while end < len(words) and end - at < _MOST_UNKNOWN and _may_be_name(words, end, at):
                end += 1
            if end - at < 2:
                at += 1
                continue
            unknown = sum(words[i].key not in known for i in range(at, end))
            if (
                unknown * 2 > end - at
                and self._may_follow(words[at], language)
                and not any(
                    i in done or any(True for _ in every.of(words[i].start, words[i].end))
                    for i in range(at, end)
                )
            ):
                yield at, end
            at = end

    def _people(self, draft: Draft, rules: PersonWords) -> Iterator[tuple[int, int]]:
        """Yields the word range of each person's name. The end is exclusive."""
        words, starts = draft.tree.words, draft.tree.starts
        done = 0
        functions = {
            item.start
            for item in draft.suggested.entities
            if self._ontology.kind_of(item.label) == "function"
        }
        not_people = {
            item.start: item for item in draft.suggested.entities if self._is_no_person(item, draft)
        }
        for role in draft.suggested.entities:
            if self._ontology.kind_of(role.label) != "function":
                continue
            at = bisect_left(starts, role.end)
            if at < len(words) and words[at].text == ",":
                at += 1
            at = _behind_honorifics(words, at, rules.honorifics)
            if at < len(words) and words[at].start in functions:
                continue  # "the governor of Tillaberi, | Colonel Maina Boukar": the name follows that one
            if (found := self._name(words, at, not_people, rules)) is not None:
                end = self._across_comma(words, at, found, not_people, rules)
                done = max(done, end)
                yield at, end
                # "ses homologues X et Y": Y is a person too if the name has two words or more.
                if end + 1 < len(words) and words[end].key in rules.conjunctions:
                    second = self._name(words, end + 1, not_people, rules)
                    if second is not None and second - end - 1 >= 2:
                        yield end + 1, second
        for word in words:
            if word.lemma in rules.arrests and word.pos == "VERB" and word.i + 2 < len(words):
                found = self._name(words, word.i + 1, not_people, rules)
                if found is not None and found - word.i > 2:
                    yield word.i + 1, found
            if word.i >= done and word.key in rules.titles and word.i + 1 < len(words):
                found = self._name(words, word.i + 1, not_people, rules)
                if found is not None:
                    yield word.i + 1, found

    def _may_follow(self, word: Word, language: str) -> bool:
        """Whether a person may follow the word before: no article, no noun as in "musée Dar Batha"."""
        before = word.previous
        if before is None:
            return True
        articles = self._articles.get(language, frozenset())
        return before.key not in articles and not (before.pos in ("NOUN", "PROPN") and before.text.isalpha())

    def _is_no_person(self, item: Entity, draft: Draft) -> bool:
        """Whether a mention is certainly no person. For a city this is not certain: "Orlando"."""
        kind = self._ontology.kind_of(item.label)
        if kind not in ("place", "organization", "date") or draft.by_model_alone(item):
            return False
        return kind != "place" or self._names.names.get(item.text) is not None

    def _name(
        self, words: list[Word], start: int, not_people: dict[int, Entity], rules: PersonWords
    ) -> int | None:
        """The end of the capitalised words and particles from ``start`` on; None if they form no name."""
        end = start
        while end < len(words) and end - start < _LONGEST:
            word = words[end]
            if word.sentence != words[start].sentence or (word.start in not_people and end == start):
                break
            if word.text in (".", "/") or "/" in word.text:
                break
            if word.text == "-" and end > start and words[end - 1].end == word.start:
                if (
                    end + 1 < len(words)
                    and words[end + 1].start == word.end
                    and words[end + 1].text[0].isupper()
                ):
                    end += 2
                    continue
                break
            if word.key in rules.particles and end > start:
                following = words[end + 1] if end + 1 < len(words) else None
                hyphened = following is not None and following.text == "-" and end + 2 < len(words)
                if hyphened and words[end + 2].text[0].isupper():  # "al-Daari"
                    end += 3
                    continue
                if following is not None and following.key in rules.particles and end + 2 < len(words):
                    following = words[end + 2]  # "Juan de la Cruz"
                if following is None or not following.text[0].isupper() or following.start in not_people:
                    break
                if word.key in rules.before_place and self._names.names.get(following.text):
                    break
                end += 1
                continue
            if not _is_name_word(word) and not (end > start and word.text[0].isupper()):
                break
            end += 1
        while (
            end > start + 1 and words[end - 1].key in rules.particles and not words[end - 1].text[0].isupper()
        ):
            end -= 1
        if end == start or words[start].key in rules.titles - rules.initials:
            return None
        if all(word.text.isupper() and len(word.text) > 1 for word in words[start:end]) and end - start == 1:
            return None  # an acronym
        return end

    def _across_comma(
        self, words: list[Word], start: int, end: int, not_people: dict[int, Entity], rules: PersonWords
    ) -> int:
        """The end of a name that may continue after a comma: "Rossi, Ana Maria"."""
        if end - start != 1 or end + 1 >= len(words) or words[end].text != ",":
            return end
        after = self._name(words, end + 1, not_people, rules)
        if after is None:
            return end
        following = words[after] if after < len(words) else None
        if following is None or following.key in rules.conjunctions:
            return end if following is not None else after
        further = words[after + 1] if following.key == "," and after + 1 < len(words) else None
        # "Rossi, Ana, Li Wei": a list of people.
        return end if further is not None and further.text[0].isupper() else after


def _may_be_name(words: Sequence[Word], at: int, first: int) -> bool:
    """Whether the word at ``at`` may belong to a name that begins at ``first``."""
    word = words[at]
    if not (word.text[0].isupper() and word.text[-1].islower() and word.text.replace("-", "").isalpha()):
        return False
    if at + 1 < len(words) and words[at + 1].text == "-" and words[at + 1].start == word.end:
        return False
    return at == first or (word.start == words[at - 1].end + 1 and word.sentence == words[first].sentence)


def _behind_honorifics(words: list[Word], at: int, honorifics: frozenset[str]) -> int:
    """The position after titles of one or two words before a name: "El Hadj", "Me"."""
    while at + 1 < len(words):
        pair = f"{words[at].key} {words[at + 1].key}"
        if pair in honorifics and at + 2 < len(words):
            at += 2
        elif words[at].key in honorifics:
            at += 1
        else:
            break
    return at


def _is_name_word(word: Word) -> bool:
    text = word.text
    return text[0].isupper() and text[0].isalpha() and word.pos not in ("ADP", "PRON", "CCONJ")


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``persons``."""
    return Persons(context.gazetteer(), context.name_rules(), context.ontology)
