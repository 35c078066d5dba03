"""The splits of an earlier release, which a new one keeps."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotate.core.errors import ConfigError, InputError
from annotate.core.path_errors import reading
from annotate.gold.load import load_gold
from annotate.gold.release_files import SPLITS_FILE
from annotate.gold.splitting.rule import NAMES, SplitRule, rule_of
from annotate.gold.sums import SUMS_FILE


@dataclass(frozen=True)
class Previous:
    """An earlier release: name, version, SHA-256 of its SHA256SUMS, rule, and split by article."""

    name: str
    version: str
    sums: str
    rule: SplitRule
    splits: Mapping[str, str] = field(repr=False)

    def to_dict(self) -> dict[str, str]:
        """The release as splits.json and the manifest of a later one name it."""
        return {"name": self.name, "version": self.version, "sha256sums": f"sha256:{self.sums}"}


def read_previous(folder: Path) -> Previous:
    """Reads the splits of a release. Raises `InputError` if it is none, is damaged, or has other splits."""
    gold = load_gold(folder)
    if not gold.path.is_dir():
        raise InputError("has no splits.", where=str(folder), remedy="Name the folder of a release.")
    place = folder / SPLITS_FILE
    with reading(place):
        data = gold.split_file
        sums = hashlib.sha256((folder / SUMS_FILE).read_bytes()).hexdigest()
    rule = rule_of(data)
    if rule is None:
        raise InputError(
            "names no rule that this version knows.",
            where=str(place),
            remedy="Use the version of annotate that made that release, or leave --previous out.",
        )
    if others := [name for name in gold.splits if name not in NAMES]:
        raise InputError(
            f"has the split {others[0]!r}.", where=str(place), remedy=f"Only {', '.join(NAMES)} can be kept."
        )
    splits = {article: split for split, articles in gold.splits.items() for article in articles}
    if not splits:
        raise InputError("has no splits.", where=str(folder), remedy="Make the release without --previous.")
    manifest = gold.manifest
    return Previous(str(manifest.get("name")), str(manifest.get("version")), sums, rule, splits)


def rule_to_use(asked: SplitRule | None, previous: Previous | None) -> SplitRule:
    """The rule of the previous release, if there is one. Raises `ConfigError` if another one is asked for."""
    if previous is None:
        return asked or SplitRule()
    if asked is not None and asked != previous.rule:
        raise ConfigError(
            f"the release {previous.name}-{previous.version} was split by {previous.rule}, not {asked}.",
            remedy="Leave the options of the split out to keep its rule, or --previous to split anew.",
        )
    return previous.rule


def earlier_release(exports: Path, name: str, version: str) -> Path | None:
    """The folder of the newest finished release of this name before ``version``; None if there is none."""
    if not exports.is_dir():
        return None
    pattern = re.compile(re.escape(name) + r"-([0-9]+)\.([0-9]+)\.([0-9]+)")
    found: list[tuple[tuple[int, ...], Path]] = []
    for folder in exports.iterdir():
        match = pattern.fullmatch(folder.name)
        if match and (folder / SUMS_FILE).is_file():
            found.append((tuple(map(int, match.groups())), folder))
    before = tuple(map(int, version.split(".")))
    earlier = [(number, folder) for number, folder in found if number < before]
    return max(earlier)[1] if earlier else None
