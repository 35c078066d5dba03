"""Reads the scalars of YAML as version 1.2 does, with bounds."""

from __future__ import annotations

import re
from typing import Any

import yaml

_TAG = "tag:yaml.org,2002:"
LONGEST_NUMBER = 100
_DIGITS = "0123456789"


class Loader(yaml.CSafeLoader):
    """Reads ``no``, ``2024-09-01``, ``1:30``, ``1_000`` and ``007`` as text, unlike ``true`` and ``12``."""


def _int(loader: Loader, node: yaml.ScalarNode) -> int:
    return int(_short(loader, node, "number"), 0)


def _float(loader: Loader, node: yaml.ScalarNode) -> float:
    return float(_short(loader, node, "number").lower().replace(".inf", "inf").replace(".nan", "nan"))


def _bool(loader: Loader, node: yaml.ScalarNode) -> bool:
    return {"true": True, "false": False}[_short(loader, node, "truth value").lower()]


def _text(loader: Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _short(loader: Loader, node: yaml.ScalarNode, kind: str) -> str:
    text = _text(loader, node)
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a {kind} has at most {LONGEST_NUMBER} characters, this one {len(text):,}")
    return text


def _marked(construct: Any) -> Any:
    """The constructor, with the line in its errors."""

    def constructed(loader: Loader, node: yaml.ScalarNode) -> Any:
        try:
            return construct(loader, node)
        except (ValueError, KeyError) as error:
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error

    return constructed


# YAML 1.1 also has numbers in base 60 (1:30), which take quadratic time; 1.2 has not.
Loader.yaml_implicit_resolvers = {
    first: [item for item in resolvers if item[0] in {f"{_TAG}null", f"{_TAG}merge"}]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(f"{_TAG}bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])
Loader.add_implicit_resolver(
    f"{_TAG}int", re.compile(r"(?:[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+)\Z"), list(f"-+{_DIGITS}")
)
Loader.add_implicit_resolver(
    f"{_TAG}float",
    re.compile(
        r"""(?:[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?
            |[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z""",
        re.VERBOSE,
    ),
    list(f"-+.{_DIGITS}"),
)
Loader.add_constructor(f"{_TAG}int", _marked(_int))
Loader.add_constructor(f"{_TAG}float", _marked(_float))
Loader.add_constructor(f"{_TAG}bool", _marked(_bool))
Loader.add_constructor(f"{_TAG}timestamp", _text)
