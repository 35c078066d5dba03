"""`annotate effort` counts work of a former version of the ontology as it was counted before the change."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Status
from annotate.core.ontology import Ontology
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import own_binding
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan, ProjectLink
from tests.builders import TEXT, event, meeting
from tests.campaign.test_ontology_versions import AFTER, BEFORE, CHANGE, Edit, edit, note
from tests.campaign.test_release import URL, WHEN, done, task
from tests.commands import Annotate

SUGGESTED = meeting().annotation
ROLE, PERSON, PLACE, DATE = SUGGESTED.entities
(MEETING,) = SUGGESTED.events


def with_value(value: str) -> Annotation:
    return SUGGESTED.with_(events=(MEETING.with_(attributes={**MEETING.attributes, "modality": value}),))


# What people made of the suggestion in the first week.
WORK = {
    "corrected": with_value("planned"),
    "relabelled": SUGGESTED.with_(entities=(ROLE, PERSON.with_(label="ORG"), PLACE, DATE)),
    "drawn": SUGGESTED.with_(events=(*SUGGESTED.events, event(TEXT, "cubain", "CONSULT", "drawn-1"))),
    "accepted": SUGGESTED,
}


def fill(project: Path, screen: Ontology) -> None:
    """A campaign whose annotators submitted ``WORK``, each from the same suggestion."""
    folder, binding = project / ".annotate", own_binding(screen)
    folder.mkdir()
    tasks = []
    with closing(Plan(folder / "plan.sqlite")) as plan:
        plan.set_link(ProjectLink(URL, 7, WHEN))
        for number, (name, made) in enumerate(WORK.items(), 1):
            record = meeting(name, author="m1")
            plan.add([record])
            # A drawn event has no value on the screen: the usual one is left blank.
            results: list[Any] = encode(made, binding, scores=False)
            tasks.append(task(number, record.article, done(number, results, updated_at=BEFORE)))
    with closing(Mirror(folder / "mirror.sqlite")) as mirror:
        mirror.set_settings(label_config=build_label_config(screen), users={"1": "ana@example.org"})
        mirror.update(tasks)


def other_default(data: dict[str, Any]) -> None:
    data["attributes"]["modality"]["default"] = "planned"


def renamed_value_holder(data: dict[str, Any]) -> None:
    """Modality has another name, and another default."""
    data["attributes"]["mood"] = {**data["attributes"].pop("modality"), "default": "planned"}
    data["renamed"] = {**data.get("renamed", {}), "modality": "mood"}


def merged(data: dict[str, Any]) -> None:
    """PER and ORG are one type."""
    _replaced(data, "PER", "ORG")
    data["renamed"] = {**data.get("renamed", {}), "PER": "ORG"}


def dropped(data: dict[str, Any]) -> None:
    """There is no DATE any more."""
    _replaced(data, "DATE", "LOC")
    data["attributes"] = {name: one for name, one in data["attributes"].items() if name != "value"}


def _replaced(data: dict[str, Any], old: str, new: str) -> None:
    del data["entities"][old]

    def present(given: Any) -> Any:
        if isinstance(given, dict):
            return {key: present(value) for key, value in given.items() if key != old}
        if isinstance(given, list):
            return list(dict.fromkeys(new if one == old else one for one in given))
        return new if given == old else given

    kept = {name: data[name] for name in ("entities", "events", "roles", "attributes", "mapping")}
    data.update(present(kept))


@pytest.mark.parametrize("change", [other_default, renamed_value_holder, merged, dropped])
def test_a_later_change_of_the_ontology_changes_no_count_of_the_weeks_before(
    project: Path, annotate: Annotate, change: Edit
) -> None:
    first = Ontology.load(project / "configs" / "diplomacy.yaml")
    fill(project, first)
    note(project, first)
    before = annotate("effort", "--json")
    assert (before.code, before.err) == (0, "")
    edits = {row["part"]: row for row in before.json["by"]["part"]}
    assert (edits["attributes"]["added"], edits["attributes"]["deleted"]) == (1, 0)
    assert (edits["mentions"]["relabelled"], edits["events"]["added"]) == (1, 1)

    second = edit(project, change, "2.0.0")
    note(project, second, CHANGE)
    with closing(Mirror(project / ".annotate" / "mirror.sqlite")) as mirror:
        mirror.set_settings(label_config=build_label_config(second))
    after = annotate("effort", "--json")
    assert (after.code, after.err) == (0, "")
    assert after.json == before.json


def test_values_in_a_file_are_judged_by_the_usual_ones_of_their_version(
    project: Path, annotate: Annotate
) -> None:
    first = Ontology.load(project / "configs" / "diplomacy.yaml")
    fill(project, first)
    note(project, first)
    suggestions = [meeting(name, author="m1") for name in WORK]
    jsonl.write(project / "s.jsonl", suggestions)
    jsonl.write(
        project / "a.jsonl",
        [
            one.with_(
                annotation=WORK[one.article.id].with_(
                    author="ana@example.org",
                    status=Status.SUBMITTED,
                    ontology=first.id,
                    based_on="m1",
                    updated_at=BEFORE,
                )
            )
            for one in suggestions
        ],
    )
    by_plan = ("effort", "--json", "--from", "a.jsonl")
    by_files = (*by_plan, "--suggestions", "s.jsonl")
    before = annotate(*by_plan).json["by"]
    for version, change in (("2.0.0", other_default), ("2.1.0", renamed_value_holder)):
        note(project, edit(project, change, version), AFTER)
        after = [annotate(*words).json["by"] for words in (by_plan, by_files)]
        for made in after:
            for row in (*made["part,label"], *before["part,label"]):
                row["label"] = row["label"].replace("mood", "modality")
            assert sorted(made["part,label"], key=str) == sorted(before["part,label"], key=str)


def test_a_round_is_a_version_in_the_order_in_which_they_were_first_pushed(
    project: Path, annotate: Annotate
) -> None:
    screen = Ontology.load(project / "configs" / "diplomacy.yaml")
    fill(project, screen)
    note(project, screen)
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        # The second version comes before the first in the alphabet, and the first is sent again for a task.
        plan.add([meeting("late", author="a-later")])
        plan.add([meeting("corrected", author="m1")])
    with closing(Mirror(project / ".annotate" / "mirror.sqlite")) as mirror:
        results: list[Any] = encode(SUGGESTED, own_binding(screen), scores=False)
        mirror.update([task(9, meeting("late").article, done(9, results, updated_at=BEFORE))])
    made = annotate("effort", "--by", "round", "--json")
    assert made.json["rounds"] == [{"round": 1, "version": "m1"}, {"round": 2, "version": "a-later"}]
    rounds = [(row["round"], row["annotations"]) for row in made.json["by"]["round"]]
    assert rounds == [("1", 4), ("2", 1)]
    said = annotate("effort", "--by", "round").out
    assert "Round 1 is version m1.\nRound 2 is version a-later.\n" in said


def test_after_a_pull_without_answers_effort_says_what_was_pulled(project: Path, annotate: Annotate) -> None:
    first = Ontology.load(project / "configs" / "diplomacy.yaml")
    fill(project, first)
    with closing(Mirror(project / ".annotate" / "mirror.sqlite")) as mirror:
        mirror.update([task(number, meeting(name).article) for number, name in enumerate(WORK, 1)])
    assert annotate("effort").out == (
        "Nobody has submitted or skipped an annotation yet, in 4 tasks of the last pull."
        " 'annotate pull --drafts' reads drafts too.\n"
    )
