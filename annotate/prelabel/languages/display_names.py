"""Names of languages for messages: ``de`` is "German (de)"."""

from __future__ import annotations


def language_name(code: str) -> str:
    """The English name of a language with its code; only the code if CLDR does not know the language."""
    try:
        from babel import Locale, UnknownLocaleError
    except ImportError:
        return code
    try:
        name = Locale.parse(code).get_language_name("en")
    except (UnknownLocaleError, ValueError):
        return code
    return f"{name} ({code})" if name else code
