"""The words of a whole model: of all articles, and for each part of gold those of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.prelabel.interface.model_file import WORDS
from annotate.prelabel.interface.registry import LabelerContext
from annotate.train.whole.articles import Articles
from annotate.train.whole.suggesting import Suggested
from annotate.train.words.learning import choose_words
from annotate.train.words.occurrences import collect


@dataclass(frozen=True)
class LearnedWords:
    """Files with words: one of all articles, and one for each part of gold, which has not seen it."""

    whole: Path
    of_folds: Sequence[Path]


def learn_words_of(
    articles: Articles, context: LabelerContext, suggested: Suggested | None, folder: Path, beside: Path
) -> LearnedWords | None:
    """Writes the words of all articles below ``folder``, and those for each part into ``beside``.

    ``suggested`` are the suggestions without the words. Returns None if people marked no such word.
    """
    occurrences = collect(articles.learned, context, suggested)
    words = choose_words(occurrences)
    if not words.languages:
        return None
    (folder / WORDS).parent.mkdir()
    words.save(folder / WORDS)
    of_folds = []
    for number in range(len(articles.folds)):
        ids = [record.article.id for record in articles.of_fold(number)]
        of_folds.append(beside / f"words-{number}.yaml")
        choose_words(occurrences, without=ids).save(of_folds[-1])
    return LearnedWords(folder / WORDS, of_folds)
