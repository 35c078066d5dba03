"""Folding: what it makes equal, and that positions stay."""

from __future__ import annotations

from hypothesis import given

from annotate.core.folding import fold_accents, fold_case
from tests.builders import texts


def test_case_and_the_kind_of_apostrophe_are_folded_but_no_accent() -> None:
    assert fold_case("L’Élysée") == fold_case("l'ÉLYSÉE") == "l'élysée"
    assert fold_case("Elysée") != fold_case("Élysée")


def test_accents_blanks_and_hyphens_are_folded_too() -> None:
    assert fold_accents("Bùi Thanh\u00a0Sơn – L’Élysée") == "bui thanh son - l'elysee"


@given(texts)
def test_folding_accents_keeps_every_position(text: str) -> None:
    assert len(fold_accents(text)) == len(text)
