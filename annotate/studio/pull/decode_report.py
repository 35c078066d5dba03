"""The report of decoding: every finding, with its article and a link to its task."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from annotate.core.findings import Finding, Severity

_SIGN_IN = re.compile(r"^(https?://)[^/]*@")


@dataclass(frozen=True)
class Trouble:
    """A finding with its article and its place on the server.

    ``kind`` is the code of the finding, ``what`` its sentence, and ``link`` the address of the task. The
    other fields identify the same place for programs. A field is None where it does not apply.
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
    link: str | None = None

    def __str__(self) -> str:
        about_words = self.what.startswith("“")
        return (
            f"{self.place}{', ' if about_words else ': '}{self.what}{f' ({self.link})' if self.link else ''}"
        )


@dataclass
class DecodeReport:
    """Counts of the annotations read, by status, and lists of parts that were not read unchanged.

    ``problems`` lists parts that were lost or cannot be gold as they are. ``repaired`` lists parts that were
    read with a changed value that loses nothing. ``noted`` lists parts that were kept although they are
    unusual or the ontology does not allow them. ``dropped`` lists fields of a suggestion that no longer
    apply, because an annotator changed the region.
    """

    statuses: dict[str, int] = field(default_factory=dict)
    dropped: list[Trouble] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    noted: list[Trouble] = field(default_factory=list)
    repaired: list[Trouble] = field(default_factory=list)

    @property
    def kinds(self) -> dict[str, int]:
        """Counts by code, the most frequent code first."""
        every = (*self.problems, *self.repaired, *self.noted, *self.dropped)
        return dict(Counter(trouble.kind for trouble in every).most_common())

    def add(self, trouble: Trouble) -> None:
        """Adds a finding to the list of its severity."""
        lists = {Severity.REPAIRED: self.repaired, Severity.NOTED: self.noted}
        lists.get(Severity(trouble.severity), self.problems).append(trouble)


def trouble(finding: Finding, place: str, **where: Any) -> Trouble:
    """A finding at a place. ``where`` are the fields of `Trouble` that identify the place."""
    return Trouble(
        finding.code,
        str(finding.severity),
        place,
        str(finding),
        words=finding.words,
        label=finding.label,
        region=finding.region,
        **where,
    )


def shown_address(url: str) -> str:
    """The address of a server without a name and password in it."""
    return _SIGN_IN.sub(r"\1", url).rstrip("/")
