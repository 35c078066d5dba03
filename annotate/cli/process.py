"""Settings of the whole process that make a command quicker. A library call leaves them as they are."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SWITCH_S = 0.0005
_OBJECTS = 50_000
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


@contextmanager
def quick_switches() -> Iterator[None]:
    """Lets threads take turns ten times as often as usual; for push and pull.

    A thread that talks to the server gives its turn away at every few kilobytes, and waits 5 ms each time
    for the other one to give it back, while the server stands still: a twentieth of a pull.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SWITCH_S))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Looks for cycles among objects less often than usual; for push and for pre-labelling.

    A fifth of a push's own time goes into it otherwise, and the models are looked through again and again.
    Not for a pull: the answers of the HTTP client are cycles, and large ones would wait in memory.
    """
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(before[0], _OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Keeps the libraries that worker processes compute with from starting threads of their own.

    Of use only before numpy is imported; what the user has set stays.
    """
    unset = [variable for variable in _THREADS if variable not in os.environ]
    os.environ.update(dict.fromkeys(unset, "1"))
    try:
        yield
    finally:
        for variable in unset:
            os.environ.pop(variable, None)
