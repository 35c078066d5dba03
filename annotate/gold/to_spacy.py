"""Gold as spaCy's Docs, for scripts that train with spaCy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

from annotate.core.errors import MissingExtraError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import Misaligned, check_choice
from annotate.export.layers import FLATTEN, Flatten
from annotate.export.losses import Losses
from annotate.export.spacy import SpacyExporter, blank_pipeline
from annotate.gold.lost_mentions import warn_of_lost_mentions

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    _Docs = list[Doc]
else:
    _Docs = list

ANY_LANGUAGE = "xx"


class Docs(_Docs):
    """A list of Docs. ``losses`` counts what the Docs do not hold, and names each part with its words."""

    def __init__(self) -> None:
        super().__init__()
        self.losses = Losses()


def docs_of(
    records: Iterable[GoldRecord],
    ontology: Ontology,
    *,
    nlp: Language | None = None,
    flatten: Flatten = "longest",
    misaligned: Misaligned = "strict",
) -> Docs:
    """The records as Docs, in their order.

    They hold what the export to spaCy holds (`SpacyExporter`). Warns if mentions are lost or moved.
    """
    try:
        import spacy  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("spaCy", "export") from error
    check_choice("flatten", flatten, FLATTEN)
    check_choice("misaligned", misaligned, get_args(Misaligned))
    docs = Docs()
    exporter = SpacyExporter()
    pipelines: dict[str, Language] = {}
    for record in records:
        language = record.article.language or ANY_LANGUAGE
        if nlp is None and language not in pipelines:
            pipelines[language] = blank_pipeline(language)
        pipeline = nlp or pipelines[language]
        doc = exporter.doc(record, pipeline, ontology, docs.losses, flatten, misaligned)
        docs.losses.articles += 1
        docs.append(doc)
    warn_of_lost_mentions(docs.losses, "in no Doc", "docs")
    return docs
