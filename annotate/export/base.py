"""The interface of an exporter, and how it reports what its format cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from annotate.core.annotation import Entity
from annotate.core.article import Article
from annotate.core.errors import ConfigError, InputError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord

LossKind = Literal["entity", "event", "trigger", "argument", "attributes", "ref", "provenance", "flat layer"]
Target = Literal["file", "folder"]
# In the order of `Losses.lines`: what matters most comes first.
_WHOLE = ("entity", "event", "flat layer")
_PARTS = ("trigger", "argument", "attributes", "ref")
_METADATA = ("provenance",)


@dataclass(frozen=True, slots=True)
class Loss:
    """A part of the gold that the export does not hold.

    ``region`` is the id of the entity or event; for an argument, the event's id, the role and the entity's
    id. ``what`` names the lost part: the whole region ("entity", "event") or its "trigger", "argument",
    "attributes", "ref" or "provenance". A mention lost from a "flat layer" is still elsewhere in the export.
    ``why`` is the full reason ("nested in e13"); ``reason`` is the reason without the id of the other region.
    """

    article: str
    region: str
    what: LossKind
    why: str
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.reason:
            object.__setattr__(self, "reason", self.why)

    def __str__(self) -> str:
        return f"article {self.article}, {self.what} {self.region}: {self.why}"


@dataclass
class Losses:
    """What an export wrote and lost. Written and lost entities together are all entities of the gold.

    The same holds for events and, in the built-in formats, for triggers and arguments.
    """

    articles: int = 0
    entities_written: int = 0
    events_written: int = 0
    lost: list[Loss] = field(default_factory=list)
    triggers_written: int = 0
    arguments_written: int = 0

    @property
    def entities_lost(self) -> int:
        """The number of entities of the gold that the export does not hold."""
        return sum(loss.what == "entity" for loss in self.lost)

    @property
    def events_lost(self) -> int:
        """The number of events of the gold that the export does not hold."""
        return sum(loss.what == "event" for loss in self.lost)

    @property
    def triggers_lost(self) -> int:
        """The number of triggers of the gold that the export does not hold."""
        return sum(loss.what == "trigger" for loss in self.lost)

    @property
    def arguments_lost(self) -> int:
        """The number of arguments of the gold that the export does not hold."""
        return sum(loss.what == "argument" for loss in self.lost)

    @property
    def provenance_lost(self) -> int:
        """The number of regions that the export holds without their provenance."""
        return sum(loss.what == "provenance" for loss in self.lost)

    @property
    def gold_lost(self) -> int:
        """The number of losses without those of metadata, which no annotator made."""
        return sum(loss.what not in _METADATA for loss in self.lost)

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """The number of losses by (what, reason), in alphabetical order."""
        return dict(sorted(Counter((loss.what, loss.reason) for loss in self.lost).items()))

    def lines(self, most: int = 20) -> list[str]:
        """What was lost, whole entities and events first: a line each per reason, with the number and the
        first ``most`` regions by article. Then one line counts the lost parts of entities and events, and a
        last one counts the metadata.
        """
        regions: dict[tuple[str, str], list[str]] = {}
        parts: Counter[str] = Counter()
        for loss in self.lost:
            if loss.what in _WHOLE:
                regions.setdefault((loss.what, loss.reason), []).append(f"{loss.article} {loss.region}")
            else:
                parts[loss.what] += 1
        lines = []
        for (what, reason), named in sorted(
            regions.items(), key=lambda item: (_WHOLE.index(item[0][0]), item[0][1])
        ):
            more = ", …" if len(named) > most else ""
            lines.append(f"{what}: {len(named)} lost, {reason} ({', '.join(named[:most])}{more})")
        for title, kinds in (("parts of entities and events", _PARTS), ("metadata", _METADATA)):
            counts = ", ".join(f"{what} {parts[what]}" for what in kinds if parts[what])
            if counts:
                lines.append(f"{title} lost: {counts} (--losses FILE names each)")
        return lines

    def lose(self, record: GoldRecord, region: str, what: LossKind, why: str, reason: str = "") -> None:
        """Records a loss."""
        self.lost.append(Loss(record.article.id, region, what, why, reason))

    def lose_events(self, record: GoldRecord, why: str) -> None:
        """Records all events as lost, with triggers and arguments. For formats that hold no events."""
        for event in record.annotation.events:
            self.lose(record, event.id, "event", why)
            if event.trigger is not None:
                self.lose(record, event.id, "trigger", why)
            for argument in event.arguments:
                self.lose(record, f"{event.id} {argument.role} {argument.entity}", "argument", why)

    def lose_parts(self, record: GoldRecord, entity: Entity, *parts: LossKind) -> None:
        """Records each of ``parts`` ("attributes", "ref", "provenance") as lost if ``entity`` has it."""
        had = {
            "attributes": entity.attributes,
            "ref": entity.ref is not None,
            "provenance": entity.provenance,
        }
        for part in parts:
            if had[part]:
                self.lose(record, entity.id, part, f"the format holds no {'refs' if part == 'ref' else part}")


@runtime_checkable
class Exporter(Protocol):
    """Writes gold in a training format. ``cannot_hold`` names what the format never holds: "nesting", …

    The optional ``target`` says whether the exporter writes a "file" (the default) or a "folder". Keyword
    arguments of ``export`` with defaults are options of the format (`annotate.export.options`).
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
        remedy="Use a release that holds its texts.",
    )
