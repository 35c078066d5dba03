"""Verifies gold.jsonl and annotations.jsonl, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from annotate.core.annotation import Decision, Entity, Event
from annotate.core.authorship import authorship_findings
from annotate.core.errors import InputError
from annotate.core.jsonl import parse_line, read_raw_records
from annotate.core.lifting import made_with
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.people import E_MAIL, addresses_in
from annotate.core.record import AnswerRecord, GoldRecord
from annotate.core.unreviewed import unreviewed_values
from annotate.core.unsure import unsure_findings
from annotate.gold.annotations_file import ANSWERS
from annotate.gold.checking.discrepancy import Discrepancy, Report
from annotate.gold.checking.parquet import Tables
from annotate.gold.effort import Effort
from annotate.gold.gold_counts import GoldCounts
from annotate.gold.policy import FINAL
from annotate.gold.release_files import ANNOTATIONS_FILE, GOLD_FILE

Kind = TypeVar("Kind", bound=AnswerRecord)


@dataclass
class Contents:
    """What the lines of a release hold, counted. ``articles`` maps those in gold to their line.

    ``readable`` says whether every line could be read.
    """

    articles: dict[str, int] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    counts: GoldCounts = field(default_factory=GoldCounts)
    with_losses: list[str] = field(default_factory=list)
    unreviewed: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    without_text: int = 0
    withheld: dict[str, Counter[str]] = field(default_factory=dict)  # by file
    answers: Counter[str] = field(default_factory=Counter)  # by status
    lifted: Counter[str] = field(default_factory=Counter)  # articles in gold, by former version
    by_split: dict[str, Counter[str]] = field(default_factory=dict)
    split_of: Mapping[str, str] = field(default_factory=dict)
    effort: Effort = field(default_factory=Effort)
    has_answers: bool = False
    readable: bool = True

    def take(self, record: GoldRecord) -> None:
        """Counts one line of gold."""
        sizes = self.counts.take(record)
        if record.annotation.lost:
            self.with_losses.append(record.article.id)
        self.unreviewed += unreviewed_values(record.annotation)
        self.without_text += record.text is None
        if (split := self.split_of.get(record.article.id)) is not None:
            self.by_split.setdefault(split, Counter()).update(articles=1, **sizes)


def read_contents(
    folder: Path,
    present: Set[str],
    ontology: Ontology | None,
    split_of: Mapping[str, str],
    tables: Tables,
    report: Report,
    progress: Callable[[int], None],
) -> Contents:
    """Reads and checks all lines. ``tables`` gets each line of gold that can be read, in their order."""
    contents = Contents(split_of=split_of, has_answers=ANNOTATIONS_FILE in present)
    single: dict[str, str] = {}  # the author of gold that is one person's answer, by article
    done = 0
    if GOLD_FILE in present:
        for line, record in _lines(folder, GOLD_FILE, GoldRecord, contents, report):
            done += 1
            progress(done)
            tables.expect(record)
            if record is not None:
                _check_gold(line, record, ontology, contents, report)
                if record.annotation.decision is Decision.SINGLE:
                    single[record.article.id] = record.annotation.author
    if contents.has_answers:
        lifted: set[tuple[str, str]] = set()
        for line, answer in _lines(folder, ANNOTATIONS_FILE, AnswerRecord, contents, report):
            done += 1
            progress(done)
            if answer is not None:
                _check_answer(line, answer, contents, report)
                _take_lifted(answer, contents, lifted)
                if single.get(answer.article.id) == answer.annotation.author:
                    del single[answer.article.id]
        for article, author in single.items():
            what = f"its gold is the answer of {author}, but {ANNOTATIONS_FILE} has none by them."
            report(Discrepancy("invariants", ANNOTATIONS_FILE, what, article))
    return contents


def _lines(
    folder: Path, name: str, kind: type[Kind], contents: Contents, report: Report
) -> Iterator[tuple[int, Kind | None]]:
    """The number and record of each line; None for a line that is reported."""
    try:
        for raw in read_raw_records(folder / name):
            try:
                yield raw.number, parse_line(kind, raw.line, raw.path, raw.number)
            except InputError as error:
                contents.readable = False
                report(Discrepancy("schema", name, error.what, line=raw.number))
                yield raw.number, None
    except InputError as error:
        contents.readable = False
        report(Discrepancy("schema", name, error.what))


def _check_gold(
    line: int, record: GoldRecord, ontology: Ontology | None, contents: Contents, report: Report
) -> None:
    article, annotation = record.article.id, record.annotation
    first = contents.articles.setdefault(article, line)
    if first != line:
        what = f"is there twice, in lines {first} and {line}."
        report(Discrepancy("invariants", GOLD_FILE, what, article, line))
    contents.take(record)
    _take_withheld(GOLD_FILE, record, contents)
    for what in _names(record):
        report(Discrepancy("invariants", GOLD_FILE, what, article, line))
    if ontology is None:
        return
    if annotation.ontology not in (None, ontology.id):
        what = f"is annotated with {annotation.ontology}, and the release has {ontology.id}."
        report(Discrepancy("invariants", GOLD_FILE, what, article, line))
    own = (*authorship_findings(annotation), *unsure_findings(annotation))
    for finding in (*findings(annotation, ontology), *own):
        contents.findings[finding.code] += 1
        if finding.severity.holds_back:
            report(Discrepancy("invariants", GOLD_FILE, f"{finding}.", article, line))


def _check_answer(line: int, answer: AnswerRecord, contents: Contents, report: Report) -> None:
    article, annotation = answer.article.id, answer.annotation
    contents.answered.add(article)
    contents.answers[str(annotation.status)] += 1
    contents.effort.take(annotation)
    _take_withheld(ANNOTATIONS_FILE, answer, contents)
    if annotation.status not in ANSWERS:
        what = f"is a {annotation.status} annotation, which is no answer."
        report(Discrepancy("invariants", ANNOTATIONS_FILE, what, article, line))
    for what in _names(answer):
        report(Discrepancy("invariants", ANNOTATIONS_FILE, what, article, line))


def _take_withheld(name: str, record: AnswerRecord, contents: Contents) -> None:
    if record.withheld is not None:
        contents.withheld.setdefault(name, Counter()).update(record.withheld.parts)


def _take_lifted(answer: AnswerRecord, contents: Contents, seen: set[tuple[str, str]]) -> None:
    former = made_with(answer.annotation)
    key = (answer.article.id, str(former))
    in_gold = answer.article.id in contents.articles and answer.annotation.status in FINAL
    if former is not None and in_gold and key not in seen:
        seen.add(key)
        contents.lifted[former] += 1


def _names(record: AnswerRecord) -> Iterable[str]:
    """A sentence for each e-mail address that is no word of the article. It shows where the address is."""
    if E_MAIL.search(record.annotation.to_json()) is None:
        return
    found = addresses_in(record.annotation.to_dict(), record.text or "")
    if not found:
        return
    annotation = record.annotation
    places = {
        "author": annotation.author,
        "rewritten_by": annotation.rewritten_by or "",
        "based_on": annotation.based_on or "",
        **{f"a source of region {one.id}": " ".join(_sources(one)) for one in annotation.regions},
    }
    for address in found:
        where = [place for place, value in places.items() if address in value]
        named = where[0] if where else "a note, a sentence, or a key that the schema does not have"
        yield f"holds the e-mail address {address}, not a pseudonym: {named}."


def _sources(region: Entity | Event) -> Iterable[str]:
    return (item.source for item in region.provenance)
