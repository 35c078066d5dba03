"""The grammar of a sentence looks the same in French and in English."""

from __future__ import annotations

import pytest

from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.parsing.tree import Tree, Word


def tree(context: LabelerContext, language: str, text: str) -> Tree:
    return Tree(context.analyser.nlp(language)(text), find_language(language).parsing)


def word(tree: Tree, text: str) -> Word:
    (found,) = [item for item in tree.words if item.text == text]
    return found


# French and English sentence, a word of each, its relation, what it hangs on, and its prepositions.
PARALLELS = [
    ("La Suède condamne la Russie.", "Sweden condemns Russia.",
     "Suède|Sweden", "subject", "condamne|condemns", "|"),
    ("La Suède condamne la Russie.", "Sweden condemns Russia.",
     "Russie|Russia", "object", "condamne|condemns", "|"),
    ("La Russie a été condamnée par la Suède.", "Russia was condemned by Sweden.",
     "Russie|Russia", "passive", "condamnée|condemned", "|"),
    ("La Russie a été condamnée par la Suède.", "Russia was condemned by Sweden.",
     "Suède|Sweden", "agent", "condamnée|condemned", "par|by"),
    ("La Russie a été condamnée par la Suède.", "Russia was condemned by Sweden.",
     "été|was", "aux", "condamnée|condemned", "|"),
    ("La Suède discute avec la Norvège.", "Sweden met with Norway.",
     "Norvège|Norway", "complement", "discute|met", "avec|with"),
    ("La Suède a livré des vaccins au Laos.", "Sweden has delivered vaccines to Laos.",
     "Laos|Laos", "complement", "livré|delivered", "à|to"),
    ("Le président de Cuba parle.", "The president of Cuba speaks.",
     "Cuba|Cuba", "complement", "président|president", "de|of"),
    ("Le roi et la reine condamnent la Russie.", "The king and the queen condemn Russia.",
     "reine|queen", "conjunct", "roi|king", "|"),
    ("La Suède veut aider le Liban.", "Sweden wants to help Lebanon.",
     "aider|help", "xcomp", "veut|wants", "|"),
    ("Il affirme que la Suède condamne la Russie.", "He says that Sweden condemns Russia.",
     "condamne|condemns", "ccomp", "affirme|says", "|"),
    ("Le ministre qui condamne la Russie parle.", "The minister who condemns Russia speaks.",
     "condamne|condemns", "relcl", "ministre|minister", "|"),
    ("L'accord signé par le ministre existe.", "The agreement signed by the minister exists.",
     "signé|signed", "acl", "accord|agreement", "|"),
    ("L'accord signé par le ministre existe.", "The agreement signed by the minister exists.",
     "ministre|minister", "agent", "signé|signed", "par|by"),
]  # fmt: skip


@pytest.mark.parametrize(("french", "english", "words", "relation", "heads", "prepositions"), PARALLELS)
def test_a_sentence_and_its_translation_have_the_same_relations(
    context: LabelerContext,
    french: str,
    english: str,
    words: str,
    relation: str,
    heads: str,
    prepositions: str,
) -> None:
    for number, (language, text) in enumerate([("fr", french), ("en", english)]):
        found = word(tree(context, language, text), words.split("|")[number])
        assert found.head is not None
        assert (found.rel, found.head.text) == (relation, heads.split("|")[number])
        assert (found.prep or "") == prepositions.split("|")[number]


def test_a_member_of_a_list_has_the_preposition_of_the_first(context: LabelerContext) -> None:
    for language, text, preposition in [
        ("fr", "La Suède discute avec la Norvège et le Danemark.", "avec"),
        ("en", "Sweden met with Norway and Denmark.", "with"),
    ]:
        found = word(tree(context, language, text), "Danemark" if language == "fr" else "Denmark")
        assert (found.rel, found.prep, found.first_conjunct.text[:3]) == ("conjunct", preposition, "Nor")


def test_a_contracted_article_is_the_preposition_that_it_holds(context: LabelerContext) -> None:
    found = tree(context, "fr", "L'ambassadeur du Vietnam aux Nations unies condamne la Russie.")
    assert [(item.text, item.prep) for item in found.words if item.prep] == [
        ("Vietnam", "de"),
        ("Nations", "à"),
    ]


def test_of_a_chain_of_prepositions_the_first_one_counts(context: LabelerContext) -> None:
    found = word(tree(context, "en", "Smoke came out of Goma."), "Goma")
    assert (found.rel, found.prep, found.head and found.head.text) == ("complement", "out", "came")


def test_words_stand_at_code_points_also_behind_an_emoji(context: LabelerContext) -> None:
    text = "🇻🇳👍 La Suède condamne\nla Russie."
    found = tree(context, "fr", text)
    assert [text[item.start : item.end] for item in found.words] == [item.text for item in found.words]
    assert found.starts == [item.start for item in found.words]


def test_a_line_break_ends_a_sentence_and_no_word_hangs_across_it(context: LabelerContext) -> None:
    found = tree(context, "fr", "La Suède et la Norvège\ncondamnent la Russie.")
    assert [[item.text for item in found.sentence(number)] for number in range(len(found.ranges))] == [
        ["La", "Suède", "et", "la", "Norvège", "\n"],
        ["condamnent", "la", "Russie", "."],
    ]
    assert all(item.head is None or item.head.sentence == item.sentence for item in found.words)
