"""Finds the English name of an organization around its head noun. Positions are word indexes."""

from __future__ import annotations

from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.languages.names import OrganizationName
from annotate.prelabel.parsing.tree import Word


def english_organization(heads: HeadNouns, words: list[Word], at: int, done: int) -> OrganizationName | None:
    """The organization around a head noun, with the words before and the complements after the head noun."""
    word = words[at]
    if word.pos not in ("NOUN", "PROPN"):
        return None
    named, national = heads.of(word, heads.named), heads.of(word, heads.national)
    if named is None and national is None:
        return None
    capital = word.text[0].isupper()
    if not capital and named in heads.capital and national is None:
        return None
    sector = heads.named[named] if named is not None else heads.national[national or ""]
    first = at
    while first > done and _before_head(heads, words[first - 1], word, capital=capital):
        first -= 1
    if first > 0 and words[first - 1].text[0].isdigit():
        return None  # "the 11th National Congress" is a meeting
    last = at + 1
    if (capital or word.key in ("ministry", "ministries")) and named is not None:
        last = _complements(words, last)
    if not capital:
        if last > at + 1:
            return first if words[first].text[0].isupper() else at, last, sector
        if first < at and heads.is_demonym(words[first]) and national is not None:
            return first, last, sector
        return None
    if first == at and last == at + 1:
        return None
    return first, last, sector


def _before_head(heads: HeadNouns, before: Word, head: Word, *, capital: bool) -> bool:
    """Whether the word before a head noun is part of the name."""
    if before.sentence != head.sentence:
        return False
    if capital and before.key == "'s" and before.previous is not None and before.previous.text[0].isupper():
        return before.previous.key in ("people", "women", "workers", "children", "farmers")  # "People's"
    if heads.is_demonym(before) and before.text[0].isupper():
        return True
    if capital:
        return (
            before.text[0].isupper()
            and before.pos in ("PROPN", "ADJ", "NOUN")
            and before.end + 1 >= head.start - 40
        )
    return before.text[0].islower() and before.pos == "ADJ"


def _complements(words: list[Word], start: int) -> int:
    """The end of the complements that begin at ``start``: "of Agriculture and Forestry"."""
    end = start
    while end + 1 < len(words) and words[end].key in ("of", "for"):
        begin = end + 1
        if words[begin].key == "the" and begin + 1 < len(words):
            begin += 1
        if not words[begin].text[0].isupper() and words[start - 1].key != "ministries":
            break
        after = begin + 1
        while after < len(words) and (
            (words[after].text[0].isupper() and words[after].pos in ("PROPN", "NOUN", "ADJ"))
            or (
                words[after].key in ("and", "&")
                and after + 1 < len(words)
                and words[after + 1].text[0].isupper()
                and words[after + 1].pos in ("PROPN", "NOUN", "ADJ")
            )
        ):
            after += 1
        end = after
    return end
