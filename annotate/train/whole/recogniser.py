"""The recogniser of a whole model, and stand-ins for it on the articles that it was trained on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.gold.load import Gold
from annotate.prelabel.interface.model_file import ENTITIES
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labeler
from annotate.train.base import NotEnoughGoldError, TrainSettings
from annotate.train.entities.base_model import Base, load_base
from annotate.train.entities.cross_fitting import CrossFitted, cross_fit
from annotate.train.entities.passages import usable
from annotate.train.entities.trainer import TrainedRecogniser, save_pipeline
from annotate.train.entities.training import Training, deadline
from annotate.train.whole.articles import Articles


@dataclass(frozen=True)
class Recogniser:
    """The labeler that reads the trained pipeline, and what models found that had not seen the article."""

    labeler: Labeler
    crossed: CrossFitted
    base: Base
    rounds: int
    left_out: list[str] = field(default_factory=list)
    not_used: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def on_learned(self) -> Labeler:
        """The stand-in for the labeler on articles that the pipeline was trained on."""
        return self.crossed.labeler(self.labeler.version)


def train_recogniser(articles: Articles, folder: Path, settings: TrainSettings, gold: Gold) -> Recogniser:
    """Trains a pipeline on all articles of its language, and for each part of gold one on the other parts.

    Writes the first one below ``folder``. Raises `NotEnoughGoldError` if
    there is no mention to learn from in it, and `ConfigError` for a base that cannot be loaded.
    """
    language, not_used = settings.language, list[str]()
    records = list(usable(language, articles.learned, "", not_used))
    if not any(record.annotation.entities for record in records):
        raise NotEnoughGoldError(
            f"there is no mention to learn from in an article of the language {language!r}.",
            where=str(gold.path),
            remedy="Name the language of the articles with --language; xx takes any.",
        )
    base = load_base(settings.base, language, settings.vectors, gold.ontology, records)
    training = Training(
        base,
        gold.ontology,
        unlabelled=settings.unlabelled,
        seed=settings.seed,
        until=deadline(settings.seconds),
        progress=settings.progress,
    )
    crossed = cross_fit(training, records, articles.folds_of([one.article.id for one in records]))
    tuned = training.train(records, passes=crossed.passes or None, name="all articles, pass")
    made = TrainedRecogniser({}, len(records), tuned.rounds, 0.0, model=tuned.nlp, base=base)
    save_pipeline(made, folder / ENTITIES)
    context = LabelerContext(gold.ontology, articles.languages)
    unread = {record.text or "": () for record in articles.learned}
    return Recogniser(
        make_labeler(f"trained:{folder / ENTITIES}", context),
        replace(crossed, found={**unread, **crossed.found}),
        base,
        tuned.rounds + crossed.rounds,
        tuned.passages.left_out,
        not_used,
        [*crossed.notices, *tuned.notices],
    )
