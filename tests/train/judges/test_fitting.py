"""Fitting a judge: what it learns, that it is the same every time, and when there is too little."""

from __future__ import annotations

import sys
from random import Random

import pytest

from annotate.core.errors import InputError, MissingExtraError
from annotate.prelabel.judging.linear import LinearModel
from annotate.train.judges.fitting import FitSettings, TrainingRow, fit


def rows(classes: tuple[str, ...] = ("agent", "none", "place")) -> list[TrainingRow]:
    """Rows whose class one feature tells in nine of ten cases, among features that tell nothing."""
    random = Random(0)
    made = []
    for number in range(300):
        label = classes[number % len(classes)]
        told = label if random.random() < 0.9 else random.choice(classes)
        noise = (f"noise={random.randrange(40)}" for _ in range(5))
        made.append(TrainingRow((f"tells={told}", *dict.fromkeys(noise)), label))
    return made


def learned(of: list[TrainingRow], settings: FitSettings | None = None, **more: object) -> LinearModel:
    known = {"sets": {"made up": 3}, "languages": ["fr"], "versions": {"ontology": "x@1"}, **more}
    return fit(of, "example", settings, **known)  # type: ignore[arg-type]


def test_the_feature_that_tells_the_class_decides() -> None:
    model = learned(rows())
    assert model.classes == ("agent", "none", "place")
    for name in model.classes:
        probabilities = model.probabilities([f"tells={name}"])
        assert max(probabilities, key=probabilities.__getitem__) == name
        assert 0.8 < probabilities[name] < 0.98


@pytest.mark.parametrize("label", ["no", "yes"])
def test_two_classes_are_told_apart_too(label: str) -> None:
    assert learned(rows(("no", "yes"))).probabilities([f"tells={label}"])[label] > 0.8


def test_an_l1_penalty_keeps_few_features() -> None:
    few = learned(rows(), FitSettings(inverse_l1=0.1))
    assert {f"tells={name}" for name in few.classes} <= set(few.weights)
    assert len(few.weights) < len(learned(rows()).weights) / 2


def test_the_same_rows_give_the_same_model() -> None:
    settings = FitSettings(inverse_l1=0.3)
    assert learned(rows(), settings) == learned(rows(), settings)


def test_a_class_without_rows_is_improbable_but_known() -> None:
    model = learned(rows(), classes=("recipient",))
    assert 0 < model.probabilities([])["recipient"] < 0.01


def test_rows_of_one_class_give_a_probability_below_one() -> None:
    model = learned([TrainingRow(("a",), "yes")] * 8, classes=("no",))
    assert model.probabilities(["a"]) == pytest.approx({"no": 0.1, "yes": 0.9}, abs=0.001)


def test_a_row_with_more_weight_counts_more() -> None:
    of = [TrainingRow((), "no", weight=3.0), TrainingRow((), "yes", weight=1.0)] * 50
    assert learned(of).probabilities([])["no"] == pytest.approx(0.75, abs=0.01)


def test_no_rows_and_no_library_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="nothing to learn"):
        learned([])
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(MissingExtraError, match="train"):
        learned(rows())
