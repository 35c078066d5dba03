"""A file is not written under the suffix of another format; names that say nothing are free."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.core.unreviewed import unreviewed_values
from annotate.export.registry import get_exporter, known_formats
from annotate.export.suffixes import check_suffix
from annotate.gold.load import load_gold
from tests.commands import Annotate

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"

REFUSED = [
    ("events", "ev.xlsx", {}, "ev.csv"),
    ("events", "ev.PARQUET", {"form": "csv"}, "ev.csv"),
    ("events", "ev.csv", {"form": "parquet"}, "ev.parquet"),
    ("events", "ev.parquet.gz", {}, "ev.parquet"),
    ("events", "ev.tsv", {}, "ev.csv"),
    ("conll", "x.jsonl", {}, "x.conll"),
    ("conll", "x.spacy.gz", {}, "x.conll"),
    ("spacy", "x.conll", {}, "x.spacy"),
    ("spacy", "x.spacy.gz", {}, "x.spacy"),
    ("spacy", "x.gz", {}, "x.spacy"),
    ("jsonl", "gold.parquet", {}, "gold.jsonl"),
    ("brat", "b.txt", {}, "b"),
    ("huggingface", "data.jsonl", {}, "data"),
    ("cas", "data.zip", {"form": "json"}, "data"),
]
FREE = [
    ("events", "ev.csv.gz", {}),
    ("events", "ev.parquet", {}),
    ("events", "ev.parquet", {"form": "parquet"}),
    ("events", "ev.CSV", {"bom": True}),
    ("conll", "x.txt", {}),
    ("conll", "x.tsv", {"columns": "2"}),
    ("conll", "x.iob.gz", {}),
    ("conll", "x.gz", {}),
    ("jsonl", "x.json", {}),
    ("chat", "x.jsonl.gz", {}),
    ("brat", "gold-1.0.0", {}),
    ("brat", "b.txt/", {}),
]


@pytest.mark.parametrize(("name", "output", "options", "better"), REFUSED)
def test_a_suffix_of_another_kind_is_refused_with_a_better_name(
    name: str, output: str, options: dict[str, object], better: str
) -> None:
    with pytest.raises(ConfigError, match=r"suffix of a(nother format| file)") as refused:
        check_suffix(get_exporter(name), output, options)
    assert f" {better}." in str(refused.value)
    check_suffix(get_exporter(name), better, options)


@pytest.mark.parametrize(("name", "output", "options"), FREE)
def test_other_names_are_free(name: str, output: str, options: dict[str, object]) -> None:
    check_suffix(get_exporter(name), output, options)


@pytest.mark.parametrize("name", known_formats())
def test_each_format_may_have_its_own_suffix(name: str) -> None:
    check_suffix(get_exporter(name), f"out{get_exporter(name).suffix}", {})


def test_the_command_writes_nothing_under_a_wrong_suffix(annotate: Annotate, tmp_path: Path) -> None:
    for name, file in (("events", "ev.xlsx"), ("brat", "b.txt")):
        ended = annotate("export", RELEASE, "--format", name, "-o", tmp_path / file)
        assert ended.code == 2
        assert file in ended.err
        assert not (tmp_path / file).exists()


def test_the_command_counts_what_reviewed_only_leaves_out(annotate: Annotate, tmp_path: Path) -> None:
    words = ("export", RELEASE, "--format", "events", "-o", tmp_path / "ev.csv", "--json")
    (notice,) = annotate(*words, "--reviewed-only").json["notices"]
    count = re.fullmatch(
        r"--reviewed-only left out (\d+) values that nobody saw on a screen: "
        r"attributes.context (\d+), attributes.sector (\d+), ref (\d+)\."
        r" --losses FILE lists them\.",
        notice,
    )
    assert count is not None
    total, *parts = map(int, count.groups())
    gold = load_gold(RELEASE)
    assert total == sum(parts) == sum(unreviewed_values(one.annotation).total() for one in gold)
    assert annotate(*words).json["notices"] == []


def test_the_help_lists_every_built_in_format(annotate: Annotate) -> None:
    text = " ".join(annotate("export", "--help").out.split())
    for name in known_formats():
        assert name in text
