"""Weights: what they change in a suggestion, when they are used, and errors in their file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.merging.entities import Contribution, merge
from annotate.prelabel.merging.weights import Weights, logistic
from annotate.prelabel.pipeline import author_of, prelabel
from tests.prelabel.builders import StubLabeler, article, event, mention, small_ontology, suggestion_of
from tests.prelabel.merging.test_entities import contributions

TEXT = "Le vice-ministre des Affaires étrangères de Cuba a rencontré Le Thanh Tung à Hanoï le 3 mars."
SMALL = small_ontology()


def weights(learned: dict[str, float], **more: Any) -> Weights:
    return Weights(
        **{
            "ontology": "small@1.0.0",
            "learned_from": "gold",
            "method": "by hand",
            "languages": ("fr",),
            "labelers": {"a": "1", "b": "1"},
            "articles": 1,
            "candidates": 1,
            "right": 1,
            "calibrated": True,
            "weights": learned,
            **more,
        }
    )


def by(source: str, rank: int, *entities: Any, events: tuple[Any, ...] = ()) -> Contribution:
    return Contribution(source, rank, suggestion_of(entities, events))


def test_the_more_probable_of_two_labels_wins_over_the_priority() -> None:
    given_ = [by("a@1", 0, mention(TEXT, "Hanoï", "LOC")), by("b@1", 1, mention(TEXT, "Hanoï", "ORG"))]
    result = merge(given_, SMALL, weights({"by=a": 0.0, "by=b": 2.0}), "fr")
    assert [(item.label, item.score) for item in result.entities] == [("ORG", round(logistic(2), 4))]
    assert [item.reason for item in result.dropped] == ["same span as ORG"]


def test_the_score_is_a_probability_and_provenance_keeps_each_labelers_score() -> None:
    cuba = mention(TEXT, "Cuba", "LOC", score=0.9)
    result = merge(
        [by("a@1", 0, cuba), by("b@1", 1, cuba.with_(score=0.4))], SMALL, weights({"by=b": 1.0}), "fr"
    )
    (one,) = result.entities
    assert one.score == round(logistic(1), 4)
    assert [(voice.source, voice.score) for voice in one.provenance] == [("a@1", 0.9), ("b@1", 0.4)]


def test_what_is_too_improbable_is_left_out_and_counted_with_its_reason() -> None:
    hanoi = mention(TEXT, "Hanoï", "LOC")
    met = event(TEXT, "rencontré", "CONSULT", ("Place", hanoi))
    result = merge([by("a@1", 0, hanoi, events=(met,))], SMALL, weights({"by=a": -2.0}), "fr")
    assert result.entities == ()
    assert [(item.kind, item.reason) for item in result.dropped] == [
        ("argument", "its filler was left out"),
        ("entity", "less probable than 0.25"),
    ]


def test_a_labeler_without_a_weight_is_ignored_beside_others_and_keeps_its_score_alone() -> None:
    cuba, hanoi = mention(TEXT, "Cuba", "LOC"), mention(TEXT, "Hanoï", "LOC", score=0.6)
    result = merge(
        [by("a@1", 0, cuba), by("new@1", 1, cuba, hanoi)], SMALL, weights({"by=a": 1.0, "by=new": 5.0}), "fr"
    )
    assert {item.text: item.score for item in result.entities} == {
        "Cuba": round(logistic(1), 4),
        "Hanoï": 0.6,
    }


@given(contributions, st.randoms())
def test_with_weights_too_the_order_of_labelers_changes_nothing(
    given_: tuple[Contribution, ...], random: object
) -> None:
    learned = weights(
        {
            "by=l0": 0.7,
            "PER by=l1": -0.4,
            "rival same span": -1.0,
            "rival longer by=l2": 0.3,
            "inside ROLE": 0.2,
        },
        labelers={f"l{number}": "1" for number in range(3)},
    )
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled, SMALL, learned, "fr") == merge(given_, SMALL, learned, "fr")


def speakers(*names: str) -> list[StubLabeler]:
    return [StubLabeler(lambda draft: suggestion_of(), name=name) for name in names]


def test_weights_are_used_if_all_their_labelers_run_and_unknown_ones_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    weights({"by=a": 1.0}).save(path)
    assert choose_weights(str(path), speakers("a", "b"), SMALL).weights == Weights.load(path)
    more = choose_weights(str(path), speakers("a", "b", "c"), SMALL)
    assert more.weights is not None
    assert "does not know c" in more.notices[0]
    fewer = choose_weights(str(path), speakers("a"), SMALL)
    assert fewer.weights is None
    assert "need a, b; this run lacks b, so scores are not calibrated." in fewer.warnings[0]
    shipped = choose_weights("auto", speakers("spacy"), Ontology.load("diplomacy")).notices[0]
    assert shipped.startswith("The built-in weights need all default labelers; this run lacks ")
    assert choose_weights("none", speakers("a", "b"), SMALL).weights is None


def test_weights_of_an_earlier_compatible_version_of_the_ontology_are_used_without_a_notice(
    tmp_path: Path,
) -> None:
    path = tmp_path / "w.json"
    weights({"by=a": 1.0}).save(path)
    name = SMALL.id.partition("@")[0]
    for version, notices in (("1.0.0", 0), ("1.7.0", 0), ("2.0.0", 1)):
        newer = SMALL.model_copy(update={"name": name, "version": version})
        chosen = choose_weights(str(path), speakers("a", "b"), newer)
        assert (chosen.weights is not None, len(chosen.notices)) == (True, notices)


def test_other_weights_or_another_threshold_are_another_model_version(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    weights({"by=a": 1.0}).save(path)
    labelers = speakers("a", "b")
    one, other, stricter = (
        weights({"by=a": 1.0}),
        weights({"by=a": 1.1}),
        choose_weights(str(path), labelers, SMALL, threshold=0.5).weights,
    )
    names = {author_of(labelers, SMALL, weights=item) for item in (None, one, other, stricter)}
    assert len(names) == 4


def test_an_article_in_a_language_without_weights_keeps_the_constants_and_says_so() -> None:
    says = StubLabeler(
        lambda draft: suggestion_of([mention("Cuba.", "Cuba", "LOC", score=0.6)]),
        name="a",
        languages=frozenset("*"),
    )
    articles = [article("Cuba.", id="x", language="fr"), article("Cuba.", id="y", language="es")]
    known, unknown = prelabel(articles, [says], SMALL, weights=weights({"by=a": 3.0}, labelers={"a": "1"}))
    assert known.record is not None and unknown.record is not None
    assert known.record.annotation.entities[0].score == round(logistic(3), 4)
    assert unknown.record.annotation.entities[0].score == 0.6
    assert unknown.notes == {"no calibrated scores: language es": 1}


def test_a_file_comes_back_as_it_was_written_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    learned = weights({"by=b": 1.0, "by=a": -0.5})
    learned.save(path)
    assert Weights.load(path) == learned
    assert list(json.loads(path.read_text())["weights"]) == ["by=a", "by=b"]
    path.write_text('{"format": 1}')
    with pytest.raises(ConfigError, match=r"w\.json: holds no weights: ontology"):
        Weights.load(path)
