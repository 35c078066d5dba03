"""Trains on a release: with the project's labelers, and compared with what suggests in the project now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from annotate.campaign.suggestions.suggest import context_of
from annotate.core.article import Article
from annotate.corpus.read import read_articles
from annotate.gold.load import Gold, load_gold
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.project import Project
from annotate.train.base import MOST_UNLABELLED, Trained, TrainSettings
from annotate.train.registry import DEFAULT, get_trainer, run_trainer


def train_model(
    release: Path,
    output: Path,
    *,
    project: Project | None = None,
    trainer: str = DEFAULT,
    language: str | None = None,
    base: str | None = None,
    vectors: str | None = None,
    seconds: float = 600,
    seed: int = 0,
    unlabelled: Iterable[Path] = (),
    articles: Iterable[Article] = (),
    progress: Callable[[str], None] = lambda line: None,
) -> Trained:
    """Trains on ``release`` and writes the model to the new folder ``output``, or says why it is refused.

    ``project`` is the one around the current folder by default, or the default settings where there is none.
    Its labelers take part, and its suggestions are those that a new model must not be worse than, if gold has
    the project's ontology; else those of the default labelers. ``unlabelled`` are files of articles without
    gold, and ``articles`` such articles.

    Raises what `run_trainer` and `load_gold` may raise.
    """
    project = project or Project.find_or_default()
    gold = load_gold(release)
    more = chain(read_articles(tuple(unlabelled)), articles)
    settings = TrainSettings(
        language=language or _main_language(gold, project),
        vectors=vectors,
        seconds=seconds,
        seed=seed,
        progress=progress,
        base=base,
        unlabelled=tuple(islice(more, MOST_UNLABELLED)),
    )
    if trainer == DEFAULT and gold.ontology.is_version(project.ontology.id):
        settings = replace(
            settings, labelers=project.settings.labelers, context=context_of(project, LlmSettings())
        )
    return run_trainer(get_trainer(trainer), gold, output, settings)


def _main_language(gold: Gold, project: Project) -> str:
    """The most frequent language of gold, the project's if gold names none."""
    counts = Counter(code for record in gold if (code := record.article.language) is not None)
    return min(counts, key=lambda code: (-counts[code], code), default=project.settings.language)
