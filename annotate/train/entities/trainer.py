"""The trainer `entity-recogniser`: fine-tunes a spaCy model, and writes it as a labeler."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.core.article import Article
from annotate.core.errors import InputError, MissingExtraError
from annotate.core.files import write_errors, writing_folder
from annotate.core.matching import Tally, micro
from annotate.core.record import GoldRecord
from annotate.gold.identity import identity
from annotate.gold.load import Gold
from annotate.prelabel.interface.composed_articles import composed_article
from annotate.train.base import Trained, TrainSettings, check_new, name_labeler
from annotate.train.entities.base_model import Base, check_language, load_base
from annotate.train.entities.cross_fitting import cross_fit
from annotate.train.entities.fitting import RECIPE, Recipe
from annotate.train.entities.passages import usable
from annotate.train.entities.scoring import score_ner
from annotate.train.entities.training import FineTuned, Training, deadline

if TYPE_CHECKING:
    from spacy.language import Language

NAME = "entity-recogniser"
_WITHOUT = {
    "dev": "the dev split is empty: the number of passes was chosen without it.",
    "test": "the test split is empty: there is nothing to score on.",
}
_NONE_USABLE = {
    "dev": "no article of the dev split can be used: the number of passes was chosen without it.",
    "test": "no article of the test split can be used: there is nothing to score on.",
}
_WITHOUT_MENTIONS = {
    "dev": "no mentions in the dev split: the number of passes was chosen without it.",
    "test": "no mentions in the test split: recall and F1 cannot be computed.",
}
_RARE = 1  # a label with so few mentions is named


@dataclass
class TrainedRecogniser(Trained):
    """A trained entity recogniser, with its pipeline and the base that it started from."""

    model: Language = field(kw_only=True)
    base: Base = field(kw_only=True)


class EntityRecogniser:
    """The trainer ``entity-recogniser``: a spaCy pipeline of `ner`, with `spancat` where mentions nest."""

    name = NAME
    provides = frozenset({"entities"})

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> TrainedRecogniser:
        """Trains like `train_ner` and writes the model to ``folder``, in full or not at all."""
        check_new(folder)
        trained = train_ner(
            gold,
            language=settings.language,
            vectors=settings.vectors,
            base=settings.base,
            unlabelled=settings.unlabelled,
            seconds=settings.seconds,
            seed=settings.seed,
            progress=settings.progress,
        )
        save(trained, folder)
        return trained


def train_ner(
    gold: Gold,
    *,
    language: str = "fr",
    vectors: str | None = None,
    base: str | None = None,
    unlabelled: Iterable[Article] = (),
    seconds: float = 600,
    seed: int = 0,
    recipe: Recipe = RECIPE,
    progress: Callable[[str], None] = lambda line: None,
) -> TrainedRecogniser:
    """Fine-tunes a spaCy model on the train split, and scores it on test.

    ``base`` is an installed spaCy model, a folder with one, or "blank"; by default the model that labelers
    use for ``language``. Its labels become those of the ontology (`mapping`). ``vectors`` names an installed
    spaCy model whose word vectors a blank base uses. ``unlabelled`` are articles without gold on which what
    the base knows is rehearsed. ``seconds`` limits the training alone.

    The number of passes is chosen on the dev split, or without one on a part of train. Gold without splits is
    learnt in full, and the scores are of cross-validation. Mentions that do not begin and end at token edges
    are left out and listed. Articles in another language than ``language``, and articles longer than spaCy
    reads at once, are left out of training and scores, and listed. ``language`` "xx" takes all languages.

    The same gold, base, settings and seed give the same model, unless the time runs out (a notice says so).
    Raises `InputError` if there is no mention to learn from, `ConfigError` for a base that cannot be loaded,
    `MissingExtraError` without spaCy.
    """
    try:
        import spacy  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("spaCy", "train") from error
    check_language(language)
    split = bool(gold.splits)
    if split and not gold.splits.get("train"):
        raise InputError(
            "the train split is empty.",
            where=str(gold.path),
            remedy="Train from a folder that 'annotate release create' made.",
        )
    begun = time.monotonic()
    notices = [sentence for name, sentence in _WITHOUT.items() if split and not gold.splits.get(name)]
    not_used: list[str] = []
    records = list(usable(language, _of_split(gold, "train"), "train" if split else "", not_used))
    _check_learnable(gold, records, not_used, language)
    development = list(usable(language, _of_split(gold, "dev"), "dev", not_used)) if split else []
    if gold.splits.get("dev") and not development:
        notices.append(_NONE_USABLE["dev"])
    if development and not any(record.annotation.entities for record in development):
        development = []
        notices.append(_WITHOUT_MENTIONS["dev"])
    found = load_base(base, language, vectors, gold.ontology, records)
    training = Training(
        found,
        gold.ontology,
        unlabelled=unlabelled,
        recipe=recipe,
        seed=seed,
        until=deadline(seconds),
        progress=progress,
    )
    if split:
        tuned = training.train_and_stop(records, development)
        test = usable(language, _of_split(gold, "test"), "test", not_used)
        scores = score_ner(tuned.nlp, test, gold.ontology)
        notices += _test_notices(gold, scores, not_used)
    else:
        tuned, scores = _cross_validated(training, records, notices)
    return TrainedRecogniser(
        scores,
        len(records),
        tuned.rounds,
        time.monotonic() - begun,
        tuned.passages.left_out,
        [*notices, *tuned.notices, *_rare(records)],
        not_used,
        identity(gold),
        model=tuned.nlp,
        base=found,
    )


def _cross_validated(
    training: Training, records: Sequence[GoldRecord], notices: list[str]
) -> tuple[FineTuned, dict[str, Tally]]:
    """A model of all records, with as many passes as cross-validation found, and the scores of that."""
    if len({record.text for record in records}) < 2:
        notices.append("there is only one article: nothing is left to score on.")
        return training.train(records), {}
    crossed = cross_fit(training, records)
    notices += ["this file has no splits: the scores are of cross-validation.", *crossed.notices]
    return training.train(records, passes=crossed.passes or None), dict(crossed.scores)


def _of_split(gold: Gold, name: str) -> Iterator[GoldRecord]:
    """The records of a split with composed texts, or all records of gold without splits."""
    if not gold.splits:
        yield from map(composed_record, gold)
    elif gold.splits.get(name):
        yield from map(composed_record, gold.split(name))


def composed_record(record: GoldRecord) -> GoldRecord:
    """The record on the composed text (Unicode NFC), which labelers read."""
    made = composed_article(record.article) if isinstance(record.article, Article) else None
    if made is None:
        return record
    return record.model_copy(
        update={"article": made.composed, "annotation": made.in_composed(record.annotation)}
    )


def _check_learnable(
    gold: Gold, records: Sequence[GoldRecord], not_used: Sequence[str], language: str
) -> None:
    if not records and not_used:
        raise InputError(
            f"no article can be learnt from ({not_used[0]}).",
            where=str(gold.path),
            remedy=f"Name the language of the articles with --language (here {language}; xx takes any).",
        )
    for record in records:
        if record.text is None:
            raise InputError(
                "has no text to learn from.",
                where=f"{gold.path}, article {record.article.id}",
                remedy="Put the texts back with 'annotate release join'.",
            )
    if not any(record.annotation.entities for record in records):
        raise InputError(
            f"{'the train split has' if gold.splits else 'there is'} no mention to learn from.",
            where=str(gold.path),
            remedy="Release articles in which people marked mentions, or train on another release.",
        )


def _test_notices(gold: Gold, scores: dict[str, Tally], not_used: Sequence[str]) -> list[str]:
    tested = gold.splits.get("test")
    if tested and sum("(test)" in line for line in not_used) == len(tested):
        return [_NONE_USABLE["test"]]
    if tested and not micro(scores).gold:
        return [_WITHOUT_MENTIONS["test"]]
    return []


def _rare(records: Iterable[GoldRecord]) -> list[str]:
    counts: dict[str, int] = {}
    for record in records:
        for entity in record.annotation.entities:
            counts[entity.label] = counts.get(entity.label, 0) + 1
    rare = sorted(label for label, count in counts.items() if count <= _RARE)
    if not rare:
        return []
    return [f"one mention only of {', '.join(rare)}: too little to learn the label from."]


def save(trained: TrainedRecogniser, folder: Path) -> None:
    """Writes the model to a new folder, in full or not at all. Raises `ConfigError` if the folder exists."""
    check_new(folder)
    with writing_folder(folder) as partial:
        save_pipeline(trained, partial)
        name_labeler(partial, "spacy", NAME, trained.release)


def save_pipeline(trained: TrainedRecogniser, folder: Path) -> None:
    """Writes the spaCy pipeline alone. Its metadata names the base and the licence and sources of that."""
    nlp, base = trained.model, trained.base
    nlp.meta.update(
        {
            "name": "entities",
            "description": f"Entity recogniser, trained from {base.name}",
            "license": base.licence or "",
            "sources": list(base.sources),
        }
    )
    with write_errors(folder):
        nlp.to_disk(folder)
