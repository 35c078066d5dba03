"""Finds entities with a spaCy model: the model that all labelers share, or a trained model from disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.errors import ConfigError
from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import mention, trimmed
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.model_file import (
    ENTITIES,
    FORMAT,
    MODEL_FILE,
    TRAINED,
    format_of,
    read_model_file,
)
from annotate.prelabel.interface.protocol import ANY_LANGUAGE, Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labeler
from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.languages.names import PlaceWords
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.models.model_spans import SCHEME, trained_entities
from annotate.prelabel.models.span_joins import LabeledSpan
from annotate.prelabel.models.span_repair import SpanRepair
from annotate.prelabel.parsing.analysis import load_model, model_id, piped
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.versions import content_digest, version

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


class SpacyNer:
    """Suggests the entities of a model's `ner` component, without white space and punctuation at the edges.

    ``own`` is a pipeline to run instead of the analysis that all labelers share. With ``trained`` its labels
    are those of the ontology, and its `spancat` counts too. ``repairs`` maps languages to the repair of a
    general model's typical errors.
    """

    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "model"

    def __init__(
        self,
        name: str,
        version: str,
        languages: frozenset[str],
        ontology: Ontology,
        *,
        own: Language | None = None,
        score: float = fixed_scores.SPACY,
        repairs: Mapping[str, SpanRepair] | None = None,
        trained: bool = False,
    ) -> None:
        self.name = name
        self.version = version
        self.languages = languages
        self._ontology = ontology
        self._own = own
        self._score = score
        self._repairs = repairs or {}
        self._trained = trained

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the entities in each text. Counts labels without an entity type for the summary."""
        return [
            Annotation(author=self.name, status=Status.SUGGESTED, entities=tuple(self._entities(doc, draft)))
            for doc, draft in zip(self._docs(batch), batch, strict=True)
        ]

    def _docs(self, batch: Sequence[Draft]) -> Iterator[Doc]:
        if self._own is None:
            yield from (draft.analysis for draft in batch)
            return
        for answer in piped(self._own, [draft.article for draft in batch]):
            if isinstance(answer, Exception):
                raise answer
            yield answer

    def _entities(self, doc: Doc, draft: Draft) -> Iterator[Entity]:
        text = draft.article.text
        if self._trained and self._own is not None:
            yield from trained_entities(self._own, doc, text, self._ontology, draft.note)
            return
        repair = self._repairs.get(draft.language) if draft.language is not None else None
        spans: list[LabeledSpan] = []
        for found in doc.ents:
            label = self._ontology.mapped(SCHEME, found.label_)
            if label is None:
                draft.note(f"the model's label {found.label_} has no entity type")
                continue
            start, end = trimmed(text, found.start_char, found.end_char)
            if start == end:
                draft.note("an entity of punctuation only")
                continue
            if repair is None:
                spans.append((start, end, label))
            else:
                spans += repair.repaired(text, start, end, label, draft.tree)
        if repair is not None:
            things = repair.names_of_things(text, spans, draft.tree)
            spans = [span for span in spans if text[span[0] : span[1]] not in things]
            spans = repair.joins.joined(text, spans, draft.tree)
        place_ends = repair.place_ends(spans) if repair is not None else frozenset()
        for span in dict.fromkeys(spans):
            yield mention(text, *span, self._score)
            second = repair.second_label(text, span, place_ends, draft.tree) if repair is not None else None
            if second is not None:
                yield mention(text, span[0], span[1], second, fixed_scores.SPACY_SECOND)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``spacy`` for the shared model of each language, ``spacy:MODEL`` for another model."""
    if argument:
        return _with_own_model("spacy", argument, context, fixed_scores.SPACY, digest="")
    languages = [language for language in context.languages if language in context.analyser.models]
    languages = languages or list(context.languages)  # the next line then says which model is missing
    models = [context.analyser.model_id(language) for language in languages]
    repairs = _repairs(context)
    return SpacyNer(
        "spacy",
        version(*models, context.gazetteer().digest(), rules_version(repairs)),
        frozenset(languages),
        context.ontology,
        repairs=repairs,
    )


def _repairs(context: LabelerContext) -> dict[str, SpanRepair]:
    """Maps each language that has rules for this to the repair of the model's spans."""
    portfolios = _portfolios(context)
    return {
        language: SpanRepair(
            context.gazetteer(),
            rules.model_spans,
            rules.places or PlaceWords(),
            portfolios.get(language, frozenset()),
            context.ontology,
            facilities=context.gazetteer().facilities.get(language, frozenset()),
            common=known_words(language),
            heads=HeadNouns(context.gazetteer(), language) if language in context.gazetteer().heads else None,
        )
        for language, rules in context.name_rules().items()
        if rules.model_spans is not None
    }


