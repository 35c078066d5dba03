"""Who does what in a clause: subjects and objects of verbs, through passives, lists, relative clauses,
participles and infinitives.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotate.prelabel.parsing.sentences import key
from annotate.prelabel.parsing.tree import (
    ADNOMINAL,
    ADVERBIAL,
    AGENT,
    AUXILIARY,
    CLAUSE,
    COMPLEMENT,
    CONJUNCT,
    DETERMINER,
    INDIRECT,
    INFINITIVE,
    MODIFIER,
    OBJECT,
    PASSIVE,
    POSSESSOR,
    RELATIVE,
    SUBJECT,
    Word,
)

RELATIVE_PRONOUNS = frozenset({"qui", "que", "qu'", "lequel", "laquelle", "who", "which", "that", "whom"})
SINGULAR_PRONOUNS = frozenset(
    {"il", "elle", "celui-ci", "celle-ci", "ce dernier", "lui", "he", "she", "him", "her"}
)
SINGULAR_POSSESSIVES = frozenset({"son", "sa", "ses", "his", "her"})
_REFLEXIVE = frozenset({"se", "s'"})
_WITH_BE = frozenset(
    {"arriver", "aller", "venir", "partir", "sortir", "entrer", "rentrer", "revenir", "rester", "tomber",
     "devenir", "retourner", "parvenir", "intervenir", "convenir", "mourir", "naître"}
)  # fmt: skip
_BY = frozenset({"par", "by"})
_GOVERNED = frozenset({INFINITIVE, ADVERBIAL, CLAUSE, COMPLEMENT, "parataxis"})
_DEPTH = 8  # heads that a subject is looked for above a verb; longer chains are parsing errors


def is_finite(verb: Word) -> bool:
    """Whether the verb or one of its auxiliaries is finite."""
    return verb.has("VerbForm=Fin") or any(child.has("VerbForm=Fin") for child in verb.of(AUXILIARY))


def is_infinitive(verb: Word) -> bool:
    """Whether the verb, with its auxiliaries, is an infinitive."""
    if any(child.has("VerbForm=Fin") for child in verb.of(AUXILIARY)):
        return False
    return verb.has("VerbForm=Inf") or any(child.has("VerbForm=Inf") for child in verb.of(AUXILIARY))


def is_past_participle(verb: Word) -> bool:
    """Whether the verb's own form is a past participle."""
    return verb.has("VerbForm=Part") and verb.has("Tense=Past", "Aspect=Perf")


def is_passive(verb: Word) -> bool:
    """Whether the subject undergoes: "a été reçu", "l'accord signé à Lima", "were arrested"."""
    if verb.lemma in _WITH_BE or any(child.key in _REFLEXIVE for child in verb.children):
        return False  # "est arrivé", "s'est engagée"
    if any(child.label in ("aux:pass", "auxpass") or child.rel == PASSIVE for child in verb.children):
        return True
    if any(child.label in ("aux:tense", "aux") for child in verb.children) or not is_past_participle(verb):
        return False
    if verb.rel in (ADNOMINAL, MODIFIER) or verb.pos == "ADJ":
        return True
    if verb.rel == CONJUNCT and verb.head is not None and not any(verb.of(SUBJECT)):
        return is_passive(verb.head)
    return any(verb.of(AGENT))


def governor(verb: Word) -> tuple[str, Word] | None:
    """How a verb hangs on the verb or noun above it; of members of a list how the list does.

    A participle that the parser lists beside an infinitive is listed beside the finite verb instead.
    """
    word = verb
    while word.rel == CONJUNCT and word.head is not None:
        if word.head.is_verb and is_finite(word) != is_finite(word.head) and not is_infinitive(word):
            break
        word = word.head
    return (word.rel, word.head) if word.head is not None else None


