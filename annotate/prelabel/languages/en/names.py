"""English words for the rules of organizations, functions, people, datelines and places."""

from __future__ import annotations

from annotate.prelabel.languages.en.functions import english_functions
from annotate.prelabel.languages.en.organizations import english_organization
from annotate.prelabel.languages.names import (
    PLACE_PARTICLES,
    DatelineWords,
    FacilityWords,
    ModelSpanWords,
    NameRules,
    OrganizationRules,
    PersonWords,
    PlaceWords,
)

_HONORIFICS = frozenset(
    {"me", "mgr", "dr", "dr.", "prof", "prof.", "rev", "rev.", "el hadj", "alhaji", "hajia"}
    | {"imam", "sheikh", "pastor", "msgr", "msgr.", "monsignor", "sister", "reverend"}
)

PERSONS = PersonWords(
    # French titles too, because English dispatches keep French titles before French names.
    titles=frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "comrade", "mgr", "dr", "dr.", "rev", "rev."})
    | {"m.", "mme", "mlle", "monsieur", "madame"},
    honorifics=_HONORIFICS,
    conjunctions=frozenset({"and"}),
    arrests=frozenset({"arrest", "detain", "jail", "handcuff", "behead", "kidnap"}),
)
DATELINES = DatelineWords(
    place_links=(*PLACE_PARTICLES, "and"),
    credits=("Photo", "Photos", "Image", "Source", "Video", "©"),
    bylines=("Reporting by", "reporting by", "Writing by", "writing by", "Editing by", "editing by"),
    line_bylines=("By",),
    conjunctions=("and",),
    no_places=frozenset({"photo", "photos", "source", "video", "image"}),
)
PLACES = PlaceWords(
    before_city=frozenset({"in", "at", "near", "from", "to"}),
    articles=("the",),
    generics_behind=frozenset(
        {
            "Province",
            "Region",
            "State",
            "District",
            "County",
            "Governorate",
            "Prefecture",
            "Upazila",
            "Tehsil",
        }
        | {"Township", "Municipality", "Parish", "Oblast", "Raion", "Voivodeship"}
    ),
    generic_links=("of",),
    events=frozenset({"Tour", "Prix", "Open", "Cup"}),
)
MODEL_SPANS = ModelSpanWords(
    leading=frozenset({"the", "a", "an", "m", "mr", "mrs", "ms"}),
    honorifics=_HONORIFICS,
    between_names=frozenset({"and", "or", ","}),
    name_articles=frozenset({"the"}),
    possessives=("'s", "'"),
    portfolio_links=frozenset({"of", "for", "and", "the", ","}),
    before_place=frozenset({"near", "in", "at", "from"}),
    place_nouns=frozenset({"outskirts", "town", "village", "city", "camp"})
    | {"residents", "resident", "mayor", "governor", "bishop", "archbishop", "imam", "capital", "centre"}
    | {"center", "suburb", "suburbs", "north", "south", "east", "west", "coast", "banks", "shores", "sites"},
    of=frozenset({"of"}),
    things=frozenset(
        {"ship", "vessel", "frigate", "destroyer", "tanker", "ferry", "trawler", "submarine", "yacht"}
    )
    | {"typhoon", "hurricane", "cyclone", "storm", "cup", "championship", "championships", "games", "trophy"}
    | {
        "tournament",
        "marathon",
        "rally",
        "prize",
        "award",
        "medal",
        "treaty",
        "pact",
        "exercise",
        "operation",
    }
    | {"index", "virus", "syndrome", "fever", "missile", "satellite", "rocket", "drone"},
    thing_last=True,
    indefinite=frozenset({"a", "an"}),
    connections=frozenset(
        {"line", "route", "road", "highway", "railway", "pipeline", "corridor", "flight", "border"}
    ),
    behind_place=frozenset({"area", "district", "province", "region", "valley", "county", "city", "town"})
    | {"village", "island", "islands", "peninsula", "governorate", "prefecture", "municipality"},
)
NAMES = NameRules(
    organizations=OrganizationRules(
        english_organization,
        alone={"Party": "PTY"},
        definite=frozenset({"the"}),
        place_first=True,
        local_offices=frozenset({"prosecutor", "prosecutors", "attorney", "coroner", "mayor"}),
        members=frozenset({"rebels", "fighters", "militants", "insurgents", "militiamen", "gunmen"}),
        moves=frozenset({"rise", "fall", "jump", "soar", "drop", "slip", "slide", "climb", "gain", "tumble"})
        | {"plunge", "surge", "advance", "decline", "ease", "dip", "rally", "shed", "rebound", "sink"},
    ),
    functions=english_functions,
    persons=PERSONS,
    datelines=DATELINES,
    facilities=FacilityWords(
        of=frozenset({"of", "de", "du"}),  # "Port de Paix" keeps its name in English
        articles=frozenset({"the"}),
        noun_last=True,
        lower_last=frozenset(
            {"airport", "port", "dam", "bridge", "highway", "stadium", "refinery", "prison"}
        ),
        roads=frozenset({"highway", "interstate"}),
    ),
    places=PLACES,
    model_spans=MODEL_SPANS,
    plural_endings=("s",),
)
