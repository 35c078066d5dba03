"""The adjectives and complements of French functions: "permanent des Affaires étrangères du Vietnam".

Parsers attach such chains poorly, so the rules look at words and parts of speech, from left to right. A
complement ends where a person's name begins.
"""

from __future__ import annotations

from annotate.prelabel.languages.fr.function_phrases import Phrases
from annotate.prelabel.languages.fr.small_words import ARTICLES, OF
from annotate.prelabel.parsing.tree import Word

_AT = frozenset({"à", "au", "aux", "en", "auprès", "près", "dans"})
_FOR = frozenset({"à", "au", "aux", "pour"})
_IN_CHARGE = frozenset({"chargé", "chargée", "chargés", "chargées", "délégué", "déléguée"})
POSSESSIVES = frozenset({"son", "sa", "leur", "notre", "votre"})
_LONGEST_NOUN = 7  # words of a function noun
_LONGEST = 40  # words of complements; real ones have far fewer
_HONORIFICS = frozenset({"cheikh", "docteur", "maître", "abbé", "père", "sieur", "hadj", "camarade",
                         "monsieur", "madame", "frère", "sœur"})  # fmt: skip
# Prepositions before the place of a function, and nouns for the place.
_IN = frozenset({"à", "au", "aux", "en", "dans"})
_AREAS = frozenset({"région", "zone", "pays", "province", "département", "district", "capitale", "ville",
                    "commune", "sous-région", "préfecture", "wilaya", "localité"})  # fmt: skip
_TITLE_TAGS = frozenset({"DET", "NOUN", "PROPN", "ADJ", "ADP"})
# Fields of government that govern a complement of their own: "Lutte contre la pauvreté".
_TO = frozenset({"à", "au", "aux"})
_GOVERNING = {
    **dict.fromkeys(("aide", "accès", "appui", "soutien", "coopération", "assistance", "formation",
                     "adaptation", "préparation"), _TO),
    **dict.fromkeys(("lutte", "luttes"), frozenset({"contre"})),
    **dict.fromkeys(("relation", "relations"), frozenset({"avec"})),
}  # fmt: skip
# Nouns of leadership: a function only with the body that is led ("chef du club", but not "le chef").
LEADERS = frozenset({"chef", "cheffe", "patron", "patronne", "responsable"})
# Functions that are entrusted with a matter: "haut-commissaire à la paix", "adjoint à la culture".
_ENTRUSTED = frozenset(
    {
        "haut",
        "commissaire",
        "conseiller",
        "conseillère",
        "adjoint",
        "adjointe",
        "secrétaire",
        "ministre",
        "envoyé",
        "envoyée",
        "délégué",
        "déléguée",
        "rapporteur",
        "rapporteuse",
        "représentant",
        "représentante",
        "coordonnateur",
        "coordonnatrice",
        "coordinateur",
        "coordinatrice",
    }
)
# Functions with an aim: "représentant spécial pour les droits humains".
_WITH_AIM = frozenset({"représentant", "représentante", "envoyé", "envoyée", "coordonnateur",
                       "coordonnatrice", "coordinateur", "coordinatrice", "rapporteur",
                       "rapporteuse"})  # fmt: skip
# Offices over a place. A name after "de" is the place, even if a model takes it for a person.
_LOCAL = frozenset({"préfet", "préfète", "sous", "maire", "bourgmestre", "évêque", "archevêque", "wali",
                    "échevin", "sultan", "gouverneur", "gouverneure", "sénateur", "sénatrice",
                    "curé"})  # fmt: skip
_PARTY_MEMBERS = frozenset({"député", "députée", "sénateur", "sénatrice", "eurodéputé", "eurodéputée", "élu",
                            "élue", "conseiller", "conseillère", "maire"})  # fmt: skip


