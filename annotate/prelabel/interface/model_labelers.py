"""The place of a model's labelers among the labelers of a project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotate.prelabel.interface.former_names import current_spec
from annotate.prelabel.interface.model_file import TRAINED

_AFTER = "spacy"  # the model speaks together with the general model: rules read what both found


def with_model(specs: Sequence[str], folder: Path, labelers: Sequence[str]) -> tuple[str, ...]:
    """``specs`` with the model's recogniser right after ``spacy``, else in front, and its words before all.

    A labeler that ``specs`` names with this very folder keeps its place. ``folder`` is absolute.
    """
    first = [name for name in labelers if name != TRAINED and name not in specs]  # they read the words
    added = []
    if TRAINED in labelers and not names_model(specs, folder, folder):
        added.append(f"{TRAINED}:{folder}")
    names = [current_spec(spec).partition(":")[0] for spec in specs]
    place = names.index(_AFTER) + 1 if _AFTER in names else 0
    return (*first, *specs[:place], *added, *specs[place:])


def names_model(specs: Sequence[str], folder: Path, near: Path) -> bool:
    """Whether ``specs`` name the model in ``folder``, perhaps by a path relative to ``near``."""
    return any(is_same(model, folder) for model in named_models(specs, near))


def is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same place. A path that cannot be followed leads nowhere."""
    try:
        return one.resolve() == other.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return False


def named_models(specs: Sequence[str], near: Path) -> list[Path]:
    """The folders of ``trained:FOLDER`` in ``specs``."""
    parts = (spec.partition(":") for spec in specs)
    return [near / _expanded(folder) for name, _, folder in parts if name == TRAINED and folder]


def _expanded(folder: str) -> Path:
    """The path with the user's folder for ``~``. A user that does not exist is told by the labeler."""
    try:
        return Path(folder).expanduser()
    except RuntimeError:
        return Path(folder)
