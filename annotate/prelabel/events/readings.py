"""Finds the parts of speech and lemmas that a word may have, where the model's answer is unlikely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotate.prelabel.languages.grammar import GrammarRules
from annotate.prelabel.parsing.relations import AUXILIARY, DETERMINER, OBJECT, SUBJECT
from annotate.prelabel.parsing.tree import VERBS, Word

_PARTS_OF_SPEECH = {
    "VERB": ("VERB",),
    "AUX": ("VERB",),
    "NOUN": ("NOUN",),
    "PROPN": ("NOUN",),
    "ADJ": ("ADJ", "VERB"),
}


class Readings:
    """Reads words with the grammar of a language and the infinitives of a lexicon."""

    def __init__(self, grammar: GrammarRules, infinitives: Iterable[str]) -> None:
        verbs = list(infinitives)
        self._clitic = grammar.pronouns.clitic
        self._tense = grammar.verbs.tense
        self._perfect = grammar.verbs.perfect
        self._contracted = grammar.contracted_articles
        self._accompanying = grammar.prepositions.accompanying
        self._participle_of = {form: lemma for lemma in verbs for form in grammar.verbs.participles(lemma)}
        self._finite_of = {form: lemma for lemma in verbs for form in grammar.verbs.finite(lemma)}

    @property
    def verb_forms(self) -> frozenset[str]:
        """The participles and finite forms that the grammar knows of the lexicon's verbs."""
        return frozenset((*self._participle_of, *self._finite_of))

    def parts_of_speech(self, word: Word) -> tuple[str, ...]:
        """The parts of speech that a word may have: the model's, and others where words around show it."""
        parts = _PARTS_OF_SPEECH.get(word.pos, ())
        if not parts:
            return parts
        before = word.previous
        # "l'UE leur reproche": the parser takes the pronoun for a possessive.
        determined = any(
            child.rel == DETERMINER and not (child.key in self._clitic and any(word.of(SUBJECT)))
            for child in word.children
        )
        if word.pos in VERBS and before is not None and before.pos == "DET":
            # "l'offre"; but "les appelant", where the parser takes the pronoun for an article.
            ambiguous = before.head is not word or before.key in self._clitic
            return ("NOUN", *parts) if ambiguous else ("NOUN",)
        if "VERB" in parts and determined and word.key in self._participle_of:
            return tuple(part for part in parts if part != "VERB")  # "le principal prévenu"
        if word.pos == "ADJ" and self._shows_a_verb(word):
            return ("VERB", *parts)
        if word.pos in ("NOUN", "PROPN") and not determined:
            participle = word.key in self._participle_of
            if participle and any(child.rel == AUXILIARY for child in word.children):
                return ("VERB", *parts)  # "ont de nouveau défilé"
            if participle and before is None:
                return (*parts, "VERB")  # "Extradé en mai, …"
            head = word.head
            if participle and word.rel == OBJECT and head is not None and head.lemma in self._perfect:
                return ("VERB", *parts)  # "n'a pas consenti à"
            if self._shows_a_verb(word):
                return ("VERB", *parts)
        return parts

    def is_participle(self, word: Word) -> bool:
        """Whether a word looks like the past participle of a verb in the lexicon."""
        return word.key in self._participle_of

    def _shows_a_verb(self, word: Word) -> bool:
        """Whether the words around show a verb that the model did not see."""
        lemma = self._finite_of.get(word.key)
        if lemma is None:
            return False
        if any(word.of(SUBJECT, OBJECT)) or self._tense(word.key, lemma) is not None:
            return True  # "la BAD prête 42 millions", "boycotteront"
        if any(child.has("VerbForm=Inf") for child in word.children):
            return True  # ", menaçant de rompre"
        before = word.previous
        if before is None:
            return False
        # "leur reproche", "avant d'incendier"
        if before.pos == "PRON" or (before.pos == "ADP" and lemma == word.key):
            return True
        return self._stands_for_a_verb(word, before)

    def _stands_for_a_verb(self, word: Word, before: Word) -> bool:
        """Whether a word stands where only a verb can: "L'UE finance la construction", "masse des troupes".

        A noun phrase ends before it, another one begins behind it, and the clause shows no other verb.
        """
        after = word.next
        if word.text != word.key or before.pos not in ("NOUN", "PROPN", "ADJ") or after is None:
            return False
        if word.prep is not None:
            return False
        if after.pos == "ADJ" and after.next is not None:
            after = after.next  # "Paris juge inacceptables les propos"
        behind = self._contracted | self._accompanying  # "échange avec le ministre"
        if after.pos not in ("DET", "NUM") and after.key not in behind:
            return False
        return not any(other.is_verb and other.has("VerbForm=Fin") for other in _clause_of(word))

    def lemmas(self, word: Word, part: str) -> Iterable[str]:
        """The lemmas that a word may have in the lexicon."""
        forms = dict.fromkeys((word.lemma, word.key))
        if part == "VERB":
            if word.key in self._participle_of:
                forms[self._participle_of[word.key]] = None
            if word.key in self._finite_of and (word.is_verb or self._shows_a_verb(word)):
                forms[self._finite_of[word.key]] = None
        return forms


def _clause_of(word: Word) -> Iterator[Word]:
    """The words around ``word`` in its sentence, up to the next punctuation on each side."""
    for step in (_before, _after):
        other = step(word)
        while other is not None and other.sentence == word.sentence and other.pos != "PUNCT":
            yield other
            other = step(other)


def _before(word: Word) -> Word | None:
    return word.previous


def _after(word: Word) -> Word | None:
    return word.next
