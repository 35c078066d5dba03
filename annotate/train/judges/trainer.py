"""The trainer `judges`: learns the judges of the default labelers, for `weights:` in annotate.yaml."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.files import writing_folder
from annotate.core.matching import Tally, add_up, strict_match
from annotate.corpus.language import LanguageDetector
from annotate.gold.identity import identity
from annotate.gold.load import Gold
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.engines.chunks import chunks_of
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.interface.weights_setting import AUTO, NONE, WEIGHTS_FILE
from annotate.prelabel.judging.weights_file import judge_of
from annotate.prelabel.languages.registry import known_languages
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.pipeline import Pipeline
from annotate.train.base import Trained, TrainSettings, check_new
from annotate.train.judges.collecting import ArticleWithGold, collect
from annotate.train.judges.learners import learners
from annotate.train.judges.learning import Options, learn, shipped_rows, versions_of

_TEST = "test"


class JudgesTrainer:
    """Learns from all splits but ``test``, and scores entities on that one, if there is one.

    The folder gets one weights file, which ``weights:`` of annotate.yaml names. It holds no labeler.
    """

    name = "judges"
    provides = frozenset({"weights"})

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        """Learns the judges of ``settings.labelers`` and writes them to the new ``folder``.

        Raises `InputError` if gold has no texts or no mention to learn from, `MissingExtraError` without
        scikit-learn or spaCy.
        """
        check_new(folder)
        begun = time.monotonic()
        specs = settings.labelers or DEFAULT_ORDER
        languages = _languages(gold)
        context = LabelerContext(gold.ontology, languages, weights=NONE)
        labelers = make_labelers(specs, context)
        tested = frozenset(gold.splits.get(_TEST, ()))
        collected = collect(
            _articles(gold, languages, tested, wanted=False),
            labelers,
            context,
            learners(),
            advance=lambda done: settings.progress(f"{done} articles"),
        )
        if not any(article.gold for article in collected.articles):
            raise InputError(
                "has no entity to learn from.",
                where=str(gold.path),
                remedy="Train on gold in which entities are annotated.",
            )
        options = Options(
            stored=shipped_rows(gold.ontology),
            current=partial(judge_of, replace(context, weights=AUTO)),
        )
        versions = versions_of(gold.ontology, collected.languages, context.analyser)
        learned = learn(collected, learners(), labelers, gold.ontology, versions, options)
        with writing_folder(folder) as made:
            path = made / WEIGHTS_FILE
            learned.save(path)
            articles = _articles(gold, languages, tested, wanted=True)
            scores = _scores(articles, specs, path, gold, languages) if tested else {}
        return Trained(
            scores,
            len(collected.articles),
            1,
            time.monotonic() - begun,
            notices=[
                f"the judge {item.judge} is not learned: {item.why_not_kept}. The built-in one stays."
                for item in learned.judges
                if not item.kept
            ],
            articles_left_out=[str(failure) for failure in collected.failed],
            release=identity(gold),
        )


def _languages(gold: Gold) -> tuple[str, ...]:
    """The languages of the articles that annotate has rules for, the most frequent first."""
    counts: dict[str, int] = {}
    for record in gold:
        if record.article.language in known_languages():
            counts[record.article.language] = counts.get(record.article.language, 0) + 1
    return tuple(sorted(counts, key=lambda code: (-counts[code], code))) or ("fr",)


def _articles(
    gold: Gold, languages: tuple[str, ...], tested: frozenset[str], *, wanted: bool
) -> Iterator[ArticleWithGold]:
    """The articles of the test split, or of all others, with their annotations."""
    detector = LanguageDetector(languages)
    # The learners must know which values nobody saw; `collect` takes them out of gold.
    for record in replace(gold, reviewed_only=False):
        if (record.article.id in tested) != wanted:
            continue
        if not isinstance(record.article, Article):
            raise InputError(
                "has no text, so no labeler can read it.",
                where=f"{gold.path}, article {record.article.id}",
                remedy="Put the texts back with 'annotate release join', or name gold that holds them.",
            )
        yield detector.with_language(record.article), record.annotation


def _scores(
    articles: Iterator[ArticleWithGold],
    specs: tuple[str, ...],
    weights: Path,
    gold: Gold,
    languages: tuple[str, ...],
) -> dict[str, Tally]:
    """Strict tallies of entities by label, suggested with the new weights."""
    context = LabelerContext(gold.ontology, languages, weights=str(weights))
    labelers = make_labelers(specs, context)
    chosen = choose_weights(str(weights), labelers, gold.ontology).weights
    pipeline = Pipeline(labelers, gold.ontology, analyser=context.analyser, weights=chosen)
    pairs = list(articles)
    tallies = []
    done = 0
    for chunk in chunks_of(article for article, _ in pairs):
        for outcome in pipeline.run(chunk):
            if outcome.record is not None:
                tallies.append(strict_match(pairs[done][1].entities, outcome.record.annotation.entities))
            done += 1
    return add_up(tallies)
