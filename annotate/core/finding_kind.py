"""A kind of finding and its severity. `annotate.core.finding_kinds` has the table of all kinds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding means for gold.

    - ``held``: the annotation cannot be gold as it is, so the article is held back.
    - ``lost``: a part of the annotation could not be read. The article is held back; ``--with-losses``
      releases it without that part.
    - ``repaired``: a part was read with a changed value that loses nothing.
    - ``suspect``: something is probably a mistake, and holds nothing back. Only `annotate lint` finds it.
    - ``noted``: something is unusual, and holds nothing back.
    """

    HELD = "held"
    LOST = "lost"
    REPAIRED = "repaired"
    SUSPECT = "suspect"
    NOTED = "noted"

    @property
    def holds_back(self) -> bool:
        """Whether an article with such a finding is held back, unless the lead decides otherwise."""
        return self in (Severity.HELD, Severity.LOST)


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding: what is found, what becomes of it, and what the lead can do.

    ``what`` has "(s)" where it takes the plural. ``remedy`` is for the task in Label Studio, ``in_file`` for
    a file of annotations. ``drops`` says that something a person did was dropped or could not be read, so
    that a pull ends with exit code 4; ``unless`` says when that is not so. ``example`` shows a finding of
    `annotate lint`, with the words concerned between [[ and ]]; only kinds that lint alone finds have one.
    """

    code: str
    severity: Severity
    what: str
    outcome: str
    remedy: str = ""
    drops: bool = False
    unless: str = ""
    in_file: str = ""
    example: str = ""

    @property
    def of_lint(self) -> bool:
        """Whether `annotate lint` alone looks for it."""
        return bool(self.example)

    def counted(self, number: int) -> str:
        """A number of findings in words: "2 regions without a label"."""
        return f"{number} {self.what.replace('(s)', '' if number == 1 else 's', 1)}"

    def remedy_for(self, *, file: bool) -> str:
        """What to do, where the annotations come from a file or from Label Studio."""
        if not file:
            return self.remedy
        return self.in_file or (f"{self.remedy} {PULL_AGAIN}" if self.remedy else "")


PULL_AGAIN = "Then write the file again: annotate pull -o FILE."
