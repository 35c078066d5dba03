"""Checks that the screen shows annotators the text that annotate writes into tasks, and reads from them."""

from __future__ import annotations

from annotate.core.errors import ConfigError

_PLAIN_TYPES = ("", "text")
_PLAIN_ENCODINGS = ("", "none")


def check_text_tag(label_config: str, name: str, key: str) -> None:
    """Checks the text tag ``name`` of a live configuration: it must show the column ``key`` as plain text.

    If annotators see another text, the positions of suggestions and annotations are wrong. Does nothing if
    there is no such tag. Raises `ConfigError` that names the column which the tag shows.
    """
    from defusedxml.ElementTree import fromstring

    for tag in fromstring(label_config).iter("Text"):
        if tag.get("name") != name:
            continue
        value, kind = tag.get("value") or "", (tag.get("valueType") or "").lower()
        encoding = (tag.get("encoding") or "").lower()
        if value != f"${key}":
            raise wrong_column(name, value, key)
        if kind not in _PLAIN_TYPES:
            what = f"has valueType={kind!r}: it does not show the text of ${key} itself"
        elif encoding not in _PLAIN_ENCODINGS:
            what = f"has encoding={encoding!r}: it does not show the text of ${key} as it is"
        else:
            continue
        raise _fault(name, what, key)


def wrong_column(name: str, value: str, key: str) -> ConfigError:
    """The error for a text tag that shows ``value`` instead of the column ``key``."""
    shown = f"the column {value}" if value.startswith("$") else f"{value!r}, which is no column"
    return _fault(name, f"shows {shown}, but the articles are in the column ${key}", key)


def _fault(name: str, what: str, key: str) -> ConfigError:
    return ConfigError(
        f"its tag <Text name={name!r}> {what}. Annotators see another text, so positions would be wrong.",
        where="the project in Label Studio",
        remedy=f'Set value="${key}" valueType="text" in this tag, under Settings > Labeling Interface.',
    )
