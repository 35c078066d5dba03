"""The dependency tree of a text: words with a relation, a head and a preposition, for all languages.

Parsers use different label schemes. `annotate.prelabel.parsing.relations` maps them to one small set of
relations. A preposition is a property of its complement, not a word between verb and complement. So "avec
Cuba" and "with Cuba" look the same: a `complement` of the verb, with a preposition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from annotate.core.folding import fold_case
from annotate.prelabel.parsing.language_words import NO_WORDS, ParsingWords
from annotate.prelabel.parsing.relations import (
    ADVERBIAL,
    AGENT,
    COMPLEMENT,
    CONJUNCT,
    INFINITIVE,
    OBJECT,
)
from annotate.prelabel.parsing.sentences import sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc

_COLUMNS = ("ORTH", "LEMMA", "POS", "DEP", "HEAD", "MORPH", "SPACY")
_AUXILIARY_REACH = 5  # words between an auxiliary and its participle: "a, pour sa part, aussi accusé"
VERBS = frozenset({"VERB", "AUX"})


@dataclass(slots=True, eq=False)
class Word:
    """A token and its place in the tree.

    ``i`` is the index of the word in the text; ``start`` and ``end`` are code points. ``key`` is the text in
    lower case with straight apostrophes. ``rel`` is the relation to ``head``, ``label`` is the parser's label
    for this relation, and ``prep`` is the preposition.
    """

    i: int
    start: int
    end: int
    text: str
    key: str
    lemma: str
    pos: str
    rel: str
    label: str
    morph: frozenset[str]
    sentence: int
    head: Word | None
    prep: str | None
    children: list[Word]
    previous: Word | None = None
    next: Word | None = None

    def __repr__(self) -> str:
        relation = f"{self.rel}/{self.prep}" if self.prep else self.rel
        return f"<{self.text} {self.pos} {relation} of {self.head and self.head.text}>"

    @property
    def is_verb(self) -> bool:
        """Whether the model tagged the word as a verb or auxiliary; not true for some participles."""
        return self.pos in VERBS

    @property
    def starts_sentence(self) -> bool:
        """Whether the word is the first word of its sentence."""
        return self.previous is None

    def has(self, *features: str) -> bool:
        """Whether the word has one of the morphological features, such as ``"Mood=Sub"``."""
        return not self.morph.isdisjoint(features)

    def matches(self, words: frozenset[str]) -> bool:
        """Whether the lemma or the form of the word is in ``words``."""
        return self.lemma in words or self.key in words

    def of(self, *relations: str) -> Iterator[Word]:
        """Yields the children with one of the relations, in text order."""
        return (child for child in self.children if child.rel in relations)

    def above(self) -> Iterator[Word]:
        """Yields the words above in the tree, nearest first, within the sentence."""
        word = self.head
        while word is not None:
            yield word
            word = word.head

    def subtree(self) -> Iterator[Word]:
        """Yields the word and all words below it in the tree."""
        yield self
        for child in self.children:
            yield from child.subtree()

    @property
    def first_conjunct(self) -> Word:
        """The first conjunct of the list that the word belongs to, or the word itself."""
        word = self
        while word.rel == CONJUNCT and word.head is not None:
            word = word.head
        return word

    def with_conjuncts(self) -> Iterator[Word]:
        """Yields the word and the conjuncts that follow."""
        yield self
        for child in self.children:
            if child.rel == CONJUNCT:
                yield from child.with_conjuncts()


class Tree:
    """The words of a text, sentence by sentence. ``language`` has the parsing words of its language."""

    def __init__(self, doc: Doc, language: ParsingWords = NO_WORDS) -> None:
        self.ranges = sentences(doc)
        self.words = _words(doc, self.ranges, language)
        self._forms: dict[int, frozenset[str]] = {}

    def sentence(self, number: int) -> list[Word]:
        """The words of a sentence."""
        start, end = self.ranges[number]
        return self.words[start:end]

    def forms(self, number: int) -> frozenset[str]:
        """The lemmas and lower-cased forms of the words of a sentence."""
        found = self._forms.get(number)
        if found is None:
            words = self.sentence(number)
            found = frozenset([word.lemma for word in words] + [word.key for word in words])
            self._forms[number] = found
        return found

    def unlink(self) -> None:
        """Removes the links between words, so that Python frees them without its cycle collector."""
        for word in self.words:
            word.head = word.previous = word.next = None
            word.children.clear()

    @cached_property
    def starts(self) -> list[int]:
        """The code point where each word starts, for `bisect`."""
        return [word.start for word in self.words]


def _words(doc: Doc, ranges: list[tuple[int, int]], language: ParsingWords) -> list[Word]:
    relations = language.scheme.relations
    strings = doc.vocab.strings
    rows: list[list[int]] = doc.to_array(list(_COLUMNS)).tolist()  # type: ignore[assignment]
    # One look-up for each different number: most words of a text come several times.
    forms = {number for row in rows for number in (row[0], row[1])}
    labels = {number for row in rows for number in (row[2], row[3])}
    known: dict[int, str] = {number: strings[number] for number in forms | labels}
    keys: dict[int, str] = {number: fold_case(known[number]) for number in forms}
    morphs: dict[int, frozenset[str]] = {
        number: frozenset(strings[number].split("|")) for number in {row[5] for row in rows}
    }
    words: list[Word] = []
    offset = 0
    for i, (orth, lemma, pos, dep, _, morph, space) in enumerate(rows):
        text, label = known[orth], known[dep]
        end = offset + len(text)
        words.append(
            Word(
                i,
                offset,
                end,
                text,
                keys[orth],
                keys[lemma],
                known[pos],
                relations.get(label, label),
                label,
                morphs[morph],
                0,
                None,
                None,
                [],
            )
        )
        offset = end + bool(space)
    for number, (start, end) in enumerate(ranges):
        for i in range(start, end):
            word = words[i]
            word.sentence = number
            word.previous = words[i - 1] if i > start else None
            word.next = words[i + 1] if i + 1 < end else None
            head = i + _signed(rows[i][4])
            if head != i and start <= head < end:
                word.head = words[head]
    if language.scheme.prepositions_govern:
        for word in words:
            if word.label in ("pobj", "pcomp") and word.head is not None:
                _attach_to_governor(word)
    for word in words:
        _correct(word, language)
    for word in words:
        if word.head is not None:
            word.head.children.append(word)
    if not language.scheme.prepositions_govern:
        for word in words:
            word.prep = _case(word, language)
    for word in words:
        if word.rel == CONJUNCT and word.prep is None:
            word.prep = word.first_conjunct.prep
    return words


def _correct(word: Word, language: ParsingWords) -> None:
    """Corrects frequent parsing errors in dispatches."""
    head = word.head
    if head is None:
        return
    if word.rel == INFINITIVE and word.pos == "PROPN":
        word.rel = OBJECT  # "ont appelé Caracas à …"
    attached = word.label in language.scheme.phrases or word.rel == OBJECT
    if head.key in language.days and head.head is not None and attached:
        word.head = head.head  # "s'est entretenu, lundi, avec X": "avec X" belongs to the verb
    if word.rel == CONJUNCT and word.is_verb:
        verb = _coordinated(word, head)
        if verb is not None:
            word.head = verb  # "rétablir leurs relations et d'échanger …"
    if word.label.startswith("aux") and word.has("VerbForm=Fin") and head.i - word.i > _AUXILIARY_REACH:
        participle = _participle_after(word, head)
        if participle is not None:
            word.head = participle  # "a pour sa part accusé …"
            participle.rel, participle.head = head.rel, head.head


def _coordinated(word: Word, head: Word) -> Word | None:
    """The verb that a verb goes on, if it is attached to that verb's object or infinitive."""
    verb = head.head
    if verb is None or not verb.is_verb:
        return None
    if head.is_verb:  # "a refusé de confirmer ce retrait et accusé …"
        bare = head.has("VerbForm=Inf") and head.rel in (INFINITIVE, ADVERBIAL)
        return verb if bare and _is_perfect(word) and _is_perfect(verb) else None
    if head.rel not in (OBJECT, COMPLEMENT):
        return None
    infinitives = word.has("VerbForm=Inf") and verb.has("VerbForm=Inf")
    participles = _is_perfect(word) and _is_perfect(verb)
    return verb if infinitives or participles else None