class Complements(Phrases):
    """Finds the complements of functions in one text."""

    def _function(self, position: int) -> tuple[int, bool] | None:
        """The end of a function at ``position``, and whether a post may follow; None if there is none."""
        raise NotImplementedError

    def _noun(self, start: int) -> tuple[int, bool] | None:
        """The same for a function noun without modifiers."""
        raise NotImplementedError

    def _complements(self, end: int, posted: bool) -> int:
        """The position after all adjectives and complements that follow position ``end``."""
        limit = min(len(self.words), end + _LONGEST)
        noun = self._head(end)
        end = self._interim(self._adjectives(end, limit), limit)
        if end + 1 < limit and self._is_apposed_noun(end) and self._is_person(end + 1):
            return end + 1
        if noun.key in _PARTY_MEMBERS and end < limit:
            end = self._party(end)
        while True:
            after = self._complement(end, limit, posted, noun)
            if after is None:
                return end
            end = self._interim(self._abroad(after, limit), limit)

    def _is_apposed_noun(self, position: int) -> bool:
        """Whether a noun right after a function describes it: "commissaire | divisionnaire"."""
        word = self.words[position]
        common = word.pos == "NOUN" and word.text.islower() and word.key not in _HONORIFICS
        return common and word.key not in self.functions.by_first

    def _party(self, position: int) -> int:
        """The end of the acronym of a party at ``position``: "députée | N-VA"; else ``position``."""
        name = self.names.get(self.words[position].start)
        if name is None or name.kind == "person":
            return position + 1 if _is_acronym(self.words[position].text) else position
        end = self._end_of(name, position)
        return end if _is_acronym("".join(word.text for word in self.words[position:end])) else position

    def _head(self, end: int) -> Word:
        """The first word of the function noun that ends at ``end``: "secrétaire" of "secrétaire d'État"."""
        for position in range(max(0, end - _LONGEST_NOUN), end):
            found = None if self._is_bound(position) else self._noun(position)
            if found is not None and found[0] == end:
                return self.words[position]
        position = end - 1
        while position > 0 and (self.words[position].text == "-" or self._is_bound(position)):
            position -= 1
        return self.words[position]

    def _complement(self, position: int, limit: int, posted: bool, noun: Word) -> int | None:
        """The end of the complement that begins at ``position``: "de Cuba", "au Vietnam", ", des Sports"."""
        start = position
        listed = start < limit and self.words[start].text in (",", "et")
        if listed:
            start += 1
        if start >= limit:
            return None
        word = self.words[start].key
        if word in _IN_CHARGE and not listed and start + 1 < limit:
            start += 1
            word = self.words[start].key
        entrusted = not listed and word in _FOR and _first_part(noun) in _ENTRUSTED
        if entrusted and (matter := self._matter(start, limit, noun)) is not None:
            return matter
        if word not in OF and (listed or not self._is_post(start, limit, posted)):
            return None
        start += 1
        if word in ("auprès", "près") and start < limit and self.words[start].key in OF:
            start += 1
        if (start < limit and self.words[start].key in ARTICLES) or (
            start < limit and self.words[start].key in POSSESSIVES and noun.key in LEADERS
        ):
            start += 1
        # A further conjunct needs a capital, else it belongs to the sentence and not to the function.
        capital = listed or (word not in OF and word not in ("auprès", "près"))
        served = self._function(start) if start < limit else None
        if served is not None:
            return None if capital else self._served(served)
        end = self._noun_phrase(start, limit, capital=capital, local=_first_part(noun) in _LOCAL)
        return end if end is None else self._governed(start, end, limit)

    def _served(self, found: tuple[int, bool]) -> int | None:
        """The end of a function inside another: "envoyé | du président". One with a name is separate."""
        end = self._complements(*found)
        return None if self._is_person(end) else end

    def _governed(self, start: int, end: int, limit: int) -> int:
        """The end of the complement that a field of government takes: "Coopération | au développement"."""
        field = self.words[start]
        links = _GOVERNING.get(field.key) if field.text[0].isupper() and end + 1 < limit else None
        if links is None or self.words[end].key not in links:
            return end
        after = end + 2 if self.words[end + 1].key in ARTICLES else end + 1
        if (
            after >= limit
            or self.words[after].pos not in ("NOUN", "PROPN")
            or self._is_name(self.words[after].start)
        ):
            return end
        return self._adjectives(after + 1, limit)

    def _located(self, position: int, end: int) -> int:
        """The end of the place of a function: "porte-parole de l'armée | dans la région, X".

        The place belongs to the function if the person's name stands in apposition, after the place or before
        the function. Elsewhere it may be the place of the sentence.
        """
        limit = min(len(self.words), end + 8)
        if end + 1 >= limit or self.words[end].key not in _IN:
            return end
        start = end + 2 if self.words[end + 1].key in ARTICLES else end + 1
        if start >= limit:
            return end
        name = self.names.get(self.words[start].start)
        if name is not None and name.kind in ("place", "organization"):
            after = self._hyphened(self._end_of(name, start), len(self.words))
        elif self.words[start].key in _AREAS:
            after = self._adjectives(start + 1, len(self.words))
        else:
            return end
        closed = after >= len(self.words) or self.words[after].text in (",", ".", "(")
        return after if (self._is_apposed(position) and closed) or self._is_named(after) else end

    def _is_apposed(self, position: int) -> bool:
        """Whether a person's name and a comma are right before ``position``."""
        comma = self.words[position].previous
        return (
            comma is not None
            and comma.text == ","
            and comma.previous is not None
            and comma.previous.end in self.people_end
        )

    def _is_named(self, position: int) -> bool:
        """Whether a person's name is at ``position``, also after a comma, brackets, and a title or rank."""
        words = self.words
        if self._is_person(position):
            return True
        if position < len(words) and words[position].text == "(":
            position = next((i + 1 for i in range(position, min(position + 4, len(words)))
                             if words[i].text == ")"), position)  # fmt: skip
        if position >= len(words) or words[position].text != ",":
            return False
        for following in range(position + 1, min(position + 7, len(words))):
            if self._is_person(following):
                return True
            if words[following].pos not in _TITLE_TAGS or words[following].text == ",":
                return False
        return False

    def _is_post(self, position: int, limit: int, posted: bool) -> bool:
        """Whether a phrase without "de" is a post or a field: "au Vietnam", "près le tribunal"."""
        word = self.words[position].key
        if word == "auprès":
            return True  # "ministre déléguée auprès du ministre"
        if word == "près" and position + 1 < limit and self.words[position + 1].key in ARTICLES:
            return True  # "procureur de la République près le tribunal"
        return (posted and word in _AT | {"pour"}) or (word in _AT and self._is_field(position, limit))

    def _matter(self, position: int, limit: int, noun: Word) -> int | None:
        """The end of the matter that a function is entrusted with: "à la paix", "aux droits de l'homme".

        A field of government has a capital. Other matters must be followed by the person's name.
        """
        start = position + 1
        if start < limit and self.words[start].key in ARTICLES:
            start += 1
        if start >= limit:
            return None
        first = self.words[start]
        place = self.names.get(first.start)
        if place is not None and (place.kind == "person" or not place.by_model):
            return None
        if first.text[0].isupper():
            if first.key not in self.known:
                return None
            end = start + 1
            while end < limit and self._goes_on(end):
                end += 1
            return self._adjectives(end, limit)
        if first.pos != "NOUN":
            return None
        end = self._adjectives(start + 1, limit)
        aim = self.words[position].key == "pour" and start > position + 1 and noun.lemma in _WITH_AIM
        return end if _first_part(noun) == "haut" or aim or self._is_named(end) else None

    def _abroad(self, position: int, limit: int) -> int:
        """The position after "à l'étranger", also after a participle: "résidant à l'étranger"."""
        start = position
        if start < limit and self.words[start].key.rstrip("s") in (
            "résidant",
            "résident",
            "vivant",
            "établi",
        ):
            start += 1
        return (
            start + 3
            if [word.key for word in self.words[start : start + 3]] == ["à", "l'", "étranger"]
            else position
        )

    def _is_field(self, position: int, limit: int) -> bool:
        """Whether a phrase is a field of work ("à la Coopération", "aux Transports") and not a place."""
        start = position + 1
        if self.words[position].key == "à" and start < limit and self.words[start].key in ("la", "l'"):
            start += 1
        elif self.words[position].key != "aux":
            return False
        if start >= limit:
            return False
        first = self.words[start]
        name = self.names.get(first.start)
        # A model takes "Sports" of "ministre délégué aux Sports" for a place.
        certain = name is not None and name.kind in ("person", "place") and not name.by_model
        return first.text[0].isupper() and first.key in self.known and not certain

    def _interim(self, position: int, limit: int) -> int:
        """The position after "par intérim" if these words are at ``position``, else ``position``."""
        if position + 1 < limit and (self.words[position].key, self.words[position + 1].key) == (
            "par",
            "intérim",
        ):
            return position + 2
        return position


def _first_part(word: Word) -> str:
    """The lemma of a word, or of its part before the first hyphen: "haut" of "haut-commissaires"."""
    return word.lemma.partition("-")[0] if word.lemma not in ("", "-") else word.key


def _is_acronym(text: str) -> bool:
    letters = text.replace("-", "")
    return 2 <= len(letters) <= 6 and letters.isalpha() and letters.isupper()
