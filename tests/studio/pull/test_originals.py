"""The names of authors, in whatever form a server writes an account."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.core.authorship import UNKNOWN
from annotate.studio.pull.originals import author_name, rewritten_by

USERS = {1: "ana@example.org", 2: "bo@example.org"}


@pytest.mark.parametrize("account", [1, "1", {"id": 1}, {"id": "1"}, "01", "ana@example.org"], ids=str)
def test_an_account_is_told_by_its_id_however_it_is_written(account: Any) -> None:
    assert author_name(account, USERS) == "ana@example.org"


@pytest.mark.parametrize(
    ("account", "name"), [(7, "user-7"), ("7", "user-7"), (None, UNKNOWN), ("", UNKNOWN)]
)
def test_an_account_without_a_name_has_its_id(account: Any, name: str) -> None:
    assert author_name(account, USERS) == name


def test_nobody_rewrote_an_annotation_that_its_author_saved_last() -> None:
    assert rewritten_by({"completed_by": 1, "updated_by": "1"}, USERS) is None
    assert rewritten_by({"completed_by": "1", "updated_by": 2}, USERS) == "bo@example.org"
