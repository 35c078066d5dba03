"""The words on the labelling screen: those of the project's language, told apart from all codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute

LONGEST_WORD = 30  # characters that a button can show


def type_words(ontology: Ontology, language: str) -> dict[str, str]:
    """The word for each entity type and event type. All are labels of one control, so all differ."""
    types = {**ontology.entities, **ontology.events}
    words = {label: entry.worded(label, language) for label, entry in types.items()}
    return _distinct(words, {*types, *ontology.renamed})


def role_words(ontology: Ontology, language: str) -> dict[str, str]:
    """The word for each role, as the screen stores it.

    No word means two roles, not even in two languages: results do not say in which language they are.
    """
    roles = ontology.roles
    words = {role: entry.worded(role, language) for role, entry in roles.items()}
    own = _distinct(words, {*roles, *ontology.renamed})
    meanings: dict[str, set[str]] = {}
    for role, entry in roles.items():
        for other in (language, *ontology.languages):
            meanings.setdefault(_key(entry.worded(role, other)), set()).add(role)
    return {role: word if len(meanings.get(_key(word), ())) <= 1 else role for role, word in own.items()}


def role_spellings(ontology: Ontology) -> dict[str, str]:
    """Maps codes and words of roles, in all languages of the ontology, to the role."""
    found = {role: role for role in ontology.roles}
    for language in ontology.languages:
        for role, word in role_words(ontology, language).items():
            found.setdefault(word, role)
    return found


def value_words(attribute: Attribute, language: str) -> dict[str, str]:
    """The word for each value of an attribute."""
    given = attribute.words.get(language, {})
    words = {value: given.get(value, value) for value in attribute.values}
    return _distinct(words, set(words))


def _distinct(words: Mapping[str, str], codes: set[str]) -> dict[str, str]:
    """``words`` by code. A word that is too long, or could be taken for another's, gives way to the code."""
    tidy = {code: " ".join(word.split()) for code, word in words.items()}
    uses = Counter(map(_key, tidy.values()))
    taken = Counter(map(_key, codes))
    return {
        code: word
        if _is_usable(word) and uses[_key(word)] == 1 and not _is_taken(word, code, taken)
        else code
        for code, word in tidy.items()
    }


def _is_usable(word: str) -> bool:
    # Label Studio would look up what follows "$" in the task's data.
    return 0 < len(word) <= LONGEST_WORD and "$" not in word


def _is_taken(word: str, code: str, taken: Counter[str]) -> bool:
    return taken[_key(word)] > (_key(word) == _key(code))


def _key(word: str) -> str:
    return " ".join(word.split()).casefold()
