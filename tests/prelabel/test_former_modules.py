"""What plug-ins written for annotate 0.1 import is still there, under its name of then."""

from __future__ import annotations

import warnings
from importlib import import_module

import pytest

from annotate.core.annotation import Entity, Provenance
from annotate.prelabel.former_modules import FORMER_MODULES
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.draft import drafts_of
from tests.prelabel.builders import article, suggestion_of

NAMES = {
    "analysis": "Analyser piped load_model model_id TextTooLongError in_windows used_in_batch LONGEST WINDOW",
    "draft": "Draft SharedAnalysis drafts_of model_only Kind",
    "gazetteers": "Gazetteer Known NameIndex gazetteer fold Kind",
    "lexicon": "Lexicon Words EventWords TriggerWord Condition load_lexicon",
    "mentions": "mention trimmed entities_said once Holders",
    "pipeline": "prelabel author_of Pipeline Outcome Summary",
    "protocol": "Labeler ANY_LANGUAGE source",
    "region_ids": "entity_id event_id",
    "registry": "GROUP LabelerContext known_labelers make_labeler make_labelers",
    "scores": "BODIES CONSISTENCY DATES FACILITIES FURNITURE GAZETTEER GAZETTEER_CITY LLM PERSONS ROLES SPACY"
    " TRAINED TRIGGER CONDITIONED_TRIGGER ARTICLE_TYPE PLUG_IN",
    "sentences": "key sentences above",
    "tree": "Tree Word VERBS key SUBJECT PASSIVE OBJECT INDIRECT AGENT COMPLEMENT CONJUNCT APPOSITION"
    " POSSESSOR COMPOUND INFINITIVE CLAUSE ADVERBIAL ADNOMINAL RELATIVE MODIFIER DETERMINER AUXILIARY"
    " MARK CONJUNCTION NAME",
    "versions": "code_version content_digest version",
}


@pytest.mark.parametrize("module", NAMES)
def test_every_name_of_then_is_found_in_its_module_of_then(module: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = import_module(f"annotate.prelabel.{module}")
    assert [name for name in NAMES[module].split() if not hasattr(found, name)] == []


def test_the_list_has_every_module_that_was_moved() -> None:
    assert {name.rpartition(".")[2] for name in FORMER_MODULES} <= NAMES.keys()


def test_model_only_asks_for_spacy_as_it_did() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        model_only = import_module("annotate.prelabel.draft").model_only
    for sources, expected in ((["spacy@1"], True), (["spacy@1", "persons@2"], False)):
        provenance = tuple(Provenance(source=source) for source in sources)
        entity = Entity(id="e1", start=0, end=3, label="PER", text="Ana", provenance=provenance)
        assert model_only(entity) is expected


def test_drafts_take_what_was_said_under_its_name_of_then() -> None:
    said = suggestion_of()
    (draft,) = drafts_of([article("Ana.")], Analyser({}), said=said)
    assert draft.suggested is said
    with pytest.raises(TypeError, match="suggested"):
        drafts_of([article("Ana.")], Analyser({}))
