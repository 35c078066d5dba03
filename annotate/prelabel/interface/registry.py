"""Finds labelers, also the built-in ones, by name through the entry points `annotate.labelers`."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from inspect import Parameter, signature
from pathlib import Path

from annotate.core.configs import LEXICON, find_config
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.path_errors import reading, refusal
from annotate.core.plugins import broken_plugin, calling, known_plugins, load_plugin
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.former_names import current_spec
from annotate.prelabel.interface.labeler_kinds import kind_of
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.model_file import MODEL_FILE
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.weights_setting import AUTO
from annotate.prelabel.knowledge.campaign_words import CampaignWords, load_words
from annotate.prelabel.knowledge.gazetteers import Gazetteer, gazetteer
from annotate.prelabel.knowledge.lexicon import Lexicon, load_lexicon
from annotate.prelabel.languages.names import NameRules
from annotate.prelabel.languages.registry import find_language

GROUP = "annotate.labelers"
# Built-in labelers whose ``make`` ignores its argument.
_WITHOUT_ARGUMENT = frozenset(
    {"datelines", "facilities", "gazetteer", "organizations", "persons", "repeated-names"}
)
_MODEL_FILES = (MODEL_FILE, "config.cfg", "meta.json")
_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class LabelerContext:
    """The settings and data from which a labeler is made.

    ``languages`` are the languages of the articles (ISO 639-1). Relative paths in arguments start at
    ``folder``, the project's folder; None means the current folder. ``llm`` holds the settings of language
    models. ``weights`` is the setting of annotate.yaml: it says where the judges of labelers have their
    weights from. With weights, less probable events than ``event_threshold`` are left out; None means the
    default. ``words`` is a file with the words that people marked in a campaign. ``model_weights`` is the
    weights file of the model in use; the judges that it has go before those of ``weights``.
    """

    ontology: Ontology
    languages: tuple[str, ...] = ("fr",)
    analyser: Analyser = field(default_factory=Analyser)
    folder: Path | None = None
    llm: LlmSettings = field(default_factory=LlmSettings)
    weights: str = AUTO
    event_threshold: float | None = None
    words: Path | None = None
    model_weights: Path | None = None

    def __post_init__(self) -> None:
        for code in self.languages:
            if (model := find_language(code).model) is not None:
                self.analyser.models.setdefault(code, model)

    def path(self, name: str) -> Path:
        """The path ``name``, relative to the project's folder."""
        return (self.folder or Path()) / Path(name).expanduser()

    def gazetteer(self) -> Gazetteer:
        """The gazetteers of all the languages together."""
        folders = (find_language(code).gazetteers for code in self.languages)
        return gazetteer(self.languages, tuple(folder for folder in folders if folder is not None))

    def name_rules(self) -> dict[str, NameRules]:
        """The rules for names, by language. Languages without such rules are left out."""
        rules = {code: find_language(code).names for code in self.languages}
        return {code: names for code, names in rules.items() if names is not None}

    def lexicons(self, argument: str | None) -> dict[str, Lexicon]:
        """Maps languages to lexicons: the lexicon that ``argument`` names, else the built-in lexicons.

        Raises `ConfigError` for an error in a lexicon (with file, line and key), and if no language has a
        lexicon.
        """
        if argument:
            lexicon = load_lexicon(argument, self.ontology, near=self.folder)
            return {lexicon.language: lexicon}
        found = {}
        for language in self.languages:
            try:
                path = find_config(str(find_language(language).lexicon_file), kind=LEXICON)
            except ConfigError:
                if len(self.languages) == 1:
                    raise
                continue  # articles in that language are skipped and counted
            # Not strict: a built-in lexicon may name types that this ontology lacks.
            found[language] = load_lexicon(path, self.ontology, strict=False)
        if not found:
            raise ConfigError(
                f"there is no built-in lexicon for {', '.join(self.languages) or 'no language'}.",
                remedy="Write one like configs/lexicons/fr.yaml and name it, for instance events:my.yaml.",
            )
        return found

    def campaign_words(self, argument: str | None = None) -> CampaignWords | None:
        """The words of the campaign, from the file ``argument`` or ``words``; None if there is no such file.

        Raises `ConfigError` for an error in the file, with file, line and key.
        """
        path = self.path(argument) if argument else self.words
        return None if path is None else load_words(path, self.ontology)


