"""Checks the files that a command writes before the command does any work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from annotate.project import Project

# Parameters that name a file or folder to write.
OUTPUTS = ("output", "problems", "losses_file", "html", "page", "table_file")
_INPUTS = ("articles", "ontology")  # parameters that name files to read, though their type is not a path
_REPLACES_WEIGHTS = "calibrate"  # the command whose output is the weights file of the project


def outputs_of(context: click.Context) -> dict[str, Path]:
    """The files and folders that a command was told to write, by the option that names each."""
    return {
        _spelled(parameter): Path(value)
        for parameter in context.command.params
        if parameter.name in OUTPUTS and (value := context.params.get(parameter.name)) is not None
    }


def check_outputs(context: click.Context) -> None:
    """Raises an error if an output of the command would replace or damage what somebody needs.

    Raises `ConfigError` if an output is an input of the command or one of the project's own files, if it lies
    in a release, and if two outputs are the same. Raises `WriteError` if an output cannot be looked at, or is
    a link into a folder that does not exist. Options of the command name the outputs.
    """
    if not (outputs := outputs_of(context)):
        return
    from annotate.core.errors import ConfigError
    from annotate.core.files import check_link, check_not_input, resolved
    from annotate.gold.load import check_not_in_release

    project = _project()
    own = () if project is None else tuple(_own_files(project, context.info_name))
    inputs = tuple(_inputs(context))
    for option, path in outputs.items():
        check_link(path)
        check_not_input(path, *inputs, *own, option=option)
        check_not_in_release(path, option=option)
        if project is not None and resolved(project.local) in resolved(path).parents:
            raise ConfigError(
                f"lies in {project.local.name}, the folder of the campaign's own files.",
                where=str(path),
                remedy=f"Name another file with {option}.",
            )
    if len({resolved(path) for path in outputs.values()}) < len(outputs):
        raise ConfigError(
            "is named twice, so one output would replace the other.",
            where=str(next(iter(outputs.values()))),
            remedy=f"Name different files with {' and '.join(outputs)}.",
        )


def _spelled(parameter: click.Parameter) -> str:
    """The option as messages name it: ``-o`` rather than ``--output``. The metavar of an argument."""
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name


def _inputs(context: click.Context) -> Iterator[str]:
    """The paths of files that the command reads."""
    for parameter in context.command.params:
        if parameter.name in OUTPUTS or not (
            isinstance(parameter.type, click.Path) or parameter.name in _INPUTS
        ):
            continue
        value: Any = context.params.get(parameter.name or "")
        yield from map(str, value if isinstance(value, tuple) else filter(None, (value,)))


def _project() -> Project | None:
    """The project around the current folder. None if there is none that can be read: the command tells."""
    from annotate.core.configs import project_file_above
    from annotate.core.errors import AnnotateError
    from annotate.project import Project, ProjectSettings

    try:
        if (found := project_file_above(Path.cwd().resolve())) is None:
            return None
    except (AnnotateError, OSError):
        return None
    try:
        return Project.load(found)
    except AnnotateError:
        return Project(found.parent, ProjectSettings(format=1, name="unreadable"))


def _own_files(project: Project, command: str | None) -> Iterator[Path]:
    """The files that the project needs: its settings, and the files that these name."""
    from annotate.core.configs import find_config
    from annotate.core.errors import AnnotateError
    from annotate.prelabel.interface.model_file import MODEL_FILE, WEIGHTS, WORDS
    from annotate.project import FILE_NAME

    settings = project.settings
    yield project.root / FILE_NAME
    with suppress(AnnotateError):
        yield find_config(settings.ontology, project.root)
    if command != _REPLACES_WEIGHTS:
        yield project.root / settings.weights
    with suppress(AnnotateError):
        if project.model is not None:
            yield from (project.model / name for name in (MODEL_FILE, WEIGHTS, WORDS))
    if settings.studio.ca_file is not None:
        yield project.root / settings.studio.ca_file
    for labeler in settings.labelers:
        if named := labeler.partition(":")[2]:
            yield project.root / named
