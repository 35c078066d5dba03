"""Counts, article by article, what people marked in gold and where else its words stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from annotate.core.annotation import Annotation, Entity
from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.core.unreviewed import without_unreviewed
from annotate.prelabel.events.readings import Readings
from annotate.prelabel.interface.composed_articles import composed_article
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.knowledge.name_search import NameSearch, written
from annotate.prelabel.labelers.campaign_words import CampaignNames
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.parsing.tree import Tree, Word
from annotate.prelabel.pipeline import DEFAULT_ORDER, Pipeline
from annotate.train.judges.collecting import with_text

if TYPE_CHECKING:
    from annotate.prelabel.outcome import ArticleOutcome
    from annotate.prelabel.work import WorkDraft

_BATCH = 32  # articles; their analyses are in memory together
_LONGEST = 100  # code points of a name

Suggested = Mapping[str, Annotation]
WordForm = tuple[str, str]  # lemma or form in lower case, part of speech


@dataclass(frozen=True)
class Trigger:
    """A trigger of gold that is one word. ``known`` says whether the lexicon has the word for the type.

    ``form`` is the word as it stands in the text, in lower case.
    """

    form: str
    lemma: str
    pos: str
    type: str
    mode: str | None
    known: bool


@dataclass(frozen=True)
class Name:
    """A mention of gold. ``found`` says whether the labelers suggest it with the same span and label."""

    name: str
    label: str
    ref: str | None
    found: bool


@dataclass
class ArticleWords:
    """What people marked in an article, and how often each word and each name stands in it.

    ``forms`` counts the words outside of mentions, under their lemma and under their form. ``names`` counts
    the places of the names that gold has anywhere.
    """

    language: str
    triggers: list[Trigger] = field(default_factory=list)
    mentions: list[Name] = field(default_factory=list)
    forms: Counter[WordForm] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    lower: frozenset[str] = frozenset()  # the words without a capital


@dataclass
class Occurrences:
    """What people marked in gold, by article id. ``notes`` names what could not be read."""

    articles: dict[str, ArticleWords] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def collect(
    records: Iterable[GoldRecord],
    context: LabelerContext,
    suggested: Suggested | None = None,
    *,
    lexicons: Mapping[str, Lexicon] | None = None,
) -> Occurrences:
    """Reads gold once. Each article is parsed once.

    ``suggested`` are the suggestions for the articles, by id; without them, the default labelers suggest.
    ``lexicons`` are those of the labeler `events`, by language; None means the built-in ones.
    Raises `InputError` if a record has no text, `ConfigError` if a language's parser is missing.
    """
    collector = _Collector(context, suggested, lexicons)
    remaining = iter(records)
    while batch := list(islice(remaining, _BATCH)):
        collector.add(batch)
    return collector.made()


class _Collector:
    def __init__(
        self, context: LabelerContext, suggested: Suggested | None, lexicons: Mapping[str, Lexicon] | None
    ) -> None:
        self._context = context
        self._suggested = suggested
        self._made = Occurrences()
        self._texts: dict[str, str] = {}
        self._marked: dict[str, list[tuple[int, int, Name]]] = {}
        given = _built_in(context) if lexicons is None else lexicons
        self._readers = {
            code: WordReader(lexicon, readings, context.ontology)
            for code, lexicon in given.items()
            if (readings := _readings(lexicon)) is not None
        }
        plain = replace(context, words=None)
        labelers = make_labelers(DEFAULT_ORDER, plain) if suggested is None else []
        weights = None
        if labelers:
            weights = choose_weights(plain.weights, labelers, plain.ontology, near=plain.folder).weights
        self._pipeline = Pipeline(labelers, plain.ontology, analyser=plain.analyser, weights=weights)

    def add(self, records: Sequence[GoldRecord]) -> None:
        """Reads a batch of gold."""
        golds: dict[int, tuple[str, Annotation, Annotation | None]] = {}
        articles: list[Article] = []
        for record in records:
            article, gold = with_text(record, None), without_unreviewed(record.annotation)
            given = None if self._suggested is None else self._suggested.get(article.id)
            if (made := composed_article(article)) is not None:
                article, gold = made.composed, made.in_composed(gold)
                given = None if given is None else made.in_composed(given)
            golds[id(article)] = article.id, gold, given
            articles.append(article)

        def visitor(outcome: ArticleOutcome, draft: WorkDraft) -> None:
            key, gold, given = golds[id(draft.article)]
            if given is None and outcome.record is not None:
                given = outcome.record.annotation
            self._read(key, gold, given, draft)

        self._pipeline.visit(articles, visitor)

    def _read(self, key: str, gold: Annotation, suggested: Annotation | None, draft: WorkDraft) -> None:
        text, language = draft.article.text, draft.language
        if language is None:
            self._made.notes.append(f"Article {key} names no language, so no words were learned from it.")
            return
        words = self._made.articles[key] = ArticleWords(language)
        self._texts[key] = text
        found = {(item.start, item.end, item.label) for item in _by_others(suggested)}
        self._marked[key] = [
            (item.start, item.end, _name(item, (item.start, item.end, item.label) in found))
            for item in gold.entities
            if self._may_be_listed(item)
        ]
        words.mentions = [name for _, _, name in self._marked[key]]
        reader = self._readers.get(language)
        if reader is None:
            return
        try:
            tree = draft.tree
        except Exception as error:  # of this text alone: it is too long, for instance
            self._made.notes.append(f"Article {key} has no grammar, so no triggers were learned: {error}")
            return
        self._made.notes += (f"Article {key}: {note}" for note in reader.read(tree, gold, words))

    def _may_be_listed(self, item: Entity) -> bool:
        if self._context.ontology.kind_of(item.label) in ("function", "date"):
            return False  # ordinary words; the labelers `roles` and `dates` read them
        letters = [character for character in item.text if character.isalpha()]
        # A script without capitals has no other sign of a name.
        capital = any(character.isupper() or not character.islower() for character in letters)
        return capital and 1 < len(item.text) <= _LONGEST and "\n" not in item.text

    def made(self) -> Occurrences:
        """Counts the names of all gold in each text, at the end."""
        searches: dict[str, NameSearch] = {}
        for language in {words.language for words in self._made.articles.values()}:
            of_language = (
                name.name
                for words in self._made.articles.values()
                if words.language == language
                for name in words.mentions
            )
            searches[language] = NameSearch(of_language)
        for key, words in self._made.articles.items():
            places = {(start, end, name.name) for start, end, name in self._marked[key]}
            places |= set(searches[words.language].find(self._texts[key]))
            words.names = Counter(name for _, _, name in places)
        return self._made


class WordReader:
    """Reads the triggers of gold as the labeler `events` would look for them."""

    def __init__(self, lexicon: Lexicon, readings: Readings, ontology: Ontology) -> None:
        self._readings = readings
        # A rule chooses the type of a promise by the promised act: "promised to withdraw" is CONCEDE.
        self._promises = ontology.types_with("promise")
        self._promised = {ontology.promise_of(event_type) for event_type in ontology.events}
        self._known = {(fold_case(word.lemma), word.pos, kind) for kind, word in lexicon.entries}

    def read(self, tree: Tree, gold: Annotation, words: ArticleWords) -> Iterator[str]:
        """Adds triggers and words to ``words``. Yields what cannot be learned."""
        inside = bytearray(max((item.end for item in gold.entities), default=0))
        for item in gold.entities:
            inside[item.start : item.end] = b"\1" * (item.end - item.start)
        at = {(word.start, word.end): word for word in tree.words}
        marked = set()
        for event in gold.events:
            if event.trigger is None:
                continue
            word = at.get((event.trigger.start, event.trigger.end))
            parts = () if word is None else self._readings.parts_of_speech(word)
            if word is None or not parts:
                yield f"the trigger {event.trigger.text!r} is no single content word, so no list can hold it."
                continue
            marked.add(word.i)
            mode = event.attributes.get("mode")
            words.triggers.append(
                Trigger(
                    word.key,
                    word.lemma or word.key,
                    parts[0],
                    event.type,
                    mode if isinstance(mode, str) else None,
                    self._knows(word, parts, event.type),
                )
            )
        for word in tree.words:
            if word.i not in marked and (word.start < len(inside) and inside[word.start]):
                continue
            parts = self._readings.parts_of_speech(word)
            words.forms.update({(form, part) for part in parts for form in (word.lemma, word.key)})
        words.lower = frozenset(word.text for word in tree.words if word.text.islower())

    def _knows(self, word: Word, parts: Iterable[str], event_type: str) -> bool:
        types = {event_type, *(self._promises if event_type in self._promised else ())}
        forms = ((form, part) for part in parts for form in self._readings.lemmas(word, part))
        return any((*form, kind) in self._known for form in forms for kind in types)


def _built_in(context: LabelerContext) -> dict[str, Lexicon]:
    try:
        return context.lexicons(None)
    except ConfigError:
        return {}  # without a lexicon, `events` reads no article, and only names can be learned


def _readings(lexicon: Lexicon) -> Readings | None:
    grammar = find_language(lexicon.language).grammar
    verbs = (fold_case(word.lemma) for _, word in lexicon.entries if word.pos == "VERB")
    return None if grammar is None else Readings(grammar, verbs)


def _by_others(suggested: Annotation | None) -> Iterator[Entity]:
    """The suggested mentions, without those that only an earlier list of the campaign found."""
    for item in () if suggested is None else suggested.entities:
        sources = {one.source.partition("@")[0] for one in item.provenance}
        if sources != {CampaignNames.name}:
            yield item


def _name(item: Entity, found: bool) -> Name:
    return Name(written(item.text), item.label, item.ref, found)
