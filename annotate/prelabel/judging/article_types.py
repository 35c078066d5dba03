"""The judge of article-level types: the features of a type that cues or words of an article propose.

A person marks an event type of a whole article where no word of it is a trigger. The judge is learned from
the gold of a campaign alone: docs/decisions/059-judge-of-article-types.md. No feature holds a word of the
text: cues and lemmas are the lexicon's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotate.prelabel.judging.right_or_wrong import band

TYPES = "types"  # the judge's name
# A wrong type costs as many gestures as a missing one (`evaluate.gestures`), so a type should be more
# probable than not.
THRESHOLD = 0.5
BY_RULE = "rule yes"
NOT_BY_RULE = "rule no"
_COUNTS = (0, 1, 2, 3)  # lower bounds of the bands of a number
_TRIGGERS = (0, 1, 3, 8)


@dataclass(frozen=True)
class Signs:
    """The places of one type's words in an article.

    ``names`` are the lexicon's words that were found, each once. ``most`` is the highest number of different
    ones in one sentence, ``sentences`` the number of sentences that have one. ``lead`` says whether the first
    two sentences have one: title and first sentence.
    """

    names: Sequence[str] = ()
    most: int = 0
    sentences: int = 0
    lead: bool = False


@dataclass(frozen=True)
class TypeEvidence:
    """The evidence for an event type of a whole article, of which no trigger is suggested.

    ``cues`` report the type without a trigger. ``words`` are words of its triggers that are no suggested
    triggers: the rules object to them, or the judge of triggers finds them improbable. ``triggered`` are the
    types of the suggested triggers, ``triggers`` is their number. ``by_rule`` says whether the rules suggest
    the type.
    """

    language: str
    event_type: str
    cues: Signs
    words: Signs
    triggered: Sequence[str]
    triggers: int
    by_rule: bool


def type_features(evidence: TypeEvidence) -> tuple[str, ...]:
    """The names of the features, each once: as the languages share them, and for the language alone."""
    shared = list(dict.fromkeys(_shared(evidence)))
    return (*shared, *(f"{evidence.language} {name}" for name in shared))


def by_rule_alone(features: Iterable[str]) -> tuple[str, ...]:
    """The one of the features that says what the rules decide."""
    return tuple(name for name in features if name in (BY_RULE, NOT_BY_RULE))


def _shared(evidence: TypeEvidence) -> Iterator[str]:
    kind = evidence.event_type
    yield BY_RULE if evidence.by_rule else NOT_BY_RULE
    yield f"type {kind}"
    for what, signs in (("cue", evidence.cues), ("word", evidence.words)):
        for name in (
            f"{what}s {band(len(signs.names), _COUNTS)}",
            f"{what}s in a sentence {band(signs.most, _COUNTS)}",
            f"sentences with a {what} {band(signs.sentences, _COUNTS)}",
            *([f"{what} in the lead"] if signs.lead else []),
        ):
            yield name
            yield f"{name} {kind}"
        for name in signs.names:
            yield f"{what} {name} {kind}"
    yield f"triggers {band(evidence.triggers, _TRIGGERS)}"
    for other in evidence.triggered:
        yield f"with {other}"
        yield f"with {other} {kind}"
