"""French words for the rules of organizations, functions, people, datelines and places."""

from __future__ import annotations

from annotate.prelabel.languages.fr.functions import french_functions
from annotate.prelabel.languages.fr.organizations import french_organization
from annotate.prelabel.languages.fr.small_words import ARTICLES, OF
from annotate.prelabel.languages.names import (
    DatelineWords,
    FacilityWords,
    ModelSpanWords,
    NameRules,
    OrganizationRules,
    PersonWords,
    PlaceWords,
)

# English titles too, because French dispatches write "Mr" and "Ms" for "M." and "Mme".
_TITLES = frozenset(
    {
        "m",
        "m.",
        "mm.",
        "s.e.m.",
        "sem",
        "s.e.",
        "me",
        "mgr",
        "mme",
        "mmes",
        "mlle",
        "monsieur",
        "madame",
        "camarade",
    }
    | {"mr", "mr.", "mrs", "mrs.", "ms", "ms."}
)
_HONORIFICS = frozenset(
    {
        "s.e.m.",
        "sem",
        "s.e.",
        "m.",
        "mme",
        "me",
        "mgr",
        "dr",
        "pr",
        "docteur",
        "professeur",
        "maître",
        "monseigneur",
        "abbé",
        "père",
        "sœur",
    }
    | {"cheikh", "el hadj", "el-hadj", "hadj", "hadja"}
)

PERSONS = PersonWords(
    titles=_TITLES | {"dr", "pr", "cheikh", "abbé", "monseigneur"},
    honorifics=_HONORIFICS,
    initials=frozenset({"m", "mm."}),
    conjunctions=frozenset({"et"}),
    # The cantons of Switzerland.
    seats=frozenset(
        {"AG", "AI", "AR", "BE", "BL", "BS", "FR", "GE", "GL", "GR", "JU", "LU", "NE", "NW", "OW", "SG", "SH"}
        | {"SO", "SZ", "TG", "TI", "UR", "VD", "VS", "ZG", "ZH"}
    ),
)
DATELINES = DatelineWords(
    credits=("Photo", "Photos", "Ph.", "Crédit photo", "Crédits photo", "Crédit", "Crédits", "Image",
             "Source", "Vidéo", "Video", "Infographie", "©"),
    bylines=("Reportage de", "reportage de", "Reportage", "reportage", "Version française",
             "version française", "Édité par", "édité par", "Edité par", "edité par",
             # A translated dispatch keeps the byline of the original.
             "Reporting by", "reporting by", "Writing by", "writing by", "Editing by", "editing by"),
    line_bylines=("By",),
    conjunctions=("et", "and"),
    no_places=frozenset({"photo", "photos", "source", "video", "image"}),
)  # fmt: skip
PLACES = PlaceWords(
    before_city=frozenset({"à", "a", "en", "au", "aux", "vers", "près"}),
    articles=("le", "la", "les", "l'"),
    # Translations leave "Guizhou Province" in English.
    generics_behind=frozenset({"Province", "District", "State", "County"}),
    generic_links=("de la", "de l'", "de", "du", "des", "d'"),
    events=frozenset({"Tour", "Prix", "Open", "Rallye", "Coupe", "Trophée", "Challenge"}),
    directions=frozenset(
        {"Nord", "Sud", "Est", "Ouest", "Centre", "Nord-Est", "Nord-Ouest", "Sud-Est", "Sud-Ouest"}
    ),
)
MODEL_SPANS = ModelSpanWords(
    leading=frozenset({"le", "la", "les", "un", "une", "du", "des", "de", "à", "a", "au", "aux", "m", "mm",
                       "mme", "mlle", "mr", "mrs", "ms", "l'", "d'"}),
    honorifics=_HONORIFICS,
    demonym_before_person=True,
    between_names=frozenset({"et", "ou", ","}),
    team_articles=frozenset({"les", "des", "aux", "le", "du", "au"}),
    name_articles=frozenset({"le", "la", "les", "l'", "un", "une"}),
    person_articles=frozenset({"le", "la", "les", "l'"}),
    with_article=frozenset(
        {"la haye", "la havane", "la paz", "le caire", "le cap", "les comores", "la mecque"}
    ),
    portfolio_links=OF | ARTICLES | {"et", ",", "à", "au", "aux"},
    before_place=frozenset({"à"}),
    before_person=frozenset({"à"}),
    place_nouns=frozenset({"près", "autour", "abords", "ville", "village", "localité", "large", "camp"})
    | {"habitant", "habitants", "maire", "mairie", "préfet", "préfets", "gouverneur", "évêque", "archevêque"}
    | {"imam", "chef-lieu", "capitale", "périphérie", "banlieue", "centre", "environs", "rives", "côtes"}
    | {"direction", "sites", "site", "entrée", "sortie", "est", "ouest", "nord", "sud"},
    of=frozenset({"de", "d'"}),
    things=frozenset({"navire", "bateau", "frégate", "pétrolier", "cargo", "ferry", "paquebot", "chalutier"})
    | {"vraquier", "yacht", "typhon", "ouragan", "cyclone", "tempête", "dépression", "coupe", "championnat"}
    | {"tournoi", "trophée", "marathon", "rallye", "prix", "médaille", "traité", "pacte", "exercice"}
    | {"opération", "indice", "virus", "syndrome", "fièvre", "missile", "satellite", "fusée", "drone"}
    | {"sonde", "lanceur", "robot", "logiciel"},
    indefinite=frozenset({"un", "une"}),
    credits=frozenset({"ph"}),
    inhabitants=("ois", "oise", "oises", "ais", "aise", "aises", "ains", "aines", "éens", "éennes", "iens",
                 "iennes", "ins", "ards", "ardes"),
    before_inhabitants=frozenset({"les", "des", "aux", "un", "une"}),
    connections=frozenset({"ligne", "route", "axe", "liaison", "corridor", "interconnexion", "autoroute",
                           "tronçon", "trajet", "vol", "train", "gazoduc", "oléoduc", "ferroviaire",
                           "électrique", "routier", "aérienne", "maritime", "traversée", "frontière"}),
    participles=("é", "és", "ée", "ées"),
)  # fmt: skip
NAMES = NameRules(
    organizations=OrganizationRules(
        french_organization,
        alone={"Parti": "PTY"},
        definite=ARTICLES | {"du", "des", "au", "aux"},
        of=frozenset({"de", "d'"}),
        before_demonym=frozenset({"le", "du", "au"}),
        name_ends=frozenset(
            {"company", "corporation", "corp", "inc", "ltd", "limited", "group", "holding", "holdings"}
        )
        | {"airlines", "airways", "aerospace", "motors", "energy", "mining", "resources", "petroleum", "oil"}
        | {"industries", "systems", "technologies", "bank", "capital", "partners", "university", "institute"}
        | {"foundation", "council", "agency", "association", "watch", "fm", "tv", "news", "times", "post"},
        moves_by=frozenset({"de", "d'"}),
    ),
    functions=french_functions,
    persons=PERSONS,
    datelines=DATELINES,
    facilities=FacilityWords(
        of=OF,
        articles=ARTICLES,
        compounds=frozenset({"palais"}),
        strict=frozenset({"poste", "salle", "quai", "col", "église"}),
        roads=frozenset({"route", "autoroute"}),
        road_codes=frozenset({"RN", "RD", "RP"}),
    ),
    places=PLACES,
    model_spans=MODEL_SPANS,
    plural_endings=("s",),
)