def _is_perfect(word: Word) -> bool:
    return word.has("VerbForm=Part") and word.has("Tense=Past", "Aspect=Perf")


def _participle_after(auxiliary: Word, head: Word) -> Word | None:
    """The past participle of an auxiliary that the parser attached to a later verb; None if there is none.

    At most a short phrase may be between auxiliary and participle.
    """
    word = head.previous
    found: Word | None = None
    while word is not None and word.i > auxiliary.i:
        if word.pos == "VERB" and word.has("VerbForm=Part") and word.has("Tense=Past"):
            found = word
        word = word.previous
    return found if found is not None and found.i - auxiliary.i <= _AUXILIARY_REACH else None


def _signed(head: int) -> int:
    return head - (1 << 64) if head >= 1 << 63 else head


def _attach_to_governor(word: Word) -> None:
    """Attaches a complement to the head of its preposition. In a chain ("out of"), the first word counts."""
    preposition = word.head
    assert preposition is not None
    name = preposition
    while name.head is not None and name.label == "prep" and name.head.label == "prep":
        name = name.head
    word.prep = name.key
    word.rel = AGENT if name.label == "agent" else COMPLEMENT
    if word.label == "pcomp":
        word.rel = ADVERBIAL
    word.head = name.head


def _case(word: Word, language: ParsingWords) -> str | None:
    for child in word.children:
        if child.label == "case" or (child.label == "mark" and word.has("VerbForm=Inf")):
            return language.base_forms.get(child.key, child.key)
    return None
