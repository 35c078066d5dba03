"""A campaign, its server and plug-ins as they were in November 2026: all of it goes on as it did then.

The rules that suggest have become better since. Weights of then still merge the answers of then as before.

`frozen/README.md` says what each file is and how it was made.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotate import load_gold
from annotate.core.annotation import Annotation, Status
from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.prelabel.merging.entities import Contribution, merge
from annotate.prelabel.merging.weights import Weights
from annotate.studio.api.client import Studio
from annotate.studio.push.comparison import Rules
from tests.commands import Annotate, said
from tests.conftest import Server

FROZEN = Path(__file__).parent / "frozen"
EXPECTED: dict[str, Any] = json.loads((FROZEN / "expected.json").read_text(encoding="utf-8"))
THERE: dict[str, Any] = json.loads((FROZEN / "server-tasks.json").read_text(encoding="utf-8"))
RELEASE = "exports/caribbean-1.0.0"
KINDS_OF_LOSS = ("entity ", "event ", "attributes ", "ref ", "flat layer ")
NOW_CALLED = {
    "bodies": "organizations",
    "furniture": "datelines",
    "refs": "entity-linking",
    "consistency": "repeated-names",
}


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the campaign, also the current folder; articles.jsonl are those of its suggestions."""
    folder = tmp_path / "caribbean"
    shutil.copytree(FROZEN / "campaign", folder)
    monkeypatch.chdir(folder)
    articles = [json.dumps(record["article"]) + "\n" for record in lines(folder / "suggestions.jsonl")]
    (folder / "articles.jsonl").write_text("".join(articles), encoding="utf-8")
    return folder


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The distribution `old-plugins` is installed."""
    monkeypatch.syspath_prepend(str(FROZEN / "plugins"))


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def regions(record: Any) -> list[Any]:
    """Entities and events with who spoke for them under today's names, without versions."""
    found = [*record["annotation"].get("entities", ()), *record["annotation"].get("events", ())]
    for region in found:
        for voice in region.get("provenance", ()):
            name = voice["source"].partition("@")[0]
            voice["source"] = NOW_CALLED.get(name, name)
    return found


def suggested(path: Path) -> dict[str, list[Any]]:
    return {record["article"]["id"]: regions(record) for record in lines(path)}


def scored(annotate: Annotate, predicted: str) -> Any:
    """The scores in the form of expected.json."""
    ended = annotate("evaluate", "gold.jsonl", predicted, "--bootstrap", "0", "--json")
    assert ended.code == 4, "two articles have no gold"
    told = ended.json
    each = json.dumps(told.pop("per_article"), ensure_ascii=False, sort_keys=True)
    return {**told, "per_article_sha256": hashlib.sha256(each.encode()).hexdigest()}


def assert_no_worse(told: Any, than: Any) -> None:
    """No kind of match has a lower F1: of names, triggers, arguments."""
    for part in ("entities", "triggers", "arguments"):
        for match, expected in than["scores"][part].items():
            f1, before = (of["micro"]["f1"]["value"] for of in (told["scores"][part][match], expected))
            assert f1 >= before, f"{part}, {match}"


def exported(annotate: Annotate, name: str, expected: Any) -> Any:
    """What an export reported and wrote, in the form of expected.json.

    New keys, and losses of kinds that were not counted then, are passed over.
    """
    columns = ("--columns", "2") if name == "conll" else ()
    told = annotate("export", RELEASE, "--format", name, "-o", expected["output"], *columns, "--json").json
    content = Path(expected["output"]).read_bytes()
    if name == "conll":
        content = with_article_lines(content, Path(f"{expected['output']}.ids").read_bytes())
    sizes = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    lost = [loss for loss in told["lost"] if loss.split(", ", 1)[1].startswith(KINDS_OF_LOSS)]
    reported = {name: value for name, value in told.items() if name in expected}
    return {**reported, "lost": len(lost), **sizes}


def with_article_lines(content: bytes, ids: bytes) -> bytes:
    """A CoNLL file as it was then: a line with the article's id at the beginning of each document."""
    boundary = b"-DOCSTART- -X- O O\n"
    documents = content.split(boundary)[1:]
    each = zip(ids.splitlines(), documents, strict=True)
    return b"".join(b"-DOCSTART- O\n# article = %s\n%s" % (id, document) for id, document in each)


