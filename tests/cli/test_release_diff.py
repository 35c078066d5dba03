"""annotate release diff: its tables, its page and its exit code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.core.annotation import Status
from annotate.core.record import Record
from tests.builders import annotation, article, entity, meeting
from tests.commands import Annotate
from tests.gold.releases import release


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two releases; in the later one an article lost a mention, and another article is new."""
    before = [meeting(f"a{number}", Status.SUBMITTED, "ana@example.org") for number in range(3)]
    short = before[0].annotation.entities[1].with_(end=35, text="Ana")
    entities = (before[0].annotation.entities[0], short, *before[0].annotation.entities[2:])
    changed = before[0].annotation.with_(entities=entities, lead_time_s=4.0)
    after = [Record.of(before[0].article, changed), *before[1:], meeting("b1", Status.SUBMITTED, "ana@x.org")]
    return (
        release(tmp_path, before).folder,
        release(tmp_path, after, version="1.1.0").folder,
    )


def test_it_prints_what_differs_and_ends_with_1(annotate: Annotate, two: tuple[Path, Path]) -> None:
    shown = annotate("release", "diff", *map(str, two))
    assert shown.code == 1
    assert "3 articles before, 4 after: 1 added, 0 removed, 1 changed, 2 unchanged." in shown.out
    assert re.search(r"changed, annotated again +1\b", shown.out)
    assert re.search(r"Proposed version after tiny-1\.0\.0: \d\.\d\.0 \(", shown.out)
    assert annotate("release", "diff", str(two[0]), str(two[0])).code == 0


def test_the_page_shows_both_versions_of_a_sentence(
    annotate: Annotate, two: tuple[Path, Path], tmp_path: Path
) -> None:
    page = tmp_path / "changes.html"
    annotate("release", "diff", *map(str, two), "--html", str(page))
    html = page.read_text(encoding="utf-8")
    changed = r'<mark class="changed changed-start changed-end">'
    assert f"{changed}Ana Pérez</mark>" in html and f"{changed}Ana</mark>" in html
    assert "entity boundary: PER &#39;Ana Pérez&#39; → PER &#39;Ana&#39;" in html
    assert html.count('class="version"') == 2


def test_the_page_shows_the_sentences_of_a_changed_text_and_says_what_is_not_compared(
    annotate: Annotate, tmp_path: Path
) -> None:
    texts = (
        "Ana came. Bo left on Monday.\nThe talks ended. Nobody spoke.",
        "Ana came. Bo left on Friday.\nThe talks ended. Nobody spoke. Rain fell.",
    )
    folders = []
    for text, version in zip(texts, ("1.0.0", "2.0.0"), strict=True):
        one = article(text, "b1")
        made = annotation(one, (entity(text, "Ana", "PER"),), (), Status.SUBMITTED, "ana@example.org")
        given = [meeting("a1", Status.SUBMITTED, "ana@example.org"), Record.of(one, made)]
        folders.append(release(tmp_path, given, version=version).folder)
    shown = annotate("release", "diff", *map(str, folders), "--html", str(tmp_path / "changes.html"))
    assert shown.code == 1 and "changed, its text changed" in shown.out
    html = (tmp_path / "changes.html").read_text(encoding="utf-8")
    marked = '<mark class="changed changed-start changed-end">'
    assert f"Bo left on {marked}Monday</mark>." in html and f"Bo left on {marked}Friday</mark>." in html
    assert f"{marked}Rain fell.</mark>" in html
    assert "Ana came" not in html and "The talks ended" not in html
    assert html.count('class="version"') == 3, "a sentence that was added has no version before"
    assert "not compared: 1 mention and 0 events before, 1 mention and 0 events after." in html


def test_json_lists_every_change(annotate: Annotate, two: tuple[Path, Path]) -> None:
    ended = annotate("release", "diff", *map(str, two), "--json")
    found = ended.json
    assert ended.code == 1
    assert (found["articles_before"], found["articles_after"], found["unchanged"]) == (3, 4, 2)
    assert [(one["article"], one["outcome"]) for one in found["articles"]] == [
        ("a0", "changed"),
        ("b1", "added"),
    ]
    (moved,) = [one for one in found["articles"][0]["changes"] if one["part"] == "entity"]
    assert moved["before"][0]["text"] == "Ana Pérez" and moved["after"][0]["text"] == "Ana"
    assert found["proposed_version"] > "1.0.0"


def test_what_is_no_release_is_refused(annotate: Annotate, two: tuple[Path, Path]) -> None:
    (two[1] / "SHA256SUMS").unlink()
    ended = annotate("release", "diff", *map(str, two))
    assert ended.code == 5 and "SHA256SUMS" in ended.err


def test_answers_with_the_same_dates_are_said_to_have_them(annotate: Annotate, tmp_path: Path) -> None:
    before = meeting("a1", Status.SUBMITTED, "ana@example.org")
    fewer = before.annotation.with_(events=())
    folders = [
        release(tmp_path, [record], version=version).folder
        for version, record in (("1.0.0", before), ("1.0.1", Record.of(before.article, fewer)))
    ]
    shown = annotate("release", "diff", *map(str, folders))
    assert "answers of the same dates (other options, or edited)" in " ".join(shown.out.split())
    assert annotate("release", "diff", *map(str, folders), "--json").json["changed"] == {"same dates": 1}
