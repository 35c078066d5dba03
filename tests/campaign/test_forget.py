"""Take-down without a server: locks, logs, what is searched, and what is refused."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from annotate.campaign.forget import forget
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.locks import only_one, together
from annotate.core.record import Record
from annotate.gold.identity import identity
from annotate.gold.load import load_gold
from annotate.prelabel.interface.model_file import ModelFile
from annotate.studio.store.plan import Plan
from annotate.train.base import name_labeler
from annotate.train.judges.seen import key_of
from tests.builders import TEXT, annotation, article, meeting
from tests.commands import Annotate, said, tree
from tests.gold.releases import release

KEEP = ("--keep-on-server", "--json")


@pytest.fixture
def sent(project: Path) -> Path:
    """A project whose plan has two articles. Nothing was sent."""
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        kept = article("Un autre texte.", id="kept-2")
        plan.add([meeting("secret-1"), Record.of(kept, annotation(kept))])
    return project


@pytest.mark.parametrize("name", ["push", "pull", "backup"])
def test_nothing_is_forgotten_while_another_command_runs(annotate: Annotate, sent: Path, name: str) -> None:
    before = tree(sent)
    with only_one(sent / ".annotate" / f"{name}.lock", name):
        said(annotate("forget", "article", "secret-1", "--keep-on-server"), 2, f"another {name} is running")
    assert {path for path in before if tree(sent)[path] != before[path]} == set()


def test_backups_run_together_and_keep_forgetting_away(annotate: Annotate, sent: Path) -> None:
    lock = sent / ".annotate" / "backup.lock"
    with together(lock, "forget"), together(lock, "forget"):
        said(annotate("forget", "article", "secret-1", "--keep-on-server"), 2, "another backup is running")


def test_unknown_articles_are_refused_together_unless_asked_for(annotate: Annotate, sent: Path) -> None:
    said(
        annotate("forget", "article", "secret-1", "typo", "--keep-on-server"), 5, "no article typo", "Nothing"
    )
    assert not (sent / ".annotate" / "forgotten.json").exists()
    assert annotate("forget", "article", "typo", *KEEP, "--even-if-unknown").code == 0
    assert annotate("status", "--json").json["pushed"] == 2
    assert annotate("forget", "article", "secret-1", *KEEP).code == 0
    status = annotate("status", "--json").json
    assert (status["pushed"], status["forgotten"]) == (1, {"articles": 2, "annotators": 0})


def test_what_still_holds_it_is_named_and_not_changed(
    annotate: Annotate, sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_CACHE_DIR", str(tmp_path / "cache"))
    jsonl.write(sent / "mine.jsonl.gz", [meeting("secret-1")])
    (sent / "articles").mkdir()
    (sent / "articles" / "secret-1.txt").write_text("Rien.")
    (sent / "notes.csv").write_text(f"7;{TEXT}\n")
    (sent / "unrelated.txt").write_text("secret-10")
    (sent / "model").mkdir()
    (sent / "model" / "annotate-model.json").write_text('{"format": 1, "labeler": "x"}')
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "copy.json").write_text(json.dumps({"body": TEXT}))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "llm-answers.sqlite").write_bytes(b"")
    mine = {name: content for name, content in tree(sent).items() if not name.startswith(".annotate")}
    done = annotate("forget", "article", "secret-1", *KEEP, "--look-in", elsewhere).json
    assert {(one["kind"], Path(one["path"]).name) for one in done["holders"]} >= {
        ("file", "mine.jsonl.gz"),
        ("file", "secret-1.txt"),
        ("file", "notes.csv"),
        ("file", "copy.json"),
        ("model", "model"),
        ("cache", "llm-answers.sqlite"),
    }
    assert "unrelated.txt" not in {Path(one["path"]).name for one in done["holders"]}
    assert {name: tree(sent)[name] for name in mine} == mine


def test_a_model_is_listed_with_the_release_that_it_learnt_from(
    annotate: Annotate, sent: Path, tmp_path: Path
) -> None:
    other = article("Un autre texte.", id="kept-2")
    kept = Record.of(other, annotation(other, status=Status.SUBMITTED))
    holds = release(sent, [meeting("secret-1", Status.SUBMITTED), kept], "ours").folder
    clean = release(sent, [kept], "clean").folder
    for name, learnt_from in (("ours", holds), ("clean", clean)):
        (sent / f"model-{name}").mkdir()
        name_labeler(sent / f"model-{name}", "x", "y", identity(load_gold(learnt_from)))
    done = annotate("forget", "article", "secret-1", *KEEP).json
    models = {Path(one["path"]).name: one for one in done["holders"] if one["kind"] == "model"}
    assert models["model-ours"]["where"] == "trained on ours 1.0.0, which is listed here"
    assert "Train it again" in models["model-ours"]["remedy"]
    assert models["model-clean"]["where"].startswith("trained on clean 1.0.0 (sha256 ")
    assert "If it was trained on a release listed here" in models["model-clean"]["remedy"]


def test_a_whole_model_tells_by_its_keys_and_words_that_it_learned_from_an_article(
    annotate: Annotate, sent: Path
) -> None:
    folders = {name: sent / name for name in ("learned", "words", "other")}
    for name, folder in folders.items():
        (folder / "lexicon").mkdir(parents=True)
        (folder / "lexicon" / "words.yaml").write_text(TEXT if name == "words" else "", encoding="utf-8")
        keys = (str(key_of("secret-1" if name == "learned" else "b", "Autre chose.", "")),)
        made = ModelFile(trainer="t", ontology="diplomacy@1.1.0", release={"file": "g"}, seen=keys)
        made.save(folder)
    with (sent / "annotate.yaml").open("a", encoding="utf-8") as file:
        file.write("model: learned\n")
    done = annotate("forget", "article", "secret-1", *KEEP).json
    models = {Path(one["path"]).name: one for one in done["holders"] if one["kind"] == "model"}
    assert models["learned"]["where"] == "it learned from the article"
    assert models["learned"]["remedy"].endswith("It is in use; 'annotate use --none' stops that.")
    assert models["words"]["where"] == "lexicon/words.yaml"
    assert models["other"]["where"].startswith("trained on g (sha256 ")


def test_a_log_of_an_internal_error_names_nothing_of_it(
    annotate: Annotate, sent: Path, state_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*arguments: object, **options: object) -> None:
        raise RuntimeError("about secret-1")

    monkeypatch.setattr(forget, "clean", fails)
    assert annotate("forget", "article", "secret-1", "--keep-on-server").code == 70
    (log,) = (state_folder / "logs").iterdir()
    assert "secret-1" not in log.read_text() and "RuntimeError" in log.read_text()


def test_a_forgotten_article_is_not_labelled_again(annotate: Annotate, sent: Path) -> None:
    assert annotate("forget", "article", "secret-1", *KEEP).code == 0
    lines = [("secret-1", "Un texte nouveau."), ("copy", TEXT), ("b", "Le 3 mars.")]
    (sent / "articles.jsonl").write_text(
        "".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in lines)
    )
    done = annotate("prelabel", "articles.jsonl", "-o", "out.jsonl", "--labeler", "dates", "--json").json
    assert (done["written"], done["forgotten"]) == (1, ["secret-1", "copy"])


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_a_resumed_run_keeps_nothing_of_a_forgotten_article(
    annotate: Annotate, sent: Path, name: str
) -> None:
    lines = [json.dumps({"id": id, "text": f"Le 3 mars, {id}."}) + "\n" for id in ("a", "secret-1", "b")]
    (sent / "articles.jsonl").write_text("".join(lines))
    prelabel = ("prelabel", "articles.jsonl", "-o", name, "--labeler", "dates", "--json")
    assert annotate(*prelabel).json["written"] == 3
    assert annotate("forget", "article", "secret-1", *KEEP).code == 0
    (sent / "articles.jsonl").write_text(lines[2])
    done = annotate(*prelabel, "--resume").json
    assert (done["kept"], done["left_over"], done["forgotten"]) == (1, 1, ["secret-1"])
    assert [record.article.id for record in jsonl.read_records(sent / name)] == ["b"]
    left_over = jsonl.read_records(sent / "out.jsonl.left-over")
    assert [record.article.id for record in left_over] == ["a"]


def test_what_a_round_keeps_of_an_article_is_removed(annotate: Annotate, sent: Path) -> None:
    folder = sent / ".annotate" / "rounds" / "2"
    folder.mkdir(parents=True)
    kept = Record.of(
        article("Un autre texte.", id="kept-2"), annotation(article("Un autre texte.", id="kept-2"))
    )
    jsonl.write(folder / "open.jsonl", [meeting("secret-1"), kept])
    jsonl.write(folder / ".open.jsonl.x7", [meeting("secret-1")])  # of a round that was killed
    state: dict[str, object] = {
        "number": 2,
        "push": {"sent": 1, "notes": ["article secret-1: refused", "kept-2 waits"]},
    }
    state["stopped"] = {"step": "release", "what": f"no gold: {TEXT}"}
    (folder / "round.json").write_text(json.dumps(state))
    assert annotate("forget", "article", "secret-1", *KEEP).code == 0
    assert [record.article.id for record in jsonl.read_records(folder / "open.jsonl")] == ["kept-2"]
    assert not (folder / ".open.jsonl.x7").exists()
    left = json.loads((folder / "round.json").read_text())
    assert left["push"] == {"sent": 1, "notes": ["kept-2 waits"]}
    assert left["stopped"] == {"step": "release", "what": "an article that was forgotten"}
