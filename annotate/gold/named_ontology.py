"""Finds the ontology that the records of a gold file name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.core import jsonl
from annotate.core.configs import FORMER, configs_folder, find_config, project_file_above
from annotate.core.errors import ConfigError, InputError
from annotate.core.names import is_name
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.core.yaml_file import read_yaml

_VERSION = re.compile(r"\d+\.\d+\.\d+")
RELEASED = "ontology.yaml"  # the ontology's file in a release folder
_SAY_WHICH = "Say which one with --ontology NAME (in Python: load_gold(path, ontology=NAME))."


def named_ontology(file: Path) -> Ontology:
    """Finds the ontology that the records of ``file`` name, in exactly the named version.

    Searches the folder of the file, the project of the file, the project of the current folder, and the
    built-in ontologies. Passes over a place whose files are broken; the error names it.

    Raises `InputError` if no record names an ontology, if the records name several ontologies, or if the
    ontology is not found in the named version.
    """
    wanted = _named_by_all(file)
    name, _, version = wanted.partition("@")
    others: list[str] = []
    broken: list[ConfigError] = []
    for place in _places(file, name, version, broken):
        try:
            ontology = Ontology.load(place)
        except ConfigError as error:
            broken.append(error)
            continue
        if ontology.id == wanted:
            return ontology
        if ontology.name == name:
            others.append(f"{ontology.id} in {place}")
    versions = f", only {', '.join(dict.fromkeys(others))}" if others else ""
    passed_over = "".join(f" Not looked at: {error.where}: {error.what}" for error in broken)
    raise InputError(
        f"its records were annotated with the ontology {wanted:.120}, which was not found{versions}."
        + passed_over,
        where=str(file),
        remedy="Put its file beside the records as ontology.yaml, or work inside its project."
        f" To take another one: {_SAY_WHICH[0].lower()}{_SAY_WHICH[1:]}",
    )


def _named_by_all(file: Path) -> str:
    """The one ontology (``name@version``) that the records name. Ignores records without an ontology."""
    first_line: dict[str, int] = {}
    number = 0
    for number, data in jsonl.read_lines(file):
        name = _name(data)
        if name is not None:
            first_line.setdefault(name, number)
    if not first_line:
        for _ in jsonl.read(file, GoldRecord):
            pass  # reports a line that is not a record first
        what = "no record names its ontology." if number else "has no records, so it names no ontology."
        raise InputError(what, where=str(file), remedy=_SAY_WHICH)
    if len(first_line) > 1:
        (one, _), (other, line) = list(first_line.items())[:2]
        raise InputError(
            f"names the ontology {other}, but the records before it name {one}.",
            where=f"{file}, line {line}",
            remedy="Keep one file for each ontology and version.",
        )
    return next(iter(first_line))


def _name(data: dict[str, Any]) -> str | None:
    annotation = data.get("annotation")
    name = annotation.get("ontology") if isinstance(annotation, dict) else None
    return name if isinstance(name, str) else None


def _places(file: Path, name: str, version: str, broken: list[ConfigError]) -> Iterator[Path]:
    """Yields the ontology files to try, nearest first. Adds errors of projects to ``broken``."""
    beside = file.resolve().parent / RELEASED
    if beside.is_file():
        yield beside
    above = (project_file_above(file.resolve().parent), project_file_above(Path.cwd()))
    for project_file in dict.fromkeys(above):
        if project_file is not None:
            try:
                yield from _used_by(project_file)
            except ConfigError as error:
                broken.append(error)
            yield from _kept_in(project_file.parent / "configs", name, version)
    yield from _kept_in(configs_folder(), name, version)
    yield from _kept_in(configs_folder() / FORMER, name, version)


def _used_by(project_file: Path) -> Iterator[Path]:
    """Yields the ontology file that a project uses. Raises `ConfigError` if annotate.yaml is broken."""
    configured = read_yaml(project_file).data.get("ontology")
    if isinstance(configured, str):
        yield find_config(configured, project_file.parent)


def _kept_in(folder: Path, name: str, version: str) -> Iterator[Path]:
    """Yields ``NAME.yaml`` and ``NAME-VERSION.yaml`` in a folder.

    Neither name nor version, which come from a gold file, may lead to another folder.
    """
    if not is_name(name):
        return
    stems = (name, f"{name}-{version}") if _VERSION.fullmatch(version) else (name,)
    yield from (file for stem in stems if (file := folder / f"{stem}.yaml").is_file())
