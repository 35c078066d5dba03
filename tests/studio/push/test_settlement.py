"""Which duplicate tasks and answers are removed: none that says something which no kept answer says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.studio.push.answers import Answer, DuplicateTask, content
from annotate.studio.push.settlement import Settlement, settle


def task(id: int, *answers: str, drafts: tuple[str, ...] = (), same_text: bool = True) -> DuplicateTask:
    """A task with answers such as "ana X": X is what ana says. "ana -X" is a skipped one."""
    made = []
    for number, answer in enumerate(answers):
        author, said = answer.split()
        times = (f"2024-03-0{id}T00:00:0{number}Z", None, None)
        made.append(Answer(id, id * 10 + number, author, said.startswith("-"), said.lstrip("-"), *times))
    return DuplicateTask(id, same_text, ("m1",), tuple(made), drafts)


def left(found: Settlement) -> dict[int, list[str]]:
    """The answers on each kept task."""
    return {
        one.task_id: [
            f"{answer.author} {'-' * answer.skipped}{answer.content}"
            for answer in one.answers
            if answer not in found.answers
        ]
        for one in found.kept
    }


@pytest.mark.parametrize(
    ("tasks", "expected", "differing"),
    [
        # Tasks on which nobody has worked.
        ([task(1), task(2), task(3)], {1: []}, ()),
        ([task(1), task(2, "ana X")], {2: ["ana X"]}, ()),
        ([task(1), task(2, drafts=("ana",))], {2: []}, ()),
        # Identical answers: a whole import again, or one under the account of the person who imported.
        ([task(1, "ana X"), task(2, "ana X")], {1: ["ana X"]}, ()),
        ([task(1, "ana X", "ben Y"), task(2, "ana X", "ben Y")], {1: ["ana X", "ben Y"]}, ()),
        ([task(1, "ana X", "ben Y"), task(2, "lead X", "lead Y")], {1: ["ana X", "ben Y"]}, ()),
        ([task(1, "ana -X"), task(2, "ana -X")], {1: ["ana -X"]}, ()),
        # The earliest of identical answers stays, with its time and its suggestion; its copies go.
        ([task(1, "ana X"), task(2, "ana X", "ben X")], {1: ["ana X"]}, ()),
        ([task(1, "ana X"), task(2, "ana X", "ben Z")], {1: ["ana X"], 2: ["ben Z"]}, ()),
        ([task(1, "ana X", "ben Y"), task(2, "ana X", "cem Z")], {1: ["ana X", "ben Y"], 2: ["cem Z"]}, ()),
        # Two persons who agree on one task are no duplicates of each other.
        ([task(1, "ana X", "ben X"), task(2, "ana X", "ben X")], {1: ["ana X", "ben X"]}, ()),
        ([task(1, "ana X"), task(2, "ana X", "ana Y")], {1: ["ana X"], 2: ["ana Y"]}, ("ana",)),
        # Different answers stay: of two persons, and of one person, who is then named.
        ([task(1, "ana X"), task(2, "ben Y")], {1: ["ana X"], 2: ["ben Y"]}, ()),
        ([task(1, "ana X"), task(2, "ana Y")], {1: ["ana X"], 2: ["ana Y"]}, ("ana",)),
        ([task(1, "ana X"), task(2, "ana -X")], {1: ["ana X"], 2: ["ana -X"]}, ("ana",)),
        ([task(1, "ana X"), task(2, "ana Y"), task(3, "ana Y")], {1: ["ana X"], 2: ["ana Y"]}, ("ana",)),
        # A begun task and a changed text stay.
        ([task(1, "ana X"), task(2, "ana X", drafts=("ben",))], {1: ["ana X"], 2: []}, ()),
        ([task(1, "ana X"), task(2, "ana X", same_text=False)], {1: ["ana X"], 2: ["ana X"]}, ()),
        ([task(1), task(2, same_text=False)], {1: [], 2: []}, ()),
    ],
)
def test_identical_answers_are_settled_and_different_ones_stay(
    tasks: list[DuplicateTask], expected: dict[int, list[str]], differing: tuple[str, ...]
) -> None:
    found = settle(tasks, with_answers=True)
    assert (left(found), found.differing) == (expected, differing)


def test_without_answers_only_untouched_tasks_are_removed() -> None:
    found = settle([task(1, "ana X"), task(2, "ana X"), task(3)], with_answers=False)
    assert ([one.task_id for one in found.tasks], found.copies) == ([3], ())


_ANSWERS = st.lists(
    st.builds("{} {}".format, st.sampled_from(["ana", "ben"]), st.sampled_from(["X", "Y", "-X", "-Y"])),
    max_size=3,
)


@given(st.lists(st.tuples(_ANSWERS, st.booleans(), st.booleans()), min_size=2, max_size=5))
def test_whatever_was_said_is_still_said_once_and_every_removal_names_its_copy(given_tasks: Any) -> None:
    tasks = [
        task(number, *answers, drafts=("cem",) * begun, same_text=same)
        for number, (answers, begun, same) in enumerate(given_tasks, 1)
    ]
    found = settle(tasks, with_answers=True)
    everything = {answer.says for one in tasks for answer in one.answers}
    stays = [answer for one in found.kept for answer in one.answers if answer not in found.answers]
    assert {answer.says for answer in stays} == everything
    assert found.kept
    gone = {answer.annotation_id for one in tasks for answer in one.answers} - {
        answer.annotation_id for answer in stays
    }
    assert {copy.annotation_id for copy, _ in found.copies} == gone
    assert all(kept in stays and copy.says == kept.says for copy, kept in found.copies)
    assert all(not one.drafts and one.same_text for one in found.tasks)


def region(id: Any, start: int, label: str, **fields: Any) -> dict[str, Any]:
    value = {"start": start, "end": start + 3, "labels": [label], "text": "abc"}
    return {"id": id, "from_name": "entities", "to_name": "text", "type": "labels", "value": value, **fields}


def relation(start: Any, end: Any, *labels: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": start, "to_id": end, "direction": "right", "labels": list(labels)}


ANSWER = [region("a", 0, "PER"), region("b", 9, "LOC"), relation("a", "b", "Place")]


def test_answers_are_equal_whatever_their_ids_order_and_origin() -> None:
    one = [
        region("a", 0, "PER"),
        region("b", 9, "LOC", origin="manual"),
        relation("a", "b", "Place", "Agent"),
    ]
    other = [relation(7, 3, "Agent", "Place"), region(3, 9, "LOC", score=0.5), region(7, 0, "PER")]
    assert content(one) == content(other)


@pytest.mark.parametrize(
    "other",
    [
        [region("a", 0, "ORG"), region("b", 9, "LOC"), relation("a", "b", "Place")],
        [region("a", 1, "PER"), region("b", 9, "LOC"), relation("a", "b", "Place")],
        [region("a", 0, "PER"), region("b", 9, "LOC"), relation("b", "a", "Place")],
        [region("a", 0, "PER"), region("b", 9, "LOC"), relation("a", "b", "Agent")],
        [region("a", 0, "PER"), region("b", 9, "LOC")],
        [
            region("a", 0, "PER", meta={"text": ["unsure"]}),
            region("b", 9, "LOC"),
            relation("a", "b", "Place"),
        ],
        [*ANSWER, region("c", 9, "LOC")],
        [],
        None,
    ],
)
def test_answers_differ_in_label_place_relation_note_or_number(other: Any) -> None:
    assert content(other) != content([*ANSWER])