def _portfolios(context: LabelerContext) -> dict[str, frozenset[str]]:
    try:
        lexicons = context.lexicons(None)
    except ConfigError:
        return {}  # the language has no lexicon
    return {
        language: frozenset(fold_case(word) for word in lexicon.words.portfolio)
        for language, lexicon in lexicons.items()
    }


def make_trained(context: LabelerContext, argument: str | None) -> Labeler:
    """``trained:PATH``: a model of `annotate train`, read by the labeler that the model's folder names.

    Of a whole model (`model_file`), only its model of entities. If the folder names no labeler, it must hold
    a spaCy model.
    """
    if not argument:
        raise ConfigError("trained needs the path of a model.", remedy="For instance trained:models/round-2")
    path = context.path(argument)
    if not path.is_dir():
        raise ConfigError("there is no trained model.", where=str(path), remedy="Check the path.")
    if (path / MODEL_FILE).is_file():
        form = format_of(path)
        if form != FORMAT and (labeler := _named_labeler(path, form)) != "spacy":
            return make_labeler(f"{labeler}:{path}", context)
        if form == FORMAT:
            path = _entities_of(path, argument)
    # Models of two rounds may have the same name and version, so the version covers the content.
    return _with_own_model(
        "trained", str(path), context, fixed_scores.TRAINED, digest=content_digest(path), trained=True
    )


def _entities_of(folder: Path, argument: str) -> Path:
    """The spaCy pipeline of a whole model. Raises `ConfigError` if the model has none."""
    if TRAINED not in read_model_file(folder).labelers:
        raise ConfigError(
            "this model finds no entities: it has judges or words alone.",
            where=str(folder),
            remedy=f"Put the whole model to use: 'annotate use {argument}'.",
        )
    return folder / ENTITIES


def _named_labeler(folder: Path, form: object) -> str:
    """The labeler that a model's folder of format 1 names. Raises `ConfigError` if the file is damaged."""
    file = folder / MODEL_FILE
    if form != 1:
        raise ConfigError(
            f"has the format {form!r:.40}, but this version reads formats 1 and {FORMAT} only.",
            where=str(file),
            remedy="Install a newer version of annotate-gold, or train the model again.",
        )
    try:
        named = json.loads(file.read_text(encoding="utf-8"))["labeler"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"does not name a labeler ({error!r}).", where=str(file), remedy="Train the model again."
        ) from error
    if not isinstance(named, str) or named.partition(":")[0] == "trained":
        raise ConfigError(
            f"names {named!r}, which reads no model.", where=str(file), remedy="Train the model again."
        )
    return named


def _with_own_model(
    name: str, model: str, context: LabelerContext, score: float, *, digest: str, trained: bool = False
) -> SpacyNer:
    local = context.path(model)
    where = str(local) if local.is_dir() else model
    nlp = load_model(where)
    language = nlp.lang or "xx"
    languages = frozenset({ANY_LANGUAGE if language == "xx" else language})
    known = version(model_id(where), digest)
    return SpacyNer(name, known, languages, context.ontology, own=nlp, score=score, trained=trained)
