"""A release of the mirror lists every article of the project once, whatever became of its tasks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.studio.codec.results import encode
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.reading import records
from annotate.studio.screen.binding import own_binding
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan, ProjectLink
from tests.builders import TEXT, annotation, article, entity, meeting
from tests.commands import Annotate, Ended

ONTOLOGY = Ontology.load("diplomacy")
BINDING = own_binding(ONTOLOGY)
URL = "http://127.0.0.1:8090"
WHEN = "2026-03-01T12:00:00Z"
Task = dict[str, Any]


def results(id: str = "a") -> list[dict[str, Any]]:
    return encode(meeting(id, Status.SUBMITTED).annotation, BINDING, scores=False)


def done(number: int, result: Any = None, by: int = 1, **body: Any) -> Task:
    """An annotation as the server gives it."""
    given = {"id": number, "completed_by": by, "created_at": WHEN, "updated_at": WHEN, "was_cancelled": False}
    return {**given, "result": results() if result is None else result, **body}


def task(number: int, source: Article, *annotations: Task, **data: Any) -> Task:
    key = task_key(source.id, source.digest)
    return {
        "id": number,
        "created_at": WHEN,
        "updated_at": WHEN,
        "data": {**task_data(source, key), **data},
        "annotations": list(annotations),
    }


class State:
    """A campaign's mirror and plan, filled as a push and a pull would fill them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / ".annotate"
        self.folder.mkdir(exist_ok=True)

    def fill(self, tasks: Iterable[Task], sources: Iterable[Article], **settings: Any) -> None:
        with closing(Plan(self.folder / "plan.sqlite")) as plan:
            plan.set_link(ProjectLink(URL, 7, WHEN))
            plan.add(Record.of(source, annotation(source)) for source in sources)
        with closing(Mirror(self.folder / "mirror.sqlite")) as mirror:
            mirror.set_settings(
                label_config=build_label_config(ONTOLOGY),
                users={"1": "ana@example.org", "2": "bo@example.org"},
                **settings,
            )
            mirror.update(list(tasks))

    @property
    def mirror(self) -> Mirror:
        return Mirror(self.folder / "mirror.sqlite")


def release(annotate: Annotate, *words: str) -> tuple[set[str], dict[str, str]]:
    """The ids of the gold and the code of each article left out of a release, which counts each once."""
    made = annotate("release", "create", "v", "--json", *words)
    codes = counts_agree(made)
    return {record.article.id for record in load_gold(Path(made.json["folder"]))}, codes


def test_tasks_imported_by_hand_are_of_their_article_or_held_back(project: Path, annotate: Annotate) -> None:
    names = ["one", "same", "other", "wrong", "moved", "taken", "number", "gone", "unsent"]
    sources = {name: article(id=name) for name in names}
    sources["taken"] = article(f"Mise à jour. {TEXT}", id="taken")
    sources["3"] = article(id="3")
    keys = {name: task_key(source.id, source.digest) for name, source in sources.items()}
    made = State(project)
    other = "Autre texte sur Hanoï."
    made.fill(
        [
            task(1, sources["one"], done(1)),
            task(2, sources["same"]),
            task(3, sources["same"], done(3), task_key=None),
            task(4, sources["other"]),
            task(5, article(other, id="other"), done(5, []), task_key=None),
            task(6, sources["wrong"], done(6), task_key="z" * 32),
            task(7, sources["moved"], done(7), task_key=keys["one"]),  # a key of the same text
            task(8, sources["taken"], done(8, []), task_key=keys["one"]),  # of another text
            task(9, sources["3"], done(9), task_key=["x"], article_id=3),
            task(10, sources["number"], done(10), article_id="unknown"),
        ],
        sources.values(),
        cursor=WHEN,
    )
    with closing(Plan(made.folder / "plan.sqlite")) as plan:
        plan.note_arrived((key, "m1") for name, key in keys.items() if name != "unsent")
    gold, codes = release(annotate)
    assert gold == {"one", "same", "wrong", "taken", "3", "number"}
    assert codes == {"other": "text-changed", "moved": "findings", "gone": "deleted", "unsent": "not-sent"}
    texts = {record.annotation.digest for record in made_records(made)}
    assert texts == {source.digest for source in sources.values()}


def made_records(state: State) -> list[Record]:
    with closing(Plan(state.folder / "plan.sqlite")) as plan, closing(state.mirror) as mirror:
        return list(records(mirror, plan, ONTOLOGY, DecodeReport()))


