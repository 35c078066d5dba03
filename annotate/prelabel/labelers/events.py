"""Suggests events at trigger words. Attributes and arguments come from the words around the trigger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event, Status, Trigger
from annotate.core.ontology import Ontology
from annotate.prelabel.events.arguments import ArgumentReader, as_arguments
from annotate.prelabel.events.attributes import AttributeReader
from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.judged_arguments import JudgedArguments
from annotate.prelabel.events.judged_triggers import ScoredTrigger, TriggerReader
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.region_ids import event_id
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.judging.argument_features import NONE
from annotate.prelabel.judging.arguments import ARGUMENTS, ArgumentJudge
from annotate.prelabel.judging.judge_states import JudgeState
from annotate.prelabel.judging.linear import RIGHT, WRONG
from annotate.prelabel.judging.right_or_wrong import RightOrWrongJudge
from annotate.prelabel.judging.triggers import THRESHOLD, TRIGGERS
from annotate.prelabel.judging.weights_file import choose_judge
from annotate.prelabel.knowledge.campaign_words import CampaignWords, with_words
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.registry import find_language, rules_version
from annotate.prelabel.parsing.tree import Tree
from annotate.prelabel.versions import version


class Events:
    """Suggests triggered events by lexicon and dependency tree. Earlier labelers must find the arguments.

    ``judges`` says which judges decide, and with which weights. ``words`` are those of a campaign, whose
    triggers count as if the lexicon had them.
    """

    name = "events"
    needs = frozenset({"analysis", "entities"})
    provides = frozenset({"events"})
    kind: LabelerKind = "rule"

    def __init__(
        self,
        lexicons: dict[str, Lexicon],
        models: Sequence[str],
        ontology: Ontology,
        names: Gazetteer,
        trigger_judge: RightOrWrongJudge | None = None,
        argument_judge: ArgumentJudge | None = None,
        judges: Sequence[JudgeState] = (),
        words: CampaignWords | None = None,
    ) -> None:
        self.judges = tuple(judges)
        lexicons = with_words(lexicons, words)
        self._trigger_judge = trigger_judge
        self.readers = {
            language: EventReaders(
                EventRules(lexicon, grammar, ontology), names, trigger_judge, argument_judge
            )
            for language, lexicon in lexicons.items()
            if (grammar := find_language(language).grammar) is not None
        }
        self.languages = frozenset(self.readers)
        digests = [lexicon.digest for lexicon in lexicons.values()]
        judged = [judge.version for judge in (trigger_judge, argument_judge) if judge is not None]
        own = "" if words is None else words.trigger_digest
        self.version = version(*models, names.digest(), *digests, rules_version(self.languages), *judged, own)
        self._ontology = ontology

    def event_threshold(self, language: str | None) -> float | None:
        """The probability below which merging leaves an event out; None if scores are constants."""
        judge = self._trigger_judge
        return judge.threshold if judge is not None and judge.knows(language) else None

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the events of each draft, and repeats the mentions that are their arguments."""
        return [self._annotation(draft) for draft in batch]

    def _annotation(self, draft: Draft) -> Annotation:
        events: list[Event] = []
        used: dict[str, Entity] = {}
        if draft.language is not None:
            tree, readers = draft.tree, self.readers[draft.language]
            fillers = Fillers(tree, draft.suggested.entities, draft.article.text, readers.rules)
            for triggers in readers.triggers.read(tree, fillers, draft.decisions):
                matches = _likely(triggers, fillers)
                for trigger in triggers:
                    pairs, bits = readers.arguments.arguments(trigger.match, tree, fillers)
                    used.update((mention.entity.id, mention.entity) for _, mention in pairs)
                    event = self._event(trigger, pairs, tree, readers.attributes, matches)
                    events.append(event.model_copy(update={"uncertainty": bits}))
        return Annotation(
            author=self.name,
            status=Status.SUGGESTED,
            entities=tuple(used.values()),
            events=tuple(events),
        )

    def _event(
        self,
        scored: ScoredTrigger,
        pairs: list[tuple[str, Filler]],
        tree: Tree,
        reader: AttributeReader,
        matches: Sequence[TriggerMatch],
    ) -> Event:
        match, word = scored.match, scored.match.word
        trigger = Trigger(start=word.start, end=word.end, text=word.text)
        return Event(
            id=event_id(trigger, match.event_type),
            type=match.event_type,
            trigger=trigger,
            arguments=as_arguments(pairs),
            attributes=self._known(
                match.event_type,
                {
                    "polarity": reader.polarity(match),
                    "modality": reader.modality(match),
                    "mode": reader.mode(match, tree, matches),
                    "context": reader.contexts(match, tree) or None,
                },
            ),
            score=scored.score,
        )

    def _known(self, event_type: str, values: dict[str, AttributeValue | None]) -> dict[str, AttributeValue]:
        """Keeps the values that the ontology allows on this type. An ontology may lack some attributes."""
        known = self._ontology.attributes_of(event_type)
        return {
            name: value
            for name, value in values.items()
            if value is not None and name in known and known[name].problem_with(event_type, value) is None
        }


class EventReaders:
    """The objects that find triggers, arguments and attributes in texts of one language."""

    def __init__(
        self,
        rules: EventRules,
        names: Gazetteer,
        trigger_judge: RightOrWrongJudge | None = None,
        argument_judge: ArgumentJudge | None = None,
    ) -> None:
        self.rules = rules
        by_rules = ArgumentReader(rules, names)
        self.arguments = JudgedArguments(by_rules, argument_judge)
        self.triggers = TriggerReader(rules, by_rules.clauses, trigger_judge)
        self.attributes = AttributeReader(rules)

    def matches(self, tree: Tree, fillers: Fillers) -> Iterator[list[TriggerMatch]]:
        """Yields the triggers of each sentence. Meanwhile ``fillers.triggers`` are those of the sentence."""
        for triggers in self.triggers.read(tree, fillers):
            yield _likely(triggers, fillers)


def _likely(triggers: Sequence[ScoredTrigger], fillers: Fillers) -> list[TriggerMatch]:
    """The likely triggers of a sentence, which become ``fillers.triggers``."""
    matches = [trigger.match for trigger in triggers if trigger.likely]
    fillers.triggers = {match.word.i for match in matches}
    return matches


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``events``, or ``events:LEXICON``."""
    lexicons = context.lexicons(argument)
    models = [context.analyser.model_id(language) for language in lexicons]
    triggers = choose_judge(context, TRIGGERS, (RIGHT, WRONG))
    threshold = THRESHOLD if context.event_threshold is None else context.event_threshold
    judge = RightOrWrongJudge(triggers.model, threshold) if triggers.model is not None else None
    arguments = choose_judge(context, ARGUMENTS, (NONE,))
    argument_judge = ArgumentJudge(arguments.model) if arguments.model is not None else None
    states = (replace(triggers.state, threshold=threshold if judge else None), arguments.state)
    return Events(
        lexicons,
        models,
        context.ontology,
        context.gazetteer(),
        judge,
        argument_judge,
        states,
        context.campaign_words(),
    )
