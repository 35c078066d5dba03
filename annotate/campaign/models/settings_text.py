"""Changes one key of annotate.yaml in its text, so that comments and the order of the file stay."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from annotate.core.errors import ConfigError
from annotate.core.files import writing_bytes
from annotate.core.yaml_file import parse_yaml, read_yaml

_PLAIN = re.compile(r"(?:\.{0,2}/)?[A-Za-z][\w.-]*(?:/[\w.-]+)*", re.ASCII)
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_ALL_BUT_OWNER = 0o077


def set_key(path: Path, key: str, value: str | None, after: str) -> None:
    """Sets a key at the top of a YAML file to a string; None removes the key.

    A new key gets a line of its own, below the comment that shows it (``# key: …``), or after the key
    ``after``, or at the end. The file is replaced at once and keeps its permissions. Raises `ConfigError` if
    the text cannot be changed without a loss, and `WriteError` if the file cannot be written.
    """
    try:
        (value or "").encode("utf-8")
    except UnicodeEncodeError as error:
        raise ConfigError(
            f"the path {value!r:.200} is not UTF-8, so it cannot be written into {path.name}.",
            remedy="Rename the folder.",
        ) from error
    before = read_yaml(path).data
    text = path.read_bytes().decode("utf-8")
    try:
        new = changed(text, key, value, after)
    except yaml.YAMLError:  # a tab, for instance: the reader that gives positions is stricter
        new = ""
    wanted = {name: one for name, one in before.items() if name != key}
    if value is not None:
        wanted[key] = value
    if _data(path, new, key) != wanted:
        line = f"{key}: {'null' if value is None else _scalar(value)}"
        raise ConfigError(
            "cannot be changed without a loss, because of how it is written. Nothing was changed.",
            where=str(path),
            remedy=f"Write the line '{line}' into it yourself.",
        )
    if new == text:
        return
    mode = path.stat().st_mode & 0o7777
    with writing_bytes(path, private=not mode & _ALL_BUT_OWNER) as file:
        file.write(new.encode("utf-8"))
    path.chmod(mode)


def changed(text: str, key: str, value: str | None, after: str) -> str:
    """The text with another value of the key."""
    root = _compose(text)
    found = next((pair for pair in root.value if pair[0].value == key), None)
    if found is not None:
        return _with_value(text, root, found, value)
    return text if value is None else _with_line(text, root, f"{key}: {_scalar(value)}", key, after)


def _compose(text: str) -> yaml.MappingNode:
    root = yaml.compose(text, Loader=yaml.SafeLoader)  # its marks count code points
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError("holds no keys.", remedy="Write lines of the form 'key: value'.")
    return root


def _with_value(
    text: str, root: yaml.MappingNode, pair: tuple[yaml.Node, yaml.Node], value: str | None
) -> str:
    name, given = pair
    start, end = given.start_mark.index, _end(given)
    if value is None and not root.flow_style:
        first = text.rfind("\n", 0, name.start_mark.index) + 1
        line_end = _line_end(text, end)
        if not text[end:line_end].strip() and not text[first : name.start_mark.index].strip():
            return text[:first] + text[line_end:]
    new = "null" if value is None else _scalar(value)
    space = "" if text[start - 1 : start] in (" ", "\t") else " "
    return text[:start] + space + new + text[end:]


def _with_line(text: str, root: yaml.MappingNode, line: str, key: str, after: str) -> str:
    if root.flow_style:
        place = root.end_mark.index - 1
        return f"{text[:place].rstrip()}{', ' if root.value else ''}{line}{text[place:]}"
    newline = "\r\n" if "\r\n" in text else "\n"
    shown = re.search(rf"^#[ \t]?{re.escape(key)}:.*$", text, re.MULTILINE)
    if shown is not None:
        place = _line_end(text, shown.end())
    elif (named := [one for name, one in root.value if name.value == after]) or root.value:
        place = _line_end(text, _end(named[0] if named else root.value[-1][1]))
    else:
        place = len(text)
    if place and text[place - 1] != "\n":
        line = newline + line
    return text[:place] + line + newline + text[place:]


def _end(node: yaml.Node) -> int:
    """The end of a value without the blank lines and comments that follow."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):  # ends before the next line
        text = str(node.end_mark.buffer or "")
        while text[end - 1 : end].isspace():
            end -= 1
    return end


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1


def _scalar(value: str) -> str:
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def _data(path: Path, text: str, key: str) -> dict[str, object] | None:
    """What the text says, without the key if it is null. None if it is no YAML."""
    try:
        data = parse_yaml(path, text.removeprefix("\ufeff").replace("\r\n", "\n")).data
    except ConfigError:
        return None
    return {name: one for name, one in data.items() if (name, one) != (key, None)}
