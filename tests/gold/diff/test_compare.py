"""What differs between two releases: articles by reason, labels, decisions, splits, and the next version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Status
from annotate.core.errors import ConfigError
from annotate.core.record import Record
from annotate.gold.checking.verify import verify_release
from annotate.gold.diff.compare import ArticleDifference, Comparison, Summary
from annotate.gold.diff.next_version import last_release, propose
from annotate.gold.load import load_gold
from tests.builders import annotation, article, meeting
from tests.gold.releases import release


def answers(count: int = 6) -> list[Record]:
    return [meeting(f"a{number}", Status.SUBMITTED, "ana@example.org") for number in range(count)]


def with_entities(record: Record, keep: int, **fields: object) -> Record:
    made = record.annotation
    kept = made.entities[:keep]
    ids = {one.id for one in kept}
    events = tuple(
        one.with_(arguments=tuple(argument for argument in one.arguments if argument.entity in ids))
        for one in made.events
    )
    return Record.of(record.article, made.with_(entities=kept, events=events, **fields))


def compared(
    folder: Path, before: Sequence[Record], after: Sequence[Record]
) -> tuple[list[ArticleDifference], Summary]:
    made = [
        release(folder, given, version=version).folder
        for given, version in ((before, "1.0.0"), (after, "1.1.0"))
    ]
    comparison = Comparison(*(load_gold(one) for one in made))
    return list(comparison.articles()), comparison.summary


def test_equal_releases_do_not_differ(tmp_path: Path) -> None:
    found, summary = compared(tmp_path, answers(), list(reversed(answers())))
    assert found == [] and not summary.differs
    assert (summary.before, summary.after, summary.unchanged) == (6, 6, 6)
    assert propose("1.0.0", summary).level == "none"


def test_articles_are_counted_by_the_reason_why_they_differ(tmp_path: Path) -> None:
    before = answers(5)
    twice = meeting("a1", Status.SUBMITTED, "ben@example.org")
    again = with_entities(before[2], 3, lead_time_s=9.0)
    moved = Record.of(
        article("Autre texte.", id="a3"),
        annotation(article("Autre texte.", id="a3"), status=Status.SUBMITTED, author="ana@example.org"),
    )
    renamed = Record.of(before[4].article.model_copy(update={"title": "Neu"}), before[4].annotation)
    after = [before[1], twice, again, moved, renamed, meeting("b1", Status.SUBMITTED, "ana@example.org")]
    found, summary = compared(tmp_path, before, after)
    assert [(one.article, one.outcome, str(one.why)) for one in found] == [
        ("a0", "removed", "gone"),
        ("a1", "removed", "several"),
        ("a2", "changed", "annotated again"),
        ("a3", "changed", "text"),
        ("a4", "changed", "article fields"),
        ("b1", "added", "new"),
    ]
    assert "2 submitted annotations" in found[1].sentence
    assert [str(one) for one in found[2].changes] == [
        "argument of CONSULT 'rencontré' removed: Time '3 mars'",
        "entity removed: DATE '3 mars'",
    ]
    assert found[3].changes == () and found[4].fields == ("title",)
    assert summary.labels["entities"]["DATE"] == [5, 2]
    assert summary.decisions == {"single": [5, 4]}
    assert summary.before == summary.removed.total() + summary.changed.total() + summary.unchanged
    assert summary.after == summary.added.total() + summary.changed.total() + summary.unchanged


def test_an_added_article_says_why_it_was_left_out_before(tmp_path: Path) -> None:
    skipped = meeting("a9", Status.SKIPPED, "ana@example.org")
    found, _ = compared(
        tmp_path, [*answers(), skipped], [*answers(), meeting("a9", Status.SUBMITTED, "ana@example.org")]
    )
    (one,) = found
    assert (one.outcome, one.why) == ("added", "not-submitted") and "only skipped" in one.sentence


@pytest.mark.parametrize(
    ("change", "version"),
    [
        (lambda given: given[1:], "2.0.0"),
        (lambda given: [*given, meeting("z1", Status.SUBMITTED, "ana@example.org")], "1.1.0"),
        (lambda given: [with_entities(given[0], 3), *given[1:]], "1.0.1"),
    ],
    ids=["an article was removed", "an article was added", "an annotation was corrected"],
)
def test_the_proposed_version_says_how_much_changed(tmp_path: Path, change: object, version: str) -> None:
    assert callable(change)
    before = answers()
    _, summary = compared(tmp_path, before, change(before))
    summary.moved = []
    assert propose("1.0.0", summary).version == version


def test_an_article_in_another_split_breaks_comparisons(tmp_path: Path) -> None:
    _, summary = compared(tmp_path, answers(), answers())
    summary.moved = [("a1", "train", "test")]
    made = propose("1.2.3", summary)
    assert made.version == "2.0.0" and str(made) == "2.0.0 (major: 1 article moved to another split)"


def test_the_last_release_is_the_one_with_the_highest_version(tmp_path: Path) -> None:
    assert last_release(tmp_path / "exports", "tiny") is None
    for version in ("1.2.0", "1.10.0", "1.9.9"):
        release(tmp_path, answers(), version=version)
    (tmp_path / "exports" / "tiny-2.0.0").mkdir()  # not a release: nothing in it
    assert last_release(tmp_path / "exports", "tiny") == (tmp_path / "exports" / "tiny-1.10.0", "1.10.0")


def test_a_release_without_a_version_gets_the_one_that_follows_from_the_last(tmp_path: Path) -> None:
    more = meeting("b1", Status.SUBMITTED, "ana@example.org")
    first = release(tmp_path, answers(), version=None)
    assert first.folder.name == "tiny-1.0.0" and first.proposal is None
    second = release(tmp_path, [*answers(), more], version=None)
    assert second.folder.name == "tiny-1.1.0" and second.manifest["version"] == "1.1.0"
    assert str(second.proposal) == "1.1.0 (minor: 1 article added)"
    third = release(tmp_path, answers()[1:], version=None)
    assert third.folder.name == "tiny-2.0.0"
    names = sorted(path.name for path in (tmp_path / "exports").iterdir())
    assert names == ["tiny-1.0.0", "tiny-1.1.0", "tiny-2.0.0"]
    assert load_gold(third.folder).manifest["version"] == "2.0.0"


def test_no_version_is_proposed_where_nothing_differs_or_the_last_release_is_damaged(tmp_path: Path) -> None:
    made = release(tmp_path, answers(), version=None)
    with pytest.raises(ConfigError, match=r"nothing differs from the last release, tiny-1\.0\.0"):
        release(tmp_path, answers(), version=None)
    (made.folder / "gold.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"the last release cannot be used.*gold\.jsonl"):
        release(tmp_path, answers()[1:], version=None)
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["tiny-1.0.0"]
    assert release(tmp_path, answers()[1:], version="3.0.0").folder.name == "tiny-3.0.0"


def test_a_release_of_the_same_answers_with_other_options_is_a_patch_and_says_why(tmp_path: Path) -> None:
    release(tmp_path, answers(), version=None)
    cases: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"annotations": False}, "1.0.1", "made without annotations.jsonl"),
        ({"annotations": False, "about": {"title": "T"}}, "1.0.2", "manifest.json differs in about"),
        ({"about": {"title": "T"}}, "1.0.3", "made with annotations.jsonl"),
        ({"about": {"title": "T"}, "no_text": True}, "1.0.4", "made without texts; 6 articles changed"),
    )
    for options, version, reason in cases:
        made = release(tmp_path, answers(), version=None, **options)
        assert str(made.proposal) == f"{version} (patch: {reason})"
        assert made.folder.name == f"tiny-{version}"
        assert made.manifest == load_gold(made.folder).manifest
        assert verify_release(made.folder).found == []
        with pytest.raises(ConfigError, match="nothing differs"):
            release(tmp_path, answers(), version=None, **options)
    with_texts = release(tmp_path, answers(), version=None)
    assert str(with_texts.proposal).startswith(
        "1.0.5 (patch: made with texts; manifest.json differs in about"
    )
    role, *others = answers()[0].annotation.entities
    unseen_value = role.with_(attributes={"sector": "GOV"}, unreviewed=("attributes.sector",))
    record = Record.of(answers()[0].article, answers()[0].annotation.with_(entities=(unseen_value, *others)))
    given = [record, *answers()[1:]]
    release(tmp_path, given, version="2.0.0")
    made = release(tmp_path, given, version=None, reviewed_only=True)
    assert made.folder.name == "tiny-2.0.1" and made.proposal is not None
    assert "manifest.json differs in unreviewed and unreviewed_left_out" in str(made.proposal)
