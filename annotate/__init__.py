"""annotate: pre-label news articles, correct them in Label Studio, release gold, train extractors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotate.core.annotation import Annotation as Annotation
    from annotate.core.annotation import Argument as Argument
    from annotate.core.annotation import Entity as Entity
    from annotate.core.annotation import Event as Event
    from annotate.core.annotation import Span as Span
    from annotate.core.article import Article as Article
    from annotate.core.errors import AnnotateError as AnnotateError
    from annotate.core.ontology import Ontology as Ontology
    from annotate.core.record import GoldRecord as GoldRecord
    from annotate.core.record import Record as Record
    from annotate.corpus.read import read_articles as read_articles
    from annotate.gold.gold import Gold as Gold
    from annotate.gold.load import load_gold as load_gold

# Where each public name lives; imported when it is first asked for.
_PUBLIC = {
    "AnnotateError": "annotate.core.errors",
    "Annotation": "annotate.core.annotation",
    "Argument": "annotate.core.annotation",
    "Article": "annotate.core.article",
    "Entity": "annotate.core.annotation",
    "Event": "annotate.core.annotation",
    "Gold": "annotate.gold.gold",
    "GoldRecord": "annotate.core.record",
    "Ontology": "annotate.core.ontology",
    "Record": "annotate.core.record",
    "Span": "annotate.core.annotation",
    "load_gold": "annotate.gold.load",
    "read_articles": "annotate.corpus.read",
}
__all__ = sorted(_PUBLIC)  # noqa: PLE0605  # the names are all in the table above


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'annotate' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
