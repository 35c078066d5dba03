"""Checks the files that a command writes before the command does any work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.project import Project


def check_outputs(project: Project, *outputs: Path | None, options: str) -> None:
    """Raises `ConfigError` if an output is one of the campaign's own files, or two outputs are the same.

    ``options`` names the options that name the outputs.
    """
    from annotate.core.errors import ConfigError
    from annotate.core.files import check_not_input, resolved
    from annotate.project import FILE_NAME

    given = [path for path in outputs if path is not None]
    if len({resolved(path) for path in given}) < len(given):
        raise ConfigError(
            "is named twice, so one output would replace the other.",
            where=str(given[0]),
            remedy=f"Name different files with {options}.",
        )
    own = [project.root / FILE_NAME, project.root / project.settings.ontology, *project.local.glob("*")]
    for path in given:
        check_not_input(path, *own)
