"""English grammar for the rules of events, arguments and dates."""

from __future__ import annotations

from annotate.prelabel.languages.grammar import GrammarRules, Prepositions, Pronouns, VerbForms
from annotate.prelabel.parsing.language_words import ParsingWords
from annotate.prelabel.parsing.relations import CLEARNLP

PARSING = ParsingWords(
    scheme=CLEARNLP,
    days=frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}),
    glued=frozenset(
        {"the", "of", "and", "for", "with", "from", "to", "in", "by", "at", "that", "his", "its", "was",
         "has"}
    ),
    glued_behind=frozenset({"to", "in", "by", "at", "has"}),
    whole=frozenset(
        {"sit-in", "die-in", "walk-out", "call-up", "build-up", "shoot-out", "stand-off", "co-operation",
         "co-operate", "cease-fire", "u-turn", "go-ahead", "lathi-charge", "baton-charge", "test-fire",
         "counter-attack", "counter-offensive", "pull-out", "pull-back", "clamp-down", "sit-down", "go-slow",
         "cyber-attack", "tear-gas", "ill-treat", "booby-trap", "petrol-bomb", "spray-paint", "charge-sheet",
         "war-game", "drive-by", "tete-a-tete", "re-elect", "co-sign", "co-produce", "co-develop",
         "de-escalation", "re-open", "air-strike", "gun-battle"}
    ),
)  # fmt: skip

GRAMMAR = GrammarRules(
    prepositions=Prepositions(
        of=frozenset({"of"}),
        by=frozenset({"by"}),
        accompanying=frozenset({"with"}),
        between=frozenset({"between", "among"}),
        at=frozenset({"in", "at", "near", "off", "across"}),
        toward=frozenset({"to"}),
        during=frozenset({"during", "at", "after", "in", "on"}),
        occasion=frozenset({"during", "at", "before", "while", "when", "within"}),
        prior=frozenset(
            {"after", "amid", "amidst", "following", "since", "despite", "upon", "over", "under", "as",
             "because", "due", "by"}
        ),
        ahead=frozenset({"ahead"}),
        until=frozenset({"until", "till"}),
        under=frozenset({"under"}),
        asked=frozenset({"on", "upon"}),
        purpose=frozenset({"to"}),
        promised=frozenset({"to"}),
    ),
    pronouns=Pronouns(
        relative=frozenset({"who", "which", "that", "whom"}),
        personal=frozenset({"he", "she", "him", "her"}),
        possessive=frozenset({"his", "her"}),
    ),
    verbs=VerbForms(
        future=frozenset({"will", "'ll", "shall", "wo"}),
        future_in_past=frozenset({"would"}),
        possible=frozenset({"could", "can", "may", "might", "must", "should", "ought", "need"}),
        going_to=frozenset({"go"}),
        have_to=frozenset({"have", "need", "ought"}),
        be_to=frozenset({"be"}),
    ),
    conjunctions=frozenset({"and", "&"}),
    conditions=frozenset({"if", "unless", "should", "whether", "provided"}),
    ordinals=frozenset(
        {"first", "second", "third", "fourth", "fifth", "last", "latest", "only", "next", "sole", "oldest",
         "youngest"}
    ),
    cases=frozenset({"case", "event"}),
    articles=frozenset({"the", "Mr", "Mrs", "Ms", "M.", "Mme"}),
    areas=frozenset(
        {"north", "south", "east", "west", "town", "city", "region", "capital", "coast", "outskirts", "state",
         "center", "area", "northeast", "northwest", "southeast", "southwest", "border", "streets", "suburb",
         "province", "district", "village", "commune", "zone", "port", "centre"}
    ),
    plural_endings=("s",),
)  # fmt: skip
