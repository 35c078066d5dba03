"""The report of a push: what it found and did."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotate.core.annotation import Status
from annotate.studio.push.answers import DuplicateTask
from annotate.studio.push.comparison import Decision, Need, Step, Verdict
from annotate.studio.store.removed_answers import RemovedAnswer


@dataclass(frozen=True)
class Refused:
    """A record that was not sent, and the reason. ``article`` is None if the line could not be read."""

    article: str | None
    why: str

    def __str__(self) -> str:
        return f"article {self.article}: {self.why}" if self.article is not None else self.why


@dataclass
class PushReport:
    """What a push did, or would do in a dry run.

    - ``added``: tasks that were made; ``revised``: those of them with a newer text than an old task.
    - ``same``: records that were on the server already, or that are in ``closed``.
    - ``suggestions``: tasks that got another version of suggestions.
    - ``restored``: tasks that got suggestions again which somebody had deleted in Label Studio;
      ``restored_annotations``: the same for annotations.
    - ``still_deleted``: articles whose open task lacks the version that annotators see, because somebody
      deleted it in Label Studio, and this input does not have it.
    - ``versions_only``: articles whose suggestions were not sent, because only their versions are new.
    - ``closed``: articles that got nothing because an annotator has worked on them.
    - ``missing_here``: articles that the project has and this input lacks.
    - ``texts``: articles whose text differs from the newest text on the server.
    - ``forgotten``: articles of this input that were not sent because they, or the annotators of their
      answers, are forgotten.
    - ``verified``: tasks that were read back and compared.
    - ``completed``: tasks that first arrived without their suggestions or annotation.
    - ``duplicates``: tasks with the same key, by article; ``duplicate_tasks``: the same with the annotators;
      ``differing``: annotators who answered such tasks in different ways, by article.
    - ``removed``: duplicate tasks that were deleted; ``removed_answers``: answers that were deleted because a
      kept answer says the same; ``backup``: the backup that was made first.
    - ``shown_instead``: the version that annotators see instead of the one version in this input.
    - ``waiting``: open tasks without the version to show; ``waiting_articles``: the articles of the first.
    """

    added: int = 0
    revised: int = 0
    same: int = 0
    versions_only: int = 0
    suggestions: int = 0
    restored: int = 0
    restored_annotations: int = 0
    predictions: int = 0
    annotations: int = 0
    verified: int = 0
    completed: int = 0
    closed: list[str] = field(default_factory=list)
    still_deleted: list[str] = field(default_factory=list)
    missing_here: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    duplicates: dict[str, list[int]] = field(default_factory=dict)
    duplicate_tasks: dict[str, list[DuplicateTask]] = field(default_factory=dict)
    differing: dict[str, list[str]] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    removed_answers: list[RemovedAnswer] = field(default_factory=list)
    backup: str | None = None
    made_current: str | None = None
    shown_instead: str | None = None
    waiting: int = 0
    waiting_articles: list[str] = field(default_factory=list)
    repeated: dict[str, int] = field(default_factory=dict)

    def take(self, decision: Decision) -> None:
        """Counts a decision, but not the record to send: `take_sent` counts those."""
        if decision.text_differs and decision.article is not None:
            self.texts.append(decision.article)
        if decision.verdict is Verdict.REFUSED:
            self.refused.append(Refused(decision.article, decision.why))
        elif decision.verdict is Verdict.FORGOTTEN:
            self.forgotten.append(str(decision.article))
        elif decision.verdict is Verdict.VERSION_ALONE:
            self.versions_only += 1
        elif decision.verdict is not Verdict.SEND:
            self.same += 1
            if decision.verdict is Verdict.CLOSED and decision.article is not None:
                self.closed.append(decision.article)

    def take_sent(self, step: Step) -> None:
        """Counts a step that was sent, or would be sent in a dry run."""
        suggested = step.annotation.status is Status.SUGGESTED
        if step.need is Need.SUGGESTIONS:
            self.suggestions += not step.restores
            self.restored += step.restores
        elif step.need is Need.ANNOTATION:
            self.annotations += not step.restores
            self.restored_annotations += step.restores
        else:
            self.added += 1
            self.revised += bool(step.old_keys)
            self.predictions += suggested
            self.annotations += not suggested
