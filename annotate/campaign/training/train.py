"""Trains on a release: with the project's labelers, and compared with what suggests in the project now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from annotate.campaign.models.in_use import in_use, without_model
from annotate.campaign.models.pipeline import context_of
from annotate.campaign.quality.gold_names import in_words, unknown_names
from annotate.core.article import Article
from annotate.core.errors import ConfigError, InputError
from annotate.corpus.read import read_articles
from annotate.gold.load import Gold, load_gold
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.project import Project
from annotate.train.base import MOST_UNLABELLED, ModelInUse, Trained, TrainSettings
from annotate.train.registry import DEFAULT, get_trainer, run_trainer


def train_model(
    release: Path,
    output: Path,
    *,
    project: Project | None = None,
    trainer: str = DEFAULT,
    language: str | None = None,
    ontology: str | None = None,
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

    ``ontology`` replaces the one that ``release`` names (`load_gold`).

    Raises what `run_trainer` and `load_gold` may raise, and `InputError` if ``ontology`` lacks names that
    gold has.
    """
    project = project or Project.find_or_default()
    gold = load_gold(release, ontology=ontology)
    if ontology is not None:
        _check_names(gold)
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
    notices: list[str] = []
    if trainer == DEFAULT and gold.ontology.is_version(project.ontology.id):
        settings = _of_project(project, settings, notices)
    trained = run_trainer(get_trainer(trainer), gold, output, settings)
    trained.notices += notices
    return trained


def _check_names(gold: Gold) -> None:
    """Raises `InputError` if gold has labels, event types or roles that its ontology lacks."""
    unknown = Counter(name for record in gold for name in unknown_names(record.annotation, gold.ontology))
    if unknown:
        raise InputError(
            f"gold has names that the ontology {gold.ontology.id} lacks: {in_words(unknown)}.",
            where=str(gold.path),
            remedy="Name the ontology that gold was annotated with.",
        )


def _of_project(project: Project, settings: TrainSettings, notices: list[str]) -> TrainSettings:
    """The settings with the labelers of a project, and the model that it has in use.

    A model that cannot be used does not keep anybody from training the next one: a notice says so.
    """
    plain = without_model(project)
    used = in_use(plain)
    settings = replace(settings, labelers=used.labelers, context=context_of(plain, LlmSettings(), used))
    if project.model is None:
        return settings
    try:
        used = in_use(project)
    except ConfigError as error:
        notices.append(
            f"compared with the suggestions without the model in use, which cannot be used: {error}"
        )
        return settings
    context = context_of(project, LlmSettings(), used)
    name, seen = project.settings.model or "", used.made.seen if used.made else ()
    return replace(settings, in_use=ModelInUse(name, used.labelers, context, seen))


def _main_language(gold: Gold, project: Project) -> str:
    """The most frequent language of gold, the project's if gold names none."""
    counts = Counter(code for record in gold if (code := record.article.language) is not None)
    return min(counts, key=lambda code: (-counts[code], code), default=project.settings.language)
