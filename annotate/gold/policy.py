"""Policies: the built-in one, the protocol of others, and what a policy answers for an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from annotate.core.annotation import Annotation, Decision, Status
from annotate.core.article import Article
from annotate.core.findings import Finding
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord

SINGLE = "single"
FINAL = (Status.SUBMITTED, Status.ADJUDICATED)
_ONE_OF_SEVERAL = (
    "Delete all but one in Label Studio and run 'annotate pull', or release from a file that has one of them:"
    " --from FILE."
)
ONE_IN_FILE = "Keep one of them in the file."


class Reason(StrEnum):
    """The kinds of reasons why an article is left out of a release."""

    NOBODY = "nobody"
    NOT_PULLED = "not-pulled"
    DELETED = "deleted"
    NOT_SENT = "not-sent"
    NOT_SUBMITTED = "not-submitted"
    SEVERAL = "several"
    LOST = "lost"
    FINDINGS = "findings"
    OTHER_ONTOLOGY = "other-ontology"
    TEXT_CHANGED = "text-changed"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"
    UNSURE = "unsure"
    POLICY = "policy"  # a policy gave no other reason


@dataclass(frozen=True)
class LeftOut:
    """An article that has no gold, why, and what to do about it.

    ``code`` is the kind of reason: one of `Reason`, or a policy's own word. ``findings`` are the details of
    the reason. ``task`` is the id of a task of the article.
    """

    article: str
    reason: str
    remedy: str = ""
    code: str = Reason.POLICY
    findings: tuple[Finding, ...] = field(default=())
    task: int | None = None

    def __str__(self) -> str:
        return f"{self.article}: {self.reason}" + (f". {self.remedy}" if self.remedy else "")


@dataclass(frozen=True)
class Undecided:
    """An article on which annotators disagree: what they agree on, and a sentence per disagreement."""

    merged: Annotation
    disagreements: tuple[str, ...]


@runtime_checkable
class Policy(Protocol):
    """Makes gold from the annotations of an article, for instance from those of several annotators.

    A policy may have a method ``fit(articles)``. It is called once before the first decision. ``articles``
    holds the arguments of all later calls of `decide`, and may be read several times.
    """

    name: str

    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        """The gold of ``article``. Authors of ``annotations`` have their Label Studio names, not pseudonyms.

        ``annotations`` holds all of the article's annotations, also drafts and skipped annotations. If an
        annotation was made on a different version of the article's text, its `digest` differs from the
        article's.

        Gold that settles between several annotations is ``adjudicated``. One person's answer is ``submitted``
        with the decision ``single``. A release holds gold back if the ontology does not allow it, or if a
        part of it was lost.
        """
        ...


class SinglePolicy:
    """The simple policy: if an article has exactly one submitted or adjudicated annotation, it becomes gold.

    An article with several such annotations is left out.
    """

    name = SINGLE

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology

    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        """The one submitted or adjudicated annotation as gold, or the reason why the article is left out."""
        finals = [annotation for annotation in annotations if annotation.status in FINAL]
        if not finals:
            states = " and ".join(sorted({annotation.status for annotation in annotations}))
            return LeftOut(article.id, f"not submitted, only {states}", code=Reason.NOT_SUBMITTED)
        if len(finals) > 1:
            texts = {annotation.digest or article.digest for annotation in finals}
            of_texts = f" of {len(texts)} texts" if len(texts) > 1 else ""
            several = f"{len(finals)} submitted annotations{of_texts}"
            return LeftOut(
                article.id,
                f"held back: {several}, which need adjudication",
                _ONE_OF_SEVERAL,
                Reason.SEVERAL,
            )
        return GoldRecord.of(article, decided(finals[0]))


def decided(final: Annotation) -> Annotation:
    """Adds the decision. Only an annotation that was settled between several annotations is adjudicated.

    Releases of before called one person's answer adjudicated, with the decision ``single``.
    """
    if final.decision in (None, Decision.SINGLE) and final.status is Status.SUBMITTED:
        return final.with_(decision=Decision.SINGLE)
    if final.decision is Decision.SINGLE:
        return final.with_(status=Status.SUBMITTED)
    return final.with_(decision=final.decision or Decision.REVIEWED)
