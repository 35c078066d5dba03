"""Which tokens trigger an event: a lexicon word whose conditions hold, outside names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.prelabel.labelers.clause import inside
from annotate.prelabel.lexicon import Condition, Lexicon, TriggerWord
from annotate.prelabel.sentences import above, forms, key

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NEAR = 6  # tokens to each side that a `near` condition looks at
VERBS = frozenset({"VERB", "AUX"})
_PART_OF_SPEECH = {"VERB": "VERB", "AUX": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ"}


@dataclass(frozen=True)
class TriggerMatch:
    """A token that triggers an event, with its lexicon entry and its sentence (token range)."""

    token: Token
    event_type: str
    word: TriggerWord
    sentence: tuple[int, int]

    @property
    def is_noun(self) -> bool:
        return self.word.pos == "NOUN"

    @property
    def conditioned(self) -> bool:
        return self.word.with_ is not None


class TriggerFinder:
    """Finds the triggers of one language's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._triggers = {(key(lemma), pos): entry for (lemma, pos), entry in lexicon.triggers.items()}
        self._topics = frozenset(map(key, lexicon.words.topics))

    def find(
        self, doc: Doc, sentences: Sequence[tuple[int, int]], taken: Sequence[bool]
    ) -> Iterator[TriggerMatch]:
        """The triggers of ``doc`` in order. ``taken`` says of each token whether it is part of a name."""
        for sentence in sentences:
            for token in doc[sentence[0] : sentence[1]]:
                pos = _PART_OF_SPEECH.get(token.pos_)
                if pos is None or taken[token.i]:
                    continue
                entry = next(
                    (self._triggers[f, pos] for f in forms(token) if (f, pos) in self._triggers), None
                )
                if entry is None:
                    continue
                match = TriggerMatch(token, *entry, sentence)
                if self._reports(match):
                    yield match

    def _reports(self, match: TriggerMatch) -> bool:
        word = match.word
        if word.with_ is not None and not _holds(word.with_, match):
            return False
        if word.unless is not None and _holds(word.unless, match):
            return False
        return not (match.is_noun and self._is_topic(match.token))

    def _is_topic(self, token: Token) -> bool:
        while token.dep_ == "conj" and token.head.pos_ == "NOUN":
            token = token.head
        return token.dep_ == "nmod" and not self._topics.isdisjoint(forms(token.head))


def chain(token: Token, sentence: tuple[int, int]) -> Iterator[Token]:
    """The tokens above ``token`` up to and including the next verb, as far as the sentence goes."""
    for head in above(token):
        if not inside(head, sentence):
            return
        yield head
        if head.pos_ in VERBS:
            return


def _holds(condition: Condition, match: TriggerMatch) -> bool:
    token = match.token
    if condition.head and _any(condition.head, chain(token, match.sentence)):
        return True
    if condition.child and _any(condition.child, token.children):
        return True
    if not condition.near:
        return False
    start = max(match.sentence[0], token.i - NEAR)
    end = min(match.sentence[1], token.i + NEAR + 1)
    return _any(condition.near, (other for other in token.doc[start:end] if other.i != token.i))


def _any(words: Sequence[str], tokens: Iterator[Token]) -> bool:
    wanted = frozenset(map(key, words))
    return any(not wanted.isdisjoint(forms(token)) for token in tokens)
