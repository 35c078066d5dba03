"""spaCy's DocBin: tokens of a blank pipeline, mentions as doc.ents and doc.spans."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.core.annotation import Entity
from annotate.core.errors import MissingExtraError
from annotate.core.files import writing_bytes
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.layers import flat_layer

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

ALL_MENTIONS = "entities"  # the key in doc.spans
_ANY_LANGUAGE = "xx"


class SpacyExporter:
    """Writes a DocBin. Read it with ``DocBin().from_disk(path).get_docs(nlp.vocab)``.

    ``doc.spans["entities"]`` holds every mention at token edges, nested ones too, with its id and its ref (as
    ``kb_id_``). ``doc.ents`` holds a flat layer: of overlapping mentions only the longest. The article's id
    is in ``doc.user_data["article_id"]``. ``doc.user_data["unreviewed"]`` maps ids of mentions to the names
    of values that nobody saw on a screen. Mentions that are not at token edges are reported as lost. So are
    mentions that begin or end with white space, because spaCy does not train on them (E024, E103).
    """

    name = "spacy"
    target: Target = "file"
    suffix = ".spacy"
    cannot_hold = frozenset({"article fields", "attributes", "scores", "provenance", "events", "arguments"})

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        """Writes all records as one DocBin. The DocBin is built in memory.

        Uses spaCy's tokenizer for the article's language. If there is no such tokenizer, or a package for it
        is not installed, spaCy's multi-language tokenizer is used. Raises `InputError` (no text),
        `WriteError`, and `MissingExtraError` without spaCy.
        """
        try:
            from spacy.tokens import DocBin
        except ImportError as error:
            raise MissingExtraError("spaCy", "export") from error
        losses = Losses()
        pipelines: dict[str, Language] = {}
        docs = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"], store_user_data=True)
        for record in records:
            language = record.article.language or _ANY_LANGUAGE
            if language not in pipelines:
                pipelines[language] = _blank(language)
            docs.add(_doc(record, pipelines[language], losses))
            losses.articles += 1
        with writing_bytes(path) as file:
            file.write(docs.to_bytes())
        return losses


def _blank(language: str) -> Language:
    import spacy

    try:
        return spacy.blank(language)
    except ImportError:  # no such language, or its tokenizer is a package of its own
        return spacy.blank(_ANY_LANGUAGE)


def _doc(record: GoldRecord, pipeline: Language, losses: Losses) -> Doc:
    article = article_with_text(record, "spacy")
    doc = pipeline.tokenizer(article.text)  # not make_doc, which refuses long texts for the parser's sake
    doc.user_data["article_id"] = article.id
    aligned: dict[str, Span] = {}
    for entity in record.annotation.entities:
        span = doc.char_span(
            entity.start, entity.end, label=entity.label, kb_id=entity.ref or 0, span_id=entity.id
        )
        if problem := span_problem(entity, span):
            losses.lose(record, entity.id, "entity", problem)
        elif span is not None:
            aligned[entity.id] = span
            losses.lose_parts(record, entity, "attributes", "provenance")
    layer, displaced = flat_layer(item for item in record.annotation.entities if item.id in aligned)
    for item in displaced:
        losses.lose(record, item.entity.id, "flat layer", f"not in doc.ents: {item.why}", item.reason)
    doc.ents = tuple(aligned[entity.id] for entity in layer)
    unreviewed = {item.id: list(item.unreviewed) for item in record.annotation.entities if item.unreviewed}
    if unreviewed:
        doc.user_data["unreviewed"] = unreviewed
    doc.spans[ALL_MENTIONS] = list(aligned.values())
    losses.entities_written += len(aligned)
    losses.lose_events(record, "the format holds no events")
    return doc


def span_problem(entity: Entity, span: Span | None) -> str | None:
    """Why spaCy cannot hold or learn a mention, or None. ``span`` is None if it is not at token edges."""
    if span is None:
        return "not at token edges"
    if entity.text[0].isspace() or entity.text[-1].isspace() or span[0].is_space or span[-1].is_space:
        return "begins or ends with white space"
    return None
