"""Checks a folder with a spaCy model before spaCy loads it, so that nothing in the folder is executed.

spaCy's config.cfg names functions that spaCy calls while it loads a model: factories of components, and
entries of registries (https://spacy.io/api/data-formats#config). Any installed package may register more. A
folder may come from anybody, so only those are allowed that build networks and read their weights. The
weights are msgpack and NumPy arrays without pickle. Models that are installed as packages are code, and are
not checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from annotate.core.errors import ConfigError

if TYPE_CHECKING:
    from spacy.language import Language

CONFIG, META = "config.cfg", "meta.json"
_IN_WHOLE_MODEL = "entities"  # where a whole model of `annotate train` has its pipeline
_SPACY = "spacy."


def _names(names: str, prefix: str = "") -> frozenset[str]:
    return frozenset(f"{prefix}{name}" for name in names.split())


FACTORIES = _names(
    "ner spancat spancat_singlelabel tok2vec tagger morphologizer parser senter sentencizer attribute_ruler"
    " lemmatizer trainable_lemmatizer textcat textcat_multilabel entity_ruler span_ruler"
)
# Left out on purpose: networks of PyTorch and transformers (pickle), everything that reads another file
# (knowledge bases, lookups, labels, corpora), and all callbacks.
REGISTRIES: Mapping[str, frozenset[str]] = {
    "@architectures": _names(
        "TransitionBasedParser.v1 TransitionBasedParser.v2 Tok2Vec.v1 Tok2Vec.v2 Tok2VecListener.v1"
        " MultiHashEmbed.v1 MultiHashEmbed.v2 CharacterEmbed.v1 CharacterEmbed.v2 HashEmbedCNN.v1"
        " HashEmbedCNN.v2 MaxoutWindowEncoder.v1 MaxoutWindowEncoder.v2 MishWindowEncoder.v1"
        " MishWindowEncoder.v2 Tagger.v1 Tagger.v2 SpanCategorizer.v1 TextCatBOW.v1 TextCatBOW.v2"
        " TextCatBOW.v3 TextCatCNN.v1 TextCatCNN.v2 TextCatEnsemble.v1 TextCatEnsemble.v2",
        _SPACY,
    ),
    "@layers": _names("LinearLogistic.v1 mean_max_reducer.v1", _SPACY) | {"Softmax.v2"},
    "@misc": _names(
        "ngram_suggester.v1 ngram_range_suggester.v1 levenshtein_compare.v1 first_longest_spans_filter.v1",
        _SPACY,
    ),
    "@scorers": _names(
        "ner_scorer.v1 spancat_scorer.v1 tagger_scorer.v1 morphologizer_scorer.v1 parser_scorer.v1"
        " senter_scorer.v1 attribute_ruler_scorer.v1 lemmatizer_scorer.v1 textcat_scorer.v1"
        " textcat_scorer.v2 textcat_multilabel_scorer.v1 textcat_multilabel_scorer.v2"
        " entity_ruler_scorer.v1 overlapping_labeled_spans_scorer.v1",
        _SPACY,
    ),
    "@tokenizers": _names("Tokenizer.v1", _SPACY),
    "@vectors": _names("Vectors.v1", _SPACY),
}
_CALLED = ("nlp", "components")  # the sections whose functions spaCy calls while it loads a model
_CALLBACKS = ("before_creation", "after_creation", "after_pipeline_creation")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LARGEST = 10_000_000  # of a number in the config, for instance the rows of a table
_VECTORS = "vocab/vectors"
# spaCy writes all of them, and reads a model without them as if it had no such words.
_VOCABULARY = ("vocab/strings.json", "vocab/lookups.bin", "vocab/key2row", _VECTORS)
_NUMPY = b"\x93NUMPY"
_READ = 10_000_000  # bytes of a config at most
_AGAIN = "Train the model again, or copy its whole folder."


def check_model_folder(folder: Path) -> None:
    """Raises `ConfigError` if the folder holds no complete spaCy model, or one that may execute something."""
    _check_pipeline_there(folder)
    _check_meta(folder)
    config = _config(folder / CONFIG)
    _check_pipeline(folder, config)
    for section in _CALLED:
        for place, key, value in _leaves(config[section], section):
            if key.startswith("@"):
                _check_function(folder, place, key, value)
            elif isinstance(value, int | float) and abs(value) > _LARGEST:
                _refuse(folder, f"{place} is {value:g}, which no network here needs")
    for place, key, value in _leaves(config, ""):
        if key == "@callbacks":
            _refuse(folder, f"{place} names the callback {value!r:.80}")
    for name in _VOCABULARY:
        if not (folder / name).is_file():
            raise _damaged(folder / name, "is missing")
    with (folder / _VECTORS).open("rb") as file:
        start = file.read(len(_NUMPY))
    if start != _NUMPY:
        _refuse(folder, f"{_VECTORS} is no NumPy array")


def check_weights(nlp: Language, folder: Path) -> None:
    """Raises `ConfigError` if a weight or word vector of a loaded model is not a finite number.

    A network with such a weight predicts nothing, and gives no error. Reads each array once.
    """
    from thinc.api import Model, get_array_module

    for name, component in nlp.components:
        model = getattr(component, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            for param in node.param_names:
                if node.has_param(param) and not node.ops.xp.isfinite(node.get_param(param)).all():
                    raise _not_finite(folder, f"a weight of the component {name} ({node.name}: {param})")
    data = nlp.vocab.vectors.data
    xp = get_array_module(data)  # type: ignore[no-untyped-call]
    if not xp.isfinite(data).all():
        raise _not_finite(folder, f"a word vector ({_VECTORS})")


def _not_finite(folder: Path, what: str) -> ConfigError:
    return ConfigError(
        f"this spaCy model is damaged: {what} is not a finite number.", where=str(folder), remedy=_AGAIN
    )


def _check_pipeline_there(folder: Path) -> None:
    """Refuses a folder that is no pipeline at all, and names the one inside, as a whole model has it."""
    if any((folder / name).exists() for name in (CONFIG, META)):
        return
    inside = folder / _IN_WHOLE_MODEL
    raise ConfigError(
        f"is no spaCy pipeline: it has no {CONFIG} and no {META}.",
        where=str(folder if folder.name else folder.absolute()),
        remedy="Name the folder that holds both. If they were lost, train the model again."
        if not (inside / CONFIG).is_file()
        else f"Name the pipeline inside: {inside}",
    )


def _check_meta(folder: Path) -> None:
    path = folder / META
    try:
        meta = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise _damaged(path, f"is damaged: {error}") from error
    if not isinstance(meta, dict) or not all(isinstance(meta.get(key), str) for key in ("lang", "name")):
        raise _damaged(path, "is no description of a spaCy model")


def _config(path: Path) -> dict[str, Any]:
    from confection import Config

    text = _text(path)
    try:
        # With the variables filled in, because these may stand for names of functions.
        config: dict[str, Any] = dict(Config().from_str(text))
    except Exception as error:  # confection raises errors of several libraries
        raise _damaged(path, f"cannot be read: {str(error).strip().splitlines()[0]:.200}") from error
    for section in _CALLED:
        if not isinstance(config.get(section), dict):
            raise _damaged(path, f"has no section [{section}]")
    return config


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _READ:
            raise _damaged(path, "is too large")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read: {error}"
        raise _damaged(path, reason) from error


def _check_pipeline(folder: Path, config: Mapping[str, Any]) -> None:
    nlp, components = config["nlp"], config["components"]
    language = nlp.get("lang")
    if not (isinstance(language, str) and _LANGUAGE.fullmatch(language) and is_language(language)):
        _refuse(folder, f"nlp.lang is {language!r:.40}, which is no language of spaCy")
    for name in _CALLBACKS:
        if nlp.get(name) is not None:
            _refuse(folder, f"nlp.{name} names a callback")
    for name, component in components.items():
        if not _NAME.fullmatch(name) or not isinstance(component, dict):
            _refuse(folder, f"it has a component {name!r:.40}")
        if "source" in component:
            _refuse(folder, f"components.{name} is copied from another model")
        if component.get("factory") not in FACTORIES:
            _refuse(folder, f"components.{name} is made by the factory {component.get('factory')!r:.80}")
    pipeline = nlp.get("pipeline")
    if not isinstance(pipeline, list):
        raise _damaged(folder / CONFIG, "has no list nlp.pipeline")
    for name in pipeline:
        if name not in components:
            raise _damaged(folder / CONFIG, f"has no section for the component {name!r:.40}")


def is_language(language: str) -> bool:
    """Whether spaCy knows a language of this code."""
    try:
        return language == "xx" or find_spec(f"spacy.lang.{language}") is not None
    except (ImportError, ValueError):
        return False


def _check_function(folder: Path, place: str, registry: str, name: object) -> None:
    allowed = REGISTRIES.get(registry, frozenset())
    if not isinstance(name, str) or name not in allowed:
        _refuse(folder, f"{place} names the function {name!r:.80} of {registry}")


def _leaves(value: object, place: str) -> Iterator[tuple[str, str, Any]]:
    """All values in dictionaries and lists, with their place and the last key."""
    waiting: list[tuple[str, str, object]] = [(place, "", value)]
    while waiting:
        where, key, item = waiting.pop()
        if isinstance(item, dict):
            waiting += [
                (f"{where}.{name}" if where else str(name), str(name), one) for name, one in item.items()
            ]
        elif isinstance(item, list | tuple):
            waiting += [(f"{where}[{number}]", key, one) for number, one in enumerate(item)]
        else:
            yield where, key, item


def _refuse(folder: Path, why: str) -> NoReturn:
    raise ConfigError(
        f"this model is not loaded: {why}. Only the networks of spaCy itself are allowed in a folder.",
        where=str(folder / CONFIG),
        remedy="Train the model again, or install it as a package if you trust its code.",
    )


def _damaged(path: Path, why: str) -> ConfigError:
    return ConfigError(f"{why}, so this is no complete spaCy model.", where=str(path), remedy=_AGAIN)
