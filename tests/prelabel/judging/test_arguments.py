"""The judge of arguments: how it chooses the roles of all candidates of one event."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.judging.arguments import SECOND, THRESHOLD, ArgumentJudge, open_roles
from tests.prelabel.judging.test_linear import model

CLASSES = ("agent", "none", "place", "recipient")
FREE: dict[str, int] = {}


def judge(**features: tuple[float, ...]) -> ArgumentJudge:
    return ArgumentJudge(model(features, CLASSES))


def decide(one: ArgumentJudge, *candidates: str, **more: object) -> list[str | None]:
    return one.decide(
        [[name] for name in candidates],
        more.get("allowed") or [CLASSES for _ in candidates],  # type: ignore[arg-type]
        more.get("at_most") or FREE,  # type: ignore[arg-type]
        more.get("lists") or range(len(candidates)),  # type: ignore[arg-type]
    )


def test_a_mention_gets_its_most_probable_role_or_none() -> None:
    one = judge(a=(3.0, 0.0, 0.0, 0.0), b=(0.0, 3.0, 0.0, 0.0), c=(0.0, 0.0, 0.3, 0.0))
    assert decide(one, "a", "b", "c") == ["agent", None, None]


def test_a_role_that_the_ontology_does_not_allow_gives_way_to_the_next() -> None:
    one = judge(a=(3.0, 0.0, 0.0, 2.0))
    assert decide(one, "a", allowed=[("recipient", "place")]) == ["recipient"]
    assert decide(one, "a", allowed=[()]) == [None]


def test_no_more_mentions_than_the_ontology_allows_get_a_role() -> None:
    one = judge(a=(5.0, 0.0, 0.0, 0.0), b=(6.0, 0.0, 0.0, 0.0))
    assert decide(one, "a", "b", at_most={"agent": 1}) == [None, "agent"]
    assert decide(one, "a", "b") == ["agent", "agent"]


def test_a_second_mention_shares_a_role_if_it_is_in_the_list_or_very_probable() -> None:
    one = judge(a=(6.0, 0.0, 0.0, 0.0), b=(1.2, 0.6, -1.0, -1.0))
    assert THRESHOLD < one.model.probabilities(["b"])["agent"] < SECOND
    assert decide(one, "a", "b", lists=[4, 4]) == ["agent", "agent"]
    assert decide(one, "a", "b", lists=[4, 9]) == ["agent", None]
    assert decide(one, "b", lists=[9]) == ["agent"]


def test_a_threshold_of_its_own_makes_a_role_rarer() -> None:
    features: dict[str, tuple[float, ...]] = {"a": (2.0, 0.0, 0.0, 0.0)}
    assert ArgumentJudge(model(features, CLASSES)).decide([["a"]], [CLASSES], {}, [0]) == ["agent"]
    assert ArgumentJudge(model(features, CLASSES), {"agent": 0.9}).decide([["a"]], [CLASSES], {}, [0]) == [
        None
    ]


WEIGHTS = st.tuples(*[st.floats(-6, 6)] * 4)


@given(
    st.lists(
        st.tuples(WEIGHTS, st.sets(st.sampled_from(("agent", "place", "recipient"))), st.integers(0, 2)),
        max_size=6,
    ),
    st.dictionaries(st.sampled_from(("agent", "place")), st.integers(1, 2)),
)
def test_no_decision_breaks_the_ontology(
    candidates: list[tuple[tuple[float, ...], set[str], int]], at_most: dict[str, int]
) -> None:
    one = judge(**{f"f{number}": weights for number, (weights, _, _) in enumerate(candidates)})
    chosen = one.decide(
        [[f"f{number}"] for number in range(len(candidates))],
        [allowed for _, allowed, _ in candidates],
        at_most,
        [listed for _, _, listed in candidates],
    )
    assert len(chosen) == len(candidates)
    for name, (_, allowed, _) in zip(chosen, candidates, strict=True):
        assert name is None or name in allowed
    assert all(chosen.count(name) <= most for name, most in at_most.items())


def test_roles_are_as_open_as_the_sum_of_the_entropies_over_what_is_possible() -> None:
    one = judge(even=(0.0, 0.0, 0.0, 0.0), sure=(30.0, 0.0, 0.0, 0.0))
    features, free = [["even"], ["even"], ["sure"]], [CLASSES, ("agent",), CLASSES]
    assert open_roles(one.chances(features, free)) == 2.0 + 1.0 + 0.0
    assert open_roles([]) == 0.0
