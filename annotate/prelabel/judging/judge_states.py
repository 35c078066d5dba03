"""Says of each judge of a run whether it is in use, with which weights, or why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.core.wording import counted
from annotate.prelabel.interface.model_file import model_of
from annotate.prelabel.interface.weights_setting import WEIGHTS_FILE

BUILT_IN = "built-in"


@dataclass(frozen=True)
class JudgeState:
    """The weights of a judge in a run.

    ``version`` is None if the judge is not in use; ``remark`` then says why. For a judge in use, ``remark``
    says what a reader might not expect. ``origin`` is `BUILT_IN` or the file. ``articles`` is the number of
    articles that it was learned from, ``languages`` are theirs. What is less probable than ``threshold`` is
    left out. ``other_ontology`` names the ontology that the weights of a file are for, if it is another one.
    """

    judge: str
    version: str | None = None
    origin: str | None = None
    articles: int | None = None
    threshold: float | None = None
    languages: tuple[str, ...] = ()
    remark: str | None = None
    other_ontology: str | None = None

    @property
    def in_use(self) -> bool:
        """Whether the judge decides in this run."""
        return self.version is not None

    def among(self, languages: Iterable[str]) -> JudgeState:
        """The state in a run with articles in ``languages``: a judge decides only in those that it knows."""
        asked = tuple(dict.fromkeys(languages))
        unknown = [code for code in asked if code not in self.languages]
        if not self.in_use or not unknown:
            return self
        learned = ", ".join(self.languages) or "no language"
        if len(unknown) == len(asked):
            why = f"the weights {self.where} were learned on {learned}, not on {', '.join(asked)}"
            return replace(self, version=None, threshold=None, remark=why)
        remark = f"learned on {learned}, not used on {', '.join(unknown)}"
        return replace(self, remark="; ".join(filter(None, (self.remark, remark))))

    @property
    def where(self) -> str:
        """The origin in words. A file is named without its folders, `WEIGHTS_FILE` with its own folder."""
        if self.origin is None or self.origin == BUILT_IN:
            return "built in"
        path = Path(self.origin)
        if model_of(path) is None and path.name == WEIGHTS_FILE:
            return f"from {'/'.join(path.parts[-2:])}"
        return f"from {file_words(path)}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return {
            "in_use": self.in_use,
            "version": self.version,
            "origin": self.origin,
            "articles": self.articles,
            "threshold": self.threshold,
            "remark": self.remark,
        }


def file_words(path: Path) -> str:
    """A weights file in words: its name without folders, or the model that it belongs to."""
    model = model_of(path)
    return path.name if model is None else f"the model {model.name}"


def again(path: Path) -> str:
    """How to make a weights file again."""
    if model_of(path) is not None:
        return "Train the model again, or go back with 'annotate use --former'."
    return "Make it again with 'annotate calibrate'."


def lines_of(states: Iterable[JudgeState]) -> list[str]:
    """Sentences for the screen: judges in use together by the origin of their weights, others by reason."""
    groups: dict[str, list[str]] = {}
    for state in sorted(states, key=lambda item: not item.in_use):
        if state.in_use:
            more = "; ".join(filter(None, (counted(state.articles or 0, "article"), state.remark)))
            heading, tail = f"in use, {state.where} ({more}): ", ""
        else:
            heading, tail = "not in use: ", f" ({state.remark})"
        groups.setdefault(f"{heading}\0{tail}", []).append(_named(state))
    lines = []
    for key, named in groups.items():
        heading, _, tail = key.partition("\0")
        lines.append(f"{'Judge' if len(named) == 1 else 'Judges'} {heading}{', '.join(named)}{tail}.")
    return lines


def _named(state: JudgeState) -> str:
    if not state.in_use:
        return state.judge
    below = "" if state.threshold is None else f" (left out below {state.threshold:g})"
    return f"{state.judge} {state.version}{below}"
