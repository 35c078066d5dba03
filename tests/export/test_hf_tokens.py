"""Token classification: numbered tags, their names, and what `datasets` makes of the folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError, InputError
from annotate.core.record import GoldRecord
from annotate.export.base import Losses
from annotate.export.hf_tokens import HfTokensExporter, labels_file
from annotate.export.splits import export_splits
from tests.examples import examples
from tests.export.gold import ONTOLOGY, check_sums, corpora, gold_of, sample, without_text


def exported(gold: list[GoldRecord], **options: Any) -> tuple[list[Any], list[str], Losses]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        losses = HfTokensExporter().export(iter(gold), ONTOLOGY, path, **options)
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines], json.loads(labels_file(path).read_bytes()), losses


def mentions(line: Any, names: Sequence[str]) -> Counter[tuple[str, int, int, str]]:
    """The mentions of a line, from its BIO tags, in the article's code points."""
    found: list[list[Any]] = []
    for number, start, end in zip(line["ner_tags"], line["starts"], line["ends"], strict=True):
        prefix, _, label = names[number].partition("-")
        if prefix == "B":
            found.append([line["article"], start, end, label])
        elif prefix == "I":
            assert found[-1][3] == label
            found[-1][2] = end
    return Counter(map(tuple, found))


def test_a_line_has_tokens_and_numbers_whose_names_are_beside() -> None:
    gold = gold_of("Ana Diaz rit à Lima.", ("Ana Diaz", "PER"), ("Lima", "LOC"))
    (line,), names, _ = exported([gold])
    assert line["tokens"] == ["Ana", "Diaz", "rit", "à", "Lima", "."]
    assert [names[number] for number in line["ner_tags"]] == ["B-PER", "I-PER", "O", "O", "B-LOC", "O"]
    assert names[0] == "O"
    assert len(names) == 2 * len(ONTOLOGY.entities) + 1


@pytest.mark.parametrize(("flatten", "kept"), [("longest", ["ROLE"]), ("innermost", ["LOC"]), ("strict", [])])
def test_of_nested_mentions_one_stays_as_asked(flatten: str, kept: list[str]) -> None:
    gold = gold_of("La ministre du Pérou rit.", ("ministre du Pérou", "ROLE"), ("Pérou", "LOC"))
    (line,), names, losses = exported([gold], flatten=flatten)
    assert [label for *_, label in mentions(line, names)] == kept
    assert losses.entities_lost == 2 - len(kept)


def test_a_label_without_a_number_is_listed() -> None:
    (line,), _, losses = exported([gold_of("Ana rit.", ("Ana", "CAT"))])
    assert set(line["ner_tags"]) == {0}
    assert [(loss.words, loss.reason) for loss in losses.lost if loss.what == "entity"] == [
        ("Ana", "its label is not in the ontology, so it has no number")
    ]


@examples(60)
@given(
    gold=corpora,
    flatten=st.sampled_from(["longest", "innermost", "strict"]),
    most=st.sampled_from([0, 2, 256]),
)
def test_written_and_listed_are_the_gold(gold: list[GoldRecord], flatten: str, most: int) -> None:
    lines, names, losses = exported(gold, flatten=flatten, max_tokens=most)
    check_sums(losses, gold)
    lost = {(loss.article, loss.region) for loss in losses.lost if loss.what == "entity"}
    assert sum((mentions(line, names) for line in lines), Counter()) == Counter(
        (record.article.id, one.start, one.end, one.label)
        for record in gold
        for one in record.annotation.entities
        if (record.article.id, one.id) not in lost
    )
    texts = {record.article.id: record.text or "" for record in gold}
    for line in lines:
        ends = zip(line["starts"], line["ends"], strict=True)
        assert line["tokens"] == [texts[line["article"]][start:end] for start, end in ends]
        assert not most or len(line["tokens"]) <= most


def test_a_long_sentence_is_cut_outside_mentions_and_a_longer_mention_is_listed() -> None:
    text = "Ana voit l'ONU, " * 100
    gold = gold_of(text, ("voit l'ONU", "ORG"), ("Ana voit l'ONU, " * 9 + "Ana", "LOC"))
    lines, names, losses = exported([gold], max_tokens=10)
    assert max(len(line["tokens"]) for line in lines) <= 10
    assert sum((mentions(line, names) for line in lines), Counter()) == {("a1", 4, 14, "ORG"): 1}
    lost = [(loss.region, loss.reason) for loss in losses.lost if loss.what == "entity"]
    assert lost == [("e1", "longer than max_tokens=10")]


def test_moved_mentions_are_written_where_their_tokens_are() -> None:
    gold = gold_of("Il attachede l'ONU.", ("de l'ONU", "ORG"))
    (line,), names, losses = exported([gold], misaligned="expand")
    assert mentions(line, names) == {("a1", 3, 18, "ORG"): 1}
    assert [loss.what for loss in losses.lost if loss.what in ("entity", "position")] == ["position"]


def test_datasets_reads_the_folder_with_the_names_of_the_tags(tmp_path: Path) -> None:
    import datasets  # type: ignore[import-untyped]

    gold = sample()
    splits = {"train": lambda: gold[:7], "dev": lambda: gold[7:], "test": lambda: []}
    losses, _ = export_splits(HfTokensExporter(), splits, ONTOLOGY, tmp_path / "hf", {"max_tokens": 30})
    read = datasets.load_dataset(str(tmp_path / "hf"), cache_dir=str(tmp_path / "cache"))
    assert sorted(read) == ["dev", "train"]  # an empty split has no rows to read
    names = read["train"].features["ner_tags"].feature.names
    found = sum((mentions(line, names) for split in read.values() for line in split), Counter())
    assert found.total() == losses.entities_written
    texts = {record.article.id: record.text or "" for record in gold}
    known = {
        (record.article.id, one.start, one.end, one.label)
        for record in gold
        for one in record.annotation.entities
    }
    assert set(found) <= known
    assert all(texts[article][start:end].strip() for article, start, end, _ in found)


def test_bad_input_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        HfTokensExporter().export([without_text(gold_of("Ana rit"))], ONTOLOGY, tmp_path / "x.jsonl")
    for options in ({"misaligned": "x"}, {"flatten": "x"}, {"max_tokens": -1}):
        with pytest.raises(ConfigError, match=next(iter(options))):
            exported([], **options)
