"""What the text around a candidate says, as features for merging: capitals, neighbours, the kind of article.

The features come from the text alone, so that weights can be learned and used without an analysis.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from annotate.core.folding import fold_case
from annotate.prelabel.languages.names import NameRules
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.parsing.tokenising import known_words

_NO_RULES = NameRules()
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_BEFORE = re.compile(
    r"(?:(?P<second>[^\W\d_]+['’]?)[ \u00a0])?(?P<first>[^\W\d_]+(?:['’]|[ \u00a0])|[^\w\s])[ \u00a0]?\Z"
)
_OPENING = re.compile(r"(?:\A|[.!?…:\n–—•])[\s«“\"(]*\Z")
_AFTER = re.compile(r"(?P<word>[ \u00a0][^\W\d_][^\W_]*)|(?P<mark>[ \u00a0]?[^\w\s])")
_REACH = 60  # code points before a candidate that are looked at
_MARKS = {
    **dict.fromkeys("()", "bracket"), **dict.fromkeys("«»“”\"", "quote"), **dict.fromkeys("–—", "dash"),
    "/": "slash", "-": "hyphen", ",": "comma", ":": "colon", ".": "stop",
}  # fmt: skip


class TextContext:
    """The context features of spans of one article. ``language`` chooses the words that count as evidence."""

    def __init__(self, text: str, language: str | None) -> None:
        self._text = text
        self._rules = (find_language(language).names if language else None) or _NO_RULES
        self._known = known_words(language) if language else {}
        self._made: dict[tuple[int, int], tuple[str, ...]] = {}

    def of(self, start: int, end: int) -> tuple[str, ...]:
        """The features of the span from ``start`` to ``end`` (half-open code points)."""
        made = self._made.get((start, end))
        if made is None:
            made = self._made[start, end] = tuple(dict.fromkeys(self._features(start, end)))
        return made

    def _features(self, start: int, end: int) -> Iterable[str]:
        text = self._text
        name = text[start:end]
        words = _WORD.findall(name)
        yield f"{min(len(words), 4)} words"
        letters = [character for character in name if character.isalpha()]
        if letters and all(character.isupper() for character in letters):
            yield "all capitals" if len(words) == 1 else "capitals in several words"
        if words and words[0][:1].islower():
            yield "begins in lower case"
        opens = _OPENING.search(text[max(start - _REACH, 0) : start]) is not None
        if opens:
            yield "opens a sentence"
        lowered = [fold_case(word) for word in words]
        if words and all(word in self._lower for word in lowered):
            yield "lower case elsewhere"
        if len(words) == 1 and lowered[0] in self._known:
            yield "common word that opens" if opens else "common word"
        yield from self._before(start)
        yield from self._after(end)

    def _before(self, start: int) -> Iterable[str]:
        match = _BEFORE.search(self._text, max(start - _REACH, 0), start)
        if match is None:
            yield "before: nothing"
            return
        given = match["first"].strip()
        first, second = fold_case(given).replace("’", "'"), fold_case(match["second"] or "").replace("’", "'")
        if given in _MARKS:
            yield f"before: {_MARKS[given]}"
            return
        if not given[0].isalpha():
            yield "before: mark"
            return
        places, spans, people = self._rules.places, self._rules.model_spans, self._rules.persons
        if places is not None and first in places.before_city:
            yield "before: preposition of place"
            yield f"before: {first}"
        if spans is not None and first in spans.of:
            yield "before: of a place noun" if second in spans.place_nouns else "before: of"
        elif spans is not None and first in spans.leading:
            yield "before: article"
            yield f"before: {first}"
        elif people is not None and first in people.titles:
            yield "before: title"
        elif given[0].isupper():
            yield "before: capital"
        else:
            yield "before: lower case"

    def _after(self, end: int) -> Iterable[str]:
        match = _AFTER.match(self._text, end)
        if match is None:
            yield (
                "after: nothing"
                if self._text[end : end + 1].isspace() or end >= len(self._text)
                else "after: glued"
            )
        elif match["mark"]:
            yield f"after: {_MARKS.get(match['mark'].strip(), 'mark')}"
        else:
            word = match["word"].strip()
            yield "after: capital" if word[0].isupper() else "after: lower case"
            spans = self._rules.model_spans
            if spans is not None and fold_case(word) in spans.of:
                yield "after: of"

    @cached_property
    def _lower(self) -> frozenset[str]:
        return frozenset(word for word in _WORD.findall(self._text) if word[0].islower())
