"""'annotate lint' on files: what it shows, its choices, its exit codes, and input that it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from tests.builders import annotation, article, entity, event, meeting
from tests.campaign.test_ontology_versions import AFTER, edit, fill, note, removed
from tests.commands import Annotate

SAMPLE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
TEXT = "Ana Pérez parle à Hanoï. Plus tard, Ana Pérez part."


def half_marked(id: str = "a1", author: str = "ana@example.org", status: Status = Status.SUBMITTED) -> Record:
    """A name that is marked in one of two places."""
    source = article(TEXT, id=id)
    return Record.of(source, annotation(source, (entity(TEXT, "Ana Pérez", "PER", "p"),), (), status, author))


def not_allowed(id: str, author: str = "bo@example.org") -> Record:
    """A place that is the agent of a type that takes none, and a value that the ontology does not have."""
    source = article("Ana Pérez a rencontré le 3 mars.", id=id)
    mentions = (
        entity(source.text, "Ana Pérez", "PER", "p"),
        entity(source.text, "3 mars", "DATE", "d", note="which year?"),
    )
    found = (event(source.text, "rencontré", "CONSULT", "v", ("Agent", "d")),)
    made = annotation(source, mentions, found, Status.SUBMITTED, author)
    return Record.of(source, made.with_(lost={"arrow-without-role": ("an arrow has no role; left out",)}))


@pytest.fixture
def file(project: Path) -> Path:
    path = project / "annotations.jsonl"
    jsonl.write(path, [not_allowed("b"), half_marked("c", "bo@example.org"), half_marked("a")])
    return path


def test_the_words_stand_in_their_sentence_with_the_rule_and_who(file: Path, annotate: Annotate) -> None:
    ended = annotate("lint", "--from", file, "--article", "a")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "",
        "a",
        "  unmarked-name: “Ana Pérez” (PER): is marked elsewhere in the article, and unmarked here"
        " [ana@example.org]",
        "      Plus tard, [[Ana Pérez]] part.",
        "",
        "1 name marked in one place, and unmarked elsewhere in the same article (unmarked-name, suspect)",
        "    Do: Mark the other place, too, in the file.",
        "1 finding in 1 article; 1 submitted annotation looked at.",
    ]


def test_what_a_release_holds_back_is_listed_too(file: Path, annotate: Annotate) -> None:
    ended = annotate("lint", "--from", file, "--json")
    assert ended.code == 1
    found = {item["article"]: item["findings"] for item in ended.json["articles"]}
    assert list(found) == ["a", "b", "c"]
    codes = {item["code"]: item["severity"] for item in found["b"]}
    assert codes == {
        "arrow-without-role": "lost",
        "filler-not-allowed": "held",
        "note": "noted",
    }
    assert {item["author"] for item in found["b"]} == {"bo@example.org"}
    assert ended.json["counts"]["unmarked-name"] == 2
    (shown,) = found["c"]
    assert shown["sentences"] == ["Plus tard, [[Ana Pérez]] part."]
    assert [TEXT[start:end] for start, end in shown["places"]] == ["Ana Pérez"]


def test_findings_can_be_chosen_by_code_annotator_and_article(file: Path, annotate: Annotate) -> None:
    def counts(*words: str) -> dict[str, int]:
        return dict(annotate("lint", "--from", file, "--json", *words).json["counts"])

    assert counts("--code", "note") == {"note": 1}
    assert counts("--ignore", "note", "--ignore", "arrow-without-role", "--article", "b") == {
        "filler-not-allowed": 1
    }
    assert counts("--annotator", "ana@example.org") == {"unmarked-name": 1}
    assert counts("--annotator", "bo@example.org", "--article", "a") == {}


def test_nothing_found_by_some_codes_is_not_called_clean(file: Path, annotate: Annotate) -> None:
    shown = annotate("lint", "--from", str(file), "--code", "two-roles").out
    assert shown.endswith("nothing is odd by the codes that were asked for.\n")


def test_notes_alone_are_no_findings_unless_asked(file: Path, annotate: Annotate) -> None:
    assert annotate("lint", "--from", file, "--code", "note").code == 0
    assert annotate("lint", "--from", file, "--code", "note", "--strict").code == 1
    assert annotate("lint", "--from", file, "--code", "unmarked-name").code == 1


def test_with_quiet_the_findings_stand_on_standard_error(file: Path, annotate: Annotate) -> None:
    ended = annotate("lint", "--from", file, "--quiet")
    assert (ended.code, ended.out) == (1, "")
    assert "[[Ana Pérez]]" in ended.err


def test_what_nobody_submitted_is_not_looked_at(project: Path, annotate: Annotate) -> None:
    odd = [
        half_marked(f"a{index}", status=status)
        for index, status in enumerate((Status.SUGGESTED, Status.DRAFT, Status.SKIPPED))
    ]
    jsonl.write(project / "odd.jsonl", odd)
    ended = annotate("lint", "--from", "odd.jsonl")
    assert (ended.code, ended.out) == (0, "No submitted annotation is there to look at.\n")


def test_clean_work_and_a_release_are_looked_at(project: Path, annotate: Annotate) -> None:
    jsonl.write(project / "clean.jsonl", [meeting(status=Status.SUBMITTED)])
    ended = annotate("lint", "--from", "clean.jsonl")
    assert (ended.code, ended.out) == (0, "1 submitted annotation: nothing is odd.\n")
    assert annotate("lint", "--from", SAMPLE).code == 0


def test_suggestions_in_the_file_show_what_was_deleted(project: Path, annotate: Annotate) -> None:
    words = "Ana Bo Ca Du Ev Fa Gu Hi"
    source = article(words)
    suggested = annotation(source, tuple(entity(words, word, "PER") for word in words.split()))
    empty = annotation(source, (), (), Status.SUBMITTED, "ana@example.org")
    jsonl.write(project / "both.jsonl", [Record.of(source, empty), Record.of(source, suggested)])
    ended = annotate("lint", "--from", "both.jsonl", "--json")
    assert ended.json["counts"] == {"suggestions-deleted": 1}


def test_the_same_annotation_twice_is_looked_at_once(project: Path, annotate: Annotate) -> None:
    jsonl.write(project / "twice.jsonl", [half_marked(), half_marked()])
    ended = annotate("lint", "--from", "twice.jsonl", "--json")
    assert (ended.json["annotations"], ended.json["counts"]) == (1, {"unmarked-name": 1})


def test_the_order_of_the_lines_makes_no_difference(project: Path, annotate: Annotate) -> None:
    made = [half_marked("c"), not_allowed("b"), half_marked("a")]
    jsonl.write(project / "one.jsonl", made)
    jsonl.write(project / "other.jsonl", made[::-1])
    one, other = (annotate("lint", "--from", name, "--json") for name in ("one.jsonl", "other.jsonl"))
    assert one == other


def test_words_of_an_article_steer_no_terminal(project: Path, annotate: Annotate) -> None:
    jsonl.write(project / "a.jsonl", [half_marked("a\u202eb")])
    shown = annotate("lint", "--from", "a.jsonl").out
    assert "a\\u202eb" in shown
    assert "\u202e" not in shown and "\x1b" not in shown


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (("--code", "unmarked-nam"), 2, ("no code 'unmarked-nam'", "unmarked-name")),
        (("--ignore", "nonsense"), 2, ("no code 'nonsense'", "docs/findings.md")),
        (("--code", "note", "--ignore", "note"), 2, ("both name 'note'", "leave out one")),
        (("--view",), 2, ("--view",)),
        (("--annotator", "nobody"), 2, ("'nobody' has no submitted annotation", "ana@example.org")),
        (("--article", "nothing"), 2, ("'nothing' has no submitted annotation", "a, b, c")),
        (("--ontology", "nowhere"), 2, ("nowhere",)),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    file: Path, annotate: Annotate, words: tuple[str, ...], code: int, parts: tuple[str, ...]
) -> None:
    ended = annotate("lint", "--from", file, *words)
    assert ended.code == code
    assert all(part in ended.err for part in parts), ended.err


def test_a_broken_file_and_a_project_without_a_pull_are_refused(project: Path, annotate: Annotate) -> None:
    (project / "broken.jsonl").write_text('{"format": 1\n', encoding="utf-8")
    broken = annotate("lint", "--from", "broken.jsonl")
    assert broken.code == 5
    assert "broken.jsonl, line 1" in broken.err
    assert annotate("lint", "--from", "missing.jsonl").code == 5
    none = annotate("lint")
    assert none.code == 2
    assert "nothing was pulled" in none.err
    assert "--from" in annotate("lint", "--ontology", "diplomacy").err


def test_a_release_without_texts_is_refused_with_what_to_do(project: Path, annotate: Annotate) -> None:
    jsonl.write(project / "clean.jsonl", [meeting(status=Status.SUBMITTED)])
    made = annotate("release", "create", "bare", "--from", "clean.jsonl", "--no-text", "--json")
    ended = annotate("lint", "--from", json.loads(made.out)["folder"])
    assert ended.code == 5
    assert "annotate release join" in ended.err


def test_what_somebody_was_unsure_of_is_listed_with_the_remark_and_fails_nothing(
    project: Path, annotate: Annotate
) -> None:
    record = meeting("a", Status.SUBMITTED, "ana@example.org")
    first, *others = record.annotation.entities
    doubted = record.annotation.with_(unsure="which year?", entities=(first.with_(unsure=""), *others))
    jsonl.write(project / "annotations.jsonl", [Record.of(record.article, doubted)])
    ended = annotate("lint", "--from", "annotations.jsonl", "--json", "--code", "unsure")
    assert ended.code == 0, ended
    assert ended.json["counts"] == {"unsure": 2}
    (article,) = ended.json["articles"]
    assert [item.get("region") for item in article["findings"]] == [None, "e1"]
    assert "which year?" in str(article["findings"][0])


def test_a_part_that_is_no_longer_asked_is_listed_once(project: Path, annotate: Annotate) -> None:
    former = Ontology.load(project / "configs" / "diplomacy.yaml")
    fill(project, ["a0"])
    note(project, former)
    note(project, edit(project, removed, "2.0.0"), AFTER)
    assert annotate("lint", "--json").json["counts"]["no-longer-asked"] == 1
    assert "other-ontology" not in annotate("lint", "--json").json["counts"]
    one = meeting("a2", Status.SUBMITTED)
    jsonl.write(project / "f.jsonl", [one.with_(annotation=one.annotation.with_(ontology=former.id))])
    counts = annotate("lint", "--json", "--from", "f.jsonl").json["counts"]
    assert (counts["unknown-entity-type"], counts.get("other-ontology")) == (1, None)
