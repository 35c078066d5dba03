"""The spaCy analysis that all labelers share, so that a text is parsed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.parsing.analysis import (
    DEFAULT_MODELS,
    TextTooLongError,
    install_line,
    load_model,
    model_id,
    piped,
)
from annotate.prelabel.parsing.tokenising import unglue

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Plug-ins import the other names from here too, as from the former module `annotate.prelabel.analysis`.
__all__ = [
    "DEFAULT_MODELS",
    "Analyser",
    "TextTooLongError",
    "default_model",
    "install_line",
    "load_model",
    "model_id",
    "piped",
]


def default_model(language: str) -> str | None:
    """The default spaCy model for a language; None if there is no default."""
    return DEFAULT_MODELS.get(language) or find_language(language).model


class Analyser:
    """One spaCy model per language. Each model is loaded when it is first needed.

    ``models`` maps ISO 639-1 codes to the name or the path of an installed model. ``ungluing`` separates
    words and sentences that a lost line break glued together ("attachede", "Gonzalez.Les").
    """

    def __init__(self, models: Mapping[str, str] = DEFAULT_MODELS, *, ungluing: bool = True) -> None:
        self.models = dict(models)
        self._ungluing = ungluing
        self._loaded: dict[str, Language] = {}

    def model_id(self, language: str) -> str:
        """``name-version`` of the model for ``language``. Does not load the model.

        Raises `ConfigError` if there is no model.
        """
        return model_id(self._model(language))

    def nlp(self, language: str) -> Language:
        """The loaded model. Raises a `ConfigError` that names the command to install the model."""
        if language not in self._loaded:
            loaded = load_model(self._model(language))
            words = find_language(language).parsing
            self._loaded[language] = unglue(loaded, words) if self._ungluing else loaded
        return self._loaded[language]

    def analyse(self, articles: Sequence[Article], language: str) -> list[Doc | Exception]:
        """Analyses the texts in one ``nlp.pipe`` pass. Returns the analysis or the error of each text.

        Raises `ConfigError` if the model is missing.
        """
        return piped(self.nlp(language), articles)

    def _model(self, language: str) -> str:
        if language not in self.models:
            raise ConfigError(
                f"no spaCy model is configured for the language {language!r}.",
                remedy="Name your own model in annotate.yaml: labelers: [spacy:MODEL]. For articles without"
                " suggestions, write labelers: [].",
            )
        return self.models[language]
