"""The judge that decides now, and where its weights are from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from annotate.prelabel.interface.model_file import model_of
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import AUTO, ENTITIES, NONE, shipped_weights, weights_files
from annotate.prelabel.judging.weights_file import judge_of, judges_of
from annotate.prelabel.merging.weights import Weights
from annotate.train.judges.learner import JudgeModel


@dataclass(frozen=True)
class InUse:
    """A judge in use. ``file`` is the project's file, folder or model that holds it; None: it is built in."""

    model: JudgeModel
    file: str | None = None

    @property
    def name(self) -> str:
        """For messages: the file's name, or "built-in"."""
        return self.file or "built-in"


def judge_in_use(context: LabelerContext, judge: str) -> InUse | None:
    """The judge that decides if a new weights file lacks it: the project's own, else the built-in one.

    The project's own are those of its model, then those of its weights file.
    None if there is neither for the ontology. Raises `ConfigError` if the project's file is missing or wrong.
    """
    if context.weights == NONE:
        context = replace(context, weights=AUTO)
    if judge == ENTITIES:
        return _entities(context)
    files = weights_files(context.weights, context.folder, context.model_weights)
    own = next((path for path in files if judge in judges_of(path)), None)
    if (model := judge_of(context, judge)) is not None:
        return InUse(model, None if own is None else _named(own, context))
    built_in = judge_of(replace(context, weights=AUTO, model_weights=None), judge) if own else None
    return None if built_in is None else InUse(built_in)


def _entities(context: LabelerContext) -> InUse | None:
    shipped = shipped_weights(context.ontology)
    built_in = None if shipped is None else Weights.load(shipped)
    for path in weights_files(context.weights, context.folder, context.model_weights):
        if ENTITIES in judges_of(path):
            own = Weights.load(path)
            # A file has a copy of the built-in weights where nothing better was learned.
            is_copy = built_in is not None and own.weights == built_in.weights
            if not is_copy and context.ontology.is_version(own.ontology):
                return InUse(own, _named(path, context))
            break
    return None if built_in is None else InUse(built_in)


def _named(path: Path, context: LabelerContext) -> str:
    """The file or folder as the project names it; a model by its folder."""
    return str(model_of(path) or path) if path == context.model_weights else context.weights
