"""What a push found and did."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refused:
    """A record that was not sent, and why; without an article where its line could not be read."""

    article: str | None
    why: str

    def __str__(self) -> str:
        return f"article {self.article}: {self.why}" if self.article is not None else self.why


@dataclass
class PushReport:
    """What a push did, or with a dry run would do.

    ``added`` tasks were made, of which ``revised`` have a newer text than an old task of the article;
    ``same`` were there already; ``suggestions`` were added to tasks that were there, as a new version.
    ``closed`` tasks got none because somebody has worked on them. ``missing_here`` are articles that the
    project holds and this input does not, ``texts`` those that had another text before. ``verified`` tasks
    were read back and compared. ``completed`` tasks Label Studio had taken without what was on them, which
    was then added. ``shown_instead`` is the version that annotators see, where all suggestions of this input
    were there already and are others.
    """

    added: int = 0
    revised: int = 0
    same: int = 0
    suggestions: int = 0
    predictions: int = 0
    annotations: int = 0
    verified: int = 0
    completed: int = 0
    closed: list[str] = field(default_factory=list)
    missing_here: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    twins: dict[str, list[int]] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    made_current: str | None = None
    shown_instead: str | None = None
    waiting: int = 0
    repeated: dict[str, int] = field(default_factory=dict)
