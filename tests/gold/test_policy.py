"""A release asks its policy about each article in turn, with all annotations of the article."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from annotate.core.annotation import Annotation, Decision, Status
from annotate.core.article import Article
from annotate.core.configs import find_config
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.gold.load import load_gold
from annotate.gold.making.release import Release, create_release
from annotate.gold.policy import LeftOut, Policy, SinglePolicy, Undecided
from annotate.gold.pseudonyms import Pseudonyms
from tests.builders import meeting

ONTOLOGY = Ontology.load("diplomacy")


class Majority:
    """A third-party policy: gold is what two annotators agree on. It has a `fit`."""

    name = "two agree"

    def __init__(self) -> None:
        self.fitted: list[tuple[str, int]] = []
        self.asked: list[str] = []

    def fit(self, articles: Iterable[tuple[Article, Sequence[Annotation]]]) -> None:
        assert not self.asked
        self.fitted = [(article.id, len(annotations)) for article, annotations in articles]

    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        self.asked.append(article.id)
        if len(annotations) < 2:
            return LeftOut(article.id, "one is not two")
        one, other = annotations[:2]
        if one.entities != other.entities:
            return Undecided(one, ("ana and bo differ on 'Hanoï'",))
        gold = one.with_(status=Status.ADJUDICATED, decision=Decision.UNANIMOUS)
        return GoldRecord.of(article, gold)


def release(folder: Path, records: Sequence[Record], policy: Policy | None) -> Release:
    return create_release(
        lambda: records,
        ONTOLOGY,
        find_config("diplomacy"),
        folder / "exports",
        Pseudonyms(folder / "pseudonyms.json"),
        "tiny",
        "1.0.0",
        policy=policy,
    )


def given() -> list[Record]:
    """Annotations in mixed order: b by two who agree, a by two who disagree, c by one."""
    people = ("ana@example.org", "bo@example.org")
    agreed = [meeting("b", Status.SUBMITTED, person) for person in people]
    first, second = (meeting("a", Status.SUBMITTED, person) for person in people)
    fewer = second.annotation.with_(entities=second.annotation.entities[:3], events=())
    alone = meeting("c", Status.SUBMITTED, people[0])
    return [agreed[0], alone, first, agreed[1], Record.of(second.article, fewer)]


def test_a_policy_decides_article_by_article_and_may_look_at_all_before(tmp_path: Path) -> None:
    policy = Majority()
    made = release(tmp_path, given(), policy)
    assert policy.fitted == [("a", 2), ("b", 2), ("c", 1)]
    assert policy.asked == ["a", "b", "c"]
    (gold,) = load_gold(made.folder)
    assert (gold.article.id, gold.annotation.decision) == ("b", Decision.UNANIMOUS)
    assert gold.annotation.author == "annotator-1"
    assert made.manifest["policy"] == "two agree"
    assert [(item.article, item.reason) for item in made.left_out] == [
        ("a", "undecided: ana and bo differ on 'Hanoï'"),
        ("c", "one is not two"),
    ]


class Raising(Majority):
    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        raise KeyError("votes")


class Unready(Majority):
    def fit(self, articles: Iterable[tuple[Article, Sequence[Annotation]]]) -> None:
        sys.exit(0)


class Silent(Majority):
    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        return None  # type: ignore[return-value]  # as an author who forgets it


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (
            Raising(),
            r"test_policy\.py, line \d+: the policy two agree failed on article a: KeyError",
        ),
        (Unready(), r"the policy two agree failed while it looked at all articles: SystemExit: 0"),
        (Silent(), r"the policy two agree returned NoneType instead of GoldRecord, Undecided or LeftOut"),
    ],
)
def test_a_broken_policy_is_named_and_nothing_is_released(tmp_path: Path, policy: Policy, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        release(tmp_path, given(), policy)
    assert not (tmp_path / "exports").exists()


def test_the_simple_policy_is_the_default_of_a_release(tmp_path: Path) -> None:
    assert isinstance(SinglePolicy(ONTOLOGY), Policy)
    made = release(tmp_path, given(), None)
    assert made.manifest["policy"] == "single"
    assert [record.article.id for record in load_gold(made.folder)] == ["c"]
    assert [item.article for item in made.left_out] == ["a", "b"]
