"""The generated campaigns: a small one, and more and larger ones in `make test-all`."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.examples import ALL

_FEW = [(20240301, 30)]
_MANY = [(7, 30), *((seed, 60) for seed in range(100, 108))]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        every = settings.get_current_profile_name() == ALL
        metafunc.parametrize(("seed", "size"), [*_FEW, *_MANY] if every else _FEW)
