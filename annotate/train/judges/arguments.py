"""Learns the judge of arguments from pairs of a trigger and a mention, of the rules and of gold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import cast

from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.folding import fold_case
from annotate.prelabel.events.candidates import class_of
from annotate.prelabel.events.fillers import Fillers
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.judging.argument_features import NONE
from annotate.prelabel.judging.arguments import ARGUMENTS
from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.knowledge.lexicon import TriggerWord
from annotate.prelabel.labelers.events import EventReaders, Events
from annotate.prelabel.parsing.tree import Tree, Word
from annotate.train.judges.fitting import FitSettings, TrainingRow, fit
from annotate.train.judges.learner import Example, JudgeModel, Origin

# Compared by leaving whole kinds of text out: docs/decisions/052-judged-arguments.md
SETTINGS = FitSettings(inverse_l1=0.2, inverse_l2=0.1)
_RULE = "rule "  # of the feature that names the role that the rules give


class ArgumentLearner:
    """The learner of ``arguments``: which role a mention has in an event, or none."""

    judge = ARGUMENTS
    labeler = Events.name

    def rows(self, example: Example) -> Sequence[TrainingRow]:
        """One row per pair of a trigger and a mention.

        The pairs come twice: with the triggers and mentions that the rules find, aligned with gold, and with
        those of gold. From the first the judge learns the errors that it will meet, from the second the
        arguments that the rules miss.
        """
        events = example.labelers.get(self.labeler)
        draft, gold = example.draft, example.gold
        if not isinstance(events, Events) or draft.language not in events.readers:
            return ()
        readers, text = events.readers[draft.language], draft.article.text
        rows: list[TrainingRow] = []
        found = Fillers(draft.tree, draft.suggested.entities, text, readers.rules)
        for matches in readers.matches(draft.tree, found):
            for match in matches:
                rows += _rows(match, _aligned(match, gold), draft.tree, found, readers, example)
        given = Fillers(draft.tree, gold.entities, text, readers.rules)
        by_sentence: dict[int, list[tuple[TriggerMatch, Event]]] = {}
        for match, event in _gold_triggers(gold, draft.tree, given, readers):
            by_sentence.setdefault(match.word.sentence, []).append((match, event))
        for pairs in by_sentence.values():
            given.triggers = {match.word.i for match, _ in pairs}
            for match, event in pairs:
                rows += _rows(match, event, draft.tree, given, readers, example)
        return rows

    def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> LinearModel:
        """Fits the model."""
        return fit(
            sorted(rows, key=lambda row: (row.group, row.label, row.features)),
            self.judge,
            SETTINGS,
            classes=(NONE,),
            sets=origin.sets,
            languages=origin.languages,
            versions=origin.versions,
        )

    def without_judge(self, row: TrainingRow) -> str:
        """The role that the rules give."""
        # The other features that begin so have more words after it.
        return min((name for name in row.features if name.startswith(_RULE)), key=len).removeprefix(_RULE)

    def probabilities(self, model: JudgeModel, row: TrainingRow) -> Mapping[str, float]:
        """The probability of each kind of role, and of none."""
        return cast("LinearModel", model).probabilities(row.features)


def _rows(
    match: TriggerMatch,
    event: Event | None,
    tree: Tree,
    fillers: Fillers,
    readers: EventReaders,
    example: Example,
) -> Iterator[TrainingRow]:
    """The candidates of one trigger, with the roles that their mentions have in ``event`` of gold.

    A mention whose role nobody saw on a screen is left out.
    """
    ontology = readers.rules.ontology
    mentions = {entity.id: entity for entity in example.gold.entities}
    roles: list[tuple[Entity, str]] = []
    if event is not None:
        roles = [
            (mentions[argument.entity], class_of(argument.role, event.type, ontology))
            for argument in event.arguments
        ]
    place = event.trigger if event is not None else None
    for candidate in readers.arguments.candidates(match, tree, fillers):
        mention = candidate.mention.entity
        if place is None or (place.start, place.end, mention.start, mention.end) not in example.unseen:
            yield TrainingRow(candidate.features, _role_of(mention, roles), example.draft.article.id)


def _role_of(mention: Entity, roles: Sequence[tuple[Entity, str]]) -> str:
    """The role of the gold mention with the same span, else of one that overlaps and has the same label."""
    for entity, role in roles:
        if (entity.start, entity.end) == (mention.start, mention.end):
            return role
    for entity, role in roles:
        if entity.label == mention.label and entity.overlaps(mention):
            return role
    return NONE


def _aligned(match: TriggerMatch, gold: Annotation) -> Event | None:
    """The gold event of a trigger: one with the same span and type, else one with an overlapping trigger."""
    word = match.word
    near = [
        (event.type != match.event_type or (trigger.start, trigger.end) != (word.start, word.end), event)
        for event in gold.events
        if (trigger := event.trigger) is not None and trigger.start < word.end and word.start < trigger.end
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _gold_triggers(
    gold: Annotation, tree: Tree, fillers: Fillers, readers: EventReaders
) -> Iterator[tuple[TriggerMatch, Event]]:
    """The triggers of gold, as the rules would find them if they knew the words."""
    found = {
        (match.word.i, match.event_type): match
        for matches in readers.matches(tree, fillers)
        for match in matches
    }
    for event in gold.events:
        if event.trigger is not None and event.type in readers.rules.ontology.events:
            word = tree.words[max(bisect_right(tree.starts, event.trigger.start) - 1, 0)]
            match = found.get((word.i, event.type))
            yield match or TriggerMatch(word, event.type, _entry(word, event.type, readers.rules)), event


def _entry(word: Word, event_type: str, rules: EventRules) -> TriggerWord:
    """The lexicon's entry of a word for an event type; for other words an entry without conditions."""
    part = "VERB" if word.is_verb or word.pos == "ADJ" else "NOUN"
    known = _entries(rules)
    for form in (word.lemma, word.key):
        if (entry := known.get((form, part, event_type))) is not None:
            return entry
    role_of = rules.ontology.role_of
    return TriggerWord(
        lemma=word.lemma or word.key,
        pos="VERB" if part == "VERB" else "NOUN",
        subject=role_of("agent", event_type),
        object=role_of("recipient", event_type),
    )


@lru_cache(maxsize=8)
def _entries(rules: EventRules) -> Mapping[tuple[str, str, str], TriggerWord]:
    found: dict[tuple[str, str, str], TriggerWord] = {}
    for event_type, entry in rules.lexicon.entries:
        found.setdefault((fold_case(entry.lemma), entry.pos, event_type), entry)
    return found
