"""Makes articles for benchmarks from the sentences of our sample dispatches, in any number and length."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from annotate.core.article import Article

SAMPLES = Path(__file__).parents[1] / "annotate" / "campaign" / "demo" / "sample" / "articles"
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


def samples() -> list[str]:
    """The texts of our dispatches, without their first line."""
    return [
        path.read_text(encoding="utf-8-sig").split("\n\n", 1)[1] for path in sorted(SAMPLES.glob("*.txt"))
    ]


def varied(count: int, words: int = 400, *, new_words: bool = False, seed: int = 1) -> Iterator[Article]:
    """Yields ``count`` French articles of about ``words`` words: random sentences of our dispatches.

    With ``new_words``, each article has new names and words, as in a stream of real news.
    """
    chance = random.Random(seed)
    sentences = [
        line + "." for text in samples() for line in text.replace("\n", " ").split(". ") if line.strip()
    ]
    for number in range(count):
        chosen: list[str] = []
        length = 0
        while length < words:
            sentence = chance.choice(sentences)
            if new_words:
                sentence = _with_new_words(sentence, chance)
            chosen.append(sentence)
            length += len(sentence.split())
        yield Article(id=f"a{number}", text=" ".join(chosen), language="fr", published="2024-03")


def _with_new_words(sentence: str, chance: random.Random) -> str:
    """Replaces about one word in ten by an invented word. Keeps capital letters at the start of words."""
    words = sentence.split(" ")
    for index, word in enumerate(words):
        if len(word) > 3 and word.isalpha() and chance.random() < 0.1:
            made = "".join(chance.choices(_SYLLABLES, k=chance.randint(3, 5)))
            words[index] = made.title() if word[0].isupper() else made
    return " ".join(words)
