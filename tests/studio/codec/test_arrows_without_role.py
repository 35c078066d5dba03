"""An arrow without a role means a role: by its direction or, where that leaves several, by a rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Argument
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.codec.open_arrow import OpenArrow
from annotate.studio.codec.open_roles import FilledRole, RoleReading, RoleTable
from annotate.studio.codec.place_or_recipient import PlaceOrRecipient
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.screen.binding import bind, own_binding
from annotate.studio.screen.label_config import build_label_config
from tests.builders import TEXT, records
from tests.examples import examples
from tests.renamed_ontology import without_traits

ONTOLOGY = Ontology.load("diplomacy")
BINDING = own_binding(ONTOLOGY)
FORMER = Ontology.model_validate(without_traits(ONTOLOGY.model_dump(exclude_none=True)))
RULE = PlaceOrRecipient.id
Result = dict[str, Any]


def label(words: str, name: str, id: str, control: str = "entities") -> Result:
    start = TEXT.index(words)
    span = {"start": start, "end": start + len(words), "text": words, "labels": [name]}
    return {"id": id, "from_name": control, "to_name": "text", "type": "labels", "value": span}


def arrow(source: str, target: str, direction: Any = "right", **more: Any) -> Result:
    return {"type": "relation", "from_id": source, "to_id": target, "direction": direction, **more}


REGIONS = [
    label("Ana Pérez", "PER", "p"),
    label("Hanoï", "LOC", "l"),
    label("3 mars", "DATE", "d"),
    label("rencontré", "CONSULT", "v", "triggers"),
    label("président cubain", "ROLE", "r"),
]


def read(*results: Result, roles: RoleReading | None = None, pushed: tuple[Annotation, ...] = ()) -> Decoded:
    return decode([*REGIONS, *results], TEXT, BINDING, ONTOLOGY, pushed, roles=roles)


def given_by(*results: Result, roles: RoleReading | None = None) -> list[tuple[str, str, bool]]:
    """The arguments, each with its role, its mention, and whether somebody reviewed the role."""
    (event,) = read(*results, roles=roles).events
    return [(one.role, one.entity, not one.unreviewed) for one in event.arguments]


@pytest.mark.parametrize(
    ("drawn", "arguments"),
    [
        (arrow("p", "v"), [("Agent", "p", True)]),
        (arrow("v", "p"), [("Recipient", "p", True)]),
        (arrow("v", "p", "left"), [("Agent", "p", True)]),
        (arrow("p", "v", "left"), [("Recipient", "p", True)]),
        (arrow("p", "v", None), [("Agent", "p", True)]),
        (arrow("v", "r"), [("Recipient", "r", True)]),
        (arrow("v", "d"), [("Time", "d", True)]),
        (arrow("d", "v"), [("Time", "d", True)]),
        (arrow("d", "v", "bi"), [("Time", "d", True)]),
        (arrow("l", "v"), [("Agent", "l", True)]),
        (arrow("v", "l"), [("Place", "l", False)]),
        (arrow("v", "p", "bi"), [("Recipient", "p", True), ("Agent", "p", True)]),
        (arrow("p", "v", "bi"), [("Recipient", "p", True), ("Agent", "p", True)]),
        (arrow("v", "l", "bi"), [("Place", "l", False), ("Agent", "l", True)]),
        (arrow("v", "p", labels=[]), [("Recipient", "p", True)]),
        (arrow("v", "p", labels=None), [("Recipient", "p", True)]),
        (arrow("v", "p", labels=["Agent"]), [("Agent", "p", True)]),
        (arrow("v", "l", labels=["Recipient"]), [("Recipient", "l", True)]),
    ],
    ids=lambda one: json.dumps(one) if isinstance(one, dict) else "",
)
def test_the_direction_says_the_role_unless_the_arrow_has_one(
    drawn: Result, arguments: list[tuple[str, str, bool]]
) -> None:
    assert given_by(drawn) == arguments
    assert not read(drawn).problems


def test_an_arrow_in_each_direction_makes_a_mention_two_participants() -> None:
    assert given_by(arrow("p", "v"), arrow("v", "p")) == [("Agent", "p", True), ("Recipient", "p", True)]


@pytest.mark.parametrize("ends", [("v", "x"), ("p", "l"), ("v", "v")])
def test_an_arrow_between_two_events_or_two_mentions_is_left_out_and_named(ends: tuple[str, str]) -> None:
    back = read(label("Le", "AID", "x", "triggers"), arrow(*ends))
    assert [finding.code for finding in back.problems] == ["other-arrow"]
    assert not any(event.arguments for event in back.events)


def test_a_mention_of_a_region_that_is_a_trigger_too_is_read_from_where_the_arrow_starts() -> None:
    both = label("rencontré", "ORG", "v")
    back = decode([*REGIONS, both, arrow("v", "p")], TEXT, BINDING, ONTOLOGY)
    (event,) = back.events
    assert [(one.role, one.entity) for one in event.arguments] == [("Recipient", "p")]


def test_each_event_of_a_trigger_gets_the_role_that_its_type_has() -> None:
    back = read(label("rencontré", "ACCUSE", "v", "triggers"), arrow("p", "v"))
    assert {event.type: [one.role for one in event.arguments] for event in back.events} == {
        "CONSULT": ["Agent"],
        "ACCUSE": ["Agent"],
    }


def test_a_role_of_the_rule_is_counted_named_and_marked() -> None:
    roles = RoleReading.by(ONTOLOGY, ONTOLOGY)
    back = read(arrow("v", "l"), arrow("p", "v"), arrow("v", "d"), roles=roles)
    assert (roles.by_direction, [(one.role, one.rule) for one in roles.filled]) == (2, [("Place", RULE)])
    (said,) = map(str, back.noted)
    assert said == (
        f"“rencontré” (CONSULT): its arrow to “Hanoï” has no role; read as Place, which the rule {RULE} chose"
    )
    assert not back.lost


def test_a_role_with_a_word_goes_before_the_same_role_of_the_rule() -> None:
    with_word = arrow("l", "v", labels=["Place"])
    for drawn in ([with_word, arrow("v", "l")], [arrow("v", "l"), with_word]):
        assert given_by(*drawn) == [("Place", "l", True)]


class Judge:
    """A judge that always says the same."""

    def __init__(self, answer: str | None, id: str = "judge@1") -> None:
        self.answer, self.id = answer, id
        self.asked: list[OpenArrow] = []

    def role(self, arrow: OpenArrow, ontology: Ontology) -> str | None:
        self.asked.append(arrow)
        return self.answer


def test_another_judge_may_be_handed_in_and_is_asked_only_where_the_direction_leaves_several() -> None:
    judge = Judge("Recipient")
    roles = RoleReading.by(ONTOLOGY, ONTOLOGY, judge)
    assert given_by(arrow("v", "l"), arrow("p", "v"), roles=roles)[0] == ("Recipient", "l", False)
    (asked,) = judge.asked
    assert (asked.roles, asked.drawn, asked.label) == (("Recipient", "Place"), "from event", "LOC")
    assert TEXT[slice(*asked.mention)] == "Hanoï"


@pytest.mark.parametrize("answer", [None, "Agent", "Friend"])
def test_an_answer_that_does_not_fit_leaves_the_finding(answer: str | None) -> None:
    back = read(arrow("v", "l"), roles=RoleReading.by(ONTOLOGY, ONTOLOGY, Judge(answer)))
    (said,) = map(str, back.problems)
    assert said.endswith(
        "has no role, and its direction fits Recipient and Place: choose the role in the menu of its row;"
        " left out"
    )


def test_a_role_that_was_kept_stays_whatever_the_rule_says_today() -> None:
    first = RoleReading.by(ONTOLOGY, ONTOLOGY, Judge("Recipient", "former@1"))
    read(arrow("v", "l"), roles=first)
    again = RoleReading.by(ONTOLOGY, ONTOLOGY, kept=first.filled)
    assert given_by(arrow("v", "l"), roles=again) == [("Recipient", "l", False)]
    assert again.filled == first.filled


def test_a_kept_role_that_the_type_lost_since_is_decided_again() -> None:
    kept = FilledRole("CONSULT", (22, 31), "LOC", (44, 49), "from event", "Gone", "former@1")
    roles = RoleReading.by(ONTOLOGY, ONTOLOGY, kept=[kept])
    assert given_by(arrow("v", "l"), roles=roles) == [("Place", "l", False)]


@pytest.mark.parametrize("made_with", [None, FORMER])
def test_work_under_a_version_that_states_no_directions_keeps_its_finding(made_with: Ontology | None) -> None:
    roles = RoleReading.by(made_with, ONTOLOGY)
    back = read(arrow("p", "v"), arrow("v", "l"), arrow("d", "v"), roles=roles)
    assert [finding.code for finding in back.problems] == ["arrow-without-role"] * 3
    assert str(back.problems[0]).endswith("has no role; left out")


def test_an_arrow_of_a_type_that_is_no_longer_asked_is_read_by_the_version_of_that_time() -> None:
    form = ONTOLOGY.model_dump(exclude_none=True)
    del form["events"]["PROTEST"]
    for attribute in form["attributes"].values():
        attribute["on"] = [name for name in attribute["on"] if name != "PROTEST"]
        attribute.get("allowed", {}).pop("PROTEST", None)
    for role in ("Agent", "Time"):
        del form["events"]["CONSULT"]["roles"][role]
    present = Ontology.model_validate(form)
    binding = bind(present, build_label_config(ONTOLOGY), [ONTOLOGY])
    regions = [*REGIONS, label("Le", "PROTEST", "x", "triggers")]
    arrows = [arrow("p", "x"), arrow("v", "d"), arrow("p", "v")]
    roles = RoleReading.by(ONTOLOGY, present)
    back = decode([*regions, *arrows], TEXT, binding, present, roles=roles)
    assert "arrow-without-role" not in {finding.code for finding in back.problems}
    assert {event.type: {one.role for one in event.arguments} for event in back.events} == {
        "CONSULT": {"Agent", "Time"},
        "PROTEST": {"Agent"},
    }


def test_an_adopted_project_has_no_directions() -> None:
    adopted = ONTOLOGY.model_copy(update={"adopted": True})
    assert RoleReading.by(adopted, adopted).table is None


def test_the_rule_says_nothing_of_roles_that_it_does_not_know() -> None:
    form = ONTOLOGY.model_dump(exclude_none=True)
    form["roles"]["Theme"] = {"fillers": ["LOC"], "arrow": "from event"}
    form["events"]["CONSULT"]["roles"] = {"Theme": {}, "Place": {}}
    odd = Ontology.model_validate(form)
    back = decode([*REGIONS, arrow("v", "l")], TEXT, own_binding(odd), odd)
    assert [finding.code for finding in back.problems] == ["arrow-without-role"]


def test_a_role_without_a_direction_fits_both() -> None:
    form = ONTOLOGY.model_dump(exclude_none=True)
    form["roles"]["Theme"] = {"fillers": ["PER"]}
    form["events"]["CONSULT"]["roles"] = {"Theme": {}, "Time": {}}
    odd = Ontology.model_validate(form)
    assert RoleTable.of(odd).roles("CONSULT", "PER", "to event") == ("Theme",)
    assert RoleTable.of(odd).roles("CONSULT", "PER", "from event") == ("Theme",)


def words_and_arrows(annotation: Annotation) -> list[tuple[str, str, tuple[str, ...]]]:
    made = encode(annotation, BINDING, scores=False, directed_by=ONTOLOGY)
    return [
        (one["from_id"], one["to_id"], tuple(one.get("labels", ())))
        for one in made
        if one["type"] == "relation"
    ]


def annotation_of(*arguments: tuple[str, str]) -> Annotation:
    """The regions above with these arguments."""
    (event,) = (back := read()).events
    found = tuple(Argument(role=role, entity=entity) for role, entity in arguments)
    return Annotation(
        author="x", status="suggested", entities=back.entities, events=(event.with_(arguments=found),)
    )


def test_an_arrow_is_sent_with_a_word_only_where_its_direction_leaves_several() -> None:
    sent = annotation_of(
        ("Agent", "p"), ("Recipient", "r"), ("Place", "l"), ("Time", "d"), ("Recipient", "p")
    )
    assert words_and_arrows(sent) == [
        ("p", "v", ()),
        ("v", "r", ()),
        ("v", "l", ("Lieu",)),
        ("v", "d", ()),
        ("v", "p", ()),
    ]


def test_two_roles_of_one_direction_are_one_arrow_with_two_words() -> None:
    sent = annotation_of(("Recipient", "l"), ("Place", "l"), ("Agent", "l"))
    assert words_and_arrows(sent) == [("v", "l", ("Destinataire", "Lieu")), ("l", "v", ())]


@pytest.mark.parametrize("ontology", [None, FORMER, ONTOLOGY.model_copy(update={"adopted": True})])
def test_every_arrow_has_its_word_where_no_directions_are_stated(ontology: Ontology | None) -> None:
    sent = annotation_of(("Agent", "p"), ("Time", "d"))
    made = encode(sent, BINDING, scores=False, directed_by=ontology)
    assert [(one["from_id"], one["labels"]) for one in made if one["type"] == "relation"] == [
        ("v", ["Agent"]),
        ("v", ["Date"]),
    ]


def test_what_was_sent_without_a_word_is_read_under_any_version_of_the_ontology() -> None:
    """A push notes the version only when it is done, and somebody may submit before."""
    sent = annotation_of(("Agent", "p"), ("Time", "d"), ("Place", "l"))
    results = encode(sent, BINDING, scores=False, directed_by=ONTOLOGY)
    back = decode(results, TEXT, BINDING, ONTOLOGY, (sent,), roles=RoleReading.by(FORMER, ONTOLOGY))
    assert not back.findings
    assert back.events == sent.events


def as_label_studio_keeps(results: list[Result]) -> list[Result]:
    """Without a second arrow of one direction between two regions, and with a list of roles or none."""
    kept: dict[tuple[str, str], Result] = {}
    others = []
    for one in results:
        if one["type"] == "relation":
            kept.setdefault((one["from_id"], one["to_id"]), one)
        else:
            others.append(one)
    return [*others, *kept.values()]


@examples(200)
@given(records(ONTOLOGY))
def test_any_annotation_comes_back_through_label_studio_as_it_was_sent(record: Record) -> None:
    made = record.annotation
    results = as_label_studio_keeps(encode(made, BINDING, scores=True, directed_by=ONTOLOGY))
    back = decode(results, record.article.text, BINDING, ONTOLOGY, (made,), repair=False)
    assert (back.entities, back.events) == (made.entities, made.events)
    assert not back.problems


@examples(200)
@given(
    records(ONTOLOGY, tidy=True),
    st.lists(st.sampled_from(["right", "left", "bi", None, "up"]), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_no_arrow_is_lost_silently(record: Record, directions: list[str | None], random: Any) -> None:
    """Each arrow without a role, between any two regions, makes an argument or a finding."""
    made = record.annotation.with_(
        events=tuple(event.with_(arguments=()) for event in record.annotation.events)
    )
    regions = [region.id for region in made.entities]
    regions += [event.id for event in made.events if event.trigger is not None]
    results = encode(made, BINDING, scores=False)
    plain = decode(results, record.article.text, BINDING, ONTOLOGY)
    for direction in directions:
        if not regions:
            return
        ends = random.choice([*regions, "gone"]), random.choice(regions)
        roles = RoleReading.by(ONTOLOGY, ONTOLOGY)
        one = arrow(*ends, direction)
        back = decode([*results, one], record.article.text, BINDING, ONTOLOGY, roles=roles)
        arguments = sum(len(event.arguments) for event in back.events)
        more = len(back.problems) - len(plain.problems)
        assert (arguments > 0) != (more > 0), (one, back.findings)
        assert arguments <= roles.by_direction + len(roles.filled)
        unreviewed = sum(bool(a.unreviewed) for event in back.events for a in event.arguments)
        assert unreviewed == len(roles.filled)
