"""Finds the topics of a text in which some triggers mean something else: "attaque" in sport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotate.core.folding import fold_case
from annotate.prelabel.knowledge.lexicon import Senses
from annotate.prelabel.parsing.tree import Tree

_TOPIC_WORDS = 2  # an article with so many different words of a topic is about the topic


@dataclass(frozen=True)
class Topic:
    """A topic with its words, and the triggers that mean something else in texts about it."""

    words: frozenset[str]
    triggers: frozenset[str]
    unless_actor: bool


class OtherSenses:
    """The topics of one lexicon."""

    def __init__(self, senses: Mapping[str, Senses]) -> None:
        self._senses = [
            Topic(
                frozenset(map(fold_case, topic.words)),
                frozenset(map(fold_case, topic.triggers)),
                topic.unless_actor,
            )
            for topic in senses.values()
        ]
        self._topics_of: dict[Tree, list[bool]] = {}

    def of(self, tree: Tree, number: int) -> list[Topic]:
        """The topics of a sentence or of its article, whose triggers mean something else."""
        if tree not in self._topics_of:
            self._topics_of.clear()
            words = {word.lemma for word in tree.words} | {word.key for word in tree.words}
            self._topics_of[tree] = [len(topic.words & words) >= _TOPIC_WORDS for topic in self._senses]
        forms = tree.forms(number)
        return [
            topic
            for topic, whole in zip(self._senses, self._topics_of[tree], strict=True)
            if whole or not topic.words.isdisjoint(forms)
        ]
