"""One file with the weights of several judges, as 'annotate calibrate' writes it, and how a judge is found.

Format 2 maps each judge to its weights: ``{"format": 2, "judges": {"entities": …, "arguments": …}}``. A file
of format 1 has only the weights of entities, at its top.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import ENTITIES, NONE, shipped_weights, weights_files
from annotate.prelabel.judging.judge_states import BUILT_IN, JudgeState, again, file_words
from annotate.prelabel.judging.linear import LinearModel, first_problem

FORMAT = 2
JUDGES = frozenset({ENTITIES, "arguments", "triggers", "types", "values"})
AGAIN = "Learn it again with 'annotate calibrate', or set weights: auto in annotate.yaml."


@dataclass(frozen=True)
class ChosenJudge:
    """The model of a judge, or None if it is not in use, and the state that says so."""

    model: LinearModel | None
    state: JudgeState


def judge_of(context: LabelerContext, judge: str, classes: Collection[str] = ()) -> LinearModel | None:
    """The model of `choose_judge`."""
    return choose_judge(context, judge, classes).model


def choose_judge(context: LabelerContext, judge: str, classes: Collection[str] = ()) -> ChosenJudge:
    """The model of ``judge`` for the context's ontology and setting `weights`.

    The model must decide between ``classes``, perhaps among others.

    The weights of the model in use come first, then the project's own file. A file that lacks the judge, as
    files written before have only the weights of entities, leaves it to the next, and in the end to the
    built-in model. With ``weights: none`` only the model's weights count. There is no judge in a file that
    was learned for another ontology. Raises `ConfigError` if a file is missing or wrong.
    """
    files = weights_files(context.weights, context.folder, context.model_weights)
    for path in files:
        judges = judges_of(path)
        if unknown := sorted(judges.keys() - JUDGES - {judge}):
            raise ConfigError(
                f"has weights of a judge {unknown[0]!r:.40}, which no labeler asks.",
                where=str(path),
                remedy=f"Judges are {', '.join(sorted(JUDGES))}. {again(path)}",
            )
        if judge in judges:
            return _own(_model(judges[judge], judge, classes, path), judge, path, context)
    lacking = f"not in {' nor in '.join(file_words(path) for path in files)}" if files else None
    if context.weights == NONE:
        remark = "weights: none"
        return ChosenJudge(None, JudgeState(judge, remark=f"{lacking}, and {remark}" if lacking else remark))
    shipped = shipped_weights(context.ontology, judge)
    if shipped is None:
        remark = no_built_in(context.ontology.name)
        return ChosenJudge(None, JudgeState(judge, remark=f"{lacking}, and {remark}" if lacking else remark))
    return _in_use(_built_in(shipped, judge, classes), judge, BUILT_IN, lacking)


def no_built_in(ontology: str) -> str:
    """Says that there are no built-in weights for an ontology."""
    return f"there are no built-in weights for the ontology {ontology}"


def other_ontology(name: str, learned: str, ontology: str) -> str:
    """Says that the weights of the file ``name`` are for another ontology."""
    return f"the weights of {name} are for the ontology {learned}, not for {ontology}"


def _own(model: LinearModel, judge: str, path: Path, context: LabelerContext) -> ChosenJudge:
    """The judge of a project's own file."""
    ontology = context.ontology
    learned = model.learned_from.versions.get("ontology", ontology.id)
    if not ontology.is_version(learned):
        remark = other_ontology(file_words(path), learned, ontology.id)
        state = JudgeState(judge, origin=str(path), remark=remark, other_ontology=learned)
        return ChosenJudge(None, state)
    return _in_use(model, judge, str(path), None)


def _in_use(model: LinearModel, judge: str, origin: str, remark: str | None) -> ChosenJudge:
    learned = model.learned_from
    state = JudgeState(
        judge,
        version=model.version,
        origin=origin,
        articles=sum(learned.sets.values()),
        languages=learned.languages,
        remark=remark,
    )
    return ChosenJudge(model, state)


def judges_of(path: Path) -> dict[str, Any]:
    """The weights in a file, as JSON, by judge.

    Raises `ConfigError` if the file cannot be read, is no weights file, or has a format that is not known.
    """
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror or error}.",
            where=str(path),
            remedy="Name a file that 'annotate calibrate' made, or set weights: none.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _no_weights(path, f"it is not JSON: {str(error) or 'it is nested too deep'}") from error
    if not isinstance(data, dict):
        raise _no_weights(path, "it is JSON, but no object")
    form = data.get("format", 1)
    if form == FORMAT:
        judges = data.get("judges")
        if not isinstance(judges, dict) or not judges:
            raise _no_weights(path, "it has no judge under 'judges'")
        return judges
    if form != 1:
        known = f"This version of annotate reads the formats 1 and {FORMAT}"
        raise ConfigError(
            f"has the format {form!r:.20}. {known}.",
            where=str(path),
            remedy="Use the version of annotate that made it, or a newer one. Or learn the weights again "
            "with 'annotate calibrate'.",
        )
    if "judge" in data:
        raise _no_weights(path, f"it has one judge alone ({data['judge']!r:.40}), without 'judges' around it")
    return {ENTITIES: data}


def _no_weights(path: Path, why: str) -> ConfigError:
    return ConfigError(f"holds no weights: {why}.", where=str(path), remedy=AGAIN)


def save_judges(path: Path, judges: Mapping[str, Mapping[str, Any]]) -> None:
    """Writes the weights of several judges to one file, one feature per line, in a fixed order.

    The value of a judge is the JSON form of its model, with the features under ``weights``.
    """
    parts = []
    for judge, data in sorted(judges.items()):
        head = {name: value for name, value in data.items() if name != "weights"}
        lines = [
            f"    {json.dumps(feature, ensure_ascii=False)}: {json.dumps(weight)}"
            for feature, weight in sorted(data["weights"].items())
        ]
        listed = "{\n" + ",\n".join(lines) + "\n   }" if lines else "{}"
        body = json.dumps({**head, "weights": None}, ensure_ascii=False, indent=1).replace("\n", "\n  ")
        parts.append(f'  "{judge}": ' + body.removesuffix("null\n  }") + listed + "\n  }")
    with writing(path) as file:
        file.write(f'{{\n "format": {FORMAT},\n "judges": {{\n' + ",\n".join(parts) + "\n }\n}\n")


def _model(data: Any, judge: str, classes: Collection[str], path: Path) -> LinearModel:
    try:
        model = LinearModel.model_validate(data)
    except ValidationError as error:
        raise ConfigError(
            f"holds no weights of the judge {judge}: {first_problem(error, 'judges', judge)}.",
            where=str(path),
            remedy=again(path),
        ) from error
    _check_judge(model, judge, classes, f"{path}: judges.{judge}", again(path))
    return model


def _built_in(path: Path, judge: str, classes: Collection[str]) -> LinearModel:
    model = LinearModel.load(path)
    _check_judge(model, judge, classes, str(path), "Install the package again.")
    return model


def _check_judge(model: LinearModel, judge: str, classes: Collection[str], where: str, remedy: str) -> None:
    """Raises `ConfigError` if the model is that of another judge, as when files were swapped."""
    if model.judge == judge and set(classes) <= set(model.classes):
        return
    named = ", ".join(model.classes)
    raise ConfigError(
        f"holds weights of the judge {model.judge!r:.40} with the classes {named:.60}, but the judge "
        f"{judge!r} needs {', '.join(sorted(classes))}.",
        where=where,
        remedy=remedy,
    )
