"""What stands around one trigger: the mentions that its phrase and its verb's name, part by part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from annotate.prelabel.events.clause import (
    SINGULAR_POSSESSIVES,
    Clauses,
    is_finite,
    is_passive,
    is_pronoun,
)
from annotate.prelabel.events.fillers import DATE, PLACE, Mention, Mentions
from annotate.prelabel.events.pronouns import is_subject, meant
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.parsing.tree import (
    ADNOMINAL,
    ADVERBIAL,
    APPOSITION,
    AUXILIARY,
    COMPLEMENT,
    CONJUNCT,
    INDIRECT,
    INFINITIVE,
    OF,
    PASSIVE,
    POSSESSOR,
    SUBJECT,
    Tree,
    Word,
)

_AGENT = "Agent"
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
BETWEEN = frozenset({"entre", "between", "among"})
BY = frozenset({"par", "by"})
WITH = frozenset({"avec", "with"})
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
OF_WHOSE = frozenset({"SUPPORT", "ACCUSE", "REJECT", "AGREE"})
_SPOKEN = frozenset({"ACCUSE", "REQUEST", "THREATEN", "SUPPORT", "REJECT"})
_HAPPENING = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"})
DURING = frozenset(
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

    def _complements(self, children: Iterable[Word]) -> None:
        for child in children:
            if child.rel in (COMPLEMENT, INDIRECT):
                self._complement(child)

    def _complement(self, phrase: Word) -> None:
        found, prep = self.found, phrase.prep
        if self.mentions.at(phrase) is None and phrase.prep not in OF:
            # "s'est entretenu par téléphone avec X": hung on the telephone.
            for below in phrase.of(COMPLEMENT):
                if below.prep in WITH and below.prep in self.object_by | self._with_equals():
                    self._to_object(self._named([below]))
        if prep in _UNDER and phrase.matches(self.by.leading):
            for below in phrase.of(COMPLEMENT, APPOSITION):
                found.subject += self._named([below])
        elif prep in BY or prep in BETWEEN:
            found.subject += self._named([phrase])
        elif prep in self.object_by or (prep in WITH and self.match.entry.object == _AGENT):
            mention = self.mentions.at(phrase)
            if mention is not None and mention.label == PLACE and self._is_scene(mention, prep):
                return
            named = self._named([phrase])
            self._to_object(named)
            if not named and self.match.event_type in OF_WHOSE:
                self._whose(phrase)
        elif phrase.rel == INDIRECT:
            self._to_object(self._named([phrase]))

    def _is_scene(self, mention: Mention, prep: str | None) -> bool:
        """Whether a place behind "à" or "in" is where it happens: "a critiqué … à Berlin"."""
        if self.visit:
            return True
        asked = self.match.event_type in ("REQUEST", "AID", "SUPPORT", "AGREE")
        return prep in _AT and not asked and not self.by.is_state(mention, capital=False)

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

    def _with_equals(self) -> frozenset[str]:
        return WITH if self.match.entry.object == _AGENT else frozenset()

    def _to_object(self, named: Iterable[Mention]) -> None:
        for mention in named:
            self._add_object(mention)

    def _add_object(self, mention: Mention, *, direct: bool = False) -> None:
        if mention.label == DATE:
            return
        spoken_of = direct and self.match.event_type in _SPOKEN  # "accused the West"
        if mention.label == PLACE and (self.visit or not (spoken_of or self.by.is_state(mention))):
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
                        step.rel == COMPLEMENT and step.prep in DURING and below is not None
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
