"""The rows of the table of events."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from annotate.core.annotation import Argument, AttributeValue, Entity, Event
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import RoleKind
from annotate.core.record import GoldRecord
from annotate.core.sentences import sentence_ranges
from annotate.core.unreviewed import ATTRIBUTES, REF, ROLE, unreviewed_values_of
from annotate.export.loss_list import LossKind
from annotate.export.losses import Losses

Row = dict[str, str | int | None]

NUMBERS = frozenset({"sources", "targets", "trigger_start", "trigger_end"})
_ACTOR = ("{}", "{}_country", "{}_ref", "{}_sector", "{}s")
_ATTRIBUTES = ("mode", "context", "modality", "polarity")
_BETWEEN = "; "
_SECTOR, _VALUE = "sector", "value"
_PARTS: tuple[LossKind, ...] = ("note", "scores", "provenance")
# ISO 3166-1 alpha-3, with XKX (Kosovo): tells a country from the key of an organization, such as FAO.
_CODES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS
BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV
CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM
GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN
IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE
LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS
MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK
PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR
SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY
USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM ZAF ZMB ZWE
"""
_COUNTRIES = frozenset(_CODES.split())


class EventTable:
    """Makes the rows of records, and counts in ``losses`` what the rows do not hold.

    Columns of attributes are those of the event types of the ontology, after the four usual ones. Without an
    ontology, there are these four alone, and roles are known by the names Agent, Recipient, Place and Time.
    """

    def __init__(self, ontology: Ontology | None, losses: Losses) -> None:
        self._ontology, self._losses = ontology, losses
        own = (
            (name for type_ in ontology.events for name in ontology.attributes_of(type_)) if ontology else ()
        )
        fixed = {*_columns(()), *NUMBERS}
        self._attributes = tuple(name for name in dict.fromkeys((*_ATTRIBUTES, *own)) if name not in fixed)
        self.columns = _columns(self._attributes)

    def rows(self, record: GoldRecord) -> Iterator[Row]:
        """The rows of a record's events, in the order of the record."""
        losses, annotation = self._losses, record.annotation
        entities = {entity.id: entity for entity in annotation.entities}
        sentences = list(sentence_ranges(record.text)) if record.text else []
        held: dict[str, set[str]] = {}  # by entity: the attributes that a row holds, and "ref"
        for event in annotation.events:
            losses.event_written(event)
            losses.lose_parts(record, event, *_PARTS)
            if left := sorted({*event.attributes} - {*self._attributes}):
                losses.lose(record, event.id, "attributes", f"the table has no column for {', '.join(left)}")
            yield self._row(record, event, entities, sentences, held)
        for entity in annotation.entities:
            if entity.id not in held:
                losses.lose(record, entity.id, "entity", "in no event")
                continue
            losses.entities_written += 1
            losses.lose_parts(record, entity, *_PARTS)
            if entity.ref is not None and "ref" not in held[entity.id]:
                losses.lose(record, entity.id, "ref", "the table has no column for refs of this role")
            if {*entity.attributes} - held[entity.id]:
                losses.lose(record, entity.id, "attributes", "the table has no column for them")
        losses.articles += 1

    def _row(
        self,
        record: GoldRecord,
        event: Event,
        entities: dict[str, Entity],
        sentences: list[tuple[int, int]],
        held: dict[str, set[str]],
    ) -> Row:
        article, annotation, trigger = record.article, record.annotation, event.trigger
        row: Row = {
            "event": event.id,
            "type": event.type,
            **{name: _joined(_values(event.attributes.get(name))) for name in self._attributes},
            "published": article.published,
            "article": article.id,
            "article_source": article.source,
            "url": article.url,
            "title": article.title,
            "language": article.language,
            "trigger": trigger.text if trigger else None,
            "trigger_start": trigger.start if trigger else None,
            "trigger_end": trigger.end if trigger else None,
            "sentence": _sentence(record, event, sentences),
            "decision": annotation.decision,
            "author": annotation.author,
        }
        roles: dict[RoleKind, list[Entity]] = {"agent": [], "recipient": [], "place": [], "time": []}
        others, fillers = [], []
        for argument in event.arguments:
            filler = entities[argument.entity]
            kind = self._kind(event.type, argument.role)
            fillers.append((kind, argument, filler))
            known = held.setdefault(filler.id, set())
            if kind not in roles:
                others.append(f"{argument.role}: {filler.text}")
                continue
            roles[kind].append(filler)
            known |= {"agent": {"ref", _SECTOR}, "recipient": {"ref", _SECTOR}, "place": {"ref"}}.get(
                kind, {_VALUE}
            )
        for name, kind in (("source", "agent"), ("target", "recipient")):
            row.update(_actor(name, roles[kind]))  # type: ignore[index]
        row["place"] = _joined(one.text for one in roles["place"])
        row["place_ref"] = _joined(one.ref or "" for one in roles["place"])
        row["date"] = _joined(value for one in roles["time"] for value in _values(one.attributes.get(_VALUE)))
        row["time_words"] = _joined(one.text for one in roles["time"])
        row["others"] = _joined(others)
        unreviewed = {*_unreviewed(event, fillers)}
        row["unreviewed"] = _joined(name for name in self.columns if name in unreviewed)
        return {name: row[name] for name in self.columns}

    def _kind(self, event_type: str, role: str) -> str | None:
        """The kind of a role: agent, recipient, place, time, or None for others."""
        ontology = self._ontology
        if ontology is None or event_type not in ontology.events:
            return role.lower() if role in ("Agent", "Recipient", "Place", "Time") else None
        kinds: tuple[RoleKind, ...] = ("agent", "recipient", "place", "time")
        return next((kind for kind in kinds if ontology.role_of(kind, event_type) == role), None)


