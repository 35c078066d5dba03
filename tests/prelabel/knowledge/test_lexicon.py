"""Lexicons: the shipped ones are complete, and faults are reported with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.configs import find_config
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.yaml_file import read_yaml
from annotate.prelabel.knowledge.lexicon import load_lexicon

MONTHS = "months: [[m1], [m2], [m3], [m4], [m5], [m6], [m7], [m8], [m9], [m10], [m11], [m12]]"


def written(folder: Path, events: str) -> Path:
    path = folder / "lex.yaml"
    path.write_text(f"format: 1\nlanguage: fr\n{MONTHS}\nevents:\n{events}", encoding="utf-8")
    return path


both_languages = pytest.mark.parametrize("language", ["fr", "en"])


@both_languages
def test_a_lexicon_has_at_least_eight_triggers_for_every_type(language: str, diplomacy: Ontology) -> None:
    lexicon = load_lexicon(f"lexicons/{language}.yaml", diplomacy)
    counts = {event_type: len(words.triggers) for event_type, words in lexicon.words.events.items()}
    assert set(counts) == set(diplomacy.events)
    assert min(counts.values()) >= 8


@both_languages
def test_the_lexicon_comes_along(language: str, diplomacy: Ontology) -> None:
    name = f"lexicons/{language}.yaml"
    assert find_config(name).name == f"{language}.yaml"
    assert load_lexicon(name, diplomacy).language == language


def test_an_unknown_event_type_is_named_with_file_line_and_key(tmp_path: Path, diplomacy: Ontology) -> None:
    path = written(tmp_path, "  CONSLUT:\n    triggers:\n      - {lemma: voir, pos: VERB}\n")
    with pytest.raises(ConfigError) as error:
        load_lexicon(path, diplomacy)
    assert error.value.where == f"{path}, line 5, key events.CONSLUT"
    assert "no event type 'CONSLUT'" in str(error.value)


def test_a_word_under_two_types_is_named_with_both(tmp_path: Path, diplomacy: Ontology) -> None:
    path = written(
        tmp_path,
        "  CONSULT:\n    triggers:\n      - {lemma: voir, pos: VERB}\n"
        "  AID:\n    triggers:\n      - {lemma: aider, pos: VERB}\n      - {lemma: voir, pos: VERB}\n",
    )
    with pytest.raises(ConfigError) as error:
        load_lexicon(path, diplomacy)
    assert error.value.where == f"{path}, line 11, key events.AID.triggers.1"
    assert "already stands under CONSULT" in str(error.value)


@pytest.mark.parametrize(
    ("trigger", "message"),
    [
        ("{lemma: voir, pos: VERB, mode: telepathy}", "CONSULT has no mode 'telepathy'"),
        ("{lemma: voir, pos: VERB, object: Victim}", "CONSULT has no role 'Victim'"),
        ("{lemma: voir, pos: VERB, weight: 3}", "weight"),
        ("{lemma: voir, pos: verb}", "Input should be 'VERB', 'NOUN' or 'ADJ'"),
        ("{lemma: voir, pos: VERB, with: {}}", "a condition needs lemmas"),
    ],
)
def test_a_faulty_trigger_is_reported_with_its_line(
    tmp_path: Path, diplomacy: Ontology, trigger: str, message: str
) -> None:
    path = written(tmp_path, f"  CONSULT:\n    triggers:\n      - {trigger}\n")
    with pytest.raises(ConfigError) as error:
        load_lexicon(path, diplomacy)
    assert message in str(error.value)
    assert f"{path}, line 7, key events.CONSULT.triggers.0" in str(error.value)


def test_the_lexicon_that_comes_along_serves_an_ontology_with_fewer_types(small: Ontology) -> None:
    lexicon = load_lexicon("lexicons/fr.yaml", small, strict=False)
    assert {event_type for event_type, _ in lexicon.entries} == {"CONSULT", "AID"}


def test_another_content_is_another_digest(tmp_path: Path, diplomacy: Ontology) -> None:
    path = written(tmp_path, "  AID:\n    triggers:\n      - {lemma: aider, pos: VERB}\n")
    before = load_lexicon(path, diplomacy).digest
    path.write_text(path.read_text() + "      - {lemma: secourir, pos: VERB}\n")
    assert load_lexicon(path, diplomacy).digest != before


@both_languages
def test_no_trigger_has_a_capital_so_no_list_names_a_person(language: str) -> None:
    words = read_yaml(find_config(f"lexicons/{language}.yaml")).data
    listed = [trigger["lemma"] for entry in words["events"].values() for trigger in entry["triggers"]]
    listed += [cue for entry in words["events"].values() for cue in entry.get("cues", [])]
    listed += [word for key in ("topics", "planning", "leading") for word in words[key]]
    # "coup d'État" is written with a capital, which names nobody.
    assert [word for word in listed if (name := word.replace("d'État", "")) != name.lower()] == []


def test_a_trigger_may_have_two_types_if_a_condition_tells_them_apart(
    tmp_path: Path, diplomacy: Ontology
) -> None:
    path = written(
        tmp_path,
        "  SANCTION:\n    triggers:\n      - {lemma: rappeler, pos: VERB, with: {object: [ambassadeur]}}\n"
        "  REQUEST:\n    triggers:\n      - {lemma: rappeler, pos: VERB}\n",
    )
    assert [event_type for event_type, _ in load_lexicon(path, diplomacy).entries] == ["SANCTION", "REQUEST"]


def test_a_condition_that_asks_for_an_unknown_class_is_named_with_its_line(
    tmp_path: Path, diplomacy: Ontology
) -> None:
    path = written(
        tmp_path, "  AID:\n    triggers:\n      - {lemma: aider, pos: VERB, with: {near: ['@rich']}}\n"
    )
    with pytest.raises(ConfigError) as error:
        load_lexicon(path, diplomacy)
    assert "has a condition on the class '@rich', which does not exist" in str(error.value)
    assert error.value.where == f"{path}, line 7, key events.AID.triggers.0"
