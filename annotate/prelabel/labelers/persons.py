"""People told by what stands before them: a function or a civil title; and a name cut by a comma.

"le ministre Tran Van Hung", "Mme Clara Nkomo", "l'ambassadeur de Cuba, Rossi, Ana Maria".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entities_said, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import ANY_LANGUAGE, Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer, gazetteer
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_TITLES = frozenset(
    {"m.", "mm.", "mme", "mmes", "mlle", "me", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "m", "monsieur",
     "madame", "camarade", "comrade", "mgr"}
)  # fmt: skip
_FRENCH = frozenset({"m", "me", "mm."})  # in English initials and words
_PARTICLES = frozenset(
    {"de", "da", "di", "du", "des", "del", "dos", "la", "le", "van", "von", "der", "den", "bin", "ben",
     "ibn", "al", "el", "ould", "ag", "abu", "abou", "y", "e", "d'", "of", "ter", "ten", "bint", "zu", "san"}
)  # fmt: skip
_LONGEST = 7  # words of a name


class Persons:
    """PER after functions and titles, and across a comma."""

    name = "persons"
    languages = frozenset({ANY_LANGUAGE})
    needs = frozenset({"analysis", "entities"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, ontology: Ontology) -> None:
        self.version = version(names.digest())
        self._names = names
        self._active = "PER" in ontology.entities

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The people of each draft's text; none where the ontology has no type PER."""
        return entities_said(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if not self._active or not draft.has_analysis:
            return
        words, text = draft.tree.words, draft.article.text
        starts = draft.tree.starts
        done = 0
        firm = {item.start: item for item in draft.said.entities if self._is_firm(item, draft)}
        for role in draft.said.entities:
            if role.label != "ROLE":
                continue
            at = bisect_left(starts, role.end)
            if at < len(words) and words[at].text == ",":
                at += 1
            if (found := self._name(words, at, firm)) is not None:
                end = self._across_comma(words, at, found, firm)
                done = max(done, end)
                yield mention(text, words[at].start, words[end - 1].end, "PER", fixed_scores.PERSONS)
                # "ses homologues X et Y": the second name of a list, if it is as long as a name.
                if end + 1 < len(words) and words[end].key in ("et", "and"):
                    second = self._name(words, end + 1, firm)
                    if second is not None and second - end - 1 >= 2:
                        yield mention(
                            text, words[end + 1].start, words[second - 1].end, "PER", fixed_scores.PERSONS
                        )
        titles = _TITLES - _FRENCH if draft.language == "en" else _TITLES
        for word in words:
            if word.i >= done and word.key in titles and word.i + 1 < len(words):
                found = self._name(words, word.i + 1, firm)
                if found is not None:
                    yield mention(
                        text, words[word.i + 1].start, words[found - 1].end, "PER", fixed_scores.PERSONS
                    )

    def _is_firm(self, item: Entity, draft: Draft) -> bool:
        """Whether a mention is no person for certain; a city may be one ("Orlando")."""
        if item.label not in ("LOC", "ORG", "DATE") or draft.by_model_alone(item):
            return False
        return item.label != "LOC" or self._names.names.get(item.text) is not None

    def _name(self, words: list[Word], start: int, firm: dict[int, Entity]) -> int | None:
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
            if word.key in _PARTICLES and end > start:
                following = words[end + 1] if end + 1 < len(words) else None
                hyphened = following is not None and following.text == "-" and end + 2 < len(words)
                if hyphened and words[end + 2].text[0].isupper():  # "al-Daari"
                    end += 3
                    continue
                if following is not None and following.key in _PARTICLES and end + 2 < len(words):
                    following = words[end + 2]  # "Juan de la Cruz"
                if following is None or not following.text[0].isupper() or following.start in firm:
                    break
                if word.key in ("de", "du", "des", "d'", "of", "la", "le") and self._names.names.get(
                    following.text
                ):
                    break
                end += 1
                continue
            if not _is_name_word(word) and not (end > start and word.text[0].isupper()):
                break
            end += 1
        while end > start + 1 and words[end - 1].key in _PARTICLES and not words[end - 1].text[0].isupper():
            end -= 1
        if end == start or (words[start].key in _TITLES and words[start].key not in _FRENCH):
            return None
        if all(word.text.isupper() and len(word.text) > 1 for word in words[start:end]) and end - start == 1:
            return None  # an acronym
        return end

    def _across_comma(self, words: list[Word], start: int, end: int, firm: dict[int, Entity]) -> int:
        """The end of a name whose first part is one word: "Rossi, Ana Maria"."""
        if end - start != 1 or end + 1 >= len(words) or words[end].text != ",":
            return end
        after = self._name(words, end + 1, firm)
        if after is None:
            return end
        following = words[after] if after < len(words) else None
        if following is None or following.key in ("et", "and"):
            return end if following is not None else after
        further = words[after + 1] if following.key == "," and after + 1 < len(words) else None
        # "Rossi, Ana, Li Wei": a list of people.
        return end if further is not None and further.text[0].isupper() else after


def _is_name_word(word: Word) -> bool:
    text = word.text
    return text[0].isupper() and text[0].isalpha() and word.pos not in ("ADP", "PRON", "CCONJ")


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``persons``."""
    return Persons(gazetteer(context.languages), context.ontology)
