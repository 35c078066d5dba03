"""French grammar for the rules of events, arguments and dates."""

from __future__ import annotations

from annotate.prelabel.languages.fr.verbs import finite, inflected, may_be_future, tense
from annotate.prelabel.languages.grammar import GrammarRules, Prepositions, Pronouns, VerbForms
from annotate.prelabel.parsing.language_words import ParsingWords

PARSING = ParsingWords(
    base_forms={
        "au": "à", "aux": "à", "du": "de", "des": "de", "d'": "de", "jusqu'": "jusque", "a": "à",
    },
    days=frozenset({"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "hier",
                    "matinée", "soirée"}),
    glued=frozenset(
        {"le", "la", "les", "de", "du", "des", "un", "une", "et", "aux", "au", "que", "qui", "dans", "pour",
         "avec", "par", "sur", "ses", "son", "sa", "ce"}
    ),
    glued_behind=frozenset({"sur", "par", "pour", "au", "ce", "sa", "son", "de"}),
    whole=frozenset({"sit-in", "die-in", "lock-out"}),
)  # fmt: skip

GRAMMAR = GrammarRules(
    prepositions=Prepositions(
        of=frozenset({"de"}),
        by=frozenset({"par"}),
        accompanying=frozenset({"avec"}),
        between=frozenset({"entre"}),
        at=frozenset({"à", "en", "dans", "près", "sur", "au-dessus", "chez", "depuis", "vers"}),
        during=frozenset({"lors", "pendant", "durant", "au", "à", "après", "dans"}),
        occasion=frozenset({"lors", "pendant", "durant", "avant", "dans"}),
        prior=frozenset({"après", "depuis", "malgré", "sous", "dès", "selon", "suite", "par"}),
        ahead=frozenset({"avant"}),
        until=frozenset({"jusque", "jusqu'"}),
        under=frozenset({"sous"}),
        asked=frozenset({"à", "auprès"}),
        purpose=frozenset({"pour", "afin", "visant", "en vue"}),
        promised=frozenset({"pour", "de", "à"}),
    ),
    pronouns=Pronouns(
        relative=frozenset({"qui", "que", "qu'", "lequel", "laquelle"}),
        personal=frozenset({"il", "elle", "celui-ci", "celle-ci", "ce dernier", "lui"}),
        clitic=frozenset(
            {"les", "l'", "le", "la", "leur", "eux", "ils", "elles", "en", "me", "m'", "nous", "on", "je",
             "j'"}
        ),
        possessive=frozenset({"son", "sa", "ses"}),
        reflexive=frozenset({"se", "s'"}),
    ),
    verbs=VerbForms(
        with_be=frozenset(
            {"arriver", "aller", "venir", "partir", "sortir", "entrer", "rentrer", "revenir", "rester",
             "tomber", "devenir", "retourner", "parvenir", "intervenir", "convenir", "mourir", "naître"}
        ),
        perfect=frozenset({"avoir"}),
        participles=inflected,
        finite=finite,
        tense=tense,
        may_be_future=may_be_future,
        going_to=frozenset({"aller"}),
    ),
    conjunctions=frozenset({"et", "&"}),
    conditions=frozenset({"si", "s'"}),
    ordinals=frozenset({"premier", "première", "deuxième", "second", "troisième", "dernier", "seul"}),
    cases=frozenset({"cas"}),
    split_negations=frozenset(
        (first, second) for first in ("ne", "n'") for second in ("plus", "personne", "rien")
    ),
    articles=frozenset({"le", "la", "M.", "Mme", "Mr", "Mrs", "Ms"}),
    elisions=frozenset({"l'"}),
    contracted_articles=frozenset({"du", "des"}),
    areas=frozenset(
        {"nord", "sud", "est", "ouest", "centre", "nord-est", "nord-ouest", "sud-est", "sud-ouest", "région",
         "province", "ville", "département", "localité", "village", "district", "commune", "quartier",
         "capitale", "périphérie", "banlieue", "environs", "abords", "large", "frontière", "île",
         "préfecture", "zone", "port", "rues"}
    ),
    plural_endings=("s", "x"),
)  # fmt: skip
