"""One set of dependency relations for all label schemes of parsers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SUBJECT, PASSIVE, OBJECT, INDIRECT, AGENT = "subject", "passive", "object", "indirect", "agent"
COMPLEMENT, CONJUNCT, APPOSITION, POSSESSOR, COMPOUND = (
    "complement",
    "conjunct",
    "apposition",
    "poss",
    "compound",
)
INFINITIVE, CLAUSE, ADVERBIAL, ADNOMINAL, RELATIVE = "xcomp", "ccomp", "advcl", "acl", "relcl"
MODIFIER, DETERMINER, AUXILIARY, MARK, CONJUNCTION, NAME = "amod", "det", "aux", "mark", "cc", "flat"

PASSIVE_AUXILIARIES = frozenset({"aux:pass", "auxpass"})  # labels, of both schemes
ACTIVE_AUXILIARIES = frozenset({"aux:tense", "aux"})

_SHARED = {
    "nsubj": SUBJECT,
    "csubj": SUBJECT,
    "nmod": COMPLEMENT,
    "conj": CONJUNCT,
    "appos": APPOSITION,
    "compound": COMPOUND,
    "xcomp": INFINITIVE,
    "ccomp": CLAUSE,
    "advcl": ADVERBIAL,
    "acl": ADNOMINAL,
    "amod": MODIFIER,
    "det": DETERMINER,
    "aux": AUXILIARY,
    "mark": MARK,
    "cc": CONJUNCTION,
}


@dataclass(frozen=True)
class Scheme:
    """Maps the labels of a scheme to relations. A label that is not listed is its own relation.

    ``phrases`` are the labels of prepositional phrases. ``prepositions_govern`` says that a preposition is
    the head of its complement, not the complement's child.
    """

    relations: Mapping[str, str]
    phrases: frozenset[str]
    prepositions_govern: bool = False


UNIVERSAL = Scheme(
    {
        **_SHARED,
        "nsubj:pass": PASSIVE,
        "csubj:pass": PASSIVE,
        "obj": OBJECT,
        "iobj": INDIRECT,
        "obl:agent": AGENT,
        "obl:arg": COMPLEMENT,
        "obl:mod": COMPLEMENT,
        "obl": COMPLEMENT,
        "nmod:poss": POSSESSOR,
        "flat:name": NAME,
        "flat:foreign": NAME,
        "flat": NAME,
        "acl:relcl": RELATIVE,
        "aux:tense": AUXILIARY,
        "aux:pass": AUXILIARY,
        "cop": AUXILIARY,
    },
    phrases=frozenset({"nmod", "obl:arg", "obl:mod", "obl:agent", "obl"}),
)
"""Universal Dependencies (universaldependencies.org), with the subtypes of French and English treebanks."""

CLEARNLP = Scheme(
    {
        **_SHARED,
        "nsubjpass": PASSIVE,
        "csubjpass": PASSIVE,
        "dobj": OBJECT,
        "dative": INDIRECT,
        "agent": AGENT,
        "npadvmod": COMPLEMENT,
        "poss": POSSESSOR,
        "relcl": RELATIVE,
        "predet": DETERMINER,
        "auxpass": AUXILIARY,
    },
    phrases=frozenset({"nmod", "prep", "agent", "pobj"}),
    prepositions_govern=True,
)
"""The labels of Choi and Palmer (2012), which spaCy's English models use."""
