"""The optional method `event_threshold` of a labeler."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.errors import ConfigError
from annotate.prelabel.interface.protocol import event_threshold
from tests.prelabel.builders import StubLabeler, suggestion_of


class Scored(StubLabeler):
    """A labeler of a plug-in with a method `event_threshold`."""

    given: Any = None

    def event_threshold(self, language: str | None) -> Any:
        if isinstance(self.given, Exception):
            raise self.given
        return self.given


def labeler(given: Any) -> Scored:
    made = Scored(lambda draft: suggestion_of(), name="scored")
    made.given = given
    return made


@pytest.mark.parametrize(("given", "read"), [(None, None), (0, 0.0), (0.25, 0.25), (1, 1.0)])
def test_a_probability_or_none_is_taken(given: object, read: float | None) -> None:
    assert event_threshold(labeler(given), "fr") == read


def test_a_labeler_without_the_method_has_none() -> None:
    assert event_threshold(StubLabeler(lambda draft: suggestion_of()), "fr") is None


@pytest.mark.parametrize("given", ["0.5", float("nan"), -0.1, 1.5, True, ZeroDivisionError("oh")])
def test_anything_else_names_the_labeler(given: object) -> None:
    with pytest.raises(ConfigError, match=r"the labeler scored .*event_threshold"):
        event_threshold(labeler(given), "fr")
