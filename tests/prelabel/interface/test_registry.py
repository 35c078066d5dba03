"""Labelers by name: built-in ones and plug-ins are found in the same way, with clear errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotate.core.errors import ConfigError
from annotate.prelabel.interface.registry import LabelerContext, known_labelers, make_labeler, make_labelers
from annotate.prelabel.labelers.dates import Dates
from annotate.prelabel.pipeline import DEFAULT_ORDER

Install = Callable[[str, str], None]

PLUG_IN = """
class Mine:
    name = "mine"; version = "1"; languages = frozenset({"fr"}); needs = provides = frozenset()
    def __init__(self, argument): self.argument = argument
    def label(self, batch): return []

def make(context, argument): return Mine(argument)
def breaks(context, argument): raise RuntimeError("no licence")
def nonsense(context, argument): return 42
"""


def test_the_built_in_labelers_are_registered_like_plug_ins(
    own_labelers: dict[str, str], context: LabelerContext
) -> None:
    # These need a model, an endpoint or a campaign's words to be named.
    asked_for = {"campaign-words", "gliner", "hf", "llm", "trained"}
    assert set(own_labelers) - asked_for == set(DEFAULT_ORDER)
    assert "trained" in own_labelers
    made = make_labelers(DEFAULT_ORDER, context)
    assert tuple(labeler.name for labeler in made) == DEFAULT_ORDER


def test_a_plug_in_is_found_and_given_its_argument(install: Install, context: LabelerContext) -> None:
    install("mine = plugin_module1:make", PLUG_IN)
    labeler = make_labeler("mine:a:b", context)
    assert vars(labeler) == {"argument": "a:b"}
    assert "mine" in known_labelers()


def test_an_unknown_labeler_lists_the_known_ones(
    own_labelers: dict[str, str], context: LabelerContext
) -> None:
    with pytest.raises(ConfigError, match=r"no labeler 'spacey'.*article-types, .*datelines, .*roles, spacy"):
        make_labeler("spacey", context)


def test_a_plug_in_that_cannot_be_imported_is_named(install: Install, context: LabelerContext) -> None:
    install("sick = plugin_module1:make", "raise OSError('libfoo.so is missing')")
    with pytest.raises(ConfigError, match=r"labeler sick .*cannot be imported: OSError: libfoo"):
        make_labeler("sick", context)


def test_a_plug_in_that_cannot_be_made_is_named(install: Install, context: LabelerContext) -> None:
    install("poor = plugin_module1:breaks\nodd = plugin_module1:nonsense", PLUG_IN)
    with pytest.raises(ConfigError, match="labeler poor cannot be made: RuntimeError: no licence"):
        make_labeler("poor", context)
    with pytest.raises(ConfigError, match="labeler odd is a int, which is no labeler"):
        make_labeler("odd", context)


def test_two_plug_ins_of_one_name_are_refused(install: Install, context: LabelerContext) -> None:
    install("mine = plugin_module1:make", PLUG_IN)
    install("mine = plugin_module2:make", PLUG_IN)
    with pytest.raises(ConfigError, match="two plug-ins offer a labeler mine"):
        make_labeler("mine", context)


def test_a_lexicon_of_ones_own_is_an_argument(
    own_labelers: dict[str, str], context: LabelerContext, tmp_path: object
) -> None:
    with pytest.raises(ConfigError, match=r"no configuration file 'mine\.yaml'"):
        make_labeler("events:mine.yaml", context)
    assert isinstance(make_labeler("dates:lexicons/fr.yaml", context), Dates)


def test_a_language_without_a_lexicon_is_named(own_labelers: dict[str, str], context: LabelerContext) -> None:
    vietnamese = LabelerContext(context.ontology, ("vi",), context.analyser)
    with pytest.raises(ConfigError, match=r"lexicons/vi\.yaml"):
        make_labeler("dates", vietnamese)
    with pytest.raises(ConfigError, match="no spaCy model is configured for the language 'vi'"):
        make_labeler("spacy", vietnamese)


def test_languages_with_a_lexicon_work_beside_one_without(
    own_labelers: dict[str, str], context: LabelerContext
) -> None:
    both = LabelerContext(context.ontology, ("vi", "fr"), context.analyser)
    assert make_labeler("dates", both).languages == {"fr"}
