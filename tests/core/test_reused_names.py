"""A name that meant something else in a former version is found, with its place and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.configs import FORMER, configs_folder
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.reused_names import refuse_reused_names, reused_names


def version(number: str = "2.0.0", **changes: Any) -> Ontology:
    """An ontology with ships, hits, and roles that have the words Who and Whom."""
    form: dict[str, Any] = {
        "format": 1,
        "name": "o",
        "version": number,
        "languages": ["en", "fr"],
        "entities": {"PER": {}, "SHIP": {}},
        "events": {"HIT": {"roles": ["Agent", "Target"]}},
        "roles": {
            "Agent": {"fillers": ["PER"], "word": {"en": "Who"}},
            "Target": {"fillers": ["PER"], "word": {"en": "Whom"}},
        },
        "attributes": {"mode": {"on": ["HIT"], "kind": "single", "values": ["high", "low"]}},
    }
    return Ontology.model_validate({**form, **changes})


def roles(**words: str) -> dict[str, Any]:
    return {role: {"fillers": ["PER"], "word": {"en": word}} for role, word in words.items()}


OLD = version("1.0.0")
VESSEL = version("1.1.0", entities={"PER": {}, "VESSEL": {}}, renamed={"SHIP": "VESSEL"})
BOTH: dict[str, Any] = {"PER": {}, "VESSEL": {}, "SHIP": {}}


def mode(words: dict[str, str], *values: str) -> dict[str, Any]:
    return {"mode": {"on": ["HIT"], "kind": "single", "values": list(values), "words": {"en": words}}}


REUSED: dict[str, tuple[Ontology, list[Ontology], list[str]]] = {
    "words of roles swapped": (
        version(roles=roles(Agent="Whom", Target="Who")),
        [OLD],
        ["roles.Agent.word", "roles.Target.word"],
    ),
    "a dropped role's word for a new role": (
        version(roles=roles(Means="Who", Target="Whom"), events={"HIT": {"roles": ["Means", "Target"]}}),
        [OLD],
        ["roles.Means.word"],
    ),
    "a dropped role's code as a word": (
        version(roles=roles(Means="Agent", Target="Whom"), events={"HIT": {"roles": ["Means", "Target"]}}),
        [OLD],
        ["roles.Means.word"],
    ),
    "a role's word as the code of another": (
        version(roles=roles(Who="By", Target="Whom"), events={"HIT": {"roles": ["Who", "Target"]}}),
        [OLD],
        ["roles.Who"],
    ),
    "a renamed type's former code": (version(entities=BOTH), [OLD, VESSEL], ["entities.SHIP"]),
    "a dropped type's code as a word": (
        version(entities={"PER": {}, "BOAT": {"title": {"en": "SHIP", "fr": "SHIP"}}}),
        [OLD],
        ["entities.BOAT.word"],
    ),
    "an entity type that is an event type now": (
        version(entities={"PER": {}}, events={"HIT": {"roles": ["Agent"]}, "SHIP": {}}),
        [OLD],
        ["events.SHIP"],
    ),
    "a dropped value as the word of another": (
        version(attributes=mode({"strong": "high"}, "strong", "low")),
        [OLD],
        ["attributes.mode.words.en.strong"],
    ),
}


@pytest.mark.parametrize("case", REUSED)
def test_a_name_with_another_meaning_is_refused_with_its_place(case: str) -> None:
    new, formers, places = REUSED[case]
    assert [".".join(item.keys) for item in reused_names(new, formers)] == places
    with pytest.raises(ConfigError, match=places[0]):
        refuse_reused_names(new, formers)


UNCHANGED: dict[str, tuple[Ontology, list[Ontology]]] = {
    "the same": (version(), [OLD]),
    "a type renamed": (VESSEL, [OLD]),
    "renamed and back": (version("1.2.0", renamed={"VESSEL": "SHIP"}), [OLD, VESSEL]),
    "back to the version before": (OLD, [OLD, VESSEL]),
    "other words": (version(roles=roles(Agent="By whom", Target="To whom")), [OLD]),
    "a role renamed that keeps its word": (
        version(
            roles=roles(Doer="Who", Target="Whom"),
            events={"HIT": {"roles": ["Doer", "Target"]}},
            renamed={"Agent": "Doer"},
        ),
        [OLD],
    ),
    "a renamed type that has its former code as its word": (
        version(entities={"PER": {}, "BOAT": {"word": {"en": "SHIP"}}}, renamed={"SHIP": "BOAT"}),
        [OLD],
    ),
    "another ontology": (version(name="p", roles=roles(Agent="Whom", Target="Who")), [OLD]),
}


@pytest.mark.parametrize("case", UNCHANGED)
def test_what_keeps_its_meaning_is_accepted(case: str) -> None:
    new, formers = UNCHANGED[case]
    assert reused_names(new, formers) == []


def test_the_built_in_ontology_reuses_no_name_of_its_former_versions() -> None:
    former = [Ontology.load(path) for path in sorted((configs_folder() / FORMER).glob("diplomacy*.yaml"))]
    assert former
    assert reused_names(Ontology.load("diplomacy"), former) == []
