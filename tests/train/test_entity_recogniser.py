"""The entity recogniser: real training on the sample release, its scores, and its use as a labeler."""

from __future__ import annotations

from pathlib import Path

import pytest

import annotate
from annotate.core.annotation import Status
from annotate.core.errors import ConfigError, InputError
from annotate.core.matching import micro
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.pipeline import prelabel
from annotate.train.entities.scoring import score_ner
from annotate.train.entities.trainer import TrainedRecogniser, save, train_ner
from tests.builders import article, meeting
from tests.gold.releases import release

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"


@pytest.fixture(scope="module")
def trained() -> TrainedRecogniser:
    return train_ner(annotate.load_gold(RELEASE), seconds=24)


def test_it_learns_its_training_data(trained: TrainedRecogniser) -> None:
    gold = annotate.load_gold(RELEASE)
    seen = micro(score_ner(trained.model, gold.split("train")))
    assert seen.f1 > 0.5
    assert trained.articles == len(gold.splits["train"])


def test_the_scores_count_all_gold_mentions_nested_ones_too(trained: TrainedRecogniser) -> None:
    gold = annotate.load_gold(RELEASE)
    mentions = sum(len(record.annotation.entities) for record in gold.split("test"))
    assert micro(trained.scores).gold == mentions


def test_mentions_that_it_cannot_learn_are_listed(trained: TrainedRecogniser) -> None:
    assert any("nested in another mention" in line for line in trained.left_out)


def test_the_saved_model_suggests_as_a_labeler_and_is_never_overwritten(
    trained: TrainedRecogniser, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "round-1"
    save(trained, folder)
    context = LabelerContext(Ontology.load("diplomacy"), folder=tmp_path)
    labelers = make_labelers(["trained:models/round-1"], context)
    said = article("Le président du Laos s'est rendu à Hanoï et à Vientiane en mars 2024.", language="fr")
    (outcome,) = prelabel([said], labelers, context.ontology, analyser=context.analyser)
    assert outcome.record is not None
    assert outcome.record.annotation.entities
    with pytest.raises(ConfigError, match="never overwritten"):
        save(trained, folder)


def test_two_articles_give_a_model_without_scores_and_say_so(tmp_path: Path) -> None:
    made = release(tmp_path, [meeting(name, Status.SUBMITTED, "ana") for name in ("a", "b")])
    few = train_ner(annotate.load_gold(made.folder), seconds=4)
    assert (few.articles, few.scores) == (2, {})
    assert [line.split(":")[0] for line in few.notices] == [
        "the dev split is empty",
        "the test split is empty",
    ]
    assert micro(score_ner(few.model, annotate.load_gold(made.folder))).f1 > 0.5


def test_gold_without_a_train_split_is_refused(tmp_path: Path) -> None:
    made = release(tmp_path, [meeting("a", Status.SUBMITTED, "ana")])
    with pytest.raises(InputError, match="no train split"):
        train_ner(annotate.load_gold(made.folder / "gold.jsonl"), seconds=1)


def test_a_language_without_a_tokenizer_is_named() -> None:
    with pytest.raises(ConfigError, match="no tokenizer for 'zz'"):
        train_ner(annotate.load_gold(RELEASE), language="zz", seconds=1)


def test_missing_vectors_are_an_error_with_the_command_that_installs_them() -> None:
    with pytest.raises(ConfigError, match="pip install fr-core-news-xl"):
        train_ner(annotate.load_gold(RELEASE), vectors="fr_core_news_xl", seconds=1)
