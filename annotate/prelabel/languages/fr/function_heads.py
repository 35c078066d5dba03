"""The nouns of French functions: listed ones, leaders of a body, and nouns that are derived.

"ministre", "chef du club", "rédacteur en chef", "président-directeur général".
"""

from __future__ import annotations

import re

from annotate.prelabel.languages.fr.function_complements import LEADERS, POSSESSIVES, Complements
from annotate.prelabel.languages.fr.function_phrases import is_plural
from annotate.prelabel.languages.fr.small_words import ARTICLES, OF
from annotate.prelabel.parsing.tree import Word

_SUBJECTS = frozenset({"je", "j'", "il", "elle", "on", "ils", "elles", "qui"})
# Endings of agent nouns. With a body and a person's name they show a function: "receveur de la commune, X".
_AGENT = re.compile(r"membre|.{2,}(?:teur|trice|eure?|euse|i[eè]re?|aire|iste|ien|ienne)")
# Nouns that "général" makes a function, and nouns of things with the same endings.
_OFFICER = re.compile(r".{2,}(?:teur|trice|leur|leuse|seur)")
_FOUNDER = re.compile(r"(?:co-?)?fondat(?:eur|rice)")
# Occupations with a body: "l'entraîneur du club".
_OCCUPATIONS = re.compile(
    r"(?:entra[iî]n|jou|but|chant|nag|cour|lutt|march|footbal+|chauff|vend|serv|danse|servi)eu(?:r|se)"
    r"|(?:anima|ac|au|réalisa|vendi|specta|audi|visi|consomma)t(?:eur|rice)|secrétaire|journaliste|comptable"
    r"|militaire|footballeu(?:r|se)|cycliste|artiste|stagiaire|infirmi(?:er|ère)|gardien(?:ne)?"
    r"|international[e]?|locataire|propriétaire|actionnaire|salarié[e]?|partenaire|adversaire|fonctionnaire"
)
_NO_BODIES = frozenset({"orchestre", "chœur", "cuisine", "rayon"})
_THINGS = frozenset({"secteur", "facteur", "moteur", "vecteur", "équateur", "matrice"})
_DEFINITE = ARTICLES | {"du", "au"}
INDEFINITE = frozenset({"un", "une"})


