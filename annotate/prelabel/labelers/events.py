"""Events from trigger words, with attributes and arguments read off the sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event, Status, Trigger
from annotate.core.ontology import Ontology
from annotate.prelabel import scores
from annotate.prelabel.draft import Draft
from annotate.prelabel.labelers.event_arguments import ArgumentReader, as_arguments
from annotate.prelabel.labelers.event_attributes import AttributeReader
from annotate.prelabel.labelers.event_mentions import Mention, mentions, name_tokens
from annotate.prelabel.labelers.event_triggers import TriggerFinder, TriggerMatch
from annotate.prelabel.lexicon import Lexicon
from annotate.prelabel.protocol import Labeler
from annotate.prelabel.region_ids import event_id
from annotate.prelabel.registry import LabelerContext
from annotate.prelabel.sentences import sentences
from annotate.prelabel.versions import version


class Events:
    """Triggered events by lexicon and dependency tree; its arguments are mentions found before."""

    name = "events"
    needs = frozenset({"analysis", "entities"})
    provides = frozenset({"events"})

    def __init__(self, lexicons: dict[str, Lexicon], models: Sequence[str], ontology: Ontology) -> None:
        self.version = version(*models, *(lexicon.digest for lexicon in lexicons.values()))
        self.languages = frozenset(lexicons)
        self._ontology = ontology
        self._finders = {language: TriggerFinder(lexicon) for language, lexicon in lexicons.items()}
        self._attributes = {language: AttributeReader(lexicon) for language, lexicon in lexicons.items()}
        self._arguments = {
            language: ArgumentReader(lexicon, ontology) for language, lexicon in lexicons.items()
        }

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The events of each draft, with the entities that their arguments name."""
        return [self._annotation(draft) for draft in batch]

    def _annotation(self, draft: Draft) -> Annotation:
        events: list[Event] = []
        used: dict[str, Entity] = {}
        if draft.language is not None:
            for match, pairs in self._matches(draft, draft.language):
                used.update((mention.entity.id, mention.entity) for _, mention in pairs)
                events.append(self._event(match, pairs, draft.language))
        return Annotation(
            author=self.name,
            status=Status.SUGGESTED,
            entities=tuple(used.values()),
            events=tuple(events),
        )

    def _matches(
        self, draft: Draft, language: str
    ) -> Iterator[tuple[TriggerMatch, list[tuple[str, Mention]]]]:
        doc = draft.analysis
        ranges = sentences(doc)
        starts = [start for start, _ in ranges]
        by_sentence: dict[int, list[Mention]] = {}
        found_mentions = mentions(doc, draft.said.entities)
        for mention in found_mentions:
            by_sentence.setdefault(bisect_right(starts, mention.start) - 1, []).append(mention)
        taken = name_tokens(doc, found_mentions)
        for number, sentence in enumerate(ranges):
            found = list(self._finders[language].find(doc, [sentence], taken))
            given = self._arguments[language].arguments(found, by_sentence.get(number, ()))
            yield from zip(found, given, strict=True)

    def _event(self, match: TriggerMatch, pairs: list[tuple[str, Mention]], language: str) -> Event:
        token = match.token
        trigger = Trigger(start=token.idx, end=token.idx + len(token), text=token.text)
        reader = self._attributes[language]
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
                    "mode": reader.mode(match),
                },
            ),
            score=scores.CONDITIONED_TRIGGER if match.conditioned else scores.TRIGGER[match.word.pos],
        )

    def _known(self, event_type: str, values: dict[str, str | None]) -> dict[str, AttributeValue]:
        """The values that the ontology has on this type; another ontology may ask for fewer."""
        known = self._ontology.attributes_of(event_type)
        return {
            name: value
            for name, value in values.items()
            if value is not None and name in known and known[name].problem_with(event_type, value) is None
        }


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``events``, or ``events:LEXICON``."""
    lexicons = context.lexicons(argument)
    models = [context.analyser.model_id(language) for language in lexicons]
    return Events(lexicons, models, context.ontology)
