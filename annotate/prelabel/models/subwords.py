"""Shared code of the torch labelers: loading models, windows in sub-word tokens, predictions to entities."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from annotate.core.annotation import Annotation, Status
from annotate.core.errors import ConfigError, MissingExtraError
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import mention, trimmed
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.models.windows import Prediction, Range, Window, join, windows, words
from annotate.prelabel.versions import DIGITS, content_digest

Model = TypeVar("Model")

MOST = 512  # tokens in a window: most encoders allow no more tokens, and longer windows need much memory
_OVERLAP = 4  # neighbouring windows share 1 / this number of their tokens
_UNLIMITED = 1_000_000  # tokenizers without a limit report a huge number


def check_torch(*packages: str) -> None:
    """Raises `MissingExtraError` if one of ``packages`` is not installed."""
    for package in packages:
        if find_spec(package) is None:
            raise MissingExtraError(package, "torch")


def located(labeler: str, name: str, context: LabelerContext) -> Path | None:
    """The folder that ``name`` means; None if ``name`` is the name of a model on a hub.

    Raises `ConfigError` if ``name`` can only be a path, but no such folder exists.
    """
    path = context.path(name)
    if path.is_dir():
        return path
    if path.exists() or name.startswith((".", "/", "~")) or name.count("/") > 1 or "\\" in name:
        what = "is no folder that holds a model." if path.exists() else "there is no model."
        raise ConfigError(what, where=str(path), remedy=f"Check the path: {labeler}:PATH")
    return None


def loaded(labeler: str, name: str, path: Path | None, load: Callable[[], Model]) -> Model:
    """Calls ``load`` and turns its errors into a `ConfigError` that says what to do."""
    try:
        return load()
    except Exception as error:  # these libraries raise OSError, ValueError, and errors of their parsers
        reason = " ".join(str(error).split())[:300]
        if path is not None:
            raise ConfigError(
                f"is no model that {labeler} can load: {type(error).__name__}: {reason}",
                where=str(path),
                remedy="Name the folder that the model was saved to, with its tokenizer.",
            ) from error
        raise ConfigError(
            f"the model {name} is not here and could not be fetched: {type(error).__name__}: {reason}",
            remedy=f"Fetch it with: hf download {name}",
        ) from error


def placed(model: Any) -> Any:
    """Moves ``model`` to a GPU if there is a GPU.

    Must be called at the first use of the model, not when the model is loaded: a process that has used a GPU
    cannot be forked, and `--workers` forks the process that loads models.
    """
    import torch

    return model.to("cuda" if torch.cuda.is_available() else "cpu")


def content_of(name: str, path: Path | None, config_file: str) -> str:
    """The version of a model: the digest of its folder, or the name and revision on a hub."""
    if path is not None:
        return content_digest(path)
    from huggingface_hub import try_to_load_from_cache

    cached = try_to_load_from_cache(name, config_file)
    return f"{name}@{Path(cached).parent.name[:DIGITS]}" if isinstance(cached, str) else name


def longest(tokenizer: Any, config: Any) -> int:
    """The number of tokens that a model reads at a time, including special tokens; at most `MOST`."""
    limits = [MOST]
    if 0 < tokenizer.model_max_length < _UNLIMITED:
        limits.append(tokenizer.model_max_length)
    positions = getattr(config, "max_position_embeddings", None)
    if isinstance(positions, int) and positions > 0:
        # Models like RoBERTa number positions from after the padding token's number.
        odd = positions % 2 == 0 and positions - 2 in (512, 1024, 4096)
        limits.append(positions - 2 if odd else positions)
    return min(limits)


def token_windows(tokenizer: Any, text: str, size: int) -> list[Window]:
    """Overlapping windows of at most ``size`` tokens each, cut between words."""
    units = words(text)
    counts = _token_counts(tokenizer, text, units)
    return windows(units, size, size // _OVERLAP, lambda unit: counts[unit])


def answered(
    batch: Sequence[Draft],
    cut: Sequence[Sequence[Window]],
    answers: Iterator[Sequence[Prediction[None]]],
    annotation: Callable[[Draft, Sequence[Prediction[None]]], Annotation],
) -> list[Annotation]:
    """Joins the windows' ``answers``, given in order, for each draft that the windows were cut from."""
    return [
        annotation(draft, join([(window, next(answers)) for window in some]))
        for draft, some in zip(batch, cut, strict=True)
    ]


def annotation_of(
    author: str,
    draft: Draft,
    answers: Sequence[Prediction[None]],
    label_of: Callable[[str], str | None] = lambda label: label,
) -> Annotation:
    """Makes trimmed entities from a model's predictions in one text.

    Predictions without an entity type, or of punctuation only, are left out and counted for the summary.
    """
    text = draft.article.text
    entities = {}
    for found in answers:
        label = label_of(found.label)
        start, end = trimmed(text, found.start, found.end)
        if label is None:
            draft.note(f"the model's label {found.label} has no entity type")
        elif start == end:
            draft.note("an entity of punctuation only")
        else:
            entities[start, end, label] = mention(text, start, end, label, round(found.score, 4))
    return Annotation(author=author, status=Status.SUGGESTED, entities=tuple(entities.values()))


def _token_counts(tokenizer: Any, text: str, units: list[Range]) -> dict[Range, int]:
    """Maps each word to the number of tokens that begin in the word; at least one."""
    given = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    starts = sorted(end - 1 for start, end in given["offset_mapping"] if end > start)
    return {
        unit: max(1, bisect.bisect_left(starts, unit[1]) - bisect.bisect_left(starts, unit[0]))
        for unit in units
    }
