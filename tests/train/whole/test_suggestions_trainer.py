"""The trainer `suggestions`: one folder with all parts, refused where its suggestions would be worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.prelabel.interface.model_file import (
    CAMPAIGN_WORDS,
    ENTITIES,
    MODEL_FILE,
    TRAINED,
    WEIGHTS,
    WORDS,
    Verdict,
    read_model_file,
)
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.pipeline import prelabel
from annotate.train.base import TrainSettings
from annotate.train.judges.merging_weights import ENOUGH_ARTICLES
from annotate.train.registry import get_trainer, run_trainer
from annotate.train.whole.trainer import SuggestionsTrainer, TrainedModel
from tests.builders import entity
from tests.companies import CONLL, about_companies

SPECS = ("spacy", "dates", "repeated-names")


def gold_article(number: int) -> Record:
    """An article about two of the companies, with each of its mentions as ORG."""
    return about_companies(number, Status.ADJUDICATED)


def as_gold(suggestion: Annotation) -> Annotation:
    """The suggestion as somebody would submit it unchanged."""
    mentions = tuple(one.with_(score=None, provenance=()) for one in suggestion.entities)
    return Annotation(author="person", status=Status.ADJUDICATED, ontology=CONLL.id, entities=mentions)


def written(folder: Path, records: Sequence[Record]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(record.to_json() + "\n" for record in records), encoding="utf-8")
    return path


def trained(
    gold: Path, folder: Path, seconds: float = 120, progress: Callable[[str], None] = lambda line: None
) -> TrainedModel:
    settings = TrainSettings(seconds=seconds, labelers=SPECS, progress=progress)
    made = run_trainer(get_trainer("suggestions"), load_gold(gold), folder, settings)
    assert isinstance(made, TrainedModel)
    return made


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainedModel]:
    """A model's folder and the report of its training."""
    folder = tmp_path_factory.mktemp("campaign")
    gold = written(folder, [gold_article(number) for number in range(ENOUGH_ARTICLES)])
    return folder / "model", trained(gold, folder / "model")


def test_what_people_corrected_is_learnt_and_saves_actions(campaign: tuple[Path, TrainedModel]) -> None:
    _, made = campaign
    scores = {one.measure: one for one in made.model.scores}
    assert made.refused is None
    assert scores["names"].now > scores["names"].before
    assert scores["actions"].now < scores["actions"].before
    assert made.model.verdict is Verdict.BETTER
    assert scores["actions"].high is not None
    assert scores["actions"].high < 0


def test_one_folder_has_all_parts_and_says_what_they_are_learned_from(
    campaign: tuple[Path, TrainedModel],
) -> None:
    folder, made = campaign
    parts = {MODEL_FILE, ENTITIES, Path(WEIGHTS).parts[0], Path(WORDS).parts[0]}
    assert {path.name for path in folder.iterdir()} == parts
    described = read_model_file(folder)
    assert described == made.model
    assert described.labelers == (TRAINED, CAMPAIGN_WORDS)
    assert "Valombre" in (folder / WORDS).read_text(encoding="utf-8")
    assert described.release["file"] == "gold.jsonl"
    assert described.licences["base"]
    assert described.versions["base"].startswith("fr_core_news")
    assert len(described.seen) == ENOUGH_ARTICLES
    assert not any("Valombre" in key for key in described.seen)


def test_each_label_is_counted_before_and_now(campaign: tuple[Path, TrainedModel]) -> None:
    _, made = campaign
    names = next(one for one in made.model.scores if one.measure == "names")
    (company,) = [one for one in made.model.labels if one.label == "ORG"]
    assert company.gold == names.gold
    assert company.correct_before < company.correct <= company.predicted
    assert 2 * company.correct / (company.predicted + company.gold) == pytest.approx(names.now)
    assert names.now_low is not None
    assert names.now_high is not None
    assert names.now_low <= names.now <= names.now_high


def test_the_folder_suggests_what_was_learnt(campaign: tuple[Path, TrainedModel]) -> None:
    folder, _ = campaign
    article = Article(id="new", text="Les pilotes de Brisemont ont repris le travail.", language="fr")
    context = LabelerContext(CONLL, weights=str(folder / WEIGHTS))
    labelers = make_labelers((f"trained:{folder / ENTITIES}",), context)
    (outcome,) = prelabel([article], labelers, CONLL, analyser=context.analyser)
    assert outcome.record is not None
    assert [(one.text, one.label) for one in outcome.record.annotation.entities] == [("Brisemont", "ORG")]


def test_where_nothing_is_to_gain_no_model_is_written(tmp_path: Path) -> None:
    articles = [gold_article(number).article for number in range(ENOUGH_ARTICLES)]
    context = LabelerContext(CONLL)
    labelers = make_labelers(SPECS, context)
    suggested = [
        Record.of(outcome.article, as_gold(outcome.record.annotation))
        for outcome in prelabel(articles, labelers, CONLL, analyser=context.analyser)
        if outcome.record is not None
    ]
    lines: list[str] = []
    made = trained(written(tmp_path, suggested), tmp_path / "model", seconds=2, progress=lines.append)
    assert made.refused is not None
    assert made.model.verdict is Verdict.WORSE
    said = "\n".join(lines)
    for words in (
        "recogniser, part 1 of 3, pass 1",
        "recogniser, all articles, pass 1",
        "suggestions in use, part 1 of 3",
        "attempt 1 of at most 3: reading for the judges, part 1 of 3",
        "attempt 1 of at most 3: learning judges, 1 of 5: entities",
        "attempt 2 of at most 3, judge of names alone: suggestions to compare, part 3 of 3",
    ):
        assert words in said, said
    assert not (tmp_path / "model").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"gold.jsonl"}


def test_one_article_is_too_little(tmp_path: Path) -> None:
    gold = written(tmp_path, [gold_article(0)])
    with pytest.raises(InputError, match="fewer than two different articles"):
        trained(gold, tmp_path / "model")


def test_gold_without_anything_marked_is_refused(tmp_path: Path) -> None:
    empty = [
        Record.of(record.article, record.annotation.with_(entities=()))
        for record in map(gold_article, range(3))
    ]
    with pytest.raises(InputError, match="no mention and no event"):
        trained(written(tmp_path, empty), tmp_path / "model")


def test_a_label_that_was_seen_once_is_no_obstacle(tmp_path: Path) -> None:
    records = [gold_article(number) for number in range(ENOUGH_ARTICLES)]
    text = f"{records[0].article.text} Marta Oliveira a protesté."
    article = records[0].article.model_copy(update={"text": text})
    person = entity(text, "Marta Oliveira", "PER")
    mentions = (*records[0].annotation.entities, person)
    records[0] = Record.of(article, records[0].annotation.with_(entities=mentions))
    made = trained(written(tmp_path, records), tmp_path / "model", seconds=2)
    assert made.articles == ENOUGH_ARTICLES


def test_few_articles_teach_judges_alone(tmp_path: Path) -> None:
    records = [gold_article(number) for number in range(4)]
    made = trained(written(tmp_path, records), tmp_path / "model")
    assert "no recogniser was trained: 4 articles" in made.notices[0]
    assert TRAINED not in made.model.labelers


def test_the_trainer_is_the_default_one() -> None:
    assert isinstance(get_trainer(), SuggestionsTrainer)
