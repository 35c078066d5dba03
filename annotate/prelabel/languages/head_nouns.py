"""The head nouns of organizations in one language, and tests for the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from annotate.core.folding import fold_accents, fold_case
from annotate.prelabel.knowledge.gazetteer_files import Head
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.function_nouns import spellings
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.parsing.tree import Word


class HeadNouns:
    """The head nouns of one language with their sectors, its demonyms, and the names of the gazetteer.

    `Heads` in `annotate.prelabel.knowledge.gazetteer_files` explains the kinds of head nouns.
    """

    def __init__(self, names: Gazetteer, language: str) -> None:
        heads = names.heads[language]
        self.named = _by_word(heads.named)
        self.national = _by_word(heads.national)
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in dict.fromkeys((*self.named, *self.national)):
            for parts in spellings(name):
                self._by_first.setdefault(parts[0], []).append((parts, name))
        for names_of_word in self._by_first.values():
            names_of_word.sort(key=lambda item: len(item[0]), reverse=True)
        self.capital = frozenset(heads.capital)
        self.introducing = frozenset(heads.introducing)
        self.others = frozenset(map(fold_case, heads.others))
        self.known = known_words(language)
        self.demonyms = names.demonyms
        self.names = names.names
        self.cities = names.cities

    def is_demonym(self, word: Word) -> bool:
        """Whether a word is the adjective of a country: "chilien"."""
        return fold_accents(word.text) in self.demonyms

    def known_until(self, words: list[Word], position: int, *, places: bool = False) -> int:
        """The end of a gazetteer name that starts at ``position``; ``position`` if no name starts there."""
        nearby = words[position : position + 8]
        text = "".join(word.text + " " * (following.start - word.end) for word, following in pairwise(nearby))
        found = self.names.at(fold_accents(text), 0) or self.cities.at(fold_accents(text), 0)
        if found is None or (places and found[1].kind == "organization"):
            return position
        end = words[position].start + found[0]
        return next((word.i for word in nearby if word.start >= end), position)

    def place_until(self, words: list[Word], position: int) -> int:
        """Like `known_until`, for names of places only."""
        return self.known_until(words, position, places=True)

    def is_name_part(self, words: list[Word], position: int) -> bool:
        """Whether a capitalised word continues an organization's name.

        A word that is not in the language's word list begins a person's name instead.
        """
        word = words[position]
        if not word.text[0].isupper():
            return False
        return word.key in self.known or word.text.isupper() or words[position - 1].text == "-"

    def at(self, words: list[Word], position: int, listed: dict[str, str | None]) -> tuple[int, str] | None:
        """The longest head noun of ``listed`` that begins at ``position``: its end and its form in the list.

        The head noun may have several words: "cour d'appel".
        """
        word, by_first = words[position], self._by_first
        if word.key not in by_first and word.lemma not in by_first:
            return None
        for form in dict.fromkeys((word.key, word.lemma)):
            for parts, name in by_first.get(form, ()):
                following = words[position + 1 : position + len(parts)]
                if name in listed and [part.key for part in following] == list(parts[1:]):
                    return position + len(parts), name
        return None

    def begins(self, word: str) -> bool:
        """Whether a head noun begins with ``word``, in lower case, singular or a plural in "s"."""
        return word in self._by_first or word.removesuffix("s") in self._by_first

    def of(self, word: Word, listed: dict[str, str | None]) -> str | None:
        """The form of a word that is in ``listed``: the lower-cased word or the lemma. None if neither is."""
        return next((form for form in (word.key, word.lemma) if form in listed), None)


def introduced(heads: HeadNouns, words: list[Word], at: int) -> tuple[int, int, str | None] | None:
    """The name after a noun that introduces the name but is not part of it: "le parti Renouveau"."""
    word = words[at]
    common = word.text[0].islower() or (word.text.isupper() and len(word.text) > 1)  # "ONG"
    if not common or not (word.key in heads.introducing or word.lemma in heads.introducing):
        return None
    start = at + 1
    while start < len(words) and words[start].text[0].islower():
        # "agence de presse", "groupe armé", "négociant suisse"
        of = words[start].key in ("de", "d'") and start + 1 < len(words) and words[start + 1].pos == "NOUN"
        if of and words[start + 1].text[0].islower():
            start += 2
            continue
        modifies = words[start].pos == "ADJ" or (
            words[start].pos == "VERB" and words[start].label in ("acl", "amod")
        )  # a finite verb does not: "the agency arrested | Vikram Solanki"
        if not modifies and not heads.is_demonym(words[start]):
            break
        start += 1
    end = start
    while (
        end < len(words)
        and words[end].sentence == words[at].sentence
        and (words[end].text[0].isupper() or (words[end].text == "-" and end > start))
    ):
        end += 1
    if end == start or words[end - 1].text == "-" or (end == start + 1 and len(words[start].text) == 1):
        return None  # "le groupe B"
    if heads.names.get(words[start].text) is not None or _is_joint(words[start:end]):
        return None
    if _is_second_noun(heads, words, start, end):
        end += 2  # "l'association Paix et Neutralité"
    form = words[at].key if words[at].key in heads.named else words[at].lemma
    return start, end, heads.named.get(form)


def _is_joint(words: Sequence[Word]) -> bool:
    """Whether hyphens join acronyms of several organizations: "le front commun FGTB-CSC-CGSLB"."""
    parts = words[::2]
    joined = all(word.text == "-" for word in words[1::2])
    return len(parts) > 2 and joined and all(len(word.text) > 2 and word.text.isupper() for word in parts)


def _is_second_noun(heads: HeadNouns, words: list[Word], start: int, end: int) -> bool:
    """Whether "and" joins a second common noun with a capital to a name of one common noun."""
    if end != start + 1 or end + 1 >= len(words) or words[end].key not in ("et", "and"):
        return False
    both = words[start], words[end + 1]
    return all(
        word.text[0].isupper()
        and word.text[-1].islower()
        and word.key in heads.known
        and heads.names.get(word.text) is None
        and heads.cities.get(word.text) is None
        for word in both
    )


def _by_word(heads: Sequence[Head | str]) -> dict[str, str | None]:
    return {
        (head if isinstance(head, str) else head.word).lower(): None if isinstance(head, str) else head.sector
        for head in heads
    }
