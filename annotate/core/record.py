"""The lines of our files: an article with one annotation (`Record`), and gold (`GoldRecord`)."""

from __future__ import annotations

from typing import Any, Literal, Protocol, Self

from pydantic import Field, model_validator

from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.article import Article, ArticleHeader
from annotate.core.noun import Noun

FORMAT = 1


class _Annotated(Protocol):
    @property
    def annotation(self) -> Annotation: ...


class _Shortcuts:
    """What every record offers of its annotation."""

    @property
    def entities(self: _Annotated) -> tuple[Entity, ...]:
        """The mentions of the annotation."""
        return self.annotation.entities

    @property
    def events(self: _Annotated) -> tuple[Event, ...]:
        """The events of the annotation."""
        return self.annotation.events


class Record(_Shortcuts, Noun):
    """An article with one annotation, as files hold suggestions, annotations and gold.

    The annotation's spans, texts and digest are checked against the article's text.
    """

    format: Literal[1]
    article: Article
    annotation: Annotation

    @classmethod
    def of(cls, article: Article, annotation: Annotation) -> Self:
        """The record of ``annotation`` on ``article``."""
        return cls(format=FORMAT, article=article, annotation=annotation)

    @property
    def text(self) -> str:
        """The article's text."""
        return self.article.text

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_fit(self.article, self.annotation)
        return self


class Withheld(Noun):
    """What was taken out of a record of a release without texts, so that the articles can be joined again."""

    text: str = Field(description="sha256: of the text")
    article: str = Field(description="sha256: of the article's JSON, with text, title, url and meta")
    fields: tuple[str, ...] = Field(default=(), description="the fields of the article that were taken out")
    refs: dict[str, str] = Field(
        default_factory=dict,
        description="seals of refs, by id of their mention: a join finds the ref again in the text",
    )
    parts: dict[str, int] = Field(
        default_factory=dict,
        description="what no join restores, by kind: notes, remarks, attributes, names in no list, others",
    )


class AnswerRecord(_Shortcuts, Noun):
    """An article with one answer, as the annotations of a release hold it; the text may be absent.

    A release without texts has articles without text, and regions without text.
    """

    format: Literal[1]
    article: Article | ArticleHeader = Field(union_mode="left_to_right")
    annotation: Annotation
    withheld: Withheld | None = Field(default=None, description="only in a release without texts")

    @classmethod
    def of(cls, article: Article | ArticleHeader, annotation: Annotation) -> Self:
        """The record of ``annotation`` on ``article``."""
        return cls(format=FORMAT, article=article, annotation=annotation)

    @property
    def text(self) -> str | None:
        """The article's text, or None if the release has no texts."""
        return self.article.text if isinstance(self.article, Article) else None

    @model_validator(mode="before")
    @classmethod
    def _a_bad_text_is_not_no_text(cls, data: Any) -> Any:
        # Without this check, an article with an invalid text would be read as an article without text.
        if isinstance(data, dict) and isinstance(article := data.get("article"), dict):
            if "text" in article and article["text"] is not None:
                return {**data, "article": Article.model_validate(article)}
            return {**data, "article": {k: v for k, v in article.items() if k != "text"}}
        return data

    @model_validator(mode="after")
    def _fits(self) -> Self:
        self._check_annotation()
        if isinstance(self.article, Article):
            _check_fit(self.article, self.annotation)
        return self

    def _check_annotation(self) -> None:
        """Raises `ValueError` for an annotation that this kind of record cannot hold."""


class GoldRecord(AnswerRecord):
    """An article with its final annotation. The text is absent if a release must not contain texts.

    The annotation is adjudicated, or submitted with the decision ``single``.
    """

    def _check_annotation(self) -> None:
        if not self.annotation.is_gold:
            raise ValueError(
                f"gold is adjudicated or decided, this annotation is {self.annotation.status}"
                " ('annotate release create NAME --from FILE' makes gold of submitted ones)"
            )


def _check_fit(article: Article, annotation: Annotation) -> None:
    if annotation.digest is not None and annotation.digest != article.digest:
        raise ValueError(
            f"the annotation is of another text of article {article.id} "
            f"(its digest is {annotation.digest}, the text's {article.digest})"
        )
    if problems := annotation.text_problems(article.text):
        raise ValueError(f"article {article.id}: " + "; ".join(problems))
