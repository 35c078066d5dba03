"""Writes docs/findings.md: every kind of finding, with what becomes of it. Run it with 'make pages'."""

from __future__ import annotations

import sys
from pathlib import Path

PAGE = Path(__file__).with_name("findings.md")
_ROOT = str(PAGE.parents[1])
sys.path.insert(0, _ROOT)

from annotate.core.findings import KINDS, FindingKind, Severity  # noqa: E402  # of the checkout that the page is in

_INTRODUCTION = """# Findings: what is unusual in an annotation, and what becomes of it

`annotate pull` reads annotations even if parts of them are unusual, and finds each such part: a finding, with
a code. `annotate release create` judges the same findings, whether it reads what the last pull brought or a
file (`--from`): a part that a pull could not keep is named in `lost` of its annotation, and what is whole in
the file is judged again. Only a release judges `other-ontology`.

`annotate pull` lists what was dropped, what a release will hold back, and what is unusual and has a remedy. A
finding that an earlier pull listed, and everything else, is counted only. `--problems FILE` writes each
finding with article, task, author, words, label and ids, and so does `--json`.

`annotate pull` ends with exit code 4 if something that a person did was dropped or could not be read. The
column *exit code* says so for each kind. Findings in drafts and skipped annotations hold nothing back.
"""
_COUNTED = "The article can be gold."
_SEVERITIES = {
    Severity.HELD: (
        "Held: the article is held back",
        "The annotation cannot be gold as it is. A release leaves the article out, and lists it.",
    ),
    Severity.LOST: (
        "Lost: a part was left out",
        "The article is held back, unless `annotate release create --with-losses` takes it without that part."
        " Such a release names the article and the part.",
    ),
    Severity.REPAIRED: ("Repaired: read with a changed value that loses nothing", _COUNTED),
    Severity.NOTED: ("Noted: unusual, and holds nothing back", _COUNTED),
}
_LINT = """## Found by `annotate lint` alone

`annotate lint` lists these, and what the tables above hold, in submitted annotations. They hold nothing back.
`suspect` is probably a mistake, `noted` may well be right. In the examples, the words that lint shows stand
between [[ and ]]. [Linting](linting.md) says how to use it.
"""


def page() -> str:
    """The page, as the table in annotate/core/findings.py says."""
    parts = [_INTRODUCTION]
    for severity, (title, meaning) in _SEVERITIES.items():
        rows = [
            f"| `{kind.code}` | {kind.what.replace('(s)', 's')} | {kind.outcome} | {_exit_code(kind)} |"
            f" {kind.remedy} |"
            for kind in sorted(KINDS.values(), key=lambda kind: kind.code)
            if kind.severity is severity and not kind.of_lint
        ]
        heads = [
            "| code | what is found | what becomes of it | exit code | what to do |",
            "|---|---|---|---|---|",
        ]
        table = [*heads, *rows]
        parts.append("\n".join([f"## {title}", "", meaning, "", *table]) + "\n")
    parts.append("\n".join([_LINT, *_of_lint()]) + "\n")
    return "\n".join(parts)


def _of_lint() -> list[str]:
    """The table of what lint alone finds, the suspect kinds first."""
    kinds = sorted(
        (kind for kind in KINDS.values() if kind.of_lint),
        key=lambda kind: (kind.severity is Severity.NOTED, kind.code),
    )
    rows = [
        f"| `{kind.code}` | {kind.severity} | {kind.what.replace('(s)', 's')} | {kind.example} |"
        f" {kind.remedy} |"
        for kind in kinds
    ]
    return ["| code | severity | what is found | example | what to do |", "|---|---|---|---|---|", *rows]


def _exit_code(kind: FindingKind) -> str:
    if not kind.drops:
        return "0"
    return f"4; 0 if {kind.unless}" if kind.unless else "4"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
