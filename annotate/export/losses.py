"""What an export wrote and lost: counted in memory, listed in a temporary file, never kept as objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from annotate.core.annotation import Entity, Event, words_of
from annotate.core.record import GoldRecord
from annotate.export.loss_list import NAMED, LossKind, LossList

# In the order of `Losses.lines`: what matters most comes first.
_WHOLE = ("article", "entity", "event", "flat layer")
_PARTS = (
    *("trigger", "argument", "attributes", "ref", "position"),
    *("unreviewed", "unsure", "note", "other fields"),
)
_METADATA = ("article fields", "scores", "provenance")
_MOST_WORDS = 80  # characters
# What a region may have besides its span, label and arguments.
ALL_PARTS: tuple[LossKind, ...] = (
    *("attributes", "ref", "unreviewed", "unsure", "note", "scores", "provenance"),
)


@dataclass
class Losses:
    """What an export wrote and lost. Written and lost entities together are all entities of the gold.

    The same holds for events and, in the built-in formats, for triggers and arguments.
    """

    articles: int = 0
    entities_written: int = 0
    events_written: int = 0
    lost: LossList = field(default_factory=LossList)
    triggers_written: int = 0
    arguments_written: int = 0
    _words: tuple[GoldRecord | None, dict[str, str]] = field(default=(None, {}), repr=False)

    @property
    def entities_lost(self) -> int:
        """The number of entities of the gold that the export does not hold."""
        return self._lost("entity")

    @property
    def events_lost(self) -> int:
        """The number of events of the gold that the export does not hold."""
        return self._lost("event")

    @property
    def triggers_lost(self) -> int:
        """The number of triggers of the gold that the export does not hold."""
        return self._lost("trigger")

    @property
    def arguments_lost(self) -> int:
        """The number of arguments of the gold that the export does not hold."""
        return self._lost("argument")

    @property
    def provenance_lost(self) -> int:
        """The number of regions that the export holds without their provenance."""
        return self._lost("provenance")

    @property
    def gold_lost(self) -> int:
        """The number of losses without those of metadata, which no annotator made."""
        return len(self.lost) - sum(self._lost(what) for what in _METADATA)

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """The number of losses by (what, reason), in alphabetical order."""
        return dict(sorted(self.lost.counts.items()))

    def lines(self, most: int = NAMED, where: str = "losses.lost") -> list[str]:
        """What was lost, whole entities and events first: a line each per reason, with the number and the
        first ``most`` regions (at most 20) by article. Then one line counts the lost parts of entities and
        events, and a last one counts the metadata. They say that ``where`` names each.
        """
        lines = []
        whole = [kind for kind in self.lost.counts if kind[0] in _WHOLE]
        for what, reason in sorted(whole, key=lambda kind: (_WHOLE.index(kind[0]), kind[1])):
            number, named = self.lost.counts[what, reason], self.lost.first[what, reason][:most]
            more = ", …" if number > len(named) else ""
            lines.append(f"{what}: {number} lost, {reason} ({', '.join(named)}{more})")
        for title, kinds in (("parts of entities and events", _PARTS), ("metadata", _METADATA)):
            counts = ", ".join(f"{what} {self._lost(what)}" for what in kinds if self._lost(what))
            if counts:
                lines.append(f"{title} lost: {counts} ({where} names each)")
        return lines

    def lose(self, record: GoldRecord, region: str, what: LossKind, why: str, reason: str = "") -> None:
        """Records a loss, with the words of the region."""
        words = self._words_of(record)
        said = words.get(region)
        if said is None and " " in region:  # an argument: event, role, entity
            ends = (
                words.get(region.split(" ", maxsplit=1)[0]),
                words.get(region.rsplit(" ", maxsplit=1)[-1]),
            )
            said = " ← ".join(filter(None, ends))
        self.lost.add(record.article.id, region, what, why, reason or why, said or "")

    def lose_events(self, record: GoldRecord, why: str) -> None:
        """Records all events as lost, with triggers and arguments. For formats that hold no events."""
        for event in record.annotation.events:
            self.lose_event(record, event, why)

    def lose_event(self, record: GoldRecord, event: Event, why: str, reason: str = "") -> None:
        """Records one event as lost, with its trigger and arguments."""
        words, article, add = self._words_of(record), record.article.id, self.lost.add
        said, reason, id = words[event.id], reason or why, event.id
        add(article, id, "event", why, reason, said)
        if event.trigger is not None:
            add(article, id, "trigger", why, reason, said)
        for argument in event.arguments:
            mention = argument.entity
            region = f"{id} {argument.role} {mention}"
            add(article, region, "argument", why, reason, f"{said} ← {words[mention]}")

    def lose_parts(self, record: GoldRecord, region: Entity | Event, *parts: LossKind) -> None:
        """Records each of ``parts`` ("attributes", "ref", "provenance", …) as lost if ``region`` has it.

        The fields that a record may have beside those of the models are lost, too: formats with parts that
        they cannot hold do not hold these.
        """
        had = vars(region)  # an event has no ref
        if isinstance(region, Entity) and not region.model_extra and _parts_of(had) == _NO_PARTS:
            return  # most mentions have nothing but words and a label
        if other := _other_fields(region):
            why = "the format holds no fields of other programs"
            words = (words_of(region) or "")[:_MOST_WORDS]
            self.lost.add(record.article.id, region.id, "other fields", f"{why}: {other}", why, words)
        for part in parts:
            value = had.get(part)
            if part == "scores":
                value = had["score"] if had["uncertainty"] is None else had["uncertainty"]
            if not value and value != 0 and (part != "unsure" or value is None):  # a score of 0 is a score
                continue
            why = _WHY.get(part) or f"the format holds no {part}"
            words = (words_of(region) or "")[:_MOST_WORDS]
            self.lost.add(record.article.id, region.id, part, why, why, words)

    def lose_all_but_labels(self, record: GoldRecord, written: Iterable[Entity]) -> None:
        """Records all that a format of spans and labels alone does not hold; ``written`` are its mentions."""
        for entity in written:
            self.lose_parts(record, entity, *ALL_PARTS)
        self.lose_events(record, "the format holds no events")
        self.lose_fields(record)

    def lose_fields(self, record: GoldRecord, *, held: Collection[str] = (), text: bool = False) -> None:
        """Records the fields of the article and of its annotation as lost. The region names the fields.

        ``held`` are fields that the format holds. Id and regions are not among the lost fields, and the text
        only if ``text`` says so.
        """
        article, annotation = record.article, record.annotation
        had = [name for name in _ARTICLE if getattr(article, name)]
        had += [name for name in _ANNOTATION if getattr(annotation, name) is not None]
        had += ["text"] if text and record.text else []
        had += ["lost"] if annotation.lost else []
        for noun in (record, article, annotation):
            had += noun.model_extra or {}
        if held:
            had = [name for name in had if name not in held]
        if had:
            why = (
                "the format holds not all fields of articles"
                if held
                else "the format holds no fields of articles"
            )
            self.lose(record, ", ".join(had), "article fields", why)

    def written(self, record: GoldRecord) -> None:
        """Counts everything in ``record`` as written. For formats that hold all."""
        self.articles += 1
        self.entities_written += len(record.annotation.entities)
        for event in record.annotation.events:
            self.event_written(event)

    def event_written(self, event: Event) -> None:
        """Counts an event as written, with its trigger and arguments."""
        self.events_written += 1
        self.triggers_written += event.trigger is not None
        self.arguments_written += len(event.arguments)

    def add(self, other: Losses) -> None:
        """Adds what another export wrote and lost, for instance that of the next split."""
        self.articles += other.articles
        self.entities_written += other.entities_written
        self.events_written += other.events_written
        self.triggers_written += other.triggers_written
        self.arguments_written += other.arguments_written
        self.lost.extend(other.lost)

    def _words_of(self, record: GoldRecord) -> dict[str, str]:
        """The words of each region of the record, by id."""
        if self._words[0] is not record:
            annotation = record.annotation
            words = {entity.id: entity.text[:_MOST_WORDS] for entity in annotation.entities}
            words.update((event.id, (words_of(event) or "")[:_MOST_WORDS]) for event in annotation.events)
            self._words = (record, words)
        return self._words[1]

    def _lost(self, kind: str) -> int:
        return sum(count for (what, _), count in self.lost.counts.items() if what == kind)


def _other_fields(region: Entity | Event) -> str:
    """The names of the fields of a region, its trigger and its arguments that the models do not have."""
    names = [*(region.model_extra or ())]
    if isinstance(region, Event):
        for part in filter(None, (region.trigger, *region.arguments)):
            names += part.model_extra or ()
    return ", ".join(dict.fromkeys(names))


_ARTICLE = ("title", "published", "language", "source", "url", "meta")
_ANNOTATION = (
    *("author", "status", "ontology", "created_at", "updated_at", "lead_time_s", "based_on", "decision"),
    *("rewritten_by", "unsure"),
)
_parts_of = itemgetter(
    "attributes", "ref", "unreviewed", "unsure", "note", "score", "uncertainty", "provenance"
)
_NO_PARTS: tuple[object, ...] = ({}, None, (), None, None, None, None, ())
_WHY = {
    "ref": "the format holds no refs",
    "note": "the format holds no notes",
    "unsure": "the format holds no marks of what somebody was unsure of",
    "unreviewed": "the format holds no marks of what nobody reviewed",
}
