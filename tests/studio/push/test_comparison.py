"""A table of what a push decides for each record, from what is known about the server. No server runs."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Annotation, Provenance, Status
from annotate.core.jsonl import RawRecord
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.codec.tasks import task_key
from annotate.studio.push.alike import differ_in_versions_alone
from annotate.studio.push.comparison import Comparison, Decision, Need, Rules, Verdict
from annotate.studio.push.task_states import TaskState
from tests import builders
from tests.builders import meeting

ONTOLOGY = Ontology.load("diplomacy")
TEXTS = {"": builders.TEXT, "new": "Un autre texte sur Cuba.", "newest": "Cuba, encore."}


def record(name: str = "a1", author: str = "m2", text: str = "", **fields: Any) -> Record:
    """A meeting, or one mention in another text. Versions "m1" and "m2" have different scores."""
    if not text:
        made = meeting(name, author=author)
        return Record.of(made.article, made.annotation.with_(**fields)) if fields else made
    article = builders.article(TEXTS[text], id=name)
    mention = builders.entity(article.text, "Cuba", "LOC")
    return Record.of(article, builders.annotation(article, (mention,), author=author, **fields))


def key(name: str = "a1", text: str = "") -> str:
    article = builders.article(TEXTS[text], id=name)
    return task_key(name, article.digest)


def line(given: Record) -> RawRecord:
    return RawRecord(Path("s.jsonl"), 1, given.to_json().encode())


@dataclass
class There:
    """What is known about a server, spelled out in the test."""

    tasks: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # (article, text) -> ids
    arrived: set[tuple[str, str, str]] = field(default_factory=set)  # article, text, version
    states: dict[int, TaskState] = field(default_factory=dict)
    replaced: set[tuple[str, str]] = field(default_factory=set)
    lines: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    shown_here: dict[str, Annotation] = field(default_factory=dict)  # by key
    begun: set[str] = field(default_factory=set)
    open_elsewhere: set[str] = field(default_factory=set)  # articles whose open task has the shown version
    deleted: set[tuple[str, str]] = field(default_factory=set)  # key, version
    asked: list[int] = field(default_factory=list)  # for the states of these tasks

    def task_ids(self, key: str) -> Sequence[int]:
        return next((ids for place, ids in self.tasks.items() if key == _key(place)), [])

    def keys_of(self, article: str) -> Sequence[str]:
        return [_key(place) for place in self.tasks if place[0] == article]

    def is_replaced(self, key: str) -> bool:
        return key in map(_key, self.replaced)

    def has_arrived(self, key: str, version: str) -> bool:
        return (key, version) in {(_key((name, text)), other) for name, text, other in self.arrived}

    def arrived_line(self, digest: str) -> tuple[str, str, str] | None:
        return self.lines.get(digest)

    def was_deleted(self, key: str, version: str) -> bool:
        return (key, version) in self.deleted

    def state(self, task_id: int) -> TaskState:
        self.asked.append(task_id)
        return self.states.get(task_id, TaskState((), is_open=True))

    def shown(self, key: str) -> Annotation | None:
        return self.shown_here.get(key)

    def is_begun(self, version: str) -> bool:
        return version in self.begun

    def shown_elsewhere(self, articles: Container[str]) -> bool:
        return any(article not in articles for article in self.open_elsewhere)


def _key(place: tuple[str, str]) -> str:
    return key(*place)


def decided(there: There, *given: Record | RawRecord, revise: bool = False) -> list[Decision]:
    return list(Comparison(Rules(ONTOLOGY, revise=revise), there).decisions(given))


def short(decisions: list[Decision]) -> list[str]:
    """Each decision in a word: the kind of step sent, or the verdict."""
    return [
        found.step.need.name
        if found.verdict is Verdict.SEND and found.step is not None
        else found.verdict.name
        for found in decisions
    ]


OPEN, CLOSED = TaskState(("m1",), is_open=True), TaskState(("m1",), is_open=False)
ONE = {("a1", ""): [1]}
HAS_M1 = {("a1", "", "m1")}
SUBMITTED = {"status": Status.SUBMITTED}


@pytest.mark.parametrize(
    ("there", "given", "expected"),
    [
        # Nothing is there.
        (There(), [record()], ["TASK"]),
        (There(), [record("a1"), record("a2")], ["TASK", "TASK"]),
        (There(), [record(**SUBMITTED)], ["TASK"]),
        (There(), [], []),
        # Its task is there.
        (There(ONE, HAS_M1), [record(author="m1")], ["SAME"]),
        (There(ONE, HAS_M1, {1: OPEN}), [record()], ["SUGGESTIONS"]),
        (There(ONE, HAS_M1, {1: CLOSED}), [record()], ["CLOSED"]),
        (There(ONE, set(), {1: OPEN}), [record(author="m1")], ["SEEN"]),
        (There(ONE, set(), {1: CLOSED}), [record(author="m1")], ["SEEN"]),
        (There(ONE, HAS_M1, {1: TaskState(("m1", "m2"), is_open=True)}), [record()], ["SEEN"]),
        (There(ONE, HAS_M1), [record()], ["SUGGESTIONS"]),
        (There({("a1", ""): [1, 2]}, HAS_M1, {1: OPEN, 2: CLOSED}), [record()], ["SUGGESTIONS"]),
        # An annotation for a task.
        (There(ONE, HAS_M1, {1: OPEN}), [record(**SUBMITTED)], ["ANNOTATION"]),
        (There(ONE, HAS_M1, {1: CLOSED}), [record(**SUBMITTED)], ["CLOSED"]),
        (There(ONE, {("a1", "", "ana")}), [record(author="ana", **SUBMITTED)], ["SAME"]),
        # Its text was edited in Label Studio.
        (There(ONE, HAS_M1, {1: TaskState((), is_open=True, text="sha256:0")}), [record()], ["REFUSED"]),
        # Another text than before.
        (There(ONE), [record(text="new")], ["REFUSED"]),
        (There({("a2", ""): [1]}), [record(text="new")], ["TASK"]),
        (There(ONE, replaced={("a1", "")}), [record()], ["REFUSED"]),
        # Refused.
        (There(), [record(status=Status.DRAFT)], ["REFUSED"]),
        (There(), [record(status=Status.SKIPPED)], ["REFUSED"]),
        (There(), [record(ontology="other@1.0.0")], ["REFUSED"]),
        (There(), [record(), record()], ["TASK", "REFUSED"]),
        (There(), [record(), record(text="new")], ["TASK", "REFUSED"]),
        (There(), [record(status=Status.DRAFT), record()], ["REFUSED", "TASK"]),
        (There(ONE, HAS_M1), [record(author="m1"), record(author="m1")], ["SAME", "REFUSED"]),
        (There(), [RawRecord(Path("s.jsonl"), 1, b"{"), line(record())], ["REFUSED", "TASK"]),
    ],
)
def test_without_new_texts(there: There, given: list[Record | RawRecord], expected: list[str]) -> None:
    assert short(decided(there, *given)) == expected


@pytest.mark.parametrize(
    ("there", "given", "expected", "old", "returned"),
    [
        (There(ONE), record(text="new"), "TASK", [("a1", "")], False),
        (
            There({("a1", ""): [1], ("a1", "new"): [2]}),
            record(text="newest"),
            "TASK",
            [("a1", ""), ("a1", "new")],
            False,
        ),
        (
            There({**ONE, ("a1", "new"): [2]}, HAS_M1, replaced={("a1", "")}),
            record(author="m1"),
            "SAME",
            [("a1", "new")],
            True,
        ),
        (
            There({**ONE, ("a1", "new"): [2]}, HAS_M1, {1: OPEN}, {("a1", "")}),
            record(),
            "SUGGESTIONS",
            [("a1", "new")],
            True,
        ),
        (
            There({**ONE, ("a1", "new"): [2]}, HAS_M1, {1: CLOSED}, {("a1", "")}),
            record(),
            "CLOSED",
            [("a1", "new")],
            True,
        ),
        (There(ONE, HAS_M1, {1: OPEN}), record(), "SUGGESTIONS", [], False),
    ],
)
def test_with_new_texts(
    there: There, given: Record, expected: str, old: list[tuple[str, str]], returned: bool
) -> None:
    (decision,) = found = decided(there, given, revise=True)
    assert short(found) == [expected]
    keys = tuple(map(_key, old))
    if returned:
        assert (decision.returned, decision.replaces) == (key(), keys)
    else:
        assert decision.returned is None
        assert decision.step is not None
        assert decision.step.old_keys == keys
    assert decision.text_differs is bool(old)


M1 = meeting(author="m1").annotation
SAME_AS_M1 = Record.of(meeting().article, M1.with_(author="v2"))
SECOND = Record.of(meeting("a2").article, meeting("a2", author="m1").annotation.with_(author="v2"))
SHOWN = {key("a1"): M1, key("a2"): meeting("a2", author="m1").annotation}
TWO = {("a1", ""): [1], ("a2", ""): [2]}
BOTH_M1 = {("a1", "", "m1"), ("a2", "", "m1")}
BOTH_OPEN = {1: OPEN, 2: OPEN}
EDITED = TaskState(("m1",), is_open=True, text="sha256:0")


def showing_m1(**known: Any) -> There:
    """Two open tasks with the version m1, which annotators see."""
    return There(**{"tasks": TWO, "arrived": BOTH_M1, "states": BOTH_OPEN, "shown_here": SHOWN, **known})


@pytest.mark.parametrize(
    ("there", "given", "expected"),
    [
        (showing_m1(), [SAME_AS_M1], ["VERSION_ALONE"]),
        (showing_m1(), [SAME_AS_M1, SECOND], ["VERSION_ALONE", "VERSION_ALONE"]),
        # One of them says something else: the one that waited comes first.
        (showing_m1(), [SAME_AS_M1, record("a2")], ["SUGGESTIONS", "SUGGESTIONS"]),
        (showing_m1(), [record("a2"), SAME_AS_M1], ["SUGGESTIONS", "SUGGESTIONS"]),
        (showing_m1(), [SAME_AS_M1, record("a3")], ["SUGGESTIONS", "TASK"]),
        # What makes no other suggestions necessary changes nothing.
        (
            showing_m1(),
            [SAME_AS_M1, record("a2", **SUBMITTED), record("a4", **SUBMITTED)],
            ["ANNOTATION", "TASK", "VERSION_ALONE"],
        ),
        (showing_m1(states={1: OPEN, 2: CLOSED}), [SAME_AS_M1, record("a2")], ["CLOSED", "VERSION_ALONE"]),
        (showing_m1(), [SAME_AS_M1, record(author="x")], ["REFUSED", "VERSION_ALONE"]),
        # A version that some tasks have, or that a stopped push had begun, goes on.
        (showing_m1(begun={"v2"}), [SAME_AS_M1], ["SUGGESTIONS"]),
        (
            showing_m1(states={1: OPEN, 2: TaskState(("m1", "m2"), is_open=True)}),
            [SAME_AS_M1, record("a2")],
            ["SUGGESTIONS", "SEEN"],
        ),
        # Annotators see other suggestions, or none.
        (showing_m1(shown_here={}), [SAME_AS_M1], ["SUGGESTIONS"]),
        (showing_m1(shown_here={key(): record().annotation}), [SAME_AS_M1], ["SUGGESTIONS"]),
        # Somebody deleted the predictions in Label Studio: of all tasks, of one.
        (showing_m1(states={}), [SAME_AS_M1, SECOND], ["SUGGESTIONS", "SUGGESTIONS"]),
        (showing_m1(states={1: OPEN}), [SAME_AS_M1, SECOND], ["SUGGESTIONS", "SUGGESTIONS"]),
        # Refusals and closed tasks are named as for other suggestions.
        (showing_m1(states={1: EDITED, 2: OPEN}), [SAME_AS_M1, SECOND], ["REFUSED", "VERSION_ALONE"]),
        (showing_m1(states={1: CLOSED, 2: OPEN}), [SAME_AS_M1, SECOND], ["CLOSED", "VERSION_ALONE"]),
        (showing_m1(states={1: CLOSED, 2: CLOSED}), [SAME_AS_M1, SECOND], ["CLOSED", "CLOSED"]),
        # The input is a part of the project: another part may have new suggestions.
        (showing_m1(open_elsewhere={"a2"}), [SAME_AS_M1], ["SUGGESTIONS"]),
        (showing_m1(open_elsewhere={"a2"}), [SAME_AS_M1, SECOND], ["VERSION_ALONE", "VERSION_ALONE"]),
        (
            showing_m1(open_elsewhere={"a2"}, states={1: OPEN, 2: EDITED}),
            [SAME_AS_M1, SECOND],
            ["REFUSED", "VERSION_ALONE"],
        ),
    ],
)
def test_suggestions_that_differ_in_versions_alone(
    there: There, given: list[Record], expected: list[str]
) -> None:
    found = decided(there, *given)
    assert short(found) == expected
    articles = [item.article for item in found]
    assert articles.count("a1") == sum(one.article.id == "a1" for one in given), "each is decided once"


@pytest.mark.parametrize(
    ("there", "other"),
    [(showing_m1(), [line(record("a2"))]), (showing_m1(open_elsewhere={"a2"}), [])],
)
def test_records_that_waited_keep_the_digest_of_their_line(there: There, other: list[RawRecord]) -> None:
    first, *rest = decided(there, line(SAME_AS_M1), *other)
    assert first.step is not None
    assert (first.step.record, first.step.line) == (SAME_AS_M1, line(SAME_AS_M1).digest)
    assert first.step.need is Need.SUGGESTIONS
    assert [decision.article for decision in rest] == ["a2"] * len(other)


def test_task_states_are_requested_only_if_needed() -> None:
    there = There(TWO, {*BOTH_M1, ("a1", "", "m2")}, shown_here=SHOWN)
    decided(there, record("a1"), record("a3"), SECOND)
    assert there.asked == [2], "of suggestions that the plan does not know on their task"


def test_a_line_that_arrived_is_not_parsed() -> None:
    given = RawRecord(Path("s.jsonl"), 1, b"no JSON at all")
    known = {given.digest: (key(), "a1", "m1")}
    (decision,) = decided(There(ONE, lines=known), given)
    assert (decision.verdict, decision.article, decision.version) == (Verdict.SAME, "a1", "m1")
    assert short(decided(There({}, lines=known), given)) == ["REFUSED"], "its task is gone"
    assert short(decided(There(ONE, lines=known), given, given)) == ["SAME", "REFUSED"]


def test_accepted_articles_are_known_afterwards() -> None:
    comparison = Comparison(Rules(ONTOLOGY), There(ONE))
    list(comparison.decisions([record("a1", text="new"), record("a2")]))
    assert comparison.taken == {"a1": None, "a2": key("a2")}


MENTION = M1.entities[2].with_(provenance=(Provenance(source="persons@1", score=0.5),))
PLAIN = M1.with_(entities=(MENTION,), events=(builders.event(builders.TEXT, None, "AID", "article.AID"),))


@pytest.mark.parametrize(
    ("changes", "alike"),
    [
        ({"author": "m9"}, True),
        ({"created_at": "2024-03-01T00:00:00Z"}, True),
        ({"provenance": "persons@2"}, True),
        ({"provenance": "places@1"}, False),
        ({"score": 0.1}, False),
        ({"ref": "CUB"}, False),
        ({"label": "ORG"}, False),
        ({"id": "e9"}, False),
        ({"attributes": {"sector": "GOV"}}, False),
        ({"events": ()}, False),
        ({"uncertainty": 1.5}, False),
    ],
)
def test_what_counts_as_a_difference(changes: dict[str, Any], alike: bool) -> None:
    of_the_mention = {name: value for name, value in changes.items() if name in type(MENTION).model_fields}
    if "provenance" in changes:
        of_the_mention["provenance"] = (Provenance(source=changes["provenance"], score=0.5),)
    others = {name: value for name, value in changes.items() if name not in of_the_mention}
    changed = PLAIN.with_(**{"entities": (MENTION.with_(**of_the_mention),), **others})
    assert differ_in_versions_alone(PLAIN, changed) is alike


@pytest.mark.parametrize("code", ["text-changed", "unknown-label", "a code of a later version"])
def test_an_annotation_that_lost_a_part_is_not_pushed_as_if_it_were_whole(code: str) -> None:
    record = meeting(status=Status.SUBMITTED)
    rules = Rules(ONTOLOGY)
    assert rules.objection(record.annotation) is None
    lost = record.annotation.with_(lost={code: ("“Cuba” (PLANET): has no such label; left out",)})
    assert rules.objection(lost) == (
        "a part of it was lost when it was pulled: “Cuba” (PLANET): has no such label; left out"
    )
    assert rules.objection(record.annotation.with_(lost={"trimmed": ("x",)})) is None
