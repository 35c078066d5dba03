"""The recipes of README and of messages make suggestions better or leave them as they were, never worse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.matching import add_up, micro, strict_match
from tests.commands import Annotate, Ended, said
from tests.companies import about_companies

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
LEARNED, LEFT = range(26), range(26, 32)
GOLD = {one.article.id: one.annotation for one in map(about_companies, (*LEARNED, *LEFT))}


@pytest.fixture
def campaign(annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Annotate]:
    """A project with a release of 26 corrected articles, and six more articles."""
    monkeypatch.chdir(tmp_path)
    said(annotate("init", "caribbean", "--ontology", "conll", "--language", "fr"), 0)
    monkeypatch.chdir("caribbean")
    jsonl.write(Path("annotations.jsonl"), [about_companies(number) for number in LEARNED])
    left = [about_companies(number).article for number in LEFT]
    Path("left.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in left), encoding="utf-8")
    said(annotate("release", "create", "caribbean", "--from", "annotations.jsonl"), 0)
    yield annotate


def f1(annotate: Annotate, *words: str) -> float:
    """Strict F1 of the suggestions for the articles that nobody has corrected."""
    said(annotate("prelabel", "left.jsonl", "-o", "made.jsonl", *words), 0)
    made = {one.article.id: one.annotation for one in jsonl.read_records(Path("made.jsonl"))}
    assert len(made) == len(LEFT)
    return micro(add_up(strict_match(GOLD[key].entities, one.entities) for key, one in made.items())).f1


def test_train_and_use(campaign: Annotate) -> None:
    for line in ("annotate train exports/caribbean-1.0.0 -o models/round-1", "annotate use models/round-1"):
        assert line in README
    before = f1(campaign)
    trained = campaign("train", "exports/caribbean-1.0.0", "-o", "models/round-1")
    assert trained.code == 0
    assert "Next: annotate use models/round-1" in trained.out
    assert f1(campaign) == before  # not in use yet
    said(campaign("use", "models/round-1"), 0)
    after = f1(campaign)
    assert after > before
    said(campaign("use", "--former"), 0)
    assert f1(campaign) == before


def test_calibrate(campaign: Annotate) -> None:
    before = f1(campaign)
    learned: Ended = campaign("calibrate", "exports/caribbean-1.0.0", "-o", "weights.json")
    said(learned, 0)
    settings = Path("annotate.yaml")
    settings.write_text(settings.read_text(encoding="utf-8") + "\nweights: weights.json\n", encoding="utf-8")
    assert f1(campaign) >= before
