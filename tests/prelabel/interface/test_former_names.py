"""Labelers under the names that they had in earlier versions."""

from __future__ import annotations

import pytest

from annotate.prelabel.interface.former_names import FORMER_NAMES, current_name, current_spec, notice
from annotate.prelabel.interface.registry import LabelerContext, make_labeler


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ("bodies", "organizations"),
        ("consistency", "repeated-names"),
        ("furniture", "datelines"),
        ("refs", "entity-linking"),
        ("refs:my.yaml", "entity-linking:my.yaml"),
        ("bodies@3f2a+fr:x", "organizations@3f2a+fr:x"),
        ("spacy", "spacy"),
        ("hf:bodies", "hf:bodies"),
        ("trained:models/refs@2", "trained:models/refs@2"),
    ],
)
def test_old_names_work_with_an_argument_and_in_a_source(written: str, now: str) -> None:
    assert current_spec(written) == now


def test_a_notice_lists_each_old_name_once_and_no_present_name() -> None:
    assert notice(["spacy", "organizations"]) is None
    assert notice(["bodies", "refs:a.yaml", "bodies", "spacy"]) == (
        "labelers were renamed: bodies is now organizations, refs is now entity-linking. "
        "The old names still work."
    )


def test_every_old_name_makes_the_renamed_labeler(
    context: LabelerContext, own_labelers: dict[str, str]
) -> None:
    assert {make_labeler(old, context).name for old in FORMER_NAMES} == set(FORMER_NAMES.values())
    assert not FORMER_NAMES.keys() & own_labelers.keys()
    assert all(current_name(new) == new for new in FORMER_NAMES.values())
