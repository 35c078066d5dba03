"""What `annotate next` says: the first articles, what was left as it is, and what comes last and why."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from annotate.campaign.server.connect import open_plan
from annotate.campaign.server.next_articles import NextArticle, Queue
from annotate.cli.output import json_text
from annotate.cli.words.next_articles import queue_as_json, say_queue, why
from annotate.core import jsonl
from annotate.core.record import Record
from annotate.project import Project
from annotate.studio.codec.tasks import task_key
from annotate.studio.queue.write import Written
from annotate.studio.store.plan import QUEUE
from annotate.train.ordering.expected import Expected
from annotate.train.ordering.reasons import Reason
from tests.builders import meeting
from tests.commands import Annotate, said


def queue(**fields: object) -> Queue:
    made = Queue(7, "http://studio.test/projects/7/data", "annotate/1", "mixture", 0)
    made.articles = [NextArticle(f"a{number}", number, Expected(3, 2.25, 5.5, 4)) for number in range(3)]
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_the_first_articles_come_with_what_to_expect(capsys: pytest.CaptureFixture[str]) -> None:
    say_queue(queue(written=Written(written=3), done=5, begun=2), 2, summary=True)
    out = capsys.readouterr().out
    assert [line.split()[:5] for line in out.splitlines() if line.strip().startswith(("1", "2", "3"))] == [
        ["1", "a0", "0", "2.2", "5.5"],
        ["2", "a1", "1", "2.2", "5.5"],
    ]
    assert "serves 3 open tasks in the order mixture (3 scores written)." in out
    assert "Left as they are: 2 begun, 3 annotated." in out


@pytest.mark.parametrize(
    ("order", "clusters", "says"),
    [
        ("mixture", 4, "uncertainty 3, errors 1, kind 2"),
        ("mixture", None, "uncertainty 3, errors 1"),
        ("uncertainty", None, "0.32 bits per action"),
        ("errors", None, "2.25 errors"),
        ("diversity", 4, "kind 2, place 5"),
        ("random", None, "chance"),
    ],
)
def test_each_order_says_why_an_article_comes_there(order: str, clusters: int | None, says: str) -> None:
    reason = Reason(3, 1, *((2, 5) if clusters else ()))
    assert why(order, Expected(3, 2.25, 5.5, 4), reason) == says


def test_the_table_has_the_reason_and_explains_it(capsys: pytest.CaptureFixture[str]) -> None:
    made = queue(written=Written(written=3), order="mixture", clusters=2)
    made.articles = [NextArticle("a0", 7, Expected(3, 2.25, 5.5, 4), Reason(2, 1, 2, 1))]
    say_queue(made, 1, summary=True)
    out = " ".join(capsys.readouterr().out.split())
    assert "why here" in out
    assert "The 2 kinds of text take turns, in proportion to their size" in out
    (article,) = queue_as_json(made)["articles"]
    assert (article["uncertainty_rank"], article["errors_rank"], article["cluster"]) == (2, 1, 2)
    assert article["bits_per_action"] == 0.3158


def test_a_dry_run_says_that_nothing_was_changed(capsys: pytest.CaptureFixture[str]) -> None:
    say_queue(queue(to_write=1), 0, summary=True)
    assert capsys.readouterr().out == (
        "The order mixture of 3 open tasks would change 1 score; nothing was changed.\n"
    )


def test_what_comes_last_or_differs_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    left = queue(
        without=["kigali-3"],
        unscored=["dakar-1"],
        out_of_order=["lima-2"],
        unreadable={9: "the server fails on it"},
        annotators=2,
        without_clusters=True,
    )
    say_queue(left, 10, summary=False)
    shown = capsys.readouterr()
    assert shown.out == ""
    for words in (
        "no suggestions of annotate/1 (push them) (1):\n  kigali-3",
        "Ordered without scores",
        "dakar-1",
        "somebody else changed their scores (1):\n  lima-2",
        "task 9: the server fails on it",
        "Each task is for 2 annotators.",
        "pip install 'annotate-gold[train]'",
    ):
        assert words in shown.err


def test_the_json_object_has_all_articles_in_order() -> None:
    made = json.loads(json_text(queue_as_json(queue(written=Written(written=3)))))
    assert [one["article"] for one in made["articles"]] == ["a0", "a1", "a2"]
    assert (made["dry_run"], made["scores_written"]) == (False, 3)
    assert made["articles"][0] == {
        "article": "a0",
        "task": 0,
        "bits": 3,
        "errors": 2.25,
        "gestures": 5.5,
        "bits_per_action": 0.3158,
        "uncertainty_rank": 1,
        "errors_rank": 1,
        "cluster": None,
        "rank_in_cluster": None,
    }


def test_wrong_options_are_usage_errors(annotate: Annotate, project: Path) -> None:
    said(annotate("next", "--order", "best"), 2, "--order", "mixture")
    said(annotate("next", "--order", "sequential", "--dry-run"), 2, "--dry-run has nothing to show")


def test_the_order_of_a_file_waits_for_its_push(annotate: Annotate, project: Path) -> None:
    scores = {"a0": 0.9, "a1": 0.2, "a2": 0.5}
    records = [meeting(id) for id in scores]
    made = [
        Record.of(
            one.article,
            one.annotation.with_(
                entities=tuple(e.with_(score=scores[one.article.id]) for e in one.annotation.entities)
            ),
        )
        for one in records
    ]
    jsonl.write(project / "suggestions.jsonl", made)
    dry = annotate("next", "suggestions.jsonl", "--order", "errors", "--dry-run")
    assert "the order errors of 3 articles; nothing was kept" in dry.out
    ended = annotate("next", "suggestions.jsonl", "--order", "errors", "--json")
    assert [one["article"] for one in ended.json["articles"]] == ["a1", "a2", "a0"]
    with closing(open_plan(Project.find(project))) as plan:
        kept = plan.setting(QUEUE)
    keys = {task_key(one.article.id, one.article.digest): one.article.id for one in made}
    in_order = sorted(kept["scores"], key=lambda key: kept["scores"][key])
    assert [keys[key] for key in in_order] == ["a1", "a2", "a0"]
    assert (kept["version"], kept["finished"]) == ("m1", False)
    assert annotate("next", "suggestions.jsonl").code == 0  # the mixture reads the texts again
    said(annotate("next", "missing.jsonl"), 5, "missing.jsonl", "is no file")
    said(annotate("next", "suggestions.jsonl", "--order", "sequential"), 2, "orders no file")
