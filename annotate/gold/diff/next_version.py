"""Proposes the version of a release from its difference to the last one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError, InputError
from annotate.core.wording import counted, listed
from annotate.gold.diff.compare import Comparison, Summary, Why
from annotate.gold.gold import Gold
from annotate.gold.load import load_gold
from annotate.gold.release_files import ANNOTATIONS_FILE, MANIFEST_FILE, TEXTS
from annotate.gold.sums import SUMS_FILE, digest_of

FIRST = "1.0.0"


class NothingDiffersError(ConfigError):
    """A release would be the same as the last one, so no version is proposed."""


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
    """The version of ``made``, a release without its version, after the release ``last`` of ``version``.

    Texts that were taken out, people's answers and the manifest count as well: if only they differ, the
    version is a patch. Raises `ConfigError` if nothing differs, or if the last release cannot be read.
    """
    try:
        before = load_gold(last)
        manifest = before.manifest
        comparison = Comparison(before, made, left_out={})
    except InputError as error:
        raise ConfigError(
            f"no version can be proposed, because the last release cannot be used: {error}",
            remedy="Name a --version.",
        ) from error
    for _ in comparison.articles():
        pass
    proposal = propose(version, comparison.summary)
    if proposal.level in ("patch", "none") and (others := tuple(_other_differences(last, manifest, made))):
        major, minor, patch = (int(number) for number in version.split("."))
        reasons = (*others, *(proposal.reasons if proposal.level == "patch" else ()))
        proposal = Proposal(f"{major}.{minor}.{patch + 1}", "patch", reasons)
    if proposal.level == "none":
        raise NothingDiffersError(
            f"nothing differs from the last release, {last.name}, so no new version is proposed.",
            remedy="Name a --version to make it nevertheless.",
        )
    return proposal


def _other_differences(last: Path, before: Mapping[str, Any], made: Gold) -> Iterator[str]:
    """What differs besides the gold itself: texts, people's answers, and the manifest."""
    after = made.manifest
    had, has = (TEXTS not in manifest for manifest in (before, after))
    if had != has:
        yield "made with texts" if has else "made without texts"
    answered, answers = (digest_of(folder / ANNOTATIONS_FILE) for folder in (last, made.path))
    if (answered is None) != (answers is None):
        yield f"made {'without' if answers is None else 'with'} {ANNOTATIONS_FILE}"
    elif had == has and answered != answers:
        yield f"{ANNOTATIONS_FILE} differs"
    passed = {"version", *(() if had == has else (TEXTS,))}
    if (answered is None) != (answers is None):
        passed |= {"annotations", "effort"}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if differing := [name for name in names if name not in passed]:
        yield f"{MANIFEST_FILE} differs in {listed(sorted(differing))}"


def last_release(exports: Path, name: str) -> tuple[Path, str] | None:
    """The folder and version of the release with the highest version of this name; None if there is none."""
    pattern = re.compile(rf"{re.escape(name)}-([0-9]+)\.([0-9]+)\.([0-9]+)")
    found = [
        (tuple(int(number) for number in match.groups()), folder)
        for folder in (exports.iterdir() if exports.is_dir() else ())
        if (match := pattern.fullmatch(folder.name)) and (folder / SUMS_FILE).is_file()
    ]
    if not found:
        return None
    numbers, folder = max(found)
    return folder, ".".join(map(str, numbers))
