"""Which words trigger an event: a lexicon word whose conditions hold, outside names; a noun only where it
reports the event and is not the topic of another noun ("accord de coopération").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotate.prelabel.events.fillers import Mentions
from annotate.prelabel.knowledge.lexicon import Condition, Lexicon, TriggerWord
from annotate.prelabel.languages.fr.participles import inflected
from annotate.prelabel.parsing.sentences import key
from annotate.prelabel.parsing.tree import (
    ADVERBIAL,
    AGENT,
    COMPLEMENT,
    COMPOUND,
    CONJUNCT,
    DETERMINER,
    INFINITIVE,
    OBJECT,
    OF,
    PASSIVE,
    POSSESSOR,
    SUBJECT,
    Tree,
    Word,
)

_PROMISES = {"RETREAT": "CONCEDE", "CONCEDE": "CONCEDE", "ASSAULT": "THREATEN"}
_SPORT_WORDS = 2  # different words of sport that make an article one about sport
NEAR = 6  # words to each side that a `near` condition looks at
_PARTS_OF_SPEECH = {
    "VERB": ("VERB",),
    "AUX": ("VERB",),
    "NOUN": ("NOUN",),
    "PROPN": ("NOUN",),
    "ADJ": ("ADJ", "VERB"),
}


@dataclass(frozen=True, eq=False)
class TriggerMatch:
    """A word that triggers an event, with its lexicon entry."""

    word: Word
    event_type: str
    entry: TriggerWord
    confirmed: bool = True  # whether a condition of the entry holds, if it has one

    @property
    def is_noun(self) -> bool:
        return self.entry.pos == "NOUN"

    @property
    def conditioned(self) -> bool:
        return self.entry.with_ is not None

    def is_carried_by(self, verb: Word) -> bool:
        """Whether the lexicon names the verb as one that carries this noun."""
        condition = self.entry.with_
        return condition is not None and verb.matches(frozenset(map(key, condition.head)))


class TriggerFinder:
    """Finds the triggers of one language's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words
        self._mentions: Mentions | None = None
        self._common = frozenset(map(key, (*words.light, *words.only_confirmed)))
        self._off_topic = frozenset(map(key, words.off_topic))
        self._off_topic_weak = frozenset(map(key, words.off_topic_weak))
        self._sport: dict[Tree, bool] = {}
        self._classes = {f"@{name}": frozenset(map(key, listed)) for name, listed in words.classes.items()}
        self._topics = frozenset(map(key, words.topics))
        self._phases = frozenset(map(key, words.phases))
        self._entries: dict[tuple[str, str], list[tuple[str, TriggerWord, _Test | None, _Test | None]]] = {}
        for event_type, entry in lexicon.entries:
            listed = self._entries.setdefault((key(entry.lemma), entry.pos), [])
            tests = self._test(entry.with_), self._test(entry.unless)
            listed.append((event_type, entry, *tests))
        for listed in self._entries.values():
            listed.sort(key=lambda item: item[1].with_ is None)
        self._verb_of = {
            form: lemma
            for lemma, part in self._entries
            if part == "VERB" and lexicon.language == "fr"
            for form in inflected(lemma)
        }

    def find(self, tree: Tree, number: int, mentions: Mentions) -> Iterator[TriggerMatch]:
        """The triggers of a sentence in order."""
        sentence = tree.sentence(number)
        if self._is_off_topic(tree, sentence):
            return
        self._mentions = mentions
        for position, word in enumerate(sentence):
            parts = _PARTS_OF_SPEECH.get(word.pos)
            if parts is None or mentions.covers(word.i) or _ends_a_compound(word):
                continue
            match = self._match(word, parts, sentence, position)
            if match is None:
                continue
            carried = match.entry.with_ is not None and bool(match.entry.with_.head)
            if not (match.is_noun and not carried and self._is_topic(word)):
                yield match

    def _is_off_topic(self, tree: Tree, sentence: list[Word]) -> bool:
        """Whether a sentence speaks of sport: by a word of it, or by a weaker one where the article does."""
        if _any(self._off_topic, sentence):
            return True
        if tree not in self._sport:
            self._sport.clear()
            said = {word.lemma for word in tree.words if word.matches(self._off_topic)}
            self._sport[tree] = len(said) >= _SPORT_WORDS
        return self._sport[tree] and _any(self._off_topic_weak, sentence)

    def _match(
        self, word: Word, parts: tuple[str, ...], sentence: list[Word], position: int
    ) -> TriggerMatch | None:
        for part in parts:
            forms = dict.fromkeys((word.lemma, word.key))
            if part == "VERB" and (verb := self._verb_of.get(word.key)):
                forms[verb] = None
            for form in forms:
                for event_type, entry, wanted, unwanted in self._entries.get((form, part), ()):
                    if wanted is not None and not wanted.holds(word, sentence, position):
                        continue
                    if unwanted is not None and unwanted.holds(word, sentence, position):
                        continue
                    return TriggerMatch(word, event_type, entry)
        return self._unconfirmed(word, parts, sentence, position)

    def _unconfirmed(
        self, word: Word, parts: tuple[str, ...], sentence: list[Word], position: int
    ) -> TriggerMatch | None:
        """A verb of one type alone whose conditions do not hold, but that a named actor does or undergoes."""
        if "VERB" not in parts or word.matches(self._common) or not self._has_actor(word):
            return None
        for form in dict.fromkeys((word.lemma, word.key, self._verb_of.get(word.key, ""))):
            entries = self._entries.get((form, "VERB"), [])
            if len({entry[0] for entry in entries}) != 1:
                continue
            unwanted = [entry[3] for entry in entries if entry[3] is not None]
            if any(test.holds(word, sentence, position) for test in unwanted):
                return None
            event_type, entry, _, _ = entries[0]
            if entry.with_ is not None and "se" not in entry.with_.child:
                return TriggerMatch(word, event_type, entry, confirmed=False)
        return None

    def _has_actor(self, word: Word) -> bool:
        mentions = self._mentions
        if mentions is None:
            return False
        return any(
            (mention := mentions.at(child)) is not None and mention.label in ("PER", "ORG", "LOC", "ROLE")
            for child in word.of(SUBJECT, OBJECT, PASSIVE, AGENT, "indirect")
        )

    def _is_topic(self, word: Word) -> bool:
        """Whether a noun only says what another noun is about."""
        first = word.first_conjunct
        head = first.head
        if first.rel == COMPOUND and head is not None:
            return head.pos in ("NOUN", "PROPN")
        if first.rel != COMPLEMENT or head is None or head.pos not in ("NOUN", "PROPN", "ADJ"):
            return False
        if head.matches(self._phases):
            return False
        if head.matches(self._topics):
            return True
        # "accord de coopération", "a policy of sanctions": bare, it names a kind and no event.
        bare = not any(child.rel in (DETERMINER, POSSESSOR, "nummod") for child in word.children)
        return bare and first.prep in OF and not _contracted(first)

    def _test(self, condition: Condition | None) -> _Test | None:
        if condition is None:
            return None
        return _Test(
            **{
                name: frozenset().union(*(self._classes.get(word) or _elided(key(word)) for word in listed))
                for name, listed in condition.model_dump().items()
            }
        )


