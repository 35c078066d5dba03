"""`annotate effort` counts exactly what people did on the real server, by the mirror and by files alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Argument
from annotate.evaluate.effort.pace import GESTURE_S
from annotate.evaluate.gestures import GESTURES, Job
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import own_binding
from tests.builders import TEXT, entity, event, meeting
from tests.commands import Annotate
from tests.conftest import Server
from tests.loop.campaign import ONTOLOGY

pytestmark = pytest.mark.studio
SUGGESTED = meeting().annotation
ROLE, PERSON, PLACE, DATE = SUGGESTED.entities
(MEETING,) = SUGGESTED.events


def corrected() -> Annotation:
    """One of each: accepted, relabelled, moved, deleted, added, a value, arguments, an article-level type."""
    moved = PLACE.with_(start=PLACE.start - 2, text="à Hanoï")
    value = DATE.with_(attributes={"value": "2023-03-03"})
    added = entity(TEXT, "cubain", "LOC", "drawn-1")
    arguments = (
        Argument(role="Recipient", entity=PERSON.id),  # another role
        MEETING.arguments[3],  # accepted; that of the role is gone with it, and Place is removed
        Argument(role="Place", entity=added.id),
    )
    met = MEETING.with_(arguments=arguments, attributes={"modality": "planned", "polarity": "positive"})
    stated = event(TEXT, None, "AID", "article.AID")
    entities = (PERSON.with_(label="ORG"), moved, value, added)
    return SUGGESTED.with_(entities=entities, events=(met, stated))


EDITS = {
    # part: accepted, changed, relabelled, moved, deleted, added, gestures
    "mentions": (
        *(0, 1, 1, 1, 1, 1),
        sum(GESTURES[job] for job in (Job.RELABEL, Job.MOVE, Job.DELETE, Job.NEW_MENTION)),
    ),
    "events": (0, 1, 0, 0, 0, 0, 0),
    "arguments": (
        *(1, 0, 1, 0, 2, 1),
        GESTURES[Job.ROLE] + GESTURES[Job.REMOVE_ARGUMENT] + GESTURES[Job.NEW_ARGUMENT],
    ),
    "attributes": (0, 1, 0, 0, 0, 1, GESTURES[Job.VALUE] + GESTURES[Job.TYPED_VALUE]),
    "article-level types": (0, 0, 0, 0, 0, 1, GESTURES[Job.ARTICLE_TYPE]),
}
_COLUMNS = ("accepted", "changed", "relabelled", "moved", "deleted", "added", "gestures")


def counted(made: Any) -> dict[str, tuple[int, ...]]:
    return {row["part"]: tuple(row[name] for name in _COLUMNS) for row in made["by"]["part"]}


@pytest.fixture
def tasks(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """The tasks of five articles that were pushed, by article."""
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    with (project / "annotate.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"\nstudio:\n  url: {server.url}\n")
    jsonl.write(project / "s.jsonl", [meeting(f"a{index}") for index in range(5)])
    pushed = annotate("push", "s.jsonl", "--json").json["project"]
    listed = studio.tasks(pushed, fields="all", include="id,data,predictions")
    return {task["data"]["article_id"]: task for task in listed}


def test_known_corrections_are_counted_exactly(
    annotate: Annotate, tasks: dict[str, Any], annotator: Studio, studio: Studio, server: Server
) -> None:
    def sent(name: str, annotation: Annotation, by: Studio = annotator, **fields: Any) -> Any:
        task = tasks[name]
        body = {
            "result": encode(annotation, own_binding(ONTOLOGY), scores=False),
            "parent_prediction": task["predictions"][0]["id"],
            **fields,
        }
        return by.post(f"/api/tasks/{task['id']}/annotations/", body)

    sent("a0", corrected(), lead_time=90)
    made = sent("a1", SUGGESTED, lead_time=30)
    sent("a2", SUGGESTED, was_cancelled=True, lead_time=1)
    annotator.post(f"/api/tasks/{tasks['a3']['id']}/drafts", {"result": []})
    sent("a4", SUGGESTED, lead_time=0.5)
    assert annotate("pull", "--drafts", "-o", "a.jsonl").code == 0

    first = annotate("effort", "--json")
    assert (first.code, first.err) == (0, "")
    report = first.json
    assert report["statuses"] == {"draft": 1, "skipped": 1, "submitted": 3}
    (whole,) = report["by"]["annotator"]
    assert (whole["annotator"], whole["annotations"]) == (server.annotator.email, 3)
    accepted = {"mentions": 4, "events": 1, "arguments": 4, "attributes": 1}
    alone = {
        part: (row[0] - 2 * accepted.get(part, 0), *row[1:]) for part, row in counted(report).items()
    }  # without the two articles that were accepted as they were
    assert alone == EDITS
    assert report["total"]["gestures"] == sum(row[-1] for row in EDITS.values())
    (version,) = report["by"]["version"]
    assert (version["version"], version["median_lead_time_s"]) == ("m1", 30.0)

    (fast,) = report["too_fast"]
    assert (fast["article"], fast["annotator"], fast["seconds"]) == ("a4", server.annotator.email, 0.5)
    assert fast["link"].startswith(server.url) and fast["link"].endswith(str(tasks["a4"]["id"]))
    assert GESTURE_S * report["total"]["gestures"] < 90

    by_files = annotate("effort", "--json", "--from", "a.jsonl", "--suggestions", "s.jsonl").json
    of_plan = annotate("effort", "--json", "--from", "a.jsonl").json
    for other in (by_files, of_plan):
        assert other["by"] == report["by"]
        assert other["statuses"] == report["statuses"]
        assert [one["article"] for one in other["too_fast"]] == ["a4"]

    # The suggestions that were on the screen, replayed, cost what was counted.
    replayed = annotate("effort", "--json", "--replay", "s.jsonl")
    assert (replayed.code, report["rounds"]) == (0, [{"round": 1, "version": "m1"}])
    (same,) = replayed.json["replays"]
    assert (same["articles"], same["versions"]) == (3, {"m1": 3})
    assert same["gestures"] == same["gestures_on_screen"] == report["total"]["gestures"]
    assert [(one["article"], one["link"]) for one in report["outliers"]] == [("a4", fast["link"])]

    # Somebody else saves a1 again: the work is no longer one person's.
    studio.patch(f"/api/annotations/{made['id']}/", {"lead_time": 31})
    assert annotate("pull").code == 0
    again = annotate("effort", "--json").json
    assert again["rewritten"] == 1
    people = {row["annotator"]: row["annotations"] for row in again["by"]["annotator"]}
    assert people == {server.annotator.email: 2, "several people": 1}
