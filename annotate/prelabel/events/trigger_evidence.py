"""Reads the evidence for and against a proposed trigger: who takes part, its form, and its article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotate.prelabel.events.clause import Clauses
from annotate.prelabel.events.fillers import Fillers
from annotate.prelabel.events.kinds import ACTOR, ANY, Kinds
from annotate.prelabel.events.proposals import Proposal
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.judging.triggers import Surrounding, TriggerEvidence
from annotate.prelabel.parsing.relations import AGENT, COMPLEMENT, COMPOUND, DETERMINER, POSSESSOR
from annotate.prelabel.parsing.tree import Tree, Word

_TRIGGERS, _FUNCTIONS = 1.2, 0.35  # per sentence of a usual dispatch
_SHORT = 2  # sentences


class EvidenceReader:
    """Reads the evidence for triggers with the rules of one language."""

    def __init__(self, rules: EventRules, clauses: Clauses) -> None:
        self._rules = rules
        self._clauses = clauses
        self._kinds = Kinds(rules)
        self._types: dict[tuple[str, str], set[str]] = {}
        for event_type, entry in rules.lexicon.entries:
            self._types.setdefault((entry.lemma, entry.pos), set()).add(event_type)

    def read(
        self, sentences: Sequence[Sequence[Proposal]], tree: Tree, fillers: Fillers
    ) -> list[list[TriggerEvidence]]:
        """The evidence for the proposals of each sentence. ``sentences`` holds those of the whole article."""
        if not any(sentences):
            return [[] for _ in sentences]
        found = [one.match for proposals in sentences for one in proposals if one.by_rules]
        count = len(tree.ranges)
        functions = sum(mention.kind == "function" or mention.title is not None for mention in fillers.all)
        by_type: dict[str, int] = {}
        for match in found:
            by_type[match.event_type] = by_type.get(match.event_type, 0) + 1
        read = []
        for number, proposals in enumerate(sentences):
            in_sentence = sum(one.by_rules for one in proposals)
            names: tuple[str, ...] = tuple(
                sorted({mention.kind or "other" for mention in fillers.in_sentence(number)})
            )
            if not names and proposals and self._has_actor(tree.sentence(number), fillers):
                names = (ACTOR,)
            read.append(
                [
                    self._evidence(
                        one,
                        fillers,
                        Surrounding(
                            triggers=_density(len(found) - one.by_rules, count, _TRIGGERS),
                            functions=_density(functions, count, _FUNCTIONS),
                            same_type=by_type.get(one.match.event_type, 0) - one.by_rules,
                            in_sentence=in_sentence - one.by_rules,
                            names=names,
                        ),
                    )
                    for one in proposals
                ]
            )
        return read

    def _evidence(self, proposal: Proposal, fillers: Fillers, around: Surrounding) -> TriggerEvidence:
        match = proposal.match
        word, entry, clauses = match.word, match.entry, self._clauses
        above = word.first_conjunct.head
        if match.is_noun:
            prepositions = self._rules.grammar.prepositions
            agents = [*word.of(AGENT), *clauses.possessives(word)]
            takes_part = prepositions.by | prepositions.between
            agents += [child for child in word.of(COMPLEMENT) if child.prep in takes_part]
            targets = [child for child in word.of(COMPLEMENT) if child.prep in match.object_by(self._rules)]
            owners = [*word.of(POSSESSOR, COMPOUND)]
            owners += [child for child in word.of(COMPLEMENT) if child.prep in prepositions.of]
        else:
            agents, targets, owners = clauses.agents(word), clauses.patients(word), []
        return TriggerEvidence(
            language=self._rules.lexicon.language,
            event_type=self._rules.name_of_type(match.event_type),
            lemma=entry.lemma,
            part=entry.pos,
            tag=word.pos,
            mode=entry.mode,
            form="noun" if match.is_noun else self._clauses.form(match.word),
            types=len(self._types.get((entry.lemma, entry.pos), ())),
            conditions=_conditions(match),
            confirmed=match.confirmed,
            objections=proposal.objections,
            subject=tuple(self._holders(agents, fillers)),
            object=tuple(self._holders(targets, fillers)),
            owner=tuple(self._holders(owners, fillers)),
            article=self._article(word),
            above=self._above(above, match),
            relation=word.first_conjunct.rel,
            prep=word.prep or "none",
            around=around,
            of_campaign=(entry.lemma, entry.pos, match.event_type) in self._rules.lexicon.added,
        )

    def _has_actor(self, sentence: Sequence[Word], fillers: Fillers) -> bool:
        """Whether a sentence without a name has a noun for people or a body: "the army", "des habitants"."""
        return any(word.pos == "NOUN" and ACTOR in self._kinds.of(word, fillers) for word in sentence)

    def _holders(self, heads: Iterable[Word], fillers: Fillers) -> Iterator[str]:
        for head in heads:
            named = fillers.at(head) or next(fillers.of(head), None)
            if named is not None:
                yield f"named {named.kind or 'other'}"
            else:
                yield from sorted(self._kinds.of(head, fillers) - {ANY}) or [head.pos.lower()]

    def _article(self, noun: Word) -> str:
        determiners = list(noun.of(DETERMINER))
        if any(self._clauses.possessives(noun)):
            return "possessive"
        for child in determiners:
            if child.has("Definite=Def"):
                return "definite"
            if child.has("Definite=Ind"):
                return "indefinite"
        if determiners:
            return "other"
        contracted = self._rules.grammar.contracted_articles
        if any(child.label == "case" and child.key in contracted for child in noun.children):
            return "definite"
        return "number" if any(noun.of("nummod")) else "bare"

    def _above(self, head: Word | None, match: TriggerMatch) -> str:
        if head is None:
            return "root"
        if match.is_noun and match.is_carried_by(head):
            return "light"  # a support verb by the entry of the noun
        for name, words in (
            ("light", self._rules.light),
            ("phase", self._rules.phases),
            ("planning", self._rules.planning),
            ("asking", self._rules.asking),
        ):
            if head.matches(words):
                return name
        return "verb" if head.is_verb else head.pos.lower()


def _density(number: int, sentences: int, usual: float) -> float:
    """A number per sentence, drawn to the usual one in short texts, which say little."""
    return (number + usual * _SHORT) / (sentences + _SHORT)


def _conditions(match: TriggerMatch) -> str:
    has = [
        name for name, one in (("with", match.entry.with_), ("unless", match.entry.unless)) if one is not None
    ]
    return "+".join(has) or "none"