def test_a_deleted_task_is_not_claimed_before_everything_was_read(project: Path, annotate: Annotate) -> None:
    sources = [article(id="one"), article(id="two")]
    made = State(project)
    made.fill([task(1, sources[0], done(1))], sources, reading={"after": 1, "latest": WHEN})
    with closing(Plan(made.folder / "plan.sqlite")) as plan:
        plan.note_arrived((task_key(one.id, one.digest), annotation(one).author) for one in sources)
    assert release(annotate) == ({"one"}, {"two": "not-pulled"})


def counts_agree(ended: Ended) -> dict[str, str]:
    """Checks the sum of the manifest, and gives the kind of reason of each article left out."""
    manifest = ended.json["manifest"]
    codes = {item["article"]: item["code"] for item in ended.json["left_out"]}
    assert manifest["articles_in"] == manifest["articles"] + manifest["articles_left_out"]
    assert len(codes) == manifest["articles_left_out"] == len(ended.json["left_out"])
    return codes


@pytest.fixture
def state(project: Path) -> State:
    """Tasks of every kind: one article each, unless the comment says more."""
    made = State(project)
    names = ["gold", "new", "changed", "edited", "aside", "stale", "odd", "odder", "two", "three", "unsent"]
    names.append("timeless")
    sources = {name: article(id=name) for name in names}
    revised = article(f"Mise à jour. {TEXT}", id="two")
    tasks = [
        task(1, sources["gold"], done(1)),
        task(2, sources["new"]),
        task(3, sources["changed"], done(3), text="Un autre texte, plus court."),
        task(4, sources["edited"], text="Un autre texte."),
        task(6, sources["stale"], done(6)),
        task(7, sources["odd"], done(7, {"no": "list"})),
        task(8, sources["odder"], done(8, [*results(), {**results()[2], "id": "x", "value": None}])),
        task(10, sources["two"], done(10)),  # two tasks of one article
        task(11, revised),
        task(12, sources["three"], done(12, was_cancelled=True)),
        task(15, sources["timeless"], done(15, created_at="no time")),  # it costs no region
        {"id": 13, "created_at": WHEN, "data": {"text": "Foreign."}, "annotations": [done(13)]},
    ]
    aside = {"5": "it answers 500", "6": "it answers 500", "99": "it answers 500"}
    made.fill(tasks, [*sources.values(), revised], set_aside=aside)
    with closing(made.mirror) as mirror:
        mirror.note(
            (number, task_key(name, sources[name].digest), name)
            for number, name in [(5, "aside"), (14, "unsent")]
        )
    return made


def test_every_article_of_the_project_is_gold_or_left_out_with_its_reason(
    annotate: Annotate, project: Path, state: State
) -> None:
    ended = annotate("release", "create", "x", "--json", "--problems", "problems.jsonl")
    assert counts_agree(ended) == {
        "aside": "unreadable",
        "changed": "text-changed",
        "edited": "text-changed",
        "new": "nobody",
        "odd": "lost",
        "odder": "lost",
        "stale": "unreadable",
        "task 99": "unreadable",
        "three": "not-submitted",
        "unsent": "not-pulled",
    }
    assert ended.code == 4, "tasks that could not be read, and a foreign one"
    assert ended.json["manifest"]["articles_in"] == 13
    assert ended.json["manifest"]["left_out_by_reason"]["unreadable"] == 3
    gold = [record.article.id for record in load_gold(project / "exports/x-1.0.0")]
    assert gold == ["gold", "timeless", "two"]
    links = {item["article"]: item["link"] for item in ended.json["left_out"]}
    assert links["changed"] == f"{URL}/projects/7/data?task=3"
    lines = [json.loads(line) for line in (project / "problems.jsonl").read_text().splitlines()]
    assert len([line for line in lines if line["outcome"] == "left out"]) == 10


def test_held_back_and_listed_is_done_and_the_line_has_article_reason_and_link(
    annotate: Annotate, project: Path
) -> None:
    foreign = entity(TEXT, "Ana Pérez à Hanoï", "PER", "e9")
    nested = encode(
        annotation(article(), (foreign, entity(TEXT, "Hanoï", "LOC", "e3"))), BINDING, scores=False
    )
    sources = [article(id=name) for name in ("gold", "nested", "wrong")]
    wrong = results()
    for result in wrong:
        if result["type"] == "relation" and result["labels"] == ["Date"]:
            result["labels"] = ["Lieu"]
    tasks = [
        task(number, source, done(number, result))
        for number, (source, result) in enumerate(zip(sources, (None, nested, wrong), strict=True), 1)
    ]
    State(project).fill(tasks, sources)
    ended = annotate("release", "create", "x")
    assert ended.code == 0, ended
    assert (
        "Articles left out (1):\n"
        "  1 article with something that the ontology does not allow, or that cannot be kept as it is:\n"
        "    wrong: held back: “rencontré” (CONSULT): the DATE “3 mars” may not be Place of CONSULT."
        f" {URL}/projects/7/data?task=3\n    Do: Correct it in the task, or change the ontology.\n"
    ) in ended.err
    assert "lies inside the PER “Ana Pérez à Hanoï”, which the ontology does not allow" in ended.err
    assert "3 articles came in, 1 left out." in ended.out
    assert "e9" not in ended.err


