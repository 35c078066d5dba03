"""Checks of single mentions: their edges, their length, and what stands in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from annotate.core.annotation import Entity
from annotate.core.findings import shortened
from annotate.core.folding import fold_case
from annotate.gold.lint.case import Case, Odd, odd
from annotate.gold.lint.label_use import LabelUse
from annotate.gold.lint.words import WORD, in_word, is_mark, word_count

# More words than such a mention has. Names of persons may have ten, but then no lower-case word among them
# is long: "Mohammed bin Rashid bin Saeed Al Maktoum", "Ana Pérez qui a vu le président".
_MOST_WORDS = {"person": 6, "place": 8, "date": 8}
_MOST_WORDS_OF_OTHERS = 20
_MOST_WORDS_OF_NAMES = 10
_MOST_WORDS_OF_INTERVALS = 16
_TWO_DAYS = re.compile(r"(?<![\w.,:/-])\d{1,2}(?:er|ère|st|nd|rd|th|º)?(?![\w:/%-]|[.,]\d)")
_SHORT = 3  # letters; lower-case words as short as this stand in names: "Yahya al-Mutawakkil", "van"
# Longer ones that do: "Giuliano della Rovere", "Sidi ould Cheikh".
_PARTICLES = frozenset(
    [
        *("abdel", "abdul", "abou", "bent", "binti", "bint", "ould"),
        *("dall", "dalla", "dalle", "degli", "dell", "della", "delle", "dello"),
        *("over", "vanden", "vander", "zuur"),
    ]
)
_LONGEST_WORD = 100  # characters on one side of an edge
_LONGEST_NAME = 200  # characters
_WORDS_OF_NAME = 10  # beside a part of the name


def edges(case: Case) -> Iterator[Odd]:
    """Regions that begin or end at white space or inside a word, and regions without a word."""
    text = case.text
    for region, span in case.spans:
        words = text[span.start : span.end]
        if not any(map(str.isalnum, words)):
            yield odd("no-word", region, "has no letter and no digit")
        elif words != words.strip():
            yield odd("blank-edge", region, "has white space at its edge")
        if cut := _cut(case, span.start):
            yield odd("cut-word", region, f"begins inside the word “{cut}”")
        elif cut := _cut(case, span.end):
            yield odd("cut-word", region, f"ends inside the word “{cut}”")


def _cut(case: Case, at: int) -> str | None:
    """The word that an edge at ``at`` cuts. None if there is none, or if two words are glued together there.

    Lost line breaks glue words: "levice-Premier ministre", "MinisterRoberto". There the part on one side of
    the edge is a word of the article, or a capital or a digit begins a word.
    """
    text = case.text
    if not (0 < at < len(text) and in_word(text[at - 1]) and in_word(text[at])):
        return None
    if is_mark(text[at]):
        return shortened(_around(text, at))
    if (text[at].isupper() and not text[at - 1].isupper()) or text[at].isdigit() != text[at - 1].isdigit():
        return None
    letters = _base(text, at - 1) + text[at]
    if not (letters.isalpha() and _have_case(letters)):
        return None
    word = _around(text, at)
    start = _start_of_word(text, at)
    parts = (word[: at - start], word[at - start :])
    # Part of a very long run of letters is no word.
    if any(len(part) < _LONGEST_WORD and part.lower() in case.runs for part in parts):
        return None
    return shortened(word)


def _start_of_word(text: str, at: int) -> int:
    start = at
    while start > max(0, at - _LONGEST_WORD) and in_word(text[start - 1]):
        start -= 1
    return start


def _around(text: str, at: int) -> str:
    """The letters and digits around a position, at most so many on each side."""
    end = at
    while end < min(len(text), at + _LONGEST_WORD) and in_word(text[end]):
        end += 1
    return text[_start_of_word(text, at) : end]


def _base(text: str, at: int) -> str:
    """The letter that the marks at a position stand on."""
    while at and is_mark(text[at]):
        at -= 1
    return text[at]


def _have_case(letters: str) -> bool:
    """Whether letters have case. Scripts without case, such as Chinese, may not mark where a word ends."""
    return all(letter.lower() != letter.upper() for letter in letters)


def length(case: Case) -> Iterator[Odd]:
    """Mentions with more words than such a mention has."""
    for entity in case.mentions:
        words = word_count(entity.text)
        most = _most_words(case, entity)
        if words > most:
            yield odd("long-mention", entity, f"has {words} words; {most} are the most that is usual")


def _most_words(case: Case, entity: Entity) -> int:
    kind = case.kind(entity)
    if kind == "person" and not any(map(_is_no_name, WORD.findall(entity.text))):
        return _MOST_WORDS_OF_NAMES
    if kind == "date" and len(_TWO_DAYS.findall(entity.text)) > 1:
        return _MOST_WORDS_OF_INTERVALS
    return _MOST_WORDS.get(kind or "", _MOST_WORDS_OF_OTHERS)


def _is_no_name(word: str) -> bool:
    """Whether a word is in lower case and longer than those that stand in names."""
    word = unicodedata.normalize("NFC", word)
    return word[0].islower() and word.isalpha() and len(word) > _SHORT and word not in _PARTICLES


def parts_of_names(case: Case) -> Iterator[Odd]:
    """Mentions of a part of a name that is marked whole elsewhere."""
    wholes: dict[str, set[str]] = {}
    for entity in case.mentions:
        if len(entity.text) <= _LONGEST_NAME and " " in entity.text:
            wholes.setdefault(entity.label, set()).add(entity.text)
    for entity in case.mentions:
        known = wholes.get(entity.label)
        if known is None or len(entity.text) > _LONGEST_NAME:
            continue
        found = [place for place in _longer(case.text, entity) if case.text[place[0] : place[1]] in known]
        for start, end in sorted(found, key=lambda place: (place[0] - place[1], place)):
            if not _inside(case, entity, start, end):
                rule = f"is a part of “{case.text[start:end]}”, which is marked whole elsewhere"
                yield odd("part-of-a-name", entity, rule)
                break


def _longer(text: str, entity: Entity) -> Iterator[tuple[int, int]]:
    """The places of the mention with up to so many of the words after it, and with those before it."""
    if text[entity.end : entity.end + 1] == " ":
        for word in islice(WORD.finditer(text, entity.end, entity.end + _LONGEST_NAME), _WORDS_OF_NAME):
            yield entity.start, word.end()
    if text[max(0, entity.start - 1) : entity.start] == " ":
        before = WORD.finditer(text, max(0, entity.start - _LONGEST_NAME), entity.start)
        for word in list(before)[-_WORDS_OF_NAME:]:
            yield word.start(), entity.end


def _inside(case: Case, entity: Entity, start: int, end: int) -> bool:
    """Whether another mention covers the whole name, or the rest of it has a label of its own.

    Mentions inside the mention itself do not count. The mention is the first or the last part of the name.
    """
    reach = case.mention_reach
    return reach.end_before(entity.start) > start or reach.end_before(end) > entity.end


def functions_in_persons(case: Case, use: LabelUse) -> Iterator[Odd]:
    """Mentions of a person that begin with a function.

    A first name may be a function, too: "Sultan", "Marine", "Pape". So a word with a capital counts only if
    the article has a mention of that function.
    """
    own = {fold_case(one.text) for one in case.mentions if case.kind(one) == "function"}
    for entity in case.mentions:
        if case.kind(entity) != "person":
            continue
        words = list(islice(WORD.finditer(entity.text), _WORDS_OF_NAME))
        if len(words) < 2:
            continue
        first = words[0][0]
        begins = (entity.text[: word.end()] for word in words[:-1])
        function = next((begin for begin in begins if fold_case(begin) in own), None)
        capital = any(word[0][0].isupper() for word in words[1:])
        if function is None and capital and _is_no_name(first):
            what = "a function" if fold_case(first) in use.functions else "a word that is no name"
            yield odd("function-in-person", entity, f"begins with “{first}”, {what}; mark the name alone")
        elif function is not None:
            rule = f"begins with “{shortened(function)}”, a function; mark the name alone"
            yield odd("function-in-person", entity, rule)
