"""Scores of sealed articles: figures alone, for this checkout and for an earlier one."""

from __future__ import annotations

import json
import re
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Decision, Event, Status, Trigger
from annotate.core.article import Article
from annotate.core.record import GoldRecord, Record
from benchmarks import score_sealed
from benchmarks.checkouts import HERE, other
from benchmarks.gold_sets import ROOT, SAMPLE, GoldSet

SEALED = re.compile(r"data/sealed|[\"']sealed[\"']|sealed/|part-\d\.tar")


def records() -> list[GoldRecord]:
    """Two short French articles of the sample."""
    french = [record for record in SAMPLE.records if record.article.language == "fr"]
    return sorted(french, key=lambda record: len(record.text or ""))[:2]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    jsonl.write(folder / "gold.jsonl", records())
    path = folder / "some.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        packed.add(folder / "gold.jsonl", "gold.jsonl")
        for record in records():
            text = folder / f"{record.article.id}.txt"
            text.write_text(record.text or "", encoding="utf-8")
            packed.add(text, f"articles/{text.name}")
    return path


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the same code, but with words in the French lexicon that no text has."""
    folder = tmp_path_factory.mktemp("earlier")
    shutil.copytree(ROOT / "annotate", folder / "annotate")
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for path in (ROOT / "configs").rglob("*.*"):
        copied = folder / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.name == "fr.yaml":
            lexicon = yaml.safe_load(text)
            for words in lexicon["events"].values():
                words["triggers"] = [{**word, "lemma": f"x{word['lemma']}"} for word in words["triggers"]]
            text = yaml.safe_dump(lexicon, allow_unicode=True)
        copied.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def printed(archive: Path, earlier: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any]:
    """What the command prints, and the figures that it writes."""
    file = tmp_path_factory.mktemp("figures") / "figures.json"
    with pytest.MonkeyPatch.context() as patched:
        lines: list[str] = []
        patched.setattr("builtins.print", lambda *words: lines.append(" ".join(map(str, words))))
        score_sealed.main(["--archive", str(archive), "--baseline", str(earlier), "--json", str(file)])
    return "\n".join(lines), json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.slow  # two whole runs of annotate prelabel
def test_an_archive_is_scored_beside_the_baseline(printed: tuple[str, Any]) -> None:
    table, figures = printed
    whole = figures["whole"]
    assert whole["articles"] == 2
    here, baseline, gain = (
        whole[side]["triggers"]["classification"]["micro"] for side in ("here", "baseline", "difference")
    )
    wanted = sum(1 for record in records() for event in record.annotation.events if event.trigger)
    assert here["counts"]["gold"] == wanted > 0
    assert here["f1"]["value"] > 0 == baseline["f1"]["value"]
    assert gain["f1"]["value"] == here["f1"]["value"]
    names = whole["difference"]["names"]["strict"]["micro"]["f1"]["value"]
    assert names == 0, "both checkouts find the same names"
    for row in score_sealed.ALL_ROWS[:10]:
        assert f"| {row[3]} | " in table


@pytest.mark.slow  # two whole runs of annotate prelabel
def test_figures_alone_are_printed(printed: tuple[str, Any]) -> None:
    said = printed[0] + json.dumps(printed[1], ensure_ascii=False)
    for record in records():
        assert record.article.id not in said
        for entity in record.annotation.entities:
            if re.search(r"[^\W\d]{4}", entity.text):  # a number may be a figure
                assert entity.text not in said, "a mention was printed"


def test_a_trigger_counts_as_new_where_the_earlier_lexicons_lack_its_word(tmp_path: Path) -> None:
    text = "Le ministre a rencontré son homologue. Le comité a torréfié son café."
    article = Article(id="a", language="fr", text=text)

    def event(word: str) -> Event:
        start = text.index(word)
        trigger = Trigger(start=start, end=start + len(word), text=word)
        return Event(id=word, type="CONSULT", trigger=trigger)

    path = tmp_path / "gold.jsonl"
    gold = Annotation(
        author="a", status=Status.SUBMITTED, decision=Decision.SINGLE, events=(event("rencontré"),)
    )
    jsonl.write(path, [GoldRecord(format=1, article=article, annotation=gold)])
    found = Annotation(author="rules", status=Status.SUGGESTED, events=(event("torréfié"),))
    record = Record(format=1, article=article, annotation=found)
    new = score_sealed.new_words(GoldSet("one", path), [[record]])
    starts = {start: is_new for (_, start, _), is_new in new.items()}
    assert starts == {text.index("rencontré"): False, text.index("torréfié"): True}


@pytest.mark.slow  # a whole training
def test_a_model_that_gains_nothing_is_not_used(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    jsonl.write(gold, records())
    model = tmp_path / "model"
    made = HERE.trained(gold, "diplomacy", model)
    assert (made.model == model and model.is_dir()) or "refused" in made.name
    article = records()[0].article
    assert isinstance(article, Article)
    (suggested,) = made.suggest([article], "diplomacy")
    assert suggested.annotation.entities


def test_an_unknown_revision_is_refused_with_what_git_says() -> None:
    with pytest.raises(SystemExit, match=r"git archive: .*no-such-revision"), other("no-such-revision"):
        pass


def test_an_archive_that_is_not_there_is_named() -> None:
    with pytest.raises(SystemExit, match=r"no part-9\.tar\.gz"):
        score_sealed.main(["--part", "9", "--baseline", str(ROOT)])


def test_no_other_module_opens_the_sealed_articles() -> None:
    mine = {ROOT / "benchmarks" / "score_sealed.py", Path(__file__)}
    for folder in ("annotate", "benchmarks", "tests", "docs", "examples"):
        for path in (ROOT / folder).rglob("*.py"):
            if path not in mine:
                assert not SEALED.search(path.read_text(encoding="utf-8")), path
