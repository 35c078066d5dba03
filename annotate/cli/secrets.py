"""What must not be shown or logged, taken out of a text."""

from __future__ import annotations

import os
import re

_OURS = re.compile(r"ANNOTATE_\w*(TOKEN|KEY|PASSWORD|SECRET)\w*")
_SHORTEST = 6  # characters; what is shorter is no secret, and taking it out would spoil other words
# Legacy tokens (40 hex digits) and JSON web tokens, should one have got into a message.
_SECRETS = re.compile(r"\b[0-9a-f]{40}\b|\beyJ[\w-]+\.[\w-]+\.[\w-]+")


def without_secrets(text: str) -> str:
    """``text`` without tokens, and without what our own variables hold of them."""
    for name, value in os.environ.items():
        if _OURS.fullmatch(name) and len(value) >= _SHORTEST:
            text = text.replace(value, "<secret>")
    return _SECRETS.sub("<token>", text)