class Clauses:
    """Subjects and objects, with the words of one language that shift them.

    ``asking`` are verbs whose object, not whose subject, does what is asked ("exhorter X à …").
    """

    def __init__(self, asking: frozenset[str]) -> None:
        self._asking = asking

    def doers(self, verb: Word, depth: int = 0) -> list[Word]:
        """The heads of the phrases that name who does the verb; empty where the clause does not say."""
        if depth > _DEPTH:
            return []
        if is_passive(verb):
            given = [*verb.of(AGENT), *(child for child in verb.of(COMPLEMENT) if child.prep in _BY)]
            if given or not (verb.rel == CONJUNCT and verb.head is not None):
                return given
            return self.doers(verb.head, depth + 1) if is_passive(verb.head) else []
        own = list(verb.of(SUBJECT, PASSIVE))
        if own:
            return [_antecedent(word) for word in own]
        return self._controllers(verb, depth)

    def undergoers(self, verb: Word) -> list[Word]:
        """The heads of the phrases that name whom or what the verb is done to."""
        if not is_passive(verb):
            return [_antecedent(word) for word in verb.of(OBJECT, INDIRECT)]
        own = [_antecedent(word) for word in verb.of(PASSIVE)]
        if own:
            return own
        if verb.rel in (ADNOMINAL, RELATIVE, MODIFIER) and verb.head is not None:
            return [verb.head]
        if verb.rel == CONJUNCT and verb.head is not None:
            return self.undergoers(verb.head) if is_passive(verb.head) else []
        if verb.pos == "ADJ" and verb.head is not None and not verb.head.is_verb:
            return [verb.head]
        return []

    def _controllers(self, verb: Word, depth: int) -> list[Word]:
        """Who does a verb that has no subject of its own."""
        if verb.rel == CONJUNCT and verb.head is not None:
            above = verb.head
            while not (same_form(verb, above) or above.head is None or not above.head.is_verb):
                above = above.head
            if not above.is_verb or (not same_form(verb, above) and not is_infinitive(verb)):
                return []
            return self.undergoers(above) if is_passive(above) else self.doers(above, depth + 1)
        head = verb.head
        if head is None:
            return []
        if verb.rel in (ADNOMINAL, RELATIVE):
            if verb.has("VerbForm=Part", "VerbForm=Fin", "VerbForm=Ger", "Aspect=Prog"):
                return [head]
            return self._owners(head, depth)
        if verb.rel in _GOVERNED and (head.is_verb or head.pos == "ADJ"):
            if verb.rel == CLAUSE and is_finite(verb):
                return []
            if head.matches(self._asking):
                asked = list(head.of(OBJECT, INDIRECT)) if not is_passive(head) else list(head.of(PASSIVE))
                asked += [
                    word
                    for word in head.of(COMPLEMENT)
                    if word.prep in ("à", "on", "upon", "auprès") and word.i < verb.i
                ]
                return asked
            return self.undergoers(head) if is_passive(head) else self.doers(head, depth + 1)
        if not head.is_verb:
            return self._owners(head, depth)
        return []

    def _owners(self, noun: Word, depth: int) -> list[Word]:
        """Who has what a noun names: "sa volonté de …", "la volonté du Maroc de …"."""
        owners = [*noun.of(POSSESSOR), *possessives(noun)]
        owners += [word for word in noun.of(COMPLEMENT) if word.prep in ("de", "of") and word.pos == "PROPN"]
        if owners:
            return owners
        above = noun.head
        return self.doers(above, depth + 1) if above is not None and above.is_verb else []


def possessives(noun: Word) -> Iterator[Word]:
    """Possessive determiners of a noun that stand for one person or state: "sa visite"."""
    return (
        word
        for word in noun.of(DETERMINER, POSSESSOR)
        if word.key in SINGULAR_POSSESSIVES and word.pos != "PROPN"
    )


def same_form(one: Word, other: Word) -> bool:
    """Whether two verbs can stand in one list: both finite, both infinitives, or both bare participles."""
    return (is_finite(one), is_infinitive(one)) == (is_finite(other), is_infinitive(other)) or (
        is_past_participle(one) and is_past_participle(other)
    )


def is_pronoun(word: Word) -> bool:
    """Whether the word is a singular personal pronoun, which stands for one mention before it."""
    return word.pos == "PRON" and key(word.text) in SINGULAR_PRONOUNS


def _antecedent(word: Word) -> Word:
    """For a relative pronoun what it stands for: the noun that its clause hangs on."""
    if word.pos not in ("PRON", "DET", "SCONJ") or word.key not in RELATIVE_PRONOUNS:
        return word
    before = _previous(word)
    if before is not None and before.pos in ("PROPN", "NOUN", "X"):
        return before  # nearer than what the parser chose
    verb = word.head
    while verb is not None and verb.rel == CONJUNCT:
        verb = verb.head
    if verb is not None and verb.rel in (RELATIVE, ADNOMINAL) and verb.head is not None:
        return verb.head
    return word


def _previous(word: Word) -> Word | None:
    """The word right before a relative pronoun, over a comma and a closing bracket."""
    before = word.previous
    while before is not None and before.pos == "PUNCT":
        before = before.previous
    if before is not None and before.previous is not None and before.previous.text == "(":
        return before.previous.previous  # the acronym in brackets behind a name
    return before
