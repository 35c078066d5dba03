"""What the plan remembers about pushes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.core.annotation import Status
from annotate.studio.codec.tasks import Purpose, task_key
from annotate.studio.store.originals import Original
from annotate.studio.store.plan import Plan, ProjectLink
from annotate.studio.store.revisions import Revision
from tests.builders import meeting

HERE = ProjectLink("http://studio.test", 7, "2024-01-01")


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    made = Plan(tmp_path / "plan.sqlite")
    yield made
    made.close()


def key(id: str, purpose: Purpose = Purpose.ORDINARY) -> str:
    return task_key(id, meeting(id).article.digest, purpose)


def test_a_record_has_arrived_once_the_server_is_known_to_have_it(plan: Plan) -> None:
    plan.add([meeting("a1"), meeting("a2")], lines=["l1", None])
    assert [plan.has_arrived(key(id), "m1") for id in ("a1", "a2")] == [False, False]
    assert plan.arrived_line("l1") is None
    plan.note_arrived([(key("a1"), "m1"), ("unknown", "m1")])
    assert [plan.has_arrived(key(id), "m1") for id in ("a1", "a2")] == [True, False]
    assert plan.arrived("m1") == {key("a1")}
    assert plan.arrived_line("l1") == (key("a1"), "a1", "m1")
    assert plan.arrived_line("l2") is None
    assert list(plan.all_arrived()) == [(key("a1"), "m1")]


def test_another_annotation_under_the_same_version_has_not_arrived(plan: Plan) -> None:
    plan.add([meeting("a1")], lines=["l1"])
    plan.note_arrived([(key("a1"), "m1")])
    plan.add([meeting("a1")], lines=["l2"])
    assert not plan.has_arrived(key("a1"), "m1")
    assert len(plan.sent(key("a1"))) == 1


def test_of_several_versions_the_last_comes_first(plan: Plan) -> None:
    for author in ("m1", "m2", "m1"):
        plan.add([meeting("a1", author=author)])
    assert [sent.author for sent in plan.sent(key("a1"))] == ["m1", "m2"]
    assert [sent.author for _, sent in plan.suggestions()] == ["m1"]
    assert plan.sent("unknown") == []


@pytest.mark.parametrize(("status", "suggested"), [(Status.SUGGESTED, True), (Status.SUBMITTED, False)])
def test_suggestions_are_distinguished_from_annotations(plan: Plan, status: Status, suggested: bool) -> None:
    plan.add([meeting("a1", status, "x")])
    assert plan.is_suggestion("x") is suggested
    assert not plan.is_suggestion("unknown")


def test_one_article_has_a_task_for_each_purpose(plan: Plan) -> None:
    plan.add([meeting("a1")])
    plan.add([meeting("a1")], Purpose.BLIND)
    assert plan.purpose(key("a1", Purpose.BLIND)) is Purpose.BLIND
    assert plan.purpose(key("a1")) is plan.purpose("unknown") is Purpose.ORDINARY
    assert (plan.count(), plan.count_articles()) == (2, 1)


@pytest.mark.parametrize(
    ("link", "same_content", "arrived"),
    [
        (HERE, False, True),
        (ProjectLink("http://other.test", 7, "2024-01-01"), False, True),
        (ProjectLink("http://studio.test", 8, "2024-01-01"), False, False),
        (ProjectLink("http://studio.test", 7, "2024-05-05"), False, False),
        (ProjectLink("http://studio.test", 8, "2024-05-05"), True, True),
    ],
    ids=["the same", "another address", "another project", "one made anew", "a copy"],
)
def test_what_arrived_in_another_project_is_forgotten(
    plan: Plan, link: ProjectLink, same_content: bool, arrived: bool
) -> None:
    plan.set_link(HERE)
    plan.add([meeting("a1")])
    plan.note_arrived([(key("a1"), "m1")])
    plan.set_link(link, same_content=same_content)
    assert plan.link == link
    assert plan.has_arrived(key("a1"), "m1") is arrived


def test_a_replaced_text_is_marked_once(plan: Plan) -> None:
    plan.revisions.add([Revision("old", "new"), Revision("older", "new")])
    assert [plan.revisions.is_replaced(one) for one in ("old", "older", "new")] == [True, True, False]
    plan.revisions.note_marked(Revision("old", "new"))
    assert plan.revisions.unmarked() == [Revision("older", "new")]
    assert plan.revisions.is_replaced("old")


def test_a_text_that_returns_is_no_longer_replaced_and_loses_its_mark(plan: Plan) -> None:
    plan.revisions.add([Revision("old", "new")])
    plan.revisions.note_marked(Revision("old", "new"))
    plan.revisions.take_back("old", ["new"])
    assert [plan.revisions.is_replaced(one) for one in ("old", "new")] == [False, True]
    returned, replaced = plan.revisions.unmarked()
    assert returned.is_return and not replaced.is_return
    for revision in (returned, replaced):
        plan.revisions.note_marked(revision)
    assert plan.revisions.unmarked() == []
    assert [plan.revisions.is_replaced(one) for one in ("old", "new")] == [False, True]


def test_a_line_whose_text_was_replaced_is_parsed_again(plan: Plan) -> None:
    plan.add([meeting("a1")], lines=["l1"])
    plan.note_arrived([(key("a1"), "m1")])
    plan.revisions.add([Revision(key("a1"), "new")])
    assert plan.arrived_line("l1") is None
    plan.revisions.take_back(key("a1"), ["new"])
    assert plan.arrived_line("l1") == (key("a1"), "a1", "m1")


def test_new_originals_replace_the_earlier_ones(plan: Plan) -> None:
    plan.originals.replace([("draft", 1, Original("x", "y"))])
    plan.originals.replace([("annotation", 1, Original("x", "y", author="ana"))])
    assert plan.originals.find("draft", 1) is None
    assert plan.originals.find("annotation", 1) == Original("x", "y", author="ana")


def test_the_mark_of_a_campaign_is_made_once(tmp_path: Path) -> None:
    marks = set()
    for _ in range(2):
        plan = Plan(tmp_path / "plan.sqlite")
        marks.add(plan.campaign)
        plan.close()
    assert len(marks) == 1
