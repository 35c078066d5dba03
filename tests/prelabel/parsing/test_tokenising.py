"""Words that lost line breaks glued together become the intended tokens; names stay whole."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.parsing.tokenising import Ungluing, unglue
from tests.builders import texts
from tests.examples import examples


@cache
def tokenizer(language: str) -> Ungluing:
    import spacy

    found = unglue(spacy.blank(language), find_language(language).parsing).tokenizer
    assert isinstance(found, Ungluing)
    return found


def words(language: str, text: str) -> list[str]:
    return [token.text for token in tokenizer(language)(text)]


@pytest.mark.parametrize(
    ("language", "text", "seen"),
    [
        ("fr", "avec Torres.Les délégués", "avec|Torres|.|Les|délégués"),
        ("fr", "l'État.L'Union", "l'|État|.|L'|Union"),
        ("fr", "Lima (VNA).Le roi", "Lima|(|VNA)|.|Le|roi"),
        ("fr", "la session.-VNA", "la|session|.|-VNA"),
        ("fr", "fin.«Nous", "fin|.|«Nous"),
        ("fr", "ensemble…Elle", "ensemble|…|Elle"),
        ("fr", "ảnh 1Cérémonie à Lima", "ảnh|1|Cérémonie|à|Lima"),
        ("en", "the border.She left", "the|border|.|She|left"),
    ],
)
def test_sentences_glued_together_are_cut_at_the_full_stop(language: str, text: str, seen: str) -> None:
    assert words(language, text) == seen.split("|")


@pytest.mark.parametrize(
    ("language", "text", "seen"),
    [
        ("fr", "attachede longue date", "attache|de|longue|date"),
        ("fr", "levice-Premier ministre", "le|vice|-|Premier|ministre"),
        ("fr", "leministre", "le|ministre"),
        ("fr", "unegrève", "une|grève"),
        ("fr", "lesEtats", "les|Etats"),
        ("fr", "en mars2021", "en|mars|2021"),
        ("en", "theprime minister", "the|prime|minister"),
        ("en", "theministries", "the|ministries"),
        ("en", "ministerof trade", "minister|of|trade"),
    ],
)
def test_words_glued_together_are_cut_between_a_small_word_and_a_common_one(
    language: str, text: str, seen: str
) -> None:
    assert words(language, text) == seen.split("|")


@pytest.mark.parametrize(
    ("language", "word"),
    [
        *(("fr", name) for name in ("Leclerc", "Dupriez", "Laporte", "Desmarais", "Delacroix", "Lesotho")),
        *(("fr", word) for word in ("désormais", "surarmement", "parlement", "aucune", "davantage")),
        *(("en", name) for name in ("Theodore", "Thesiger", "Ofori", "Byron")),
        *(("en", word) for word in ("together", "otherwise", "forthcoming", "often", "within", "therefore")),
        *(("fr", address) for address in ("https://www.exemple.fr/Une.page", "nous@exemple.org")),
        ("en", "www.example.org/The.page"),
        *(("fr", acronym) for acronym in ("O.N.U.", "U.S.A.", "F-35A")),
        *(("en", acronym) for acronym in ("U.S.A.", "F.B.I.")),
    ],
)
def test_names_common_words_addresses_and_acronyms_stay_whole(language: str, word: str) -> None:
    assert words(language, word) == [word]


def test_a_language_without_word_lists_is_cut_at_full_stops_only() -> None:
    assert words("es", "attachede Gonzalez.Los ministros") == [
        "attachede",
        "Gonzalez",
        ".",
        "Los",
        "ministros",
    ]


def test_a_pipeline_is_made_to_unglue_once() -> None:
    import spacy

    nlp = unglue(spacy.blank("fr"))
    assert unglue(nlp).tokenizer is nlp.tokenizer
    assert not isinstance(tokenizer("fr").base, Ungluing)


_GLUED = st.lists(
    st.sampled_from(
        ["Les", "attachede", "levice", ".", "…", ")", "(", "«", "-", "VNA", "1", "é", " ", "\n", "A.B."]
    ),
    min_size=1,
    max_size=12,
).map("".join)


@examples(300)
@given(st.sampled_from(["fr", "en"]), texts | _GLUED)
def test_the_tokens_joined_give_the_text_back(language: str, text: str) -> None:
    doc = tokenizer(language)(text)
    assert "".join(token.text_with_ws for token in doc) == text
    assert all(text[token.idx : token.idx + len(token.text)] == token.text for token in doc)
