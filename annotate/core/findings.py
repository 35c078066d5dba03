"""Findings: what is unusual in an annotation. `annotate.core.finding_kinds` has the table of their kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.core.annotation import Entity, Event, label_of, words_of
from annotate.core.finding_kinds import KINDS, FindingKind, Severity, kind_of

__all__ = ["KINDS", "Finding", "FindingKind", "Severity", "about", "kind_of", "lost_of", "shortened"]


@dataclass(frozen=True)
class Finding:
    """One finding. ``code`` names its kind.

    ``words`` are the words of the article that it concerns, ``label`` the label of the region. ``rule`` is
    the rest of the sentence, in the words of a campaign's lead. ``region`` is the region's id, and ``values``
    are the names of the values that it concerns, for programs.
    """

    code: str
    rule: str
    words: str | None = None
    label: str | None = None
    region: str | None = None
    values: tuple[str, ...] | None = None

    @property
    def kind(self) -> FindingKind:
        """The kind of the finding."""
        return kind_of(self.code)

    @property
    def severity(self) -> Severity:
        """The severity of the finding's kind."""
        return self.kind.severity

    def __str__(self) -> str:
        """A sentence with the words and the label, without ids."""
        words = f"“{shortened(self.words)}”" if self.words else ""
        label = f"({self.label})" if words and self.label else self.label or ""
        subject = " ".join(part for part in (words, label) if part)
        return f"{subject}: {self.rule}" if subject else self.rule


def about(code: str, region: Entity | Event, rule: str) -> Finding:
    """A finding about a mention or an event."""
    return Finding(code, rule, words_of(region), label_of(region), region.id)


def lost_of(findings: Iterable[Finding]) -> dict[str, tuple[str, ...]]:
    """The sentences of the findings that hold an article back, by code, as an annotation has them."""
    lost: dict[str, list[str]] = {}
    for finding in findings:
        if finding.severity.holds_back:
            lost.setdefault(finding.code, []).append(str(finding))
    return {code: tuple(sentences) for code, sentences in lost.items()}


def shortened(words: str, most: int = 60) -> str:
    """``words`` on one line, cut after ``most`` characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
