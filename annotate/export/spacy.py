"""spaCy's DocBin: tokens of a blank pipeline, with mentions, triggers and event types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from annotate.core.annotation import Entity
from annotate.core.errors import MissingExtraError
from annotate.core.files import moved_into_place, write_errors, writing_bytes
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import (
    Aligned,
    Edges,
    Misaligned,
    aligned_entities,
    at_its_tokens,
    check_choice,
)
from annotate.export.base import Losses, LossKind, Target, article_with_text
from annotate.export.layers import FLATTEN, Flatten, flat_layer
from annotate.export.spacy_config import write_config

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, DocBin, Span

ALL_MENTIONS = "sc"  # the key in doc.spans that spaCy's spancat uses by default
FORMER_KEY = "entities"  # holds the same, for code written for earlier versions
TRIGGERS = "triggers"
_ANY_LANGUAGE = "xx"
_PART = 400_000  # tokens of a DocBin that is built in memory
_LOST: tuple[LossKind, ...] = ("attributes", "unsure", "note", "scores", "provenance")


class SpacyExporter:
    """Writes a DocBin for `spacy train`: ``doc.ents``, ``doc.spans``, ``doc.cats``.

    ``doc.ents`` (for ner) holds a flat layer: of overlapping mentions only the longest, or what ``--flatten``
    says. ``doc.spans["sc"]`` (for spancat) holds every mention at token edges, nested ones too, with its id
    and its ref (as ``kb_id_``). ``doc.spans["entities"]`` holds the same, for code that was written for
    earlier versions; new code reads ``sc``. ``doc.spans["triggers"]`` holds the triggers of events with their
    types as labels: a spancat with ``spans_key = "triggers"`` learns them.
    ``doc.cats`` (for textcat_multilabel) holds 1 for each event type of the article and 0 for the others.

    The article's id is in ``doc.user_data["article_id"]``. ``doc.user_data["unreviewed"]`` maps ids of
    mentions and events to the names of values that nobody saw on a screen. Mentions that are not at token
    edges are left out, or moved as ``--misaligned`` says. Mentions that begin or end with white space are
    left out, because spaCy does not train on them (E024, E103).

    Beside the splits stands a ``config.cfg`` for the three components. `spacy train` saves a model only with
    ``--output``; Ctrl-C ends the training and keeps the best model so far. ``--training.max_steps 20`` ends
    it after a trial of 20 batches. A small gold is evaluated more often than spaCy's default, which is every
    200 batches. A split of more than 400,000 tokens is
    a folder of the same name that holds several DocBins; `spacy train` reads it in the same way.
    """

    name = "spacy"
    target: Target = "file"
    suffix = ".spacy"
    cannot_hold = frozenset(
        {"article fields", "attributes", "unsure", "notes", "scores", "provenance", "arguments"}
    )
    reads = """\
