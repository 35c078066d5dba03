"""A card that says something else than the files of its release is found out."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from annotate.gold.card.check import CheckedCard, check_card
from annotate.gold.card.write import write_card
from tests.gold.card.generated import generated


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory.mktemp("made"), 6, articles=30)


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / made.name))


@pytest.mark.parametrize("seed", range(12, 18))
def test_a_card_as_it_was_written_is_right(seed: int, tmp_path: Path) -> None:
    assert check_card(generated(tmp_path, seed)) == CheckedCard()


def test_a_number_changed_in_the_card_is_named_with_its_figure_and_both_values(folder: Path) -> None:
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| PER |"))
    number = re.findall(r"\d+", row)[0]
    card.write_text(text.replace(row, row.replace(number, "7777", 1)), encoding="utf-8")
    (found,) = check_card(folder).found
    assert found.startswith("README.md, figure entities: it says PER | 7777")
    assert f"the files give PER | {number}" in found


@pytest.mark.parametrize("name", ["gaps", "citation"])
def test_a_changed_text_is_named(folder: Path, name: str) -> None:
    card = folder / "README.md"
    before, _, after = card.read_text(encoding="utf-8").partition(f"<!-- figure {name} ")
    card.write_text(f"{before}<!-- figure {name} {re.sub('[0-9]', '5', after, count=1)}", encoding="utf-8")
    assert any(found.startswith(f"README.md, figure {name}:") for found in check_card(folder).found)


def test_a_row_taken_out_of_the_card_is_missing(folder: Path) -> None:
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    card.write_text(re.sub(r"^\| Time \|.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    assert check_card(folder).found == ["README.md, figure roles: the row Time is missing."]


def test_gold_changed_under_the_card_is_found(folder: Path) -> None:
    file = folder / "gold.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[1:]), encoding="utf-8")
    found = check_card(folder).found
    assert any("figure entities: it says PER" in one for one in found)
    assert any("croissant.json: the sha256 of gold.jsonl" in one for one in found)


@pytest.mark.parametrize(
    ("key", "value"), [("version", "9.9.9"), ("license", "MIT"), ("datePublished", "1999-01-01")]
)
def test_croissant_that_says_something_else_is_found(folder: Path, key: str, value: str) -> None:
    file = folder / "croissant.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**data, key: value}), encoding="utf-8")
    (found,) = check_card(folder).found
    assert found.startswith(f"croissant.json: {key} is {value!r}, and the files give")


def test_croissant_cannot_name_a_file_outside_the_release(folder: Path) -> None:
    file = folder / "croissant.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    data["distribution"][0]["contentUrl"] = "../../../etc/passwd"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert check_card(folder).found == [
        "croissant.json: a file of the distribution lies outside the release."
    ]


def test_a_release_of_before_has_no_card_to_check(folder: Path) -> None:
    (folder / "README.md").unlink()
    (folder / "croissant.json").unlink()
    assert check_card(folder) == CheckedCard()


def test_the_committed_sample_has_the_card_that_this_version_writes(tmp_path: Path) -> None:
    committed = Path(__file__).parents[3] / "exports" / "sample-1.0.0"
    copy = Path(shutil.copytree(committed, tmp_path / committed.name))
    write_card(copy)
    for name in ("README.md", "croissant.json"):
        same = (copy / name).read_bytes() == (committed / name).read_bytes()
        assert same, f"{name} differs: run 'make sample'"
