"""Bodies named by a head noun and what follows it: "ministère vietnamien de la Santé", "gouvernement chilien",
"Commission des affaires étrangères du Sénat", "Ministry of Trade", "Malian army"; and the acronym in
brackets behind one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.ontology import Ontology
from annotate.prelabel import scores
from annotate.prelabel.draft import Draft
from annotate.prelabel.gazetteers import Gazetteer, Head, fold, gazetteer
from annotate.prelabel.mentions import mention
from annotate.prelabel.protocol import Labeler
from annotate.prelabel.registry import LabelerContext
from annotate.prelabel.tokenising import known_words
from annotate.prelabel.tree import Word
from annotate.prelabel.versions import version

_OF = frozenset({"de", "du", "des", "d'"})
_ARTICLES = frozenset({"le", "la", "les", "l'"})
_ALONE = {"fr": frozenset({"Parti"}), "en": frozenset({"Party"})}
_ACRONYM = re.compile(r"[^\S\n]?\((?P<name>[^\W\d_a-zà-ÿ][^\W_]{1,9}(?:-[^\W_]{1,6})?)[,)]")
_LONGEST = 30  # words of a body's name


class Bodies:
    """ORG from head nouns."""

    name = "bodies"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})

    def __init__(self, names: Gazetteer, languages: Sequence[str], ontology: Ontology) -> None:
        self.version = version(names.digest())
        self._heads = {language: _HeadWords(names, language) for language in languages if language in names.heads}
        self.languages = frozenset(self._heads)
        self._active = "ORG" in ontology.entities
        # Common nouns ("gouvernement chilien") count as names where functions do.
        self._common = "ROLE" in ontology.entities
        self._sectors = "sector" in ontology.attributes_of("ORG")

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The bodies of each draft's text; none where the ontology has no type ORG."""
        return [
            Annotation(
                author=self.name,
                status=Status.SUGGESTED,
                entities=tuple({item.id: item for item in self._entities(draft)}.values()),
            )
            for draft in batch
        ]

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if not self._active or draft.language is None:
            return
        heads, words, text = self._heads[draft.language], draft.tree.words, draft.article.text
        read = _english if draft.language == "en" else _french
        people = [item for item in draft.said.entities if item.label == "PER"]
        done = 0
        for word in words:
            if word.i < done:
                continue
            found = read(heads, words, word.i, done)
            if found is None and self._common:
                found = _introduced(heads, words, word.i)
            if found is None:
                if word.text in _ALONE.get(draft.language, ()) and not _starts_sentence(words, word.i):
                    yield self._entity(text, word.start, word.end, "PTY")
                continue
            first, last, sector = found
            if not self._common and not words[first].text[0].isupper():
                continue
            start, end = words[first].start, words[last - 1].end
            if any(item.start < end and start < item.end for item in people):
                continue
            done = last
            yield self._entity(text, start, end, sector)
            yield from self._acronym(text, end, sector)
        for item in draft.said.entities:
            if item.label == "ORG":
                yield from self._acronym(text, item.end, None)

    def _acronym(self, text: str, end: int, sector: str | None) -> Iterator[Entity]:
        """The short name in brackets right behind a body's name."""
        found = _ACRONYM.match(text, end)
        if found is not None:
            yield self._entity(text, *found.span("name"), sector)

    def _entity(self, text: str, start: int, end: int, sector: str | None) -> Entity:
        attributes = {"sector": sector} if sector and self._sectors else {}
        return mention(text, start, end, "ORG", scores.BODIES, attributes=attributes)


class _HeadWords:
    """The head nouns of one language with their sectors, and its demonyms."""

    def __init__(self, names: Gazetteer, language: str) -> None:
        heads = names.heads[language]
        self.named = _by_word(heads.named)
        self.national = _by_word(heads.national)
        self.capital = frozenset(heads.capital)
        self.introducing = frozenset(heads.introducing)
        self.known = known_words(language)
        self.demonyms = names.demonyms
        self.names = names.names
        self.cities = names.cities

    def is_demonym(self, word: Word) -> bool:
        return fold(word.text) in self.demonyms

    def known_until(self, words: list[Word], position: int) -> int:
        """Where a known name that starts here ends, ``position`` where none does."""
        nearby = words[position : position + 8]
        text = "".join(
            word.text + " " * (following.start - word.end) for word, following in pairwise(nearby)
        )
        found = self.names.at(fold(text), 0) or self.cities.at(fold(text), 0)
        if found is None:
            return position
        end = words[position].start + found[0]
        return next((word.i for word in nearby if word.start >= end), position)

    def is_name_part(self, words: list[Word], position: int) -> bool:
        """Whether a capitalised word goes on the name of a body; a word in no list begins a person's."""
        word = words[position]
        if not word.text[0].isupper():
            return False
        return word.key in self.known or word.text.isupper() or words[position - 1].text == "-"

    def of(self, word: Word, listed: dict[str, str | None]) -> str | None:
        """The form of a head under which it is listed."""
        return next((form for form in (word.key, word.lemma) if form in listed), None)


