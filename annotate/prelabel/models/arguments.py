"""Reads a labeler's argument with settings: ``models/ner?mapping=conll&languages=fr,en``."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qsl

from annotate.core.errors import ConfigError
from annotate.prelabel.interface.protocol import ANY_LANGUAGE


def settings_of(labeler: str, argument: str | None, known: Collection[str]) -> tuple[str, dict[str, str]]:
    """The model's name or path, and the settings after the ``?``.

    Raises `ConfigError` if there is no name, or if the labeler does not know a setting.
    """
    name, _, rest = (argument or "").partition("?")
    if not name:
        raise ConfigError(f"{labeler} needs a model.", remedy=f"Name it: {labeler}:MODEL")
    given = dict(parse_qsl(rest, keep_blank_values=True))
    if unknown := sorted(set(given) - set(known)):
        raise ConfigError(
            f"{labeler} has no setting {unknown[0]!r}.", remedy=f"It has {', '.join(sorted(known))}."
        )
    return name, given


def number(labeler: str, settings: dict[str, str], name: str, default: float, least: float) -> float:
    """Reads a number from the settings. Raises `ConfigError` if it is no number or less than ``least``."""
    given = settings.get(name)
    if given is None:
        return default
    try:
        value = float(given)
    except ValueError:
        value = float("nan")
    if not least <= value < float("inf"):
        raise ConfigError(
            f"{labeler}: {name}={given} is no number of at least {least:g}.",
            remedy=f"For instance {name}={default:g}.",
        )
    return value


def languages(settings: dict[str, str]) -> frozenset[str]:
    """The languages of a model, from the setting ``languages``. Without this setting, all languages."""
    given = [code.strip() for code in settings.get("languages", ANY_LANGUAGE).split(",")]
    return frozenset(code for code in given if code) or frozenset({ANY_LANGUAGE})