Factory = Callable[[LabelerContext, str | None], Labeler]


def known_labelers() -> list[str]:
    """The names of all labelers that are installed, in alphabetical order."""
    return known_plugins(GROUP)


def make_labelers(specs: Sequence[str], context: LabelerContext) -> list[Labeler]:
    """Makes the labelers of ``specs``, each ``NAME`` or ``NAME:ARGUMENT``, in the order given."""
    return [make_labeler(spec, context) for spec in specs]


def make_labeler(spec: str, context: LabelerContext) -> Labeler:
    """Makes the labeler ``NAME`` or ``NAME:ARGUMENT``.

    Raises `ConfigError` for an unknown name (the message lists the known names), and if a plug-in fails.
    """
    name, _, argument = current_spec(spec).partition(":")
    factory: Factory | Callable[[LabelerContext], Labeler] = load_plugin(GROUP, name, "labeler")
    takes_argument = name not in _WITHOUT_ARGUMENT and _takes_argument(factory)
    if argument and not takes_argument:
        raise ConfigError(
            f"the labeler {name} takes no argument, and {argument!r} was given.",
            remedy=f"Write {name} alone.",
        )
    if name == "trained" and argument:
        _check_model(argument, context)
    try:
        given = (context, argument or None) if _takes_argument(factory) else (context,)
        labeler = factory(*given)
    except ConfigError:
        raise
    except (Exception, SystemExit) as error:
        if (known := refusal(error)) is not None:
            raise ConfigError(
                known.what, where=known.where or f"the labeler {name}", remedy=known.remedy
            ) from error
        raise broken_plugin("labeler", name, "cannot be made", error) from error
    with calling("labeler", name, labeler, "cannot be used"):  # any of its properties may raise
        _check(labeler, name)
    return labeler


def _takes_argument(factory: Callable[..., Labeler]) -> bool:
    """Whether a plug-in's function takes the argument beside the context."""
    try:
        form = signature(factory)
    except (TypeError, ValueError):  # made in C
        return True
    return any(item.kind is Parameter.VAR_POSITIONAL for item in form.parameters.values()) or (
        sum(item.kind in _POSITIONAL for item in form.parameters.values()) > 1
    )


def _check_model(argument: str, context: LabelerContext) -> None:
    """Refuses a folder that holds no model before the whole folder is read for the model's version."""
    with reading(argument, ConfigError):
        folder = context.path(argument)
        if not folder.is_dir() or any((folder / name).is_file() for name in _MODEL_FILES):
            return
    raise ConfigError(
        "holds no trained model.",
        where=str(folder),
        remedy="Name the folder that 'annotate train' wrote, or that holds a model's config.cfg.",
    )


def _check(labeler: object, name: str) -> None:
    if not isinstance(labeler, Labeler):
        raise ConfigError(
            f"the labeler {name} is a {type(labeler).__name__}, which is no labeler.",
            remedy="It needs name, version, languages, needs, provides and label(); tell its author.",
        )
    for attribute in ("name", "version", "languages", "needs", "provides"):
        value = getattr(labeler, attribute)
        words = [value] if attribute in ("name", "version") else value
        if not isinstance(words, Set | list) or not all(map(_is_word, words)):
            raise ConfigError(
                f"the labeler {name} has {attribute} {value!r:.60}.",
                remedy="name and version are words without spaces, the others sets of such words; "
                "tell its author.",
            )
    kind_of(labeler)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value.isprintable() and " " not in value
