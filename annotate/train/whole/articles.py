"""The articles of gold, ready to learn from: with texts in composed form, and with their language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotate.core.record import GoldRecord
from annotate.corpus.language import LanguageDetector
from annotate.gold.load import Gold
from annotate.train.base import NotEnoughGoldError
from annotate.train.entities.cross_fitting import text_folds
from annotate.train.entities.trainer import composed_record
from annotate.train.judges.collecting import languages_of, with_text

TEST = "test"


@dataclass(frozen=True)
class Articles:
    """The records to learn from, in parts that are tested together, and those of the test split.

    ``folds`` has the numbers of the records of each part. Records with the same text are in one part.
    """

    learned: Sequence[GoldRecord]
    tested: Sequence[GoldRecord]
    folds: Sequence[Sequence[int]]
    languages: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all articles."""
        return frozenset(record.article.id for record in (*self.learned, *self.tested))

    def of_fold(self, number: int) -> list[GoldRecord]:
        """The records of a part."""
        return [self.learned[index] for index in self.folds[number]]

    def folds_of(self, ids: Sequence[str]) -> list[list[int]]:
        """The numbers of some of the articles, given by id, in each part of gold. Leaves out empty parts."""
        part_of = {self.learned[index].article.id: part for part, of in enumerate(self.folds) for index in of}
        found: dict[int, list[int]] = {}
        for number, name in enumerate(ids):
            found.setdefault(part_of[name], []).append(number)
        return [found[part] for part in sorted(found)]


def read_articles_of(gold: Gold, languages: Sequence[str], seed: int) -> Articles:
    """Reads gold. ``languages`` are those of the project's articles (ISO 639-1); empty: those that gold has.

    Raises `InputError` if an article has no text, and `NotEnoughGoldError` if fewer than two texts are left
    to learn from.
    """
    languages = tuple(languages) or languages_of(gold)
    detector = LanguageDetector(languages)
    test_ids = frozenset(gold.splits.get(TEST, ()))
    learned: list[GoldRecord] = []
    tested: list[GoldRecord] = []
    # Learners must know which values nobody saw, so gold keeps them here.
    for record in replace(gold, reviewed_only=False):
        article = detector.with_language(with_text(record, gold.path))
        whole = composed_record(record.model_copy(update={"article": article}))
        (tested if article.id in test_ids else learned).append(whole)
    folds = text_folds(learned, None, seed)
    if len(folds) < 2:
        raise NotEnoughGoldError(
            "has fewer than two different articles to learn from, so nothing is left to compare with.",
            where=str(gold.path),
            remedy="Release more articles, then train again.",
        )
    return Articles(learned, tested, folds, languages)
