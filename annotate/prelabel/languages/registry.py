"""Finds languages by their code, through entry points of the group `annotate.languages`.

French and English are registered in the same way as languages of other packages.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from functools import lru_cache
from hashlib import sha256

from annotate.core.errors import ConfigError
from annotate.core.plugins import entry_points, known_plugins, load_plugin
from annotate.prelabel.languages.language import Language
from annotate.prelabel.versions import DIGITS, code_version

GROUP = "annotate.languages"


def known_languages() -> list[str]:
    """The codes of the languages that have rules, in alphabetical order."""
    return known_plugins(GROUP)


def find_language(code: str) -> Language:
    """The language with this code. If no package offers the language, a `Language` without rules.

    Raises `ConfigError` if two packages offer the language, or if the package cannot be loaded.
    """
    return _found(code, tuple(sys.path))


def rules_version(codes: Iterable[str]) -> str:
    """A digest over the code of the rules of ``codes``.

    Labelers do not import the rules of a language, so `code_version` alone would not cover them.
    """
    points = {point.name: point for point in entry_points(GROUP)}
    return "-".join(code_version(points[code].module) for code in sorted(codes) if code in points)


def parsing_version(codes: Iterable[str]) -> str:
    """8 hexadecimal digits over the words of ``codes`` that the shared analysis looks for."""
    words = [(code, _plain(find_language(code).parsing)) for code in sorted(codes)]
    return sha256(json.dumps(words).encode()).hexdigest()[:DIGITS]


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    return sorted(value) if isinstance(value, Set) else value


@lru_cache(maxsize=64)
def _found(code: str, path: tuple[str, ...]) -> Language:
    """Finds a language, once for each ``path``, the folders in which Python searches packages.

    A dozen labelers ask for the same languages, and listing entry points reads every package's metadata.
    """
    if code not in known_languages():
        return Language(code)
    language = load_plugin(GROUP, code, "language")
    if not isinstance(language, Language) or language.code != code:
        what = f"for {language.code}" if isinstance(language, Language) else f"a {type(language).__name__}"
        raise ConfigError(
            f"the language {code} is {what}, not a Language for {code}.",
            remedy="The entry point must name an annotate.prelabel.languages.language.Language. "
            "Tell the author of the package.",
        )
    return language
