"""Removes secrets from a text before it is shown or logged."""

from __future__ import annotations

import os
import re

_OURS = re.compile(r"ANNOTATE_\w*(TOKEN|KEY|PASSWORD|SECRET)\w*")
_SHORTEST = 6  # characters; a shorter value is no secret, and removing it would damage other words
# Legacy tokens (40 hex digits) and JSON web tokens, in case one is part of a message.
_SECRETS = re.compile(r"\b[0-9a-f]{40}\b|\beyJ[\w-]+\.[\w-]+\.[\w-]+")


def without_secrets(text: str) -> str:
    """Returns ``text`` without tokens and without the values of ANNOTATE_ variables that hold secrets."""
    for name, value in os.environ.items():
        if _OURS.fullmatch(name) and len(value) >= _SHORTEST:
            text = text.replace(value, "<secret>")
    return _SECRETS.sub("<token>", text)
