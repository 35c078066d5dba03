"""Takes the texts out of a release: ids, digests, offsets and labels stay, and no words of an article.

What a release without texts does not have, and what `annotate release join` restores from the articles:

* restored: the text; title, url, meta, a language that is no code, and unknown keys of an article, if the
  articles given have them; the words of mentions and triggers; refs made of words of the article's mentions;
  reasons why an article is left out, if they follow from its annotations.
* never restored, and counted in ``withheld.parts``: notes of annotators, and their remarks on what they are
  unsure of, but not that they are; the sentences of ``lost`` (codes and
  numbers stay); attributes that are free strings; other refs, and attributes with a pattern that fits any
  word, if they have a word of the text; unknown keys of annotations; other reasons why an article is left out
  (codes stay); labels, types, roles, ontologies and codes that are in no closed list; ids of regions and
  sources of no fixed form that have a word of the text; names of unreviewed values that no region can have.

Article ids stay as they are. If ids were made from words, such as those of a title, these words stay.
Sources of articles, codes of languages and dates of publication stay too. So do values from a closed list,
values that a pattern restricts, such as ISO dates, and refs that are codes: they are labels, even if an
article has the same word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from annotate.core.annotation import Annotation, Argument, AttributeValue, Entity, Event, Provenance, Trigger
from annotate.core.article import Article, ArticleHeader
from annotate.core.lifting import MADE_WITH
from annotate.core.noun import Noun
from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord, GoldRecord, Withheld
from annotate.core.text import digest
from annotate.core.value_pattern import matches
from annotate.gold.policy import SINGLE, Reason
from annotate.gold.without_texts.names import Names, is_language_code
from annotate.gold.without_texts.sealed_refs import sealed

Kind = TypeVar("Kind", bound=AnswerRecord)
LEFT_OUT_WORDS = "(left out: this release has no texts)"
TAKEN_FIELDS = ("title", "url", "meta")
LANGUAGE = "language"  # taken only if it is no code
UNKNOWN_KEYS = "unknown keys"
_KEPT_FIELDS = ("id", "published", "language", "source")
_WORDS = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"[A-Z]{2,3}(-[A-Z0-9]{1,3})?|[A-Z]?\d+")  # of a state or region (ISO 3166), of Wikidata
# Made-up words in several forms. A pattern that fits one of them restricts nothing.
_ANY_WORD = [word for size in range(1, 13) for word in (("zuvabokelipo"[:size]), "Zuvabokelipo"[:size])]
_ANY_WORDS = (*_ANY_WORD, *(word.upper() for word in _ANY_WORD), "zuvabo kelipo", "Zuvabo Kelipo")
_REASONS = {
    Reason.FINDINGS: "held back: its annotation has findings",
    Reason.LOST: "held back: part of it could not be read",
    Reason.OTHER_ONTOLOGY: "held back: annotated with another version of the ontology",
    Reason.TEXT_CHANGED: "held back: its text was changed",
    Reason.UNREADABLE: "held back: it could not be read",
    Reason.UNDECIDED: "undecided: the annotators disagree",
    Reason.UNSURE: "held back: somebody was unsure of it",
}
_PLAIN = re.compile(
    r"not submitted, only [a-z]+( and [a-z]+)*"
    r"|held back: \d+ submitted annotations( of \d+ texts)?, which need adjudication"
)
_NOBODY = {Reason.NOBODY, Reason.NOT_PULLED, Reason.DELETED, Reason.NOT_SENT}


@dataclass
class TextRemover:
    """Takes texts out of records. ``parts`` counts what no join restores, by kind, over all records."""

    ontology: Ontology
    parts: Counter[str] = field(default_factory=Counter)

    def gold(self, record: GoldRecord) -> GoldRecord:
        """The record without its text. A record that has none already stays as it is."""
        return self._without(record, GoldRecord)

    def answer(self, record: AnswerRecord) -> AnswerRecord:
        """The record without its text. A record that has none already stays as it is."""
        return self._without(record, AnswerRecord)

    def _without(self, record: AnswerRecord, kind: type[Kind]) -> Kind:
        article = record.article
        if not isinstance(article, Article):
            return kind.model_validate(dict(record))
        remover = _OfOne(self.ontology, article)
        annotation = remover.annotation(record.annotation)
        if record.model_extra:
            remover.parts[UNKNOWN_KEYS] += len(record.model_extra)
        taken = [name for name in TAKEN_FIELDS if getattr(article, name)]
        if article.language and not is_language_code(article.language):
            taken.append(LANGUAGE)
        withheld = Withheld(
            text=article.digest,
            article=digest(article.to_json()),
            fields=(*taken, *([UNKNOWN_KEYS] if article.model_extra else ())),
            refs=remover.seals,
            parts=dict(sorted(remover.parts.items())),
        )
        self.parts += remover.parts
        return kind(
            format=record.format,
            article=ArticleHeader(
                **{name: getattr(article, name) for name in _KEPT_FIELDS if name not in taken}
            ),
            annotation=annotation,
            withheld=withheld,
        )


@dataclass
class _OfOne:
    """Takes the words of one article out of an annotation, and counts what no join restores."""

    ontology: Ontology
    article: Article
    parts: Counter[str] = field(default_factory=Counter)
    seals: dict[str, str] = field(default_factory=dict)
    _refs: dict[str, str] = field(default_factory=dict)

    @cached_property
    def words(self) -> frozenset[str]:
        return _words_in([self.article.text, self.article.title or "", self.article.url or ""])

    @cached_property
    def names(self) -> Names:
        return Names(self.ontology, self.words, self.parts)

    def annotation(self, annotation: Annotation) -> Annotation:
        extra = annotation.model_extra or {}
        names = self.names
        names.take_ids(annotation)
        former = names.former_of(annotation)
        self._count(UNKNOWN_KEYS, len(extra) - (former is not None))
        lost = annotation.lost
        self._count("lost", sum(map(len, lost.values())))
        fields = _known(annotation)
        fields["unsure"] = self._without_remark(annotation)
        codes = names.lost(lost)
        fields["lost"] = {codes[code]: (LEFT_OUT_WORDS,) * len(sentences) for code, sentences in lost.items()}
        fields["ontology"] = names.ontology_of(annotation)
        if annotation.based_on is not None:
            fields["based_on"] = names.source(annotation.based_on)
        fields["entities"] = tuple(map(self._entity, annotation.entities))
        seals = sealed(annotation.entities, self._refs, self.article.text)
        self.seals = {names.id(identifier): seal for identifier, seal in seals.items()}
        self._count("refs", len(self._refs) - len(self.seals))
        fields["events"] = tuple(map(self._event, annotation.events))
        return Annotation(**fields, **({} if former is None else {MADE_WITH: former}))

    def _entity(self, entity: Entity) -> Entity:
        ref = entity.ref
        if ref is not None and not self._is_code(ref):
            self._refs[entity.id] = ref
            ref = None
        return Entity(
            **{
                **self._region(entity, entity.label),
                "label": self.names.label(entity.label),
                "ref": ref,
                "text": "",
            }
        )

    def _event(self, event: Event) -> Event:
        trigger = event.trigger
        if trigger is not None:
            self._count_unknown(trigger)
            trigger = Trigger(start=trigger.start, end=trigger.end)
        return Event(
            **{
                **self._region(event, event.type),
                "type": self.names.type(event.type),
                "trigger": trigger,
                "arguments": tuple(self._argument(event, argument) for argument in event.arguments),
            }
        )

    def _argument(self, event: Event, argument: Argument) -> Argument:
        names = self.names
        changed = {
            "role": names.role(argument.role),
            "entity": names.id(argument.entity),
            "unreviewed": names.unreviewed(event.type, argument.unreviewed),
        }
        return Argument(**{**self._plain(argument), **changed})

    def _region(self, region: Entity | Event, label: str) -> dict[str, Any]:
        self._count("notes", region.note is not None)
        kept = {
            name: value for name, value in region.attributes.items() if self._is_label(label, name, value)
        }
        self._count("attributes", len(region.attributes) - len(kept))
        return {
            **self._plain(region),
            "id": self.names.id(region),
            "note": None,
            "unsure": self._without_remark(region),
            "attributes": kept,
            "unreviewed": self.names.unreviewed(label, region.unreviewed),
            "provenance": tuple(
                Provenance(**{**self._plain(item), "source": self.names.source(item.source)})
                for item in region.provenance
            ),
        }

    def _without_remark(self, noun: Annotation | Entity | Event) -> str | None:
        """Says that somebody was unsure, without the remark."""
        self._count("remarks", bool(noun.unsure))
        return None if noun.unsure is None else ""

    def _plain(self, noun: Noun) -> dict[str, Any]:
        self._count_unknown(noun)
        return _known(noun)

    def _count_unknown(self, noun: Noun) -> None:
        self._count(UNKNOWN_KEYS, len(noun.model_extra or ()))

    def _count(self, kind: str, number: int) -> None:
        if number:
            self.parts[kind] += number

    def _is_code(self, ref: str) -> bool:
        return _CODE.fullmatch(ref) is not None or not (_words_in([ref]) & self.words)

    def _is_label(self, label: str, name: str, value: AttributeValue) -> bool:
        attribute = self.ontology.attributes_of(label).get(name)
        if attribute is None or attribute.problem_with(label, value) is not None:
            return False
        if attribute.kind != "string" or not isinstance(value, str):
            return True
        pattern = attribute.pattern
        return pattern is not None and (_restricts(pattern) or not _words_in([value]) & self.words)


def _known(noun: Noun) -> dict[str, Any]:
    """The fields of the model, without unknown keys."""
    extra = noun.model_extra or {}
    return {name: value for name, value in noun if name not in extra}


def _words_in(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for text in texts for word in _WORDS.findall(text))


@lru_cache(maxsize=256)
def _restricts(pattern: str) -> bool:
    return not any(matches(pattern, words) for words in _ANY_WORDS)


def reason_without_words(item: Mapping[str, Any], policy: str) -> str:
    """The reason why an article is left out, as the manifest lists it, without words of the article."""
    code, reason = str(item.get("code")), str(item.get("reason"))
    if _PLAIN.fullmatch(reason) or (policy == SINGLE and code in _NOBODY):
        return reason
    return _REASONS.get(Reason(code), LEFT_OUT_WORDS) if code in set(Reason) else LEFT_OUT_WORDS
