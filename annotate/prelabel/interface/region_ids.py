"""Ids of suggested regions, computed from their spans and labels.

Label Studio does not keep scores, provenance, `ref` and attributes that are not on the labelling screen. Pull
restores these values from the pushed suggestions, by region id. So the same span and label must have the same
id in every model version and on every machine: nothing else may enter the hash.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from annotate.core.annotation import Event, Span


def entity_id(span: Span, label: str) -> str:
    """``e`` and 10 hexadecimal digits of SHA-256 over start, end (code points) and label."""
    return "e" + _digits(f"{span.start},{span.end},{label}")


def event_id(trigger: Span | None, event_type: str) -> str:
    """``v`` and 10 hexadecimal digits over the trigger's range (or ``article``) and the type."""
    place = f"{trigger.start},{trigger.end}" if trigger else "article"
    return "v" + _digits(f"{place},{event_type}")


def id_of(event: Event) -> str:
    """The id of ``event``, computed from trigger and type."""
    return event_id(event.trigger, event.type)


@lru_cache(maxsize=8192)  # several labelers suggest one span, and merging computes its id again
def _digits(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()[:10]
