"""File names from article ids."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from annotate.export.article_files import file_stem
from tests.examples import examples


@examples(60)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=2, max_size=5, unique=True))
def test_names_are_safe_and_differ_on_every_file_system(ids: list[str]) -> None:
    names = [file_stem(id) for id in ids]
    assert len({name.lower() for name in names}) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", name) for name in names)


def test_plain_ids_are_their_own_names() -> None:
    assert file_stem("kigali-3") == "kigali-3"
    assert file_stem("2024-03_vna") == "2024-03_vna"


def test_other_ids_keep_what_can_be_read() -> None:
    assert re.fullmatch(r"vna-2024-03__[0-9a-f]{12}", file_stem("VNA/2024:03"))
    assert re.fullmatch(r"article__[0-9a-f]{12}", file_stem(".."))
    assert file_stem("con") != "con" and file_stem("a__b") != "a__b"
    assert len({file_stem("A1").lower(), file_stem("a1")}) == 2
    assert len(file_stem("x" * 300)) <= 80
