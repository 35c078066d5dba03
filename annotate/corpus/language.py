"""The language of an article, told from its text: one of those configured, or none of them."""

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

DETECTED = "language_detected"  # in `Article.meta`: the language was told from the text, not named by it
_HEAD = 2000  # code points that are looked at; more changes no verdict and costs time
_SURE = 0.5  # confidence from which another language is believed of a short text
_LONG = 100  # letters from which on a text is no short one
_RIVAL = 0.05  # another language this many times likelier than all configured ones is believed
_CLEARLY = 3.0  # times that one configured language must be likelier than the next
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
    """Tells which of ``languages`` (ISO 639-1, the campaign's main one first) a text is in.

    The answer is None where it is in none of them: letters of another script, a language that is clearly
    another one, no letters at all. A text too short to tell them apart ("Cuba.") is taken for the main one.

    Raises `ConfigError` where one of the languages cannot be told; `MissingExtraError` without py3langid.
    """

    languages: tuple[str, ...]

    def of(self, text: str) -> str | None:
        """The language of ``text``, or None. Only its beginning is looked at."""
        head = text[:_HEAD]
        letters = sum(map(len, _LETTERS.findall(head)))
        if not letters:
            return None
        foreign = _OTHER_SCRIPTS.findall(head)
        if not foreign:
            return self._told(head, letters)
        others = sum(map(len, foreign))
        if 2 * others < letters:  # a quotation, a name in its own letters
            return self._told(_OTHER_SCRIPTS.sub(" ", head), letters - others)
        script = Counter(unicodedata.name(run[0], "").partition(" ")[0] for run in foreign).most_common(1)[0][
            0
        ]
        if script not in {_SCRIPTS.get(language) for language in self.languages} | {"KATAKANA"}:
            return None
        return self._told(" ".join(foreign), others)

    def told(self, article: Article) -> Article:
        """The article with its language and the mark `DETECTED`; as it is if it names one or none is told."""
        if article.language:
            return article
        language = self.of(article.text)
        if language is None:
            return article
        return article.with_(language=language, meta={**article.meta, DETECTED: True})

    def _told(self, text: str, letters: int) -> str | None:
        ranked = self._identifier.rank(text)
        best, best_score = ranked[0]
        own = [(language, score) for language, score in ranked if language in self.languages]
        language, score = own[0]
        believed = best_score >= _SURE or letters >= _LONG
        if best not in self.languages and believed and score <= _RIVAL * best_score:
            return None
        clear = language == best or len(own) == 1 or score >= _CLEARLY * own[1][1]
        return language if clear else self.languages[0]

    @cached_property
    def _identifier(self) -> LanguageIdentifier:
        try:
            from py3langid.langid import MODEL_FILE, LanguageIdentifier
        except ImportError as error:
            raise MissingExtraError("py3langid", "prelabel") from error
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        if unknown := sorted(set(self.languages) - set(identifier.labels)):
            raise ConfigError(
                f"the language {', '.join(unknown)} cannot be told from a text.",
                remedy="Leave it out of `languages`, and name it in the articles themselves.",
            )
        return identifier


def with_languages(articles: Iterable[Article], languages: Sequence[str]) -> Iterator[Article]:
    """``articles``, each with its language where it names none and one of ``languages`` is told."""
    detector = LanguageDetector(tuple(languages))
    return map(detector.told, articles)
