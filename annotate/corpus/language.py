"""Detects in which of the configured languages an article is written, from its text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from annotate.core.article import Article
from annotate.core.errors import ConfigError, MissingExtraError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

DETECTED = "language_detected"  # key in `Article.meta`: the language was detected, not given by the article
_HEAD = 2000  # code points that are read; more would take time and change no result
_SURE = 0.5  # confidence needed to say that a short text is in another language
_LONG = 100  # letters; a text with fewer is short
_RIVAL = 0.05  # configured languages below this share of the best score are ruled out
_CLEARLY = 3.0  # the best configured language must be so many times likelier than the next
_OTHER_SCRIPTS = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]+")  # letters that are not Latin
_LETTERS = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ps", "ug", "ur"), "ARABIC"),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"), "CYRILLIC"),
    **dict.fromkeys(("hi", "mr", "ne"), "DEVANAGARI"),
    **{"el": "GREEK", "he": "HEBREW", "hy": "ARMENIAN", "ka": "GEORGIAN", "am": "ETHIOPIC"},
    **{"bn": "BENGALI", "ta": "TAMIL", "te": "TELUGU", "th": "THAI", "lo": "LAO", "km": "KHMER"},
    **{"my": "MYANMAR", "ko": "HANGUL", "zh": "CJK", "ja": "HIRAGANA"},
}


@dataclass(frozen=True)
class LanguageDetector:
    """Detects which of ``languages`` (ISO 639-1, the campaign's main one first) a text is in.

    The result is None if the text has no letters, is in another script, or is clearly in another language. A
    text too short for a clear result ("Cuba.") counts as the main language. If the only language is unknown
    to py3langid, every text counts as being in this language.

    Raises `ConfigError` if one of several languages cannot be detected, `MissingExtraError` without
    py3langid.
    """

    languages: tuple[str, ...]

    def of(self, text: str) -> str | None:
        """The language of ``text``, or None. Reads only the beginning of ``text``."""
        if self._unknown and len(self.languages) == 1:
            return self.languages[0]
        head = _head(text)
        letters = sum(map(len, _LETTERS.findall(head)))
        if not letters:
            return None
        foreign = _OTHER_SCRIPTS.findall(head)
        if not foreign:
            return self._ranked(head, letters)
        others = sum(map(len, foreign))
        if 2 * others < letters:  # a quotation, a name in its own letters
            return self._ranked(_OTHER_SCRIPTS.sub(" ", head), letters - others)
        script = Counter(unicodedata.name(run[0], "").partition(" ")[0] for run in foreign).most_common(1)[0][
            0
        ]
        if script not in {_SCRIPTS.get(language) for language in self.languages} | {"KATAKANA"}:
            return None
        return self._ranked(" ".join(foreign), others)

    def most_likely(self, text: str) -> str | None:
        """The most likely of all languages that py3langid knows, or None for a text without letters."""
        head = _head(text)
        return self._identifier.rank(head)[0][0] if _LETTERS.search(head) else None

    def with_language(self, article: Article) -> Article:
        """Adds the detected language and `DETECTED` to an article without a language."""
        if article.language:
            return article
        language = self.of(article.text)
        if language is None:
            return article
        return article.with_(language=language, meta={**article.meta, DETECTED: True})

    def _ranked(self, text: str, letters: int) -> str | None:
        if self._unknown:
            raise ConfigError(
                f"the language {', '.join(self._unknown)} cannot be detected.",
                remedy="Name the language of each article in the input (`language` in JSON Lines or CSV): "
                "then nothing has to be detected.",
            )
        ranked = self._identifier.rank(text)
        best, best_score = ranked[0]
        own = [(language, score) for language, score in ranked if language in self.languages]
        language, score = own[0]
        reliable = best_score >= _SURE or letters >= _LONG
        if best not in self.languages and reliable and score <= _RIVAL * best_score:
            return None
        clear = language == best or len(own) == 1 or score >= _CLEARLY * own[1][1]
        return language if clear else self.languages[0]

    @cached_property
    def _unknown(self) -> list[str]:
        """The languages that cannot be detected."""
        return sorted(set(self.languages) - set(self._identifier.labels))

    @cached_property
    def _identifier(self) -> LanguageIdentifier:
        try:
            from py3langid.langid import MODEL_FILE, LanguageIdentifier
        except ImportError as error:
            raise MissingExtraError("py3langid", "prelabel") from error
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _head(text: str) -> str:
    """The beginning of ``text``, composed (NFC): decomposed accents look like letters of no language."""
    if unicodedata.is_normalized("NFC", text):
        return text[:_HEAD]
    return unicodedata.normalize("NFC", text)[:_HEAD]


def with_languages(
    articles: Iterable[Article], languages: Sequence[str], others: dict[str, str | None] | None = None
) -> Iterator[Article]:
    """Yields ``articles``; adds the detected language to articles without a language.

    Adds to ``others`` the id of each article that is in none of the ``languages``, with its most likely
    language.
    """
    detector = LanguageDetector(tuple(languages))
    for article in articles:
        given = detector.with_language(article)
        if others is not None and given.language not in languages:
            others[given.id] = given.language or detector.most_likely(given.text)
        yield given
