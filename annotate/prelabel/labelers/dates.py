"""Finds dates and their ISO 8601 value: "3 mars", "2 au 4 mars", "mardi", "last month".

The mention begins after the article ("le"). `annotate.prelabel.dates.values` explains how a date gets its
value. Guessed years are counted in the summary of the run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from annotate.core.annotation import Annotation, Entity
from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.prelabel.dates.patterns import DatePattern, FoundDate
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.attribute_names import VALUE
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import MentionIndex, entity_answers, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.registry import find_language, rules_version
from annotate.prelabel.parsing.relations import ADVERBIAL, AUXILIARY, INFINITIVE
from annotate.prelabel.parsing.tree import Word
from annotate.prelabel.versions import version

_DATELINE = re.compile(
    r"[^\n]{0,60}?(?:\(|[-–—]|/[A-Z])|[^\S\n]?:[^\S\n]"
)  # the text that must follow the day of a dateline
_DATELINE_REACH = 400  # a dateline's day stands among the first 400 code points of a text
_PREPOSITION_REACH = 30  # code points
_CUE_REACH = 3  # a cue of the future stands at most three words before its date

_DAY_IN_NAME = re.compile(r"\w (?:du|of) \d{1,2} [^\W\d_]+\Z")  # "Mouvement du 23 mars"


class Dates:
    """Finds date expressions by pattern. Whether "Tuesday" is past or future depends on the tense."""

    name = "dates"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, lexicons: dict[str, Lexicon], models: Sequence[str], ontology: Ontology) -> None:
        self._patterns = {language: DatePattern(lexicon) for language, lexicon in lexicons.items()}
        self._future = {
            language: _FutureWords(
                frozenset(map(fold_case, lexicon.words.future_cues)),
                grammar.verbs.future | grammar.verbs.future_in_past,
                _just_before(lexicon.words.future_prepositions),
                frozenset(map(fold_case, lexicon.words.asking))
                | frozenset(map(fold_case, lexicon.words.planning)),
            )
            for language, lexicon in lexicons.items()
            if (grammar := find_language(language).grammar) is not None
        }
        self.languages = frozenset(self._future)
        digests = [lexicon.digest for lexicon in lexicons.values()]
        self.version = version(*models, *digests, rules_version(self.languages))
        self._ontology = ontology
        self._label = ontology.label_of("date")
        self._value = ontology.attributes_of(self._label or "").get(VALUE)

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the dates in each draft's text, if the ontology has an entity type for dates."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        if self._label is None or draft.language is None:
            return
        text, published = draft.article.text, draft.article.published
        dates = list(self._patterns[draft.language].find(text))
        anchor = dateline_day(dates, text, published)
        previous = anchor
        names = MentionIndex(item for item in draft.suggested.entities if self._bears_date(item, draft))
        for found in dates:
            if any(item.contains(found.span) for item in names.of(found.span.start, found.span.end)):
                continue  # "Mouvement du 23 mars"
            future = found.depends_on_tense and _in_future(draft, found, self._future[draft.language])
            try:
                value = found.value(published, anchor, future=future, previous=previous)
            except (OverflowError, ValueError):  # beyond the years 1 to 9999
                value = None
            if value is None:
                draft.note("a date without a value: text and publication date do not tell which day it is")
            elif found.decided_by_nearest(published):
                draft.note("a date without a year: the year nearest to the publication was taken")
            if value is not None and (self._value is None or self._value.problem_with(self._label, value)):
                value = None
            if value is not None and len(value) == len("2021-03-03"):
                previous = date.fromisoformat(value)
            attributes = {} if value is None else {VALUE: value}
            yield mention(
                text, found.span.start, found.span.end, self._label, fixed_scores.DATES, attributes=attributes
            )

    def _bears_date(self, item: Entity, draft: Draft) -> bool:
        """Whether a rule found an organization with a day in its name, and no year."""
        numbered = _DAY_IN_NAME.search(item.text) is not None
        return (
            numbered
            and self._ontology.kind_of(item.label) == "organization"
            and not draft.by_model_alone(item)
        )


def dateline_day(dates: Sequence[FoundDate], text: str, published: str | None) -> date | None:
    """The day on which the article was written: the day of publication or, if unknown, the dateline's day.

    Without a dateline, it is the first day in the head of the text that comes with its weekday ("a reçu lundi
    7 août"), because agencies report what happened on that day.
    """
    if published is not None and len(published) == len("2021-03-03"):
        return date.fromisoformat(published)
    for found in dates:
        line = text[text.rfind("\n", 0, found.span.start) + 1 : found.span.start]
        signed = re.fullmatch(r"[A-Z]{2,6} ?: ", line)  # MAP: 12 mai 2025
        heads = (
            found.span.start <= _DATELINE_REACH and len(line) < 60 and _DATELINE.match(text, found.span.end)
        )
        if found.is_full_day and (signed or heads):
            value = found.value(published)
            if value is not None:
                return date.fromisoformat(value)
    for found in dates:
        if found.with_weekday and found.is_full_day and found.span.start <= _DATELINE_REACH:
            value = found.value(published)
            if value is not None and value.startswith(published or value):
                return date.fromisoformat(value)
    return None


@dataclass(frozen=True)
class _FutureWords:
    """Words besides the tense that show that a clause is about the future."""

    cues: frozenset[str]
    auxiliaries: frozenset[str]
    prepositions: re.Pattern[str]
    wanting: frozenset[str]


def _just_before(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern of the words that stand right before a date, with an article between at most."""
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[^\w-]))(?:{listed or '(?!)'})(?:\s+(?:au|le|the))?\s*\Z", re.IGNORECASE)


def _in_future(draft: Draft, found: FoundDate, language: _FutureWords) -> bool:
    """Whether the clause of a date is about the future: by its tense, or by a word like "attendu", "pour"."""
    words = draft.tree.words
    index = bisect_right(draft.tree.starts, found.span.start) - 1
    if any(word.matches(language.cues) for word in words[max(index - _CUE_REACH, 0) : index]):
        return True
    before = draft.article.text[max(found.span.start - _PREPOSITION_REACH, 0) : found.span.start]
    if found.weekday is not None and language.prepositions.search(before):
        return True
    verb: Word | None = words[index]
    while verb is not None and not verb.is_verb:
        verb = verb.head
    if verb is None:
        return False
    if _is_wanted(verb, language):
        return True
    group = [verb, *verb.of(AUXILIARY), *([verb.head] if verb.head is not None else [])]
    return any(
        part.has("Tense=Fut") or part.matches(language.cues) or part.key in language.auxiliaries
        for part in group
    )


def _is_wanted(verb: Word, language: _FutureWords) -> bool:
    """Whether a verb is an infinitive that somebody plans or asks for: "accepté de recevoir", "due to open".

    An infinitive of the past ("avoir reçu") is none.
    """
    if not verb.has("VerbForm=Inf") or any(True for _ in verb.of(AUXILIARY)):
        return False
    head = verb.head
    if head is None:
        return False
    return head.matches(language.wanting) or (head.pos == "ADJ" and verb.rel in (INFINITIVE, ADVERBIAL))


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``dates``, or ``dates:LEXICON``."""
    lexicons = context.lexicons(argument)
    models = [context.analyser.model_id(language) for language in lexicons]
    return Dates(lexicons, models, context.ontology)
