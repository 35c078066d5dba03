"""Checks of single mentions: their edges, their length, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from annotate.core.annotation import Entity
from annotate.core.folding import fold_case
from annotate.gold.lint.case import WORD, Case, Odd, odd, word_count
from annotate.gold.lint.label_use import LabelUse

# More words than any mention of our gold has: its longest are 4, 5, 4 and 16 words long.
_MOST_WORDS = {"person": 6, "place": 8, "date": 8}
_MOST_WORDS_OF_OTHERS = 20
_SHORT = 3  # letters; lower-case words as short as this stand in names: "Yahya al-Mutawakkil", "van"


def edges(case: Case) -> Iterator[Odd]:
    """Regions that begin or end at white space or inside a word, and regions without a word."""
    text = case.text
    for region, span in case.spans:
        words = text[span.start : span.end]
        if not any(map(str.isalnum, words)):
            yield odd("no-word", region, "has no letter and no digit")
        elif words != words.strip():
            yield odd("blank-edge", region, "has white space at its edge")
        if cut := _cut(text, span.start):
            yield odd("cut-word", region, f"begins inside the word “{cut}”")
        elif cut := _cut(text, span.end):
            yield odd("cut-word", region, f"ends inside the word “{cut}”")


def _cut(text: str, at: int) -> str | None:
    """The word that an edge at ``at`` cuts. None if there is none, or if two words are glued together there.

    Lost line breaks glue words: "levice-Premier ministre", "MinisterRoberto". There the part on one side of
    the edge is a word of the article, or a capital or a digit begins a word.
    """
    if not (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()):
        return None
    if (text[at].isupper() and not text[at - 1].isupper()) or text[at].isdigit() != text[at - 1].isdigit():
        return None
    if not (text[at - 1].isalpha() and text[at].isalpha() and _has_case(text[at - 1 : at + 1])):
        return None
    start, end = at, at
    while start and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    if any(_is_word(text, part) for part in (text[start:at], text[at:end])):
        return None
    return text[start:end]


def _has_case(letters: str) -> bool:
    """Whether letters have case. Scripts without case, such as Chinese, may not mark where a word ends."""
    return all(letter.lower() != letter.upper() for letter in letters)


@lru_cache(maxsize=1024)
def _is_word(text: str, part: str) -> bool:
    """Whether ``part`` stands as a word of its own somewhere in the text."""
    return re.search(rf"(?<![\w'’]){re.escape(part)}(?![\w'’])", text, re.IGNORECASE) is not None


def length(case: Case) -> Iterator[Odd]:
    """Mentions with more words than such a mention has."""
    for entity in case.mentions:
        most = _MOST_WORDS.get(case.kind(entity) or "", _MOST_WORDS_OF_OTHERS)
        if (words := word_count(entity.text)) > most:
            yield odd("long-mention", entity, f"has {words} words; {most} are the most that is usual")


def parts_of_names(case: Case) -> Iterator[Odd]:
    """Mentions of a part of a name that is marked whole elsewhere."""
    wholes: dict[tuple[str, str], set[str]] = {}
    for entity in case.mentions:
        words = entity.text.split()
        if len(words) > 1:
            for part in {words[0], words[-1]}:
                wholes.setdefault((entity.label, part), set()).add(entity.text)
    for entity in case.mentions:
        words = entity.text.split()
        known = {
            whole for part in {*words[:1], *words[-1:]} for whole in wholes.get((entity.label, part), ())
        }
        for whole in sorted(known - {entity.text}, key=lambda name: (-len(name), name)):
            start = _start_of(case.text, entity, whole)
            if start is not None and not _inside(case, entity, start, start + len(whole)):
                rule = f"is a part of “{whole}”, which is marked whole elsewhere"
                yield odd("part-of-a-name", entity, rule)
                break


def _start_of(text: str, entity: Entity, whole: str) -> int | None:
    """Where ``whole`` begins if it stands in the text around the mention, as its first or last words."""
    if whole.startswith(f"{entity.text} ") and text.startswith(whole, entity.start):
        return entity.start
    start = entity.end - len(whole)
    if whole.endswith(f" {entity.text}") and start >= 0 and text.startswith(whole, start):
        return start
    return None


def _inside(case: Case, entity: Entity, start: int, end: int) -> bool:
    """Whether another mention covers the whole name, or the rest of it has a label of its own."""
    return any(
        other.id != entity.id and other.start < end and start < other.end and not entity.contains(other)
        for other in case.mentions
    )


def functions_in_persons(case: Case, use: LabelUse) -> Iterator[Odd]:
    """Mentions of a person that begin with a function."""
    for entity in case.mentions:
        if case.kind(entity) != "person":
            continue
        words = WORD.findall(entity.text)
        if len(words) < 2:
            continue
        first = words[0]
        function = fold_case(first) in use.functions
        if function or (first[0].islower() and first.isalpha() and len(first) > _SHORT):
            what = "a function" if function else "a word that is no name"
            yield odd("function-in-person", entity, f"begins with “{first}”, {what}; mark the name alone")
