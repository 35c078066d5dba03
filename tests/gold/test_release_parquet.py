"""The Parquet files of a release: records lose nothing in them, and other programs open and write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.record import GoldRecord
from annotate.core.rows import arrow_schema, from_row, to_row
from annotate.gold.load import load_gold
from annotate.gold.parquet import read_parquet, write_parquet
from tests.export.gold import gold_of, golds, without_text

SAMPLE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
read_table: Any = pyarrow.parquet.read_table  # it has no type hints
read_metadata: Any = pyarrow.parquet.read_metadata

_words = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | _words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_words, inner, max_size=2),
    max_leaves=4,
)
_unknown = st.dictionaries(st.sampled_from(["certain", "x", "text_direction"]), _values, max_size=2)


@st.composite
def full_records(draw: st.DrawFn) -> GoldRecord:
    """Gold with any values of all fields, and with keys that the models do not know in every object."""
    data = draw(golds).to_dict()
    article, annotation = data["article"], data["annotation"]
    article.update(
        draw(st.fixed_dictionaries({}, optional={"title": _words, "source": _words, "url": _words}))
    )
    article["meta"] = draw(st.dictionaries(_words, _values, max_size=2))
    optional = {
        "created_at": st.sampled_from(["2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000001+07:00"]),
        "lead_time_s": st.floats(0, 1e9),
        "based_on": _words,
        "rewritten_by": _words,
        "lost": st.dictionaries(_words, st.lists(_words, min_size=1, max_size=2), max_size=2),
        "decision": st.sampled_from(["single", "majority"]),
    }
    annotation.update(draw(st.fixed_dictionaries({}, optional=optional)))
    for region in (*annotation.get("entities", ()), *annotation.get("events", ())):
        unreviewed = st.lists(st.sampled_from(["ref", "attributes.x"]), max_size=2)
        region.update(
            draw(
                st.fixed_dictionaries(
                    {}, optional={"note": _words, "unreviewed": unreviewed, "score": _score}
                )
            )
        )
        if draw(st.booleans()):
            region["attributes"] = {"one": ["alone"], "other": "alone"}
        if region.get("trigger"):
            region["trigger"] |= draw(_unknown)
        for part in (region, *region.get("provenance", ()), *region.get("arguments", ())):
            part.update(draw(_unknown))
        for argument in region.get("arguments", ()):
            argument["unreviewed"] = draw(st.sampled_from([[], ["role"]]))
    for part in (data, article, annotation):
        part.update(draw(_unknown))
    record = GoldRecord.model_validate(data)
    return without_text(record) if draw(st.booleans()) else record


_score = st.floats(0, 1)


@given(st.lists(full_records(), max_size=3))
def test_a_record_comes_back_from_a_table_identical(records: list[GoldRecord]) -> None:
    rows = pyarrow.Table.from_pylist([to_row(record) for record in records], schema=arrow_schema())
    back = [from_row(row) for row in rows.to_pylist()]
    assert back == records
    assert [record.to_json() for record in back] == [record.to_json() for record in records]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet")
    gold = list(load_gold(SAMPLE))
    first, second = gold[0], gold[1]
    gold[0] = GoldRecord.of(first.article.with_(meta={"n": [1]}), first.annotation.with_(lead_time_s=2.5))
    lost = {"no-text": ("a mention",)}
    gold[1] = GoldRecord.of(second.article, second.annotation.with_(lost=lost, certain=True))
    ids = [record.article.id for record in gold]
    write_parquet(folder, gold, {"train": ids[2:8], "dev": [], "test": ids[:1]})
    return folder


def with_pandas(source: Path, back: Path) -> int:
    import pandas

    table = pandas.read_parquet(source)
    table.to_parquet(back)
    return len(table)


def with_polars(source: Path, back: Path) -> int:
    import polars

    table = polars.read_parquet(source)
    table.write_parquet(back)
    return table.height


def with_duckdb(source: Path, back: Path) -> int:
    import duckdb

    with duckdb.connect() as database:
        database.execute(f"COPY (SELECT * FROM '{source}') TO '{back}' (FORMAT parquet)")
        (count,) = database.execute(f"SELECT count(*) FROM '{back}'").fetchall()[0]
    return int(count)


def with_datasets(source: Path, back: Path) -> int:
    import datasets  # type: ignore[import-untyped]

    table = datasets.Dataset.from_parquet(str(source), cache_dir=str(back.parent / "cache"))
    table.to_parquet(str(back))
    return len(table)


@pytest.mark.parametrize("program", [with_pandas, with_polars, with_duckdb, with_datasets])
def test_other_programs_open_the_files_and_write_them_back_equal(
    written: Path, tmp_path: Path, program: Callable[[Path, Path], int]
) -> None:
    for name, rows in (("gold", 10), ("data/train", 6), ("data/test", 1), ("data/dev", 0)):
        if program is with_datasets and not rows:
            continue  # it refuses every split without rows: "corresponds to no data"
        source, back = written / f"{name}.parquet", tmp_path / f"{Path(name).name}.parquet"
        assert program(source, back) == rows
        assert read_table(back).to_pylist() == read_table(source).to_pylist()
        assert list(read_parquet(back)) == list(read_parquet(source))


def test_a_split_has_its_articles_and_the_whole_file_has_all_of_them(written: Path) -> None:
    ids = [record.article.id for record in load_gold(SAMPLE)]
    found = {
        path.stem: [record.article.id for record in read_parquet(path)] for path in written.rglob("*.parquet")
    }
    assert found == {"gold": ids, "train": ids[2:8], "dev": [], "test": ids[:1]}


def test_no_column_is_a_map_and_an_empty_split_has_all_columns(written: Path) -> None:
    schemas = {str(read_table(path).schema) for path in written.rglob("*.parquet")}
    assert len(schemas) == 1
    assert "map<" not in schemas.pop()


def test_rows_are_written_in_groups_and_none_is_lost_between_them(tmp_path: Path) -> None:
    record = gold_of("Hanoï", ("Hanoï", "LOC"))
    many = [GoldRecord.of(record.article.with_(id=f"a{n}"), record.annotation) for n in range(1150)]
    write_parquet(tmp_path, many, {"train": [f"a{n}" for n in range(0, 1150, 3)]})
    groups = read_metadata(tmp_path / "gold.parquet")
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [1000, 150]
    assert [item.article.id for item in read_parquet(tmp_path / "gold.parquet")] == [
        f"a{n}" for n in range(1150)
    ]
    train = [item.article.id for item in read_parquet(tmp_path / "data" / "train.parquet")]
    assert train == [f"a{n}" for n in range(0, 1150, 3)]
