"""What a clause's words say of a verb or noun: preposition, subject, finiteness, possession."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.prelabel.sentences import forms, key

if TYPE_CHECKING:
    from spacy.tokens import Token

OF = frozenset({"de", "du", "des", "d'"})


def preposition(complement: Token) -> str | None:
    """The preposition before a complement ("à" for "au"); of members of a list that of the first."""
    while True:
        for child in complement.children:
            if child.dep_ == "case":
                return _base(child)
        if complement.dep_ != "conj":
            return None
        complement = complement.head


def has_subject(verb: Token) -> bool:
    """Whether the parser gives the verb a subject of its own."""
    return any(child.dep_.startswith("nsubj") for child in verb.children)


def is_finite(verb: Token) -> bool:
    """Whether the verb or one of its auxiliaries is finite."""
    auxiliaries = [child for child in verb.children if child.dep_.startswith("aux")]
    return any("Fin" in part.morph.get("VerbForm", []) for part in (verb, *auxiliaries))


def is_possessed(noun: Token) -> bool:
    """Whether a possessive stands before the noun: "sa visite"."""
    return any("Yes" in child.morph.get("Poss", []) for child in noun.children)


def verb_before(token: Token, sentence: tuple[int, int]) -> Token | None:
    """The verb nearest before ``token`` in its sentence: where the parser cut the object off its verb."""
    for index in range(token.i - 1, sentence[0] - 1, -1):
        if token.doc[index].pos_ == "VERB":
            return token.doc[index]
    return None


def inside(token: Token, sentence: tuple[int, int]) -> bool:
    """Whether ``token`` stands in the sentence (half-open token range)."""
    return sentence[0] <= token.i < sentence[1]


def _base(token: Token) -> str:
    # The model's lemma of a preposition may be a verb's: "entre" -> "entrer".
    text = key(token.text)
    if not OF.isdisjoint(forms(token)):
        return "de"
    return "à" if text in ("au", "aux") else text
