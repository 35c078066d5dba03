"""Finds configuration files: the user's own, and those shipped with this toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.core.path_errors import no_ordinary_file, reading

PROJECT_FILE = "annotate.yaml"
FORMER = "former"  # the folder, inside that of the configs, of earlier versions of built-in ontologies


def configs_folder() -> Path:
    """The folder of ontologies, lexicons and the example project, in a wheel and in a checkout alike."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "configs", package.parent / "configs"):
        if (folder / "diplomacy.yaml").is_file():
            return folder
    raise ConfigError(
        "the configs folder is missing from this installation.",
        where=str(package),
        remedy="Install it again: pip install --force-reinstall annotate-gold",
    )


@dataclass(frozen=True)
class Kind:
    """A kind of configuration file: its name in messages, and the folder of the shipped files."""

    name: str
    folder: str = ""
    suffix: str = ".yaml"

    def shipped(self) -> list[str]:
        """The names under which `find_config` finds the shipped files of this kind."""
        paths = sorted((configs_folder() / self.folder).glob(f"*{self.suffix}"))
        names = [path.name.removesuffix(".yaml") for path in paths if path.name != PROJECT_FILE]
        return [f"{self.folder}/{name}" if self.folder else name for name in names]


ONTOLOGY = Kind("ontology file")
LEXICON = Kind("lexicon file", "lexicons")
GAZETTEER = Kind("gazetteer file", "gazetteers")
WEIGHTS = Kind("weights file", "weights", ".json")


def find_config(name: str, near: Path | None = None, *, kind: Kind = ONTOLOGY) -> Path:
    """Finds the file ``name``: first as a path (relative to ``near``), then among the shipped configs.

    ``diplomacy`` finds ``diplomacy.yaml``. Raises a `ConfigError` that lists the places searched and the
    shipped files of this ``kind``.
    """
    with reading(name, ConfigError):
        asked = Path(name).expanduser()
    places = [asked] if asked.is_absolute() else [(near or Path()) / asked, configs_folder() / asked]
    for place in places:
        for candidate in (place, place.with_name(place.name + ".yaml")):
            with reading(candidate, ConfigError):
                if candidate.is_file():
                    return candidate
    for place in places:
        if (other := no_ordinary_file(place)) is not None:
            raise ConfigError(
                f"is {other}, not a file.",
                where=str(place),
                remedy=f"Name your own {kind.name}, or a built-in one: {', '.join(kind.shipped())}.",
            )
    raise ConfigError(
        f"there is no configuration file {name!r}.",
        where=" or ".join(str(place) for place in places),
        remedy=f"Name your own {kind.name}, or a built-in one: {', '.join(kind.shipped())}.",
    )


def project_file_above(folder: Path) -> Path | None:
    """The nearest annotate.yaml in ``folder`` or in a folder above it, or None.

    Raises `ConfigError` if the nearest annotate.yaml is no ordinary file, or if it cannot be looked at.
    """
    with reading(folder, ConfigError):
        start = folder.resolve()
    for level in (start, *start.parents):
        path = level / PROJECT_FILE
        with reading(path, ConfigError):
            if path.is_file():
                return path
            if (other := no_ordinary_file(path)) is not None:
                raise ConfigError(
                    f"is {other}, not a file.",
                    where=str(path),
                    remedy="Move it away, or make a project with 'annotate init DIR' and work inside it.",
                )
    return None
