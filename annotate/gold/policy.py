"""Decides which annotation of an article becomes gold, and says why articles are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar, runtime_checkable

from annotate.core.annotation import (
    Annotation,
    Decision,
    Entity,
    Event,
    Provenance,
    Status,
    events_in_reading_order,
    in_reading_order,
)
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.plugins import calling, wrong_answer
from annotate.core.record import GoldRecord
from annotate.gold.pseudonyms import Pseudonyms

SINGLE = "single"
Region = TypeVar("Region", Entity, Event)
FINAL = (Status.SUBMITTED, Status.ADJUDICATED)
_ONE_OF_SEVERAL = (
    "Delete all but one in Label Studio and run 'annotate pull', or release from a file that has one of them:"
    " --from FILE."
)


@dataclass(frozen=True)
class LeftOut:
    """An article that has no gold, why, and what to do about it."""

    article: str
    reason: str
    remedy: str = ""

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
        """
        ...


class SinglePolicy:
    """The simple policy: if an article has exactly one submitted or adjudicated annotation, it becomes gold.

    An article with several such annotations is left out. An article whose annotation breaks the ontology is
    left out too.
    """

    name = SINGLE

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology

    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        """The one submitted or adjudicated annotation as gold, or the reason why the article is left out."""
        finals = [annotation for annotation in annotations if annotation.status in FINAL]
        if not finals:
            states = " and ".join(sorted({annotation.status for annotation in annotations}))
            return LeftOut(article.id, f"not submitted, only {states}")
        if len(finals) > 1:
            texts = {annotation.digest or article.digest for annotation in finals}
            of_texts = f" of {len(texts)} texts" if len(texts) > 1 else ""
            several = f"{len(finals)} submitted annotations{of_texts}"
            return LeftOut(article.id, f"held back: {several}, which need adjudication", _ONE_OF_SEVERAL)
        (final,) = finals
        if (reason := _unsound(final, self._ontology)) is not None:
            return LeftOut(article.id, f"held back: {reason}")
        return GoldRecord.of(article, _decided(final))


@dataclass
class Selection:
    """The decisions of a policy; complete when `select` has yielded its last record."""

    policy: str
    left_out: list[LeftOut] = field(default_factory=list)


def select(
    articles: Callable[[], Iterable[tuple[Article, Sequence[Annotation]]]],
    policy: Policy,
    selection: Selection,
    pseudonyms: Pseudonyms,
    untouched: Iterable[str] = (),
) -> Iterator[GoldRecord]:
    """Yields the gold of the articles that the policy decides, with pseudonyms of annotators.

    ``articles`` must come in the order of their ids, each once. ``selection`` lists the articles that the
    policy leaves out, and the ids in ``untouched``.
    """
    if (fit := getattr(policy, "fit", None)) is not None:
        with calling("policy", policy.name, policy, "failed while it looked at all articles"):
            fit(articles())
    known = set()
    for article, given in articles():
        known.add(article.id)
        with calling("policy", policy.name, policy, f"failed on article {article.id}"):
            decided = policy.decide(article, given)
        if not isinstance(decided, GoldRecord | Undecided | LeftOut):
            raise wrong_answer("policy", policy.name, decided, "GoldRecord, Undecided or LeftOut")
        if isinstance(decided, LeftOut):
            selection.left_out.append(decided)
        elif isinstance(decided, Undecided):
            reason = f"undecided: {'; '.join(decided.disagreements)}"
            selection.left_out.append(LeftOut(article.id, reason))
        else:
            yield GoldRecord.of(decided.article, _as_gold(decided.annotation, pseudonyms))
    selection.left_out.extend(
        LeftOut(article_id, "nobody has annotated it") for article_id in sorted(set(untouched) - known)
    )


def _decided(final: Annotation) -> Annotation:
    """Adds the decision. Only an annotation that was settled between several annotations is adjudicated."""
    if final.decision in (None, Decision.SINGLE) and final.status is Status.SUBMITTED:
        return final.with_(decision=Decision.SINGLE)
    if final.decision is Decision.SINGLE:  # as releases called it before
        return final.with_(status=Status.SUBMITTED)
    return final.with_(decision=final.decision or Decision.REVIEWED)


def _unsound(annotation: Annotation, ontology: Ontology) -> str | None:
    """The reason why an annotation cannot be gold under ``ontology``; None if it can."""
    if annotation.ontology not in (None, ontology.id):
        return f"it was made with {annotation.ontology}, but the project uses {ontology.id}"
    found = [str(finding) for finding in findings(annotation, ontology) if finding.severity.holds_back]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return "; ".join(found[:3]) + more if found else None


def _as_gold(annotation: Annotation, pseudonyms: Pseudonyms) -> Annotation:
    author = pseudonyms(annotation.author)
    return annotation.with_(
        author=author,
        based_on=None if annotation.based_on is None else pseudonyms.hide(annotation.based_on),
        entities=tuple(
            _with_author(entity, author, pseudonyms) for entity in in_reading_order(annotation.entities)
        ),
        events=tuple(
            _with_author(event, author, pseudonyms) for event in events_in_reading_order(annotation.events)
        ),
    )


def _with_author(region: Region, author: str, pseudonyms: Pseudonyms) -> Region:
    """Adds the author to a region's provenance, and replaces names of annotators with pseudonyms."""
    provenance = [item.with_(source=pseudonyms.hide(item.source)) for item in region.provenance]
    if not any(item.source == author for item in provenance):
        provenance.append(Provenance(source=author))
    return region.with_(provenance=tuple(provenance), uncertainty=None)  # a person has decided
