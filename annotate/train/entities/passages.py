"""Cuts gold into short passages with spaCy's Docs, and names each mention that cannot be learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotate.core.annotation import Entity, in_reading_order
from annotate.core.findings import shortened
from annotate.core.record import GoldRecord
from annotate.export.base import article_with_text
from annotate.export.layers import flat_layer
from annotate.export.spacy import span_problem
from annotate.prelabel.parsing.analysis import LONGEST
from annotate.prelabel.parsing.long_texts import parts

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.training import Example

ANY_SPACY_LANGUAGE = "xx"
SPANS = "sc"  # the key in doc.spans that spaCy's spancat uses by default
LENGTH = 800  # code points of a passage; the networks see only a few tokens to each side
MOST_TOKENS = 12  # of a nested mention: spancat looks at every span up to this length


@dataclass
class Passages:
    """What is learnt from gold.

    ``flat`` are Docs with the mentions of the flat layer in ``ents``, and ``spans["sc"]`` with those that
    ``spancat`` learns. ``left_out`` names mentions that cannot be learnt. ``nested`` are the labels that
    `spancat` must know; ``moved`` are those among them that the flat layer does not hold at all.
    ``longest`` is the length of the longest mention for spancat, in tokens.
    """

    docs: list[Doc] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    labels: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    longest: int = 1

    def examples(self) -> list[Example]:
        """One example per passage, to train `ner` and `spancat` on."""
        from spacy.training import Example

        return [Example(bare(doc), doc) for doc in self.docs]


def bare(doc: Doc) -> Doc:
    """The same tokens without any annotation."""
    from spacy.tokens import Doc

    return Doc(doc.vocab, [token.text for token in doc], [bool(token.whitespace_) for token in doc])


def usable(
    language: str, records: Iterable[GoldRecord], split: str, not_used: list[str]
) -> Iterator[GoldRecord]:
    """The records that a model of ``language`` can learn from or be scored on.

    Articles in another language, which the labeler skips too, and articles longer than spaCy reads go into
    ``not_used``. An article without a language is used.
    """
    of_split = f" ({split})" if split else ""
    for record in records:
        length, code = len(record.text or ""), record.article.language
        if code is not None and language not in (code, ANY_SPACY_LANGUAGE):
            not_used.append(
                f"article {record.article.id}{of_split}: its language is {code}, and the model's is"
                f" {language}"
            )
        elif length <= LONGEST:
            yield record
        else:
            not_used.append(
                f"article {record.article.id}{of_split}: its text has {length:,} characters, and spaCy reads"
                f" at most {LONGEST:,} at once"
            )


def passages(nlp: Language, records: Iterable[GoldRecord], known: Collection[str]) -> Passages:
    """Makes the passages of ``records``. The base model knows the labels ``known`` already.

    Of two labels whose mentions overlap, the one that the base does not know is left to spancat, so that
    what the base knows is not unlearnt; if it knows neither, the rarer. Of overlapping mentions of the other
    labels the longest is in the flat layer, and spancat learns the rest.
    """
    made = Passages()
    read = [_read(nlp, record, made.left_out) for record in records]
    made.moved = _moved((one.entities for one in read), known)
    made.labels = frozenset(entity.label for one in read for entity in one.entities)
    nested = set(made.moved)
    layers = []
    for one in read:
        layer, others = flat_layer(entity for entity in one.entities if entity.label not in made.moved)
        layers.append(frozenset(entity.id for entity in layer))
        nested |= {item.entity.label for item in others if not _same_span(item.entity, item.by)}
    made.nested = frozenset(nested)
    for one, flat in zip(read, layers, strict=True):
        for doc, spans in one.parts:
            _mark(made, one.id, doc, spans, flat)
    return made


@dataclass
class _Read:
    """An article's passages, each with the spans of the mentions that are at token edges."""

    id: str
    parts: list[tuple[Doc, list[tuple[Entity, Span]]]]

    @property
    def entities(self) -> list[Entity]:
        return [entity for _, spans in self.parts for entity, _ in spans]


def _read(nlp: Language, record: GoldRecord, left_out: list[str]) -> _Read:
    text = article_with_text(record, "training").text
    entities = list(in_reading_order(record.annotation.entities))
    parts: list[tuple[Doc, list[tuple[Entity, Span]]]] = []
    start = 0
    for part in _parts(text, entities):
        end = start + len(part)
        if part.strip():
            doc = nlp.tokenizer(part)
            spans = []
            for entity in (one for one in entities if start <= one.start and one.end <= end):
                span = doc.char_span(entity.start - start, entity.end - start, label=entity.label)
                problem = span_problem(entity, span)
                if problem is not None or span is None:
                    left_out.append(_line(record.article.id, entity, problem or "not at token edges"))
                else:
                    spans.append((entity, span))
            parts.append((doc, spans))
        start = end
    return _Read(record.article.id, parts)


def _moved(articles: Iterable[Sequence[Entity]], known: Collection[str]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    for entities in articles:
        counts.update(one.label for one in entities)
        _, others = flat_layer(entities)
        for item in others:
            first, second = sorted((item.entity.label, item.by.label))
            if first != second and not _same_span(item.entity, item.by):
                pairs.add((first, second))
    moved: set[str] = set()
    for first, second in sorted(pairs):
        unknown = [label for label in (first, second) if label not in known]
        if unknown and not moved & {first, second}:
            moved.add(min(unknown, key=lambda label: (counts[label], label)))
    return frozenset(moved)


def _mark(
    made: Passages, article: str, doc: Doc, spans: Sequence[tuple[Entity, Span]], flat: Collection[str]
) -> None:
    """Gives the Doc its mentions: those of the flat layer, and those for spancat, one for each span."""
    ents: list[Span] = []
    nested: list[Span] = []
    where: set[tuple[int, int]] = set()
    for entity, span in sorted(spans, key=lambda pair: pair[0].id not in flat):
        taken = (span.start, span.end) in where
        where.add((span.start, span.end))
        if entity.id in flat:
            ents.append(span)
        elif taken:
            made.left_out.append(_line(article, entity, "same span as another mention"))
            continue
        elif len(span) > MOST_TOKENS:
            made.left_out.append(_line(article, entity, f"nested, and longer than {MOST_TOKENS} tokens"))
        if entity.label in made.nested and len(span) <= MOST_TOKENS:
            nested.append(span)
            made.longest = max(made.longest, len(span))
    doc.ents = tuple(ents)
    doc.spans[SPANS] = nested
    made.docs.append(doc)


def _same_span(one: Entity, other: Entity) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _line(article: str, entity: Entity, problem: str) -> str:
    return f"article {article}, “{shortened(entity.text)}” ({entity.label}): {problem}"


def _parts(text: str, entities: Iterable[Entity]) -> Iterator[str]:
    """Cuts the text at the ends of sentences, but never inside a mention."""
    inside: set[int] = set()
    for entity in entities:
        inside.update(range(entity.start + 1, entity.end))
    waiting = ""
    end = 0
    for part in parts(text, LENGTH):
        waiting += part
        end += len(part)
        if end not in inside:
            yield waiting
            waiting = ""
    if waiting:
        yield waiting
