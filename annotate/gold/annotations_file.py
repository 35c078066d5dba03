"""annotations.jsonl: each person's answer in a release, under a pseudonym."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from annotate.core.annotation import Status
from annotate.core.files import writing
from annotate.core.jsonl import read
from annotate.core.lifting import MADE_WITH
from annotate.core.record import AnswerRecord, Record
from annotate.core.unreviewed import without_unreviewed
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.selection import Rules
from annotate.gold.under_pseudonyms import with_pseudonyms

# Drafts are not finished, and suggestions are no person's answer.
ANSWERS = (Status.SUBMITTED, Status.SKIPPED, Status.ADJUDICATED)


def write_annotations(
    path: Path, records: Iterable[Record], rules: Rules, pseudonyms: Pseudonyms
) -> Iterator[AnswerRecord]:
    """Writes a line for each submitted, skipped or adjudicated annotation, and yields what is written.

    ``records`` must come in the order of their article ids. The lines are sorted by article, author and JSON,
    and each stands once. An annotation of a former version of the ontology has the present names, if it can
    be lifted; ``made_with`` names that version. Else it stays as it was made. An annotation of which only a
    part could be read says so in ``lost``.
    """
    with writing(path) as file:
        for _, group in groupby(records, key=lambda record: record.article.id):
            answers = [
                _answer(record, rules, pseudonyms) for record in group if record.annotation.status in ANSWERS
            ]
            lines = {(answer.annotation.author, answer.to_json()): answer for answer in answers}
            for (_, line), answer in sorted(lines.items(), key=lambda item: item[0]):
                file.write(line + "\n")
                yield answer


def read_annotations(path: Path) -> Iterator[AnswerRecord]:
    """The records of annotations.jsonl, in the order of the file. Raises `InputError` for a damaged line."""
    return read(path, AnswerRecord)


def _answer(record: Record, rules: Rules, pseudonyms: Pseudonyms) -> AnswerRecord:
    annotation, former = rules.lifting.lift(record.annotation)
    if former is not None and former != annotation.ontology:
        annotation = annotation.with_(**{MADE_WITH: former})
    if rules.reviewed_only:
        annotation = without_unreviewed(annotation)
    return AnswerRecord.of(record.article, with_pseudonyms(annotation, pseudonyms, record.article.text))
