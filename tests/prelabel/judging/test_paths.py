"""The dependency path between a mention and a trigger."""

from __future__ import annotations

import pytest

from annotate.prelabel.judging.paths import Paths
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.parsing.tree import Word

GRAMMAR = find_language("fr").grammar


def word(i: int, text: str, pos: str, rel: str, head: Word | None, prep: str | None = None) -> Word:
    made = Word(i, 0, 0, text, text.lower(), text.lower(), pos, rel, rel, frozenset(), 0, head, prep, [])
    if head is not None:
        head.children.append(made)
    return made


def path(relation: str, *, pos: str = "PROPN", before: bool = False, prep: str | None = None) -> str:
    assert GRAMMAR is not None
    trigger = word(2, "critiqué", "VERB", "ROOT", None)
    name = word(0 if before else 3, "Okello", pos, relation, trigger, prep)
    return Paths(GRAMMAR).between(name, trigger).shared


@pytest.mark.parametrize("relation", ["advmod", "dep", "flat"])
def test_a_name_taken_for_an_adverb_is_object_after_its_verb_and_subject_before(relation: str) -> None:
    assert path(relation) == path("object")
    assert path(relation, before=True) == path("subject")


def test_other_words_and_names_after_a_preposition_keep_their_relation() -> None:
    assert path("advmod", pos="ADV") != path("object")
    assert path("advmod", prep="avec") != path("object", prep="avec")
