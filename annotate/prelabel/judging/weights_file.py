"""One file with the weights of several judges, as 'annotate calibrate' writes it, and how a judge is found.

Format 2 maps each judge to its weights: ``{"format": 2, "judges": {"entities": …, "arguments": …}}``. A file
of format 1 has only the weights of entities, at its top.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import ENTITIES, NONE, own_weights, shipped_weights
from annotate.prelabel.judging.linear import LinearModel

FORMAT = 2
JUDGES = frozenset({ENTITIES, "arguments", "triggers", "values"})


def judge_of(context: LabelerContext, judge: str, classes: Collection[str] = ()) -> LinearModel | None:
    """The model of ``judge`` for the context's ontology and setting `weights`, or None if there is none.

    The model must decide between ``classes``, perhaps among others.

    A project's own file that lacks the judge, as files written before have only the weights of entities,
    leaves it to the built-in model. With ``weights: none`` there is no judge, and neither is there in a file
    that was learned for another ontology. Raises `ConfigError` if a file is missing or wrong.
    """
    if context.weights == NONE:
        return None
    path = own_weights(context.weights, context.folder)
    judges = {} if path is None else judges_of(path)
    if path is not None and (unknown := sorted(judges.keys() - JUDGES - {judge})):
        raise ConfigError(
            f"has weights of a judge {unknown[0]!r:.40}, which no labeler asks.",
            where=str(path),
            remedy=f"Judges are {', '.join(sorted(JUDGES))}. Make the file again with 'annotate calibrate'.",
        )
    if path is not None and judge in judges:
        model = _model(judges[judge], judge, classes, path)
        return model if _is_for(model, context.ontology.name) else None
    shipped = shipped_weights(context.ontology, judge)
    return None if shipped is None else LinearModel.load(shipped)


def judges_of(path: Path) -> dict[str, Any]:
    """The weights in a file, as JSON, by judge. Empty if the file is no weights file at all.

    Raises `ConfigError` if the file cannot be read.
    """
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror or error}.",
            where=str(path),
            remedy="Name a file that 'annotate calibrate' made, or set weights: none.",
        ) from error
    except (ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    if data.get("format") != FORMAT:
        return {ENTITIES: data}
    judges = data.get("judges")
    return judges if isinstance(judges, dict) else {}


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
        first = error.errors()[0]
        place = ".".join(map(str, ("judges", judge, *first["loc"])))
        raise ConfigError(
            f"holds no weights of the judge {judge}: {place}: {first['msg']}.",
            where=str(path),
            remedy="Make it again with 'annotate calibrate'.",
        ) from error
    if model.judge != judge or not set(classes) <= set(model.classes):
        named = ", ".join(model.classes)
        raise ConfigError(
            f"holds weights of the judge {model.judge!r:.40} with the classes {named:.60}, but the judge "
            f"{judge!r} needs {', '.join(sorted(classes))}.",
            where=f"{path}: judges.{judge}",
            remedy="Make it again with 'annotate calibrate'.",
        )
    return model


def _is_for(model: LinearModel, ontology: str) -> bool:
    return model.learned_from.versions.get("ontology", ontology).partition("@")[0] == ontology
