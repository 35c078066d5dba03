"""Two versions of an ontology: what is compatible, what breaks, and which annotations that concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import (
    breaking_differences,
    differences,
    digest_of,
    same_structure,
)
from annotate.core.renaming import renamed
from tests.builders import TEXT, annotation, article, entity, event

Change = Callable[[dict[str, Any]], object]


def form(version: str = "1.0.0") -> dict[str, Any]:
    return {
        "format": 1,
        "name": "small",
        "version": version,
        "languages": ["en"],
        "entities": {"PER": {}, "ORG": {"may_contain": ["LOC"]}, "LOC": {}, "ROLE": {"may_contain": ["PER"]}},
        "events": {"VISIT": {"roles": ["Agent", "Place"]}, "ACCUSE": {"roles": ["Agent"]}},
        "roles": {"Agent": {"fillers": ["PER", "ROLE"], "at_most": 2}, "Place": {"fillers": ["LOC"]}},
        "attributes": {
            "polarity": {
                "on": ["VISIT"],
                "kind": "single",
                "values": ["positive", "negated"],
                "default": "positive",
            },
            "sector": {"on": ["ROLE"], "kind": "multiple", "values": ["GOV", "MIL"]},
            "value": {"on": ["LOC"], "kind": "string"},
        },
    }


def version(change: Change, number: str = "1.1.0") -> Ontology:
    data = form(number)
    change(data)
    return Ontology.model_validate(data)


OLD = Ontology.model_validate(form())
FULL = annotation(
    article(),
    (
        entity(TEXT, "président cubain", "ROLE", "e1", attributes={"sector": ("GOV",)}),
        entity(TEXT, "Ana Pérez", "PER", "e2"),
        entity(TEXT, "Hanoï", "LOC", "e3", attributes={"value": "HAN"}),
        entity(TEXT, "Pérez à Hanoï", "ORG", "e4"),
    ),
    (
        event(
            TEXT,
            "rencontré",
            "VISIT",
            "v1",
            ("Agent", "e1"),
            ("Agent", "e2"),
            ("Place", "e3"),
            attributes={"polarity": "negated"},
        ),
        event(TEXT, None, "ACCUSE", "t1"),
    ),
)
PLAIN = annotation(article(), (entity(TEXT, "Ana Pérez", "PER", "e2"),))


def rename(data: dict[str, Any], section: str, old: str, new: str) -> None:
    data[section] = {new if name == old else name: entry for name, entry in data[section].items()}
    data.setdefault("renamed", {})[old] = new


def renames(data: dict[str, Any]) -> None:
    """A person is a HUMAN now, VISIT is TRAVEL, Agent is Who, polarity is sign."""
    rename(data, "entities", "PER", "HUMAN")
    data["entities"]["ROLE"]["may_contain"] = ["HUMAN"]
    rename(data, "events", "VISIT", "TRAVEL")
    for event_type in data["events"].values():
        event_type["roles"] = ["Who" if role == "Agent" else role for role in event_type["roles"]]
    rename(data, "roles", "Agent", "Who")
    data["roles"]["Who"]["fillers"] = ["HUMAN", "ROLE"]
    rename(data, "attributes", "polarity", "sign")
    data["attributes"]["sign"]["on"] = ["TRAVEL"]


COMPATIBLE: dict[str, Change] = {
    "nothing": lambda data: None,
    "a type": lambda data: data["entities"].update(DATE={}),
    "an event type": lambda data: data["events"].update(AID={"roles": ["Agent"]}),
    "a role": lambda data: data["roles"].update(Time={"fillers": ["LOC"]}),
    "a role of a type": lambda data: data["events"]["ACCUSE"]["roles"].append("Place"),
    "a filler": lambda data: data["roles"]["Place"]["fillers"].append("ORG"),
    "a value": lambda data: data["attributes"]["polarity"]["values"].append("unclear"),
    "an attribute": lambda data: data["attributes"].update(tone={"on": ["ACCUSE"], "kind": "string"}),
    "an attribute of a type": lambda data: data["attributes"]["value"]["on"].append("ORG"),
    "nesting": lambda data: data["entities"]["PER"].update(may_contain=["LOC"]),
    "wording": lambda data: data["entities"]["PER"].update(definition={"en": "A person."}),
    "a colour": lambda data: data["entities"]["PER"].update(color="#112233", hotkey="p"),
    "more fillers": lambda data: data["roles"]["Agent"].pop("at_most"),
    "several values": lambda data: data["attributes"]["polarity"].update(kind="multiple"),
    "another language": lambda data: data.update(languages=["en", "fr"]),
    "renames": renames,
}


@pytest.mark.parametrize("change", COMPATIBLE.values(), ids=COMPATIBLE)
def test_additions_and_renames_are_compatible_and_every_annotation_is_renamed(change: Change) -> None:
    new = version(change)
    assert breaking_differences(OLD, new) == []
    made = renamed(FULL, new)
    assert made.ontology == "small@1.1.0"
    assert len(made.regions) == len(FULL.regions)
    assert [region.id for region in made.regions] == [region.id for region in FULL.regions]


def without(section: str, name: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        del data[section][name]
        for role in data["roles"].values():
            role["fillers"] = [label for label in role["fillers"] if label in data["entities"]]
        for entry in data["entities"].values():
            entry["may_contain"] = [x for x in entry.get("may_contain", []) if x in data["entities"]]
        for entry in data["events"].values():
            entry["roles"] = [role for role in entry["roles"] if role in data["roles"]]
        for entry in data["attributes"].values():
            entry["on"] = [label for label in entry["on"] if label in {**data["entities"], **data["events"]}]

    return change


def set_in(section: str, name: str, **fields: Any) -> Change:
    return lambda data: data[section][name].update(fields)


BREAKING: list[tuple[str, Change]] = [
    ("has no entity type ORG", without("entities", "ORG")),
    ("has no event type ACCUSE", without("events", "ACCUSE")),
    ("VISIT has no role Place", set_in("events", "VISIT", roles=["Agent"])),
    ("VISIT has no role Place", without("roles", "Place")),
    ("PER may no longer be Agent of VISIT", set_in("roles", "Agent", fillers=["ROLE"])),
    ("VISIT takes Agent at most 1 times now", set_in("roles", "Agent", at_most=1)),
    ("ORG may no longer contain LOC", set_in("entities", "ORG", may_contain=[])),
    ("VISIT has no attribute polarity", without("attributes", "polarity")),
    ("LOC has no attribute value", set_in("attributes", "value", on=["ORG"])),
    ("polarity of VISIT has no value negated", set_in("attributes", "polarity", values=["positive"])),
    (
        "polarity of VISIT has no value negated",
        set_in("attributes", "polarity", allowed={"VISIT": ["positive"]}),
    ),
    ("sector of ROLE is a single now, not a multiple", set_in("attributes", "sector", kind="single")),
    ("value of LOC has another pattern", set_in("attributes", "value", pattern=r"\d+")),
    (
        "VISIT has no attribute polarity",
        lambda data: (
            without("attributes", "polarity")(data),
            data["attributes"].update(
                sign={"on": ["VISIT"], "kind": "single", "values": ["positive", "negated"]}
            ),
        ),
    ),
]


@pytest.mark.parametrize(("told", "change"), BREAKING, ids=[told for told, _ in BREAKING])
def test_what_is_removed_or_narrowed_breaks_only_the_annotations_that_use_it(
    told: str, change: Change
) -> None:
    new = version(change, "2.0.0")
    found = [difference for difference in breaking_differences(OLD, new) if told in difference.what]
    assert len(found) == 1, breaking_differences(OLD, new)
    assert found[0].concerns(renamed(FULL, new))
    assert not any(difference.concerns(PLAIN) for difference in breaking_differences(OLD, new))


def test_another_usual_value_concerns_annotations_that_leave_the_value_blank() -> None:
    new = version(set_in("attributes", "polarity", default="negated"))
    (found,) = breaking_differences(OLD, new)
    assert str(found) == "without a value, polarity of VISIT means negated, not positive"
    blank = FULL.with_(events=(event(TEXT, "rencontré", "VISIT", "v1"),))
    assert (found.concerns(blank), found.concerns(FULL)) == (True, False)


def test_a_narrower_rule_that_the_annotation_keeps_is_no_obstacle() -> None:
    one = FULL.with_(events=(event(TEXT, "rencontré", "VISIT", "v1", ("Agent", "e1")),))
    for change in (set_in("roles", "Agent", at_most=1), set_in("roles", "Agent", fillers=["ROLE"])):
        assert not any(item.concerns(one) for item in breaking_differences(OLD, version(change)))


def test_labels_that_became_one_are_merged_and_nothing_is_lost_in_silence() -> None:
    def merge(data: dict[str, Any]) -> None:
        del data["events"]["ACCUSE"], data["attributes"]["polarity"]
        data["renamed"] = {"ACCUSE": "VISIT"}

    new = version(merge)
    both = FULL.with_(events=(event(TEXT, None, "ACCUSE", "t1"), event(TEXT, None, "VISIT", "t2")))
    assert [item.type for item in renamed(both, new).events] == ["VISIT"]
    different = both.with_(events=(both.events[0], both.events[1].with_(attributes={"polarity": "negated"})))
    with pytest.raises(ValueError, match="two events of type VISIT"):
        renamed(different, new)


def test_two_attributes_that_became_one_with_two_values_are_refused() -> None:
    def merge(data: dict[str, Any]) -> None:
        data["attributes"]["sector"]["on"] = ["ROLE", "LOC"]
        del data["attributes"]["value"]
        data["renamed"] = {"value": "sector"}

    place = entity(TEXT, "Hanoï", "LOC", "e3", attributes={"value": "GOV", "sector": ("MIL",)})
    with pytest.raises(ValueError, match="LOC has two values for sector"):
        renamed(PLAIN.with_(entities=(place,)), version(merge))


def test_names_of_unreviewed_values_are_renamed_too() -> None:
    new = version(renames)
    marked = FULL.with_(events=(FULL.events[0].with_(unreviewed=("attributes.polarity", "ref")),))
    made = renamed(marked, new)
    (visit,) = made.events
    assert visit.unreviewed == ("attributes.sign", "ref")
    assert visit.attributes == {"sign": "negated"}
    assert {argument.role for argument in visit.arguments} == {"Who", "Place"}


def test_another_ontology_is_no_version_of_this_one() -> None:
    other = Ontology.model_validate({**form(), "name": "other"})
    (found,) = breaking_differences(OLD, other)
    assert found.concerns(PLAIN)


def test_the_digest_tells_every_change_of_content_and_no_other() -> None:
    again = {key: form()[key] for key in reversed(form())}
    assert digest_of(Ontology.model_validate(again)) == digest_of(OLD)
    worded = version(COMPATIBLE["wording"], "1.0.0")
    assert digest_of(worded) != digest_of(OLD)
    assert same_structure(OLD, worded)
    assert differences(OLD, worded) == ["wording, colours or hotkeys changed"]
    more = version(COMPATIBLE["a type"], "1.0.0")
    assert not same_structure(OLD, more)
    assert differences(OLD, more) == ["entity type DATE is new"]
    assert differences(OLD, version(renames, "1.0.0")) == [
        "more roles, fillers or values are allowed, or names changed"
    ]