class Heads(Complements):
    """Finds the nouns of functions in one text. Positions are word indexes, ends are exclusive."""

    def _function(self, position: int) -> tuple[int, bool] | None:
        """The end of the function whose modifiers begin at ``position``, and whether a post may follow."""
        start = position
        if (
            position + 2 < len(self.words)
            and self.words[position + 1].text == "et"
            and _FOUNDER.fullmatch(self.words[position].key)
        ):
            return self._noun(position + 2)  # "fondateur et président"
        while start < len(self.words) and self.words[start].key in self.functions.modifiers:
            if (named := self._noun(start)) is not None:
                return named
            start += 1
        return self._noun(start) if start < len(self.words) else None

    def _noun(self, start: int) -> tuple[int, bool] | None:
        """The end of the function noun at ``start``, and whether a post may follow ("ambassadeur au")."""
        found = None if self._is_bound(start) else self._listed(start) or self._in_chief(start)
        return None if found is None else self._compound(*found)

    def _compound(self, end: int, posted: bool) -> tuple[int, bool]:
        """A function noun with the nouns that hyphens join to it: "président | -directeur général"."""
        words = self.words
        while (
            end + 1 < len(words)
            and words[end].text == "-"
            and words[end].start == words[end - 1].end
            and words[end + 1].start == words[end].end
            and (words[end + 1].text.islower() or words[end + 1].key in self.functions.by_first)
        ):
            end, posted = self._listed(end + 1) or (end + 2, posted)
        return end, posted

    def _in_chief(self, start: int) -> tuple[int, bool] | None:
        """A noun that the words after it make a function: "rédacteur en chef", "vérificateur général"."""
        word = self.words[start]
        if word.pos not in ("NOUN", "PROPN") or start + 2 >= len(self.words):
            return None
        following = self.words[start + 1].key
        if following == "-" and self._hyphened(start + 1, start + 4) > start + 1:  # "médecin-chef"
            return (start + 3, False) if self.words[start + 2].key in ("chef", "cheffe") else None
        if following == "en":
            return (start + 3, False) if self.words[start + 2].key in ("chef", "cheffe") else None
        agent = following.startswith("généra") and _OFFICER.fullmatch(word.key) and word.key not in _THINGS
        return (start + 2, False) if agent and not is_plural(word) else None

    def _listed(self, start: int) -> tuple[int, bool] | None:
        """The function noun of the lexicon at ``start``, or a noun of leadership with its body."""
        word, listed = self.words[start], self.functions.by_first
        firsts = (word.key, word.lemma, word.key.removeprefix("ex-"))
        leads = word.key in LEADERS or word.lemma == "chef"
        if not (leads or any(first in listed for first in firsts)):
            return None
        for first in dict.fromkeys(firsts):
            for parts in listed.get(first, ()):
                if len(parts) == 1 and not self._stands_alone(start, first):
                    continue
                following = self.words[start + 1 : start + len(parts)]
                if len(following) == len(parts) - 1 and all(
                    part in (word.lemma, word.key) for part, word in zip(parts[1:], following, strict=True)
                ):
                    return start + len(parts), parts[0] in self.functions.posted_first
        if leads and self._leads_body(start + 1):
            return start + 1, False
        return None

    def _stands_alone(self, start: int, first: str) -> bool:
        """Whether a single word is a function noun here, and no verb, adjective or vague group."""
        word, before = self.words[start], self.words[start].previous
        if word.pos not in ("NOUN", "PROPN") or (first in self.functions.singular_only and is_plural(word)):
            return False  # "l'Assemblée générale", "ils président", "des dirigeants"
        if before is None:
            return True
        if before.key in _SUBJECTS or before.key == "en":
            return False  # "qu'il juge", "en observateur"
        # "le comité directeur": a noun right after a noun is an adjective
        return not (
            before.pos == "NOUN" and before.text.islower() and before.text.isalpha() and word.text.islower()
        )

    def _leads_body(self, position: int) -> bool:
        """Whether "de" and an organization are at ``position``: "du club", "de l'ONU", "de sa diplomatie"."""
        if position + 1 >= len(self.words) or self.words[position].key not in OF:
            return False
        start = position + 1
        if self.words[start].key in ARTICLES | POSSESSIVES and start + 1 < len(self.words):
            start += 1
            if self.words[start - 1].key in POSSESSIVES:
                return True  # "la cheffe de sa diplomatie"
        word = self.words[start]
        name = self.names.get(word.start)
        if word.key in _NO_BODIES:
            return False
        if name is not None:
            return name.kind == "organization"
        if word.key in self.functions.bodies or word.lemma in self.functions.bodies:
            return True
        # "l'antenne régionale de l'ONU": a part of a body
        after = self._adjectives(start + 1, len(self.words))
        part = word.pos == "NOUN" and word.text.islower() and after + 2 < len(self.words)
        if not part or self.words[after].key not in OF:
            return False
        after += 2 if self.words[after + 1].key in ARTICLES else 1
        if after >= len(self.words):
            return False
        last = self.words[after]
        whole = self.names.get(last.start)
        if whole is not None:
            return whole.kind == "organization"
        # "responsable des relations du parti", "chef de projet de la Jaxa"
        leader = self.words[position - 1].lemma == "chef" and last.text[0].isupper()
        return leader or last.key in self.functions.bodies or last.lemma in self.functions.bodies

    def _derived(self, position: int) -> int | None:
        """The end of a function that is not listed: an agent noun with a body and a person's name beside it.

        "la conciliatrice du ministère du Travail, Ana Rossi": without the name it may be an occupation, as it
        is with an indefinite article. A noun that the word list does not have is an office over a place:
        "le hakem de Kaédi, X". A capital shows the office too: "la Protectrice du citoyen, X".
        """
        first = position
        while position + 1 < len(self.words) and self.words[position].key in self.functions.modifiers:
            position += 1
        word, before = self.words[position], self.words[first].previous
        if word.pos not in ("NOUN", "PROPN") or (before is not None and before.key in INDEFINITE):
            return None
        after = position + 1
        if after >= len(self.words) or not (
            self.words[after].key in OF or (self.words[after].pos == "ADJ" and word.pos == "NOUN")
        ):
            return None
        if is_plural(word) or self._is_bound(position) or not self._may_be_office(position, before):
            return None
        end = self._whole_names(position, self._complements(after, False))
        return end if end > after and (self._is_apposed(first) or self._is_named(end)) else None

    def _may_be_office(self, position: int, before: Word | None) -> bool:
        """Whether a noun that is not listed may be an office, given its form and its complement."""
        word = self.words[position]
        agent = _AGENT.fullmatch(word.key) is not None and word.key not in _THINGS
        agent = agent and _OCCUPATIONS.fullmatch(word.key) is None
        if agent and word.pos == "NOUN" and self._leads_body(self._adjectives(position + 1, len(self.words))):
            return True
        if before is None or before.key not in _DEFINITE or self.words[position + 1].key not in OF:
            return False
        if word.text[0].isupper():
            return agent and _OFFICER.fullmatch(word.key.removesuffix("e")) is not None
        place = self.names.get(self.words[position + 2].start) if position + 2 < len(self.words) else None
        unknown = word.key not in self.known and word.lemma not in self.known
        return unknown and place is not None and place.kind == "place"