def test_what_a_pull_noted_is_listed_with_the_gold_and_a_file_does_not_claim_to_know_it(
    annotate: Annotate, project: Path
) -> None:
    both = results()
    both.append({**both[0], "from_name": "triggers", "value": {**both[0]["value"], "labels": ["PROTEST"]}})
    sources = [article(id=name) for name in ("both", "open", "lost")]
    broken = [*results(), {**results()[2], "id": "x", "value": None}]
    tasks = [task(1, sources[0], done(1, both)), task(2, sources[1]), task(3, sources[2], done(3, broken))]
    state = State(project)
    state.fill(tasks, sources)
    shown = annotate("release", "create", "x").err
    assert "Kept in the gold, although unusual:\n  1 region with several labels" in shown
    assert "“président cubain” (ROLE): has the labels ROLE and PROTEST; kept as ROLE mention" in shown
    assert "    Do: Remove the labels that are not meant.\n" in shown
    assert "add --with-losses.\n" in shown and "Do: Or" not in shown
    taken = annotate("release", "create", "y", "--with-losses").err
    assert "Released although a part was lost:\n  1 region without a position, in 1 article:\n" in taken
    with closing(state.mirror) as mirror, closing(Plan(state.folder / "plan.sqlite")) as plan:
        jsonl.write(project / "a.jsonl", records(mirror, plan, ONTOLOGY, DecodeReport()))
    of_file = annotate("release", "create", "z", "--from", "a.jsonl").err
    assert "Kept in the gold, although unusual:" not in of_file
    assert "Not in the file, and so not in the release: 1 article of the campaign, " in of_file
    assert "Then write the file again: annotate pull -o FILE." in of_file


@pytest.mark.parametrize("options", [[], ["--with-losses"]])
def test_a_file_and_the_mirror_that_it_was_pulled_from_say_the_same(
    annotate: Annotate, project: Path, state: State, options: list[str]
) -> None:
    with closing(state.mirror) as mirror, closing(Plan(state.folder / "plan.sqlite")) as plan:
        pulled = list(records(mirror, plan, ONTOLOGY, DecodeReport(), drafts=True))
    jsonl.write(project / "annotations.jsonl", pulled)
    of_mirror = annotate("release", "create", "x", "--json", *options)
    of_file = annotate("release", "create", "y", "--from", "annotations.jsonl", "--json", *options)
    codes, in_file = counts_agree(of_mirror), counts_agree(of_file)
    assert (of_mirror.code, of_file.code) == (4, 0)
    assert in_file == {
        article: code
        for article, code in codes.items()
        if code in ("lost", "text-changed", "not-submitted") and article != "edited"
    }, "the file has no article that nobody annotated, and none that could not be read"
    stale = {"stale"}  # Label Studio could not return it, so the mirror may be out of date
    gold = [{record.article.id for record in load_gold(f"exports/{name}-1.0.0")} for name in "xy"]
    assert gold[1] - gold[0] == stale
    assert ({"odd", "odder"} <= gold[0]) == bool(options)
    assert of_mirror.json["manifest"]["lost"] == of_file.json["manifest"]["lost"]
    assert sum(of_mirror.json["manifest"]["lost"].values()) == (2 if options else 0)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--problems", "exports/old-1.0.0/x"], 2, "a release is never changed"),
        (["--problems", "annotate.yaml"], 2, "is also an input"),
        (["--problems", "s.jsonl"], 2, "is also an input"),
    ],
)
def test_the_list_of_problems_replaces_no_input(
    annotate: Annotate, project: Path, options: list[str], code: int, told: str
) -> None:
    jsonl.write(project / "s.jsonl", [meeting("a", Status.SUBMITTED)])
    assert annotate("release", "create", "old", "--from", "s.jsonl").code == 0
    ended = annotate("release", "create", "x", "--from", "s.jsonl", *options)
    assert (ended.code, told in ended.err) == (code, True), ended


def test_without_gold_the_reason_of_every_article_is_in_the_error(annotate: Annotate, project: Path) -> None:
    sources = [article(id=f"a{number}") for number in range(6)]
    State(project).fill([task(number, source) for number, source in enumerate(sources, 1)], sources)
    ended = annotate("release", "create", "x", "--json")
    assert ended.code == 5
    assert len(ended.json["error"]["left_out"]) == 6
