"""Cues and words of triggers are found in a text by their forms, per event type and sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.events.type_signs import Cues, TriggerWords, signs_of
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.judging.article_types import Signs, TypeEvidence, by_rule_alone, type_features
from annotate.prelabel.languages.registry import find_language


@pytest.fixture(scope="module")
def words(context: LabelerContext) -> dict[str, TriggerWords]:
    made = {}
    for language, lexicon in context.lexicons(None).items():
        grammar = find_language(language).grammar
        assert grammar is not None
        made[language] = TriggerWords(lexicon, grammar)
    return made


@pytest.fixture(scope="module")
def cues(context: LabelerContext) -> Cues:
    return Cues(context.lexicons(None)["fr"], ("s", "x"))


@pytest.mark.parametrize(
    ("language", "form", "lemma"),
    [
        ("fr", "attaquées", "attaquer"),
        ("fr", "attaqueront", "attaquer"),
        ("fr", "attaques", "attaque"),
        ("en", "attacked", "attack"),
        ("en", "attacking", "attack"),
        ("en", "ARRESTS", "arrest"),
        ("en", "accusing", "accuse"),
    ],
)
def test_a_word_is_found_by_its_forms(
    language: str, form: str, lemma: str, words: dict[str, TriggerWords]
) -> None:
    found = signs_of(f"x {form}.", words[language]).values()
    assert lemma in {name for signs in found for name in signs.names}


def test_another_word_with_the_same_letters_is_not_found(words: dict[str, TriggerWords]) -> None:
    found = signs_of("The vision of a planetarium.", words["en"]).values()
    assert not {"visit", "plan"} & {name for signs in found for name in signs.names}


def test_signs_say_how_many_words_where(cues: Cues) -> None:
    title, first, other = "Des blindés", "Des blindés et des réservistes sont là.", "Le contingent attend."
    signs = signs_of(f"{title}\n\n{first} {other}", cues)["MOBILIZE"]
    assert signs == Signs(("blindés", "contingent", "réservistes"), 2, 3, lead=True)
    later = signs_of(f"Titre\n\nDébut. {other}", cues)["MOBILIZE"]
    assert (later.most, later.sentences, later.lead) == (1, 1, False)


@given(text=st.text(max_size=200))
def test_any_text_can_be_read(text: str, cues: Cues, words: dict[str, TriggerWords]) -> None:
    for finder in (cues, words["fr"], words["en"]):
        for signs in signs_of(text, finder).values():
            assert signs.names == tuple(sorted(set(signs.names))) != ()
            assert 1 <= signs.most <= len(signs.names) and signs.sentences >= 1


NAMES = st.lists(st.text("abc ", min_size=1, max_size=4), max_size=3)
SIGNS = st.builds(Signs, NAMES.map(tuple), st.integers(0, 9), st.integers(0, 9), st.booleans())


@given(
    st.builds(
        TypeEvidence,
        st.just("fr"),
        st.sampled_from(["AID", "ASSAULT"]),
        SIGNS,
        SIGNS,
        NAMES.map(tuple),
        st.integers(0, 99),
        st.booleans(),
    )
)
def test_each_feature_comes_once_and_one_says_what_the_rules_decide(evidence: TypeEvidence) -> None:
    features = type_features(evidence)
    assert len(set(features)) == len(features)
    assert by_rule_alone(features) == ("rule yes" if evidence.by_rule else "rule no",)
