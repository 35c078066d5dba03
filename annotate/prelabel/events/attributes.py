"""Finds modality, polarity, mode and context of an event in the sentence of its trigger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.core.folding import fold_case
from annotate.prelabel.events.modality import ModalityReader
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.parsing.relations import ADNOMINAL, CONJUNCT, OBJECT, RELATIVE, SUBJECT
from annotate.prelabel.parsing.tree import Tree, Word

_TELLING = frozenset({"NOUN", "VERB"})
_NEARBY = 8  # words on each side of a trigger that may show its context


class AttributeReader:
    """Finds attributes with the rules of one language."""

    def __init__(self, rules: EventRules) -> None:
        self._modality = ModalityReader(rules)
        self._modes = {
            event_type: {
                mode: frozenset(map(fold_case, listed)) for mode, listed in event_words.modes.items()
            }
            for event_type, event_words in rules.lexicon.events.items()
        }
        renamed = rules.ontology.renamed_label
        self._acts = {
            event_type: {
                (renamed(act.partition(":")[0]), *act.split(":")[1:]): mode
                for mode, acts in event_words.acts.items()
                for act in acts
            }
            for event_type, event_words in rules.lexicon.events.items()
        }
        self._contexts = {
            context: frozenset(map(fold_case, listed))
            for context, listed in rules.lexicon.words.contexts.items()
        }

    def modality(self, match: TriggerMatch) -> str:
        """``asserted``, ``planned`` or ``hypothetical``."""
        return self._modality.modality(match)

    def polarity(self, match: TriggerMatch) -> str:
        """``positive`` or ``negated``."""
        return self._modality.polarity(match)

    def mode(self, match: TriggerMatch, tree: Tree, matches: Sequence[TriggerMatch] = ()) -> str | None:
        """The mode in the trigger's entry, else the mode that its sentence shows, else None.

        The mode of a request, refusal or threat is that of the act that it is about. ``matches`` are the
        triggers of the sentence.
        """
        if match.entry.mode is not None:
            return match.entry.mode
        modes = self._modes.get(match.event_type, {})
        acts = self._acts.get(match.event_type)
        words = tree.sentence(match.word.sentence)
        if acts:
            content = sorted(_content(match.word), key=lambda word: word.i)
            if any(word.pos in _TELLING for word in content):
                words = content  # else it stands before, in quotes: "… », a-t-il averti"
            by_word = {other.word.i: other for other in matches}
            for word in words:
                other = by_word.get(word.i)
                if other is not None and (mode := self._mode_of(other, acts)) is not None:
                    return mode
        for mode, listed in modes.items():
            if any(word.matches(listed) for word in words):
                return mode
        return None

    def _mode_of(self, act: TriggerMatch, acts: dict[tuple[str, ...], str]) -> str | None:
        own = (act.event_type, act.entry.mode or "")
        return acts.get(own) or acts.get(own[:1])

    def contexts(self, match: TriggerMatch, tree: Tree) -> tuple[str, ...]:
        """The contexts that a word near the trigger shows."""
        nearby: set[str] = set()
        for word in tree.sentence(match.word.sentence):
            if abs(word.i - match.word.i) <= _NEARBY:
                nearby.add(word.lemma)
                nearby.add(word.key)
        return tuple(context for context, words in self._contexts.items() if not words.isdisjoint(nearby))


def _content(word: Word) -> Iterator[Word]:
    """The words that tell what a trigger is about: not its subject, and no verb beside it."""
    if word.rel in (ADNOMINAL, RELATIVE) and word.head is not None and not any(word.of(OBJECT)):
        yield word.head  # "l'offre qu'elle a repoussée", "the reforms demanded by the union"
        yield from (child for child in word.head.children if child is not word)
    for child in word.children:
        if child.rel not in (SUBJECT, CONJUNCT):
            yield from child.subtree()
