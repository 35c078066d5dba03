"""Finds the modality and polarity of an event, from the words above its trigger in the tree.

- planned: a future tense, or a time to come ("la semaine prochaine", "tomorrow"); an act that depends on a
  verb or noun of planning ("convenu de", "volonté de", "agreed to"); an infinitive of purpose; a noun with an
  adjective such as "prochaine" ("prochaine visite").
- hypothetical: a conditional; a possibility or an obligation; an if-clause and what depends on it; an act
  that somebody asks for or threatens.
- asserted: everything else. A past tense asserts its act, whatever stands above. So do a perfect infinitive
  ("accused of having attacked") and a past participle. Promises, concessions and other acts that somebody
  performs by announcing them are asserted when they are announced.
- negated: a negation on the path, or a verb that denies the act ("a refusé de signer") and is not negated.
"""

from __future__ import annotations

from annotate.core.folding import fold_case
from annotate.prelabel.events.clause import is_finite, is_infinitive
from annotate.prelabel.events.governors import (
    Governors,
    Step,
    has_condition,
    if_clause,
    is_bare_participle,
    is_past,
    is_perfect_infinitive,
    shares_with,
    verb_group,
)
from annotate.prelabel.events.next_times import NextTimes
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.parsing.relations import (
    ADNOMINAL,
    ADVERBIAL,
    AGENT,
    AUXILIARY,
    CLAUSE,
    CONJUNCTION,
    DETERMINER,
    INFINITIVE,
    MARK,
    MODIFIER,
    OBJECT,
    PASSIVE,
    RELATIVE,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Word

ASSERTED, PLANNED, HYPOTHETICAL = "asserted", "planned", "hypothetical"
POSITIVE, NEGATED = "positive", "negated"
_NEGATING = frozenset({"advmod", "neg", DETERMINER, "case", MARK, CONJUNCTION, MODIFIER})
_ARGUMENTS = (AUXILIARY, OBJECT, SUBJECT, PASSIVE)


class ModalityReader:
    """Finds modality and polarity with the rules of one language."""

    def __init__(self, rules: EventRules) -> None:
        words = rules.lexicon.words
        self._grammar = rules.grammar
        self._governors = Governors(rules)
        self._light = rules.light
        self._negation = frozenset(map(fold_case, words.negation))
        self._possibility = frozenset(map(fold_case, words.possibility))
        self._upcoming = frozenset(map(fold_case, words.upcoming))
        self._next = NextTimes(words)
        ontology, events = rules.ontology, rules.lexicon.events
        promised = {ontology.promise_of(event_type) for event_type in events}
        self._spoken = rules.spoken | rules.promises | promised
        self._declared = frozenset(name for name, listed in events.items() if listed.declared)
        self._performed = frozenset(map(fold_case, (*words.declaring, *words.light)))
        self._harmful = frozenset(name for name in events if ontology.promise_of(name) in rules.spoken)
        self._promising = frozenset(
            fold_case(entry.lemma)
            for event_type, entry in rules.lexicon.entries
            if event_type in rules.promises
        )
        self._threats = frozenset(
            fold_case(entry.lemma) for event_type, entry in rules.lexicon.entries if event_type in promised
        )

    def modality(self, match: TriggerMatch) -> str:
        """``asserted``, ``planned`` or ``hypothetical``."""
        if match.is_noun and (beside := self._beside_noun(match.word)) is not None:
            return beside
        planned = match.word.matches(self._upcoming) and match.event_type not in self._spoken
        for step in self._governors.path(match):
            found = self._by_form(step, match) or self._by_governor(step, match)
            if found == PLANNED:
                planned = True  # unless a word above makes the plan hypothetical: "asked to agree to meet"
            elif found == HYPOTHETICAL:
                return HYPOTHETICAL
            elif found == ASSERTED:
                break
            if step.word.is_verb and is_finite(step.word):
                break
        return PLANNED if planned else ASSERTED

    def polarity(self, match: TriggerMatch) -> str:
        """``positive`` or ``negated``."""
        for step in self._governors.path(match):
            if self._negates(step.word):
                return NEGATED
            head = step.head
            ahead = self._grammar.prepositions.ahead
            apart = step.rel == ADVERBIAL and (
                is_finite(step.word) or any(child.key in ahead for child in step.word.children)
            )  # "avant d'être dispersés", "comme l'exige …": no act that the verb above denies
            if head is not None and step.governed and not apart and head in self._governors.refusing:
                if match.is_noun and match.event_type in self._spoken:
                    return POSITIVE  # "rejected the criticism": the criticism was uttered
                return POSITIVE if self._negates(head) else NEGATED  # "did not deny that …"
            if head is not None and head in self._governors.asking:
                return POSITIVE  # "n'a pas demandé sa libération" does not deny the release
            if step.word.is_verb and is_finite(step.word):
                break
        return POSITIVE

    def _beside_noun(self, noun: Word) -> str | None:
        """The modality that an adjective, participle or relative clause of a noun shows."""
        if any(child.matches(self._upcoming) for child in noun.of(MODIFIER, ADNOMINAL)):
            return PLANNED
        if any(child.matches(self._possibility) for child in noun.of(MODIFIER)):
            return HYPOTHETICAL
        by = self._grammar.prepositions.by
        for child in noun.of(ADNOMINAL):
            by_somebody = any(phrase.rel == AGENT or phrase.prep in by for phrase in child.children)
            if by_somebody and is_bare_participle(child) and not child.matches(self._performed):
                if child in self._governors.asking:
                    return HYPOTHETICAL  # "l'aide demandée par Kiev"
                if child in self._governors.planning:
                    return PLANNED  # "la coopération voulue par Paris"
        if self._next.beside_noun(noun) or self._is_to_begin(noun):
            return PLANNED
        ahead = self._grammar.prepositions.ahead
        if noun.prep in ahead or (noun.head is not None and noun.head.key in ahead):
            return PLANNED  # "ahead of a visit", "avant la visite"
        for clause in noun.of(RELATIVE):
            carried = clause.matches(self._light) or clause in self._governors.planning
            below = [clause, *(child for child in clause.of(INFINITIVE) if child.matches(self._light))]
            if (carried or len(below) > 1) and not is_past(verb_group(clause)):
                found = self._tense(clause, "")
                if found is None and clause in self._governors.planning and not any(clause.of(OBJECT)):
                    return PLANNED  # "l'exercice qui doit débuter lundi"
                if found is not None:
                    return found
        return None

    def _is_to_begin(self, noun: Word) -> bool:
        """Whether a verb of planning says when the noun's act begins: "des pourparlers doivent s'ouvrir"."""
        verb = noun.head
        if verb is None or noun.rel not in (SUBJECT, PASSIVE) or verb not in self._governors.planning:
            return False
        begins = (child for child in verb.of(INFINITIVE) if child.matches(self._light))
        return any(not any(any(phrase.of(DETERMINER)) for phrase in child.of(OBJECT)) for child in begins)

    def _by_form(self, step: Step, match: TriggerMatch) -> str | None:
        """The modality that the form of a word on the path shows; None if the form shows no modality."""
        word = step.word
        if not step.is_verb:
            in_case = word.prep is not None and word.head is not None and word.head.key in self._grammar.cases
            if in_case and step.head is not None:
                return HYPOTHETICAL
            return None
        if has_condition(word, self._grammar):
            return HYPOTHETICAL
        group = verb_group(word)
        past = is_past(group)
        tense = self._tense(word, step.rel, step.head)
        if not past and if_clause(word, self._grammar):
            speech = word is match.word and match.event_type in self._spoken
            if tense is not None or not speech:
                return HYPOTHETICAL
        if tense is not None:
            return tense
        if past:
            return ASSERTED
        if word.matches(self._possibility) and word.is_verb:
            return HYPOTHETICAL
        if word is match.word and is_finite(word) and self._next.beside_verb(word):
            return PLANNED
        return None

    def _tense(self, word: Word, rel: str, head: Word | None = None) -> str | None:
        """The modality that tense, mood and auxiliaries of a verb show."""
        verbs = self._grammar.verbs
        group = verb_group(word)
        auxiliaries = group[1:]
        reported = rel == CLAUSE and head is not None
        threatened = (
            reported and head is not None and head in self._governors.asking and head.lemma in self._threats
        )
        if any(part.key in verbs.possible for part in auxiliaries):
            return HYPOTHETICAL
        if any(
            part.has("Mood=Cnd") or verbs.tense(part.key, part.lemma) == "conditional" for part in group
        ) or any(part.key in verbs.future_in_past for part in auxiliaries):
            # "a annoncé qu'il rencontrerait": a future in the past.
            return PLANNED if reported and not threatened else HYPOTHETICAL
        if any(
            (part.has("Tense=Fut") and verbs.may_be_future(part.key))
            or verbs.tense(part.key, part.lemma) == "future"
            for part in group
        ) or any(part.key in verbs.future for part in auxiliaries):
            return HYPOTHETICAL if threatened else PLANNED
        return None

    def _by_governor(self, step: Step, match: TriggerMatch) -> str | None:
        """The modality that a word on the path gets from its head; None if the head gives no modality."""
        word, rel, head = step.word, step.rel, step.head
        if head is None or step.occasion:
            return ASSERTED if step.prior else None
        if step.is_verb and not step.governed:
            return ASSERTED
        governors = self._governors
        infinitive = step.is_verb and is_infinitive(word)
        perfect = step.is_verb and is_perfect_infinitive(verb_group(word))
        if step.governed or not head.is_verb:
            if head in governors.refusing:
                return ASSERTED
            if (head in governors.asking or head in governors.possibility) and not perfect:
                return HYPOTHETICAL
            if head in governors.planning:
                declared = match.event_type in self._declared and (
                    head in governors.declaring or match.is_carried_by(head)
                )
                if declared:
                    return None
                if match.event_type in self._harmful and head.matches(self._promising):
                    return HYPOTHETICAL  # "vowed to attack" is a threat
                if rel == CLAUSE and word.has("Mood=Sub") and not head.matches(self._performed):
                    return HYPOTHETICAL  # "voulait que la Suisse confisque": somebody else is to act
                return HYPOTHETICAL if if_clause(head, self._grammar) else PLANNED
        arranged = head.is_verb and head.matches(self._grammar.verbs.be_to)
        if perfect and not arranged:
            return ASSERTED
        return self._by_infinitive(word, rel, head) if infinitive else None

    def _by_infinitive(self, word: Word, rel: str, head: Word) -> str | None:
        verbs = self._grammar.verbs
        if head.is_verb:
            if head.matches(verbs.going_to) and head.has("Tense=Pres"):
                return PLANNED
            if head.matches(verbs.be_to) and not any(head.of("acomp", "attr", OBJECT)):
                return PLANNED
            if head.matches(verbs.have_to) and head.has("Tense=Pres"):
                return HYPOTHETICAL
            purpose = self._grammar.prepositions.purpose
            if rel == ADVERBIAL and (word.prep in purpose or _marked(word, purpose)):
                return PLANNED
            return None
        if any(child.matches(self._grammar.ordinals) for child in head.children) or head.matches(
            self._grammar.ordinals
        ):
            return ASSERTED  # "the second minister to resign"
        above = head.head
        if above is not None and above.is_verb and above in self._governors.asking:
            return HYPOTHETICAL  # "appelé les parties à négocier"
        return PLANNED

    def _negates(self, word: Word) -> bool:
        nearby = [*word.children]
        if word.is_verb and (shared := shares_with(word)) is not None:
            nearby += shared.children  # "did not sign or ratify"
        for child in nearby[:]:
            if child.rel in _ARGUMENTS:
                nearby += child.children if child.rel == AUXILIARY else child.of(DETERMINER)
            elif child.rel == "advmod":
                nearby += child.of("advmod", "neg", DETERMINER)  # "pas encore", "no longer"
        keys = {child.key for child in nearby}
        if any(keys.issuperset(pair) for pair in self._grammar.split_negations):
            return True  # "ne … plus" is a negation, "plus" alone means "more"
        if any(child.matches(self._negation) and child.rel in _NEGATING for child in nearby):
            return True
        if any(child.key in self._negation for child in word.of(SUBJECT, PASSIVE, OBJECT)):
            return True  # "nobody was hurt", "personne ne nous aide"
        return word.prep is not None and word.prep in self._negation


def _marked(word: Word, marks: frozenset[str]) -> bool:
    return any(child.key in marks for child in word.children if child.rel in (MARK, AUXILIARY, "case"))
