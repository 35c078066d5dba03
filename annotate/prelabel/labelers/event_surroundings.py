"""What stands around one trigger: the mentions that its phrase and its verb's name, part by part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from annotate.prelabel.labelers.clause import (
    SINGULAR_POSSESSIVES,
    Clauses,
    is_finite,
    is_passive,
    is_pronoun,
    possessives,
)
from annotate.prelabel.labelers.event_mentions import DATE, PLACE, ROLE, Mention, Mentions
from annotate.prelabel.labelers.event_pronouns import is_subject, meant
from annotate.prelabel.labelers.event_triggers import TriggerMatch
from annotate.prelabel.sentences import key
from annotate.prelabel.tree import (
    ADNOMINAL,
    ADVERBIAL,
    AGENT,
    APPOSITION,
    AUXILIARY,
    COMPLEMENT,
    COMPOUND,
    CONJUNCT,
    DETERMINER,
    INDIRECT,
    INFINITIVE,
    OBJECT,
    OF,
    PASSIVE,
    POSSESSOR,
    RELATIVE,
    SUBJECT,
    Tree,
    Word,
)

AGENT_ROLE, PLACE_ROLE, TIME_ROLE = "Agent", "Place", "Time"
_AT = frozenset(
    {
        "à",
        "en",
        "dans",
        "in",
        "at",
        "près",
        "sur",
        "near",
        "au-dessus",
        "off",
        "across",
        "chez",
        "depuis",
        "vers",
    }
)
_BETWEEN = frozenset({"entre", "between", "among"})
_BY = frozenset({"par", "by"})
_WITH = frozenset({"avec", "with"})
_UNDER = frozenset({"sous", "under"})
_UNTIL = frozenset({"jusque", "jusqu'", "until", "till"})
_AREAS = frozenset(
    {"nord", "sud", "est", "ouest", "centre", "nord-est", "nord-ouest", "sud-est", "sud-ouest", "région",
     "province", "ville", "département", "localité", "village", "district", "commune", "quartier", "capitale",
     "périphérie", "banlieue", "environs", "abords", "large", "frontière", "île", "préfecture", "zone",
     "port", "rues", "north", "south", "east", "west", "town", "city", "region", "capital", "coast",
     "outskirts", "state", "center", "area", "northeast", "northwest", "southeast", "southwest", "border",
     "streets", "suburb"}
)  # fmt: skip
_OF_WHOSE = frozenset({"SUPPORT", "ACCUSE", "REJECT", "AGREE"})
_HAPPENING = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"})
_DURING = frozenset(
    {"lors", "pendant", "durant", "au", "à", "après", "during", "at", "after", "in", "on", "dans"}
)


@dataclass
class Found:
    """The mentions found for each part; a mention plays the first part that it is found in."""

    subject: list[Mention] = field(default_factory=list)
    object: list[Mention] = field(default_factory=list)
    place: list[Mention] = field(default_factory=list)
    time: list[Mention] = field(default_factory=list)


class Words(Protocol):
    """What the reading of a trigger's surroundings asks of the language's words."""

    clauses: Clauses
    light: frozenset[str]
    planning: frozenset[str]
    leading: frozenset[str]

    def object_by(self, match: TriggerMatch) -> frozenset[str]: ...
    def is_state(self, mention: Mention, *, capital: bool = True) -> bool: ...
    def host(self, noun: Word, tree: Tree) -> Host | None: ...


@dataclass(frozen=True)
class Host:
    """The verb that a noun trigger hangs on. ``step`` is what hangs there: the noun or a noun above it."""

    verb: Word
    step: Word
    light: bool
    guessed: bool = False


class Surroundings:
    """One trigger's surroundings."""

    def __init__(self, by: Words, match: TriggerMatch, tree: Tree, mentions: Mentions) -> None:
        self.by = by
        self.clauses = by.clauses
        self.match = match
        self.word = match.word
        self.tree = tree
        self.mentions = mentions
        self.object_by = by.object_by(match)
        self.visit = match.entry.mode == "visit"
        self.found = Found()

    # --- verbs

    def verb(self) -> Found:
        verb, found = self.word, self.found
        found.subject += self._doers(verb)
        self._objects(self.clauses.undergoers(verb))
        self._complements(verb.children)
        if not found.subject and self._is_inverted(verb):
            people = [item for item in found.object if item.label != PLACE]
            found.subject += people
            found.object = [item for item in found.object if item not in people]
        self._where_and_when({verb.i}, self._fronted(verb))
        return found

    def _is_inverted(self, verb: Word) -> bool:
        """Whether the subject follows its verb, as behind a quotation: « … », a averti le porte-parole."""
        if is_passive(verb) or not is_finite(verb):
            return False
        first = min([verb, *verb.of(AUXILIARY)], key=lambda word: word.i)
        return first.previous is not None and first.previous.pos == "PUNCT"

    def _fronted(self, verb: Word) -> tuple[Word, int] | None:
        """For a member of a list of verbs the first of them, and where it stands: what is said before it of
        place and time holds for all.
        """
        top = verb
        while top.rel == CONJUNCT and top.head is not None and top.head.is_verb:
            top = top.head
        return (top, top.i) if top is not verb else None

    def _doers(self, verb: Word) -> list[Mention]:
        """Who does the verb, by the grammar, or where the parser saw no subject by what stands before it."""
        if not is_passive(verb) and is_finite(verb) and not any(verb.of(SUBJECT)):
            unseen = self._unseen_subject(verb)
            if unseen:
                return unseen
        doers = self._named(self.clauses.doers(verb))
        if not doers and not is_passive(verb):
            doers = self._unseen_subject(verb) or self._subject_before(verb)
        return doers

    def _subject_before(self, verb: Word) -> list[Mention]:
        """For a verb that is not finite, whose place in the list the parser lost, the last subject before."""
        if is_finite(verb) or (verb.has("Tense=Pres") and verb.rel == ADNOMINAL):
            return []
        for item in reversed(self.mentions.in_sentence(verb.sentence)):
            if item.last <= verb.i and item.label != DATE and is_subject(self.tree, item):
                return self._named([self.mentions.root(item).first_conjunct]) or [item]
        return []

    def _objects(self, phrases: Iterable[Word]) -> None:
        for phrase in phrases:
            if phrase.pos == "PRON" and not is_pronoun(phrase) and self.mentions.at(phrase) is None:
                continue
            named = self._named([phrase])
            for mention in named:
                self._add_object(mention)
            if not named:
                for child in phrase.of(COMPLEMENT):
                    if child.prep in self.object_by:
                        self._to_object(self._named([child]))
                if self.match.event_type in _OF_WHOSE:
                    self._whose(phrase)

    def _whose(self, phrase: Word) -> None:
        """Whose act is praised, criticised, refused or accepted: "salué la décision de la Norvège"."""
        for child in phrase.of(COMPLEMENT, POSSESSOR):
            if child.rel == POSSESSOR or child.prep in OF:
                self._to_object(
                    item for item in self._named([child]) if item.label != PLACE or self.by.is_state(item)
                )
        for child in phrase.of(ADNOMINAL):
            if is_passive(child):
                self._to_object(self._named(self.clauses.doers(child)))

    # --- nouns

    def noun(self) -> Found:
        noun, found = self.word, self.found
        agents = [
            *noun.of(AGENT),
            *(child for child in noun.of(COMPLEMENT) if child.prep in _BY or child.prep in _BETWEEN),
        ]
        owned = [child for child in noun.of(COMPLEMENT) if child.prep in OF]
        owners = [word for word in noun.of(POSSESSOR, COMPOUND) if word.prep is None]
        found.subject += self._named(agents)
        has_agents = bool(found.subject)
        for phrase in [*owners, *possessives(noun), *owned]:
            named = [mention for mention in self._owner(phrase) if mention.label != DATE]
            is_object = self.match.entry.of == "object" or (has_agents and phrase in owned)
            (found.object if is_object else found.subject).extend(named)
        self._complements(child for child in noun.children if child not in owned and child not in agents)
        for child in noun.of(ADNOMINAL, RELATIVE):
            if is_passive(child) or child.matches(self.by.light):
                found.subject += [
                    item for item in self._named(self.clauses.doers(child)) if is_passive(child)
                ]
                self._complements(child.children)
        host = self.by.host(noun, self.tree)
        anchors = {noun.i, *(child.i for child in noun.of(ADNOMINAL))}
        if host is not None and self._from_host(host):
            anchors.add(host.verb.i)
        self._where_and_when(anchors)
        return found

    def _owner(self, phrase: Word) -> list[Mention]:
        """Whose a noun's act is: "visite du roi", also behind a bare noun: "visite d'État du roi"."""
        named = self._named([phrase])
        if named or any(phrase.of(DETERMINER)):
            return named
        return self._named(
            child for child in phrase.of(COMPLEMENT, APPOSITION) if child.prep in OF or child.prep is None
        )

    def _from_host(self, host: Host) -> bool:
        """Takes what the carrying verb says of the noun; whether the verb's place and time are the noun's."""
        found, verb, step = self.found, host.verb, host.step
        carried = host.light or _carries(self.match, verb)
        planned = verb.matches(self.by.planning)
        if step.rel in (OBJECT, PASSIVE, "") or (step.rel == COMPLEMENT and host.light) or host.guessed:
            if carried or planned:
                doers = self._doers(verb) if carried or not found.subject else []
                if doers and carried and self.match.entry.of == "subject":
                    found.subject = []  # "exprimer le soutien du Parti": who expresses it acts
                found.subject += doers
                self._complements(child for child in verb.children if child is not step)
            return carried or planned
        if step.rel == SUBJECT:
            self._complements(child for child in verb.children if child is not step and child.rel != OBJECT)
            return True
        if step.rel == COMPLEMENT and step.prep in _DURING:
            meets = any(child.prep in _WITH for child in self.word.of(COMPLEMENT))
            mutual = self.match.event_type == "CONSULT" and not found.subject and not found.object
            if not found.subject and (meets or mutual) and not any(possessives(self.word)):
                found.subject += [item for item in self._doers(verb) if meets or item.label == ROLE]
        return False

    # --- what both have

    def _complements(self, children: Iterable[Word]) -> None:
        for child in children:
            if child.rel in (COMPLEMENT, INDIRECT):
                self._complement(child)

    def _complement(self, phrase: Word) -> None:
        found, prep = self.found, phrase.prep
        if self.mentions.at(phrase) is None and phrase.prep not in OF:
            # "s'est entretenu par téléphone avec X": hung on the telephone.
            for below in phrase.of(COMPLEMENT):
                if below.prep in _WITH and below.prep in self.object_by | self._with_equals():
                    self._to_object(self._named([below]))
        if prep in _UNDER and phrase.matches(self.by.leading):
            for below in phrase.of(COMPLEMENT, APPOSITION):
                found.subject += self._named([below])
        elif prep in _BY or prep in _BETWEEN:
            found.subject += self._named([phrase])
        elif prep in self.object_by or (prep in _WITH and self.match.entry.object == AGENT_ROLE):
            mention = self.mentions.at(phrase)
            if mention is not None and mention.label == PLACE and self._is_scene(mention, prep):
                return
            named = self._named([phrase])
            self._to_object(named)
            if not named and self.match.event_type in _OF_WHOSE:
                self._whose(phrase)
        elif phrase.rel == INDIRECT:
            self._to_object(self._named([phrase]))

    def _is_scene(self, mention: Mention, prep: str | None) -> bool:
        """Whether a place behind "à" or "in" is where it happens: "a critiqué … à Berlin"."""
        if self.visit:
            return True
        asked = self.match.event_type in ("REQUEST", "AID", "SUPPORT", "AGREE")
        return prep in _AT and not asked and not self.by.is_state(mention, capital=False)

    def _with_equals(self) -> frozenset[str]:
        return _WITH if self.match.entry.object == AGENT_ROLE else frozenset()

    def _to_object(self, named: Iterable[Mention]) -> None:
        for mention in named:
            self._add_object(mention)

    def _add_object(self, mention: Mention) -> None:
        if mention.label == DATE:
            return
        if mention.label == PLACE and (self.visit or not self.by.is_state(mention)):
            self.found.place.append(mention)
        else:
            self.found.object.append(mention)

    def _where_and_when(self, anchors: set[int], fronted: tuple[Word, int] | None = None) -> None:
        """Dates, and places after "à, en, in", whose way up the tree meets this trigger first."""
        title = self._title_place()
        if title is not None and title not in self.found.object and title not in self.found.subject:
            self.found.place.append(title)
        for mention in self.mentions.in_sentence(self.word.sentence):
            if mention.label == DATE or (
                mention.label == PLACE
                and mention not in self.found.subject
                and mention not in self.found.object
            ):
                step = self.mentions.root(mention)
                if mention.label == PLACE and not self._says_where(step):
                    continue
                if mention.label == DATE and step.prep in _UNTIL:
                    continue
                while step.head is not None:
                    below, step = step, step.head
                    hit = step.i in anchors or (
                        fronted is not None and step is fronted[0] and mention.last <= fronted[1]
                    )
                    if hit:
                        (self.found.time if mention.label == DATE else self.found.place).append(mention)
                        break
                    if step.is_verb:
                        break
                    # "tués dans l'attaque d'un poste à Gao": what is said of the attack holds for the deaths.
                    if step.i in self.mentions.triggers and not (
                        step.rel == COMPLEMENT and step.prep in _DURING and below is not None
                    ):
                        break

    def _says_where(self, root: Word) -> bool:
        """Whether a place says where: "à Gao", "dans le nord du Mali"."""
        if root.prep in _AT or (self.visit and root.prep == "to"):
            return True
        head = root.head
        return (
            root.prep in OF
            and head is not None
            and head.prep in _AT
            and head.pos in ("NOUN", "PROPN", "ADJ")
            and self.mentions.at(head) is None
            and head.key in _AREAS
        )

    def _title_place(self) -> Mention | None:
        """The place that a title begins with: "Burkina Faso : …", for acts that happen there."""
        if self.word.sentence != 0 or self.match.event_type not in _HAPPENING:
            return None
        mentions = self.mentions.in_sentence(0)
        if not mentions or mentions[0].first != 0 or mentions[0].label != PLACE:
            return None
        end = mentions[0].last
        return mentions[0] if end < len(self.tree.words) and self.tree.words[end].text == ":" else None

    def _named(self, phrases: Iterable[Word]) -> list[Mention]:
        named: list[Mention] = []
        for phrase in phrases:
            if self.mentions.at(phrase) is None and (
                is_pronoun(phrase) or phrase.key in SINGULAR_POSSESSIVES
            ):
                named += meant(phrase, self.tree, self.mentions)
            else:
                named += [item for item in self.mentions.of(phrase) if item not in named]
        return named

    def _unseen_subject(self, verb: Word) -> list[Mention]:
        """The mention right before a finite verb whose subject the parser did not see."""
        top = verb
        while not is_finite(top) and top.head is not None and top.head.is_verb:
            if top.rel not in (INFINITIVE, CONJUNCT, ADVERBIAL):
                return []
            top = top.head
        if any(top.of(SUBJECT, PASSIVE)) or not is_finite(top):
            return []
        position = min([top.i, *(child.i for child in top.of(AUXILIARY))])
        group: list[Mention] = []
        for item in reversed(self.mentions.in_sentence(top.sentence)):
            if item.last > position or item.label == DATE:
                continue
            words = self.tree.words
            if item.first and words[item.first - 1].text == "(" and not group:
                position = item.first - 1  # the acronym in brackets behind a name
                continue
            between = {word.pos for word in words[item.last : position]}
            allowed = {"CCONJ", "PUNCT", "DET"} if group else {"AUX", "ADV", "PRON", "PUNCT", "PART"}
            if between - allowed or (group and "CCONJ" not in between and len(group) < 2):
                break
            if not group and "PUNCT" in between and self.tree.words[position - 1].key != ",":
                break
            group.append(item)
            position = item.first
        return group[::-1]


def _carries(match: TriggerMatch, verb: Word) -> bool:
    """Whether the lexicon names the verb as one that carries this noun."""
    condition = match.entry.with_
    return condition is not None and verb.matches(frozenset(map(key, condition.head)))
