"""Finds the French name of an organization that a head noun begins. Positions are word indexes."""

from __future__ import annotations

from annotate.prelabel.languages.fr.small_words import ARTICLES, OF
from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.languages.names import OrganizationName
from annotate.prelabel.parsing.tree import Word

_LONGEST = 30  # words of an organization's name


def french_organization(heads: HeadNouns, words: list[Word], at: int, done: int) -> OrganizationName | None:
    """The organization that a head noun begins, with its adjectives and complements."""
    word = words[at]
    if word.pos not in ("NOUN", "PROPN", "ADJ") and not word.text[0].isupper():
        return None
    named, national = heads.of(word, heads.named), heads.of(word, heads.national)
    if (named is None and national is None) or (at and words[at - 1].text[0].isdigit()):
        return None  # "le 13e Congrès national" is a meeting
    capital = word.text[0].isupper() and (not word.starts_sentence or named is not None)
    if not capital and named in heads.capital:
        named = None
        if national is None:
            return None
    end = at + 1
    demonym = False
    while end < len(words) and (words[end].pos in ("ADJ", "VERB", "NOUN") or heads.is_demonym(words[end])):
        adjective = words[end]
        if adjective.text[0].isupper() and not capital:
            break
        if adjective.pos != "ADJ" and not heads.is_demonym(adjective):
            break
        demonym = demonym or heads.is_demonym(adjective)
        end += 1
    if words[end - 1].sentence != word.sentence:
        return None
    if national is not None and demonym and not capital:
        complemented = _complements(heads, words, end, capital=False)
        return at, complemented or end, heads.national[national]
    if named is None:
        after = _of_state(heads, words, end)
        return (at, after, heads.national[national or ""]) if after else None
    last = _complements(heads, words, end, capital=capital)
    if last is None:
        if capital and (end > at + 1 or _tail(heads, words, end) > end):
            return at, _tail(heads, words, end), heads.named[named]
        return None
    return at, last, heads.named[named]


def _complements(heads: HeadNouns, words: list[Word], start: int, *, capital: bool) -> int | None:
    """The end of the complements ("des Affaires étrangères du Vietnam"); None without complements."""
    end: int | None = None
    position = start
    limit = min(len(words), start + _LONGEST)
    while position < limit:
        begin = position
        listed = end is not None and words[position].key in (",", "et")
        if listed:
            begin += 1
        if begin >= limit:
            break
        aim = (  # "Haut-Commissariat pour les réfugiés"
            capital
            and not listed
            and begin + 2 < limit
            and words[begin].key == "pour"
            and words[begin + 1].key in ARTICLES
            and words[begin + 2].text[0].islower()
            and words[begin + 2].key != "saison"
        )
        if words[begin].key not in OF and not aim:
            break
        begin += 1
        if begin < limit and words[begin].key in ARTICLES:
            begin += 1
        if begin >= limit:
            break
        first = words[begin]
        upper = first.text[0].isupper()
        if (
            not upper
            and not (capital and first.pos in ("NOUN", "ADJ", "PROPN") and not listed)
            and not (capital and listed and first.pos == "NOUN")
        ):
            break
        after = _tail(heads, words, begin + 1) if upper else begin + 1
        if upper:
            after = max(after, heads.known_until(words, begin))
        while (
            after < limit
            and words[after].text[0].islower()
            and (words[after].pos == "ADJ" or heads.is_demonym(words[after]))
        ):
            after += 1
        if (
            upper
            and after < limit - 1
            and words[after].key == "et"
            and _is_second_field(heads, words[after + 1])
        ):
            after = _tail(heads, words, after + 2)
        end = position = after
    return end


def _is_second_field(heads: HeadNouns, word: Word) -> bool:
    """Whether a word continues a list of fields: "de l'Agriculture et | Forêts"."""
    return word.text[0].isupper() and word.pos in ("NOUN", "PROPN") and not heads.names.get(word.text)


def _of_state(heads: HeadNouns, words: list[Word], start: int) -> int | None:
    """The end of a complement that is a country ("du Kenya", "de la République de Corée"), else None."""
    if start + 1 >= len(words) or words[start].key not in OF:
        return None
    begin = start + 1
    if begin + 1 < len(words) and words[begin].key in ARTICLES:
        begin += 1
    end = begin
    while end < len(words) and (words[end].text[0].isupper() or words[end].text == "-"):
        end += 1
    if end == begin:
        return None
    name = "".join(
        word.text + (" " if following.start > word.end else "")
        for word, following in zip(words[begin:end], [*words[begin + 1 : end], words[end - 1]], strict=True)
    ).strip()
    known = heads.names.get(name)
    return end if known is not None and known.kind == "state" else None


def _tail(heads: HeadNouns, words: list[Word], start: int) -> int:
    """The end of the name's capitalised words from ``start`` on; ``start`` if there are no such words."""
    end = start
    while end < len(words) and words[end].sentence == words[start - 1].sentence:
        joined = (
            words[end].text == "-"
            and end + 1 < len(words)
            and words[end].start == words[end - 1].end
            and words[end + 1].start == words[end].end
        )
        if joined:
            end += 2
        elif heads.is_name_part(words, end):
            end += 1
        else:
            break
    return min(end, len(words))
