"""Cuts tokens that lost line breaks glued together, so that the model sees the intended words.

"Gonzalez.Les", "(VNA).Le", "1Cérémonie", "attachede", "levice-Premier", "theprime". The text does not change.
A word of lower-case letters is cut only if pyspellchecker's word list lacks the word, and the two parts are a
small word that is often glued and a common word of the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotate.core.errors import MissingExtraError
from annotate.prelabel.parsing.language_words import NO_WORDS, ParsingWords

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_COMMON = 25  # a word with at least so many occurrences in the word list is common
_MARKS = re.compile(
    r"""(?<=[^\W\d_]{2})(?=[.!?…][A-ZÀ-Ý«“"(-])   # Gonzalez|.Les   session|.-VNA
      | (?<=[.!?…])(?=[A-ZÀ-Ý][^\W\d_])            # .|Les
      | (?<=[)»”"])(?=[.!?…,;:])                   # )|.Le
      | (?<=[)»”"])(?=[^\W_])                      # )|Le
      | (?<=[.!?…])(?=[-–—«“(])                    # .|-VNA
      | (?<=\d)(?=[A-ZÀ-Ý][^\W\d_]{2})             # 1|Cérémonie
      | (?<=[^\W\d_][-–—])(?=[A-ZÀ-Ý]{2,}\Z)       # -|VNA
    """,
    re.VERBOSE,
)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_LOWER_UPPER = re.compile(r"([^\W\d_A-ZÀ-Ý]+)([A-ZÀ-Ý][^\W\d_]+(?:-[^\W\d_]+)*)")
_TITLE_TITLE = re.compile(r"([A-ZÀ-Ý][^\W\d_A-ZÀ-Ý]{4,})([A-ZÀ-Ý][^\W\d_A-ZÀ-Ý]+)")  # MinisterRoberto
_WORD_NUMBER = re.compile(r"([^\W\d_]+)(\d{1,2}|\d{4})")
_ENDINGS = ("s", "ed", "d", "ing")  # of words that stay whole
_CACHED = 100_000  # different token texts whose cuts are cached


class Ungluing:
    """A spaCy tokenizer that cuts the glued tokens of a base tokenizer."""

    def __init__(self, base: Callable[[str], Doc], language: str, words: ParsingWords = NO_WORDS) -> None:
        self.base = base
        self._glued = words.glued
        self._first = words.glued - words.glued_behind
        self._known = known_words(language) if words.glued else {}
        self._whole = words.whole
        self._cuts: dict[int, tuple[int, ...]] = {}  # the key is spaCy's hash of a token's text

    def __call__(self, text: str) -> Doc:
        """The tokens of ``text``. The joined tokens are ``text`` again."""
        from spacy.tokens import Doc

        doc = self.base(text)
        hashes: Any = doc.to_array("ORTH").tolist()
        cuts = [self._cuts.get(orth) for orth in hashes]
        for index, known in enumerate(cuts):
            if known is None:
                cuts[index] = self._remembered(hashes[index], doc[index].text)
        if not any(cuts):
            return self._joined(doc)
        words: list[str] = []
        spaces: list[bool] = []
        for token, inside in zip(doc, cuts, strict=True):
            bounds = (0, *(inside or ()), len(token.text))
            parts = [token.text[start:end] for start, end in pairwise(bounds)]
            words += parts
            spaces += [False] * (len(parts) - 1) + [bool(token.whitespace_)]
        return self._joined(Doc(doc.vocab, words=words, spaces=spaces))

    def _joined(self, doc: Doc) -> Doc:
        """Joins the tokens of words with a hyphen that must stay whole: "sit", "-", "in"."""
        if not self._whole:
            return doc
        ranges = [
            (at - 1, at + 2)
            for at in range(1, len(doc) - 1)
            if doc[at].text == "-"
            and not doc[at].whitespace_
            and not doc[at - 1].whitespace_
            and self._stays_whole(f"{doc[at - 1].text}-{doc[at + 1].text}".lower())
        ]
        if ranges:
            with doc.retokenize() as retokenizer:
                for start, end in ranges:
                    retokenizer.merge(doc[start:end])
        return doc

    def _stays_whole(self, word: str) -> bool:
        return word in self._whole or any(
            word.endswith(ending) and word.removesuffix(ending) in self._whole for ending in _ENDINGS
        )

    def __getattr__(self, name: str) -> object:
        # spaCy uses more of a tokenizer (exceptions, serialisation). The base tokenizer has all of it.
        if name == "base":
            raise AttributeError(name)
        return getattr(self.base, name)

    def _remembered(self, orth: int, token: str) -> tuple[int, ...]:
        cuts = tuple(sorted(set(self._cut(token))))
        if len(self._cuts) < _CACHED:
            self._cuts[orth] = cuts
        return cuts

    def _cut(self, token: str) -> Iterator[int]:
        """Yields the positions at which to cut a token: at punctuation, and inside glued words."""
        if len(token) < 3 or "/" in token or "@" in token or _ACRONYM.fullmatch(token):
            return
        cuts = [match.start() for match in _MARKS.finditer(token) if 0 < match.start() < len(token)]
        yield from cuts
        for start, end in pairwise((0, *cuts, len(token))):
            for position in self._inside_word(token[start:end]):
                yield start + position

    def _inside_word(self, word: str) -> Iterator[int]:
        """Yields the position at which to cut two glued words; at most one position."""
        if not self._glued:
            return
        if (glued := _LOWER_UPPER.fullmatch(word)) or (glued := _WORD_NUMBER.fullmatch(word)):
            if glued[1].lower() in self._glued or self._is_common(glued[1]):
                yield glued.end(1)
            return
        if (glued := _TITLE_TITLE.fullmatch(word)) and self._known.get(glued[1].lower(), 0) >= _COMMON:
            yield glued.end(1)
            return
        # A capitalised word is more often a name: "Leclerc", "Dupriez".
        if len(word) < 5 or not word.isalpha() or not word.islower() or word in self._known:
            return
        best, position = 0, 0
        for cut in range(2, len(word) - 1):
            first, second = word[:cut], word[cut:]
            behind = first in self._first and len(second) >= 4
            before = second in self._glued and len(first) >= 4
            rarer = self._known.get(second if behind else first, 0) if behind or before else 0
            if rarer >= _COMMON and rarer > best:
                best, position = rarer, cut
        if position:
            yield position

    def _is_common(self, word: str) -> bool:
        return len(word) >= 3 and word[0].islower() and self._known.get(word, 0) >= _COMMON


def unglue(nlp: Language, words: ParsingWords = NO_WORDS) -> Language:
    """Wraps the pipeline's tokenizer in an `Ungluing`. Changes the pipeline and returns it."""
    if not isinstance(nlp.tokenizer, Ungluing):
        nlp.tokenizer = Ungluing(nlp.tokenizer, nlp.lang or "xx", words)
    return nlp


@cache
def known_words(language: str) -> Mapping[str, int]:
    """Maps words to frequencies, from pyspellchecker's list for the language; empty without such a list."""
    try:
        from spellchecker import SpellChecker
    except ImportError as error:
        raise MissingExtraError("pyspellchecker", "prelabel") from error
    if language not in SpellChecker.languages():
        return {}
    return SpellChecker(language=language).word_frequency.dictionary
