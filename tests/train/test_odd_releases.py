"""Training on releases that lack what it needs: mentions in a split, or a text that spaCy reads at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.record import GoldRecord
from annotate.gold.sums import write_sums
from tests.commands import Annotate, said
from tests.evaluate.builders import PERSON, PLACE, gold

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"


def released(folder: Path, **splits: list[GoldRecord]) -> Path:
    """A release with these splits."""
    folder.mkdir()
    jsonl.write(folder / "gold.jsonl", [record for records in splits.values() for record in records])
    ids = {name: [record.article.id for record in records] for name, records in splits.items()}
    (folder / "splits.json").write_text(json.dumps({"splits": ids}))
    (folder / "manifest.json").write_text("{}")
    shutil.copy(RELEASE / "ontology.yaml", folder)
    write_sums(folder)
    return folder


def full(*names: str) -> list[GoldRecord]:
    return [gold(name, PERSON, PLACE) for name in names]


def long(name: str) -> GoldRecord:
    record = gold(name, PERSON)
    text = (record.text or "") + " mot" * 250_000
    return GoldRecord.of(record.article.with_(text=text), record.annotation.with_(digest=None))


RECOGNISER = ("--trainer", "entity-recogniser")
WORDS = ("train", "r", "-o", "model", "--seconds", "2", *RECOGNISER)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_release_without_mentions_to_learn_is_refused(annotate: Annotate) -> None:
    released(Path("r"), train=[gold("a"), gold("b")], dev=full("c"), test=full("d"))
    said(annotate(*WORDS), 5, "r: the train split has no mention to learn from", "another release")
    assert not Path("model").exists()


def test_a_test_split_without_mentions_has_no_recall_and_no_f1(annotate: Annotate) -> None:
    released(Path("r"), train=full("a", "b"), dev=[gold("c")], test=[gold("d")])
    ended = annotate("train", "r", "-o", "one", "--seconds", "8", "--json", *RECOGNISER)
    assert ended.code == 0
    assert [notice.partition(":")[0] for notice in ended.json["notices"]] == [
        "no mentions in the dev split",
        "no mentions in the test split",
    ]
    assert ended.json["scores"]["all"]["predicted"] > 0, "the texts are the same, so it finds the mentions"
    for score in ended.json["scores"].values():
        assert (score["precision"], score["recall"], score["f1"], score["gold"]) == (0, None, None, 0)


def test_a_text_longer_than_spacy_reads_is_left_out_and_named(annotate: Annotate) -> None:
    released(Path("r"), train=[*full("a", "b"), long("x")], dev=[long("y")], test=[long("z")])
    ended = annotate(*WORDS)
    said(ended, 4, "Articles left out (3)", "article x (train)", "article y (dev)", "article z (test)")
    said(ended, 4, "at most 1,000,000", "no article of the test split can be used")
    assert Path("model").is_dir() and "on 2 articles" in ended.out


@pytest.mark.slow
def test_articles_in_another_language_are_left_out_of_training_and_scores_and_named(
    annotate: Annotate,
) -> None:
    def english(name: str) -> GoldRecord:
        return gold(name, PERSON, PLACE, language="en")

    none = gold("n", PERSON, language=None)
    released(Path("r"), train=[*full("a", "b"), none, english("x")], dev=[english("y")], test=[english("z")])
    ended = annotate(*WORDS, "--language", "fr")
    said(ended, 4, "Articles left out (3)", "article x (train): its language is en, and the model's is fr")
    said(ended, 4, "article y (dev)", "article z (test)", "no article of the test split can be used")
    assert "on 3 articles" in ended.out and "Strict scores" not in ended.out
    released(Path("e"), train=[english("x")], dev=[english("y")], test=[english("z")])
    ended = annotate("train", "e", "-o", "none", "--language", "fr", *RECOGNISER)
    said(ended, 5, "no article can be learnt from", "--language")
    ended = annotate("train", "r", "-o", "main", "--seconds", "2", *RECOGNISER)
    said(
        ended, 4, "article a (train): its language is fr, and the model's is en"
    )  # most articles are English
    words = ("train", "r", "-o", "any", "--language", "xx", "--seconds", "1", "--json", *RECOGNISER)
    any_language = annotate(*words)
    assert (any_language.code, any_language.json["articles_left_out"]) == (0, [])
    assert any_language.json["scores"]["all"]["gold"] == 2


@pytest.mark.parametrize("format_name", ["jsonl", "conll", "spacy"])
def test_an_empty_split_is_not_exported(annotate: Annotate, format_name: str) -> None:
    released(Path("r"), train=[gold("a")], dev=[], test=full("d"))
    words = ("export", "r", "--format", format_name, "-o")
    said(annotate(*words, "dev.out", "--split", "dev"), 5, "r: the split dev is empty")
    assert not Path("dev.out").exists()
    said(annotate(*words, "train.out", "--split", "train"), 0, "train: no article has a mention")
    ended = annotate(*words, "all.out", "--json")
    assert ended.json["notices"] == ["the split dev is empty."]
