"""The scripts in examples/ run as their first lines say, on a generated release and on the sample."""

from __future__ import annotations

import re
import runpy
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.core.annotation import Event, Status, Trigger
from annotate.core.article import Article
from annotate.core.record import Record
from annotate.gold.splitting.rule import SplitRule
from tests.builders import annotation
from tests.example_scripts.dispatches import dispatches
from tests.gold.releases import release

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "exports" / "sample-1.0.0"
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
Run = Callable[..., str]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of 100 short articles."""
    folder = tmp_path_factory.mktemp("examples")
    return release(folder, dispatches(100), split=SplitRule((70, 10, 20))).folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def of(name: str, *arguments: object) -> str:
        script = ROOT / "examples" / name
        monkeypatch.setattr(sys, "argv", [str(script), *map(str, arguments)])
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            runpy.run_path(str(script), run_name="__main__")
        return capsys.readouterr().out

    return of


def score(line: str, printed: str) -> float:
    """The F1 in the line that begins so."""
    found = re.search(rf"^{line}.*F1 ([01]\.\d+)", printed, re.MULTILINE)
    assert found, printed
    return float(found[1])


@pytest.mark.filterwarnings("ignore:.*are in no Doc")
def test_spacy_learns_mentions_and_its_model_is_written(run: Run, generated: Path, tmp_path: Path) -> None:
    printed = run("train_spacy.py", generated, "--steps", 50, "-o", tmp_path / "model")
    assert score("test:", printed) > 0.7
    assert "points of recall" in printed and (tmp_path / "model" / "meta.json").is_file()


def test_spancat_learns_triggers_and_not_words_that_only_look_like_them(run: Run, generated: Path) -> None:
    printed = run("train_spancat.py", generated, "--steps", 30)
    assert score("test:", printed) > 0.7
    assert "CONSULT" in printed


@pytest.mark.filterwarnings("ignore:.*are without tags")
def test_a_tagger_learns_what_is_not_nested_and_nested_mentions_count_as_missed(
    run: Run, generated: Path
) -> None:
    printed = run("train_tagger.py", generated)
    found = {line.split()[0]: line.split()[1:] for line in printed.splitlines()[1:6] if line.split()}
    assert float(found["PER"][2]) > 0.9 and float(found["ROLE"][2]) > 0.9
    assert float(found["LOC"][1]) < 0.7, "the third of the places that stand in a role"


def test_events_are_learnt_and_look_alikes_are_not_taken_for_them(run: Run, generated: Path) -> None:
    printed = run("train_events.py", generated)
    assert score("triggers", printed) > 0.9
    assert score("arguments", printed) > 0.9
    assert "40 in gold" in printed and "120 in gold" in printed


def test_three_questions_are_answered(run: Run, generated: Path) -> None:
    printed = run("count_events.py", generated)
    assert "200 events in 100 of 100 articles" in printed
    rows = re.findall(r"^ *2025-0\d +[A-Z]{3} +[A-Z]+ +[A-Z]{3} +(\d+)$", printed, re.MULTILINE)
    assert sum(map(int, rows)) == 200
    assert re.search(r"^context +200$", printed, re.MULTILINE)


@pytest.fixture(scope="module")
def with_little(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Releases of twelve articles: "bare" has neither mentions nor events, "test bare" has none in test.

    In "one type", each word that looks like a trigger is one of the type CONSULT, and no event has arguments.
    """

    def without(record: Record) -> Record:
        return Record.of(record.article, record.annotation.with_(entities=(), events=()))

    def one_type(record: Record) -> Record:
        text, word = f"Le {record.article.id} a rencontré du monde.", "rencontré"
        at = text.index(word)
        event = Event(id="v0", type="CONSULT", trigger=Trigger(start=at, end=at + len(word), text=word))
        source = Article(id=record.article.id, text=text, language="fr", published=record.article.published)
        return Record.of(source, annotation(source, (), (event,), Status.SUBMITTED, "ana"))

    folder, some = tmp_path_factory.mktemp("little"), list(dispatches(12))
    rule = SplitRule((100, 0, 0), test_from="2025-04")
    given = {
        "bare": map(without, some),
        "test bare": (without(one) if str(one.article.published) >= "2025-04" else one for one in some),
        "one type": map(one_type, some),
    }
    return {name: release(folder / name, made, split=rule).folder for name, made in given.items()}


@pytest.mark.filterwarnings("ignore:.*mention")
@pytest.mark.parametrize(
    ("name", "what", "words"),
    [
        ("train_events.py", "bare", "words like triggers in train are of one kind: none"),
        ("train_events.py", "one type", "words like triggers in train are of one kind: CONSULT"),
        ("train_spacy.py", "bare", "train has no mentions"),
        ("train_spancat.py", "bare", "train has no spans"),
        ("train_tagger.py", "bare", "train has no mentions"),
    ],
)
def test_they_say_that_there_is_nothing_to_learn(
    run: Run,
    with_little: dict[str, Path],
    name: str,
    what: str,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(name, with_little[what])
    said = f"{ended.value.code} {capsys.readouterr().err}"
    assert "othing to learn: " in said and words in said


@pytest.mark.filterwarnings("ignore:.*mention")
@pytest.mark.parametrize("name", ["train_spacy.py", "train_spancat.py", "train_tagger.py"])
def test_they_say_that_test_has_none(run: Run, with_little: dict[str, Path], name: str) -> None:
    steps = () if "tagger" in name else ("--steps", 2)
    printed = run(name, with_little["test bare"], *steps)
    assert "test has no " in printed and "points of recall" not in printed


@pytest.mark.filterwarnings("ignore:.*mention")
@pytest.mark.parametrize("name", ["train_events.py", "count_events.py"])
def test_they_run_on_the_sample(run: Run, name: str) -> None:
    assert run(name, SAMPLE)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*mention")
@pytest.mark.parametrize("name", ["train_spacy.py", "train_spancat.py", "train_tagger.py"])
def test_those_that_take_longer_run_on_the_sample(run: Run, name: str) -> None:
    assert "points of recall" in run(name, SAMPLE)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_each_is_short_and_begins_with_how_to_run_it(script: Path) -> None:
    lines = script.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 80
    assert f"    python examples/{script.name} exports/sample-1.0.0" in "\n".join(lines[:6])
    assert f"({script.name})" in (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
