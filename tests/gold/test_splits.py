"""Splits: near duplicates stay together, labels are spread evenly, and a later release moves no article."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError
from annotate.corpus.near_duplicates import NearDuplicates
from annotate.gold.splitting.rule import SplitRule, asked_rule, rule_of, shares_of
from annotate.gold.splitting.splits import SplitArticle, SplitArticles, Why, split_articles, straddling

IDS = [f"a{number}" for number in range(1000)]


def near(ids: Iterable[str], *pairs: tuple[str, str]) -> NearDuplicates:
    """Articles of which only ``pairs`` are near duplicates."""
    texts = tuple((article,) for article in sorted(ids))
    number = {article: index for index, (article,) in enumerate(texts)}
    return NearDuplicates(texts, tuple((number[one], number[other]) for one, other in pairs))


def split(
    ids: Iterable[str],
    *pairs: tuple[str, str],
    rule: SplitRule | None = None,
    previous: Mapping[str, str] | None = None,
) -> SplitArticles:
    ids = list(ids)
    return split_articles(map(SplitArticle, ids), near(ids, *pairs), rule, previous)


def split_of(result: SplitArticles) -> dict[str, str]:
    return {article: name for name, ids in result.splits.items() for article in ids}


def left_out(result: SplitArticles) -> dict[str, tuple[Why, dict[str, str]]]:
    return {item.article: (item.code, dict(item.near)) for item in result.left_out}


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (1, (1, 0, 0)),
        (2, (2, 0, 0)),
        (4, (3, 0, 1)),
        (7, (5, 1, 1)),
        (10, (8, 1, 1)),
        (1000, (800, 100, 100)),
    ],
)
def test_the_shares_are_kept_to_the_article_and_none_is_moved_to_fill_a_split(
    count: int, sizes: tuple[int, int, int]
) -> None:
    assert tuple(map(len, split(IDS[:count]).splits.values())) == sizes


def test_shares_are_as_asked_and_a_share_of_nothing_is_empty() -> None:
    assert tuple(map(len, split(IDS, rule=SplitRule((70, 0, 30))).splits.values())) == (700, 0, 300)
    assert split(IDS, rule=SplitRule(seed=1)).splits != split(IDS).splits == split(reversed(IDS)).splits


@given(st.data(), st.sampled_from([(80, 10, 10), (50, 25, 25), (100, 0, 0), (0, 50, 50)]), st.integers(0, 3))
def test_each_article_is_in_one_split_and_no_cluster_in_two(
    data: st.DataObject, shares: tuple[int, int, int], seed: int
) -> None:
    ids = IDS[: data.draw(st.integers(1, 40))]
    one = st.sampled_from(ids)
    pairs = [(a, b) for a, b in data.draw(st.lists(st.tuples(one, one), max_size=15)) if a != b]
    labels = {article: data.draw(st.frozensets(st.sampled_from("xyz"))) for article in ids}
    articles = [SplitArticle(article, labels=labels[article]) for article in ids]
    known = near(ids, *pairs)
    result = split_articles(articles, known, SplitRule(shares, seed))
    assert sorted(article for ids in result.splits.values() for article in ids) == sorted(ids)
    assert not result.left_out and not straddling(known, result.splits)
    assert split_articles(articles[::-1], known, SplitRule(shares, seed)) == result
    # A later release with more pairs and articles.
    more = [*ids, *(f"n{number}" for number in range(data.draw(st.integers(0, 10))))]
    other = st.sampled_from(more)
    new = [(a, b) for a, b in data.draw(st.lists(st.tuples(other, other), max_size=15)) if a != b]
    previous = split_of(result)
    known = near(more, *pairs, *new)
    later = split_articles(map(SplitArticle, more), known, SplitRule(shares, seed), previous)
    now = split_of(later)
    assert {article: now[article] for article in previous} == previous, "none has moved"
    assert now.keys() | left_out(later).keys() == set(more) and not now.keys() & left_out(later).keys()
    for leak in straddling(known, later.splits):
        assert leak in later.known_leaks
        assert len({previous[article] for article in leak if article in previous}) > 1


def test_a_cluster_larger_than_a_split_goes_where_there_is_room() -> None:
    pairs = [("a0", f"a{number}") for number in range(1, 60)]
    result = split(IDS[:100], *pairs)
    assert {split_of(result)[f"a{number}"] for number in range(60)} == {"train"}
    assert tuple(map(len, result.splits.values())) == (80, 10, 10)


def test_labels_are_spread_more_evenly_than_by_a_hash_of_the_id() -> None:
    chance = random.Random(1)
    shares = {f"l{number}": 0.5 / (number + 1) ** 1.3 for number in range(20)}
    articles = [
        SplitArticle(article, labels=frozenset(label for label in shares if chance.random() < shares[label]))
        for article in IDS
    ]
    pairs = [(f"a{number}", f"a{number + 1}") for number in range(0, 200, 2)]

    def unevenness(splits: Mapping[str, str]) -> float:
        """The mean distance between the share of a label's articles in a split and the target."""
        total, there = Counter[str](), Counter[tuple[str, str]]()
        for article in articles:
            for label in article.labels:
                total[label] += 1
                there[label, splits[article.id]] += 1
        aims = {"train": 0.8, "dev": 0.1, "test": 0.1}
        return sum(
            abs(there[label, name] / total[label] - aim) for label in total for name, aim in aims.items()
        ) / (3 * len(total))

    def hashed(article: str) -> str:
        part = int.from_bytes(hashlib.sha256(f"0\0{article}".encode()).digest()[:8]) / 2**64
        return "train" if part < 0.8 else "dev" if part < 0.9 else "test"

    stratified = split_of(split_articles(articles, near(IDS, *pairs)))
    by_hash = {article: hashed(article) for article in IDS} | {a: hashed(b) for a, b in pairs}
    assert unevenness(stratified) < unevenness(by_hash) / 3


