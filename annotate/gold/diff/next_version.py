"""Proposes the version of a release from its difference to the last one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from annotate.core.errors import ConfigError, InputError
from annotate.core.wording import counted
from annotate.gold.diff.compare import Comparison, Summary, Why
from annotate.gold.gold import Gold
from annotate.gold.load import load_gold
from annotate.gold.sums import SUMS_FILE

FIRST = "1.0.0"


@dataclass(frozen=True)
class Proposal:
    """A proposed version and the reasons for it. ``level`` is major, minor, patch, or none."""

    version: str
    level: str
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.version} ({self.level}: {'; '.join(self.reasons)})" if self.reasons else self.version


def propose(last: str, summary: Summary) -> Proposal:
    """The version after ``last`` (MAJOR.MINOR.PATCH).

    Major: figures measured on the last release cannot be compared with the next one, because an article was
    removed, its text changed or it moved to another split, or the ontology breaks annotations of before.
    Minor: articles were added, or the ontology allows more. Patch: only annotations or fields differ.
    """
    major, minor, patch = (int(number) for number in last.split("."))
    reasons = tuple(_breaks(summary))
    if reasons:
        return Proposal(f"{major + 1}.0.0", "major", reasons)
    reasons = tuple(_adds(summary))
    if reasons:
        return Proposal(f"{major}.{minor + 1}.0", "minor", reasons)
    changed = summary.changed.total()
    if changed:
        return Proposal(f"{major}.{minor}.{patch + 1}", "patch", (f"{counted(changed, 'article')} changed",))
    return Proposal(last, "none", ("nothing differs",))


def _breaks(summary: Summary) -> list[str]:
    found = []
    if removed := summary.removed.total():
        found.append(f"{counted(removed, 'article')} removed")
    if texts := summary.changed[Why.TEXT]:
        found.append(f"the text of {counted(texts, 'article')} changed")
    if summary.moved:
        found.append(f"{counted(len(summary.moved), 'article')} moved to another split")
    return [*found, *summary.breaking[:3]]


def _adds(summary: Summary) -> list[str]:
    found = [f"{counted(added, 'article')} added"] if (added := summary.added.total()) else []
    return [*found, *summary.ontology[:3]]


def proposed_for(last: Path, version: str, made: Gold) -> Proposal:
    """The version of ``made``, a release without its manifest, after the release ``last`` of ``version``.

    Raises `ConfigError` if nothing differs, or if the last release cannot be read.
    """
    try:
        comparison = Comparison(load_gold(last), made, left_out={})
    except InputError as error:
        raise ConfigError(
            f"no version can be proposed, because the last release cannot be used: {error}",
            remedy="Name a --version.",
        ) from error
    for _ in comparison.articles():
        pass
    proposal = propose(version, comparison.summary)
    if proposal.level == "none":
        raise ConfigError(
            f"nothing differs from the last release, {last.name}, so no new version is proposed.",
            remedy="Name a --version to make it nevertheless.",
        )
    return proposal


def last_release(exports: Path, name: str) -> tuple[Path, str] | None:
    """The folder and version of the release with the highest version of this name; None if there is none."""
    pattern = re.compile(rf"{re.escape(name)}-(\d+)\.(\d+)\.(\d+)")
    found = [
        (tuple(int(number) for number in match.groups()), folder)
        for folder in (exports.iterdir() if exports.is_dir() else ())
        if (match := pattern.fullmatch(folder.name)) and (folder / SUMS_FILE).is_file()
    ]
    if not found:
        return None
    numbers, folder = max(found)
    return folder, ".".join(map(str, numbers))