def made_anew(folder: Path, server: Server, studio: Studio) -> dict[int, int]:
    """The project as it was left, on this server, for plan and mirror too. Gives the new ids of tasks."""
    project = THERE["project"]
    made = studio.create_project(project["title"], project["label_config"], "")
    tasks = [{"data": task["data"], "predictions": task["predictions"]} for task in THERE["tasks"]]
    answer = studio.import_tasks(made["id"], json.dumps(tasks).encode())
    studio.update_project(made["id"], model_version=project["model_version"])
    ids = dict(zip((task["id"] for task in THERE["tasks"]), answer["task_ids"], strict=True))
    here = {"created_at": made["created_at"]}
    with closing(sqlite3.connect(folder / ".annotate" / "plan.sqlite")) as plan, plan:
        keep(plan, link={"url": server.url, "project_id": made["id"], **here})
    with closing(sqlite3.connect(folder / ".annotate" / "mirror.sqlite")) as mirror, mirror:
        meta = {key: json.loads(value) for key, value in mirror.execute("SELECT key, value FROM meta")}
        unfinished, again = meta["unfinished"], meta["sent_again"]
        sample = {str(ids[int(task)]): sent for task, sent in unfinished["sample"].items()}
        twice = {version: [ids[task] for task in tasks] for version, tasks in again["predictions"].items()}
        keep(
            mirror,
            project={"id": made["id"], **here},
            unfinished={**unfinished, "sample": sample},
            sent_again={**again, "predictions": twice},
        )
        mirror.execute("UPDATE tasks SET task_id = -task_id")  # an old id may be a new one of another task
        mirror.executemany(
            "UPDATE tasks SET task_id = ? WHERE task_id = ?", [(new, -old) for old, new in ids.items()]
        )
    with (folder / "annotate.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"studio:\n  url: {server.url}\n")
    return ids


def keep(database: sqlite3.Connection, **values: Any) -> None:
    found = [(json.dumps(value, ensure_ascii=False), key) for key, value in values.items()]
    changed = database.executemany("UPDATE meta SET value = ? WHERE key = ?", found)
    assert changed.rowcount == len(found)


def project_of(folder: Path) -> int:
    with closing(sqlite3.connect(folder / ".annotate" / "plan.sqlite")) as plan:
        (link,) = plan.execute("SELECT value FROM meta WHERE key = 'link'").fetchone()
    return int(json.loads(link)["project_id"])


def held(studio: Studio, project_id: int) -> list[Any]:
    return list(studio.tasks(project_id, fields="all", include="id,data,predictions,annotations"))


def predicted(tasks: list[Any]) -> list[tuple[str, list[str]]]:
    """Each task by its article, with the versions of its suggestions in the order of their making."""
    return sorted(
        (
            task["data"]["article_id"],
            [one["model_version"] for one in sorted(task["predictions"], key=lambda one: int(one["id"]))],
        )
        for task in tasks
    )


def test_weights_of_then_merge_the_answers_of_then_as_before(frozen: Path) -> None:
    weights, ontology = (
        Weights.load(frozen / "weights.json"),
        Ontology.load(frozen / "configs/diplomacy.yaml"),
    )
    given = lines(FROZEN / "answers.jsonl")
    for answered, record in zip(given, lines(frozen / "suggestions.jsonl"), strict=True):
        contributions = [
            Contribution(answer["source"], answer["rank"], Annotation.model_validate(answer["annotation"]))
            for answer in answered["answers"]
        ]
        text = record["article"]["text"]
        merged = merge(contributions, ontology, weights, answered["language"], text)
        again = Annotation(
            author="merging", status=Status.SUGGESTED, entities=merged.entities, events=merged.events
        )
        made = json.loads(again.to_json())
        # The uncertainty of an event was the mean over its own and its arguments' mentions.
        now, then = (
            sum(event.pop("uncertainty") for event in one.get("events", ()))
            for one in (made, record["annotation"])
        )
        assert regions({"annotation": made}) == regions(record)
        left_out = {item.region for item in merged.dropped if "probable" in item.reason}
        changed = (now - then) / (len(merged.entities) + len(merged.events) + len(left_out))
        assert merged.uncertainty == pytest.approx(record["annotation"]["uncertainty"] + changed, abs=2e-4)


def test_the_old_names_of_labelers_and_the_weights_of_then_suggest_no_worse(
    annotate: Annotate, frozen: Path
) -> None:
    made = annotate("prelabel", "articles.jsonl", "-o", "again.jsonl", "--json").json
    expected = EXPECTED["prelabel"]
    assert made["weights"], "the user's own weights are not used"
    for told in ("written", "threshold", "score_notices"):
        assert made[told] == expected[told], told
    # The file of then has weights of entities only. Events have the built-in judge, which is calibrated.
    assert made["calibrated"] == {**expected["calibrated"], "events": True}
    assert_no_worse(scored(annotate, "again.jsonl"), EXPECTED["evaluate"])


def test_gold_and_suggestions_of_then_have_the_same_scores(annotate: Annotate, frozen: Path) -> None:
    assert scored(annotate, "suggestions.jsonl") == EXPECTED["evaluate"]


def test_a_release_of_then_is_loaded_and_exported(annotate: Annotate, frozen: Path) -> None:
    gold = load_gold(frozen / RELEASE)
    for split, expected in EXPECTED["release"].items():
        annotations = [record.annotation for record in gold.split(split)]
        assert [record.article.id for record in gold.split(split)] == expected["articles"]
        assert sum(len(one.entities) for one in annotations) == expected["entities"]
        assert sum(len(one.events) for one in annotations) == expected["events"]
        assert (
            sum(len(event.arguments) for one in annotations for event in one.events) == expected["arguments"]
        )
    # One thing was mended since: an opening quotation mark was a sentence of its own in two CoNLL sentences.
    for name, expected in EXPECTED["exports"].items():
        assert exported(annotate, name, expected) == expected


def test_a_new_release_keeps_the_pseudonyms_of_then(annotate: Annotate, frozen: Path) -> None:
    made = ("release", "create", "caribbean", "--version", "1.0.1", "--from", "annotations.jsonl")
    assert annotate(*made).code == 0
    first, second = (lines(frozen / "exports" / f"caribbean-{v}" / "gold.jsonl") for v in ("1.0.0", "1.0.1"))
    assert [record["annotation"]["author"] for record in second] == ["annotator-1"] * 10
    assert [regions(record) for record in second] == [regions(record) for record in first]


def test_a_release_of_then_is_released_again_and_calls_one_answer_submitted(
    annotate: Annotate, frozen: Path
) -> None:
    old = frozen / RELEASE / "gold.jsonl"
    assert {record["annotation"]["status"] for record in lines(old)} == {"adjudicated"}
    ended = annotate("release", "create", "again", "--from", old, "--json")
    assert ended.code == 0
    manifest = ended.json["manifest"]
    assert (manifest["articles_in"], manifest["decisions"]) == (10, {"single": 10})
    again = lines(frozen / "exports" / "again-1.0.0" / "gold.jsonl")
    assert {record["annotation"]["status"] for record in again} == {"submitted"}
    assert [regions(record) for record in again] == [regions(record) for record in lines(old)]
    for gold in (frozen / RELEASE, frozen / "exports" / "again-1.0.0"):
        assert annotate("evaluate", gold, gold, "--bootstrap", "0").code == 0
        for record in load_gold(gold):  # gold of either form may be pushed as an annotation
            assert Rules(load_gold(gold).ontology).objection(record.annotation) is None


def test_a_labeler_of_then_says_the_same(annotate: Annotate, frozen: Path, plugins: None) -> None:
    expected = EXPECTED["plugin_labeler"]
    chosen = [word for name in expected["labelers"] for word in ("--labeler", name)]
    made = annotate("prelabel", "articles.jsonl", "-o", "with-plugin.jsonl", *chosen, "--json").json
    assert (made["rejected"], made["failed"], made["notes"]) == ([], [], expected["notes"])
    assert made["weights"] and "does not know groups" in " ".join(made["score_notices"])
    spoken_for = [
        (article, region)
        for article, those in suggested(frozen / "with-plugin.jsonl").items()
        for region in those
        if any(voice["source"] == "groups" for voice in region["provenance"])
    ]
    assert [
        [article, region["id"], region.get("label") or region["type"]] for article, region in spoken_for
    ] == [said[:3] for said in expected["said"]]
    scores = {region_id: score for _, region_id, _, score in expected["said"]}
    alone = [region for _, region in spoken_for if len(region["provenance"]) == 1]
    # Two strikes have the score of the labeler events, which is a learned probability now.
    assert len(alone) == len(spoken_for) - 2
    assert all(region["score"] == scores[region["id"]] for region in alone)
    assert_no_worse(scored(annotate, "with-plugin.jsonl"), expected["evaluate"])


def test_an_exporter_of_then_writes_the_same(annotate: Annotate, frozen: Path, plugins: None) -> None:
    expected = EXPECTED["plugin_exporter"]
    assert exported(annotate, "mention-table", expected) == expected


def test_a_run_of_then_that_was_stopped_is_gone_on_with_or_kept(annotate: Annotate, frozen: Path) -> None:
    part = frozen / "again.jsonl.part"
    shutil.copy(FROZEN / "interrupted" / part.name, part)
    done = part.read_bytes()
    ended = annotate("prelabel", "articles.jsonl", "-o", "again.jsonl", "--resume", "--json")
    if ended.code == 0:  # its labelers are of the same version
        assert {told: ended.json[told] for told in EXPECTED["resume"]} == EXPECTED["resume"]
    else:
        said(ended, 2, "cannot be resumed")
        assert part.read_bytes() == done


@pytest.mark.studio
def test_a_push_of_then_that_was_stopped_is_finished(
    annotate: Annotate, frozen: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    ids = made_anew(frozen, server, studio)
    push = ("push", "suggestions.jsonl", "--json")
    numbers = ("added", "same", "suggestions_changed")
    expected = EXPECTED["push"]
    planned = annotate(*push, "--dry-run").json
    assert [planned[number] for number in numbers] == [expected[number] for number in numbers]
    done = annotate(*push).json
    removed = [ids[task] for task in expected["removed"]]
    assert {told: done[told] for told in expected} == {**expected, "removed": removed}
    before, now = THERE["project"]["model_version"], expected["made_current"]
    articles = [record["article"]["id"] for record in lines(frozen / "suggestions.jsonl")]
    first_four = [(article, [before, now]) for article in articles[:4]]
    assert predicted(held(studio, project_of(frozen))) == [
        *first_four,
        *((article, [now]) for article in articles[4:]),
    ]
    assert studio.project(project_of(frozen))["model_version"] == now
    again = annotate(*push).json
    assert [again[number] for number in (*numbers, "verified")] == [0, 12, 0, 0]


@pytest.mark.studio
def test_what_was_pushed_then_comes_back_with_its_references(
    annotate: Annotate, frozen: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    made_anew(frozen, server, studio)
    suggestions = {record["article"]["id"]: record for record in lines(frozen / "suggestions.jsonl")}
    (task,) = (
        task
        for task in held(studio, project_of(frozen))
        if task["data"]["article_id"] == "hanoi-vientiane-reception"
    )
    (prediction,) = task["predictions"]
    with Studio(server.url, server.annotator.token) as annotator:
        accepted = {"result": prediction["result"], "parent_prediction": prediction["id"]}
        annotator.post(f"/api/tasks/{task['id']}/annotations/", accepted)
    assert annotate("pull", "-o", "back.jsonl").code == 0
    (back,) = lines(frozen / "back.jsonl")
    assert back["annotation"]["author"] == server.annotator.email
    kept = ("id", "ref", "attributes", "provenance")
    there, here = (
        [{name: region.get(name) for name in kept} for region in regions(record)]
        for record in (suggestions["hanoi-vientiane-reception"], back)
    )
    assert here == there


@pytest.mark.studio
@pytest.mark.slow
def test_a_project_of_then_gets_the_screen_of_today_and_reads_the_same(
    annotate: Annotate, frozen: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    made_anew(frozen, server, studio)
    project_id = project_of(frozen)
    with Studio(server.url, server.annotator.token) as annotator:
        for task in held(studio, project_id)[:4]:
            result = task["predictions"][-1]["result"]
            annotator.post(f"/api/tasks/{task['id']}/annotations/", {"result": result})
    assert annotate("pull", "-o", "before.jsonl").code == 0
    released = annotate("release", "create", "before", "--json").json["manifest"]
    shutil.copy(configs_folder() / "diplomacy.yaml", frozen / "configs" / "diplomacy.yaml")
    ended = annotate("ontology", "apply", "--yes", "--json")
    assert ended.code == 0, ended
    assert (ended.json["old"], ended.json["no_longer_asked"]) == ("diplomacy@1.0.0", [])
    assert "up to date" in annotate("ontology", "apply").out
    assert annotate("pull", "-o", "after.jsonl").code == 0
    before, after = (lines(frozen / name) for name in ("before.jsonl", "after.jsonl"))
    assert after == before
    again = annotate("release", "create", "after", "--json").json["manifest"]
    assert again["lifted"] == {"diplomacy@1.0.0": 4}
    others = ("name", "version", "ontology", "lifted")
    assert [(name, value) for name, value in again.items() if name not in others] == [
        (name, value) for name, value in released.items() if name not in others
    ]