def test_a_new_article_joins_its_cluster_and_one_between_two_splits_is_left_out() -> None:
    previous = {"t": "train", "d": "dev", "e": "test"}
    result = split(
        ["t", "d", "e", "joins", "follows", "bridge", "chain1", "chain2", "chain3"],
        ("joins", "e"),
        ("follows", "joins"),
        ("bridge", "t"),
        ("bridge", "d"),
        ("t", "chain1"),
        ("chain1", "chain2"),
        ("chain2", "chain3"),
        ("chain3", "e"),
        previous=previous,
    )
    assert result.splits == {"train": ["t"], "dev": ["d"], "test": ["e", "follows", "joins"]}
    assert left_out(result) == {
        "bridge": (Why.BRIDGE, {"t": "train", "d": "dev"}),
        "chain1": (Why.BRIDGE, {"e": "test", "t": "train"}),
        "chain2": (Why.BRIDGE, {"e": "test", "t": "train"}),
        "chain3": (Why.BRIDGE, {"e": "test", "t": "train"}),
    }
    reasons = {item.article: item.reason for item in result.left_out}
    assert reasons.pop("bridge") == "it is a near duplicate of articles in different splits"
    assert set(reasons.values()) == {"its cluster of near duplicates leads to articles in different splits"}
    assert not result.known_leaks


def test_new_copies_of_one_text_that_is_in_two_splits_are_left_out() -> None:
    known = NearDuplicates((("copy", "e", "t"), ("x",)), ())
    articles = map(SplitArticle, ["copy", "e", "t", "x"])
    result = split_articles(articles, known, previous={"t": "train", "e": "test"})
    assert left_out(result) == {"copy": (Why.BRIDGE, {"e": "test", "t": "train"})}
    assert result.known_leaks == [{"e": "test", "t": "train"}]


def test_near_duplicates_that_an_earlier_release_has_apart_stay_and_are_listed() -> None:
    result = split(["t", "e", "new"], ("t", "e"), ("new", "e"), previous={"t": "train", "e": "test"})
    assert split_of(result) == {"t": "train", "e": "test", "new": "test"}
    assert result.known_leaks == [{"e": "test", "new": "test", "t": "train"}]


def test_articles_that_are_gone_are_absent_and_one_that_is_back_is_split_anew() -> None:
    assert split_of(split(["a"], previous={"a": "dev", "gone": "test"})) == {"a": "dev"}


def test_a_date_decides_what_is_for_test_with_whole_clusters() -> None:
    dates = {
        "early": "2025-05-31",
        "first": "2025-05",
        "update": "2025-06-01",
        "late": "2025-07",
        "next": "2026",
        "year": "2025",
        "none": None,
    }
    result = split_articles(
        [SplitArticle(article, published) for article, published in dates.items()],
        near(dates, ("first", "update")),
        SplitRule((90, 10, 0), test_from="2025-06"),
    )
    assert result.splits == {"train": ["early"], "dev": [], "test": ["first", "late", "next", "update"]}
    assert result.before_date == ["first"]
    assert left_out(result) == {"none": (Why.NO_DATE, {}), "year": (Why.NO_DATE, {})}
    assert "2025 is not precise enough" in result.left_out[1].reason


