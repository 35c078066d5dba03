"""What analysing a batch takes of memory is given back when the batch is done.

spaCy keeps every word that it meets (`Language.memory_zone`, spaCy 3.8); over millions of words that
never ends. Analyses made inside `batch_memory` must not be used after it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_FULL = 64  # batches between two full collections
_batches = count(1)
_CACHED = 20_000  # entries that a component may remember, for instance a lemmatizer its words


@dataclass
class _Zones:
    stack: ExitStack
    models: list[Language] = field(default_factory=list)


_zones: ContextVar[_Zones | None] = ContextVar("zones", default=None)


@contextmanager
def batch_memory() -> Iterator[None]:
    """Whatever models analyse inside the block, what they kept of its words is freed at its end."""
    with _collector_paused(), ExitStack() as stack:
        zones = _Zones(stack)
        token = _zones.set(zones)
        try:
            yield
        finally:
            _zones.reset(token)
    for nlp in zones.models:
        _trim(nlp)


def used_in_batch(nlp: Language) -> None:
    """Says that ``nlp`` is about to analyse; inside `batch_memory` its words will be freed."""
    zones = _zones.get()
    if zones is None or nlp in zones.models:
        return
    zones.models.append(nlp)
    zones.stack.enter_context(nlp.memory_zone())


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keeps the garbage collector from looking through models and gazetteers again and again.

    What a batch leaves behind is collected at its end; the rest is looked through every few dozen batches.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
            gc.collect(2 if next(_batches) % _FULL == 0 else 0)


def _trim(nlp: Language) -> None:
    for _, component in nlp.pipeline:
        cache = getattr(component, "cache", None)
        if isinstance(cache, dict) and len(cache) > _CACHED:
            cache.clear()
