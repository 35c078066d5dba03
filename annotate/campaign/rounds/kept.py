"""Looks at what a stopped round began with and has made: ontology, release candidate and model."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from annotate.campaign.rounds.state import RoundFile, Step
from annotate.core.errors import AnnotateError, ConfigError, InputError
from annotate.core.ontology_versions import digest_of as ontology_digest
from annotate.core.path_errors import reading
from annotate.gold.identity import identity
from annotate.gold.load import Gold, load_gold
from annotate.prelabel.interface.model_file import read_model_file
from annotate.project import Project


@dataclass(frozen=True)
class Lost:
    """What a step has made and somebody has deleted. ``path`` is relative to the project."""

    step: Step
    path: str

    @property
    def why(self) -> str:
        """A sentence without its full stop."""
        return f"{self.path} is no longer there"


def has_other_ontology(project: Project, content: RoundFile) -> bool:
    """Whether the ontology was changed and applied after the round's pull."""
    pulled, released = content.pull, content.release
    if pulled is not None and pulled.ontology is not None:
        return pulled.ontology != ontology_digest(project.ontology)
    return released is not None and released.ontology != project.ontology.id


def lost_of(project: Project, content: RoundFile) -> Lost | None:
    """The candidate or the model that a round needs and that is gone; None if both are there.

    Raises `InputError` if the candidate is damaged or another one, and `ConfigError` if the model is damaged.
    """
    if (released := content.release) is not None:
        folder = project.root / released.folder
        if not _is_there(folder):
            return Lost("release", released.folder)
        if identity(candidate_gold(folder)).get("sha256") != released.sha256:
            raise InputError(
                "is not the release candidate that this round has made.",
                where=str(folder),
                remedy=_delete(folder),
            )
    trained = content.train
    if trained is None or trained.folder is None or content.suggest is not None:
        return None
    folder = project.root / trained.folder
    if not _is_there(folder):
        # After its use, somebody may have gone back to another model and deleted this one.
        needed = content.use is None or project.settings.model == trained.folder
        return Lost("train", trained.folder) if needed else None
    try:
        read_model_file(folder)
    except ConfigError as error:
        _say_what_to_do(error, folder)
        raise
    return None


def candidate_gold(folder: Path) -> Gold:
    """Loads a release candidate. Raises `InputError` with what to do in a round if it is damaged."""
    try:
        return load_gold(folder)
    except InputError as error:
        _say_what_to_do(error, folder)
        raise


def _say_what_to_do(error: AnnotateError, folder: Path) -> None:
    """Gives the error the remedy that works in a round, unless the system refused a path."""
    if not isinstance(error.__cause__, OSError):
        error.remedy = _delete(folder)


def _delete(folder: Path) -> str:
    return f"Delete the folder {folder}. Then run 'annotate round' again: it makes what it needs."


def _is_there(folder: Path) -> bool:
    with reading(folder, ConfigError):
        return os.path.lexists(folder)
