"""A draft: an article on its way through the labelers, with the suggestions so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from annotate.core.annotation import Annotation, Entity
from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.prelabel.interface.labeler_kinds import DEFAULT_KIND, LabelerKind
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.outcome import SuggestionPart
from annotate.prelabel.parsing.tree import Tree

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from annotate.prelabel.interface.analyser import Analyser


@dataclass(frozen=True)
class Decision:
    """One decision that a labeler asks a judge for: a span with a value, and its features. Holds no text."""

    judge: str
    start: int
    end: int
    value: str
    features: tuple[str, ...]


class Draft:
    """An article with its language, the suggestions of earlier labelers, and the shared analysis.

    ``kinds`` maps each source (``name@version``) to the kind of its labeler. ``decisions`` is a list while
    judges are learned: labelers add what they ask their judges.
    """

    def __init__(
        self,
        article: Article,
        language: str | None,
        suggested: Annotation,
        batch: SharedAnalysis,
        kinds: Mapping[str, LabelerKind] = MappingProxyType({}),
    ) -> None:
        self.article = article
        self.language = language
        self._suggested = suggested
        self.decisions: list[Decision] | None = None
        self.notes: Counter[str] = Counter()
        self.refused: list[tuple[SuggestionPart, str]] = []
        self._batch = batch
        self.kinds = kinds

    @property
    def suggested(self) -> Annotation:
        """The merged suggestions of earlier labelers (status "suggested"). Labelers must not change them."""
        return self._suggested

    @property
    def said(self) -> Annotation:
        """The same as `suggested`, under the name that plug-ins written for annotate 0.1 use."""
        return self.suggested

    def by_model_alone(self, entity: Entity) -> bool:
        """Whether only models suggested ``entity``, and no rule and no gazetteer (`labeler_kinds`)."""
        return all(self.kinds.get(item.source, DEFAULT_KIND) == "model" for item in entity.provenance)

    @property
    def analysis(self) -> Doc:
        """spaCy's analysis of the text. The first access in a batch parses the whole batch.

        Raises `InputError` if the article has no language or no model is configured for it, `ConfigError` if
        the model is not installed, and otherwise the error of this text, such as `TextTooLongError`.
        """
        if self.language is None:
            raise InputError(
                "the article names no language, so no model can be chosen.",
                where=f"article {self.article.id}",
                remedy="Give its language, or say which one to assume.",
            )
        return self._batch.of(self.article, self.language)

    @cached_property
    def tree(self) -> Tree:
        """The grammar of the text, made from the analysis once for all labelers. Raises like `analysis`."""
        analysis = self.analysis
        return Tree(analysis, find_language(self.language or "").parsing)

    def release(self) -> None:
        """Frees the memory of the tree, whose words refer to each other in cycles."""
        tree = self.__dict__.pop("tree", None)
        if tree is not None:
            tree.unlink()

    @property
    def has_analysis(self) -> bool:
        """Whether a model is configured for the article's language."""
        return self.language is not None and self._batch.has_model(self.language)

    def note(self, what: str) -> None:
        """Adds one to the count of ``what`` in the summary of the run, for instance of an unmapped label."""
        self.notes[what] += 1

    def refuse(self, kind: SuggestionPart, what: str) -> None:
        """Reports a rejected part of a model's answer, for instance a quote that is not in the text.

        Must be called when the batch can no longer fail, because a batch that fails is labelled again.
        """
        self.refused.append((kind, what))


class SharedAnalysis:
    """The analyses of a batch. The first access to a language parses all its texts in one pass."""

    def __init__(self, analyser: Analyser, articles: Sequence[tuple[Article, str | None]]) -> None:
        self._analyser = analyser
        self._articles = articles
        self._done: dict[str, dict[int, Doc | Exception]] = {}

    def has_model(self, language: str) -> bool:
        """Whether articles in ``language`` can be analysed."""
        return language in self._analyser.models

    def of(self, article: Article, language: str) -> Doc:
        """The analysis of one article of the batch. Raises the error if its analysis failed."""
        if language not in self._analyser.models:
            # This is an error of the article, not of the run: other articles may have a model.
            raise InputError(
                f"no spaCy model is configured for its language {language!r}.",
                where=f"article {article.id}",
                remedy="Configure one, or leave such articles out.",
            )
        if language not in self._done:
            same = [item for item, of_language in self._articles if of_language == language]
            answers = self._analyser.analyse(same, language)
            # The key is the identity: two articles of a batch may be equal, and one article may occur twice.
            self._done[language] = {id(item): doc for item, doc in zip(same, answers, strict=True)}
        answer = self._done[language][id(article)]
        if isinstance(answer, Exception):
            raise answer
        return answer


def drafts_of(
    articles: Sequence[Article],
    analyser: Analyser,
    suggested: Annotation | None = None,
    assume_language: str | None = None,
    *,
    said: Annotation | None = None,
) -> list[Draft]:
    """Makes drafts that share one analysis. ``assume_language`` is used for articles without a language.

    ``said`` is the name of ``suggested`` in plug-ins written for annotate 0.1.
    """
    suggested = suggested or said
    if suggested is None:
        raise TypeError("drafts_of needs an annotation as suggested.")
    pairs = [(article, article.language or assume_language) for article in articles]
    batch = SharedAnalysis(analyser, pairs)
    return [Draft(article, language, suggested, batch) for article, language in pairs]