import spacy
from spacy.tokens import DocBin
docs = list(DocBin().from_disk("spacy/train.spacy").get_docs(spacy.blank("fr").vocab))
$ cd spacy && python -m spacy train config.cfg --output model --training.max_steps 20
"""

    def __init__(self) -> None:
        self._languages: Counter[str] = Counter()  # of all splits, for the config
        self._lengths: Counter[int] = Counter()  # of mentions, in tokens

    def export(
        self,
        records: Iterable[GoldRecord],
        ontology: Ontology,
        path: Path,
        *,
        flatten: Flatten = "longest",
        misaligned: Misaligned = "strict",
    ) -> Losses:
        """Writes the records as one DocBin, or as a folder of several if they are large.

        Uses spaCy's tokenizer for the article's language. If there is no such tokenizer, or a package for it
        is not installed, spaCy's multi-language tokenizer is used. Raises `InputError` (no text),
        `WriteError`, `ConfigError` (an unknown value of an option; a large export to a path that exists), and
        `MissingExtraError` without spaCy.
        """
        check_choice("flatten", flatten, FLATTEN)
        check_choice("misaligned", misaligned, get_args(Misaligned))
        losses = Losses()
        pipelines: dict[str, Language] = {}
        part, tokens, parts = _new_part(), 0, 0
        with ExitStack() as stack:
            folder: Path | None = None
            for record in records:
                if tokens >= _PART:
                    if folder is None:
                        folder = stack.enter_context(moved_into_place(path))
                        with write_errors(path):
                            folder.mkdir()
                    _write(part, folder / f"{parts:03}.spacy")
                    part, tokens, parts = _new_part(), 0, parts + 1
                    pipelines.clear()  # with all words that they have seen
                language = record.article.language or _ANY_LANGUAGE
                if language not in pipelines:
                    pipelines[language] = blank_pipeline(language)
                doc = self.doc(record, pipelines[language], ontology, losses, flatten, misaligned)
                part.add(doc)
                self._languages[pipelines[language].lang or _ANY_LANGUAGE] += 1
                tokens += len(doc)
                losses.articles += 1
            _write(part, path if folder is None else folder / f"{parts:03}.spacy")
        return losses

    def finish(self, folder: Path, splits: Mapping[str, int], ontology: Ontology) -> None:
        """Writes config.cfg. Its paths are relative to the folder, so `spacy train` runs there."""
        language = min(self._languages, key=lambda name: (-self._languages[name], name), default="xx")
        train = f"train{self.suffix}"
        dev = f"dev{self.suffix}" if splits.get("dev") else train  # spaCy needs one, also without a dev split
        write_config(
            folder / "config.cfg",
            ontology,
            language=language,
            files={"train": train, "dev": dev},
            lengths=self._lengths,
            articles=splits.get("train", 0),
        )

    def doc(
        self,
        record: GoldRecord,
        pipeline: Language,
        ontology: Ontology,
        losses: Losses,
        flatten: Flatten,
        misaligned: Misaligned,
    ) -> Doc:
        """The record as a Doc; what the Doc does not hold goes into ``losses``."""
        article = article_with_text(record, "spacy")
        doc = pipeline.tokenizer(article.text)  # not make_doc, which refuses long texts for the parser's sake
        doc.user_data["article_id"] = article.id
        edges = [(token.idx, token.idx + len(token)) for token in doc]
        found = Edges(edges)
        held: dict[str, tuple[Aligned, Span]] = {}
        for one in aligned_entities(record, record.annotation.entities, found, losses, misaligned):
            span = _span(doc, one)
            if problem := span_problem(one.entity, span):
                losses.lose(record, one.entity.id, "entity", problem)
                continue
            held[one.entity.id] = at_its_tokens(one, edges, record), span
            self._lengths[one.last - one.first] += 1
            losses.lose_parts(record, one.entity, *_LOST)
        layer, displaced = flat_layer((one.entity for one, _ in held.values()), flatten)
        for item in displaced:
            losses.lose(record, item.entity.id, "flat layer", f"not in doc.ents: {item.why}", item.reason)
        doc.ents = tuple(held[entity.id][1] for entity in layer)
        doc.spans[ALL_MENTIONS] = [span for _, span in held.values()]
        doc.spans[FORMER_KEY] = [span for _, span in held.values()]
        losses.entities_written += len(held)
        _add_events(doc, record, ontology, found, losses)
        unreviewed = {one.id: list(one.unreviewed) for one in record.annotation.regions if one.unreviewed}
        if unreviewed:
            doc.user_data["unreviewed"] = unreviewed
        losses.lose_fields(record)
        return doc


def _add_events(doc: Doc, record: GoldRecord, ontology: Ontology, edges: Edges, losses: Losses) -> None:
    from spacy.tokens import Span

    triggers = []
    for event in record.annotation.events:
        if event.trigger is not None:
            tokens = edges.exact(event.trigger)
            if tokens is None:
                losses.lose_event(record, event, "its trigger is not at token edges")
                continue
            span = Span(doc, *tokens, label=event.type, span_id=event.id)
            if span[0].is_space or span[-1].is_space:
                losses.lose_event(record, event, "its trigger begins or ends with white space")
                continue
            triggers.append(span)
            losses.triggers_written += 1
        losses.events_written += 1
        for argument in event.arguments:
            region = f"{event.id} {argument.role} {argument.entity}"
            losses.lose(record, region, "argument", "the format holds no arguments")
        losses.lose_parts(record, event, *_LOST)
    doc.spans[TRIGGERS] = triggers
    types = record.annotation.article_types
    doc.cats = {type_: float(type_ in types) for type_ in sorted({*ontology.events, *types})}


def _span(doc: Doc, one: Aligned) -> Span:
    from spacy.tokens import Span

    entity = one.entity
    return Span(doc, one.first, one.last, label=entity.label, kb_id=entity.ref or 0, span_id=entity.id)


def _new_part() -> DocBin:
    try:
        from spacy.tokens import DocBin
    except ImportError as error:
        raise MissingExtraError("spaCy", "export") from error
    return DocBin(attrs=["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"], store_user_data=True)


def _write(docs: DocBin, path: Path) -> None:
    with writing_bytes(path) as file:
        file.write(docs.to_bytes())


def blank_pipeline(language: str) -> Language:
    """spaCy's tokenizer of a language, or its multi-language tokenizer if that one cannot be loaded."""
    import spacy

    try:
        return spacy.blank(language)
    except ImportError:  # no such language, or its tokenizer is a package of its own
        return spacy.blank(_ANY_LANGUAGE)


def span_problem(entity: Entity, span: Span | None) -> str | None:
    """Why spaCy cannot hold or learn a mention, or None. ``span`` is None if it is not at token edges."""
    if span is None:
        return "not at token edges"
    if entity.text[0].isspace() or entity.text[-1].isspace() or span[0].is_space or span[-1].is_space:
        return "begins or ends with white space"
    return None
