"""Steps are cut into calls by number, bytes and kind: nothing is lost or duplicated, and the order stays."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Status
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.codec.tasks import task_key
from annotate.studio.push import chunks
from annotate.studio.push.chunks import Chunk
from annotate.studio.push.comparison import Need, Step
from annotate.studio.screen.binding import own_binding
from tests.builders import annotation, article, meeting
from tests.examples import examples
from tests.studio.listing import ONTOLOGY

BINDING = own_binding(ONTOLOGY)
TASK, SUGGESTIONS, ANNOTATION = Need.TASK, Need.SUGGESTIONS, Need.ANNOTATION


def step(number: int, need: Need = TASK, size: int = 1) -> Step:
    """A step for one article whose text has ``size`` letters."""
    source = article("x" * size, id=f"a{number}")
    status = Status.SUBMITTED if need is ANNOTATION else Status.SUGGESTED
    record = Record.of(source, annotation(source, status=status))
    task_id = None if need is TASK else number
    return Step(need, record, task_key(source.id, source.digest), task_id=task_id)


def cut(steps: Iterable[Step]) -> list[Chunk]:
    return list(chunks.cut(steps, BINDING))


@pytest.mark.parametrize(
    ("number", "sizes"),
    [(0, []), (1, [1]), (249, [249]), (250, [250]), (251, [250, 1]), (750, [250, 250, 250])],
)
def test_a_call_has_a_limited_number_of_steps(number: int, sizes: list[int]) -> None:
    assert [len(chunk.steps) for chunk in cut(step(index) for index in range(number))] == sizes


def test_a_call_has_a_limited_number_of_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [step(index, size=1000) for index in range(10, 20)]
    one = len(chunks.serialised(steps[0], BINDING))
    for limit, sizes in ((3 * one, [3, 3, 3, 1]), (3 * one - 1, [2] * 5), (10 * one, [10])):
        monkeypatch.setattr(chunks, "CHUNK_BYTES", limit)
        made = cut(steps)
        assert [len(chunk.steps) for chunk in made] == sizes
        assert all(sum(map(len, chunk.bodies.values())) <= limit for chunk in made)


def test_bytes_are_counted_not_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    source = article("ế" * 1000, id="a")
    wide = Step(TASK, Record.of(source, annotation(source)), "k")
    assert len(chunks.serialised(wide, BINDING)) > 3000
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 3000)
    assert [len(chunk.steps) for chunk in cut([wide, step(1)])] == [1, 1]


def test_a_body_above_the_limit_is_sent_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 2000)
    made = cut([step(1), step(2, size=5000), step(3), step(4)])
    ids = [[one.record.article.id for one in chunk.steps] for chunk in made]
    assert ids == [["a1"], ["a2"], ["a3", "a4"]]


def test_alternating_kinds_do_not_make_calls_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_TASKS", 2)
    needs = [TASK, SUGGESTIONS, ANNOTATION, TASK, SUGGESTIONS, TASK]
    made = cut(step(index, need) for index, need in enumerate(needs))
    assert [(chunk.need, [one.record.article.id for one in chunk.steps]) for chunk in made] == [
        (TASK, ["a0", "a3"]),
        (TASK, ["a5"]),
        (SUGGESTIONS, ["a1", "a4"]),
        (ANNOTATION, ["a2"]),
    ]


def test_a_call_is_made_before_all_steps_are_known() -> None:
    def endless() -> Iterable[Step]:
        number = 0
        while True:
            yield step(number)
            number += 1

    first = next(iter(chunks.cut(endless(), BINDING)))
    assert [one.record.article.id for one in first.steps[::249]] == ["a0", "a249"]


STEPS = st.lists(st.tuples(st.sampled_from([*Need]), st.integers(1, 400)), max_size=40)


@examples(80)
@given(STEPS, st.integers(1, 7), st.integers(1, 4000))
def test_nothing_is_lost_or_duplicated_and_every_kind_keeps_its_order(
    wanted: list[tuple[Need, int]], count: int, size: int
) -> None:
    steps = [step(number, need, letters) for number, (need, letters) in enumerate(wanted)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_TASKS", count)
        patch.setattr(chunks, "CHUNK_BYTES", size)
        made = cut(steps)
    found: dict[Need, list[Step]] = defaultdict(list)
    for chunk in made:
        assert {one.need for one in chunk.steps} == {chunk.need}
        assert [*chunk.bodies] == [one.key for one in chunk.steps]
        assert len(chunk.steps) <= count
        assert sum(map(len, chunk.bodies.values())) <= size or len(chunk.steps) == 1
        for one in chunk.steps:
            assert json.loads(chunk.bodies[one.key]) == chunks.body(one, BINDING)
        found[chunk.need] += chunk.steps
    for need in Need:
        assert found[need] == [one for one in steps if one.need is need]


def test_what_is_sent_for_each_kind() -> None:
    record = meeting()
    key = "k" * 32
    binding = own_binding(Ontology.load("diplomacy"))
    task = chunks.body(Step(TASK, record, key), binding)
    assert task.keys() == {"data", "predictions"}
    assert task["data"]["task_key"] == key
    (prediction,) = task["predictions"]
    assert prediction["model_version"] == "m1"
    assert prediction["score"] == pytest.approx((0.6 + 0.9 + 0.8 + 0.95 + 0.7) / 5)

    more = chunks.body(Step(SUGGESTIONS, record, key, task_id=7), binding)
    assert more == {"task": 7, **prediction}

    done = meeting(status=Status.SUBMITTED, author="ana")
    made = chunks.body(Step(TASK, done, key), binding)
    assert made.keys() == {"data", "annotations"}
    (submitted,) = made["annotations"]
    assert submitted.keys() == {"result", "ground_truth"}
    assert not any("score" in result for result in submitted["result"])
    assert chunks.body(Step(ANNOTATION, done, key, task_id=7), binding) == submitted


def test_suggestions_without_a_score_have_none() -> None:
    assert chunks.body(step(1), BINDING)["predictions"][0]["score"] == 0.0


def test_a_prediction_has_the_place_of_its_task_in_the_queue_as_its_score() -> None:
    for need in (TASK, SUGGESTIONS):
        sent = step(1, need)
        for place, score in ((None, 0.0), (0.125, 0.125)):  # a mean of no scores before any order
            body = json.loads(chunks.serialised(replace(sent, place=place), BINDING))
            (prediction,) = body.get("predictions", [body])
            assert prediction["score"] == score
