"""One article while its batch is labelled: the suggestions for the article, and the parts left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.plugins import is_ours
from annotate.core.record import Record
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.composed_articles import ComposedArticle, composed_article
from annotate.prelabel.interface.draft import Draft, SharedAnalysis
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.merging.entities import Merged, Merging
from annotate.prelabel.merging.values import ValueJudge
from annotate.prelabel.merging.weights import Weights
from annotate.prelabel.outcome import ArticleOutcome, Failure, Rejected


class WorkDraft(Draft):
    """A draft that merges `suggested` when a labeler reads `suggested`, not after every labeler."""

    def __init__(
        self,
        article: Article,
        language: str | None,
        suggested: Annotation,
        batch: SharedAnalysis,
        ontology: Ontology,
        weights: Weights | None = None,
        kinds: Mapping[str, LabelerKind] = MappingProxyType({}),
        values: ValueJudge | None = None,
    ) -> None:
        self.values = values
        self.merging = Merging(ontology)
        self.weights = weights
        self._merged = 0  # number of contributions that are merged in `suggested`
        self._text = article.text
        super().__init__(article, language, suggested, batch, kinds)

    @property
    def suggested(self) -> Annotation:
        if self._merged != len(self.merging.contributions):
            entities, events = self.merging.so_far()
            self._merged = len(self.merging.contributions)
            self._suggested = self._suggested.with_(entities=entities, events=events)
        return self._suggested

    @property
    def is_altered(self) -> bool:
        """Whether a labeler has replaced the text of the article."""
        return self.article.text is not self._text

    def final(self) -> tuple[Annotation, Merged]:
        """The final suggestions. Weights are used if they were learned on the article's language."""
        weights = self.weights if self.weights is not None and self.weights.knows(self.language) else None
        merged = self.merging.final(weights, self.language, self.article.text, self.values)
        annotation = self._suggested.with_(
            entities=merged.entities, events=merged.events, uncertainty=merged.uncertainty
        )
        return annotation, merged


class OriginalDraft(Draft):
    """A draft with the text as it is, for plug-ins. Translates the suggestions on the composed text."""

    def __init__(self, draft: WorkDraft, composed: ComposedArticle, batch: SharedAnalysis) -> None:
        super().__init__(composed.original, draft.language, draft.suggested, batch, draft.kinds)
        self._composed = composed
        self._draft = draft
        self._translated: tuple[Annotation, Annotation] | None = None

    @property
    def is_altered(self) -> bool:
        """Whether a labeler has replaced the text of the article."""
        return self.article.text is not self._composed.original.text

    @property
    def suggested(self) -> Annotation:
        suggested = self._draft.suggested
        if self._translated is None or self._translated[0] is not suggested:
            self._translated = suggested, self._composed.in_original(suggested)
        return self._translated[1]


class Work:
    """One article on its way through the labelers.

    If the text of the article is not composed (Unicode NFC), ``draft`` has the composed text, and
    ``original`` is a draft with the text as it is. The outcome is about the text as it is.
    """

    def __init__(
        self,
        draft: WorkDraft,
        composed: ComposedArticle | None = None,
        originals: SharedAnalysis | None = None,
    ) -> None:
        self.draft = draft
        self.composed = composed
        self.original = None
        if composed is not None and originals is not None:
            self.original = OriginalDraft(draft, composed, originals)
        self.rejected: list[Rejected] = []
        self.passed_over: list[str] = []
        self.notes: Counter[str] = Counter()
        self.failure: Failure | None = None

    def outcome(self) -> ArticleOutcome:
        """The outcome for the article."""
        article = self.draft.article if self.composed is None else self.composed.original
        if self.failure is None and self._is_altered:
            self.failure = Failure(article.id, "labelers", "one of them altered the article's text")
        annotation, merged = self.draft.final()
        if self.composed is not None:
            annotation = self.composed.in_original(annotation)
        if self.draft.weights is not None and not self.draft.weights.knows(self.draft.language):
            self.notes[f"no calibrated scores: language {self.draft.language}"] += 1
        record = Record.of(article, annotation) if self.failure is None else None
        return ArticleOutcome(
            article,
            record,
            self.failure,
            tuple(self.rejected),
            merged.dropped,
            tuple(self.passed_over),
            self.notes,
        )

    def draft_for(self, labeler: object) -> Draft:
        """The draft for a labeler: with the text as it is for a plug-in, with the composed text otherwise."""
        if self.original is None or is_ours(labeler):
            return self.draft
        return self.original

    def release(self) -> None:
        """Frees the memory of the trees."""
        self.draft.release()
        if self.original is not None:
            self.original.release()

    @property
    def _is_altered(self) -> bool:
        return self.draft.is_altered or (self.original is not None and self.original.is_altered)


def works_of(
    articles: Sequence[Article],
    analyser: Analyser,
    languages: Sequence[str | None],
    empty: Annotation,
    ontology: Ontology,
    weights: Weights | None = None,
    kinds: Mapping[str, LabelerKind] = MappingProxyType({}),
    values: ValueJudge | None = None,
) -> list[Work]:
    """Makes a `Work` for each article of a batch, with one shared analysis. Annotations have the digest."""
    composed = [composed_article(article) for article in articles]
    read = [
        article if made is None else made.composed for article, made in zip(articles, composed, strict=True)
    ]
    pairs = list(zip(read, languages, strict=True))
    batch = SharedAnalysis(analyser, pairs)
    originals = SharedAnalysis(
        analyser,
        [(made.original, language) for made, language in zip(composed, languages, strict=True) if made],
    )
    return [
        Work(
            WorkDraft(
                article, language, empty.with_(digest=article.digest), batch, ontology, weights, kinds, values
            ),
            made,
            originals,
        )
        for (article, language), made in zip(pairs, composed, strict=True)
    ]
