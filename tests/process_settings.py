"""The settings of the whole process that a script may have made its own."""

from __future__ import annotations

import gc
import locale
import logging
import os
import random
import signal
import sys
import warnings
from typing import Any

import numpy as np


def settings() -> dict[str, Any]:
    """What a script may have set for its whole process."""
    return {
        "collector": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()),
        "switches": sys.getswitchinterval(),
        "random": random.getstate(),
        "numpy": repr(np.random.get_state()),  # the state that thinc draws from
        "environment": dict(os.environ),
        "locale": locale.setlocale(locale.LC_ALL),
        "warnings": list(warnings.filters),
        "signals": {number: signal.getsignal(number) for number in signal.valid_signals()},
        "logging": (logging.root.level, list(logging.root.handlers), logging.root.manager.disable),
    }
