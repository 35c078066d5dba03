"""Counts gold.jsonl and annotations.jsonl for the card, in one pass each."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from itertools import groupby

from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.core.authorship import authorship_findings
from annotate.core.filled_in import proposals
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.record import AnswerRecord
from annotate.core.unreviewed import ATTRIBUTES, REF, ROLE, unreviewed_values
from annotate.core.unsure import unsure_counts
from annotate.gold.card.release_data import ReleaseData

NO_SPLIT = "no split"
_PSEUDONYM = re.compile(r"annotator-\d+")


@dataclass
class GoldTally:
    """Counts over gold. Counters with two keys count by name and split."""

    articles: Counter[str] = field(default_factory=Counter)  # by split
    texts: int = 0
    sources: Counter[str | None] = field(default_factory=Counter)
    languages: Counter[str | None] = field(default_factory=Counter)
    published: Counter[str | None] = field(default_factory=Counter)
    formats: set[str] = field(default_factory=set)
    ontologies: Counter[str | None] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    authors: Counter[str] = field(default_factory=Counter)
    based_on: Counter[str | None] = field(default_factory=Counter)
    entities: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: Counter[tuple[str, str]] = field(default_factory=Counter)
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)
    attributes: Counter[tuple[str, str]] = field(default_factory=Counter)
    without_trigger: int = 0
    proposers: Counter[str] = field(default_factory=Counter)
    proposed: int = 0
    added: int = 0
    values: Counter[str] = field(default_factory=Counter)
    unreviewed: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)  # articles, entities, events
    remarks: int = 0  # about what somebody was unsure of
    notes: int = 0  # about regions
    lost: Counter[str] = field(default_factory=Counter)
    with_losses: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    last_change: str = ""  # the day of the last change, in UTC

    @property
    def count(self) -> int:
        """The number of articles."""
        return self.articles.total()

    @property
    def start(self) -> str:
        """A sentence that says whether annotators started from suggestions."""
        without = self.based_on[None]
        if without == self.count:
            return "Annotators worked without suggestions of programs, or the release does not name them."
        if without:
            return (
                "In part of the articles, annotators started from suggestions of programs and corrected them;"
                " for the others, none are recorded."
            )
        return "Annotators started from suggestions of programs and corrected them."

    def take(self, record: AnswerRecord, split: str, ontology: Ontology) -> None:
        """Adds one record of gold."""
        annotation = record.annotation
        self.articles[split] += 1
        self.texts += record.text is not None
        self.sources[_known(record.article.source)] += 1
        self.languages[_known(record.article.language)] += 1
        self.published[_known(record.article.published)] += 1
        self.formats.add(str(record.format))
        self.ontologies[annotation.ontology] += 1
        self.decisions[str(annotation.decision)] += 1
        self.authors[annotation.author] += 1
        self.based_on[annotation.based_on] += 1
        self.without_trigger += sum(event.trigger is None for event in annotation.events)
        for region in annotation.regions:
            self._take_region(region, split, annotation.author)
        self.unreviewed += unreviewed_values(annotation)
        self.lost.update({code: len(sentences) for code, sentences in annotation.lost.items()})
        self.with_losses += bool(annotation.lost)
        self.unsure += unsure_counts(annotation)
        self.remarks += sum(bool(one.unsure) for one in (annotation, *annotation.regions))
        self.notes += sum(bool(region.note) for region in annotation.regions)
        found = (*findings(annotation, ontology), *authorship_findings(annotation))
        self.findings.update(finding.code for finding in found)
        changed = annotation.updated_at or annotation.created_at
        if changed is not None:
            self.last_change = max(self.last_change, changed.astimezone(UTC).date().isoformat())

    def _take_region(self, region: Entity | Event, split: str, author: str) -> None:
        if isinstance(region, Entity):
            self.entities[region.label, split] += 1
            self.values[REF] += region.ref is not None
        else:
            self.events[region.type, split] += 1
            for argument in region.arguments:
                self.roles[argument.role, split] += 1
            self.values[ROLE] += len(region.arguments)
        for name in region.attributes:
            self.attributes[name, split] += 1
            self.values[f"{ATTRIBUTES}{name}"] += 1
        # A source is NAME@VERSION. Versions are long; each region's provenance has them.
        labelers = {
            item.source.partition("@")[0]
            for item in proposals(region)
            if item.source != author and not _PSEUDONYM.fullmatch(item.source)
        }
        self.proposers.update(labelers)
        if labelers:
            self.proposed += 1
        else:
            self.added += 1


@dataclass
class AnswerTally:
    """Counts over the answers of people. Lead times are seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    by_person: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lead_times: array[float] = field(default_factory=lambda: array("d"))
    lead_time_of: defaultdict[str, array[float]] = field(
        default_factory=lambda: defaultdict(lambda: array("d"))
    )
    answers_per_article: Counter[int] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """The number of annotations."""
        return self.statuses.total()

    def take_all(self, records: Iterable[AnswerRecord]) -> None:
        """Adds all records, which are sorted by article."""
        for _, group in groupby(records, key=lambda record: record.article.id):
            people = set()
            for record in group:
                self._take(record.annotation)
                if record.annotation.status is not Status.SKIPPED:
                    people.add(record.annotation.author)
            if people:
                self.answers_per_article[len(people)] += 1

    def _take(self, annotation: Annotation) -> None:
        self.statuses[annotation.status] += 1
        self.by_person[annotation.author][annotation.status] += 1
        if annotation.lead_time_s is not None:
            self.lead_times.append(annotation.lead_time_s)
            self.lead_time_of[annotation.author].append(annotation.lead_time_s)


@dataclass(frozen=True)
class Tallies:
    """Everything that figures are computed from: the release, its gold, and the answers of people.

    Without annotations.jsonl, the answers are those in gold.
    """

    release: ReleaseData
    gold: GoldTally
    answers: AnswerTally

    @property
    def split_names(self) -> list[str]:
        """The splits, and `NO_SPLIT` if articles are in none."""
        names = list(self.release.splits)
        return [*names, NO_SPLIT] if self.gold.articles[NO_SPLIT] else names


def tallies(release: ReleaseData) -> Tallies:
    """Counts a release. Raises `InputError` for a damaged file."""
    split_of = {article: name for name, ids in release.splits.items() for article in ids}
    gold, answers = GoldTally(), AnswerTally()

    def records() -> Iterator[AnswerRecord]:
        for record in release.gold():
            gold.take(record, split_of.get(record.article.id, NO_SPLIT), release.ontology)
            yield record

    if release.has_annotations:
        for _ in records():
            pass
        answers.take_all(release.annotations())
    else:
        answers.take_all(records())
    return Tallies(release, gold, answers)


def _known(words: str | None) -> str | None:
    """The words, or None if they are blank."""
    return words if words and words.strip() else None
