"""Frees the memory of a batch's analyses when the batch is done.

spaCy keeps every word that it meets, so the memory grows without end (`Language.memory_zone`, spaCy 3.8).
Analyses made inside `batch_memory` must not be used after the block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from spacy.language import Language

_CACHED = 20_000  # the most entries in the cache of a component, for instance of the lemmatizer
_REMEMBERED = 10_000  # words per model; spaCy's tokenizer caches the tokens of the same number of words
_LONGEST_WORD = 40  # code points; longer words hardly ever come twice


@dataclass
class _Zones:
    stack: ExitStack
    models: list[Language] = field(default_factory=list)


_zones: ContextVar[_Zones | None] = ContextVar("zones", default=None)
_remembered: WeakKeyDictionary[Language, set[str]] = WeakKeyDictionary()


@contextmanager
def batch_memory() -> Iterator[None]:
    """Frees, at the end of the block, the words of all texts that models analysed inside the block."""
    with ExitStack() as stack:
        zones = _Zones(stack)
        token = _zones.set(zones)
        try:
            yield
        finally:
            _zones.reset(token)
    for nlp in zones.models:
        _trim(nlp)


def used_in_batch(nlp: Language, texts: Iterable[str] = ()) -> None:
    """Announces that ``nlp`` will analyse ``texts``, so that `batch_memory` can free the words of ``texts``.

    The first 10,000 words that a model meets are kept.
    """
    zones = _zones.get()
    if zones is None or nlp in zones.models:
        return
    _remember(nlp, texts)
    zones.models.append(nlp)
    zones.stack.enter_context(nlp.memory_zone())


def _remember(nlp: Language, texts: Iterable[str]) -> None:
    """Tokenises new words outside the memory zone, so that spaCy's tokenizer caches their tokens.

    Inside a memory zone the tokenizer caches nothing. The tokenizer would tokenise "de" again at each
    position, which takes more than twice as long.
    """
    known = _remembered.setdefault(nlp, set())
    for text in texts:
        if len(known) >= _REMEMBERED:
            return
        for word in text.split():
            if word not in known and len(word) <= _LONGEST_WORD and len(known) < _REMEMBERED:
                known.add(word)
                with suppress(Exception):  # the analysis of the text raises the error again
                    nlp.tokenizer(word)


def _trim(nlp: Language) -> None:
    for _, component in nlp.pipeline:
        cache = getattr(component, "cache", None)
        if isinstance(cache, dict) and len(cache) > _CACHED:
            cache.clear()