def _columns(attributes: Iterable[str]) -> tuple[str, ...]:
    return (
        *("date", "published"),
        *(column.format("source") for column in _ACTOR),
        *(column.format("target") for column in _ACTOR),
        "type",
        *attributes,
        *("place", "place_ref", "others", "time_words", "trigger", "trigger_start", "trigger_end"),
        *("sentence", "article", "article_source", "url", "title", "language", "event"),
        *("decision", "author", "unreviewed"),
    )


def _actor(name: str, fillers: list[Entity]) -> Row:
    country, ref, sector = ([*_each(fillers, of)] for of in (_country, _ref, _sector))
    return {
        name: _joined(one.text for one in fillers),
        f"{name}_country": _joined(country),
        f"{name}_ref": _joined(ref),
        f"{name}_sector": _joined(sector),
        f"{name}s": len(fillers),
    }


def _each(fillers: Iterable[Entity], of: Any) -> Iterator[str]:
    return (of(one) for one in fillers)


def _country(entity: Entity) -> str:
    return entity.ref if entity.ref in _COUNTRIES else ""


def _ref(entity: Entity) -> str:
    return entity.ref or ""


def _sector(entity: Entity) -> str:
    return ", ".join(_values(entity.attributes.get(_SECTOR)))


def _values(value: AttributeValue | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _joined(values: Iterable[str]) -> str | None:
    """The values in one cell; None if there are none, or all are empty."""
    found = [value.replace("\\", "\\\\").replace(";", "\\;") for value in values]
    return _BETWEEN.join(found) if any(found) else None


def _sentence(record: GoldRecord, event: Event, sentences: list[tuple[int, int]]) -> str | None:
    """The sentence of the trigger, or the sentences, if the trigger is longer; without white space around."""
    if event.trigger is None or not sentences or record.text is None:
        return None
    starts = [start for start, _ in sentences]
    first = bisect_right(starts, event.trigger.start) - 1
    last = bisect_right(starts, event.trigger.end - 1) - 1
    return record.text[sentences[first][0] : sentences[last][1]].strip()


def _unreviewed(event: Event, fillers: Iterable[tuple[str | None, Argument, Entity]]) -> Iterator[str]:
    """The columns of a row with values that nobody saw on a screen."""
    for name in unreviewed_values_of(event):
        if name.startswith(ATTRIBUTES):
            yield name.removeprefix(ATTRIBUTES)
    for kind, argument, filler in fillers:
        if not (argument.unreviewed or filler.unreviewed):
            continue
        marked = unreviewed_values_of(filler)
        for column, value in _shown(kind, filler):
            if ROLE in argument.unreviewed or value in marked:
                yield column


def _shown(kind: str | None, filler: Entity) -> Iterator[tuple[str, str]]:
    """The columns that a filler fills, and the name of the value that each shows."""
    words = {"agent": "source", "recipient": "target", "place": "place", "time": "time_words"}
    column = words.get(kind or "", "others")
    yield column, ROLE
    if filler.ref is not None and kind in ("agent", "recipient", "place"):
        yield f"{column}_ref", REF
        if kind != "place" and filler.ref in _COUNTRIES:
            yield f"{column}_country", REF
    if _SECTOR in filler.attributes and kind in ("agent", "recipient"):
        yield f"{column}_sector", f"{ATTRIBUTES}{_SECTOR}"
    if _VALUE in filler.attributes and kind == "time":
        yield "date", f"{ATTRIBUTES}{_VALUE}"
