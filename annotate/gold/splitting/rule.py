"""How a release is split: the shares, whole sources or not, and what is for test whatever the shares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotate.core.article import check_published
from annotate.core.errors import ConfigError

NAMES = ("train", "dev", "test")
_SHARES = re.compile(r"([0-9]{1,3})/([0-9]{1,3})/([0-9]{1,3})")


@dataclass(frozen=True)
class SplitRule:
    """How articles are split. ``shares`` are percentages of train, dev and test, together 100.

    With ``test_from`` (YYYY, YYYY-MM or YYYY-MM-DD), articles published then or later are for test. With
    ``test_sources``, the articles of these sources are. In both cases ``shares`` says only how much of the
    rest is for dev. With ``by_source``, all articles of a source are in one split. ``seed`` orders what is
    equal.

    Raises `ConfigError` for shares that are not percentages, and for options that exclude each other.
    """

    shares: tuple[int, int, int] = (80, 10, 10)
    seed: int = 0
    by_source: bool = False
    test_from: str | None = None
    test_sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if min(self.shares) < 0 or sum(self.shares) != 100:
            raise _bad_shares("/".join(map(str, self.shares)))
        if self.test_from is not None and not _is_date(self.test_from):
            raise ConfigError(
                f"{self.test_from!r} is not a date.",
                remedy="Write it as --test-from 2025, 2025-06 or 2025-06-30.",
            )
        if self.test_from is not None and (self.test_sources or self.by_source):
            raise ConfigError(
                "a release is split by date or by source, not both.",
                remedy="Give --test-from alone, or --test-source and --split-by source.",
            )

    @property
    def test_is_given(self) -> bool:
        """Whether dates or sources decide what is for test."""
        return self.test_from is not None or bool(self.test_sources)

    @property
    def shares_left(self) -> dict[str, int]:
        """The shares of the splits among which articles are distributed. All of it train if none is left."""
        shares = dict(zip(NAMES, self.shares, strict=True))
        if self.test_is_given:
            del shares["test"]
        return shares if any(shares.values()) else {"train": 100}

    def to_dict(self) -> dict[str, Any]:
        """The rule as splits.json and the manifest have it."""
        rule: dict[str, Any] = {
            "seed": self.seed,
            "shares": dict(zip(NAMES, self.shares, strict=True)),
            "by": "source" if self.by_source else "cluster",
        }
        if self.test_from is not None:
            rule["test_from"] = self.test_from
        if self.test_sources:
            rule["test_sources"] = list(self.test_sources)
        return rule

    def __str__(self) -> str:
        parts = ["--split " + "/".join(map(str, self.shares))]
        if self.by_source:
            parts.append("--split-by source")
        if self.test_from is not None:
            parts.append(f"--test-from {self.test_from}")
        parts += [f"--test-source {source!r}" for source in self.test_sources]
        if self.seed:
            parts.append(f"--split-seed {self.seed}")
        return " ".join(parts)


def shares_of(text: str) -> tuple[int, int, int]:
    """Reads "80/10/10". Raises `ConfigError` for anything but three percentages that sum to 100."""
    found = _SHARES.fullmatch(text.strip())
    if not found:
        raise _bad_shares(text)
    train, dev, test = (int(share) for share in found.groups())
    if train + dev + test != 100:
        raise _bad_shares(text)
    return train, dev, test


def asked_rule(
    shares: str | None,
    split_by: str | None,
    test_from: str | None,
    test_sources: tuple[str, ...],
    seed: int | None,
) -> SplitRule | None:
    """The rule that options ask for: ``shares`` as "80/10/10", ``split_by`` "cluster" or "source".

    None if no option is given. Raises `ConfigError` as `SplitRule` does.
    """
    if (shares, split_by, test_from, seed) == (None,) * 4 and not test_sources:
        return None
    return SplitRule(
        SplitRule.shares if shares is None else shares_of(shares),
        seed or 0,
        split_by == "source",
        test_from,
        tuple(sorted(set(test_sources))),
    )


def rule_of(splits: Mapping[str, Any]) -> SplitRule | None:
    """The rule that a splits.json names; the default without one, as in earlier releases. None if damaged."""
    rule = splits.get("rule")
    try:
        if rule is None:
            return SplitRule(seed=int(splits.get("seed", 0)))
        return SplitRule(
            tuple(int(rule["shares"][name]) for name in NAMES),  # type: ignore[arg-type]
            int(rule["seed"]),
            rule["by"] == "source",
            rule.get("test_from"),
            tuple(map(str, rule.get("test_sources", ()))),
        )
    except (AttributeError, KeyError, TypeError, ValueError, ConfigError):
        return None


def _is_date(value: str) -> bool:
    try:
        check_published(value)
    except ValueError:
        return False
    return True


def _bad_shares(text: str) -> ConfigError:
    return ConfigError(
        f"{text[:40]!r} are not three percentages that sum to 100.",
        remedy="Write train/dev/test, as --split 80/10/10.",
    )
