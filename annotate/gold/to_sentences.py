"""Gold as sentences of words with tags, for taggers that read neither Docs nor datasets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, get_args

from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import (
    Edges,
    Misaligned,
    aligned_entities,
    at_its_tokens,
    check_choice,
    flat_aligned,
)
from annotate.export.base import article_with_text
from annotate.export.conll import Scheme, tags_of
from annotate.export.layers import FLATTEN, Flatten
from annotate.export.losses import Losses
from annotate.export.tokens import sentence_starts, tokenize
from annotate.gold.lost_mentions import warn_of_lost_mentions

OUTSIDE = "O"
_PREFIXES: dict[str, str] = {"bio": "BI", "bioes": "BIES"}


class Sentence(NamedTuple):
    """A sentence: its words, a tag for each, and the half-open code-point range of each in the article."""

    article: str
    words: list[str]
    tags: list[str]
    spans: list[tuple[int, int]]

    def mentions(self, tags: Sequence[str] | None = None) -> list[tuple[int, int, str]]:
        """Start, end (code points of the article) and label of each mention, by ``tags`` in BIO or BIOES.

        Without ``tags``, by the sentence's own. An I- or E- that continues no mention begins one.
        """
        found: list[tuple[int, int, str]] = []
        goes_on = False
        for tag, (start, end) in zip(self.tags if tags is None else tags, self.spans, strict=True):
            prefix, _, label = tag.partition("-")
            if prefix in ("I", "E") and goes_on and found[-1][2] == label:
                found[-1] = (found[-1][0], end, label)
            elif tag != OUTSIDE:
                found.append((start, end, label))
            goes_on = prefix in ("B", "I")
        return found


class Sentences(list[Sentence]):
    """A list of sentences. ``losses`` counts the mentions without tags, and names each with its words."""

    def __init__(self, labels: Iterable[str], scheme: Scheme) -> None:
        super().__init__()
        self.losses = Losses()
        self._labels, self._scheme = dict.fromkeys(labels), scheme

    @property
    def label2id(self) -> dict[str, int]:
        """A number for each tag: O is 0, then come the labels of the ontology, then others in the gold.

        All splits of a release have the same numbers, unless one has labels that the ontology lacks.
        """
        found = sorted({tag[2:] for sentence in self for tag in sentence.tags if tag != OUTSIDE})
        labels = dict.fromkeys((*self._labels, *found))
        tags = [f"{prefix}-{label}" for label in labels for prefix in _PREFIXES[self._scheme]]
        return {tag: number for number, tag in enumerate([OUTSIDE, *tags])}


def sentences_of(
    records: Iterable[GoldRecord],
    ontology: Ontology | None,
    *,
    scheme: Scheme = "bio",
    flatten: Flatten = "longest",
    misaligned: Misaligned = "strict",
) -> Sentences:
    """The sentences of the records, in their order. Words and tags are those of the export to CoNLL.

    Warns if mentions have no tags, or were moved.
    """
    check_choice("scheme", scheme, get_args(Scheme))
    check_choice("flatten", flatten, FLATTEN)
    check_choice("misaligned", misaligned, get_args(Misaligned))
    sentences = Sentences(ontology.entities if ontology else (), scheme)
    for record in records:
        _add(sentences, record, scheme, flatten, misaligned)
        sentences.losses.articles += 1
    warn_of_lost_mentions(sentences.losses, "without tags", "sentences")
    return sentences


def _add(
    sentences: Sentences, record: GoldRecord, scheme: Scheme, flatten: Flatten, misaligned: Misaligned
) -> None:
    text = article_with_text(record, "sentences").text
    tokens = tokenize(text)
    losses = sentences.losses
    aligned = aligned_entities(record, record.entities, Edges(tokens), losses, misaligned)
    if misaligned != "strict":
        aligned = [at_its_tokens(one, tokens, record) for one in aligned]
    tagged = flat_aligned(record, aligned, losses, flatten)
    tags = tags_of(len(tokens), tagged, scheme)
    inside = {index for one in tagged for index in range(one.first + 1, one.last)}
    starts = sorted(sentence_starts(text, tokens) - inside)
    for first, last in zip(starts, [*starts[1:], len(tokens)], strict=True):
        spans = tokens[first:last]
        words = [text[start:end] for start, end in spans]
        sentences.append(Sentence(record.article.id, words, tags[first:last], spans))
