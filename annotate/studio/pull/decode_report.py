"""The report of decoding: every finding, with its article and a link to its task."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from annotate.core.annotation import Status
from annotate.core.findings import Finding, Severity
from annotate.core.unsure import UNSURE
from annotate.studio.codec.open_roles import FilledRole
from annotate.studio.screen.screen_use import ScreenUse
from annotate.studio.store.read_blanks import Blanks


@dataclass(frozen=True)
class Trouble:
    """A finding with its article and its place on the server.

    ``kind`` is the code of the finding, ``what`` its sentence, and ``link`` the address of the task.
    ``drops`` says that something a person did was dropped or could not be read. ``status`` is that of the
    annotation. The other fields identify the same place for programs. A field is None where it does not
    apply.
    """

    kind: str
    severity: str
    place: str
    what: str
    article: str | None = None
    task: int | None = None
    annotation: int | None = None
    author: str | None = None
    words: str | None = None
    label: str | None = None
    region: str | None = None
    values: tuple[str, ...] | None = None
    link: str | None = None
    status: str | None = None
    drops: bool = False

    @property
    def key(self) -> str:
        """Identifies the finding from one pull to the next."""
        fields = (self.kind, self.task, self.annotation, self.region, self.what)
        return hashlib.sha256("\0".join(map(str, fields)).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        about_words = self.what.startswith("“")
        return (
            f"{self.place}{', ' if about_words else ': '}{self.what}{f' ({self.link})' if self.link else ''}"
        )


@dataclass
class DecodeReport:
    """Counts of the annotations read, by status, and lists of parts that were not read unchanged.

    ``problems`` lists what a person did and what was dropped or could not be read. ``held`` lists what is
    whole, but holds an article back from a release. ``repaired`` lists parts that were read with a changed
    value that loses nothing. ``noted`` lists what is unusual and holds nothing back. ``dropped`` lists fields
    of a suggestion that no longer apply, because an annotator changed the region. ``filled_in`` counts the
    usual values that were filled in, by attribute. ``roles_by_direction`` counts the arguments of arrows
    without a role whose direction said the role. ``filled_roles`` has the roles that a rule chose, each with
    its task key. ``kept_values`` and ``kept_roles`` count what was read from a blank before and stays,
    although the ontology of the last save reads it otherwise. ``blanks`` has what is read from the blanks of
    an annotation, if that is new: its task key, the time when it was made, and what was read.
    ``used`` has what the annotations use of the screen.
    """

    statuses: dict[str, int] = field(default_factory=dict)
    dropped: list[Trouble] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    held: list[Trouble] = field(default_factory=list)
    noted: list[Trouble] = field(default_factory=list)
    repaired: list[Trouble] = field(default_factory=list)
    filled_in: Counter[str] = field(default_factory=Counter)
    roles_by_direction: int = 0
    filled_roles: list[tuple[str, FilledRole]] = field(default_factory=list)
    kept_values: int = 0
    kept_roles: int = 0
    blanks: list[tuple[str, str, Blanks]] = field(default_factory=list)
    used: ScreenUse = field(default_factory=ScreenUse)

    @property
    def unsure(self) -> dict[str, int]:
        """Counts what annotators were unsure of: articles, each once, and regions."""
        found = [trouble for trouble in self.noted if trouble.kind == UNSURE]
        articles = {trouble.article for trouble in found if trouble.region is None}
        regions = sum(trouble.region is not None for trouble in found)
        return {"articles": len(articles), "regions": regions}

    @property
    def kinds(self) -> dict[str, int]:
        """Counts by code, the most frequent code first."""
        every = (*self.problems, *self.held, *self.repaired, *self.noted, *self.dropped)
        return dict(Counter(trouble.kind for trouble in every).most_common())

    def add(self, trouble: Trouble) -> None:
        """Adds a finding to the list where it belongs.

        A release does not look at drafts and skipped annotations, so nothing in them holds an article back.
        """
        severity = Severity(trouble.severity)
        if trouble.drops:
            self.problems.append(trouble)
        elif trouble.kind == "no-longer-holds":
            self.dropped.append(trouble)
        elif severity is Severity.REPAIRED:
            self.repaired.append(trouble)
        elif severity.holds_back and trouble.status not in (Status.SKIPPED, Status.DRAFT):
            self.held.append(trouble)
        else:
            self.noted.append(trouble)


def trouble(finding: Finding, place: str, *, drops: bool | None = None, **where: Any) -> Trouble:
    """A finding at a place. ``where`` are the fields of `Trouble` that identify the place.

    ``drops`` replaces what the kind says of it.
    """
    return Trouble(
        finding.code,
        str(finding.severity),
        place,
        str(finding),
        words=finding.words,
        label=finding.label,
        region=finding.region,
        values=finding.values,
        drops=finding.kind.drops if drops is None else drops,
        **where,
    )
