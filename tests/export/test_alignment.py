"""Mentions on token edges, by each policy."""

from __future__ import annotations

import pytest

from annotate.core.errors import ConfigError
from annotate.export.alignment import Edges, Misaligned, aligned_entities, check_choice
from annotate.export.base import Losses
from annotate.export.tokens import tokenize
from tests.export.gold import gold_of

TEXT = "Le Sud-Kivu, en RDC."  # tokens: Le Sud - Kivu , en RDC .


@pytest.mark.parametrize(
    ("said", "misaligned", "expected"),
    [
        ("Sud-Kivu", "strict", (1, 4)),
        ("ud-Ki", "strict", None),
        ("ud-Ki", "expand", (1, 4)),
        ("ud-Ki", "contract", (2, 3)),
        ("ud", "expand", (1, 2)),
        ("ud", "contract", None),
        (" ", "expand", None),
        (" Sud", "contract", (1, 2)),
    ],
)
def test_each_policy(said: str, misaligned: Misaligned, expected: tuple[int, int] | None) -> None:
    record, losses = gold_of(TEXT, (said, "LOC")), Losses()
    edges = Edges(tokenize(TEXT))
    found = aligned_entities(record, record.annotation.entities, edges, losses, misaligned)
    assert [(item.first, item.last) for item in found] == ([] if expected is None else [expected])
    moved = expected is not None and said != "Sud-Kivu"
    assert [loss.what for loss in losses.lost] == (
        ["entity"] if expected is None else ["position"] if moved else []
    )


def test_an_unknown_policy_is_refused() -> None:
    record = gold_of(TEXT, ("RDC", "LOC"))
    with pytest.raises(ConfigError, match="strict, expand, contract"):
        aligned_entities(record, record.annotation.entities, Edges([]), Losses(), "best")  # type: ignore[arg-type]


def test_the_values_of_an_option_are_listed_without_the_empty_one() -> None:
    with pytest.raises(ConfigError, match=r"It is one of csv, parquet\."):
        check_choice("form", "xlsx", ("", "csv", "parquet"))
