"""Acronyms of organizations: those that a text explains in brackets, and those that it only uses.

The long form of an acronym in brackets is found as by Schwartz and Hearst 2003, "A Simple Algorithm for
Identifying Abbreviation Definitions in Biomedical Text": from its end, each letter of the acronym must occur,
and the first letter must begin a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.core.folding import fold_accents, fold_case
from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.parsing.tree import Word

IN_BRACKETS = re.compile(r"[^\S\n]?\((?P<name>[^\W\d_a-zà-ÿ][^\W_]{1,9}(?:-[^\W_]{1,6})?)[,)]")
"""An acronym in brackets, with the blank before it: "(ONU)", "(A-WEB)", "(Famca)"."""
_BARE = re.compile(r"(?:[A-ZÀ-Ý]{2,6}|[A-Z]-?\d{1,3}|[A-Z]{2,4}-[A-Z]{2,4})")
# Short forms of "association sportive", "football club" and the like, before the name of a sports club.
_CLUBS = frozenset(
    {"AC", "AJ", "AS", "ASC", "BC", "CA", "CD", "CR", "CS", "CSC", "EA", "EN", "ES", "FC", "FK", "GS", "HB",
     "HC", "JS", "KV", "MC", "NK", "OC", "OGC", "RC", "RK", "RSC", "SC", "SK", "SO", "SV", "UD", "US", "USAM",
     "USM", "VC"}
)  # fmt: skip
_MOST_WORDS = 12  # words of a long form; real ones have fewer
_ENDS = re.compile(r"[;:.!?()«»\"\n]|\d{4}")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Definition:
    """An acronym in brackets and its long form right before it, in code points."""

    start: int
    end: int
    acronym: tuple[int, int]


def definitions(text: str, words: Sequence[Word], heads: HeadNouns) -> Iterator[Definition]:
    """The acronyms of organizations that ``text`` explains: "Direction des mines (DM)".

    The long form begins with a head noun of organizations, or with a capital and no noun of other things.
    """
    starts = [word.start for word in words]
    for match in IN_BRACKETS.finditer(text):
        last = bisect_left(starts, match.start()) - 1
        if last < 0 or (not any(letter.isupper() for letter in match["name"][1:]) and len(match["name"]) < 4):
            continue
        first = last
        while first > 0 and words[first - 1].sentence == words[last].sentence:
            first -= 1
        start = long_form(text, match["name"], match.start(), words[first].start)
        if start is None:
            continue
        word = words[bisect_right(starts, start) - 1]
        if word.start == start and _names_organization(word, heads):
            yield Definition(start, match.start(), match.span("name"))


def defines_thing(text: str, acronym: str, heads: HeadNouns) -> bool:
    """Whether ``text`` explains ``acronym`` as a common noun: "personnes déplacées internes (PDI)"."""
    bracket = text.find(f"({acronym})")
    if bracket < 0:
        return False
    line = text.rfind("\n", 0, bracket) + 1
    start = long_form(text, acronym, bracket, line)
    word = None if start is None else _WORD.match(text, start)
    return word is not None and word[0].islower() and not heads.begins(fold_case(word[0]))


def _names_organization(word: Word, heads: HeadNouns) -> bool:
    if heads.of(word, heads.named) is not None or heads.of(word, heads.national) is not None:
        return True
    return word.text[0].isupper() and word.key not in heads.others and word.lemma not in heads.others


def long_form(text: str, acronym: str, end: int, start: int) -> int | None:
    """The start of the long form of ``acronym`` that ends at ``end``, in code points; None if there is none.

    The long form begins at ``start`` or later.
    """
    before = fold_accents(text[start:end])
    letters = [letter for letter in fold_accents(acronym) if letter.isalnum()]
    position = len(before)
    for index, letter in reversed(list(enumerate(letters))):
        position -= 1
        while position >= 0 and (
            before[position] != letter or (index == 0 and position > 0 and before[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
    if _ENDS.search(before, position):
        return None
    words = len(_WORD.findall(before[position:]))
    return start + position if 1 < words <= min(_MOST_WORDS, 2 * len(letters) + 3) else None


def _capitals(words: Sequence[Word], start: int) -> int:
    """The end of the words with a capital from ``start`` on, at most three."""
    end = start
    while end < min(len(words), start + 3) and words[end].text[0].isupper():
        if words[end].sentence != words[start].sentence:
            break
        end += 1
    return end


def bare_acronym(
    words: list[Word], position: int, heads: HeadNouns, definite: frozenset[str], of: frozenset[str]
) -> int | None:
    """The end of an organization that a word in capitals names: "la CGSP", "the BJP", "le CPAS de Mons".

    A definite article shows this, unless a number or a further part of a name follows ("le CAC 40"). Returns
    None if there is no such name.
    """
    word = words[position]
    before = word.previous
    if before is None or before.key not in definite or not _BARE.fullmatch(word.text):
        return None
    if fold_case(word.text) in heads.others or heads.names.get(word.text) is not None:
        return None
    following = words[position + 1] if position + 1 < len(words) else None
    if following is None or following.sentence != word.sentence:
        return position + 1
    if following.key in of and position + 2 < len(words) and words[position + 2].text[0].isupper():
        return _capitals(words, position + 2)  # "le CPAS de Mons"
    if word.text in _CLUBS and following.text[0].isupper():
        return _capitals(words, position + 1)  # "l'AS Rome"
    glued = following.text == "-" and following.start == word.end
    return None if glued or following.text[0].isupper() or following.text[0].isdigit() else position + 1
