"""What changed between two versions of an ontology, in words, and the version that fits."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.ontology import Ontology
from annotate.core.ontology_changes import Level, Part, changes, suggested_version
from annotate.core.open_arrows import newly_open, open_roles

OLD = Ontology.load("diplomacy").model_copy(update={"version": "1.2.3"})
Edit = Callable[[dict[str, Any]], object]


def edited(edit: Edit) -> Ontology:
    form = json.loads(OLD.model_dump_json(exclude_defaults=True))
    edit(form)
    return Ontology.model_validate(form)


def _renamed(form: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(form).replace('"LOC"', '"SPOT"'))
    form.clear()
    form.update(changed)
    form.setdefault("renamed", {})["LOC"] = "SPOT"


def _no_place(form: dict[str, Any]) -> None:
    del form["roles"]["Place"]
    for event in form["events"].values():
        event["roles"].pop("Place", None)


def _nothing_planned(form: dict[str, Any]) -> None:
    modality = form["attributes"]["modality"]
    for values in (modality["values"], *modality["words"].values()):
        values.pop("planned", None)


CASES: dict[str, tuple[Edit, str, Level, Part]] = {
    "a type more": (
        lambda form: form["entities"].update(QUAY={}),
        "entity type QUAY is new",
        Level.COMPATIBLE,
        Part.SCREEN,
    ),
    "renamed": (_renamed, "entity type LOC is called SPOT now", Level.COMPATIBLE, Part.SCREEN),
    "a role gone": (_no_place, "role Place is gone", Level.BREAKING, Part.SCREEN),
    "a value more": (
        lambda form: form["attributes"]["polarity"]["values"].update(open={}),
        "may be open",
        Level.COMPATIBLE,
        Part.SCREEN,
    ),
    "a value gone": (
        _nothing_planned,
        "modality of AGREE has no value planned",
        Level.BREAKING,
        Part.SCREEN,
    ),
    "another usual value": (
        lambda form: form["attributes"]["modality"].update(default="planned"),
        "means planned, not asserted",
        Level.BREAKING,
        Part.SCREEN,
    ),
    "a filler more": (
        lambda form: form["roles"]["Place"]["fillers"].append("ORG"),
        "Place of AGREE may be ORG",
        Level.COMPATIBLE,
        Part.SCREEN,
    ),
    "nesting": (
        lambda form: form["entities"]["PER"].update(may_contain=["LOC"]),
        "PER may contain LOC",
        Level.COMPATIBLE,
        Part.SCREEN,
    ),
    "a word": (
        lambda form: form["entities"]["PER"].update(word={"fr": "Gens", "en": "Person"}),
        "PER is shown as “Gens” in fr, before as “Personne”",
        Level.WORDING,
        Part.SCREEN,
    ),
    "a key": (
        lambda form: form["entities"]["PER"].update(hotkey="z"),
        "the hotkey of PER is z, before 1",
        Level.WORDING,
        Part.SCREEN,
    ),
    "a colour": (
        lambda form: form["entities"]["PER"].update(color="#112233"),
        "the colour of PER is #112233",
        Level.WORDING,
        Part.SCREEN,
    ),
    "a definition": (
        lambda form: form["entities"]["PER"].update(definition={"fr": "x", "en": "y"}),
        "PER has other words in the guidelines: definition",
        Level.WORDING,
        Part.GUIDELINES,
    ),
    "a kind": (
        lambda form: form["entities"]["ORG"].update(kind="place"),
        "kind of ORG is place, before organization",
        Level.COMPATIBLE,
        Part.RULES,
    ),
    "an arrow turned": (
        lambda form: form["roles"]["Agent"].update(arrow="from event"),
        "arrow of Agent is from event, before to event",
        Level.BREAKING,
        Part.SCREEN,
    ),
    "the order": (
        lambda form: form.update(entities=dict(reversed(form["entities"].items()))),
        "the entity types come in another order",
        Level.WORDING,
        Part.SCREEN,
    ),
}
VERSIONS = {Level.BREAKING: "2.0.0", Level.COMPATIBLE: "1.3.0", Level.WORDING: "1.2.4"}


@pytest.mark.parametrize(("edit", "what", "level", "part"), CASES.values(), ids=CASES)
def test_a_change_is_named_with_its_level_and_the_version_that_fits(
    edit: Edit, what: str, level: Level, part: Part
) -> None:
    new = edited(edit)
    found = [change for change in changes(OLD, new) if what in change.what]
    assert found, changes(OLD, new)
    assert {(change.level, change.part) for change in found} == {(level, part)}
    assert suggested_version(OLD, new) == VERSIONS[level]


def test_nothing_changed_asks_for_no_new_version() -> None:
    same = edited(lambda form: None)
    assert changes(OLD, same) == []
    assert suggested_version(OLD, same) == "1.2.3"


def test_another_ontology_is_no_version() -> None:
    assert changes(OLD, Ontology.load("conll"))[0].what.endswith(
        "are different ontologies, not versions of one"
    )


def _merged(form: dict[str, Any]) -> None:
    text = json.dumps({**form, "entities": {n: e for n, e in form["entities"].items() if n != "PER"}})
    form.clear()
    form.update(json.loads(text.replace('"PER"', '"ORG"')))
    form["renamed"] = {**form.get("renamed", {}), "PER": "ORG"}


def test_two_types_that_become_one_are_merged_which_needs_a_major_version() -> None:
    new = edited(_merged)
    found = changes(OLD, new)
    assert "entity type PER is merged into ORG" in found[0].what
    assert not any("PER" in change.what and change.kind == "renamed" for change in found)
    assert not any("kind of ORG" in change.what for change in found), "ORG itself has not changed"
    assert suggested_version(OLD, new) == "2.0.0"


def test_a_core_role_is_named_once_and_for_the_guidelines() -> None:
    new = edited(lambda form: form["roles"]["Agent"].update(core=not OLD.roles["Agent"].core))
    found = [change for change in changes(OLD, new) if "core" in change.what]
    assert found
    assert {(change.part, change.kind) for change in found} == {(Part.GUIDELINES, "changed")}
    assert not any("True" in change.what or "False" in change.what for change in found)


def test_two_roles_with_one_direction_and_filler_need_a_role_from_the_menu() -> None:
    assert open_roles(OLD) == [], "between a place and a recipient, a rule chooses"
    new = edited(
        lambda form: (
            form["roles"].update(Sponsor={"fillers": ["ORG"], "arrow": "to event"}),
            form["events"]["AID"]["roles"].update(Sponsor={}),
        )
    )
    assert list(map(str, newly_open(OLD, new))) == ["AID: Agent or Sponsor (ORG)"]
    assert newly_open(new, new) == []
    turned = edited(
        lambda form: (
            form["roles"].update(Sponsor={"fillers": ["ORG"], "arrow": "from event"}),
            form["events"]["AID"]["roles"].update(Sponsor={}),
        )
    )
    assert not any("Agent" in str(one) for one in open_roles(turned))


def test_a_rename_that_is_gone_is_a_breaking_change_if_its_target_is_still_there() -> None:
    form = json.loads(OLD.model_dump_json(exclude_defaults=True))
    renamed = Ontology.model_validate({**form, "renamed": {**OLD.renamed, "SPOT": "LOC"}})
    (found,) = changes(renamed, OLD)
    assert found.what.startswith("SPOT means LOC no more: renamed has no entry for it")
    assert suggested_version(renamed, OLD) == "2.0.0"
    assert changes(OLD, renamed) == []
