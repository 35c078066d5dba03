"""Splits articles into train, dev and test. Near duplicates are never in different splits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from annotate.core.errors import ConfigError
from annotate.corpus.near_duplicates import NearDuplicates
from annotate.gold.splitting.rule import NAMES, SplitRule
from annotate.gold.splitting.stratified import Group, distribute

_PRIORITY = ("test", "dev", "train")  # a split that must not lose articles comes first


class Why(StrEnum):
    """Why an article is in no split."""

    BRIDGE = "near-several-splits"
    OTHER_SPLIT = "near-another-split"
    NO_DATE = "no-date"
    NO_SOURCE = "no-source"


@dataclass(frozen=True)
class SplitArticle:
    """What the splitting needs to know of an article. ``labels`` are its entity and event types."""

    id: str
    published: str | None = None
    source: str | None = None
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class InNoSplit:
    """An article that is gold but in no split, and the articles in splits that it is a near duplicate of.

    If these do not explain it, because other articles of its cluster connect it with a split, ``near`` has
    the articles in splits that its cluster leads to.
    """

    article: str
    code: Why
    reason: str
    near: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The article as splits.json and the manifest have it."""
        return {
            "article": self.article,
            "code": str(self.code),
            "reason": self.reason,
            **({"near": dict(self.near)} if self.near else {}),
        }


@dataclass
class SplitArticles:
    """The article ids of each split, sorted, and what else there is to tell.

    - ``left_out``: articles in no split.
    - ``before_date``: articles for test although published before `SplitRule.test_from`, because a near
      duplicate was published later.
    - ``known_leaks``: near duplicates in different splits, because articles of the previous release keep
      theirs. They may have become near duplicates since, if a text changed.
    """

    splits: dict[str, list[str]]
    left_out: list[InNoSplit] = field(default_factory=list)
    before_date: list[str] = field(default_factory=list)
    known_leaks: list[dict[str, str]] = field(default_factory=list)


def split_articles(
    articles: Iterable[SplitArticle],
    near: NearDuplicates,
    rule: SplitRule | None = None,
    previous: Mapping[str, str] | None = None,
) -> SplitArticles:
    """Splits ``articles`` by ``rule``. ``previous`` is the split of each article in an earlier release.

    An article of ``previous`` keeps its split. A new one joins the split of its near duplicates. New articles
    that would connect two splits, directly or through other new ones, are left out of the splits. No article
    is moved to fill a split, so in a small release dev or test may be empty.

    Raises `ConfigError` if no article has one of the rule's test sources.
    """
    return _Splitting(
        {article.id: article for article in articles}, near, rule or SplitRule(), previous or {}
    ).run()


