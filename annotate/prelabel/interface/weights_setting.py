"""The setting `weights` of annotate.yaml: a file of 'annotate calibrate', the built-in weights, or none."""

from __future__ import annotations

from pathlib import Path

from annotate.core.configs import WEIGHTS, configs_folder, find_config
from annotate.core.ontology import Ontology

AUTO, NONE = "auto", "none"
ENTITIES = "entities"  # the judge of entities: the weights of labelers in merging


def own_weights(setting: str, near: Path | None = None) -> Path | None:
    """The file that ``setting`` names, maybe relative to ``near``; None for ``auto`` and ``none``.

    Raises `ConfigError` if there is no such file.
    """
    return None if setting in (AUTO, NONE) else find_config(setting, near, kind=WEIGHTS)


def shipped_weights(ontology: Ontology, judge: str = ENTITIES) -> Path | None:
    """The built-in weights of a judge for an ontology, or None if there are none."""
    folder = configs_folder() / WEIGHTS.folder
    path = folder / f"{ontology.name}.json"
    if judge != ENTITIES:
        path = folder / ontology.name / f"{judge}.json"
    return path if path.is_file() else None
