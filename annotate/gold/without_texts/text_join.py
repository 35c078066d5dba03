"""Puts an article back into a record that was released without its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeVar

from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.article import Article
from annotate.core.record import AnswerRecord
from annotate.core.text import digest
from annotate.corpus.fields import LANGUAGE_RAW
from annotate.corpus.language import DETECTED
from annotate.gold.without_texts.no_text import LANGUAGE, UNKNOWN_KEYS
from annotate.gold.without_texts.sealed_refs import opened

Kind = TypeVar("Kind", bound=AnswerRecord)


def with_article(record: Kind, article: Article) -> Kind:
    """The record with this article, the words of its mentions and triggers, and refs made of words.

    Raises `ValueError` if a position lies outside the text.
    """
    annotation = record.annotation
    refs = opened(annotation.entities, record.withheld.refs, article.text) if record.withheld else {}
    return type(record).of(article, _with_words(annotation, article.text, refs))


def as_it_was(record: AnswerRecord, given: Article) -> tuple[Article, bool]:
    """The article of ``record`` as it was before its text was taken out, and whether every byte is the same.

    ``given`` must have the text. Date, language and source come from the record; title, url and meta from
    ``given``, where the article had such a field. The digest of the whole article tells whether they are the
    same. A title may also be the first line of the text, and a language may have been detected.
    """
    withheld = record.withheld
    candidates = list(_candidates(record, given))
    for candidate in candidates:
        if withheld is not None and digest(candidate.to_json()) == withheld.article:
            return candidate, True
    return candidates[0], False


def _candidates(record: AnswerRecord, given: Article) -> Iterator[Article]:
    taken = record.withheld.fields if record.withheld is not None else ()
    for language, known in _languages(record.article.language, LANGUAGE in taken, given):
        yield from _with_fields(record, taken, language, known)


def _languages(kept: str | None, taken: bool, given: Article) -> Iterator[tuple[str | None, Article]]:
    """What the language may have been, and the article given with the meta of then.

    Reading moves a language that is no code into the meta, and may set one that the article did not have.
    """
    yield (given.language if taken else kept), given
    for name, value in given.meta.items():
        if name.startswith(LANGUAGE_RAW) and isinstance(value, str) and (taken or value == kept):
            meta = {key: item for key, item in given.meta.items() if key != name}
            yield value, given.with_(meta=meta)


def _with_fields(
    record: AnswerRecord, taken: Sequence[str], language: str | None, given: Article
) -> Iterator[Article]:
    header = {name: getattr(record.article, name) for name in ("id", "published", "source")}
    titles = [given.title, given.text.partition("\n")[0]] if "title" in taken else [None]
    url = given.url if "url" in taken else None
    for title, (meta, unknown) in product(titles, _metas(taken, given)):
        yield Article.model_validate(
            {
                **header,
                "language": language,
                "title": title,
                "url": url,
                "meta": meta,
                "text": given.text,
                **unknown,
            }
        )


def _metas(taken: Sequence[str], given: Article) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What the meta and the unknown keys of the article may have been.

    Reading puts unknown keys of a line into the meta, before or after the keys that it has.
    """
    known, unknown = dict(given.meta), dict(given.model_extra or {})
    detected = {DETECTED: True}
    metas: list[dict[str, Any]] = [{}]
    if "meta" in taken:
        metas = [known, {**known, **detected}, detected]
    if UNKNOWN_KEYS not in taken:
        return [(meta, {}) for meta in metas]
    pairs, items = [(meta, unknown) for meta in metas], list(known.items())
    for cut in range(len(items) + 1):
        before, after = dict(items[:cut]), dict(items[cut:])
        pairs += [(before, after), (after, before)]
    return [pair for pair in pairs if "meta" in taken or not pair[0]]


def _with_words(annotation: Annotation, text: str, refs: Mapping[str, str]) -> Annotation:
    return annotation.with_(
        entities=tuple(_entity(entity, text, refs.get(entity.id)) for entity in annotation.entities),
        events=tuple(_event(event, text) for event in annotation.events),
    )


def _entity(entity: Entity, text: str, ref: str | None) -> Entity:
    words = text[entity.start : entity.end]
    return entity.with_(text=words) if ref is None else entity.with_(text=words, ref=ref)


def _event(event: Event, text: str) -> Event:
    trigger = event.trigger
    if trigger is None:
        return event
    return event.with_(trigger=trigger.with_(text=text[trigger.start : trigger.end]))
