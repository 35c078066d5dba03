"""The built-in rule for arrows from an event to a place: is it where the act happens, or whom it is aimed at?

The rule asks for traits of the event type, never for its name, and for the preposition before the mention, in
French and English. It was made on the development half of the hand-annotated dispatches alone.
docs/decisions/046 has its figures.
"""

from __future__ import annotations

import re

from annotate.core.ontology import Ontology
from annotate.studio.codec.open_arrow import OpenArrow


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BEFORE = 120  # code points in which the preposition is looked for
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*'?|[^\s\w]")
_SENTENCE = re.compile(r"\n|[.!?] ?(?=[^\W\d_a-z])")  # dispatches glue sentences together
_QUOTES = _words('" “ ” « »')
_ARTICLES = _words("le la les l' un une the a an")
# English words between the preposition of a place and its name.
_ADJECTIVES = _words(
    "northern southern eastern western central north south east west neighbouring neighboring nearby capital"
    " downtown"
)
_IN = _words("in at near inside outside across throughout within around off dans en chez sous depuis")
_TO = _words("à au aux to")
_OF = _words("de du des d' of from")
_ON = _words("on onto upon over sur")
_INTO = _words("into vers")
_WITH = _words("contre against avec with envers par by pour for entre between towards toward")
# Nouns before "de" and "of" that make a name a place: "la province de Sofala", "au nord du Mali".
_AREAS = _words(
    "province région département district ville village capitale quartier île archipel nord sud est ouest"
    " centre côte large abords frontière banlieue commune port près region town city island coast outskirts"
    " suburb border part parts"
)
_JOINED = _words(", et and ou or (")
# States that take no article in French, so that "à Cuba" has the form of "à Paris".
_BARE_STATES = _words(
    "andorre bahreïn chypre cuba djibouti fidji haïti israël kiribati madagascar malte maurice monaco nauru"
    " oman palaos saint-marin samoa singapour taïwan tonga tuvalu vanuatu"
)


class PlaceOrRecipient:
    """Chooses between a role of the kind "place" and one of the kind "recipient"."""

    id = "place-or-recipient@1"

    def role(self, arrow: OpenArrow, ontology: Ontology) -> str | None:
        """The role of the arrow, or None if the roles are not one place and one recipient."""
        kinds = {ontology.kind_of_role(role): role for role in arrow.roles}
        if len(arrow.roles) != 2 or kinds.keys() != {"place", "recipient"}:
            return None
        return kinds["place" if _is_scene(arrow, ontology) else "recipient"]


def _is_scene(arrow: OpenArrow, ontology: Ontology) -> bool:
    """Whether the act happens at the mention."""
    start, end = arrow.mention
    if arrow.text[start].islower() or _is_topic(arrow.text, start, end):
        return True  # a building or the like: "port of Aden", "aéroport de Bauerfield"
    scene = arrow.event_type in ontology.types_with("happening") | ontology.types_with("mutual")
    spoken = arrow.event_type in ontology.types_with("spoken")
    early = start < arrow.trigger[0]
    first = _first_of_series(arrow, start)
    tokens = _tokens_before(arrow.text, first)
    if tokens in (["à"], ["a"]):
        return True  # at the start of a sentence: "À Moscou, la porte-parole a dénoncé"
    article = False
    while tokens and tokens[-1] in _ARTICLES | _ADJECTIVES:
        article |= tokens.pop() in _ARTICLES
    word, before = (["", "", *tokens][-1], ["", "", *tokens][-2])
    if word in _OF and before in _AREAS:
        return True
    if word in _OF and before == "direction":
        return False
    if word in _IN:
        return True
    if word in _WITH:
        return False
    if word in _TO:
        of_state = article or word != "à" or arrow.text[start:end].lower() in _BARE_STATES
        object_ = arrow.text[arrow.trigger[1] : first].split() == [word]  # "sanctions à Caracas"
        return scene or (early if spoken else not (of_state or object_))
    if word in _OF:
        return scene or not (spoken or article or word in ("du", "des", "of", "from"))
    if word in _ON:
        return arrow.event_type in ontology.types_with("happening")
    if word in _INTO:
        return scene
    return scene and not early


def _is_topic(text: str, start: int, end: int) -> bool:
    """Whether the mention opens the text and a colon or dash follows: "Tchad : l'Allemagne débloque"."""
    return not text[:start].strip() and text[end : end + 3].lstrip()[:1] in (":", "-", "–", "—")


def _first_of_series(arrow: OpenArrow, start: int) -> int:
    """The start of the first place of a series, such as that of "Cuba" for "le Mali" in "Cuba, le Mali".

    A place with a preposition of its own is no part of a series.
    """
    ends = {place[1]: place[0] for place, label in arrow.mentions if label == arrow.label}
    while True:
        between, joined = start, False
        while (found := _last_token(arrow.text, between)) is not None and found[1] in _ARTICLES | _JOINED:
            between = found[0]
            joined |= found[1] in _JOINED
        stem = len(arrow.text[:between].rstrip())
        if not joined or stem not in ends or ends[stem] >= start:
            return start
        start = ends[stem]


def _tokens_before(text: str, position: int) -> list[str]:
    """The words and marks before a position, lower-cased, in its sentence or title."""
    before = text[max(0, position - _BEFORE) : position].replace("’", "'")
    sentence = _SENTENCE.split(before)[-1]
    return [word.lower() for word in _TOKEN.findall(sentence) if word not in _QUOTES]


def _last_token(text: str, position: int) -> tuple[int, str] | None:
    """The start and the lower-cased form of the word or mark before a position."""
    first = max(0, position - _BEFORE)
    last = None
    for found in _TOKEN.finditer(text[first:position].replace("’", "'")):
        last = first + found.start(), found[0].lower()
    return last
