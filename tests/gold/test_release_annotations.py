"""annotations.jsonl: what each person answered, under a pseudonym, so that the card can be recomputed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Decision, Provenance, Status
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.gold.annotations_file import read_annotations
from annotate.gold.checking.verify import verify_release
from annotate.gold.policy import LeftOut, Undecided
from tests.builders import TEXT, annotation, article, entity, meeting
from tests.gold.releases import ONTOLOGY, release

ANA, BO = "ana@example.org", "bo@example.org"


def submitted(article: str, author: str = ANA, **changes: object) -> Record:
    record = meeting(article, Status.SUBMITTED, author)
    return Record.of(record.article, record.annotation.with_(**changes))


def given() -> list[Record]:
    return [
        submitted("one"),
        submitted("two", BO, lead_time_s=30, created_at="2026-03-02T01:00:00+07:00"),
        submitted("two", lead_time_s=10, updated_at="2026-03-02T12:00:00Z"),
        meeting("skipped", Status.SKIPPED, BO),
        meeting("draft", Status.DRAFT, ANA),
        meeting("draft", Status.SUGGESTED, "annotate/1"),
    ]


def test_every_answer_is_there_also_of_articles_left_out_sorted_and_under_pseudonyms(tmp_path: Path) -> None:
    made = release(tmp_path, given())
    answers = list(read_annotations(made.folder / "annotations.jsonl"))
    assert [(item.article.id, item.annotation.author, str(item.annotation.status)) for item in answers] == [
        ("one", "annotator-1", "submitted"),
        ("skipped", "annotator-2", "skipped"),
        ("two", "annotator-1", "submitted"),
        ("two", "annotator-2", "submitted"),
    ]
    assert all(item.text == TEXT for item in answers)
    assert "example.org" not in "".join(path.read_text() for path in made.folder.glob("*.json*"))


def test_an_answer_that_is_gold_is_there_as_gold_has_it_but_for_the_decision(tmp_path: Path) -> None:
    record = submitted("one", note_of_mine="kept", rewritten_by=BO, based_on=BO)
    region = record.annotation.entities[0].with_(
        note="unclear", provenance=(Provenance(source=BO), Provenance(source="spacy@1", score=0.5))
    )
    record = Record.of(
        record.article, record.annotation.with_(entities=(region, *record.annotation.entities[1:]))
    )
    made = release(tmp_path, [record])
    (answer,) = read_annotations(made.folder / "annotations.jsonl")
    (gold,) = jsonl.read(made.folder / "gold.jsonl", GoldRecord)
    assert answer.annotation == gold.annotation.with_(decision=None)
    assert (answer.annotation.rewritten_by, answer.annotation.based_on) == ("annotator-2", "annotator-2")
    assert answer.annotation.entities[0].note == "unclear"


def test_the_same_answer_that_comes_in_twice_is_there_once(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted("one"), submitted("one"), submitted("one", BO)][:2])
    assert len(list(read_annotations(made.folder / "annotations.jsonl"))) == 1


def test_answers_of_what_could_not_be_read_say_what_was_lost(tmp_path: Path) -> None:
    lost = {"not-usable": ("its result is not a list; left out",)}
    made = release(tmp_path, [submitted("one"), submitted("broken", entities=(), events=(), lost=lost)])
    broken, _ = read_annotations(made.folder / "annotations.jsonl")
    assert broken.annotation.lost == lost


def test_answers_on_another_text_of_an_article_keep_their_text(tmp_path: Path) -> None:
    other = article("Un autre texte.", id="one")
    second = Record.of(other, annotation(other, status=Status.SUBMITTED, author=BO))
    made = release(tmp_path, [submitted("one"), second, submitted("two")])
    texts = [item.text for item in read_annotations(made.folder / "annotations.jsonl")]
    assert texts == [TEXT, "Un autre texte.", TEXT]


def test_answers_of_a_former_ontology_have_the_present_names_and_say_what_they_were_made_with(
    tmp_path: Path,
) -> None:
    data = ONTOLOGY.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    former = Ontology.model_validate({**data, "version": "0.9.0"})
    unknown = submitted("two", ontology="diplomacy@0.1.0")
    made = release(
        tmp_path,
        [submitted("one", ontology=former.id), unknown, submitted("three")],
        formers=lambda item: [former] if item.ontology == former.id else [],
    )
    assert made.manifest["lifted"] == {former.id: 1}
    lines = [json.loads(line)["annotation"] for line in (made.folder / "annotations.jsonl").open()]
    assert [(line["ontology"], line.get("made_with")) for line in lines] == [
        (ONTOLOGY.id, former.id),
        (ONTOLOGY.id, None),
        ("diplomacy@0.1.0", None),
    ]


def test_a_release_from_lifted_answers_of_an_earlier_one_counts_and_names_them_again(tmp_path: Path) -> None:
    former = ONTOLOGY.model_copy(update={"version": "0.9.0"})
    odd = submitted("odd").annotation.with_(made_with="words of nobody")
    given = [submitted("one", ontology=former.id), submitted("two", ontology=former.id), submitted("three")]
    first = release(tmp_path, given, formers=lambda item: [former] if item.ontology == former.id else [])
    answers = list(jsonl.read_records(first.folder / "annotations.jsonl"))
    for number, no_text in enumerate((False, True)):
        records = [*answers, Record.of(submitted("odd").article, odd)]
        again = release(tmp_path / str(number), records, no_text=no_text)
        assert again.manifest["lifted"] == {former.id: 2}
        assert verify_release(again.folder).found == []


def test_gold_can_be_made_again_from_the_answers_and_is_the_same(tmp_path: Path) -> None:
    first = release(tmp_path, given())
    answers = list(jsonl.read_records(first.folder / "annotations.jsonl"))
    again = release(tmp_path / "again", answers)
    for name in ("gold.jsonl", "annotations.jsonl", "gold.parquet"):
        assert (first.folder / name).read_bytes() == (again.folder / name).read_bytes(), name


def test_the_answers_can_be_left_out(tmp_path: Path) -> None:
    made = release(tmp_path, given(), annotations=False)
    assert not (made.folder / "annotations.jsonl").exists()
    assert "annotations.jsonl" not in (made.folder / "SHA256SUMS").read_text()
    assert "effort" not in made.manifest


def test_a_release_of_reviewed_values_alone_has_no_others_in_the_answers(tmp_path: Path) -> None:
    role, *others = meeting("one").annotation.entities
    seen = role.with_(attributes={"sector": "GOV"}, unreviewed=("attributes.sector",))
    made = release(tmp_path, [submitted("one", entities=(seen, *others))], reviewed_only=True)
    assert "sector" not in (made.folder / "annotations.jsonl").read_text()


def test_the_manifest_counts_the_effort(tmp_path: Path) -> None:
    made = release(tmp_path, given())
    assert made.manifest["annotations"] == {"skipped": 1, "submitted": 3}
    assert made.manifest["effort"] == {
        "people": 2,
        "first": "2026-03-01T18:00:00Z",
        "last": "2026-03-02T12:00:00Z",
        "lead_time_s": {"known": 2, "unknown": 2, "sum": 40.0, "median": 20.0},
    }


def test_the_manifest_counts_each_split_and_where_articles_are_from(tmp_path: Path) -> None:
    records = [submitted(f"a{number}") for number in range(12)]
    french = records[0].article.with_(language="fr", source="AIP")
    records[0] = Record.of(french, records[0].annotation)
    made = release(tmp_path, records)
    manifest = made.manifest
    assert manifest["languages"] == {"": 11, "fr": 1}
    assert manifest["sources"] == {"": 11, "AIP": 1}
    splits = json.loads((made.folder / "splits.json").read_text())["splits"]
    for split, ids in splits.items():
        counts = {"articles": 1, "entities": 4, "events": 1, "arguments": 4}
        assert manifest["by_split"][split] == {name: len(ids) * count for name, count in counts.items()}


class Disagree:
    """A policy that names people in its reasons."""

    name = "disagree"

    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        if len(annotations) > 1:
            people = " and ".join(item.author for item in annotations)
            return Undecided(annotations[0], (f"{people} differ; ask eve@example.org.",))
        final = annotations[0].with_(status=Status.ADJUDICATED, decision=Decision.REVIEWED)
        return GoldRecord.of(article, final)


@pytest.mark.parametrize("name", [BO, "Bo Lee"])
def test_the_manifest_hides_people_whom_a_policy_names(tmp_path: Path, name: str) -> None:
    record = entity(TEXT, "Hanoï", "LOC")
    records = [submitted("one"), submitted("two"), submitted("two", name, entities=(record,), events=())]
    made = release(tmp_path, records, policy=Disagree())
    (left,) = made.manifest["left_out"]
    assert set(re.findall(r"annotator-\d", left["reason"])) == {"annotator-1", "annotator-2"}
    assert "ask e-mail address withheld" in left["reason"], "a reason makes nobody an annotator"
    assert "example.org" not in str(left)
    assert name not in str(left)
    assert name in made.left_out[0].reason, "the person who makes the release is told"
