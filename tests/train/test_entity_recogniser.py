"""The entity recogniser: real training on the sample release, its scores, and its use as a labeler."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import annotate
from annotate.core.annotation import Status
from annotate.core.errors import ConfigError
from annotate.core.matching import micro
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.pipeline import prelabel
from annotate.prelabel.versions import content_digest
from annotate.train.entities.fitting import RECIPE
from annotate.train.entities.scoring import score_ner
from annotate.train.entities.trainer import TrainedRecogniser, save, train_ner
from tests.builders import article, meeting
from tests.gold.releases import release

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
SHORT = replace(RECIPE, least_updates=100, least_nested=100)


@pytest.fixture(scope="module")
def trained() -> TrainedRecogniser:
    return train_ner(annotate.load_gold(RELEASE), recipe=SHORT)


def test_it_learns_its_training_data(trained: TrainedRecogniser) -> None:
    gold = annotate.load_gold(RELEASE)
    seen = micro(score_ner(trained.model, gold.split("train")))
    assert seen.f1 > 0.85
    assert trained.articles == len(gold.splits["train"])


def test_the_scores_count_all_gold_mentions_nested_ones_too(trained: TrainedRecogniser) -> None:
    gold = annotate.load_gold(RELEASE)
    mentions = sum(len(record.annotation.entities) for record in gold.split("test"))
    assert micro(trained.scores).gold == mentions


def test_mentions_that_it_cannot_learn_are_listed(trained: TrainedRecogniser) -> None:
    assert any("not at token edges" in line for line in trained.left_out)


def test_nested_mentions_are_learnt_too(trained: TrainedRecogniser) -> None:
    gold = annotate.load_gold(RELEASE)
    seen = score_ner(trained.model, gold.split("train"), gold.ontology)
    assert trained.model.get_pipe("spancat").labels == ("ROLE",)  # type: ignore[attr-defined]
    assert seen["ROLE"].recall > 0.5


def test_after_little_gold_it_is_better_than_its_base(trained: TrainedRecogniser) -> None:
    gold = annotate.load_gold(RELEASE)
    assert trained.base.source is not None
    before = micro(score_ner(trained.base.source, gold.split("test"), gold.ontology))
    assert micro(trained.scores).f1 > before.f1


def test_the_same_gold_and_seed_give_the_same_bytes(tmp_path: Path, bases_of_their_own: None) -> None:
    few = replace(RECIPE, passes=1, least_updates=1, least_nested=1)
    gold = annotate.load_gold(RELEASE)
    made = [train_ner(gold, recipe=few, seed=seed) for seed in (3, 3, 4)]
    for number, one in enumerate(made):
        save(one, tmp_path / str(number))
    first, again, other = (content_digest(tmp_path / str(number)) for number in range(3))
    assert first == again != other


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


def test_a_single_file_is_learnt_in_full_and_scored_by_cross_validation(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    lines = (RELEASE / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:4]), encoding="utf-8")
    gold = annotate.load_gold(file)
    lines_said: list[str] = []
    made = train_ner(
        gold, recipe=replace(RECIPE, passes=2, least_updates=1, least_nested=1), progress=lines_said.append
    )
    assert made.articles == 4
    assert micro(made.scores).gold == sum(len(record.entities) for record in gold)
    assert "this file has no splits: the scores are of cross-validation." in made.notices
    assert lines_said[0].startswith("part 1 of 3, pass 1 of at most 2: loss ")
    assert "F1 on 2 held-out articles" in lines_said[0]


def test_one_article_alone_is_learnt_without_scores(tmp_path: Path) -> None:
    made = release(tmp_path, [meeting("a", Status.SUBMITTED, "ana")])
    one = train_ner(
        annotate.load_gold(made.folder / "gold.jsonl"),
        recipe=replace(RECIPE, least_updates=40, least_nested=40),
    )
    assert (one.articles, one.scores) == (1, {})
    assert any("only one article: nothing is left to score on" in line for line in one.notices)
    assert [span.label_ for span in one.model(meeting("a").text).ents]


def test_a_blank_base_learns_too_where_it_is_asked_for() -> None:
    gold = annotate.load_gold(RELEASE)
    made = train_ner(
        gold, base="blank", recipe=replace(RECIPE, passes_from_zero=10, least_updates=1, least_nested=1)
    )
    assert (made.base.name, dict(made.base.known)) == ("blank", {})
    assert micro(score_ner(made.model, gold.split("train"))).f1 > 0.2


def test_a_label_seen_once_is_named_and_does_not_stop_the_training(tmp_path: Path) -> None:
    made = release(tmp_path, [meeting(name, Status.SUBMITTED, "ana") for name in ("a", "b")])
    few = train_ner(
        annotate.load_gold(made.folder), recipe=replace(RECIPE, passes=1, least_updates=1, least_nested=1)
    )
    assert not any("one mention only" in line for line in few.notices)
    alone = train_ner(
        annotate.load_gold(made.folder / "gold.jsonl")[:1],
        recipe=replace(RECIPE, passes=1, least_updates=1, least_nested=1),
    )
    assert any("one mention only of" in line for line in alone.notices)


def test_a_language_without_a_tokenizer_is_named() -> None:
    with pytest.raises(ConfigError, match="no tokenizer for 'zz'"):
        train_ner(annotate.load_gold(RELEASE), language="zz", seconds=1)


def test_missing_vectors_are_an_error_with_the_command_that_installs_them() -> None:
    with pytest.raises(ConfigError, match="pip install fr-core-news-xl"):
        train_ner(annotate.load_gold(RELEASE), vectors="fr_core_news_xl", seconds=1)
