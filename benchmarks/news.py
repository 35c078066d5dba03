"""Makes news articles that share phrases and boilerplate, and plants near duplicates among them."""

from __future__ import annotations

import random
import unicodedata
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

_SYLLABLES = [
    consonant + vowel for consonant in "bcdfghjklmnprstvz" for vowel in ("a", "e", "é", "i", "o", "ou")
]
_AGENCIES = ("VNA/CVN", "AFP", "Xinhua", "APS", "Prensa Latina")
_CITIES = ("Hanoï", "Alger", "La Havane", "Genève", "Abuja", "Bogotá", "Jakarta", "Rabat")
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "octobre", "décembre")
_SMALL = (
    "le",
    "la",
    "les",
    "de",
    "du",
    "des",
    "en",
    "à",
    "et",
    "que",
    "qui",
    "pour",
    "dans",
    "sur",
    "avec",
    "par",
)


class News:
    """A source of articles of about ``characters`` characters. The same seed gives the same articles.

    Half of the words stand in phrases that many articles use, by a law like Zipf's. Each agency ends its
    dispatches with notices of its own, and articles of one story share a paragraph.
    """

    def __init__(self, seed: int = 1, characters: int = 2500) -> None:
        self._chance = random.Random(seed)
        self._characters = characters
        self._words = [self._word() for _ in range(40_000)]
        self._word_sums = list(accumulate(1 / (rank + 5) for rank in range(len(self._words))))
        self._phrases = [self._phrase() for _ in range(30_000)]
        self._phrase_sums = list(accumulate(1 / (rank + 20) for rank in range(len(self._phrases))))
        self._notices = {agency: [self.sentence() for _ in range(3)] for agency in _AGENCIES}
        self._story: list[str] = []

    def article(self, share: float = 1.0) -> str:
        """The text of a new article, ``share`` times as long as usual."""
        chance = self._chance
        agency = chance.choice(_AGENCIES)
        paragraphs = [self.dateline(agency) + self.paragraph()]
        if self._story and chance.random() < 0.3:
            paragraphs.append(chance.choice(self._story[-50:]))
        length = sum(map(len, paragraphs))
        while length < share * self._characters - 300:
            paragraphs.append(self.paragraph())
            length += len(paragraphs[-1])
        self._story = [*self._story[-50:], paragraphs[-1]]
        notices = self._notices[agency][: chance.randint(1, 3)]
        return "\n".join([self.sentence(), "", *paragraphs, *notices])

    def paragraph(self) -> str:
        """Two to four sentences."""
        return " ".join(self.sentence() for _ in range(self._chance.randint(2, 4)))

    def sentence(self) -> str:
        """About 20 words: phrases, with other words between them."""
        parts: list[str] = []
        for _ in range(self._chance.randint(3, 6)):
            parts.append(self._chosen(self._phrases, self._phrase_sums))
            parts += [self._chosen(self._words, self._word_sums) for _ in range(self._chance.randint(1, 3))]
        text = " ".join(parts)
        return text[0].upper() + text[1:] + "."

    def dateline(self, agency: str) -> str:
        """The start of a dispatch: place, date and agency."""
        chance = self._chance
        day = f"{chance.randint(1, 28)} {chance.choice(_MONTHS)}"
        return f"{chance.choice(_CITIES)}, {day} ({agency}) - "

    def _chosen(self, items: list[str], sums: list[float]) -> str:
        return items[bisect(sums, self._chance.random() * sums[-1])]

    def _word(self) -> str:
        word = "".join(self._chance.choices(_SYLLABLES, k=self._chance.choice((1, 2, 2, 3, 3, 4))))
        return word.title() if self._chance.random() < 0.1 else word

    def _phrase(self) -> str:
        words = []
        for _ in range(self._chance.choice((1, 2, 2, 3))):
            words += [self._chance.choice(_SMALL), self._chosen(self._words, self._word_sums)]
        return " ".join(words)


@dataclass
class Planted:
    """Articles, and the pairs of ids that were planted, by the kind of the change."""

    articles: list[tuple[str, str]] = field(default_factory=list)
    pairs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def planted(count: int, each: int, seed: int = 1, characters: int = 2500) -> Planted:
    """About ``count`` articles, with ``each`` planted pairs of every kind in `CHANGES`, in random order."""
    news, chance = News(seed, characters), random.Random(seed)
    made = Planted()
    for kind, change in CHANGES.items():
        made.pairs[kind] = []
        for number in range(each):
            first = news.article()
            ids = (f"{kind}-{number}", f"{kind}-{number}-changed")
            made.articles += zip(ids, (first, change(first, news, chance)), strict=True)
            made.pairs[kind].append(ids)
    for number in range(max(0, count - len(made.articles))):
        made.articles.append((f"a{number}", news.article(chance.uniform(0.3, 1.7))))
    chance.shuffle(made.articles)
    return made


def articles(
    count: int, near: float = 0.05, seed: int = 1, characters: int = 2500
) -> Iterator[tuple[str, str]]:
    """Yields ``count`` articles with ids. A share ``near`` of them are changed copies of a recent one."""
    news, chance = News(seed, characters), random.Random(seed)
    recent: list[str] = []
    changes = list(CHANGES.values())
    for number in range(count):
        copied = recent and chance.random() < near
        text = chance.choice(changes)(chance.choice(recent), news, chance) if copied else news.article()
        recent = [*recent[-200:], text] if len(text) < 2 * characters else recent
        yield f"a{number}", text


def _typography(text: str, news: News, chance: random.Random) -> str:
    """Other case, white space, quotes and no accents."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    words = [f"« {word} »" if chance.random() < 0.05 else word for word in plain.split(" ")]
    return "  ".join(words).upper().replace("\n", "\r\n\t").replace("'", "’")


def _small_edits(text: str, news: News, chance: random.Random) -> str:
    """One word in 25 is replaced, taken out or doubled."""
    words: list[str] = []
    for word in text.split(" "):
        roll = chance.random()
        words += (
            [word]
            if roll > 0.04
            else [news.sentence().split()[1]]
            if roll > 0.02
            else [word] * 2 * (roll > 0.01)
        )
    return " ".join(words)


def _dateline(text: str, news: News, chance: random.Random) -> str:
    """Another dateline and title, as of another agency."""
    _, body = text.split(" - ", 1)
    return f"{news.sentence()}\n\n{news.dateline('Reuters')}{body}"


def _reordered(text: str, news: News, chance: random.Random) -> str:
    """The paragraphs in another order."""
    paragraphs = text.split("\n")
    chance.shuffle(paragraphs)
    return "\n".join(paragraphs)


def _longer(times: float) -> Callable[[str, News, random.Random], str]:
    def change(text: str, news: News, chance: random.Random) -> str:
        """An update that has new paragraphs among the edited old ones."""
        paragraphs = _small_edits(text, news, chance).split("\n")
        while sum(map(len, paragraphs)) < times * len(text):
            paragraphs.insert(chance.randrange(2, len(paragraphs) + 1), news.paragraph())
        return "\n".join(paragraphs)

    return change


def _cut(text: str, news: News, chance: random.Random) -> str:
    """The first third alone, as a newspaper prints it."""
    return text[: len(text) // 3]


CHANGES: dict[str, Callable[[str, News, random.Random], str]] = {
    "typography": _typography,
    "small-edits": _small_edits,
    "dateline": _dateline,
    "reordered": _reordered,
    "update-of-twice-the-length": _longer(2),
    "update-of-three-times-the-length": _longer(3),
    "cut": _cut,
}
