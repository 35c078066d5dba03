"""What analysing a batch takes of memory is given back when the batch is done.

spaCy keeps every word that it meets (`Language.memory_zone`, spaCy 3.8); over millions of words that
never ends. Analyses made inside `batch_memory` must not be used after it.
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

_CACHED = 20_000  # entries that a component may remember, for instance a lemmatizer its words
_REMEMBERED = 10_000  # words per model: as many as spaCy's tokenizer keeps the tokens of
_LONGEST_WORD = 40  # code points; what is longer hardly comes twice


@dataclass
class _Zones:
    stack: ExitStack
    models: list[Language] = field(default_factory=list)


_zones: ContextVar[_Zones | None] = ContextVar("zones", default=None)
_remembered: WeakKeyDictionary[Language, set[str]] = WeakKeyDictionary()


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


def used_in_batch(nlp: Language, texts: Iterable[str] = ()) -> None:
    """Says that ``nlp`` is about to analyse ``texts``; inside `batch_memory` their words will be freed, but
    for the first that ever came.
    """
    zones = _zones.get()
    if zones is None or nlp in zones.models:
        return
    _remember(nlp, texts)
    zones.models.append(nlp)
    zones.stack.enter_context(nlp.memory_zone())


def _remember(nlp: Language, texts: Iterable[str]) -> None:
    """Tokenises new words while their tokens are kept: inside a memory zone spaCy's tokenizer keeps none, and
    cuts "de" anew wherever it stands, which takes more than twice as long.
    """
    known = _remembered.setdefault(nlp, set())
    for text in texts:
        if len(known) >= _REMEMBERED:
            return
        for word in text.split():
            if word not in known and len(word) <= _LONGEST_WORD and len(known) < _REMEMBERED:
                known.add(word)
                with suppress(Exception):  # it comes again where the text is analysed, and is told there
                    nlp.tokenizer(word)


def _trim(nlp: Language) -> None:
    for _, component in nlp.pipeline:
        cache = getattr(component, "cache", None)
        if isinstance(cache, dict) and len(cache) > _CACHED:
            cache.clear()
