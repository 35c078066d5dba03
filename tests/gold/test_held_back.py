"""Articles in = gold + left out: what is held back or kept with a note, and what the manifest counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from annotate.core.annotation import Annotation, Argument, Decision, Status
from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.core.record import GoldRecord, Record
from annotate.gold.load import load_gold
from annotate.gold.making.release import Release
from annotate.gold.policy import LeftOut, Undecided
from tests.builders import TEXT, annotation, article, entity, meeting
from tests.gold.releases import release

LOST = {"unknown-label": ("“Hanoï” (FOO): diplomacy@1.1.0 has no such label",)}
HELD = {"several-labels": ("“Hanoï” (LOC): has the labels LOC and ORG",)}


def submitted(id: str, **changes: Any) -> Record:
    record = meeting(id, Status.SUBMITTED, "ana@example.org")
    return Record.of(record.article, record.annotation.with_(**changes))


def counted_once(made: Release) -> None:
    manifest = made.manifest
    assert manifest["articles_in"] == manifest["articles"] + manifest["articles_left_out"]
    assert manifest["articles_left_out"] == len(manifest["left_out"]) == len(made.left_out)
    assert sum(manifest["left_out_by_reason"].values()) == manifest["articles_left_out"]


@pytest.mark.parametrize("options", [{}, {"with_losses": True}])
def test_an_article_of_which_a_part_was_lost_is_held_back_unless_the_lead_takes_it(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    records = [
        submitted("whole"),
        submitted("lost", lost=LOST),
        submitted("held", lost=HELD),
        submitted("both", lost={**LOST, **HELD}),
        submitted("empty", lost={"no-value": ("a region without a position",)}, entities=(), events=()),
        submitted("repaired", lost={"trimmed": ("“Hanoï” (LOC): began with a blank",)}),
        submitted("later", lost={"from-the-future": ("something",)}),
    ]
    made = release(tmp_path, records, **options)
    counted_once(made)
    gold = {record.article.id: record.annotation for record in load_gold(made.folder)}
    left = {item.article: item for item in made.left_out}
    if options:
        assert gold.keys() == {"whole", "repaired", "lost", "empty", "later"}
        assert gold["lost"].lost == LOST
        assert made.manifest["lost"] == {
            "from-the-future": 1,
            "no-value": 1,
            "trimmed": 1,
            "unknown-label": 1,
        }
        assert made.manifest["articles_with_losses"] == 4
        assert made.manifest["with_losses"] == ["empty", "later", "lost", "repaired"]
    else:
        assert gold.keys() == {"whole", "repaired"}
        assert left["lost"].code == "lost"
        assert left["lost"].reason == f"held back: part of it could not be read: {LOST['unknown-label'][0]}"
        assert left["lost"].remedy.endswith("--with-losses.")
    assert {left["held"].code, left["both"].code} == {"findings"}
    assert "--with-losses" not in left["held"].remedy + left["both"].remedy
    assert left["held"].remedy == "Leave one label on the region."


def test_a_line_that_a_file_has_twice_is_one_annotation_and_is_counted(tmp_path: Path) -> None:
    other = meeting("b", Status.SUBMITTED, "bo@example.org")
    made = release(tmp_path, [submitted("a"), submitted("b"), submitted("a"), other], of_file=True)
    counted_once(made)
    assert made.repeated == 1
    assert [record.article.id for record in load_gold(made.folder)] == ["a"]
    (left,) = made.left_out
    assert (left.code, left.remedy) == ("several", "Keep one of them in the file.")


def test_a_label_that_the_ontology_does_not_have_is_named_once_with_a_remedy_for_the_file(
    tmp_path: Path,
) -> None:
    odd = submitted("odd")
    wrong = odd.annotation.entities[0].with_(label="FOO")  # an Agent
    records = [submitted("a"), submitted("odd", entities=(wrong, *odd.annotation.entities[1:]))]
    (left,) = release(tmp_path, records, of_file=True).left_out
    assert [finding.code for finding in left.findings] == ["unknown-entity-type"]
    assert left.remedy == "Correct it in the file, or change the ontology."


def test_every_article_that_comes_in_is_gold_or_left_out_once_with_the_kind_of_reason(tmp_path: Path) -> None:
    odd = submitted("odd")
    wrong = odd.annotation.entities[0].with_(label="FOO")
    records = [
        submitted("gold"),
        submitted("gold-2"),
        submitted("twice"),
        meeting("twice", Status.SUBMITTED, "bo@example.org"),
        meeting("draft", Status.DRAFT),
        submitted("old", ontology="diplomacy@0.1.0"),
        submitted("odd", entities=(wrong, *odd.annotation.entities[1:])),
        submitted("lost", lost=LOST),
        submitted("unread"),
        submitted("touched"),
    ]
    made = release(
        tmp_path,
        records,
        untouched=["new", "touched", "new", LeftOut("changed", "its text was changed", code="text-changed")],
        unreadable=[
            LeftOut("unread", "a task could not be read", code="unreadable"),
            LeftOut("nowhere", "a task could not be read", code="unreadable"),
            LeftOut("nowhere", "another task could not be read", code="unreadable"),
        ],
    )
    counted_once(made)
    assert made.manifest["articles_in"] == 12
    assert [record.article.id for record in load_gold(made.folder)] == ["gold", "gold-2", "touched"]
    codes = {item["article"]: item["code"] for item in made.manifest["left_out"]}
    assert codes == {
        "changed": "text-changed",
        "draft": "not-submitted",
        "lost": "lost",
        "new": "nobody",
        "nowhere": "unreadable",
        "odd": "findings",
        "old": "other-ontology",
        "twice": "several",
        "unread": "unreadable",
    }
    assert json.loads((made.folder / "manifest.json").read_text()) == made.manifest


def test_nested_mentions_and_doubles_are_gold_and_are_counted(tmp_path: Path) -> None:
    record = submitted("a")
    whole = entity(TEXT, "Ana Pérez à Hanoï", "PER", "e9")
    double = entity(TEXT, "Hanoï", "LOC", "e8")
    odd = Record.of(
        record.article,
        record.annotation.with_(entities=(*record.annotation.entities, whole, double)),
    )
    made = release(tmp_path, [odd])
    (gold,) = load_gold(made.folder)
    assert [item.id for item in gold.annotation.entities] == ["e1", "e9", "e2", "e3", "e4"]
    assert made.manifest["findings"] == {"double": 1, "nesting": 2}
    assert sorted(map(str, made.noted)) == [
        "a: “Ana Pérez” (PER): lies inside the PER “Ana Pérez à Hanoï”, which the ontology does not allow",
        "a: “Hanoï” (LOC): is marked twice with the same label; the two are merged",
        "a: “Hanoï” (LOC): lies inside the PER “Ana Pérez à Hanoï”, which the ontology does not allow",
    ]


def test_doubles_that_contradict_each_other_hold_the_article_back(tmp_path: Path) -> None:
    record = submitted("a")
    double = entity(TEXT, "Hanoï", "LOC", "e8", ref="FRA")
    odd = Record.of(record.article, record.annotation.with_(entities=(*record.annotation.entities, double)))
    made = release(tmp_path, [odd, submitted("b")])
    (left,) = made.left_out
    assert left.reason == (
        "held back: “Hanoï” (LOC): is marked twice with the same label, with two values of its ref (VNM; FRA)"
    )
    assert (left.code, left.remedy) == ("findings", "Delete one of the two in the task.")


def unreviewed() -> Record:
    record = submitted("a")
    role, person, city, date = record.annotation.entities
    (event,) = record.annotation.events
    first, *others = event.arguments
    return Record.of(
        record.article,
        record.annotation.with_(
            entities=(
                role.with_(attributes={"sector": "GOV"}, unreviewed=("attributes.sector",)),
                person.with_(unreviewed=("ref",)),  # it has no ref
                city.with_(unreviewed=("ref",)),
                date,
            ),
            events=(
                event.with_(
                    arguments=(first.with_(unreviewed=("role",)), *others),
                    attributes={**event.attributes, "context": ("military",)},
                    unreviewed=("attributes.context",),
                ),
            ),
        ),
    )


def test_values_that_nobody_saw_are_counted_and_marked_in_every_file(tmp_path: Path) -> None:
    made = release(tmp_path, [unreviewed()])
    counts = {"attributes.context": 1, "attributes.sector": 1, "ref": 1, "role": 1}
    assert (made.manifest["unreviewed"], made.manifest["unreviewed_left_out"]) == (counts, {})
    (gold,) = load_gold(made.folder)
    assert gold.annotation.entities[2].unreviewed == ("ref",)
    read: Any = pyarrow.parquet.read_table
    (row,) = read(made.folder / "gold.parquet").to_pylist()
    assert [item["unreviewed"] for item in row["entities"]] == [["attributes.sector"], ["ref"], ["ref"], []]
    assert row["events"][0]["unreviewed"] == ["attributes.context"]
    assert [item["unreviewed"] for item in row["events"][0]["arguments"]] == [["role"], [], [], []]
    assert row["status"] == "submitted"


def test_a_release_of_reviewed_values_alone_leaves_the_others_out_and_counts_them(tmp_path: Path) -> None:
    made = release(tmp_path, [unreviewed()], reviewed_only=True)
    counts = {"attributes.context": 1, "attributes.sector": 1, "ref": 1, "role": 1}
    assert (made.manifest["unreviewed"], made.manifest["unreviewed_left_out"]) == ({}, counts)
    (gold,) = load_gold(made.folder)
    role, _, city, date = gold.annotation.entities
    assert (role.attributes, city.ref, date.attributes) == ({}, None, {"value": "2024-03-03"})
    (event,) = gold.annotation.events
    assert event.attributes == {"modality": "asserted", "polarity": "positive"}
    assert [argument.entity for argument in event.arguments] == ["e2", "e3", "e4"]
    assert made.manifest["arguments"]["Agent"] == 1
    assert "unreviewed" not in (made.folder / "gold.jsonl").read_text()


@pytest.mark.parametrize(
    ("given", "status", "decision"),
    [
        ((Status.SUBMITTED, None), Status.SUBMITTED, Decision.SINGLE),
        ((Status.SUBMITTED, Decision.SINGLE), Status.SUBMITTED, Decision.SINGLE),
        ((Status.ADJUDICATED, Decision.SINGLE), Status.SUBMITTED, Decision.SINGLE),  # a release of before
        ((Status.ADJUDICATED, None), Status.ADJUDICATED, Decision.REVIEWED),
        ((Status.ADJUDICATED, Decision.UNANIMOUS), Status.ADJUDICATED, Decision.UNANIMOUS),
    ],
)
def test_one_answer_is_submitted_and_adjudicated_means_settled_between_several(
    tmp_path: Path, given: tuple[Status, Decision | None], status: Status, decision: Decision
) -> None:
    made = release(tmp_path, [submitted("a", status=given[0], decision=given[1])])
    (gold,) = load_gold(made.folder)
    assert (gold.annotation.status, gold.annotation.decision) == (status, decision)
    assert made.manifest["decisions"] == {decision: 1}
    again = release(
        tmp_path, [Record.of(submitted("a").article, gold.annotation)], version="1.0.1", policy=Given()
    )
    (gold,) = load_gold(again.folder)
    assert (gold.annotation.status, gold.annotation.decision) == (status, decision)


class Given:
    """A third-party policy that answers for the first annotation, changed as a test wants."""

    name = "given"

    def __init__(self, answer: str = "as it is") -> None:
        self.answer = answer

    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        first = annotations[0].with_(status=Status.ADJUDICATED, decision=annotations[0].decision)
        if self.answer == "another article":
            return GoldRecord.of(article.with_(id="b"), first)
        if self.answer == "left out another":
            return LeftOut("b", "no")
        if self.answer == "another text":
            other = Article(id=article.id, text="Un autre texte.")
            return GoldRecord.of(other, annotation(other, status=Status.ADJUDICATED))
        if self.answer == "no decision":
            return GoldRecord.of(article, first.with_(status=Status.SUBMITTED))
        return GoldRecord.of(article, first)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("another article", "the policy given was asked about article a, and answered about article b"),
        ("left out another", "the policy given was asked about article a, and answered about article b"),
        ("another text", "the policy given answered with another text of article a"),
        ("no decision", "the policy given failed on article a: ValidationError: no valid GoldRecord"),
    ],
)
def test_a_policy_that_answers_about_something_else_is_named(tmp_path: Path, answer: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        release(tmp_path, [submitted("a"), submitted("b")], policy=Given(answer))
    assert not (tmp_path / "exports").exists()


def test_gold_of_any_policy_is_held_back_by_the_same_rules(tmp_path: Path) -> None:
    odd = submitted("odd")
    records = [
        submitted("a"),
        submitted("lost", lost=LOST),
        submitted("old", ontology="diplomacy@0.1.0"),
        submitted("odd", entities=(odd.annotation.entities[0].with_(label="FOO"),), events=()),
    ]
    made = release(tmp_path, records, policy=Given())
    assert {item.article: item.code for item in made.left_out} == {
        "lost": "lost",
        "odd": "findings",
        "old": "other-ontology",
    }
    assert made.manifest["decisions"] == {"reviewed": 1}


def test_arguments_keep_their_mark_through_a_release(tmp_path: Path) -> None:
    made = release(tmp_path, [unreviewed()])
    (gold,) = load_gold(made.folder)
    assert gold.annotation.events[0].arguments[0] == Argument(role="Agent", entity="e1", unreviewed=("role",))
    assert article(TEXT, id="a").text == gold.text
