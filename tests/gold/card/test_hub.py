"""The card's YAML: what the Hugging Face hub and `datasets` read from it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotate.core.annotation import Status
from annotate.gold.card.front_matter import size_category
from annotate.gold.card.write import write_card
from annotate.gold.splitting.rule import SplitRule
from tests.builders import meeting
from tests.gold.card.generated import ABOUT, LANGUAGES, ODD_NAMES, generated
from tests.gold.releases import release


def matter(folder: Path) -> dict[str, Any]:
    start, middle, _ = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    assert start == ""
    keys = yaml.safe_load(middle)
    assert isinstance(keys, dict)
    return keys


def load(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets  # type: ignore[import-untyped]  # it has no type hints

    datasets.disable_progress_bars()
    load_dataset: Any = datasets.load_dataset
    return load_dataset(str(folder), cache_dir=str(cache))


def test_datasets_finds_splits_and_features_from_the_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = release(tmp_path, [meeting(f"a{n}", Status.SUBMITTED, "ana@example.org") for n in range(40)])
    splits = json.loads((made.folder / "splits.json").read_text())["splits"]
    loaded = load(made.folder, tmp_path / "cache", monkeypatch)
    assert {name: list(rows["id"]) for name, rows in loaded.items()} == {
        name: ids for name, ids in splits.items() if ids
    }
    (row,) = loaded["train"].select([0])
    assert [entity["label"] for entity in row["entities"]] == ["ROLE", "PER", "LOC", "DATE"]
    assert row["events"][0]["arguments"][0]["role"] == "Agent"


def test_datasets_reads_gold_of_which_no_article_is_in_a_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [meeting(name, Status.SUBMITTED, "ana@example.org") for name in ("a1", "a2")]
    made = release(tmp_path, answers, split=SplitRule(by_source=True))
    assert made.manifest["splits"] == {"train": 0, "dev": 0, "test": 0}
    loaded = load(made.folder, tmp_path / "cache", monkeypatch)
    assert {name: list(rows["id"]) for name, rows in loaded.items()} == {"gold": ["a1", "a2"]}


def test_an_empty_split_does_not_keep_datasets_from_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = release(tmp_path, [meeting("a1", Status.SUBMITTED, "ana@example.org")])
    assert list(load(made.folder, tmp_path / "cache", monkeypatch)) == ["train"]
    assert "The split dev is empty." in (made.folder / "README.md").read_text()


def test_odd_names_do_not_change_the_yaml(tmp_path: Path) -> None:
    source = meeting("a1", Status.SUBMITTED, "ana@example.org")
    record = source.with_(article=source.article.with_(language="no"))
    folder = release(tmp_path, [record]).folder
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in (*ODD_NAMES, "x\n---\nlicense: mit", "&a [*b]", "!!python/object:x", "\u202egpj"):
        about = {"title": name, "licence": name, "authors": [name]}
        (folder / "manifest.json").write_text(json.dumps({**manifest, "about": about}))
        write_card(folder)
        keys = matter(folder)
        assert keys["pretty_name"] == " ".join(name.split())
        assert keys["language"] == ["no"]  # not false
        assert keys["license"] == "other"
        assert keys["license_name"]
        assert set(keys["license_name"]) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")


def test_a_known_licence_has_the_hubs_name_and_none_is_unknown(tmp_path: Path) -> None:
    records = [meeting("a1", Status.SUBMITTED, "ana@example.org")]
    assert matter(release(tmp_path / "1", records, about=ABOUT).folder)["license"] == "cc-by-4.0"
    assert matter(release(tmp_path / "2", records).folder)["license"] == "unknown"


def test_only_codes_are_languages_on_the_hub(tmp_path: Path) -> None:
    keys = matter(generated(tmp_path, 1, articles=30))
    assert set(keys["language"]) == {one for one in LANGUAGES if one and len(one) == 2}
    assert keys["language"] == sorted(keys["language"])


@pytest.mark.parametrize(
    ("articles", "category"),
    [(1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (20_000_000, "n>10M")],
)
def test_the_size_is_a_category_of_the_hub(articles: int, category: str) -> None:
    assert size_category(articles) == category


def test_the_lines_of_the_card_work_when_they_are_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [meeting(f"a{n}", Status.SUBMITTED, "ana@example.org") for n in range(3)]
    folder = release(tmp_path, records).folder
    card = (folder / "README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    pasted = re.findall(r"^```python\n(.*?)^```$", card, re.MULTILINE | re.DOTALL)
    assert len(pasted) == 3
    for lines in pasted:
        exec(lines, {})
    printed = capsys.readouterr().out
    assert "a0 4 1\na1 4 1\na2 4 1\n" in printed  # annotate
    assert "DatasetDict" in printed and "num_rows" in printed  # datasets
    assert any(line.startswith("0  a0 ") for line in printed.splitlines())  # pandas
    (shell,) = re.findall(r"^cd .* && (sha256sum -c SHA256SUMS)$", card, re.MULTILINE)
    checked = subprocess.run(shell.split(), cwd=folder, capture_output=True, text=True, check=True)
    assert "README.md: OK" in checked.stdout
