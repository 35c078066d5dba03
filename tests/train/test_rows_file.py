"""Training rows in a file: they come back as they were, and the same rows give the same bytes."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.rows_file import StoredRows, load_rows, save_rows

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=4)
ROWS = st.builds(
    TrainingRow,
    st.lists(WORDS, max_size=5, unique=True).map(tuple),
    st.sampled_from(["right", "wrong"]),
    WORDS,
    st.sampled_from([1.0, 0.5, 2.0]),
)
STORED = st.builds(
    StoredRows,
    st.dictionaries(st.sampled_from(["entities", "arguments"]), st.lists(ROWS, max_size=8)),
    st.just({"mine": ["a", "b"]}),
    st.just(("en", "fr")),
    st.just({"mine": "sha256:0"}),
    st.just({"ontology": "diplomacy@1.1.0"}),
    st.just("diplomacy@1.1.0"),
    st.just(frozenset({"spacy", "dates"})),
)


def as_sets(stored: StoredRows) -> dict[str, list[tuple[frozenset[str], str, str, float]]]:
    """The rows by judge. The order of the features of one row means nothing."""
    return {
        judge: [(frozenset(row.features), row.label, row.group, row.weight) for row in rows]
        for judge, rows in stored.rows.items()
    }


@given(STORED)
def test_rows_come_back_and_give_the_same_bytes_again(
    tmp_path_factory: pytest.TempPathFactory, stored: StoredRows
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    save_rows(folder / "one.xz", stored)
    back = load_rows(folder / "one.xz")
    assert as_sets(back) == as_sets(stored)
    assert (back.articles, back.sets) == (stored.articles, {"mine": 2})
    assert (back.languages, back.digests) == (stored.languages, stored.digests)
    assert (back.versions, back.ontology) == (stored.versions, stored.ontology)
    assert back.labelers == stored.labelers
    save_rows(folder / "two.xz", back)
    assert (folder / "two.xz").read_bytes() == (folder / "one.xz").read_bytes()


def test_the_rows_of_articles_can_be_taken_out() -> None:
    rows = [TrainingRow(("f",), "right", article) for article in ("a", "b", "a", "c")]
    stored = StoredRows({"entities": rows}, {"one": ["a", "b"], "two": ["c"]}).without(["a", "c", "z"])
    assert [row.group for row in stored.rows["entities"]] == ["b"]
    assert stored.sets == {"one": 1}


def test_features_of_few_rows_can_be_left_out(tmp_path: Path) -> None:
    rows = [TrainingRow(("often", f"once {number}"), "right") for number in range(3)]
    save_rows(tmp_path / "rows.xz", StoredRows({"entities": rows}, {}), least={"entities": 2})
    assert {row.features for row in load_rows(tmp_path / "rows.xz").rows["entities"]} == {("often",)}


@pytest.mark.parametrize(
    "content", [b"", b"no xz", lzma.compress(b"[]"), lzma.compress(b"{}"), lzma.compress(b'{"format": 9}')]
)
def test_a_file_that_holds_no_rows_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rows.xz").write_bytes(content)
    with pytest.raises(ConfigError, match="holds no training rows"):
        load_rows(tmp_path / "rows.xz")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"rows\.xz.*cannot be read"):
        load_rows(tmp_path / "rows.xz")
