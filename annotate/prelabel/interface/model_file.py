"""The folder of a model that `annotate train` makes, and the file that says what is in it.

``annotate-model.json`` names the parts: a spaCy pipeline below ``entities/``, the judges and merging weights
in ``weights/weights.json``, and the campaign's words in ``lexicon/words.yaml``. A part that did not make the
suggestions better is not there. Nothing in the folder is executed.
"""

from __future__ import annotations

import json
import os
import stat
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from annotate.core.errors import AnnotateError, ConfigError
from annotate.core.files import writing
from annotate.core.ordinary_files import read_small
from annotate.core.path_errors import reading

FORMAT = 2
MODEL_FILE = "annotate-model.json"
ENTITIES = "entities"  # a folder: the spaCy pipeline that the labeler `trained` reads
WEIGHTS = "weights/weights.json"
WORDS = "lexicon/words.yaml"
_AGAIN = "Train the model again, or copy its whole folder."
TRAINED = "trained"  # the labeler that reads `ENTITIES`
CAMPAIGN_WORDS = "campaign-words"  # the labeler that finds the names in `WORDS`
_ADDED = (TRAINED, CAMPAIGN_WORDS)  # a model adds no other labeler
_LARGEST = 10_000_000  # bytes of the description, and of the words
_LARGEST_WEIGHTS = 200_000_000  # bytes


class Verdict(StrEnum):
    """What the comparison with the suggestions before has shown."""

    BETTER = "better"
    NOT_SHOWN = "not shown better"
    WORSE = "worse"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class ModelScore(_Part):
    """One measure of the suggestions before and now, on the same articles, which neither has seen.

    F1 for names, triggers and arguments; for ``actions`` the gestures that corrections cost. ``difference``
    is now - before, with a 95 % interval from ``low`` to ``high`` (paired bootstrap over articles), and
    ``now_low`` to ``now_high`` is the interval of the score now. ``gold`` counts the items.
    """

    measure: str
    before: float
    now: float
    difference: float
    low: float | None = None
    high: float | None = None
    now_low: float | None = None
    now_high: float | None = None
    gold: int = 0

    @property
    def holds_zero(self) -> bool:
        """Whether the interval of the difference holds 0, or is not known."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


class ModelLabel(_Part):
    """One label of one measure, on the same articles: how many items are in gold, predicted and correct."""

    measure: str
    label: str
    gold: int
    predicted_before: int
    correct_before: int
    predicted: int
    correct: int


class ModelFile(_Part):
    """What is in a model's folder, what it was learned from, and what it gains.

    ``labelers`` are added to the project's labelers, for instance ``trained``. ``weights`` and ``words`` are
    paths inside the folder, None if the model has none. ``release`` names the gold (`identity`). ``versions``
    are those of packages and base models, ``licences`` those of base and data. ``articles`` counts what was
    compared, ``failed`` what was left out of that because a labeler failed, and ``method`` says how.
    ``unseen_by`` is the model in use with which it was compared, "" for none. ``seen`` has a key of each
    article that the model was learned from (digests, no id and no text).
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
    labels: tuple[ModelLabel, ...] = ()
    articles: int = 0
    failed: int = 0
    method: str = ""
    unseen_by: str = ""
    seen: tuple[str, ...] = ()
    verdict: Verdict | None = None
    notes: tuple[str, ...] = ()

    @property
    def gold(self) -> str:
        """The gold that the model was trained on, in words."""
        names = [self.release[key] for key in ("name", "version", "file") if key in self.release]
        digest = self.release.get("sha256")
        return " ".join(names) + (f" (sha256 {digest[:12]})" if digest else "") if names else "unnamed gold"

    def save(self, folder: Path) -> None:
        """Writes the file into the folder."""
        with writing(folder / MODEL_FILE) as file:
            json.dump(self.model_dump(mode="json"), file, indent=1, ensure_ascii=False)
            file.write("\n")


def format_of(folder: Path) -> object:
    """The format that the folder's `MODEL_FILE` names; 1 if it names none.

    Raises `ConfigError` if the file is missing or damaged.
    """
    return _description(folder).get("format", 1)


