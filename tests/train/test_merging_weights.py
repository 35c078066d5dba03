"""Learning weights from gold."""

from __future__ import annotations

from math import log
from random import Random

import pytest

from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.prelabel.merging.candidates import Contribution
from annotate.prelabel.merging.entities import merge
from annotate.train.judges.merging_weights import Judged, learn_from_gold

CONLL = Ontology.load("conll")
_OTHER = {"LOC": "ORG", "ORG": "LOC"}
LABELERS = {"good": "1", "poor": "1"}


def place(start: int, label: str) -> Entity:
    return Entity(id=f"{label}{start}", start=start, end=start + 4, label=label, text="Cuba", score=0.5)


def articles(count: int, right: dict[str, float], seed: int = 7) -> list[Judged]:
    """Each labeler labels all of ten names LOC or ORG, and is right with the given probability."""
    draw = Random(seed)
    made = []
    for _ in range(count):
        gold = [draw.choice(["LOC", "ORG"]) for _ in range(10)]
        given = [
            Contribution(
                f"{name}@1",
                rank,
                Annotation(
                    author=name,
                    status=Status.SUGGESTED,
                    entities=tuple(
                        place(10 * at, label if draw.random() < chance else _OTHER[label])
                        for at, label in enumerate(gold)
                    ),
                ),
            )
            for rank, (name, chance) in enumerate(reversed(right.items()))
        ]
        made.append(Judged("fr", given, [place(10 * at, label) for at, label in enumerate(gold)]))
    return made


def test_gold_shows_which_labeler_is_right_and_how_often() -> None:
    learned, checked = learn_from_gold(
        articles(40, {"good": 0.9, "poor": 0.6}), CONLL, LABELERS, threshold=0.25
    )
    assert learned.calibrated, learned.why_not_calibrated
    assert checked.weighted.f1 == pytest.approx(0.9, abs=0.03)
    assert checked.by_priority.f1 == pytest.approx(0.6, abs=0.06)  # the poor one comes first there
    for band in checked.bands:
        assert band.holds or not band.judged
    (one,) = merge(
        [
            Contribution(
                "good@1", 1, Annotation(author="g", status=Status.SUGGESTED, entities=(place(0, "LOC"),))
            )
        ],
        CONLL,
        learned,
        "fr",
    ).entities
    assert one.score is not None and one.score > 0.7


def test_with_too_little_gold_the_scores_are_not_called_calibrated() -> None:
    learned, _ = learn_from_gold(articles(5, {"good": 0.9, "poor": 0.6}), CONLL, LABELERS, threshold=0.25)
    assert not learned.calibrated
    assert "5 articles" in str(learned.why_not_calibrated)


def test_gold_in_which_every_suggestion_is_right_gives_no_certainty() -> None:
    learned, _ = learn_from_gold(articles(3, {"good": 1.0}), CONLL, {"good": "1"}, threshold=0.25)
    assert learned.weights == {"bias": pytest.approx(log(31), abs=1e-4)}


def test_the_same_gold_gives_the_same_weights() -> None:
    given = articles(6, {"good": 0.9, "poor": 0.6})
    once, again = (learn_from_gold(given, CONLL, LABELERS, threshold=0.25)[0] for _ in range(2))
    assert once == again


def test_gold_without_any_suggestion_is_an_error() -> None:
    with pytest.raises(InputError, match="find no mention"):
        learn_from_gold([Judged("fr", [], [place(0, "LOC")])] * 6, CONLL, LABELERS, threshold=0.25)
