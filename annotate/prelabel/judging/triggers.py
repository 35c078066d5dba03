"""The judge of triggers: the features of a trigger that rules propose, for the probability that it is right.

Mentions are named by the ontology's kinds, so that the features mean the same under another ontology. Each
feature comes twice, with and without the language: what the languages share is learned together (Daumé III
2007, "Frustratingly Easy Domain Adaptation"). No feature holds a word of the text: lemmas are the lexicon's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.prelabel.judging.right_or_wrong import band

THRESHOLD = 0.5  # docs/decisions/054-judge-of-triggers.md
TRIGGERS = "triggers"  # the judge's name
_DENSITY = (0.25, 0.5, 0.75, 1.0, 1.5)  # lower bounds of numbers per sentence
_COUNTS = (0, 1, 2, 4, 7)  # lower bounds of the bands of a number


@dataclass(frozen=True)
class Surrounding:
    """The article around a trigger. Only triggers that the rules find count.

    ``triggers`` and ``functions`` are the numbers of other triggers and of functions per sentence of the
    article. ``same_type`` counts the other triggers of the type in the article, ``in_sentence`` the other
    triggers of the sentence. ``names`` are the kinds of the sentence's mentions, each once; "actor" if
    the sentence has a noun for people or a body instead.
    """

    triggers: float
    functions: float
    same_type: int
    in_sentence: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class TriggerEvidence:
    """The evidence for and against a trigger.

    ``event_type`` is the lexicon's name of the type. ``objections`` are those of the rules; without any, the
    rules find the trigger. ``types`` is the number of event types that the lexicon has for the word. ``form``
    is "finite", "passive", "infinitive", "participle" or "noun". ``subject``, ``object`` and ``owner`` (of a
    noun) say what stands there: the kind of a mention or of another phrase. ``article`` is the determiner of
    a noun, ``above`` the kind of word that the trigger depends on, by ``relation`` and
    ``prep``. ``of_campaign`` says that people marked the word, and that no lexicon has it for the type.
    """

    language: str
    event_type: str
    lemma: str
    part: str
    tag: str
    mode: str | None
    form: str
    types: int
    conditions: str
    confirmed: bool
    objections: Sequence[str]
    subject: Sequence[str]
    object: Sequence[str]
    owner: Sequence[str]
    article: str
    above: str
    relation: str
    prep: str
    around: Surrounding
    of_campaign: bool = False


def says_rules(feature: str) -> bool:
    """Whether a feature says what the rules find or object to."""
    return any(name in feature for name in ("objection", "conditions", "unconfirmed"))


def trigger_features(evidence: TriggerEvidence) -> tuple[str, ...]:
    """The names of the features, each once."""
    shared = list(shared_features(evidence))
    own = (f"{evidence.language} {name}" for name in shared)
    return tuple(dict.fromkeys((*shared, *own)))


def shared_features(evidence: TriggerEvidence) -> Iterator[str]:
    """The names of the features without those of the language. A name may come again."""
    part, kind, around = evidence.part, evidence.event_type, evidence.around
    yield f"part {part}"
    yield f"tag {part}/{evidence.tag}"
    yield f"form {evidence.form}"
    yield f"type {kind}"
    yield f"type {kind} {part}"
    yield f"lemma {evidence.lemma} {part}"
    yield f"lemma {evidence.lemma} {part} {kind}"
    yield f"types {min(evidence.types, 3)} {part}"
    yield f"conditions {evidence.conditions} {part}"
    yield f"conditions {evidence.conditions} {kind}"
    if evidence.mode:
        yield f"mode {kind} {evidence.mode}"
    if not evidence.confirmed:
        yield "unconfirmed"
        yield f"unconfirmed {kind}"
    for objection in evidence.objections or ("none",):
        yield f"objection {objection}"
        yield f"objection {objection} {part}"
        yield f"objection {objection} {kind}"
    yield f"objection {bool(evidence.objections)} {evidence.lemma} {part} {kind}"
    yield f"objections {len(evidence.objections)}"
    if evidence.of_campaign:
        yield "campaign"
        yield f"campaign {part}"
    for slot, holders in (
        ("subject", evidence.subject),
        ("object", evidence.object),
        ("owner", evidence.owner),
    ):
        if slot == "owner" and part != "NOUN":
            continue
        for holder in dict.fromkeys(holders) or ("none",):
            yield f"{slot} {holder} {part}"
            yield f"{slot} {holder} {kind}"
            yield f"{slot} {holder} {evidence.form}"
    if part == "NOUN":
        yield f"article {evidence.article}"
        yield f"above {evidence.above}"
        yield f"above {evidence.above} {evidence.article}"
    yield f"relation {evidence.relation} {part}"
    yield f"prep {evidence.prep} {part}"
    for name in around.names or ("none",):
        yield f"sentence has {name}"
        yield f"sentence has {name} {part}"
    for bound in _DENSITY:
        if around.triggers >= bound:
            yield f"triggers {bound:g}+"
            yield f"triggers {bound:g}+ {kind}"
        if around.functions >= bound:
            yield f"functions {bound:g}+"
    yield f"same type {band(around.same_type, _COUNTS)}"
    yield f"in sentence {band(around.in_sentence, _COUNTS)}"
