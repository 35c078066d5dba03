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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_CACHED = 20_000  # entries that a component may remember, for instance a lemmatizer its words


@dataclass
class _Zones:
    stack: ExitStack
    models: list[Language] = field(default_factory=list)


_zones: ContextVar[_Zones | None] = ContextVar("zones", default=None)


@contextmanager
def batch_memory() -> Iterator[None]:
    """Whatever models analyse inside the block, what they kept of its words is freed at its end."""
    with ExitStack() as stack:
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


def settle() -> None:
    """Takes what is loaded by now (models, gazetteers) out of the garbage collector's sight.

    Hundreds of thousands of objects that stay for good would be looked through again and again.
    """
    gc.collect()
    gc.freeze()


def _trim(nlp: Language) -> None:
    for _, component in nlp.pipeline:
        cache = getattr(component, "cache", None)
        if isinstance(cache, dict) and len(cache) > _CACHED:
            cache.clear()
