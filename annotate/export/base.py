"""The interface of an exporter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from annotate.core.article import Article
from annotate.core.errors import ConfigError, InputError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.loss_list import Loss, LossKind
from annotate.export.losses import Losses

__all__ = ["Exporter", "Loss", "LossKind", "Losses", "Target", "article_with_text", "target_of"]
Target = Literal["file", "folder"]


@runtime_checkable
class Exporter(Protocol):
    """Writes gold in a training format. ``cannot_hold`` names what the format never holds: "nesting", …

    The optional ``target`` says whether the exporter writes a "file" (the default) or a "folder". Keyword
    arguments of ``export`` with defaults are options of the format (`annotate.export.options`). An exporter
    may have a method ``finish(folder, splits, ontology)``: it is called when each split of a release was
    written to ``folder/SPLIT`` (with the suffix of a file), and may write files about all splits there.
    ``splits`` maps the name of each split to its number of articles, 0 for an empty split.

    The optional ``reads`` is code to paste that reads what ``annotate export RELEASE --format NAME -o NAME``
    wrote: lines of Python, and lines of a shell that begin with "$ ". docs/exports.md shows them below the
    class's docstring, and a test runs them.
    """

    name: str
    suffix: str
    cannot_hold: frozenset[str]

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        """Writes ``records`` to ``path``, in full or not at all. Returns what was written and lost.

        If ``path`` is a folder, it must be new or empty. The same records give the same bytes. Raises
        `InputError` for a record without the text that the format needs, and `WriteError` if ``path`` cannot
        be written.
        """
        ...


def target_of(exporter: Exporter) -> Target:
    """Whether an exporter writes a file (the default) or a folder. Raises `ConfigError` for other targets."""
    target = getattr(exporter, "target", "file")
    if target == "file":
        return "file"
    if target == "folder":
        return "folder"
    raise ConfigError(
        f"the exporter {exporter.name} writes a {target!r:.40}.",
        remedy="Its target is 'file' or 'folder'; tell its author.",
    )


def article_with_text(record: GoldRecord, format_name: str) -> Article:
    """The record's article. Raises an `InputError` that names the article if the article has no text."""
    if isinstance(record.article, Article):
        return record.article
    raise InputError(
        f"has no text in this release; {format_name} needs it.",
        where=f"article {record.article.id}",
        remedy="Restore the texts with 'annotate release join DIR ARTICLES… -o OUT', and use OUT.",
    )
