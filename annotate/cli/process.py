"""Settings of the whole process that make a command quicker. Library functions must not change them."""

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
    """Lets threads switch ten times as often as usual. For push and pull.

    The thread that talks to the server releases Python's global lock after every few kilobytes. By default,
    that thread then waits up to 5 ms for the other thread, while the server idles: a twentieth of a pull.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SWITCH_S))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Lets the garbage collector look for cycles less often than usual. For push and pre-labelling.

    By default, the collector takes a fifth of a push's own time, and visits the loaded models again and
    again. Not for pull: the HTTP client's answers are cycles, so large answers would stay in memory.
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
    """Keeps numerical libraries in worker processes from starting threads.

    Must run before numpy is imported. Does not change variables that the user has set.
    """
    unset = [variable for variable in _THREADS if variable not in os.environ]
    os.environ.update(dict.fromkeys(unset, "1"))
    try:
        yield
    finally:
        for variable in unset:
            os.environ.pop(variable, None)
