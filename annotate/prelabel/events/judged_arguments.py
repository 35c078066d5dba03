"""The arguments of a trigger: the judge chooses them, with the rules' answer as evidence."""

from __future__ import annotations

from annotate.prelabel.events.arguments import ArgumentReader
from annotate.prelabel.events.candidates import Candidate, CandidateFinder, class_of, role_of_class
from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.judging.arguments import ArgumentJudge, open_roles
from annotate.prelabel.parsing.tree import Tree


class JudgedArguments:
    """Chooses the arguments of triggers in one language.

    Without a judge, and in a language that the judge was not learned on, the rules' answer holds.
    """

    def __init__(self, by_rules: ArgumentReader, judge: ArgumentJudge | None = None) -> None:
        language = by_rules.rules.lexicon.language
        self._by_rules = by_rules
        self._finder = CandidateFinder(by_rules)
        self._ontology = by_rules.rules.ontology
        self._judge = judge if judge is not None and judge.knows(language) else None

    def arguments(
        self, match: TriggerMatch, tree: Tree, fillers: Fillers
    ) -> tuple[list[tuple[str, Filler]], float | None]:
        """The arguments of a trigger as (role, mention) pairs, in the ontology's order of roles.

        With a judge also how open the roles are, in bits, over all mentions that may have one.
        """
        if self._judge is None:
            return self._by_rules.arguments(match, tree, fillers), None
        uses, ontology = self._ontology.roles_of[match.event_type], self._ontology
        # The features of a mention that may fill no role would be read in vain.
        allowed = frozenset(label for use in uses.values() for label in use.fillers or ())
        by_rules = self._by_rules.arguments(match, tree, fillers)
        candidates = self._finder.candidates(match, tree, fillers, by_rules, allowed)
        classes = {role: class_of(role, match.event_type, ontology) for role in uses}
        chances = self._judge.chances(
            [candidate.features for candidate in candidates],
            [
                [
                    classes[role]
                    for role, use in uses.items()
                    if one.mention.entity.label in (use.fillers or ())
                ]
                for one in candidates
            ],
        )
        bits = open_roles(chances)
        chosen = self._judge.choose(
            chances,
            {classes[role]: use.at_most for role, use in uses.items() if use.at_most is not None},
            [candidate.listed for candidate in candidates],
        )
        given: dict[str, list[Filler]] = {role: [] for role in uses}
        for candidate, name in zip(candidates, chosen, strict=True):
            role = None if name is None else role_of_class(name, match.event_type, ontology)
            if role is not None:
                given[role].append(candidate.mention)
        return [(role, mention) for role, mentions in given.items() for mention in mentions], bits

    def candidates(self, match: TriggerMatch, tree: Tree, fillers: Fillers) -> list[Candidate]:
        """The mentions that may be arguments of a trigger, with their features."""
        return self._finder.candidates(match, tree, fillers, self._by_rules.arguments(match, tree, fillers))
