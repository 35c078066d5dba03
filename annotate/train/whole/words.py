"""The words of a whole model: of all articles, and for each part of gold those of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.prelabel.interface.model_file import WORDS
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.campaign_words import load_words
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.train.judges.suggesting import Suggested
from annotate.train.whole.articles import Articles
from annotate.train.words.learning import choose_words
from annotate.train.words.occurrences import collect


@dataclass(frozen=True)
class LearnedWords:
    """Files with words: one of all articles, and one for each part of gold, which has not seen it."""

    whole: Path
    of_folds: Sequence[Path]
    has_names: bool
    notes: Sequence[str] = ()


def learn_words_of(
    articles: Articles,
    specs: Sequence[str],
    context: LabelerContext,
    suggested: Suggested | None,
    folder: Path,
    beside: Path,
    former: Path | None = None,
) -> LearnedWords | None:
    """Writes the words of all articles below ``folder``, and those for each part into ``beside``.

    ``suggested`` are the suggestions without the words. The lines that a person edited in ``former``, a file
    of words, stay. Returns None if there is no word.
    """
    occurrences = collect(articles.learned, context, suggested, lexicons=_own_lexicons(specs, context))
    words = choose_words(occurrences)
    if former is not None:
        words = words.with_edits_of(load_words(former, context.ontology))
    if not words:
        return None
    (folder / WORDS).parent.mkdir()
    words.save(folder / WORDS)
    of_folds = []
    for number in range(len(articles.folds)):
        ids = [record.article.id for record in articles.of_fold(number)]
        of_folds.append(beside / f"words-{number}.yaml")
        choose_words(occurrences, without=ids).save(of_folds[-1])
    return LearnedWords(folder / WORDS, of_folds, bool(words.names), occurrences.notes)


def _own_lexicons(specs: Sequence[str], context: LabelerContext) -> Mapping[str, Lexicon] | None:
    """The lexicons that the labeler `events` is told to read, if it is told so."""
    for spec in specs:
        name, _, argument = spec.partition(":")
        if name == "events" and argument:
            return context.lexicons(argument)
    return None
