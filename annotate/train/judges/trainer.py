"""The trainer `judges`: learns the judges of the default labelers, for `weights:` in annotate.yaml."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from annotate.core.errors import InputError
from annotate.core.files import writing_folder
from annotate.corpus.language import LanguageDetector
from annotate.gold.identity import identity
from annotate.gold.load import Gold
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.interface.weights_setting import AUTO, NONE, WEIGHTS_FILE
from annotate.train.base import Trained, TrainSettings, check_new
from annotate.train.judges.collecting import ArticleWithGold, collect, languages_of, with_text
from annotate.train.judges.in_use import judge_in_use
from annotate.train.judges.learners import learners
from annotate.train.judges.learning import Options, learn, shipped_rows, versions_of
from annotate.train.judges.on_test_split import TestScores, built_in_without, score_test_split

_TEST = "test"


class JudgesTrainer:
    """Learns from all splits but ``test``, and scores the suggestions on that one, if there is one.

    No judge learns from an article of ``test``, not even from rows that came with the toolkit. The
    suggestions are compared with those of the built-in judges, learned anew without these articles.

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
        languages = languages_of(gold)
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
        shipped = shipped_rows(gold.ontology)
        stored = None if shipped is None else shipped.without(tested)
        in_use = partial(judge_in_use, replace(context, weights=AUTO))
        options = Options(stored=stored, in_use=in_use)
        versions = versions_of(gold.ontology, collected.languages, context.analyser)
        learned = learn(collected, learners(), labelers, gold.ontology, versions, options)
        with writing_folder(folder) as made:
            path = made / WEIGHTS_FILE
            learned.save(path)
        scored = TestScores()
        if tested:
            before = built_in_without(tested, shipped, labelers, gold.ontology, versions, in_use)
            articles = _articles(gold, languages, tested, wanted=True)
            scored = score_test_split(articles, gold, specs, context, before, learned)
        return Trained(
            scored.entities,
            len(collected.articles),
            1,
            time.monotonic() - begun,
            notices=[
                f"the judge of {item.judge} is not new ({item.source}): {item.why_not_kept}."
                for item in learned.all
                if not item.kept
            ],
            articles_left_out=[str(failure) for failure in (*collected.failed, *scored.failed)],
            release=identity(gold),
            gains=scored.gains,
            tested=scored.articles,
        )


def _articles(
    gold: Gold, languages: tuple[str, ...], tested: frozenset[str], *, wanted: bool
) -> Iterator[ArticleWithGold]:
    """The articles of the test split, or of all others, with their annotations."""
    detector = LanguageDetector(languages)
    # The learners must know which values nobody saw; `collect` takes them out of gold.
    for record in replace(gold, reviewed_only=False):
        if (record.article.id in tested) != wanted:
            continue
        yield detector.with_language(with_text(record, gold.path)), record.annotation
