"""One article while its batch is under way: what was said of it, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.prelabel.draft import Draft, SharedAnalysis
from annotate.prelabel.merge import Contribution, Merged, merge
from annotate.prelabel.outcome import Failure, Outcome, Rejected


class WorkDraft(Draft):
    """A draft whose `said` is merged when somebody looks at it, not after every labeler."""

    def __init__(
        self,
        article: Article,
        language: str | None,
        said: Annotation,
        batch: SharedAnalysis,
        ontology: Ontology,
    ) -> None:
        self.contributions: list[Contribution] = []
        self._ontology = ontology
        self._merged: Merged | None = None
        self._of = 0  # how many contributions it was merged from
        super().__init__(article, language, said, batch)

    @property
    def said(self) -> Annotation:
        self.merged()
        return self._said

    @said.setter
    def said(self, said: Annotation) -> None:
        self._said = said

    def merged(self) -> Merged | None:
        """All contributions so far as one; None where there is none yet."""
        if self._of != len(self.contributions):
            merged = self._merged = merge(self.contributions, self._ontology)
            self._of = len(self.contributions)
            self._said = self._said.with_(entities=merged.entities, events=merged.events)
        return self._merged


class Work:
    """One article on its way through the labelers."""

    def __init__(self, draft: WorkDraft) -> None:
        self.draft = draft
        self.rejected: list[Rejected] = []
        self.passed_over: list[str] = []
        self.notes: Counter[str] = Counter()
        self.failure: Failure | None = None

    def outcome(self) -> Outcome:
        """What came of it."""
        article = self.draft.article
        record = Record.of(article, self.draft.said) if self.failure is None else None
        merged = self.draft.merged()
        return Outcome(
            article,
            record,
            self.failure,
            tuple(self.rejected),
            merged.dropped if merged else (),
            tuple(self.passed_over),
            self.notes,
        )


def works_of(
    articles: Sequence[Article],
    batch: SharedAnalysis,
    languages: Sequence[str | None],
    said: Annotation,
    ontology: Ontology,
) -> list[Work]:
    """The articles of a batch, each with its own digest in what will be said of it."""
    return [
        Work(WorkDraft(article, language, said.with_(digest=article.digest), batch, ontology))
        for article, language in zip(articles, languages, strict=True)
    ]
