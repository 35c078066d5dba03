"""The country of a mention, as a code."""

from __future__ import annotations

from collections.abc import Iterable

from annotate.core.annotation import Entity
from annotate.core.ontology import Ontology

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
COUNTRIES = frozenset(_CODES.split())
# Keys of organizations in our gazetteer that are codes of countries, too: the Andean Community is CAN.
ORGANIZATIONS = frozenset({"CAF", "CAN", "CPV", "NAM", "NLD", "PAN", "PRI"})


def country_of(entity: Entity, mentions: Iterable[Entity], ontology: Ontology | None) -> Entity | None:
    """The mention whose ``ref`` is the ISO 3166 alpha-3 code of the country of ``entity``; None without one.

    This is the mention itself; or, if it has no ``ref``, a place inside it ("président du Pérou"), unless it
    contains places of several countries. The ``ref`` of a person is a key of the person, and that of an
    organization may be the key of the organization: neither counts as a code.
    """
    kind = _kind(entity, ontology)
    if kind == "person":
        return None
    of_organization = kind == "organization" and entity.ref in ORGANIZATIONS
    if entity.ref is not None and not of_organization:
        return entity if entity.ref in COUNTRIES else None
    nested = {
        one.ref: one
        for one in mentions
        if one.ref in COUNTRIES and _kind(one, ontology) == "place" and entity.contains(one)
    }
    return next(iter(nested.values())) if len(nested) == 1 else None


def _kind(entity: Entity, ontology: Ontology | None) -> str | None:
    """The kind of a mention; without an ontology, by the label that the default ontology has for it."""
    if ontology is not None:
        return ontology.kind_of(entity.label)
    return {"PER": "person", "ORG": "organization", "LOC": "place"}.get(entity.label)
