"""Reads YAML with the line of every key, refuses repeated keys, and keeps ``no`` and dates as strings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import normalize

import yaml
from pydantic import BaseModel, ValidationError

from annotate.core.errors import ConfigError, InputError
from annotate.core.ordinary_files import read_small
from annotate.core.path_errors import remedy_for_reading
from annotate.core.wording import listed
from annotate.core.yaml_bounds import MOST_BYTES, beyond_bounds
from annotate.core.yaml_faults import syntax_remedy, value_fault
from annotate.core.yaml_scalars import Loader

KeyPath = tuple[str | int, ...]
ModelType = TypeVar("ModelType", bound=BaseModel)


@dataclass(frozen=True)
class YamlFile:
    """A parsed file: the data, and the line number of each key. The path of a key identifies the key."""

    path: Path
    data: dict[str, Any]
    lines: dict[KeyPath, int] = field(repr=False)

    def where(self, keys: KeyPath) -> str:
        """``file, line N, key a.b.c`` for the longest prefix of ``keys`` that is in the file."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.lines:
                dotted = ".".join(str(key) for key in keys[:length])
                return f"{self.path}, line {self.lines[keys[:length]]}, key {dotted}"
        return str(self.path)


def read_yaml(path: Path, *, composed: bool = False) -> YamlFile:
    """Reads a mapping. Raises `ConfigError` if the file is missing, is not YAML or gives a key twice.

    With ``composed``, the text is read in NFC: "é" is one code point, however the file spells it.
    Also refuses a file that is too large, or becomes too large through aliases (`yaml_bounds`).
    """
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            raise ConfigError(
                f"has {size:,} bytes; a YAML file may have {MOST_BYTES:,}.",
                where=str(path),
                remedy="Split it into several files.",
            )
        text = read_small(path, MOST_BYTES).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except InputError as error:
        raise ConfigError(error.what, where=error.where, remedy=error.remedy) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"is not UTF-8 at byte {error.start}.", where=str(path), remedy="Save it as UTF-8."
        ) from error
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror or error}.",
            where=str(path),
            remedy=remedy_for_reading(error),
        ) from error
    return parse_yaml(path, normalize("NFC", text) if composed else text)


def parse_yaml(path: Path, text: str) -> YamlFile:
    """Parses the mapping in ``text``; messages name ``path`` as its file.

    Raises `ConfigError` with file and line if the text is not YAML or gives a key twice.
    """
    loader = Loader(text)
    try:
        if (refused := beyond_bounds(text)) is not None:
            line, reason = refused
            raise ConfigError(
                f"is refused, because {reason}.",
                where=f"{path}, line {line}",
                remedy="Write the values out, with fewer levels.",
            )
        node = loader.get_single_node()
        lines: dict[KeyPath, int] = {}
        if node is not None:
            _note_lines(path, node, (), lines)
        data = loader.construct_document(node) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        raise _bad_yaml(path, text, error) from error
    except yaml.YAMLError as error:
        raise ConfigError(
            f"is not YAML: {str(error).splitlines()[0]}.", where=str(path), remedy="Correct the file."
        ) from error
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise ConfigError(
            "holds no keys.", where=f"{path}, line 1", remedy="Write lines of the form 'key: value'."
        )
    return YamlFile(path, data, lines)


def validated(file: YamlFile, model: type[ModelType]) -> ModelType:
    """Validates the file's data as ``model``. Raises `ConfigError` with file, line and key of an error.

    A validator of the model may raise a `PydanticCustomError`. The context of that error may hold ``path``
    (the keys that lead to the error) and ``remedy`` (what to do).
    """
    try:
        return model.model_validate(file.data)
    except ValidationError as error:
        # A misspelt key is reported before the missing key that it was meant to be.
        found = sorted(
            error.errors(include_url=False),
            key=lambda item: item["type"] != "extra_forbidden",
        )
        first = found[0]
        context = first.get("ctx") or {}
        keys: KeyPath = tuple(context.get("path") or first["loc"])
        if all(item["type"] == "missing" for item in found) and len(found) > 1:
            missing = [".".join(map(str, item["loc"])) for item in found]
            raise ConfigError(
                f"the keys {listed(missing)} are missing.", where=str(file.path), remedy="Add them."
            ) from error
        what = {
            "extra_forbidden": f"{str(keys[-1])!r} is not a known key here",
            "missing": f"the key {'.'.join(map(str, keys))} is missing",
            "tuple_type": _no_list(keys, first["input"]),
            "list_type": _no_list(keys, first["input"]),
        }.get(first["type"], first["msg"].removeprefix("Value error, "))
        remedy = context.get("remedy") or _remedy(first["type"], keys, model)
        if (fault := value_fault(first["type"], keys, first["input"])) is not None:
            what, remedy = fault
        more = f" ({len(found) - 1} more after this one.)" if len(found) > 1 else ""
        raise ConfigError(f"{what}.{more}", where=file.where(keys), remedy=remedy) from error


def _no_list(keys: KeyPath, given: Any) -> str:
    example = given if isinstance(given, str) and "\n" not in given else "a, b"
    return f"{'.'.join(map(str, keys))} must be a list, as [{example}]"


def _remedy(fault: str, keys: KeyPath, model: type[BaseModel]) -> str:
    if fault == "missing":
        return "Add it."
    if fault == "extra_forbidden":
        known = f" Known keys: {', '.join(model.model_fields)}." if len(keys) == 1 else ""
        return f"Correct its spelling or remove it.{known}"
    return "Correct that value."


def _note_lines(path: Path, node: yaml.Node, keys: KeyPath, lines: dict[KeyPath, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise ConfigError(
                    "has a list or a mapping as a key.",
                    where=f"{path}, line {line}",
                    remedy="Write the key as a word or in quotes.",
                )
            below = (*keys, key_node.value)
            if below in lines:
                raise ConfigError(
                    f"{key_node.value!r} is given twice, first in line {lines[below]}.",
                    where=f"{path}, line {line}, key {'.'.join(map(str, below))}",
                    remedy="Keep one of them or give the second another name.",
                )
            lines[below] = line
            _note_lines(path, value_node, below, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*keys, index)] = item.start_mark.line + 1
            _note_lines(path, item, (*keys, index), lines)


def _bad_yaml(path: Path, text: str, error: yaml.MarkedYAMLError) -> ConfigError:
    mark = error.problem_mark or error.context_mark
    place = f"{path}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(path)
    problem = error.problem or "it cannot be parsed"
    return ConfigError(
        f"is not YAML: {problem}.",
        where=place,
        remedy=syntax_remedy(text.splitlines(), error) or "Correct that line.",
    )
