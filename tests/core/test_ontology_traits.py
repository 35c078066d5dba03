"""Kinds and traits: what a type or role stands for, whatever it is called."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.configs import configs_folder
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import EntityKind, EventTrait, RoleKind
from annotate.core.yaml_file import read_yaml
from tests.renamed_ontology import without_traits

ENTITY_KINDS: tuple[EntityKind, ...] = ("person", "organization", "place", "function", "date")
ROLE_KINDS: tuple[RoleKind, ...] = ("agent", "recipient", "place", "time")
TRAITS: tuple[EventTrait, ...] = ("spoken", "addressed", "responsive", "happening", "mutual", "promise")


@pytest.fixture(scope="module")
def diplomacy() -> Ontology:
    return Ontology.load("diplomacy")


def shipped() -> dict[str, Any]:
    return read_yaml(configs_folder() / "diplomacy.yaml").data


def tiny(**more: Any) -> Ontology:
    return Ontology.model_validate(
        {"format": 1, "name": "tiny", "version": "1.0.0", "languages": ["en"], **more}
    )


def meaning(ontology: Ontology) -> list[object]:
    return [
        *(ontology.label_of(kind) for kind in ENTITY_KINDS),
        {label: [ontology.role_of(kind, label) for kind in ROLE_KINDS] for label in ontology.events},
        *(sorted(ontology.types_with(trait)) for trait in TRAITS),
        {label: ontology.promise_of(label) for label in ontology.events},
    ]


def test_the_default_ontology_states_what_rules_ask(diplomacy: Ontology) -> None:
    assert [diplomacy.label_of(kind) for kind in ENTITY_KINDS] == ["PER", "ORG", "LOC", "ROLE", "DATE"]
    roles = [diplomacy.role_of(kind, "ASSAULT") for kind in ROLE_KINDS]
    assert roles == ["Agent", "Recipient", "Place", "Time"]
    assert diplomacy.types_with("happening") == {"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"}
    assert diplomacy.types_with("mutual") == {"CONSULT"}
    assert diplomacy.promise_of("RETREAT") == diplomacy.promise_of("CONCEDE") == "CONCEDE"
    assert diplomacy.promise_of("ASSAULT") == "THREATEN"
    assert diplomacy.promise_of("AID") is None
    assert all(event.traits is not None for event in diplomacy.events.values())
    assert all(item.kind for item in diplomacy.entities.values())
    assert all(item.kind for item in diplomacy.roles.values())


def test_a_copy_from_before_kinds_and_traits_means_what_it_meant(diplomacy: Ontology) -> None:
    assert meaning(Ontology.model_validate(without_traits(shipped()))) == meaning(diplomacy)


def test_a_former_name_of_ours_is_known_under_the_name_that_the_copy_gave_it() -> None:
    ontology = tiny(
        entities={"PERSON": {}, "DATE": {}},
        roles={"Doer": {"fillers": ["PERSON"]}},
        events={"MEET": {"roles": ["Doer"]}, "YIELD": {}, "LEAVE": {}},
        renamed={"PER": "PERSON", "Agent": "Doer", "CONSULT": "MEET", "CONCEDE": "YIELD", "RETREAT": "LEAVE"},
    )
    assert ontology.kind_of("PERSON") == "person"
    assert ontology.role_of("agent", "MEET") == "Doer"
    assert ontology.types_with("mutual") == {"MEET"}
    assert ontology.promise_of("LEAVE") == "YIELD"


def test_what_is_stated_wins_over_what_the_name_suggests() -> None:
    ontology = tiny(
        entities={"PER": {"kind": "organization"}},
        events={"CONSULT": {"traits": []}, "RETREAT": {"traits": ["spoken"]}},
    )
    assert ontology.kind_of("PER") == "organization"
    assert ontology.label_of("person") is None
    assert ontology.types_with("mutual") == ontology.types_with("happening") == frozenset()
    assert ontology.types_with("spoken") == {"RETREAT"}


def test_an_arrow_to_the_event_is_the_agent_and_one_from_the_event_any_other_role(
    diplomacy: Ontology,
) -> None:
    arrows = {role: diplomacy.arrow_of(role) for role in diplomacy.roles}
    assert arrows == {
        "Agent": "to event",
        "Recipient": "from event",
        "Place": "from event",
        "Time": "from event",
    }
    assert diplomacy.states_arrows


def test_roles_without_an_arrow_take_that_of_the_default_ontology() -> None:
    """As with kinds. But such a file does not state arrows: its annotators were told of none."""
    ontology = tiny(
        entities={"PER": {}},
        roles={"Agent": {"fillers": ["PER"]}, "Place": {"fillers": ["PER"], "arrow": "to event"}},
        renamed={"Time": "Place"},
    )
    assert ontology.arrow_of("Agent") == ontology.arrow_of("Place") == "to event"
    assert ontology.states_arrows
    former = Ontology.model_validate(without_traits(shipped()))
    assert former.arrow_of("Recipient") == "from event"
    assert not former.states_arrows


def test_an_event_type_without_its_promises_type_makes_plain_promises() -> None:
    ontology = tiny(entities={"PER": {}}, events={"RETREAT": {}, "AGREE": {}})
    assert ontology.promise_of("RETREAT") is None  # this ontology has no CONCEDE


def test_of_two_roles_of_a_kind_each_event_type_gets_the_one_that_it_has() -> None:
    ontology = tiny(
        entities={"PER": {}},
        roles={
            "Attacker": {"kind": "agent", "fillers": ["PER"]},
            "Agent": {"fillers": ["PER"]},
            "Victim": {"kind": "recipient", "fillers": ["PER"]},
        },
        events={"ASSAULT": {"roles": ["Attacker"]}, "CONSULT": {"roles": ["Agent"]}, "RAIN": {}},
    )
    assert ontology.role_of("agent", "ASSAULT") == "Attacker"
    assert ontology.role_of("agent", "CONSULT") == "Agent"
    assert ontology.role_of("agent", "RAIN") is None
    assert ontology.counterpart_of("Agent", "ASSAULT") == "Attacker"
    assert ontology.counterpart_of("Agent", "CONSULT") == "Agent"
    assert ontology.counterpart_of("Victim", "CONSULT") is None


@pytest.mark.parametrize(
    ("fillers", "mapping", "chosen"),
    [
        ([], {}, "GPE"),
        (["LOC"], {}, "LOC"),
        (["GPE", "LOC"], {"spacy": {"LOC": "LOC"}}, "LOC"),
        (["GPE", "LOC"], {"spacy": {"LOC": "LOC", "GPE": "GPE"}}, "GPE"),
        (["GPE"], {"spacy": {"LOC": "LOC"}}, "GPE"),
    ],
)
def test_of_two_types_of_a_kind_rules_use_one_that_fills_a_role_and_is_mapped(
    fillers: list[str], mapping: dict[str, Any], chosen: str
) -> None:
    ontology = tiny(
        entities={"GPE": {"kind": "place"}, "LOC": {}, "PER": {}},
        roles={"Agent": {"fillers": ["PER", *fillers]}},
        events={"CONSULT": {"roles": ["Agent"]}},
        mapping=mapping,
    )
    assert ontology.label_of("place") == chosen


def test_a_type_that_no_rule_knows_has_no_kind_and_no_traits() -> None:
    ontology = tiny(entities={"GENE": {}}, events={"BIND": {}})
    assert ontology.kind_of("GENE") is None
    assert not any(ontology.types_with(trait) for trait in TRAITS)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"promised": "YIELD"}, "a promise of LEAVE is 'YIELD', which is no event type"),
        ({"traits": ["loud"]}, "loud"),
    ],
)
def test_an_unknown_trait_or_promise_is_refused(tmp_path: Any, event: dict[str, Any], said: str) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(
        "format: 1\nname: tiny\nversion: 1.0.0\nlanguages: [en]\nentities: {PER: {}}\n"
        f"events:\n  LEAVE: {event}\n"
    )
    with pytest.raises(ConfigError) as error:
        Ontology.load(path)
    assert str(error.value.where).startswith(f"{path}, line 7, key events.LEAVE")
    if "promised" in event:
        assert said in str(error.value)
