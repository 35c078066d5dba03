"""A judge's model: the probabilities it gives, and how its file reads back or is refused."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError
from annotate.prelabel.judging.linear import LearnedFrom, LinearModel

ORIGIN = LearnedFrom(sets={"made up": 2}, rows=9, languages=("fr",), versions={"ontology": "x@1"}, method="-")


def model(
    weights: dict[str, tuple[float, ...]], classes: tuple[str, ...] = ("no", "yes"), **more: object
) -> LinearModel:
    return LinearModel.model_validate(
        {
            "judge": "example",
            "learned_from": ORIGIN,
            "classes": classes,
            "intercepts": tuple(0.0 for _ in classes),
            "weights": weights,
            **more,
        }
    )


def test_probabilities_are_the_softmax_of_the_weights_present() -> None:
    judged = model({"a": (0.0, 1.5), "b": (0.5, 0.0), "c": (9.0, 0.0)}, intercepts=(0.1, 0.0))
    found = judged.probabilities(["a", "b", "a feature that nobody learned"])
    assert found["yes"] == round(exp(1.5) / (exp(1.5) + exp(0.6)), 4)
    assert found["no"] == round(1 - found["yes"], 4)


def test_large_weights_do_not_overflow() -> None:
    assert model({"a": (0.0, 5000.0)}).probabilities(["a"]) == {"no": 0.0, "yes": 1.0}
    assert model({"a": (0.0, -5000.0)}).probabilities(["a"]) == {"no": 1.0, "yes": 0.0}


_NAMES = st.sampled_from(["a", "b", "fr a", "part NOUN"])


@given(
    st.dictionaries(
        st.builds(str.__add__, st.sampled_from(["", "fr ", "en "]), _NAMES),
        st.tuples(st.floats(-9, 9), st.floats(-9, 9)),
    ),
    st.lists(_NAMES, unique=True),
)
def test_features_of_a_language_weigh_the_same_without_its_name(
    weights: dict[str, tuple[float, ...]], features: list[str]
) -> None:
    judged = model(weights)
    for language in ("fr", "en", "fr"):
        named = [*features, *(f"{language} {name}" for name in features)]
        assert judged.logits_in(language, features) == judged.logits(named)


def test_a_model_knows_only_the_languages_that_it_was_learned_on() -> None:
    assert model({}).knows("fr")
    assert not model({}).knows("en")
    assert not model({}).knows(None)


NUMBERS = st.floats(-50, 50).map(lambda number: round(number, 3))
MODELS = st.integers(1, 4).flatmap(
    lambda size: st.builds(
        model,
        st.dictionaries(st.text(max_size=6), st.tuples(*[NUMBERS] * size), max_size=6),
        classes=st.just(tuple(f"class {number}" for number in range(size))),
        intercepts=st.tuples(*[NUMBERS] * size),
    )
)


@given(MODELS)
def test_a_saved_model_reads_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, one: LinearModel
) -> None:
    path = tmp_path_factory.mktemp("judge") / "judge.json"
    one.save(path)
    again = LinearModel.load(path)
    assert again == one
    assert again.version == one.version


def test_the_order_of_features_changes_neither_file_nor_version(tmp_path: Path) -> None:
    one = model({"a": (1.0, 0.0), "b": (0.0, 2.0)})
    other = model({"b": (0.0, 2.0), "a": (1.0, 0.0)})
    one.save(tmp_path / "one.json")
    other.save(tmp_path / "other.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    assert one.version == other.version
    assert one.version != model({"a": (1.0, 0.0), "b": (0.0, 2.1)}).version


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"weights": {"a": [1.0]}}, "1 weights of 'a' for 2 classes"),
        ({"intercepts": [0.0]}, "1 intercepts for 2 classes"),
        ({"classes": ["yes", "yes"]}, "each once"),
        ({"classes": [], "intercepts": []}, "at least one"),
        ({"other": 1}, "other"),
        ({"format": 2}, "format"),
        ({"weights": {"a": [1.0, "many"]}}, "weights.a.1"),
    ],
)
def test_a_damaged_file_is_refused_with_its_name_and_the_fault(
    tmp_path: Path, change: dict[str, object], fault: str
) -> None:
    path = tmp_path / "judge.json"
    path.write_text(json.dumps({**model({"a": (1.0, 0.0)}).model_dump(mode="json"), **change}))
    with pytest.raises(ConfigError) as caught:
        LinearModel.load(path)
    assert str(path) in str(caught.value)
    assert fault in str(caught.value)


def test_infinite_weights_no_json_and_no_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "judge.json"
    text = json.dumps(model({"a": (1.0, 0.0)}).model_dump(mode="json"))
    for bad in (text.replace("1.0", "Infinity"), text[:-5], "[]", ""):
        path.write_text(bad)
        with pytest.raises(ConfigError, match=r"judge\.json"):
            LinearModel.load(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        LinearModel.load(tmp_path / "none.json")
