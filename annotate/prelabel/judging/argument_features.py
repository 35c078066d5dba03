"""The features of a mention that may be an argument of a trigger.

Mentions, roles and event types are named by the ontology's kinds and traits, so that a feature means the same
under another ontology. Prepositions are named by their sets in the grammar, so that languages learn together.
Few features name words, always with their language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.prelabel.judging.paths import Path, Paths, first_of_list
from annotate.prelabel.parsing.tree import Tree, Word

NONE = "none"
_ROLES = ("agent", "recipient", "place", "time")
_BANDS = (1, 2, 4, 8, 16)  # upper bounds of the bands of a distance in words
_QUOTES = frozenset('"«»“”')
_FUNCTION_WORDS = frozenset({"ADP", "AUX", "CCONJ", "DET", "PART", "PRON", "PUNCT", "SCONJ"})
_NEAR = 4  # words before or after a mention in which a verb is looked for
_OPENING = 2  # a mention so near to the start of its sentence opens the sentence


@dataclass(frozen=True, eq=False)
class Participant:
    """A mention as the judge sees it. ``kind`` is the kind of its entity type, or the type if it has none.

    ``known_as`` is "state" or "capital" if the gazetteer knows the name as one. ``titled`` says that a
    function stands beside the name.
    """

    kind: str
    first: int
    last: int  # exclusive
    head: Word
    known_as: str = ""
    titled: bool = False


@dataclass(frozen=True, eq=False)
class UnnamedPhrase:
    """A phrase without a mention that takes part in the event: "les insurgés", or a pronoun.

    It takes its place in the event, so that no name nearby fills the role instead. ``state`` is "unnamed",
    "singular" (a pronoun that stands for a mention) or "pronoun" (any other pronoun).
    """

    state: str
    first: int
    last: int  # exclusive


@dataclass(frozen=True, eq=False)
class TriggerView:
    """A trigger as the judge sees it.

    ``act`` is the lexicon's name of the event type, which stays the same where an ontology renames the type.
    ``form`` is "noun", "passive", "infinitive", "participle" or "finite". ``above`` says what verb a noun
    depends on. ``subject`` and ``object`` are the classes of role that the lexicon gives. ``slots`` maps
    "agent", "patient", "owner" and "above" to what the grammar finds there.
    """

    word: Word
    act: str
    traits: Sequence[str]
    form: str
    above: str
    subject: str
    object: str
    object_by: frozenset[str]
    slots: Mapping[str, Sequence[Participant | UnnamedPhrase]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class SentenceView:
    """The sentence of a trigger: its mentions in text order, and the indexes of all its triggers."""

    tree: Tree
    language: str
    participants: Sequence[Participant]
    triggers: frozenset[int]


class ArgumentFeatures:
    """The features of one trigger's candidates. ``rule`` maps mentions to the classes that the rules give."""

    def __init__(
        self, trigger: TriggerView, sentence: SentenceView, paths: Paths, rule: Mapping[Participant, str]
    ) -> None:
        self._trigger = trigger
        self._sentence = sentence
        self._words = sentence.tree.words
        self._paths = paths
        self._rule = rule
        self._given = [name for name in _ROLES if name in rule.values()]
        self._part = "N" if trigger.form == "noun" else "V"

    def of(self, one: Participant, pronoun: Word | None = None) -> list[str]:
        """The features of a mention, each once.

        ``pronoun`` is a pronoun or possessive of the trigger's sentence that may stand for the mention.
        """
        start = pronoun or one.head
        path = self._paths.between(start, self._trigger.word)
        names = [
            *self._grammar(one, start, path),
            *self._by_rules(one, path),
            *self._slots(one),
            *self._order(one, start, path),
            *self._surroundings(one),
        ]
        if pronoun is not None:
            away = self._trigger.word.sentence - self._words[one.first].sentence
            names.append(f"pronoun {away} {one.kind}")
        return list(dict.fromkeys(names))

    def _grammar(self, one: Participant, start: Word, path: Path) -> Iterator[str]:
        """The path with its prepositions, with the kind of mention and what is known of the trigger."""
        trigger, kind, part, language = self._trigger, one.kind, self._part, self._sentence.language
        prep = self._paths.preposition(start.prep)
        entry = f"{trigger.subject}/{trigger.object}"
        yield f"{kind} {part}"
        yield f"{language} {kind} {part}"
        yield f"path {part} {path.shared}"
        yield f"path {kind} {part} {path.shared}"
        yield f"path {trigger.form} {path.shared}"
        yield f"{language} path {kind} {part} {path.worded}"
        yield f"prep {prep} {kind}"
        yield f"prep {prep} {kind} {part}"
        yield f"{language} before {_before(start)} {kind}"
        yield f"{trigger.act} {kind}"
        yield f"{trigger.act} path {path.shared}"
        yield f"{trigger.act} prep {prep} {kind}"
        yield f"entry {entry} {kind}"
        yield f"entry {entry} {kind} {path.shared}"
        yield f"object by {start.prep in trigger.object_by} {kind} {prep}"
        yield f"known {one.known_as} {kind} {prep}"
        if one.titled:
            yield f"titled {kind}"
        for trait in trigger.traits:
            yield f"{trait} {kind}"
            yield f"{trait} {kind} {path.shared}"
            yield f"{trait} prep {prep} {kind}"
        if part == "N":
            yield f"noun {trigger.word.rel} {trigger.above} {kind}"
            yield f"noun {trigger.word.rel} {trigger.above} {path.shared}"
        crossed = sum(1 for word in path.inner if word.i in self._sentence.triggers)
        yield f"crosses {min(crossed, 2)} {kind}"
        yield f"crosses verbs {min(sum(1 for word in path.inner if word.is_verb), 2)} {kind}"
        above = next((word for word in start.above() if word.i in self._sentence.triggers), None)
        nearest = NONE if above is None else "this" if above is trigger.word else "other"
        yield f"trigger above {nearest} {kind}"
        yield f"trigger above {nearest} {kind} {part}"

    def _by_rules(self, one: Participant, path: Path) -> Iterator[str]:
        """The rules' answer for this mention, for the others, and for the others of its list."""
        rule, kind, part = self._rule.get(one, NONE), one.kind, self._part
        yield f"rule {rule}"
        yield f"rule {rule} {kind}"
        yield f"rule {rule} {part} {path.shared}"
        yield f"rule {rule} {self._trigger.act}"
        yield f"rule {rule} {self._trigger.form}"
        yield f"rule {rule} steps {min(path.steps, 4)}"
        yield f"rule {rule} triggers {min(len(self._sentence.triggers), 3)}"
        for role in self._given:
            if role != rule:
                yield f"rule gives {role} to another, {kind}"
                yield f"rule gives {role} to another, {rule}"
        for other in self._sentence.participants:
            if (
                other is not one
                and other in self._rule
                and first_of_list(other.head) is first_of_list(one.head)
            ):
                yield f"rule {self._rule[other]} in the list, {kind}"
                break

    def _slots(self, one: Participant) -> Iterator[str]:
        """Who stands in the trigger's subject and object: this mention, another, an unnamed phrase."""
        for slot, holders in self._trigger.slots.items():
            state = "+".join(sorted({_state(one, holder) for holder in holders})) or "nobody"
            if one in holders:
                state = "this"
            yield f"{slot} {state} {one.kind}"
            yield f"{slot} {state} {one.kind} {self._part}"

    def _order(self, one: Participant, start: Word, path: Path) -> Iterator[str]:
        """Order, distance, and what stands between the mention, or its pronoun, and the trigger."""
        trigger, kind, part = self._trigger.word, one.kind, self._part
        first, last = (one.first, one.last) if start is one.head else (start.i, start.i + 1)
        side = "before" if first < trigger.i else "after"
        low, high = (last, trigger.i) if side == "before" else (trigger.i + 1, first)
        between = self._words[low:high] if low < high else []
        triggers = sum(1 for index in self._sentence.triggers if low <= index < high)
        mentions = [other for other in self._sentence.participants if low <= other.first < high]
        rank = min(sum(1 for other in mentions if other.kind == kind), 3)
        where = f"{kind} {side}"
        yield where
        yield f"{part} {where}"
        yield f"{where} triggers {min(triggers, 2)}"
        yield f"{where} mentions {min(len(mentions), 3)}"
        yield f"{where} rank {rank}"
        yield f"{part} {where} rank {rank} triggers {min(triggers, 1)}"
        yield f"{where} comma {any(word.pos == 'PUNCT' for word in between)}"
        yield f"{where} verbs {min(sum(1 for word in between if word.pos == 'VERB'), 2)}"
        yield f"{where} distance {next((bound for bound in _BANDS if len(between) < bound), 'far')}"
        yield f"{where} steps {min(path.steps, 5)}"
        yield f"{where} {path.shared}"
        yield f"{self._trigger.act} {where}"
        yield f"{self._trigger.form} {where}"
        if any(word.text in _QUOTES for word in between):
            yield f"quotes {kind}"

    def _surroundings(self, one: Participant) -> Iterator[str]:
        """Where the mention stands in its sentence, and the verbs and marks beside it."""
        words, trigger, kind, part = self._words, self._trigger.word, one.kind, self._part
        begin, end = self._sentence.tree.ranges[words[one.first].sentence]
        alike = sum(1 for other in self._sentence.participants if other.kind == kind)
        yield f"of its kind {min(alike, 3)} {kind}"
        yield f"triggers {min(len(self._sentence.triggers), 3)} {kind}"
        for side, near in (
            ("before", reversed(words[max(one.first - _NEAR, begin) : one.first])),
            ("after", words[one.last : min(one.last + _NEAR, end)]),
        ):
            verb = next((word for word in near if word.is_verb or word.i in self._sentence.triggers), None)
            state = NONE if verb is None else "other"
            if verb is trigger:
                state = "this"
            elif verb is not None and verb.i in self._sentence.triggers:
                state = "trigger"
            yield f"verb {side} {state} {kind}"
            yield f"verb {side} {state} {kind} {part}"
        if trigger.sentence == 0:
            yield f"title {kind}"
            yield f"title {kind} {one.first < trigger.i}"
        following = words[one.last].text if one.last < end else ""
        if one.first - begin <= _OPENING:
            yield f"opens {one.first == begin} {following in (':', '-', '–', '—')} {kind}"
            yield f"opens {following == ','} {kind}"
        if one.last < end:
            yield f"followed by {words[one.last].pos} {kind}"


def _state(one: Participant, holder: Participant | UnnamedPhrase) -> str:
    if isinstance(holder, Participant):
        return "other"
    return "around" if holder.first <= one.first < holder.last else holder.state


def _before(word: Word) -> str:
    """The function word before a phrase. Of other words, which may be names, only the part of speech."""
    before = min([word, *word.children], key=lambda child: child.i).previous
    if before is None:
        return "^"
    return before.key if before.pos in _FUNCTION_WORDS else before.pos
