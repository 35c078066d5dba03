"""The options of an exporter: keyword arguments of its ``export`` that have defaults."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from annotate.core.errors import ConfigError
from annotate.export.base import Exporter
from annotate.export.registry import get_exporter, known_formats

_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def known_options(exporter: Exporter) -> dict[str, Any]:
    """The options of an exporter with their defaults, in the order of its signature.

    Raises `ConfigError` for an argument without a default, since nothing would fill it in.
    """
    return options_of(exporter.name, exporter.export, 3)  # the first three are records, ontology and path


def options_of(name: str, method: Callable[..., Any], first: int) -> dict[str, Any]:
    """The parameters of the method of the format ``name`` from number ``first`` on, with their defaults.

    Raises `ConfigError` for a parameter without a default, since nothing would fill it in.
    """
    known = {}
    for parameter in list(inspect.signature(method).parameters.values())[first:]:
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        if parameter.default is parameter.empty:
            raise ConfigError(
                f"the format {name} needs the argument {parameter.name}, which has no default.",
                remedy="Every option of a format has a default; tell its author.",
            )
        if parameter.kind is not parameter.POSITIONAL_ONLY:  # a positional-only parameter cannot be an option
            known[parameter.name] = parameter.default
    return known


def read_options(
    exporter: Exporter, given: Iterable[str], shared: Mapping[str, str | None] | None = None
) -> dict[str, Any]:
    """The options that the user gave as NAME=VALUE, converted to the types of their defaults.

    ``shared`` holds options that the command has for several formats, by name; None if not given. Only
    options that the user gave are passed to ``export``. Raises `ConfigError` for an unknown name (the message
    lists the known names, or the formats that have a shared option), a name given twice, and a value of the
    wrong type.
    """
    known = known_options(exporter)
    options: dict[str, Any] = {}
    for name, chosen in (shared or {}).items():
        if chosen is None:
            continue
        if name not in known:
            raise ConfigError(
                f"the format {exporter.name} has no --{name}.",
                remedy=f"Formats that have it: {', '.join(_formats_with(name)) or 'none'}.",
            )
        options[name] = _typed(name, chosen, known[name])
    return options | given_options(exporter.name, known, given, options)


def given_options(
    format_name: str, known: Mapping[str, Any], given: Iterable[str], others: Iterable[str] = ()
) -> dict[str, Any]:
    """The options that the user gave as NAME=VALUE, converted to the types of their defaults in ``known``.

    ``others`` are options that have a value already. Raises `ConfigError` as `read_options`.
    """
    options: dict[str, Any] = {}
    for word in given:
        name, equals, value = word.partition("=")
        name = name.strip().replace("-", "_")
        if not equals:
            raise ConfigError(f"the option {word!r} has no value.", remedy="Write it as NAME=VALUE.")
        if name not in known:
            raise ConfigError(
                f"the format {format_name} has no option {name!r}.",
                remedy=f"It has {', '.join(known)}." if known else "It has none.",
            )
        if name in options or name in others:
            raise ConfigError(f"the option {name!r} is given twice.", remedy="Give it once.")
        options[name] = _typed(name, value, known[name])
    return options


def _formats_with(option: str) -> list[str]:
    """The formats that have an option, in alphabetical order. Formats that cannot be made are passed over."""
    found = []
    for name in known_formats():
        with suppress(ConfigError):
            if option in known_options(get_exporter(name)):
                found.append(name)
    return found


def _typed(name: str, value: str, default: Any) -> Any:
    """``value`` converted to the type of ``default`` if this is bool, int or float; else ``value`` itself."""
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
