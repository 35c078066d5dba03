"""Writes docs/findings.md: every kind of finding, with what becomes of it. Run it with 'make pages'."""

from __future__ import annotations

import sys
from pathlib import Path

PAGE = Path(__file__).with_name("findings.md")
_ROOT = str(PAGE.parents[1])
sys.path.insert(0, _ROOT)

from annotate.core.findings import KINDS, Severity  # noqa: E402  # of the checkout that the page is in

_INTRODUCTION = """# Findings: what is unusual in an annotation, and what becomes of it

`annotate pull` reads annotations even if parts of them are unusual, and names each such part: a finding, with
a code. `annotate release create` judges the same findings, whether it reads what the last pull brought or a
file (`--from`): findings that hold an article back travel with its annotation, in `lost`.
`annotate pull --problems FILE` writes each finding with article, task, author, words, label and ids.
"""
_COUNTED = "The article can be gold. `annotate pull` counts these."
_SEVERITIES = {
    Severity.HELD: (
        "Held: the article is held back",
        "The annotation cannot be gold as it is. The article is not in a release, which lists it as left out."
        " `annotate pull` ends with exit code 4 if it finds one.",
    ),
    Severity.LOST: (
        "Lost: a part was left out",
        "The article is held back, unless `annotate release create --with-losses` takes it without that part."
        " `annotate pull` ends with exit code 4 if it finds one.",
    ),
    Severity.REPAIRED: ("Repaired: read with a changed value that loses nothing", _COUNTED),
    Severity.NOTED: ("Noted: kept, although unusual", _COUNTED),
}


def page() -> str:
    """The page, as the table in annotate/core/findings.py says."""
    parts = [_INTRODUCTION]
    for severity, (title, meaning) in _SEVERITIES.items():
        rows = [
            f"| `{kind.code}` | {kind.what} | {kind.outcome} | {kind.remedy} |"
            for kind in sorted(KINDS.values(), key=lambda kind: kind.code)
            if kind.severity is severity
        ]
        table = ["| code | what is found | what becomes of it | what to do |", "|---|---|---|---|", *rows]
        parts.append("\n".join([f"## {title}", "", meaning, "", *table]) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