def read_model_file(folder: Path) -> ModelFile:
    """What the folder's `MODEL_FILE` says.

    Raises `ConfigError` if there is no such file, if it is damaged or of another format, if a part that it
    names is missing, and if anything in the folder is no ordinary file or leads out of it.
    """
    path = folder / MODEL_FILE
    if not path.is_file():
        raise ConfigError(
            f"holds no whole model: it lacks {MODEL_FILE}, which 'annotate train' writes last.",
            where=str(folder),
            remedy=_AGAIN,
        )
    check_files(folder)
    data = _description(folder)
    form = data.get("format", 1)
    if form != FORMAT:
        newer = isinstance(form, int) and form > FORMAT
        raise ConfigError(
            f"has the format {form!r:.40}, and a whole model has format {FORMAT}.",
            where=str(path),
            remedy="Install a newer version of annotate-gold."
            if newer
            else "Train the model again. A model of entities alone works as --labeler trained:FOLDER.",
        )
    try:
        made = ModelFile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigError(f"is damaged: {place}: {first['msg']}.", where=str(path), remedy=_AGAIN) from error
    for labeler in made.labelers:
        if labeler not in _ADDED:  # it might be a plug-in, or send texts to another machine
            raise ConfigError(
                f"adds the labeler {labeler!r:.80}. A model may only add {' and '.join(_ADDED)}.",
                where=str(path),
                remedy="Name that labeler in annotate.yaml, if you trust it.",
            )
    _check_part(folder, "weights", made.weights, _LARGEST_WEIGHTS)
    _check_part(folder, "words", made.words, _LARGEST)
    if TRAINED in made.labelers and not (folder / ENTITIES / "config.cfg").is_file():
        raise ConfigError(
            f"adds the labeler {TRAINED}, and lacks its model in {ENTITIES}/.",
            where=str(folder),
            remedy=_AGAIN,
        )
    if CAMPAIGN_WORDS in made.labelers and made.words is None:
        raise ConfigError(
            f"adds the labeler {CAMPAIGN_WORDS}, and has no words.", where=str(folder), remedy=_AGAIN
        )
    return made


def model_of(weights: Path) -> Path | None:
    """The folder of the whole model that a weights file belongs to, or None."""
    folder = weights.parent.parent
    return folder if folder / WEIGHTS == weights and (folder / MODEL_FILE).is_file() else None


def check_files(folder: Path) -> None:
    """Raises `ConfigError` if something in the folder is no ordinary file, or is a link that leads out of it.

    The folder itself may be a link.
    """
    with reading(folder, ConfigError):
        inside = folder.resolve()
        for above, folders, files in os.walk(inside):
            for name in (*folders, *files):
                path = Path(above, name)
                if path.is_symlink() and not path.resolve().is_relative_to(inside):
                    raise _strange(folder, path.relative_to(inside), "is a link that leads out of its folder")
                mode = path.stat().st_mode if path.exists() else 0
                if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                    raise _strange(folder, path.relative_to(inside), "is no ordinary file")


def _strange(folder: Path, path: Path, what: str) -> ConfigError:
    return ConfigError(f"this model is not loaded: {path} {what}.", where=str(folder), remedy=_AGAIN)


def _description(folder: Path) -> dict[str, Any]:
    path = folder / MODEL_FILE
    try:
        data = json.loads(read_small(path, _LARGEST))
    except AnnotateError as error:
        raise ConfigError(error.what, where=error.where, remedy=_AGAIN) from error
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"cannot be read ({error!r:.200}).", where=str(path), remedy=_AGAIN) from error
    if not isinstance(data, dict):
        raise ConfigError("is no description of a model.", where=str(path), remedy=_AGAIN)
    try:
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:  # a path or a message with it could not be written
        place = error.object[max(0, error.start - 20) : error.start]
        raise ConfigError(
            f"is damaged: it holds a lone surrogate, after {place!r}.", where=str(path), remedy=_AGAIN
        ) from error
    return data


def _check_part(folder: Path, key: str, part: str | None, largest: int) -> None:
    """Refuses a part that is missing, no file, too large, or outside of the folder."""
    if part is None:
        return
    path = folder / MODEL_FILE
    if not part or "\0" in part:
        raise ConfigError(f"is damaged: {key} names no file.", where=str(path), remedy=_AGAIN)
    with reading(folder, ConfigError):
        inside = (folder / part).resolve()
        if not inside.is_relative_to(folder.resolve()):
            raise ConfigError(
                f"names {part!r:.200}, outside of its folder.", where=str(folder), remedy=_AGAIN
            )
        if inside.is_dir():
            raise ConfigError(
                f"is damaged: {key} names {part!r:.200}, which is a folder.", where=str(path), remedy=_AGAIN
            )
        if not inside.is_file():
            raise ConfigError(f"lacks {part}, which it names.", where=str(folder), remedy=_AGAIN)
        if (size := inside.stat().st_size) > largest:
            raise ConfigError(
                f"has {size:,} bytes; this part of a model has at most {largest:,}.",
                where=str(inside),
                remedy=_AGAIN,
            )
