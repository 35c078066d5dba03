"""The setting `weights` of annotate.yaml: a file or folder with weights, the built-in weights, or none."""

from __future__ import annotations

from pathlib import Path

from annotate.core.configs import WEIGHTS, configs_folder, find_config
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.path_errors import reading

AUTO, NONE = "auto", "none"
WEIGHTS_FILE = "weights.json"  # in a folder that the trainer `judges` made
ENTITIES = "entities"  # the judge of entities: the weights of labelers in merging


def own_weights(setting: str, near: Path | None = None) -> Path | None:
    """The file that ``setting`` names, maybe relative to ``near``; None for ``auto`` and ``none``.

    ``setting`` may also name a folder that the trainer `judges` made. Raises `ConfigError` if there is no
    such file, or no such file in the folder.
    """
    if setting in (AUTO, NONE):
        return None
    with reading(setting, ConfigError):
        folder = (near or Path()) / Path(setting).expanduser()
        if (folder / WEIGHTS_FILE).is_file():
            return folder / WEIGHTS_FILE
        if folder.is_dir():
            raise ConfigError(
                f"is a folder without {WEIGHTS_FILE}.",
                where=str(folder),
                remedy="Name a file that 'annotate calibrate' made, or a folder that 'annotate train RELEASE "
                "--trainer judges' made.",
            )
    return find_config(setting, near, kind=WEIGHTS)


def shipped_weights(ontology: Ontology, judge: str = ENTITIES) -> Path | None:
    """The built-in weights of a judge for an ontology, or None if there are none."""
    folder = configs_folder() / WEIGHTS.folder
    path = folder / f"{ontology.name}.json"
    if judge != ENTITIES:
        path = folder / ontology.name / f"{judge}.json"
    return path if path.is_file() else None


def weights_files(setting: str, near: Path | None = None, model_weights: Path | None = None) -> list[Path]:
    """The files that are asked for a judge in turn: the model's, then the project's own.

    With ``none``, only the model's: the judges that it lacks are not in use. Raises as `own_weights`.
    """
    own = own_weights(setting, near)
    return [path for path in (model_weights, own) if path is not None]
