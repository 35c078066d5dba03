"""Finds a lexicon's cues and words of triggers in a text, by event type. Needs no analysis.

Words are found by their forms: those that the grammar of the language makes, and the lemma with a short
ending. So a few words that only look alike are found too, as "planet" is no form of "plan"; a judge weighs
each lemma, and learns which ones are worth nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from annotate.core.folding import fold_case
from annotate.core.sentences import sentence_ranges
from annotate.prelabel.judging.article_types import Signs
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.grammar import GrammarRules

_WORD = re.compile(r"\w+")
_HYPHENATED = re.compile(r"\w+(?:-\w+)*")
_LEAD = 2  # sentences: title and first sentence
_ENDING = 3  # letters at most: "attack|ing"
_STEM = 4  # letters at least
_LAST_VOWELS = ("e", "y")  # "arriv|ing", "carr|ied"


class Cues:
    """The cues of all types, by their first word. Each word of a cue may have a plural ending."""

    def __init__(self, lexicon: Lexicon, plural_endings: Sequence[str]) -> None:
        self._by_first: dict[str, list[tuple[str, str, re.Pattern[str]]]] = {}
        for event_type, cues in lexicon.cues().items():
            for cue in cues:
                pattern = re.compile(rf"{_inflected(cue, plural_endings)}\b")
                first = _WORD.findall(fold_case(cue))[0]
                for form in (first, *(first + ending for ending in plural_endings)):
                    self._by_first.setdefault(form, []).append((event_type, cue, pattern))

    def in_sentence(self, sentence: str) -> dict[str, set[str]]:
        """The cues in a sentence by event type. ``sentence`` must already be lower-cased with `fold_case`."""
        found: dict[str, set[str]] = {}
        for word in _WORD.finditer(sentence):
            for event_type, cue, pattern in self._by_first.get(word[0], ()):
                if pattern.match(sentence, word.start()):
                    found.setdefault(event_type, set()).add(cue)
        return found


class TriggerWords:
    """The words of the triggers of all types, by their forms."""

    def __init__(self, lexicon: Lexicon, grammar: GrammarRules) -> None:
        self._by_form: dict[str, set[tuple[str, str]]] = {}
        self._by_stem: dict[str, set[tuple[str, str]]] = {}
        for event_type, entry in lexicon.entries:
            lemma = fold_case(entry.lemma)
            forms = {lemma, *(lemma + ending for ending in grammar.plural_endings)}
            if entry.pos == "VERB":
                forms.update(grammar.verbs.participles(lemma), grammar.verbs.finite(lemma))
            for form in forms:
                self._by_form.setdefault(form, set()).add((event_type, lemma))
            stem = lemma[:-1] if lemma.endswith(_LAST_VOWELS) else lemma
            if len(stem) >= _STEM:
                self._by_stem.setdefault(stem, set()).add((event_type, lemma))

    def in_sentence(self, sentence: str) -> dict[str, set[str]]:
        """The lemmas in a sentence by event type. ``sentence`` is as for `Cues.in_sentence`."""
        found: dict[str, set[str]] = {}
        for match in _HYPHENATED.finditer(sentence):
            word = match[0]
            for event_type, lemma in self._by_form.get(word, ()):
                found.setdefault(event_type, set()).add(lemma)
            for length in range(max(len(word) - _ENDING, _STEM), len(word) + 1):
                for event_type, lemma in self._by_stem.get(word[:length], ()):
                    found.setdefault(event_type, set()).add(lemma)
        return found


def signs_of(text: str, words: Cues | TriggerWords) -> dict[str, Signs]:
    """The signs of each event type that has a word in ``text``."""
    by_type: dict[str, list[tuple[int, set[str]]]] = {}
    for number, (start, end) in enumerate(sentence_ranges(text)):
        for event_type, names in words.in_sentence(fold_case(text[start:end])).items():
            by_type.setdefault(event_type, []).append((number, names))
    return {event_type: _signs(found) for event_type, found in by_type.items()}


def _signs(found: Iterable[tuple[int, set[str]]]) -> Signs:
    listed = list(found)
    return Signs(
        tuple(sorted({name for _, names in listed for name in names})),
        max(len(names) for _, names in listed),
        len(listed),
        any(number < _LEAD for number, _ in listed),
    )


def _inflected(cue: str, plural_endings: Sequence[str]) -> str:
    endings = "|".join(map(re.escape, plural_endings))
    return r"\s+".join(f"{re.escape(word)}(?:{endings})?" for word in fold_case(cue).split())
