"""Chooses the words of a campaign from what people marked in gold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from annotate.core.annotation import Annotation
from annotate.core.record import GoldRecord
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.campaign_words import (
    CampaignWords,
    MarkedName,
    MarkedTrigger,
    WordsOfLanguage,
)
from annotate.prelabel.languages.registry import find_language
from annotate.train.words.occurrences import ArticleWords, Occurrences, Trigger, WordForm, collect

_Key = TypeVar("_Key", str, tuple[str, str])


@dataclass(frozen=True)
class WordSettings:
    """When a word is listed. docs/decisions/058-words-of-a-campaign.md compares values.

    A trigger needs marks in so many articles, and in this share of its occurrences in gold. A name needs so
    many marks, so many of them that the labelers miss, and this share.
    """

    trigger_articles: int = 2
    trigger_share: float = 0.5
    name_marks: int = 2
    name_missed: int = 2
    name_share: float = 0.9


def learn_words(
    records: Sequence[GoldRecord],
    context: LabelerContext,
    suggested: Mapping[str, Annotation] | None = None,
    former: CampaignWords | None = None,
) -> CampaignWords:
    """The words that people marked in gold, and that lexicons and labelers lack.

    ``suggested`` are suggestions for the articles, by id, made without a campaign's words; None lets the
    default labelers suggest. The lines that a person edited in ``former`` are kept.
    Raises `InputError` if a record has no text.
    """
    words = choose_words(collect(records, context, suggested))
    return words if former is None else words.with_edits_of(former)


@dataclass
class _Marks:
    number: int = 0
    missed: int = 0
    articles: set[str] = field(default_factory=set)
    values: list[str | None] = field(default_factory=list)
    forms: set[WordForm] = field(default_factory=set)

    def add(self, article: str, value: str | None, missed: bool) -> None:
        self.number += 1
        self.missed += missed
        self.articles.add(article)
        self.values.append(value)

    @property
    def value(self) -> str | None:
        """The value that all marks have, or None."""
        return self.values[0] if len(set(self.values)) == 1 else None


def choose_words(
    occurrences: Occurrences, *, without: Collection[str] = (), settings: WordSettings | None = None
) -> CampaignWords:
    """The words of all articles but those whose ids are in ``without``: fast, for cross-validation."""
    settings = settings or WordSettings()
    left_out = frozenset(without)
    by_language: dict[str, dict[str, ArticleWords]] = defaultdict(dict)
    for key, article in occurrences.articles.items():
        if key not in left_out:
            by_language[article.language][key] = article
    languages = {
        code: WordsOfLanguage(triggers=_triggers(code, articles, settings), names=_names(articles, settings))
        for code, articles in sorted(by_language.items())
    }
    return CampaignWords(languages={code: of for code, of in languages.items() if of.triggers or of.names})


def _triggers(
    language: str, articles: Mapping[str, ArticleWords], settings: WordSettings
) -> tuple[MarkedTrigger, ...]:
    unknown = [
        (key, trigger)
        for key, article in articles.items()
        for trigger in article.triggers
        if not trigger.known
    ]
    verb_of = _verb_forms(language, unknown)
    marks: dict[tuple[str, str, str], _Marks] = defaultdict(_Marks)
    for key, trigger in unknown:
        lemma, pos = trigger.lemma, trigger.pos
        if pos != "NOUN" and (verb := verb_of.get((trigger.form, trigger.type))) is not None:
            lemma, pos = verb, "VERB"
        mark = marks[lemma, pos, trigger.type]
        mark.add(key, trigger.mode, missed=True)
        mark.forms.add((trigger.lemma, trigger.pos))
    forms = _sum(article.forms for article in articles.values())
    chosen = []
    for (lemma, pos, kind), mark in sorted(marks.items()):
        occurrences = max(sum(forms[form] for form in mark.forms), mark.number)
        enough = len(mark.articles) >= settings.trigger_articles
        if enough and mark.number >= settings.trigger_share * occurrences:
            chosen.append(
                MarkedTrigger.model_validate(
                    {
                        "lemma": lemma,
                        "pos": pos,
                        "type": kind,
                        "mode": mark.value,
                        "marked": mark.number,
                        "occurrences": occurrences,
                        "articles": len(mark.articles),
                    }
                )
            )
    return tuple(chosen)


def _verb_forms(language: str, marked: Iterable[tuple[str, Trigger]]) -> dict[tuple[str, str], str]:
    """Maps forms of marked verbs, with their event type, to the verb.

    Parsers give some forms of rare verbs a wrong lemma: the adjective "trinqu" for "trinque".
    """
    grammar = find_language(language).grammar
    found: dict[tuple[str, str], str] = {}
    for lemma, kind in sorted({(item.lemma, item.type) for _, item in marked if item.pos == "VERB"}):
        forms = () if grammar is None else (*grammar.verbs.participles(lemma), *grammar.verbs.finite(lemma))
        for form in forms:
            if form != lemma:
                found.setdefault((form, kind), lemma)
    return found


def _names(articles: Mapping[str, ArticleWords], settings: WordSettings) -> tuple[MarkedName, ...]:
    marks: dict[tuple[str, str], _Marks] = defaultdict(_Marks)
    for key, article in articles.items():
        for item in article.mentions:
            marks[item.name, item.label].add(key, item.ref, missed=not item.found)
    places = _sum(article.names for article in articles.values())
    lower = frozenset().union(*(article.lower for article in articles.values()))
    chosen = []
    for (name, label), mark in sorted(marks.items()):
        if mark.number < settings.name_marks or mark.missed < settings.name_missed:
            continue
        # "Orange" may begin a sentence where it is a fruit; "ORANGE" hardly.
        if mark.number < settings.name_share * places[name] or (not name.isupper() and name.lower() in lower):
            continue
        chosen.append(
            MarkedName(
                name=name,
                label=label,
                ref=mark.value,
                marked=mark.number,
                occurrences=places[name],
                articles=len(mark.articles),
            )
        )
    return tuple(chosen)


def _sum(counts: Iterable[Counter[_Key]]) -> Counter[_Key]:
    total: Counter[_Key] = Counter()
    for one in counts:
        total.update(one)
    return total
