"""Puts a model to use in a project, and goes back: what `annotate use` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from annotate.campaign.models.history import Former, former_now, read_history, write_history
from annotate.campaign.models.in_use import in_use, usable_model
from annotate.campaign.models.pipeline import make_pipeline
from annotate.campaign.models.settings_text import set_key
from annotate.core.errors import ConfigError
from annotate.core.locks import only_one
from annotate.core.path_errors import reading
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.model_file import ModelFile, Verdict
from annotate.project import FILE_NAME, Project

KEY = "model"


@dataclass(frozen=True)
class Use:
    """The model that a project has in use.

    ``model`` is its name in annotate.yaml, None for no model, and ``made`` its description. ``before`` is
    what was in use before a change, and ``changed`` says whether there was one. ``former`` are all that can
    be gone back to, the latest last. ``version`` is that of the suggestions from now on; None if it was not
    looked for.
    """

    model: str | None
    made: ModelFile | None
    before: str | None = None
    changed: bool = False
    former: tuple[Former, ...] = ()
    version: str | None = None
    notices: tuple[str, ...] = ()


def model_in_use(project: Project) -> Use:
    """What is in use now. Raises `ConfigError` if annotate.yaml names a model that cannot be used."""
    used = in_use(project)
    former = _going_back(read_history(project), project.settings.model)
    return Use(project.settings.model, used.made, former=former, notices=used.notices)


def use_model(project: Project, folder: Path, *, anyway: bool = False) -> Use:
    """Writes a model into annotate.yaml (``model:``), once its pipeline could be made.

    ``folder`` is that of the model, absolute or relative to the current folder. Raises `ConfigError`, and
    changes nothing, if there is no whole model, if it is for another ontology or cannot be loaded, or if its
    suggestions were worse than those before and not ``anyway``.
    """
    with reading(folder, ConfigError):
        folder = folder.expanduser().absolute()
        folder = folder.resolve() if ".." in folder.parts else folder
        there = folder.is_dir()
    if not there:
        raise ConfigError(
            "there is no model.",
            where=str(folder),
            remedy="Name the folder that 'annotate train RELEASE -o MODEL' wrote.",
        )
    made = usable_model(folder, project.ontology, str(folder))
    if made.verdict is Verdict.WORSE and not anyway:
        raise ConfigError(
            "its suggestions were worse than those before, when it was trained. It was not put to use.",
            where=str(folder),
            remedy="Train again with more gold, or use it nevertheless with --anyway.",
        )
    named = _name_in(project, folder)
    with _alone(project) as present:
        new = _with(project, named)
        version, notices = _tried(new)
        history = _going_back(read_history(project), present)
        if named != present:
            write_history(project, [*history, former_now(present)])
            set_key(project.root / FILE_NAME, KEY, named, after="labelers")
        history = _going_back(read_history(project), named)
    if not folder.resolve().is_relative_to(project.root.resolve()):
        notices.append(
            f"the model lies outside of the project's folder, so {FILE_NAME} names it by its whole path. A"
            " project that is moved to another machine does not take it along."
        )
    return Use(named, made, present, named != present, history, version, tuple(notices))


def use_former(project: Project) -> Use:
    """Goes back to what was in use before: another model, or none. Can be repeated.

    Raises `ConfigError`, and changes nothing, if there was nothing before, or if that model cannot be used.
    """
    with _alone(project) as present:
        history = _going_back(read_history(project), present)
        if not history:
            raise ConfigError(
                "there is nothing to go back to: 'annotate use' has changed nothing in this project yet.",
                where=str(project.root),
                remedy="Name a model with 'annotate use MODEL', or use none with 'annotate use --none'.",
            )
        former = history[-1].model
        new = _with(project, former)
        try:
            version, notices = _tried(new)
        except ConfigError as error:
            error.remedy = (
                "Nothing was changed. Name a model with 'annotate use MODEL', or 'annotate use --none'."
            )
            raise
        set_key(project.root / FILE_NAME, KEY, former, after="labelers")
        write_history(project, history[:-1])
    left = _going_back(history[:-1], former)
    return Use(former, in_use(new).made, present, True, left, version, tuple(notices))


def use_none(project: Project) -> Use:
    """Uses no model: the labelers and weights of annotate.yaml alone suggest.

    The present model need not be there any more.
    """
    with _alone(project) as present:
        if present is not None:
            write_history(project, [*_going_back(read_history(project), present), former_now(present)])
            set_key(project.root / FILE_NAME, KEY, None, after="labelers")
        history = _going_back(read_history(project), None)
    return Use(None, None, present, present is not None, history)


@contextmanager
def _alone(project: Project) -> Iterator[str | None]:
    """Lets no other process change the model meanwhile. Yields what annotate.yaml names now."""
    with only_one(project.local / "use.lock", "'annotate use'"):
        yield Project.load(project.root / FILE_NAME).settings.model


def _tried(project: Project) -> tuple[str, list[str]]:
    """The version of the suggestions of a project, and notices, from making its pipeline."""
    made = make_pipeline(project, (), LlmSettings.from_environment(asking=False))
    return made.pipeline.author, [*made.used.notices, *made.scoring.warnings]


def _with(project: Project, model: str | None) -> Project:
    return replace(project, settings=project.settings.model_copy(update={KEY: model}))


def _name_in(project: Project, folder: Path) -> str:
    """The path for annotate.yaml: relative to the project for a model inside, else absolute."""
    inside, root = folder.resolve(), project.root.resolve()
    if folder.is_relative_to(project.root):
        return folder.relative_to(project.root).as_posix()
    return inside.relative_to(root).as_posix() if inside.is_relative_to(root) else str(folder)


def _going_back(history: Sequence[Former], present: str | None) -> tuple[Former, ...]:
    """The former models without the present one at the end, which an interrupted change may leave there."""
    kept = list(history)
    while kept and kept[-1].model == present:
        kept.pop()
    return tuple(kept)
