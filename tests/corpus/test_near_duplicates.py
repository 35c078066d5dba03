"""Near duplicates: reprints and updates are found, unrelated articles are not, whatever their order."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import unicodedata
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.corpus.near_duplicates import NearDuplicates, find_near_duplicates
from benchmarks.news import CHANGES, News, planted

Texts = list[tuple[str, str]]


def clusters(*texts: str) -> list[list[str]]:
    return find_near_duplicates((str(number), text) for number, text in enumerate(texts)).clusters


def plain_shingles(text: str) -> set[tuple[str, ...]]:
    """The shingles of a text in a script with blanks, made without hashes."""
    plain = unicodedata.normalize("NFD", text.casefold())
    words = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def near(first: set[tuple[str, ...]], second: set[tuple[str, ...]]) -> bool:
    both, smaller = len(first & second), min(len(first), len(second))
    jaccard = 10 * both >= 7 * len(first | second) > 0
    return jaccard or (smaller >= 8 and 10 * both >= 7 * smaller)


def pairs_of(found: NearDuplicates) -> set[tuple[str, str]]:
    pairs = set()
    for article, others in found.near([article for ids in found.texts for article in ids]).items():
        pairs |= {(min(article, other), max(article, other)) for other in others}
    return pairs


@pytest.fixture(scope="module")
def news() -> Texts:
    return planted(300, 20, characters=1200).articles


@pytest.fixture(scope="module")
def found(news: Texts) -> NearDuplicates:
    return find_near_duplicates(news)


@pytest.mark.parametrize("kind", CHANGES)
def test_every_planted_pair_is_found(found: NearDuplicates, kind: str) -> None:
    cluster_of = {article: tuple(cluster) for cluster in found.clusters for article in cluster}
    pairs = planted(300, 20, characters=1200).pairs[kind]
    together = sum(one in cluster_of and cluster_of[one] == cluster_of.get(other) for one, other in pairs)
    assert together >= 0.99 * len(pairs)


def test_the_pairs_are_exactly_those_that_a_comparison_of_all_texts_gives(
    news: Texts, found: NearDuplicates
) -> None:
    shingles = {article: plain_shingles(text) for article, text in news}
    expected = {
        (min(one, other), max(one, other))
        for one, other in combinations(shingles, 2)
        if near(shingles[one], shingles[other])
    }
    assert pairs_of(found) == expected
    assert not found.limited and not found.boilerplate


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=25), max_size=25), st.randoms())
def test_short_texts_are_compared_exactly_in_any_order(texts: list[list[str]], chance: random.Random) -> None:
    articles = [(str(number), " ".join(words) or "…") for number, words in enumerate(texts)]
    found = find_near_duplicates(articles)
    expected = set()
    for (one, first), (other, second) in combinations(articles, 2):
        if first == second or near(plain_shingles(first), plain_shingles(second)):
            expected.add((min(one, other), max(one, other)))
    if not found.boilerplate:
        assert pairs_of(found) == expected
    chance.shuffle(articles)
    assert find_near_duplicates(articles) == found


def test_the_hash_seed_changes_nothing() -> None:
    code = (
        "from benchmarks.news import planted;"
        "from annotate.corpus.near_duplicates import find_near_duplicates;"
        "print(find_near_duplicates(planted(60, 4, characters=600).articles))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_equal_texts_are_near_duplicates_however_short() -> None:
    assert clusters("Paris", "PARIS !", "Rome", "« Páris »") == [["0", "1", "3"]]
    assert clusters("…", "…", "!!!") == [["0", "1"]]
    assert clusters() == [] == clusters("") == clusters("a b", "a c")


def test_a_headline_is_no_near_duplicate_of_each_article_that_holds_its_words() -> None:
    body = News(3).article()
    assert clusters("Visite du ministre", f"Visite du ministre\n\n{body}") == []
    flash = "Hanoï (VNA) - Le Premier ministre vietnamien a rencontré lundi son homologue laotien à Vientiane"
    assert clusters(flash, f"{flash}. {body}") == [["0", "1"]]


CHINESE = (
    "越南外交部副部长阮明武三日在河内会见了来访的老挝外交代表团，双方就加强两国全面合作关系深入交换了意见。"
    "会谈中，双方一致同意继续扩大贸易、投资和教育领域的合作，并支持企业参与边境地区的基础设施建设。"
)
THAI = (
    "นายกรัฐมนตรีไทยพบหารือกับนายกรัฐมนตรีกัมพูชาที่กรุงเทพมหานครเมื่อวันจันทร์ที่ผ่านมา"
    "ทั้งสองฝ่ายเห็นพ้องที่จะขยายความร่วมมือด้านการค้าและการลงทุนตามแนวชายแดนร่วมกัน"
)
OTHER_CHINESE = (
    "日本气象厅四日发布消息说，北海道附近海域当天凌晨发生六点一级地震，"
    "目前没有海啸危险，也没有人员伤亡的报告。"
)
OTHER_THAI = "ราคาน้ำมันดิบในตลาดโลกปรับตัวลดลงต่อเนื่องหลังจากประเทศผู้ผลิตรายใหญ่ประกาศเพิ่มกำลังการผลิตในเดือนหน้า"


def test_languages_without_blanks_are_compared_too() -> None:
    update = (
        OTHER_CHINESE + CHINESE.replace("三日", "四日") + OTHER_CHINESE.replace("四日", "五日") + "（完）"
    )
    assert clusters(CHINESE, update, CHINESE[::-1]) == [["0", "1"]]
    assert clusters(THAI, OTHER_THAI + THAI.replace("จันทร์", "อังคาร"), THAI[::-1]) == [["0", "1"]]
    assert clusters(CHINESE, OTHER_CHINESE, THAI, OTHER_THAI) == []


def test_clusters_are_transitive() -> None:
    parts = [News(seed).article() for seed in range(4)]
    chained = [first + "\n" + second for first, second in pairwise(parts)]
    assert clusters(*parts, *chained) == [["0", "1", "2", "3", "4", "5", "6"]]
    found = find_near_duplicates(zip("abcdxyz", [*parts, *chained], strict=True))
    assert found.clusters_among("abxd") == [["a", "b", "x"]], "y and z, which connect d, are not there"


def test_a_notice_that_many_articles_contain_does_not_connect_them() -> None:
    news = News(5, characters=1500)
    notice = "Abonnez-vous : " + " ".join(news.sentence() for _ in range(2))
    articles = [(f"a{number}", f"{news.article()}\n{notice}") for number in range(30)]
    found = find_near_duplicates([*articles, ("notice", notice)])
    assert found.clusters == []
    assert found.boilerplate == ("notice",)
    assert find_near_duplicates([*articles[:8], ("notice", notice)]).boilerplate == (), "few contain it"


def test_many_updates_of_one_dispatch_are_no_boilerplate() -> None:
    news = News(6, characters=700)
    texts = [news.article()]
    for _ in range(14):
        texts.append(texts[-1] + "\n" + news.paragraph() + "\n" + news.paragraph())
    assert len(clusters(*texts)[0]) == 15


def test_texts_of_one_template_are_found_and_counted_although_not_each_is_compared_with_each() -> None:
    news = News(7, characters=1500)
    template, chance = news.article(), random.Random(7)
    daily = [
        (f"d{number}", template + f"\nClôture : {chance.random()} {chance.random()}") for number in range(300)
    ]
    others = [(f"a{number}", news.article()) for number in range(100)]
    full = find_near_duplicates([*daily, *others])
    limited = find_near_duplicates([*daily, *others], most_lookups=1000)
    assert full.limited == () and len(limited.limited) > 200
    assert full.clusters == limited.clusters == [sorted(article for article, _ in daily)]
