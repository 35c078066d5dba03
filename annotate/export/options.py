"""The options of an exporter: the keyword arguments with defaults of its ``export``."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

from annotate.core.errors import ConfigError
from annotate.export.base import Exporter

_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def known_options(exporter: Exporter) -> dict[str, Any]:
    """The names of an exporter's options with their defaults, in the order in which it names them."""
    parameters = list(inspect.signature(exporter.export).parameters.values())
    return {
        parameter.name: parameter.default
        for parameter in parameters[3:]  # the first three are records, ontology and path
        if parameter.default is not parameter.empty
    }


def read_options(exporter: Exporter, given: Iterable[str]) -> dict[str, Any]:
    """The options that the user gave as NAME=VALUE, each of the type of its default.

    Only these are passed to ``export``. Raises `ConfigError` for a name that the exporter does not know
    (naming those that it does), one given twice, and a value of another type.
    """
    known = known_options(exporter)
    options: dict[str, Any] = {}
    for word in given:
        name, equals, value = word.partition("=")
        name = name.strip().replace("-", "_")
        if not equals:
            raise ConfigError(f"the option {word!r} has no value.", remedy="Write it as NAME=VALUE.")
        if name not in known:
            raise ConfigError(
                f"the format {exporter.name} has no option {name!r}.",
                remedy=f"It has {', '.join(known)}." if known else "It has none.",
            )
        if name in options:
            raise ConfigError(f"the option {name!r} is given twice.", remedy="Give it once.")
        options[name] = _typed(name, value, known[name])
    return options


def _typed(name: str, value: str, default: Any) -> Any:
    """``value`` as the type of ``default``; text where that has no simple type."""
    kind = type(default)
    try:
        if kind is bool:
            return _TRUTH[value.lower()]
        return kind(value) if kind in (int, float) else value
    except (KeyError, ValueError) as error:
        wanted = {bool: "true or false", int: "a whole number", float: "a number"}[kind]
        raise ConfigError(
            f"the option {name} is {value!r}, not {wanted}.", remedy=f"Its default is {default}."
        ) from error
