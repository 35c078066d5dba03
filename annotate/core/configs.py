"""Where the configuration files that come with this toolkit are found."""

from __future__ import annotations

from pathlib import Path

from annotate.core.errors import ConfigError

PROJECT_FILE = "annotate.yaml"


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


def find_config(name: str, near: Path | None = None) -> Path:
    """The file ``name``, looked for as a path (relative to ``near`` too), then among our own configs.

    ``diplomacy`` finds ``diplomacy.yaml``. Raises `ConfigError` naming where it looked.
    """
    asked = Path(name).expanduser()
    places = [asked] if asked.is_absolute() else [(near or Path()) / asked, configs_folder() / asked]
    for place in places:
        for candidate in (place, place.with_name(place.name + ".yaml")):
            if candidate.is_file():
                return candidate
    raise ConfigError(
        f"there is no configuration file {name!r}.",
        where=" or ".join(str(place) for place in places),
        remedy="Name a file, or one that comes along: "
        + ", ".join(sorted(path.stem for path in configs_folder().glob("*.yaml")))
        + ".",
    )


def project_file_above(folder: Path) -> Path | None:
    """The nearest annotate.yaml in ``folder`` or in a folder above it, or None."""
    start = folder.resolve()
    return next((path for level in (start, *start.parents) if (path := level / PROJECT_FILE).is_file()), None)
