"""A row of the table of faults: how the set-up is broken, what is typed, and how that must end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.commands import Annotate, Ended, tree

Break = Callable[[Path], object]


@dataclass(frozen=True)
class Row:
    """``words``, typed in a project that ``broken`` broke, end with ``code``, ``place`` and ``remedy``."""

    id: str
    words: str
    code: int
    place: str
    remedy: str
    broken: Break = lambda project: None

    def check(self, annotate: Annotate, project: Path, state: Path) -> Ended:
        """Types it; says the place and the remedy, changes nothing on disk."""
        self.broken(project)
        before = tree(project), tree(state)
        ended = annotate(*self.words.split())
        assert ended.code == self.code, ended
        assert "Traceback" not in ended.err + ended.out
        assert self.place in ended.err, ended.err
        assert self.remedy in ended.err, ended.err
        assert (tree(project), tree(state)) == before
        return ended


def text(name: str, content: str | bytes) -> Break:
    """Writes this file into the project."""

    def write(project: Path) -> None:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)

    return write


def replaced(name: str, old: str, new: str) -> Break:
    """Replaces words of a file of the project."""

    def write(project: Path) -> None:
        path = project / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    return write


def both(*breaks: Break) -> Break:
    """One after the other."""

    def write(project: Path) -> None:
        for one in breaks:
            one(project)

    return write
