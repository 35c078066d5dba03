"""Writes the tables of docs/labelling-screen.md: what each job costs on the screen. Run it with 'make pages'.

The counts of the present screen are those of the code; a browser test compares. The counts of the former
screen and of whole dispatches are in labelling-screen.json, which 'make gestures' measures again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).with_name("labelling-screen.md")
DATA = PAGE.with_suffix(".json")
_ROOT = str(PAGE.parents[1])
sys.path.insert(0, _ROOT)

from annotate.evaluate.gestures import GESTURES, Job  # noqa: E402  # of the checkout that the page is in

# brat, INCEpTION, Prodigy
_PEERS: Mapping[Job, tuple[str, str, str]] = {
    Job.DELETE: ("2", "2", "–"),
    Job.RELABEL: ("3", "2", "–"),
    Job.RELABEL_ACROSS: ("–", "draw anew", "–"),
    Job.NEW_MENTION: ("3", "2", "2"),
    Job.NEW_EVENT: ("3", "4", "no attributes"),
    Job.VALUE: ("3", "2", "no attributes"),
    Job.NEXT_VALUE: ("1", "1", "no attributes"),
    Job.TYPED_VALUE: ("4", "3", "no attributes"),
    Job.MOVE: ("3", "–", "–"),
    Job.NEW_ARGUMENT: ("3", "5", "–"),
    Job.CHOSEN_ARGUMENT: ("3", "5", "–"),
    Job.ROLE: ("3", "3", "–"),
    Job.REMOVE_ARGUMENT: ("2", "3", "–"),
    Job.ARTICLE_TYPE: ("no such", "–", "1"),
    Job.UNSURE: ("–", "–", "1"),
    Job.SUBMIT: ("none", "–", "1"),
    Job.SKIP: ("no such", "–", "1"),
}

_HOW: Mapping[Job, str] = {
    Job.DELETE: "click it, Backspace",
    Job.RELABEL: "click it, the label's key",
    Job.RELABEL_ACROSS: "click it, the label's key",
    Job.NEW_MENTION: "the label's key, drag over the words",
    Job.NEW_EVENT: "the type's key, drag over the word",
    Job.VALUE: "click the region, click the value",
    Job.NEXT_VALUE: "click the value",
    Job.TYPED_VALUE: "click the region, click the field, type",
    Job.MOVE: "click it, drag its edge; arrows and values stay",
    Job.NEW_ARGUMENT: "click where the arrow starts, Alt+R, click where it ends",
    Job.CHOSEN_ARGUMENT: "then scroll to its row, ⋯, scroll, open the list, choose",
    Job.ROLE: "scroll to its row, ⋯, open the list, choose",
    Job.REMOVE_ARGUMENT: "scroll to its row, click the bin",
    Job.ARTICLE_TYPE: "click its box",
    Job.UNSURE: "click its box",
    Job.SUBMIT: "Ctrl+Enter",
    Job.SKIP: "Ctrl+Space",
}


def page() -> str:
    """The page, with the tables as the code and the measured counts say."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    dispatches = data["dispatches"]
    tables = {
        "jobs": _jobs(data["jobs"]["former"]),
        "dispatches": _dispatches(dispatches["former"], dispatches["now"]),
    }
    text = PAGE.read_text(encoding="utf-8")
    for name, table in tables.items():
        begin, end = f"<!-- {name}: written by make pages -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{PAGE.name} has no place for the table of {name}")
        text = f"{before}{begin}\n{table}\n{end}{after}"
    return text


def _jobs(former: Mapping[str, int]) -> str:
    heads = ["job", "before", "now", "how", "brat", "INCEpTION", "Prodigy"]
    rows = [
        [job, str(former.get(job, "not possible")), f"**{cost}**", _HOW[job], *_PEERS[job]]
        for job, cost in GESTURES.items()
    ]
    return _table(heads, rows)


def _dispatches(former: Mapping[str, int], now: Mapping[str, int]) -> str:
    rows = [[id, str(former[id]), f"**{now[id]}**", _share(former[id], now[id])] for id in now]
    before, after = sum(former.values()), sum(now.values())
    rows.append(["all five", str(before), f"**{after}**", _share(before, after)])
    return _table(["dispatch", "gestures before", "now", "fewer"], rows)


def _share(before: int, after: int) -> str:
    return f"{1 - after / before:.0%}"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
