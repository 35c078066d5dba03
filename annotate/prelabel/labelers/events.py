"""Suggests events at trigger words. Attributes and arguments come from the words around the trigger."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event, Status, Trigger
from annotate.core.ontology import Ontology
from annotate.prelabel.events.arguments import ArgumentReader, as_arguments
from annotate.prelabel.events.attributes import AttributeReader
from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.promises import promises_typed
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerFinder, TriggerMatch
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.region_ids import event_id
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.registry import find_language, rules_version
from annotate.prelabel.parsing.tree import Tree
from annotate.prelabel.versions import version


class Events:
    """Suggests triggered events by lexicon and dependency tree. Earlier labelers must find the arguments."""

    name = "events"
    needs = frozenset({"analysis", "entities"})
    provides = frozenset({"events"})
    kind: LabelerKind = "rule"

    def __init__(
        self, lexicons: dict[str, Lexicon], models: Sequence[str], ontology: Ontology, names: Gazetteer
    ) -> None:
        self._readers = {
            language: _Readers(EventRules(lexicon, grammar, ontology), names)
            for language, lexicon in lexicons.items()
            if (grammar := find_language(language).grammar) is not None
        }
        self.languages = frozenset(self._readers)
        digests = [lexicon.digest for lexicon in lexicons.values()]
        self.version = version(*models, names.digest(), *digests, rules_version(self.languages))
        self._ontology = ontology

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the events of each draft, and repeats the mentions that are their arguments."""
        return [self._annotation(draft) for draft in batch]

    def _annotation(self, draft: Draft) -> Annotation:
        events: list[Event] = []
        used: dict[str, Entity] = {}
        if draft.language is not None:
            tree, readers = draft.tree, self._readers[draft.language]
            fillers = Fillers(tree, draft.suggested.entities, draft.article.text, readers.rules)
            for number in range(len(tree.ranges)):
                matches = promises_typed(list(readers.triggers.find(tree, number, fillers)), readers.rules)
                fillers.triggers = {match.word.i for match in matches}
                for match in matches:
                    pairs = readers.arguments.arguments(match, tree, fillers)
                    used.update((mention.entity.id, mention.entity) for _, mention in pairs)
                    events.append(self._event(match, pairs, tree, readers.attributes, matches))
        return Annotation(
            author=self.name,
            status=Status.SUGGESTED,
            entities=tuple(used.values()),
            events=tuple(events),
        )

    def _event(
        self,
        match: TriggerMatch,
        pairs: list[tuple[str, Filler]],
        tree: Tree,
        reader: AttributeReader,
        matches: Sequence[TriggerMatch],
    ) -> Event:
        word = match.word
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
            score=fixed_scores.CONDITIONED_TRIGGER
            if match.conditioned
            else fixed_scores.TRIGGER[match.entry.pos],
        )

    def _known(self, event_type: str, values: dict[str, AttributeValue | None]) -> dict[str, AttributeValue]:
        """Keeps the values that the ontology allows on this type. An ontology may lack some attributes."""
        known = self._ontology.attributes_of(event_type)
        return {
            name: value
            for name, value in values.items()
            if value is not None and name in known and known[name].problem_with(event_type, value) is None
        }


class _Readers:
    """The objects that find triggers, arguments and attributes in texts of one language."""

    def __init__(self, rules: EventRules, names: Gazetteer) -> None:
        self.rules = rules
        self.triggers = TriggerFinder(rules)
        self.arguments = ArgumentReader(rules, names)
        self.attributes = AttributeReader(rules)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``events``, or ``events:LEXICON``."""
    lexicons = context.lexicons(argument)
    models = [context.analyser.model_id(language) for language in lexicons]
    return Events(lexicons, models, context.ontology, context.gazetteer())
