"""The screen of a new version for a project in which people work: nothing that is stored loses its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation
from annotate.core.errors import ConfigError
from annotate.core.findings import Severity
from annotate.core.ontology import Ontology
from annotate.core.renaming import Names
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.screen.binding import bind
from annotate.studio.screen.carried import carried, same_config
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.screen.live_config import LiveConfig
from annotate.studio.screen.missing_parts import missing_parts
from annotate.studio.screen.screen_use import ScreenUse
from tests.builders import TEXT, event, meeting

FROZEN = Path(__file__).parents[2] / "earlier_version" / "frozen"
OLD = Ontology.load("diplomacy")
FORM = OLD.model_dump(mode="json", exclude_defaults=True)
THERE = json.loads((FROZEN / "server-tasks.json").read_text(encoding="utf-8"))["project"]
SCREENS = {"one palette": build_label_config(OLD, "fr"), "two palettes": THERE["label_config"]}
DROPPED = ("ROLE", "DATE", "AID", "CONSULT", "Agent", "Place", "Time", "mode", "visit")


def without(*names: str, add: dict[str, Any] | None = None, rename: dict[str, str] | None = None) -> Ontology:
    """A version without these types, roles, attributes or values, with other names, and with more types."""
    form = json.loads(json.dumps(FORM))
    form = _rid(form, set(names))
    for old, new in (rename or {}).items():
        form = json.loads(json.dumps(form).replace(json.dumps(old), json.dumps(new)))
        form["renamed"] = {**form.get("renamed", {}), old: new}
    form["entities"] |= add or {}
    form["renamed"] = {old: new for old, new in form.get("renamed", {}).items() if new not in names}
    form["attributes"] = {name: entry for name, entry in form["attributes"].items() if entry["on"]}
    for entry in form["attributes"].values():
        if entry.get("default") in names:
            del entry["default"]
    return Ontology.model_validate({**form, "version": "2.0.0"})


def _rid(value: Any, names: set[str]) -> Any:
    """A part of the form without these names, as keys and in lists."""
    if isinstance(value, dict):
        return {key: _rid(item, names) for key, item in value.items() if key not in names}
    if isinstance(value, list):
        return [_rid(item, names) for item in value if not (isinstance(item, str) and item in names)]
    return value


def worked() -> Annotation:
    """Mentions, an event with arguments and values, one with a mode, and one without a trigger."""
    made = meeting().annotation
    visit = made.events[0].with_(attributes={**made.events[0].attributes, "mode": "visit"})
    more = event(TEXT, "président", "SUPPORT", "v2", ("Agent", "e2"), attributes={"polarity": "negated"})
    whole = event(TEXT, None, "AID", "article.AID")
    return made.with_(events=(visit, more, whole))


def read(results: list[Any], ontology: Ontology, config: str, formers: tuple[Ontology, ...] = ()) -> Decoded:
    return decode(results, TEXT, bind(ontology, config, formers), ontology)


def counts(decoded: Decoded) -> tuple[int, ...]:
    events = decoded.events
    return (
        len(decoded.entities),
        len(events),
        sum(len(one.arguments) for one in events),
        sum(len(region.attributes) for region in decoded.regions),
    )


def used(results: list[Any]) -> ScreenUse:
    use = ScreenUse()
    use.take(results)
    return use


def assert_has_place(results: list[Any], config: str) -> None:
    """Label Studio keeps all of these results when somebody saves them on this screen."""
    live = LiveConfig.parse(config)
    labels = {one["id"]: one["value"]["labels"][0] for one in results if one["type"] == "labels"}
    for one in results:
        if one["type"] == "relation":
            assert set(one["labels"]) <= set(live.relations)
            continue
        control = live.controls[one["from_name"]]
        key = one["type"] if one["type"] != "textarea" else "text"
        if key != "text":
            assert set(one["value"][key]) <= set(control.values), one
        if control.labels:
            assert labels[one["id"]] in control.labels, one


CHANGES = {
    "a type more": without(add={"QUAY": {"hotkey": "z"}}),
    "types renamed": without(rename={"LOC": "SPOT", "CONSULT": "MEET"}),
    "a type dropped": without("ROLE"),
    "an event type dropped": without("CONSULT"),
    "a role dropped": without("Place"),
    "a role renamed": without(rename={"Place": "Venue"}),
    "an attribute dropped": without("mode"),
    "an attribute renamed": without(rename={"mode": "manner", "polarity": "sign"}),
    "a value dropped": without("visit", "positive"),
    "all at once": without(
        "ROLE", "Time", "visit", add={"QUAY": {}}, rename={"LOC": "SPOT", "CONSULT": "MEET"}
    ),
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_stored_has_a_place_and_is_read_as_before(change: str, screen: str) -> None:
    new, live = CHANGES[change], SCREENS[screen]
    results = encode(worked(), bind(OLD, live), scores=False)
    before = read(results, OLD, live)
    made = carried(live, new, "fr", used(results), [OLD])
    assert_has_place(results, made.config)
    after = read(results, new, made.config, (OLD,))
    assert counts(after) == counts(before)
    names = Names(new)
    assert [one.label for one in after.entities] == [names.entity(one.label) for one in before.entities]
    assert [one.type for one in after.events] == [names.event(one.type) for one in before.events]
    assert not [one for one in after.findings if one.severity is not Severity.NOTED]
    again = carried(made.config, new, "fr", used(results), [OLD, new])
    assert same_config(again.config, made.config), "a second run changes nothing"


@given(
    dropped=st.sets(
        st.sampled_from(["ROLE", "DATE", "AID", "CONSULT", "Agent", "Place", "Time", "mode", "visit"])
    ),
    rename=st.dictionaries(st.sampled_from(["LOC", "PER", "SUPPORT", "polarity"]), st.none()),
    screen=st.sampled_from(list(SCREENS)),
)
def test_no_combination_of_changes_loses_anything(
    dropped: set[str], rename: dict[str, None], screen: str
) -> None:
    new = without(*dropped, rename={name: f"X{name}" for name in rename}, add={"QUAY": {}})
    live = SCREENS[screen]
    results = encode(worked(), bind(OLD, live), scores=False)
    made = carried(live, new, "fr", used(results), [OLD])
    assert_has_place(results, made.config)
    assert counts(read(results, new, made.config, (OLD,))) == counts(read(results, OLD, live))


def test_what_nobody_used_goes_and_what_suggestions_used_stays() -> None:
    new = without("ROLE")
    live = SCREENS["one palette"]
    gone = carried(live, new, "fr", ScreenUse(), [OLD])
    assert (gone.kept, "ROLE" in gone.config) == ((), False)
    use = ScreenUse()
    use.take_sent(worked(), Names(new))
    stays = carried(live, new, "fr", use, [OLD])
    assert stays.kept == ("ROLE",)
    (label,) = [one for one in fromstring(stays.config).iter("Label") if one.get("alias") == "ROLE"]
    assert (label.get("hotkey"), label.get("background")) == ("–", "#9e9e9e")
    assert (label.get("value", "")[:2], label.get("hint")) == ("✕ ", "n’est plus demandé")
    assert carried(live, new, "fr", None, [OLD]).kept == ("ROLE",), "kept where nobody knows"


def test_results_of_a_page_from_before_are_read_although_the_type_has_gone() -> None:
    new = without("ROLE", "Place", "visit", rename={"LOC": "SPOT"})
    live = SCREENS["one palette"]
    results = encode(worked(), bind(OLD, live), scores=False)
    config = carried(live, new, "fr", ScreenUse(), [OLD]).config
    after = read(results, new, config, (OLD,))
    assert counts(after) == counts(read(results, OLD, live))
    assert [one.label for one in after.entities] == ["ROLE", "PER", "SPOT", "DATE"]


def test_a_control_that_cannot_show_what_is_stored_is_refused() -> None:
    form = json.loads(json.dumps(FORM))
    form["attributes"]["polarity"] = {"on": list(OLD.attributes["polarity"].on), "kind": "string"}
    new = Ontology.model_validate({**form, "version": "2.0.0"})
    live = SCREENS["one palette"]
    results = encode(worked(), bind(OLD, live), scores=False)
    with pytest.raises(ConfigError, match="Give the attribute a new name"):
        carried(live, new, "fr", used(results), [OLD])


def test_a_project_with_two_palettes_keeps_both_with_the_words_of_today() -> None:
    live = SCREENS["two palettes"]
    results = encode(worked(), bind(OLD, live), scores=False)
    made = carried(live, OLD, "fr", used(results), [OLD])
    there = LiveConfig.parse(made.config).controls
    assert {"entities", "triggers"} <= there.keys()
    assert set(OLD.entities) <= set(there["entities"].values)
    assert set(OLD.events) <= set(there["triggers"].values)
    assert read(results, OLD, made.config) == read(results, OLD, live)


def test_what_is_no_longer_asked_stays_in_its_group_and_takes_no_key() -> None:
    new = without("ROLE", "CONSULT", "planned")
    first = carried(SCREENS["one palette"], new, "fr", None, [OLD])
    again = carried(first.config, new, "fr", None, [OLD])
    assert same_config(first.config, again.config)
    root = fromstring(again.config)
    groups = {
        str(label.get("alias") or label.get("value")): str(group.get("className"))
        for group in root.iter("View")
        for label in group.findall("Label")
    }
    assert (groups["ROLE"], groups["CONSULT"]) == ("annotate-entities", "annotate-triggers")
    gone = [one for tag in ("Label", "Choice") for one in root.iter(tag) if "✕" in one.get("value", "")]
    assert {"ROLE", "CONSULT", "planned"} <= {one.get("alias") for one in gone}
    assert {one.get("hotkey") for one in gone} == {"–"}


def test_a_screen_of_before_gets_the_shorter_mark() -> None:
    first = carried(SCREENS["one palette"], without("ROLE"), "fr", None, [OLD]).config
    word = next(one for one in fromstring(first).iter("Label") if one.get("alias") == "ROLE").get("value", "")
    before = first.replace(word, f"{word.removeprefix('✕ ')} (n’est plus demandé)")
    assert same_config(carried(before, without("ROLE"), "fr", None, [OLD]).config, first)


def test_a_merged_type_is_not_called_no_longer_asked() -> None:
    form = json.loads(json.dumps(_rid(FORM, {"PER"})))
    form["renamed"] = {**form.get("renamed", {}), "PER": "ORG"}
    new = Ontology.model_validate({**form, "mapping": {}, "version": "2.0.0"})
    made = carried(SCREENS["one palette"], new, "fr", None, [OLD])
    assert (made.merged["PER"], "PER" in made.kept) == ("ORG", False)


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_a_value_of_the_present_control_counts_more_than_one_of_a_former_control(kind: str) -> None:
    def version(number: str, **more: Any) -> Ontology:
        form = json.loads(json.dumps(FORM))
        values = {value: {"en": value} for value in "xyz"}
        entry = {"on": ["CONSULT", "AID"], "kind": kind, "values": values, **more}
        return Ontology.model_validate({**form, "attributes": {"way": entry}, "version": number})

    one, divided = version("2.0.0"), version("3.0.0", allowed={"AID": ["x"]})
    live = build_label_config(one, "en")
    visit = worked().events[0]
    made = worked().with_(events=(visit.with_(attributes={"way": "y" if kind == "single" else ("y",)}),))
    results = encode(made, bind(one, live), scores=False)
    use = ScreenUse()
    use.take(results)
    screen = carried(live, divided, "en", use, [one])
    assert screen.kept == ("way",)
    (old,) = [result for result in results if result.get("from_name") == "way"]
    changed = {**old, "from_name": "way-CONSULT", "value": {**old["value"], "choices": ["z"]}}
    for order in ([*results, changed], [changed, *results]):
        found = read(order, divided, screen.config, (one,))
        assert found.events[0].attributes == {"way": "z" if kind == "single" else ("z",)}
        assert [finding.code for finding in found.findings] == ["several-values"]
    assert (
        read(results, divided, screen.config, (one,)).events[0].attributes
        == visit.with_(attributes={"way": "y" if kind == "single" else ("y",)}).attributes
    )


@pytest.mark.parametrize("screen", SCREENS)
def test_what_a_page_from_before_stored_comes_back_to_the_screen(screen: str) -> None:
    new = without("ROLE", "AID", "Place", "mode", "positive", rename={"Time": "When"})
    live = SCREENS[screen]
    results = encode(worked(), bind(OLD, live), scores=False)
    applied = carried(live, new, "fr", ScreenUse(), [OLD])
    if screen == "one palette":
        with pytest.raises((AssertionError, KeyError)):
            assert_has_place(results, applied.config)
    again = carried(applied.config, new, "fr", used(results), [OLD, new])
    assert_has_place(results, again.config)
    assert counts(read(results, new, again.config, (OLD, new))) == counts(read(results, OLD, live))
    third = carried(again.config, new, "fr", used(results), [OLD, new])
    assert same_config(third.config, again.config)


def test_missing_parts_are_named_once_and_none_is_missing_afterwards() -> None:
    new = without("ROLE", "Place")
    live = SCREENS["one palette"]
    results = encode(worked(), bind(OLD, live), scores=False)
    use = used(results)
    assert missing_parts(live, use, OLD, [OLD], "fr") == []
    applied = carried(live, new, "fr", ScreenUse(), [OLD]).config
    place = next(value for value in use.roles if value not in LiveConfig.parse(applied).relations)
    assert missing_parts(applied, use, new, [OLD, new], "fr") == ["ROLE", place]
    again = carried(applied, new, "fr", use, [OLD, new]).config
    assert missing_parts(again, use, new, [OLD, new], "fr") == []


def test_an_attribute_may_have_the_name_of_the_one_palette_in_a_project_with_two() -> None:
    form = json.loads(json.dumps(FORM).replace('"mode"', '"labels"'))
    ontology = Ontology.model_validate(form)
    live = SCREENS["two palettes"].replace('name="mode', 'name="labels')
    assert live != SCREENS["two palettes"]
    event = worked().events[0]
    attributes = {"labels" if name == "mode" else name: value for name, value in event.attributes.items()}
    results = encode(
        worked().with_(events=(event.with_(attributes=attributes),)), bind(ontology, live), scores=False
    )
    made = carried(live, ontology, "fr", used(results), [ontology])
    assert_has_place(results, made.config)
    assert read(results, ontology, made.config) == read(results, ontology, live)
