"""The language of an article: told among those configured, kept where the article names it, else none."""

from __future__ import annotations

import pytest

from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.corpus.language import DETECTED, LanguageDetector, with_languages

BOTH = LanguageDetector(("fr", "en"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le ministre a reçu lundi à Paris son homologue vietnamien.", "fr"),
        ("The minister met his Vietnamese counterpart in Paris on Monday.", "en"),
        ("LE PRÉSIDENT A RENCONTRÉ LE MINISTRE", "fr"),
        ("<p>Le <b>président</b> a rencontré <a href='x'>Ana</a> à Lima hier.</p>", "fr"),
        ("Le ministre a reçu son homologue. الوزير. Ils ont signé un accord.", "fr"),
        ("Thủ tướng Phạm Minh Chính đã hội đàm với Thủ tướng Lào tại Hà Nội.", None),
        ("اجتمع الوزيران في هانوي يوم الأحد.", None),
        ("مرحبا", None),
        ("El presidente de Cuba visitó ayer la ciudad de Hanói y firmó un acuerdo.", None),
        ("Der Minister traf seinen Kollegen am Montag in Berlin.", None),
        ("👩‍🚀🎉🇫🇷", None),
        ("12.3.2024 -- 17", None),
    ],
)
def test_it_is_one_of_those_configured_or_none(text: str, language: str | None) -> None:
    assert BOTH.of(text) == language


@pytest.mark.parametrize("text", ["x", "Cuba.", "Hanoï", "Texte 3.", "Ana Pérez, Hanoï"])
def test_a_text_too_short_to_tell_is_taken_for_the_main_language(text: str) -> None:
    assert LanguageDetector(("fr", "en")).of(text) == "fr"


def test_with_one_language_another_one_is_still_noticed() -> None:
    french = LanguageDetector(("fr",))
    assert french.of("Ana est à Lima.") == "fr"
    assert french.of("The minister met his Vietnamese counterpart in Paris on Monday.") is None


def test_a_language_of_another_script_can_be_configured() -> None:
    arabic = LanguageDetector(("fr", "ar"))
    assert arabic.of("اجتمع الوزيران في هانوي يوم الأحد.") == "ar"
    assert arabic.of("Министр встретился с коллегой в Москве.") is None


def test_what_was_told_is_marked_and_what_the_article_says_is_kept() -> None:
    told, kept, none = with_languages(
        [
            Article(id="a", text="Le ministre a reçu son homologue.", meta={"desk": 1}),
            Article(id="b", text="Le ministre a reçu son homologue.", language="en"),
            Article(id="c", text="اجتمع الوزيران"),
        ],
        ["fr", "en"],
    )
    assert (told.language, told.meta) == ("fr", {"desk": 1, DETECTED: True})
    assert (kept.language, kept.meta) == ("en", {})
    assert (none.language, none.meta) == (None, {})


def test_a_language_that_cannot_be_told_is_named() -> None:
    with pytest.raises(ConfigError, match="qq cannot be detected"):
        LanguageDetector(("fr", "qq")).of("Le ministre a reçu son homologue.")


def test_much_text_takes_no_longer_than_its_beginning() -> None:
    import time

    begun = time.monotonic()
    assert BOTH.of("Le ministre a reçu son homologue. " * 100_000) == "fr"
    assert time.monotonic() - begun < 2


def test_a_single_language_that_cannot_be_detected_is_that_of_every_text() -> None:
    vela = LanguageDetector(("xv",))
    for text in (
        "Sen Okello renka Tavero na Rosal.",
        "Le ministre a reçu son homologue.",
        "اجتمع الوزيران",
        "12",
    ):
        assert vela.of(text) == "xv"
    named, unnamed = with_languages(
        [Article(id="a", text="Sen Okello.", language="fr"), Article(id="b", text="Sen Okello.")], ["xv"]
    )
    assert (named.language, unnamed.language) == ("fr", "xv")


def test_with_several_languages_the_remedy_is_to_name_it_in_the_articles() -> None:
    with pytest.raises(ConfigError, match="Name the language of each article in the input"):
        list(with_languages([Article(id="a", text="Le ministre a reçu son homologue.")], ["fr", "xv"]))


def test_articles_in_another_language_are_told_with_it() -> None:
    others: dict[str, str | None] = {}
    german = Article(id="de", text="Der Minister traf seinen Kollegen am Montag in Berlin.")
    french = Article(id="fr", text="Le ministre a reçu lundi à Paris son homologue vietnamien.")
    numbers = Article(id="no", text="12.3.2024 -- 17")
    list(
        with_languages([german, french, numbers, french.with_(id="vi", language="vi")], ["fr", "en"], others)
    )
    assert others == {"de": "de", "no": None, "vi": "vi"}
