"""Gold and predictions in files, as users have them."""

from __future__ import annotations

from pathlib import Path

from annotate.core import jsonl
from annotate.core.annotation import Entity, Status
from annotate.core.article import Article, ArticleHeader
from annotate.core.record import GoldRecord, Record
from tests.builders import annotation, entity

TEXT = "Le président cubain a rencontré Ana Pérez à Hanoï."
PERSON, PLACE = entity(TEXT, "Ana Pérez", "PER"), entity(TEXT, "Hanoï", "LOC")


def gold(id: str, *entities: Entity, language: str | None = "fr", text: str = TEXT) -> GoldRecord:
    source = Article(id=id, text=text, language=language)
    return GoldRecord.of(source, annotation(source, entities, status=Status.ADJUDICATED))


def without_text(record: GoldRecord) -> GoldRecord:
    header = ArticleHeader(id=record.article.id, language=record.article.language)
    return GoldRecord.of(header, record.annotation)


def suggested(id: str, *entities: Entity, text: str = TEXT) -> Record:
    source = Article(id=id, text=text)
    return Record.of(source, annotation(source, entities))


def written(path: Path, *records: GoldRecord | Record) -> Path:
    jsonl.write(path, records)
    return path