@dataclass(frozen=True)
class _Test:
    """A condition with its classes filled in; any one of its parts suffices."""

    head: frozenset[str]
    child: frozenset[str]
    near: frozenset[str]
    object: frozenset[str]
    subject: frozenset[str]

    def holds(self, word: Word, sentence: list[Word], position: int) -> bool:
        if self.child and _any(self.child, word.children):
            return True
        if self.head and _any(self.head, chain(word)):
            return True
        if self.object and _any(self.object, _objects(word)):
            return True
        if self.subject and _any(self.subject, _subjects(word)):
            return True
        if not self.near:
            return False
        around = sentence[max(position - NEAR, 0) : position + NEAR + 1]
        return any(other is not word and other.matches(self.near) for other in around)


def _ends_a_compound(word: Word) -> bool:
    """Whether a word is glued to one before it by a hyphen: "visa-free"."""
    before = word.previous
    if before is None or before.text != "-" or before.end != word.start:
        return False
    first = before.previous
    return first is not None and first.end == before.start and first.text.isalpha()


def yielding(matches: Sequence[TriggerMatch]) -> list[TriggerMatch]:
    """The same with the type of a promise told by what is promised: to yield, or to strike."""
    by_word = {match.word.i: match for match in matches}
    return [
        replace(match, event_type=promised)
        if match.event_type == "AGREE" and (promised := _promised(match.word, by_word))
        else match
        for match in matches
    ]


def _promised(word: Word, by_word: dict[int, TriggerMatch]) -> str | None:
    for child in word.of(INFINITIVE, ADVERBIAL, OBJECT, COMPLEMENT):
        if child.rel == COMPLEMENT and child.prep not in OF:
            continue
        if child.rel == ADVERBIAL and child.prep not in ("pour", "de", "à", "to", None):
            continue
        for member in child.with_conjuncts():
            match = by_word.get(member.i)
            if match is not None and match.event_type in _PROMISES:
                return _PROMISES[match.event_type]
    return None


def chain(word: Word) -> Iterator[Word]:
    """The words above up to and including the next verb."""
    for head in word.above():
        yield head
        if head.is_verb:
            return


def _objects(word: Word) -> Iterator[Word]:
    if word.is_verb or word.pos == "ADJ":
        for child in word.of(OBJECT, PASSIVE):
            for member in child.with_conjuncts():
                yield member
                yield from _counted(member)
        own = any(child.pos != "PRON" for child in word.of(OBJECT))
        if word.rel in ("acl", "relcl") and word.head is not None and not own:
            # "l'accord signé", "les soldats qu'elle détenait"
            yield word.head
            yield from _counted(word.head)
        if word.rel == CONJUNCT and word.head is not None and not any(word.of(OBJECT, PASSIVE)):
            yield from word.head.of(PASSIVE)
        return
    for child in word.of(COMPLEMENT, POSSESSOR, COMPOUND):
        if child.rel != COMPLEMENT or child.prep in OF:
            yield from child.with_conjuncts()


def _counted(word: Word) -> Iterator[Word]:
    """What a number noun counts: "une vingtaine d'otages", "dozens of hostages"."""
    return (child for child in word.of(COMPLEMENT) if child.prep in OF)


def _subjects(word: Word) -> Iterator[Word]:
    for child in word.of(SUBJECT, AGENT):
        yield from child.with_conjuncts()


def _elided(word: str) -> frozenset[str]:
    """A word with the form that it has before a vowel."""
    return frozenset({word, "s'"}) if word == "se" else frozenset({word})


def _any(wanted: frozenset[str], words: Iterable[Word]) -> bool:
    return any(word.matches(wanted) for word in words)


def _contracted(word: Word) -> bool:
    """Whether the preposition holds an article: "du", "des"; "des" may be "de" with a plural article."""
    return any(child.label == "case" and child.key in ("du", "des") for child in word.children)
