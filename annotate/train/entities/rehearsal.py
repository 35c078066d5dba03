"""Keeps what the base model knows: its own predictions on unlabelled articles are learnt beside gold.

The idea is that of pseudo-rehearsal (Robins 1995, "Catastrophic Forgetting, Rehearsal and Pseudorehearsal").
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from annotate.core.article import Article
from annotate.prelabel.parsing.analysis import piped
from annotate.prelabel.parsing.long_texts import WINDOW, parts
from annotate.train.base import MOST_UNLABELLED
from annotate.train.entities.base_model import NER, Base
from annotate.train.entities.passages import LENGTH, bare

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.training import Example

_MOST_PASSAGES = 20  # of one article, so that a long one does not count too much


class Rehearsal:
    """Passages of unlabelled articles with what the base finds in them.

    A label that the base does not know would be missing in them. There it is filled in with the present
    model's own predictions, so that a pass does not teach that such mentions are wrong.
    """

    def __init__(self, base: Base, articles: Iterable[Article]) -> None:
        self._known = frozenset(base.known)
        self._passages: list[Doc] = []
        self.articles = 0
        if base.source is None or not base.known:
            return
        named: Mapping[str, str] = {theirs: label for label, theirs in base.known.items()}
        for article in islice(articles, MOST_UNLABELLED):
            self.articles += 1
            pieces = islice(parts(article.text[:WINDOW], LENGTH), _MOST_PASSAGES)
            read = [Article(id=article.id, text=piece) for piece in pieces if piece.strip()]
            for doc in piped(base.source, read):
                if not isinstance(doc, Exception) and len(doc):
                    self._passages.append(_renamed(doc, base, named))

    def __len__(self) -> int:
        return len(self._passages)

    def examples(self, nlp: Language, count: int) -> list[Example]:
        """``count`` passages at random (fewer if there are fewer), inside `seeded`."""
        from spacy.training import Example

        chosen = random.sample(self._passages, min(count, len(self._passages)))
        ner = nlp.get_pipe(NER)
        more = frozenset(ner.labels) - self._known  # type: ignore[attr-defined]
        predicted = [bare(doc) for doc in chosen]
        if more:
            filled = [bare(doc) for doc in chosen]
            for doc, now in zip(chosen, ner.pipe(filled), strict=True):  # type: ignore[attr-defined]
                free = [one for one in now.ents if one.label_ in more and not _overlaps(one, doc.ents)]
                now.ents = (*(_moved(one, now) for one in doc.ents), *free)
            return [Example(one, doc) for one, doc in zip(predicted, filled, strict=True)]
        return [Example(one, doc) for one, doc in zip(predicted, chosen, strict=True)]


def _renamed(doc: Doc, base: Base, named: Mapping[str, str]) -> Doc:
    from spacy.tokens import Span

    made = bare(doc)
    made.ents = tuple(
        Span(made, one.start, one.end, label=named[one.label_]) for one in doc.ents if one.label_ in named
    )
    return made


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _moved(span: Span, doc: Doc) -> Span:
    from spacy.tokens import Span

    return Span(doc, span.start, span.end, label=span.label_)
