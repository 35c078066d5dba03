"""People told by what stands before them: a function or a civil title; and a name cut by a comma.

"le ministre Tran Van Hung", "Mme Clara Nkomo", "l'ambassadeur de Cuba, Rossi, Ana Maria".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entity_answers, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.names import NameRules, PersonWords
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_LONGEST = 7  # words of a name


class Persons:
    """People after functions and titles, and across a comma."""

    name = "persons"
    needs = frozenset({"analysis", "entities"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, rules: Mapping[str, NameRules], ontology: Ontology) -> None:
        self._words = {language: of.persons for language, of in rules.items() if of.persons is not None}
        self.languages = frozenset(self._words)
        self.version = version(names.digest(), rules_version(self.languages))
        self._names = names
        self._ontology = ontology
        self._label = ontology.label_of("person")

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The people of each draft's text; none where the ontology has no type for them."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if self._label is None or draft.language is None or not draft.has_analysis:
            return
        for first, last in self._people(draft, self._words[draft.language]):
            start, end = draft.tree.words[first].start, draft.tree.words[last - 1].end
            yield mention(draft.article.text, start, end, self._label, fixed_scores.PERSONS)

    def _people(self, draft: Draft, rules: PersonWords) -> Iterator[tuple[int, int]]:
        """Each person's first word, and the word behind the last one."""
        words, starts = draft.tree.words, draft.tree.starts
        done = 0
        firm = {item.start: item for item in draft.suggested.entities if self._is_firm(item, draft)}
        for role in draft.suggested.entities:
            if self._ontology.kind_of(role.label) != "function":
                continue
            at = bisect_left(starts, role.end)
            if at < len(words) and words[at].text == ",":
                at += 1
            if (found := self._name(words, at, firm, rules)) is not None:
                end = self._across_comma(words, at, found, firm, rules)
                done = max(done, end)
                yield at, end
                # "ses homologues X et Y": the second name of a list, if it is as long as a name.
                if end + 1 < len(words) and words[end].key in rules.conjunctions:
                    second = self._name(words, end + 1, firm, rules)
                    if second is not None and second - end - 1 >= 2:
                        yield end + 1, second
        for word in words:
            if word.i >= done and word.key in rules.titles and word.i + 1 < len(words):
                found = self._name(words, word.i + 1, firm, rules)
                if found is not None:
                    yield word.i + 1, found

    def _is_firm(self, item: Entity, draft: Draft) -> bool:
        """Whether a mention is no person for certain; a city may be one ("Orlando")."""
        kind = self._ontology.kind_of(item.label)
        if kind not in ("place", "organization", "date") or draft.by_model_alone(item):
            return False
        return kind != "place" or self._names.names.get(item.text) is not None

    def _name(self, words: list[Word], start: int, firm: dict[int, Entity], rules: PersonWords) -> int | None:
        """Where the run of capitalised words and particles that starts here ends."""
        end = start
        while end < len(words) and end - start < _LONGEST:
            word = words[end]
            if word.sentence != words[start].sentence or (word.start in firm and end == start):
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
                if following is None or not following.text[0].isupper() or following.start in firm:
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
        self, words: list[Word], start: int, end: int, firm: dict[int, Entity], rules: PersonWords
    ) -> int:
        """The end of a name whose first part is one word: "Rossi, Ana Maria"."""
        if end - start != 1 or end + 1 >= len(words) or words[end].text != ",":
            return end
        after = self._name(words, end + 1, firm, rules)
        if after is None:
            return end
        following = words[after] if after < len(words) else None
        if following is None or following.key in rules.conjunctions:
            return end if following is not None else after
        further = words[after + 1] if following.key == "," and after + 1 < len(words) else None
        # "Rossi, Ana, Li Wei": a list of people.
        return end if further is not None and further.text[0].isupper() else after


def _is_name_word(word: Word) -> bool:
    text = word.text
    return text[0].isupper() and text[0].isalpha() and word.pos not in ("ADP", "PRON", "CCONJ")


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``persons``."""
    return Persons(context.gazetteer(), context.name_rules(), context.ontology)