class _Splitting:
    def __init__(
        self,
        articles: Mapping[str, SplitArticle],
        near: NearDuplicates,
        rule: SplitRule,
        previous: Mapping[str, str],
    ) -> None:
        self.rule = rule
        self.articles = articles
        self.fixed = {article: split for article, split in previous.items() if article in articles}
        self.near = near
        self._text_of = {article: text for text, ids in enumerate(near.texts) for article in ids}
        self.beside: dict[int, list[int]] = defaultdict(list)
        for one, other in near.pairs:
            self.beside[one].append(other)
            self.beside[other].append(one)
        self.splits: dict[str, list[str]] = {name: [] for name in NAMES}
        for article, split in self.fixed.items():
            self.splits[split].append(article)
        self.left_out: list[InNoSplit] = []
        self.before_date: list[str] = []

    def run(self) -> SplitArticles:
        self._check_sources()
        free = self._with_what_the_rule_asks()
        source_splits = self._split_sources(free) if self.rule.by_source else {}
        undecided: list[Group] = []
        for members, touched in self._clusters(free):
            allowed = {article: self._allowed(article, source_splits) for article in members}
            splits = {touched[article] for article in touched}
            if len(splits) > 1:
                self._leave_out(members, touched, Why.BRIDGE, "articles in different splits")
                continue
            only = {next(iter(names)) for names in allowed.values() if len(names) == 1}
            split = next(iter(splits), None) or next((name for name in _PRIORITY if name in only), None)
            if split is None:
                undecided.append(self._group(members))
                continue
            staying = [article for article in members if split in allowed[article]]
            self.splits[split] += staying
            if split == "test" and self.rule.test_from is not None:
                self.before_date += [article for article in staying if len(allowed[article]) > 1]
            there = touched or dict.fromkeys(staying, split)
            self._leave_out(
                [article for article in members if split not in allowed[article]],
                there,
                Why.OTHER_SPLIT,
                f"articles in {split}, but the rule puts it elsewhere",
            )
        shares = self.rule.shares_left
        assigned = {name: [self._group([article]) for article in self.splits[name]] for name in shares}
        for group, name in zip(
            undecided, distribute(undecided, shares, assigned, self.rule.seed), strict=True
        ):
            self.splits[name] += group.articles
        return SplitArticles(
            {name: sorted(ids) for name, ids in self.splits.items()},
            sorted(self.left_out, key=lambda item: item.article),
            sorted(self.before_date),
            straddling(self.near, self.splits) if self.fixed else [],
        )

    def _check_sources(self) -> None:
        known = Counter(article.source for article in self.articles.values() if article.source)
        for source in self.rule.test_sources:
            if source not in known:
                named = ", ".join(repr(name) for name, _ in known.most_common(5)) or "none at all"
                raise ConfigError(
                    f"no article has the source {source!r}.",
                    remedy=f"The articles have these sources: {named}.",
                )

    def _with_what_the_rule_asks(self) -> list[str]:
        """The articles that no earlier release has in a split. Leaves out those without a date or source."""
        rule, free = self.rule, []
        for article in sorted(self.articles.keys() - self.fixed.keys()):
            published, source = self.articles[article].published, self.articles[article].source
            if rule.test_from is not None and _is_from(published, rule.test_from) is None:
                known = (
                    "it has no date" if published is None else f"its date {published} is not precise enough"
                )
                self.left_out.append(
                    InNoSplit(article, Why.NO_DATE, f"{known} for --test-from {rule.test_from}")
                )
            elif (rule.by_source or rule.test_sources) and not source:
                self.left_out.append(InNoSplit(article, Why.NO_SOURCE, "it has no source to split by"))
            else:
                free.append(article)
        return free

    def _allowed(self, article: str, source_splits: Mapping[str, str]) -> frozenset[str]:
        known = self.articles[article]
        if self.rule.by_source:
            return frozenset({source_splits[str(known.source)]})
        if self.rule.test_from is not None:
            return frozenset({"test"} if _is_from(known.published, self.rule.test_from) else NAMES)
        if self.rule.test_sources:
            return frozenset({"test"} if known.source in self.rule.test_sources else {"train", "dev"})
        return frozenset(NAMES)

    def _split_sources(self, free: Sequence[str]) -> dict[str, str]:
        """The split of each source: that of the previous release, else by the shares."""
        there: dict[str, Counter[str]] = defaultdict(Counter)
        for article, split in self.fixed.items():
            if source := self.articles[article].source:
                there[source][split] += 1
        splits = {source: max(NAMES, key=lambda name: counts[name]) for source, counts in there.items()}
        splits.update(dict.fromkeys(self.rule.test_sources, "test"))
        members: dict[str, list[str]] = defaultdict(list)
        for article in free:
            members[str(self.articles[article].source)].append(article)
        new = sorted(source for source in members if source not in splits)
        known: dict[str, list[Group]] = {name: [] for name in NAMES}
        for source, split in splits.items():
            known[split].append(self._group(members.get(source, [])))
        for article, split in self.fixed.items():
            known[split].append(self._group([article]))
        groups = [self._group(members[source]) for source in new]
        splits.update(zip(new, distribute(groups, self.rule.shares_left, known, self.rule.seed), strict=True))
        return splits

    def _clusters(self, free: Sequence[str]) -> Iterable[tuple[list[str], dict[str, str]]]:
        """Yields clusters of ``free`` articles, each with the articles in splits beside it and their splits.

        A cluster is connected through free articles alone: what two articles of the previous release have in
        common is known, and decides nothing about new ones.
        """
        wanted = set(free)
        free_of = [[article for article in ids if article in wanted] for ids in self.near.texts]
        fixed_of = [[article for article in ids if article in self.fixed] for ids in self.near.texts]
        seen = [not ids for ids in free_of]
        for start, ids in enumerate(free_of):
            if not ids or seen[start]:
                continue
            members: list[str] = []
            touched: dict[str, str] = {}
            waiting = [start]
            seen[start] = True
            while waiting:
                text = waiting.pop()
                members += free_of[text]
                for other in (text, *self.beside.get(text, ())):
                    touched.update((article, self.fixed[article]) for article in fixed_of[other])
                    if not seen[other]:
                        seen[other] = True
                        waiting.append(other)
            yield sorted(members), dict(sorted(touched.items()))

    def _group(self, articles: Sequence[str]) -> Group:
        labels = Counter(label for article in articles for label in sorted(self.articles[article].labels))
        return Group(tuple(articles), labels)

    def _leave_out(self, articles: Sequence[str], there: Mapping[str, str], code: Why, what: str) -> None:
        for article in articles:
            near = {other: there[other] for other in self._near_of(article) if other in there}
            how = "it is a near duplicate of"
            if len(set(near.values())) < (2 if code is Why.BRIDGE else 1):
                near, how = dict(there), "its cluster of near duplicates leads to"
            self.left_out.append(InNoSplit(article, code, f"{how} {what}", near))

    def _near_of(self, article: str) -> list[str]:
        text = self._text_of[article]
        return [other for place in (text, *self.beside.get(text, ())) for other in self.near.texts[place]]


def straddling(near: NearDuplicates, splits: Mapping[str, Iterable[str]]) -> list[dict[str, str]]:
    """The clusters that are in several splits, each as the split of its articles. Others connect nothing."""
    split_of = {article: split for split, articles in splits.items() for article in articles}
    clusters = [{article: split_of[article] for article in ids} for ids in near.clusters_among(split_of)]
    return [cluster for cluster in clusters if len(set(cluster.values())) > 1]


def _is_from(published: str | None, start: str) -> bool | None:
    """Whether an article was published at ``start`` or later. None if its date does not say."""
    if published is None:
        return None
    length = min(len(published), len(start))
    if published[:length] != start[:length]:
        return published[:length] > start[:length]
    return True if len(published) >= len(start) or start[length:] in ("-01", "-01-01") else None
