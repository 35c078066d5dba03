"""How many examples property tests draw: a third; all with `--hypothesis-profile=all` (make test-all)."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, settings

ALL = "all"
_DEFAULT = 100
_FEWEST = 20

_given = settings.default  # which differs in CI
settings.register_profile("third", _given, max_examples=_DEFAULT // 3, deadline=None)
settings.register_profile(ALL, _given, max_examples=_DEFAULT, deadline=None)
settings.load_profile("third")


def examples(number: int = _DEFAULT, *, suppress: Sequence[HealthCheck] = ()) -> settings:
    """The settings of a test that draws ``number`` examples in `make test-all`, a third of them elsewhere."""
    drawn = number if settings.get_current_profile_name() == ALL else max(number // 3, min(number, _FEWEST))
    return settings(max_examples=drawn, deadline=None, suppress_health_check=suppress)
