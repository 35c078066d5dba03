"""Chooses the triggers of an article: those that the rules find, and others that a judge finds probable."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.prelabel.events.clause import Clauses
from annotate.prelabel.events.fillers import Fillers
from annotate.prelabel.events.proposals import Proposal, proposed, proposed_by_rules
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.trigger_evidence import EvidenceReader
from annotate.prelabel.events.triggers import TriggerFinder, TriggerMatch
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Decision
from annotate.prelabel.judging.right_or_wrong import RightOrWrongJudge
from annotate.prelabel.judging.triggers import (
    THRESHOLD,
    TRIGGERS,
    TriggerEvidence,
    shared_features,
    trigger_features,
)
from annotate.prelabel.parsing.tree import Tree


@dataclass(frozen=True, eq=False)
class ScoredTrigger:
    """A trigger and its score.

    ``likely`` says whether other events of the sentence are read with this trigger in mind, for instance
    their mode. It does not depend on the threshold that the user sets.
    """

    match: TriggerMatch
    score: float
    likely: bool = True


class TriggerReader:
    """Finds and scores the triggers of texts in one language.

    Without ``judge`` the scores are constants. With it they are probabilities: of the words that the rules
    object to, those at least as probable as `THRESHOLD` are triggers too, or as the judge's own threshold if
    that is lower. Triggers below the judge's threshold are not held back here: merging leaves them out, and
    counts them.
    """

    def __init__(self, rules: EventRules, clauses: Clauses, judge: RightOrWrongJudge | None) -> None:
        self.finder = TriggerFinder(rules)
        self._rules = rules
        self._evidence = EvidenceReader(rules, clauses)
        self._judge = judge if judge is not None and judge.knows(rules.lexicon.language) else None

    def read(
        self, tree: Tree, fillers: Fillers, decisions: list[Decision] | None = None
    ) -> list[list[ScoredTrigger]]:
        """The triggers of each sentence, in order. All proposals are added to ``decisions``."""
        numbers = range(len(tree.ranges))
        if self._judge is None and decisions is None:
            return [
                [
                    ScoredTrigger(one.match, fixed_score(one.match))
                    for one in proposed_by_rules(self.finder, self._rules, tree, number, fillers)
                ]
                for number in numbers
            ]
        sentences = [proposed(self.finder, self._rules, tree, number, fillers) for number in numbers]
        evidence = self._evidence.read(sentences, tree, fillers)
        pairs = [list(zip(*one, strict=True)) for one in zip(sentences, evidence, strict=True)]
        if decisions is not None:
            decisions += (_decision(*pair) for of_sentence in pairs for pair in of_sentence)
        return [self._chosen(of_sentence) for of_sentence in pairs]

    def _chosen(self, proposals: list[tuple[Proposal, TriggerEvidence]]) -> list[ScoredTrigger]:
        judge = self._judge
        if judge is None:
            return [ScoredTrigger(one.match, fixed_score(one.match)) for one, _ in proposals if one.by_rules]
        least = min(judge.threshold, THRESHOLD)
        best: dict[int, ScoredTrigger] = {}
        for one, evidence in proposals:
            probability = judge.probability_in(evidence.language, shared_features(evidence))
            index = one.match.word.i
            found = one.by_rules or probability >= least
            if found and (index not in best or probability > best[index].score):
                best[index] = ScoredTrigger(one.match, probability, probability >= THRESHOLD)
        return [best[index] for index in sorted(best)]


def fixed_score(match: TriggerMatch) -> float:
    """The constant that stands for a probability where there is no judge."""
    return fixed_scores.CONDITIONED_TRIGGER if match.conditioned else fixed_scores.TRIGGER[match.entry.pos]


def _decision(proposal: Proposal, evidence: TriggerEvidence) -> Decision:
    word = proposal.match.word
    return Decision(TRIGGERS, word.start, word.end, proposal.match.event_type, trigger_features(evidence))
