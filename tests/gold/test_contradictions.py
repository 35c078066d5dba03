"""A release that was edited by hand: splits that do not fit the gold, an article twice."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

import annotate
from annotate.core.errors import InputError
from annotate.gold.sums import write_sums
from tests.commands import Annotate, said

SAMPLE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
SPLITS: dict[str, list[str]] = json.loads((SAMPLE / "splits.json").read_text())["splits"]
TRAIN, DEV, TEST = SPLITS["train"], SPLITS["dev"], SPLITS["test"]


def edited(folder: Path, splits: object = None, *, lines: list[str] | None = None, **others: object) -> Path:
    """The sample release with other splits or other lines of gold, and the checksums of these."""
    shutil.copytree(SAMPLE, folder)
    if splits is not None:
        (folder / "splits.json").write_text(json.dumps({"seed": 0, "splits": splits, **others}))
    if lines is not None:
        (folder / "gold.jsonl").write_text("".join(lines))
    write_sums(folder)
    return folder


def gold_lines() -> list[str]:
    return (SAMPLE / "gold.jsonl").read_text().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("splits", "said_"),
    [
        ({**SPLITS, "train": TRAIN + TEST}, f"has article {TEST[0]!r} in the splits train and test."),
        ({**SPLITS, "dev": DEV + TRAIN[:1]}, f"has article {TRAIN[0]!r} in the splits train and dev."),
        ({**SPLITS, "more": TEST[:1]}, f"has article {TEST[0]!r} in the splits test and more."),
        ({**SPLITS, "train": TRAIN + TRAIN[:1]}, f"has article {TRAIN[0]!r} twice in the split train."),
        ({**SPLITS, "test": [*TEST, "nosuch"]}, "names 1 article not in the gold: 'nosuch'."),
        ({**SPLITS, "train": [*TRAIN, "x", "y"]}, "names 2 articles not in the gold: 'x', 'y'."),
        ({"train": TRAIN, "dev": DEV, "test": []}, f"leaves 1 article of the gold in no split: {TEST[0]!r}."),
        (
            {"train": [], "dev": [], "test": []},
            f"leaves {len(gold_lines())} articles of the gold in",
        ),
    ],
)
def test_splits_that_do_not_fit_the_gold_are_refused(tmp_path: Path, splits: object, said_: str) -> None:
    folder = edited(tmp_path / "r", splits)
    with pytest.raises(InputError) as refused:
        annotate.load_gold(folder)
    assert refused.value.where == str(folder / "splits.json")
    assert said_ in str(refused.value) and "'annotate release create'" in str(refused.value)


@pytest.mark.parametrize("other_text", [False, True])
def test_an_article_twice_in_gold_is_refused(tmp_path: Path, other_text: bool) -> None:
    lines = gold_lines()
    again = json.loads(lines[0])
    if other_text:
        again["article"]["text"] += " Fin."
    folder = edited(tmp_path / "r", lines=[*lines, "\n", json.dumps(again) + "\n"])
    for path in (folder, folder / "gold.jsonl"):
        with pytest.raises(InputError) as refused:
            annotate.load_gold(path)
        assert refused.value.where == str(folder / "gold.jsonl")
        assert f"{again['article']['id']!r} twice, in lines 1 and {len(lines) + 2}." in str(refused.value)


def test_every_command_that_takes_gold_refuses_it(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    edited(Path("twice"), lines=[*gold_lines(), gold_lines()[0]])
    edited(Path("both"), {**SPLITS, "train": TRAIN + TEST})
    shutil.copy(SAMPLE / "ontology.yaml", "ontology.yaml")
    for folder, word in (("twice", "twice, in lines"), ("both", "in the splits train and test")):
        for command in (
            ("export", folder, "--format", "conll", "-o", "x.conll"),
            ("train", folder, "-o", "x", "--seconds", "2"),
            ("evaluate", folder, str(SAMPLE / "gold.jsonl")),
        ):
            said(annotate(*command), 5, word)
    assert not Path("x.conll").exists() and not Path("x").exists()


def test_any_division_of_the_articles_is_read_and_any_change_of_it_is_not(tmp_path: Path) -> None:
    ids = [article for split in SPLITS.values() for article in split]
    chance = random.Random(7)
    for number in range(12):
        names = chance.sample(["train", "dev", "test", "more"], k=3)
        splits: dict[str, list[str]] = {name: [] for name in names}
        for article in ids:
            splits[chance.choice(names)].append(article)
        gold = annotate.load_gold(edited(tmp_path / f"r{number}", splits))
        assert sorted(record.article.id for name in names for record in gold.split(name)) == sorted(ids)
        victim = chance.choice([name for name in names if splits[name]])
        change = chance.choice(["drop", "repeat", "rename"])
        if change == "drop":
            splits[victim].pop()
        elif change == "repeat":
            splits[chance.choice(names)].append(splits[victim][0])
        else:
            splits[victim][0] += "'"
        with pytest.raises(InputError, match=r"split|names 1 article"):
            annotate.load_gold(edited(tmp_path / f"x{number}", splits))


def test_a_release_without_any_split_is_read(tmp_path: Path) -> None:
    gold = annotate.load_gold(edited(tmp_path / "r", {}))
    assert len(list(gold)) == len(gold_lines())


def test_an_article_that_is_left_out_of_the_splits_is_in_none_of_them(tmp_path: Path) -> None:
    listed = [{"article": TEST[0], "reason": "it is near to others"}]
    gold = annotate.load_gold(edited(tmp_path / "r", {**SPLITS, "test": []}, left_out=listed))
    assert gold.in_no_split == TEST[:1] and not list(gold.split("test"))
    for number, (splits, left_out, message) in enumerate(
        [
            (SPLITS, listed, f"{TEST[0]!r} in the split test and among those left out"),
            ({**SPLITS, "test": []}, listed * 2, f"{TEST[0]!r} twice among those left out"),
            ({**SPLITS, "test": []}, [], f"leaves 1 article of the gold in no split: {TEST[0]!r}"),
            ({**SPLITS, "test": []}, [*listed, {"article": "x"}], "names 1 article not in the gold: 'x'"),
            (SPLITS, TEST, "does not list the articles that are left out"),
            (SPLITS, {"article": "x"}, "does not list the articles that are left out"),
        ]
    ):
        with pytest.raises(InputError, match=message):
            annotate.load_gold(edited(tmp_path / f"x{number}", splits, left_out=left_out))
