"""The ontology: what there is to annotate, how it looks on screen, and how to decide.

From this one file come the labelling screen, the annotators' guidelines, the label lists of every
export and the checks of what labelers and people hand in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from annotate.core.configs import find_config
from annotate.core.ontology_consistency import first_problem
from annotate.core.ontology_form import OntologyForm
from annotate.core.yaml_file import read_yaml, validated


class Ontology(OntologyForm):
    """Entity types, event types, roles and attributes of one project, with their version."""

    @classmethod
    def load(cls, name: str | Path, near: Path | None = None) -> Self:
        """Reads an ontology file, by path or by the name of one that comes along.

        Raises `ConfigError` naming file, line and key.
        """
        return validated(read_yaml(find_config(str(name), near)), cls)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if problem := first_problem(self):
            keys, message, remedy = problem
            raise PydanticCustomError(
                "ontology", "{message}", {"message": message, "path": list(keys), "remedy": remedy}
            )
        return self