def test_an_update_after_the_date_of_an_article_in_train_is_left_out() -> None:
    articles = [
        SplitArticle("old", "2025-01"),
        SplitArticle("update", "2025-06"),
        SplitArticle("b", "2025-02"),
    ]
    result = split_articles(
        articles,
        near(["old", "update", "b"], ("old", "update"), ("b", "old")),
        SplitRule(test_from="2025-06"),
        {"old": "train"},
    )
    assert result.splits == {"train": ["b", "old"], "dev": [], "test": []}
    assert left_out(result) == {"update": (Why.OTHER_SPLIT, {"old": "train"})}


def test_a_source_is_for_test_and_its_near_duplicates_elsewhere_are_left_out() -> None:
    articles = [SplitArticle(article, source="afp") for article in IDS[:40]]
    articles += [SplitArticle("v1", source="vna"), SplitArticle("v2", source="vna"), SplitArticle("x")]
    ids = [article.id for article in articles]
    result = split_articles(articles, near(ids, ("v1", "a3")), SplitRule(test_sources=("vna",)))
    assert result.splits["test"] == ["v1", "v2"]
    assert [len(ids) for ids in result.splits.values()] == [35, 4, 2]
    assert left_out(result) == {"a3": (Why.OTHER_SPLIT, {"v1": "test"}), "x": (Why.NO_SOURCE, {})}
    with pytest.raises(ConfigError, match="no article has the source 'apf'") as refused:
        split_articles(articles, near(ids), SplitRule(test_sources=("apf",)))
    assert "'afp', 'vna'" in str(refused.value.remedy)


def test_whole_sources_stay_in_one_split() -> None:
    articles = [SplitArticle(f"{source}{n}", source=f"s{source}") for source in range(20) for n in range(7)]
    ids = [article.id for article in articles]
    rule = SplitRule((50, 25, 25), by_source=True)
    result = split_articles(articles, near(ids), rule)
    place = split_of(result)
    splits_of_source = {(article.source, place[article.id]) for article in articles}
    assert len(splits_of_source) == 20
    assert [len(ids) for ids in result.splits.values()] == [70, 35, 35]
    # New sources and articles: known sources stay, a near duplicate across sources is left out.
    more = [
        *articles,
        SplitArticle("new", source="s0"),
        *(SplitArticle(f"t{n}", source="t") for n in range(3)),
    ]
    other = next(article for article in ids if place[article] != place["00"])
    later = split_articles(
        more, near([*ids, "new", "t0", "t1", "t2"], ("t0", "00"), ("t0", other)), rule, place
    )
    assert split_of(later)["new"] == place["00"]
    assert left_out(later) == {"t0": (Why.BRIDGE, {"00": place["00"], other: place[other]})}
    assert split_of(later)["t1"] == split_of(later)["t2"]


@pytest.mark.parametrize("text", ["80/10", "80/10/11", "80/10/10/0", "a/b/c", "-10/100/10", "", "8/1/1"])
def test_shares_that_do_not_sum_to_100_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="sum to 100"):
        shares_of(text)


def test_a_rule_is_written_and_read_back() -> None:
    for rule in (
        SplitRule(),
        SplitRule((70, 20, 10), 3, by_source=True, test_sources=("a", "b c")),
        SplitRule(test_from="2025-06"),
    ):
        assert rule_of({"rule": rule.to_dict()}) == rule
    assert rule_of({"seed": 0, "splits": {}}) == SplitRule(), "as releases before this one had it"
    assert rule_of({"rule": {"by": "moon"}}) is None
    assert asked_rule(None, None, None, (), None) is None
    assert asked_rule("70/20/10", "source", None, ("b", "a"), 2) == SplitRule(
        (70, 20, 10), 2, True, None, ("a", "b")
    )
    for options in (
        (None, None, "June", (), None),
        (None, "source", "2025", (), None),
        (None, None, "2025", ("a",), None),
    ):
        with pytest.raises(ConfigError):
            asked_rule(*options)
