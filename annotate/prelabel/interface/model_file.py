"""The folder of a model that `annotate train` makes, and the file that says what is in it.

``annotate-model.json`` names the parts: a spaCy pipeline below ``entities/``, the judges and merging weights
in ``weights/weights.json``, and the campaign's words in ``lexicon/words.yaml``. A part that did not make the
suggestions better is not there. Nothing in the folder is executed.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from annotate.core.errors import ConfigError
from annotate.core.files import writing

FORMAT = 2
MODEL_FILE = "annotate-model.json"
ENTITIES = "entities"  # a folder: the spaCy pipeline that the labeler `trained` reads
WEIGHTS = "weights/weights.json"
WORDS = "lexicon/words.yaml"
_AGAIN = "Train the model again, or copy its whole folder."
_LARGEST = 10_000_000  # bytes


class Verdict(StrEnum):
    """What the comparison with the suggestions before has shown."""

    BETTER = "better"
    NOT_SHOWN = "not shown better"
    WORSE = "worse"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ModelScore(_Part):
    """One measure of the suggestions before and now, on the same articles, which neither has seen.

    F1 for names, triggers and arguments; for ``actions`` the gestures that corrections cost. ``difference``
    is now - before, with a 95 % interval from ``low`` to ``high`` (paired bootstrap over articles). ``gold``
    counts the items.
    """

    measure: str
    before: float
    now: float
    difference: float
    low: float | None = None
    high: float | None = None
    gold: int = 0


class ModelFile(_Part):
    """What is in a model's folder, what it was learned from, and what it gains.

    ``labelers`` are added to the project's labelers, for instance ``trained``. ``weights`` and ``words`` are
    paths inside the folder, None if the model has none. ``release`` names the gold (`identity`). ``versions``
    are those of packages and base models, ``licences`` those of base and data. ``articles`` counts what was
    compared, and ``method`` says how. ``seen`` has a key of each article that the model was learned from
    (digests, no id and no text).
    """

    format: Literal[2] = 2
    trainer: str
    ontology: str
    languages: tuple[str, ...] = ()
    labelers: tuple[str, ...] = ()
    weights: str | None = None
    words: str | None = None
    release: dict[str, str] = {}
    versions: dict[str, str] = {}
    licences: dict[str, str] = {}
    scores: tuple[ModelScore, ...] = ()
    articles: int = 0
    method: str = ""
    seen: tuple[str, ...] = ()
    verdict: Verdict | None = None
    notes: tuple[str, ...] = ()

    def save(self, folder: Path) -> None:
        """Writes the file into the folder."""
        with writing(folder / MODEL_FILE) as file:
            json.dump(self.model_dump(mode="json"), file, indent=1, ensure_ascii=False)
            file.write("\n")


def read_model_file(folder: Path) -> ModelFile:
    """What the folder's `MODEL_FILE` says.

    Raises `ConfigError` if there is no such file, if it is damaged or of another format, or if a part that it
    names is missing or lies outside of the folder.
    """
    path = folder / MODEL_FILE
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigError("is too large for the description of a model.", where=str(path), remedy=_AGAIN)
        data = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise ConfigError("holds no model of 'annotate train'.", where=str(folder), remedy=_AGAIN) from error
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"cannot be read ({error!r:.200}).", where=str(path), remedy=_AGAIN) from error
    form = data.get("format") if isinstance(data, dict) else None
    if form != FORMAT:
        newer = isinstance(form, int) and form > FORMAT
        raise ConfigError(
            f"has the format {form!r:.40}, and a whole model has format {FORMAT}.",
            where=str(path),
            remedy="Install a newer version of annotate-gold." if newer else "Train the model again.",
        )
    try:
        made = ModelFile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigError(f"is damaged: {place}: {first['msg']}.", where=str(path), remedy=_AGAIN) from error
    for part in filter(None, (made.weights, made.words)):
        _check_part(folder, part)
    return made


def _check_part(folder: Path, part: str) -> None:
    inside = (folder / part).resolve()
    if not inside.is_relative_to(folder.resolve()):
        raise ConfigError(f"names {part!r:.200}, outside of its folder.", where=str(folder), remedy=_AGAIN)
    if not inside.is_file():
        raise ConfigError(f"lacks {part}, which it names.", where=str(folder), remedy=_AGAIN)
