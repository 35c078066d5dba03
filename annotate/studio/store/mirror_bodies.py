"""The form in which a mirror stores what Label Studio returned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def as_text(content: Mapping[str, Any]) -> str:
    """The JSON of a task's data or of an annotation, with sorted keys."""
    body = json.dumps(content, ensure_ascii=False, sort_keys=True)
    try:
        body.encode()
    except UnicodeEncodeError:  # SQLite text cannot hold a lone surrogate
        return json.dumps(content, sort_keys=True)
    return body


def stored_body(annotation: Mapping[str, Any]) -> tuple[str, str]:
    """An annotation's JSON, and the SHA-256 by which a pull sees whether it has changed."""
    text = as_text(annotation)
    return text, hashlib.sha256(text.encode()).hexdigest()
