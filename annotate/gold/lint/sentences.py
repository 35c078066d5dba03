"""Ends of sentences as a reader sees them: lines may be wrapped, and abbreviations end no sentence.

`annotate.core.sentences` cuts more often, which does no harm where a text is only shown or cut up. A check
that says how far apart two mentions stand must rather cut too seldom.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from annotate.core.sentences import sentence_ends
from annotate.gold.lint.words import in_word

_FINAL = frozenset(".!?…。！？؟۔।")
_CLOSING = frozenset("”\"’')]}»")
_NARROWEST, _WIDEST = 40, 200  # characters of a full line in a text with wrapped lines
_LONGEST = 12  # characters of an abbreviation

# Before a name, or in one: "Gen. Khalifa Haftar", "Acme Inc. Paris".
_BEFORE_NAMES = {
    "en": "Mr Mrs Ms Messrs Dr Drs Prof Gen Lt Col Maj Capt Cmdr Cdr Adm Brig Sgt Cpl Sen Sens Rep Reps Gov"
    " Govs Pres Amb Rev Hon Fr Sr Jr St Sts Ste Mt Ft Supt Det Insp Atty vs viz cf Inc Ltd Corp Co Bros"
    " Assn Dept Univ Mon Tue Tues Wed Thu Thur Thurs Fri",
    "fr": "MM Mme Mmes Mlle Mlles Me Mgr Dr Drs Pr Prs Prof Gén gén Gal Col Cdt Cne Cap Capt Lt Sgt Adj Amb"
    " Sén Dép Min St Ste Sts Stes vs cf av bd Cie Ets Sté",
}
# Before a number: "Jan. 5", "art. 12".
_BEFORE_NUMBERS = {
    "en": "No Nos no nos Art art p pp Vol vol Fig fig Sec sec Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov"
    " Dec approx ca",
    "fr": "n no nos Art art p pp Vol vol fig al janv févr fév avr juil juill sept oct nov déc env",
}


def reading_ends(text: str, language: str | None) -> Iterator[int]:
    """Yields the offsets in code points where sentences end, after the white space that follows.

    A single line feed ends a sentence only where the line was not wrapped: where the next word would have
    had room. ``language`` chooses the abbreviations; without a list for it, all lists are used.
    """
    names, numbers = _listed(_BEFORE_NAMES, language), _listed(_BEFORE_NUMBERS, language)
    for end in sentence_ends(text):
        last = end
        while last and text[last - 1].isspace():
            last -= 1
        feeds = text.count("\n", last, end)
        following = text[end : end + 1]
        if not following or feeds > 1:
            yield end
        elif feeds and not _is_final(text, last):
            if not (following.islower() or _is_wrapped(text, text.index("\n", last))):
                yield end
        elif not (feeds and following.islower()) and not _is_short(text, last, following, names, numbers):
            yield end


def _listed(lists: dict[str, str], language: str | None) -> frozenset[str]:
    chosen = lists.get((language or "").split("-")[0].lower()) or " ".join(lists.values())
    return frozenset(chosen.split())


def _is_final(text: str, last: int) -> bool:
    """Whether a mark that ends a sentence stands before ``last``, or before the closing marks there."""
    while last and (text[last - 1] in _CLOSING or text[last - 1].isspace()):
        last -= 1
    return last > 0 and text[last - 1] in _FINAL


def _is_wrapped(text: str, feed: int) -> bool:
    """Whether the line before the line feed is full: the next word has no room in the longest line here."""
    start = text.rfind("\n", 0, feed) + 1
    before = start - 1 - (text.rfind("\n", 0, start - 1) + 1) if start else 0
    next_end = text.find("\n", feed + 1)
    next_end = len(text) if next_end < 0 else next_end
    width = max(before, feed - start, next_end - feed - 1)
    word = next(iter(text[feed + 1 : min(next_end, feed + 1 + width)].split(maxsplit=1)), "")
    return _NARROWEST <= width <= _WIDEST and feed - start + 1 + len(word) > width


def _is_short(text: str, last: int, following: str, names: frozenset[str], numbers: frozenset[str]) -> bool:
    """Whether the word before ``last`` is an abbreviation or an initial."""
    if text[last - 1 : last] != ".":
        return False
    start = last - 1
    while start > max(0, last - 1 - _LONGEST) and in_word(text[start - 1]):
        start -= 1
    word = unicodedata.normalize("NFC", text[start : last - 1])
    if len(word) == 1:
        return word.isalpha()
    return word in names or (word in numbers and following.isdigit())
