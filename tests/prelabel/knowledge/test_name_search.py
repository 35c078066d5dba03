"""Listed names are found as they are written, as whole words, the longest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.knowledge.name_search import NameSearch, written

NAMES = ["ONAR", "Union des pêcheurs", "Union des pêcheurs du Sud", "L'Aurore", "(R)Évolution"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'ONAR et l’ONAR.", ["ONAR", "ONAR"]),
        ("l'onar, ONARs, SONAR, ONAR2", []),
        ("-ONAR, ONAR-", ["ONAR", "ONAR"]),
        ("Télé-ONAR, ONAR-Info", []),
        ("l'Union des pêcheurs du Sud", ["Union des pêcheurs du Sud"]),
        ("l'Union des pêcheurs du Nord", ["Union des pêcheurs"]),
        ("l'Union des pecheurs", []),
        ("l'Union\u00a0des pêcheurs", ["Union des pêcheurs"]),
        ("L’Aurore écrit", ["L'Aurore"]),
        ("le parti (R)Évolution", ["(R)Évolution"]),
    ],
)
def test_a_name_is_found_as_it_is_written_and_whole(text: str, found: list[str]) -> None:
    made = list(NameSearch(NAMES).find(text))
    assert [name for _, _, name in made] == [written(name) for name in found]
    assert [written(text[start:end]) for start, end, _ in made] == [written(name) for name in found]


@given(st.lists(st.text(min_size=1), max_size=5), st.text())
def test_positions_are_those_of_the_names_and_never_overlap(names: list[str], text: str) -> None:
    end_before = 0
    for start, end, name in NameSearch(names).find(text):
        assert start >= end_before
        assert written(text[start:end]) == name
        end_before = end
