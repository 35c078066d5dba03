"""What a round of a simulated campaign needs: training on what is corrected, suggestions, F1 and gestures."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.configs import find_config
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.evaluate.counts import Key
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.gestures import GESTURES, Job
from annotate.gold.load import load_gold
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.release import create_release
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.splitting.rule import SplitRule
from annotate.prelabel.interface.model_file import read_model_file
from annotate.prelabel.interface.model_labelers import with_model
from annotate.prelabel.merging.choosing import AUTO
from annotate.train.base import TrainSettings
from annotate.train.registry import get_trainer, run_trainer
from benchmarks.gold_sets import GoldSet
from benchmarks.systems import DEFAULT, System, compared, suggested

ONTOLOGY = "conll"
SECONDS = 600.0  # at most, for one training
_BATCH = 32  # articles


def trained(
    gold: Sequence[GoldRecord], folder: Path, seed: int, unlabelled: Sequence[Article] = ()
) -> System:
    """Trains the default trainer on ``gold``, and returns the default labelers together with the model.

    A tenth of the articles is the dev split of a release, on which the training stops. ``unlabelled`` are
    articles of the campaign that nobody has corrected yet.
    """
    shutil.rmtree(folder, ignore_errors=True)
    release = create_release(
        lambda: (Record.of(one.article, one.annotation) for one in gold if isinstance(one.article, Article)),
        Ontology.load(ONTOLOGY),
        find_config(ONTOLOGY),
        folder,
        Pseudonyms(folder / "pseudonyms.json"),
        "simulated",
        "1.0.0",
        options=ReleaseOptions(split=SplitRule((90, 10, 0))),
    )
    settings = TrainSettings(language="fr", seconds=SECONDS, seed=seed, unlabelled=tuple(unlabelled))
    run_trainer(get_trainer(), load_gold(release.folder), folder / "model", settings)
    return system_of(folder / "model")


def system_of(model: Path) -> System:
    """The default labelers with a model, and the weights and words that it has.

    Without a model the default labelers alone: its training was refused, because nothing got better.
    """
    if not model.exists():
        return DEFAULT
    made = read_model_file(model)
    return replace(
        DEFAULT,
        labelers=with_model(DEFAULT.labelers, model.absolute(), made.labelers),
        weights=str(model.absolute() / made.weights) if made.weights is not None else AUTO,
        words=model.absolute() / made.words if made.words is not None else None,
    )


def suggestions(articles: Sequence[Article], gold: GoldSet, system: System = DEFAULT) -> dict[str, Record]:
    """The suggestions of ``system`` for these articles of ``gold``, by article id."""
    pipeline = system.pipeline(gold.ontology, gold.languages)
    made: dict[str, Record] = {}
    for start in range(0, len(articles), _BATCH):
        for outcome in pipeline.run(articles[start : start + _BATCH]):
            if outcome.record is None:
                raise SystemExit(f"{gold.name}: {outcome.failure}")
            made[outcome.article.id] = outcome.record
    return made


def names(gold: GoldSet, system: System = DEFAULT) -> tuple[float, float, float]:
    """Strict F1, precision and recall of the names in ``gold``."""
    key = Key("names", "strict")
    counts = [article.counts[key] for article in compared(gold, suggested(gold, system), {})]
    tally = sum(counts[1:], counts[0]).tally
    return tally.f1, tally.precision, tally.recall


def gestures(
    keys: Sequence[str], before: Mapping[str, Record], gold: Mapping[str, GoldRecord], ontology: Ontology
) -> int:
    """What correcting these articles costs on the screen, submitting included."""

    def cost(suggestion: Annotation, corrected: Annotation) -> int:
        return sum(item.gestures for item in compare(suggestion, corrected, ontology))

    return sum(cost(before[key].annotation, gold[key].annotation) + GESTURES[Job.SUBMIT] for key in keys)