def _french(
    heads: _HeadWords, words: list[Word], at: int, done: int
) -> tuple[int, int, str | None] | None:
    word = words[at]
    if word.pos not in ("NOUN", "PROPN", "ADJ") and not word.text[0].isupper():
        return None
    named, national = heads.of(word, heads.named), heads.of(word, heads.national)
    if (named is None and national is None) or (at and words[at - 1].text[0].isdigit()):
        return None  # "le 13e Congrès national" is a meeting
    capital = word.text[0].isupper() and (not _starts_sentence(words, at) or named is not None)
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
        complemented = _french_complements(heads, words, end, capital=False)
        return at, complemented or end, heads.national[national]
    if named is None:
        after = _of_state(heads, words, end)
        return (at, after, heads.national[national or ""]) if after else None
    last = _french_complements(heads, words, end, capital=capital)
    if last is None:
        if capital and (end > at + 1 or _tail(heads, words, end) > end):
            return at, _tail(heads, words, end), heads.named[named]
        return None
    return at, last, heads.named[named]


def _introduced(heads: _HeadWords, words: list[Word], at: int) -> tuple[int, int, str | None] | None:
    """The name behind a common noun that only introduces it: "le parti Renouveau", "la chaîne kényane KTN"."""
    word = words[at]
    if word.text[0].isupper() or not (word.key in heads.introducing or word.lemma in heads.introducing):
        return None
    start = at + 1
    while start < len(words) and words[start].pos == "ADJ" and words[start].text[0].islower():
        start += 1
    end = start
    while end < len(words) and words[end].sentence == words[at].sentence and (
        words[end].text[0].isupper() or (words[end].text == "-" and end > start)
    ):
        end += 1
    if end == start or words[end - 1].text == "-" or heads.names.get(words[start].text) is not None:
        return None
    form = words[at].key if words[at].key in heads.named else words[at].lemma
    return start, end, heads.named.get(form)


def _french_complements(heads: _HeadWords, words: list[Word], start: int, *, capital: bool) -> int | None:
    """Where the complements end: "des Affaires étrangères du Vietnam"; None where there is none."""
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
            and words[begin + 1].key in _ARTICLES
            and words[begin + 2].text[0].islower()
            and words[begin + 2].key != "saison"
        )
        if words[begin].key not in _OF and not aim:
            break
        begin += 1
        if begin < limit and words[begin].key in _ARTICLES:
            begin += 1
        if begin >= limit:
            break
        first = words[begin]
        upper = first.text[0].isupper()
        if not upper and not (capital and first.pos in ("NOUN", "ADJ", "PROPN") and not listed) and not (
            capital and listed and first.pos == "NOUN"
        ):
            break
        after = _tail(heads, words, begin + 1) if upper else begin + 1
        if upper:
            after = max(after, heads.known_until(words, begin))
        while after < limit and words[after].text[0].islower() and (
            words[after].pos == "ADJ" or heads.is_demonym(words[after])
        ):
            after += 1
        if upper and after < limit - 1 and words[after].key == "et" and words[after + 1].text[0].isupper():
            if words[after + 1].pos in ("NOUN", "PROPN") and not heads.names.get(words[after + 1].text):
                after = _tail(heads, words, after + 2)
        end = position = after
    return end


def _of_state(heads: _HeadWords, words: list[Word], start: int) -> int | None:
    """Where "du Kenya", "de la République de Corée" ends, if it is a state."""
    if start + 1 >= len(words) or words[start].key not in _OF:
        return None
    begin = start + 1
    if begin + 1 < len(words) and words[begin].key in _ARTICLES:
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


def _english(
    heads: _HeadWords, words: list[Word], at: int, done: int
) -> tuple[int, int, str | None] | None:
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
        last = _english_complements(words, last)
    if not capital:
        if last > at + 1:
            return first if words[first].text[0].isupper() else at, last, sector
        if first < at and heads.is_demonym(words[first]) and national is not None:
            return first, last, sector
        return None
    if first == at and last == at + 1:
        return None
    return first, last, sector


def _before_head(heads: _HeadWords, before: Word, head: Word, *, capital: bool) -> bool:
    if before.sentence != head.sentence:
        return False
    if capital and before.key == "'s" and before.previous is not None and before.previous.text[0].isupper():
        return before.previous.key in ("people", "women", "workers", "children", "farmers")  # "People's"
    if heads.is_demonym(before) and before.text[0].isupper():
        return True
    if capital:
        return before.text[0].isupper() and before.pos in ("PROPN", "ADJ", "NOUN") and before.end + 1 >= head.start - 40
    return before.text[0].islower() and before.pos == "ADJ"


def _english_complements(words: list[Word], start: int) -> int:
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
                words[after].key in ("and", "&", ",")
                and after + 1 < len(words)
                and words[after + 1].text[0].isupper()
                and words[after + 1].pos in ("PROPN", "NOUN", "ADJ")
                and words[after].key != ","
            )
        ):
            after += 1
        end = after
    return end


def _tail(heads: _HeadWords, words: list[Word], start: int) -> int:
    """Where a run of capitalised words that belong to the body's name ends, ``start`` where none stands there."""
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


def _starts_sentence(words: list[Word], position: int) -> bool:
    return position == 0 or words[position].sentence != words[position - 1].sentence


def _by_word(heads: Sequence[Head | str]) -> dict[str, str | None]:
    return {
        (head if isinstance(head, str) else head.word).lower(): None if isinstance(head, str) else head.sector
        for head in heads
    }


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``bodies``."""
    return Bodies(gazetteer(context.languages), context.languages, context.ontology)
