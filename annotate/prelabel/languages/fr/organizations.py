"""Finds the French name of an organization that a head noun begins. Positions are word indexes."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.prelabel.languages.fr.organization_parts import UNIQUE, NameParts
from annotate.prelabel.languages.fr.small_words import ARTICLES, OF
from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.languages.names import OrganizationName
from annotate.prelabel.parsing.tree import Word

_DEFINITE = frozenset({"le", "la", "l'", "du", "au"})
_AIMS = frozenset({"pour", "contre"})
_AT = frozenset({"à", "au", "aux", "en"})
_LOCAL = frozenset({"JUD", "COP"})  # sectors of bodies that a place alone makes definite: "parquet de Boké"
_ALONE = frozenset({"LEG", "JUD"})  # sectors of bodies whose capital is enough: "le Parlement"
_ARMED = frozenset({"MIL", "COP"})  # sectors of bodies that are counted: "la 18e brigade"
_OWN_NAME = frozenset({"BUS", "EDU", "MED", "JRN", "SOC"})  # sectors whose head noun comes before any name
_NAMED_AFTER = frozenset({"EDU", "MED"})  # sectors of bodies that bear a person's name
_BUILDINGS = frozenset({"musée", "bibliothèque", "conservatoire"})  # a place where a name has no capital
_CHIEFS = frozenset({"chef", "cheffe", "chefs", "sous-chef"})
# Bodies that act abroad: the place is part of the name, "Mission des Nations unies au Mali".
_SEATED = frozenset({"mission", "force", "forces", "ambassade", "consulat", "haut-commissariat", "délégation",
                     "bureau", "représentation", "opération", "association"})  # fmt: skip
# Verbs with a reason after "pour": "a remercié la Croix-Rouge pour l'aide".
_WITH_REASON = frozenset({"remercier", "saluer", "féliciter", "louer", "condamner", "critiquer",
                          "sanctionner", "poursuivre", "blâmer", "accuser"})  # fmt: skip
# Nouns of complex prepositions after "en": "en faveur de" is no part of a name, "ressources en eau" is.
_PREPOSITIONAL = frozenset({"faveur", "raison", "cas", "vue", "matière", "présence", "compagnie",
                            "collaboration", "partenariat", "marge", "dépit", "guise", "signe", "échange",
                            "provenance", "attente", "train", "termes", "fonction", "vertu", "voie",
                            "coordination", "accord", "lien", "direction", "cours", "qualité", "réponse",
                            "réaction", "hausse", "baisse", "grève"})  # fmt: skip
_UNIQUE_NAMES = frozenset({"état-major général des armées", "saint-siège"})
# Adjectives of stadiums; a stadium with another adjective is a club: "le Stade rennais".
_OF_STADIUMS = frozenset({"municipal", "olympique", "national", "couvert", "omnisports", "vélodrome"})


def french_organization(heads: HeadNouns, words: list[Word], at: int, done: int) -> OrganizationName | None:
    """The organization that a head noun begins, with its adjectives and complements."""
    word = words[at]
    if word.pos not in ("NOUN", "PROPN", "ADJ", "VERB") and not word.text[0].isupper():
        return None
    named, national = heads.at(words, at, heads.named), heads.at(words, at, heads.national)
    if named is None and national is None:
        return None
    return _Name(heads, words, at, named, national).found()


@dataclass(frozen=True)
class _Name(NameParts):
    """A head noun at ``at`` and the name around it. ``named`` and ``national`` are (end, head noun)."""

    named: tuple[int, str] | None
    national: tuple[int, str] | None

    @property
    def sector(self) -> str | None:
        """The usual sector of the head noun."""
        of_named = self.heads.named[self.named[1]] if self.named else None
        return of_named or (self.heads.national[self.national[1]] if self.national else None)

    def found(self) -> OrganizationName | None:
        """The name with its sector; None if the head noun is only a common noun here."""
        first, capital = self.at, self._has_capital()
        before = self.head.previous
        if before is not None and before.pos == "PROPN" and before.text[0].isupper() and capital:
            return None  # "Vannes Olympique Club": a French head noun comes first
        if self.head.text.isupper() and len(self.head.text) > 1 and self.head.key in self.heads.introducing:
            return None  # "l'ONG Renouveau"
        if self.at and self.words[self.at - 1].text[0].isdigit():
            if self.sector not in _ARMED or self.words[self.at - 1].text.isdigit():
                return None  # "le 13e Congrès national" is a meeting
            first, capital = self.at - 1, True  # "la 18e brigade"
        start = max(found[0] for found in (self.named, self.national) if found is not None)
        if self._is_compound(start):
            return None  # "le Centre-Ouest"
        form = (self.named or self.national or (0, ""))[1]
        if form in _UNIQUE_NAMES:
            return first, start, self.sector
        if form == "état-major" and self._is_of_chief():
            return None
        start = self._second_noun(start)
        end, demonym, unique = self._adjectives(start, capital=capital)
        unique = unique or not UNIQUE.isdisjoint(form.split())
        if form == "stade":
            club = capital and end > start and self.words[start].key not in _OF_STADIUMS
            return (first, end, self.sector) if club else None
        if self.words[end - 1].sentence != self.head.sentence:
            return None
        last = self._capital(start, end) if capital else self._common(end, demonym=demonym, unique=unique)
        return None if last is None else (first, last, self.sector)

    def _is_of_chief(self) -> bool:
        """Whether the head noun is part of a function: "chef d'état-major"."""
        before = self.head.previous
        chief = before.previous if before is not None and before.key == "d'" else None
        return chief is not None and chief.key in _CHIEFS

    def _second_noun(self, start: int) -> int:
        """The end of a head noun whose complement goes on: "Forces de défense | et de sécurité"."""
        words = self.words
        if start < self.at + 3 or start + 2 >= self.limit or words[start].key != "et":
            return start
        linked = words[start + 1].key in OF and words[self.at + 1].key in OF
        return start + 3 if linked and self._is_plain_noun(start + 2) else start

    def _has_capital(self) -> bool:
        return self.head.text[0].isupper() and (not self.head.starts_sentence or self.named is not None)

    def _adjectives(self, start: int, *, capital: bool) -> tuple[int, bool, bool]:
        """The end of the adjectives, whether one names a country, and whether one leaves a single body."""
        end, demonym, unique = start, False, False
        while end < self.limit:
            word = self.words[end]
            if word.text[0].isupper() and not capital:
                break
            if word.pos != "ADJ" and not self._is_adjective(end, capital=capital):
                break
            end = self._hyphened(end + 1) - 1
            demonym = demonym or self.heads.is_demonym(word)
            unique = unique or word.key in UNIQUE or self._is_of_town(word)
            end += 1
        return end, demonym, unique

    def _capital(self, start: int, end: int) -> int | None:
        """The end of a name that begins with a capital."""
        if self.named is None and end == start:
            return self._of_state(end)
        listed = self._listed_adjectives(end) if end > start else end
        own = end
        if self.sector in _OWN_NAME and (end == start or self.sector in _NAMED_AFTER):
            own = self._capitals(end)
        tail = max(listed, own, self._tail(end))
        last = self._complements(tail, capital=True)
        if last is not None:
            return last
        if tail > start:
            only = tail == end and self.national is None
            plural = self.head.has("Number=Plur") and self.head.key != self.head.lemma
            return None if only and plural and not self._has_demonym(start, end) else tail
        if start > self.at + 1:
            return start  # "la Police nationale": the head noun has several words
        alone_heads = self.sector in _ALONE or self.head.key in ("chancellerie", "primature")
        if alone_heads and self.head.previous is not None:
            following = self.words[start] if start < len(self.words) else None
            alone = following is None or not (following.text[0].isupper() or following.text == "-")
            return start if alone and self.head.previous.key in _DEFINITE else None
        return None

    def _common(self, end: int, *, demonym: bool, unique: bool) -> int | None:
        """The end of a common noun that a country, a place or a field makes definite."""
        if self.national is not None and demonym:
            if (
                self.named is not None
                and self.head.key.startswith("garde-")
                and self.words[end - 1].has("Number=Plur")
            ):
                return None  # "les garde-frontières tadjiks" are people
            return self._complements(end, capital=False) or end
        if self.sector in _LOCAL and (last := self._local(end)) is not None:
            return last
        before = self.head.previous
        if unique and self.sector in _ARMED | _LOCAL and before is not None and before.key in _DEFINITE:
            return end
        bears_name = self.named is not None and self.sector in _NAMED_AFTER
        if bears_name and self.head.key not in _BUILDINGS and (own := self._capitals(end)) > end:
            return own  # "école primaire Farhat-Hached"
        if self.named is None or self.named[1] in self.heads.capital:
            return self._of_state(end) if self.national is not None else None
        return self._complements(end, capital=False)

    def _complements(self, start: int, *, capital: bool) -> int | None:
        """The end of the complements ("des Affaires étrangères du Vietnam"); None without complements."""
        end: int | None = None
        position, aimed, bare = start, False, False
        while position < self.limit - 1:
            word = self.words[position]
            listed = end is not None and word.key in (",", "et")
            begin = position + 1 if listed else position
            if begin >= self.limit - 1:
                break
            link = self.words[begin].key
            aim = capital and not listed and link in _AIMS and self.national is None and self._is_aim(begin)
            if not listed and link in _AT and (end is not None or self.named is None):
                place = self._seat(begin)
                if place is not None:
                    end = position = place
                    continue
            if (
                capital
                and bare
                and not listed
                and link == "en"
                and self._is_plain_noun(begin + 1)
                and self.words[begin + 1].key not in _PREPOSITIONAL
            ):
                end = position = self._phrase_end(begin + 1)  # "des ressources | en eau"
                continue
            if capital and listed and word.key == "et" and self._continues(begin, aimed=aimed, bare=bare):
                begin += self.words[begin].key in ARTICLES
                end = position = self._phrase_end(begin)
                continue
            if link not in OF and not aim:
                break
            begin += 1
            if self.words[begin].key in ARTICLES and begin + 1 < self.limit:
                begin += 1
            first = self.words[begin]
            upper = first.text[0].isupper()
            if upper and listed and self._is_other_body(begin):
                break  # "de l'Union pour la majorité | et du Rassemblement démocratique"
            if capital and not listed and link in OF and self._is_day(begin):
                end = position = begin + 2  # "Mouvement du 23 mars"
                continue
            if upper and self.sector == "PTY" and self._may_be_person(begin):
                break  # "le Parti québécois | de Jacques Parizeau"
            if not upper and not (
                capital and first.pos in (("NOUN",) if listed else ("NOUN", "ADJ", "PROPN"))
            ):
                break
            aimed, bare = aimed or aim, not upper
            after = self._upper_end(begin) if upper else self._phrase_end(begin)
            second = upper and after < self.limit - 1 and self.words[after].key == "et"
            if second and self._is_second_field(after + 1):
                after = self._tail(after + 2)
            end = position = after
        return end

    def _may_be_person(self, position: int) -> bool:
        """Whether two words with a capital that no list has follow "de"."""
        words = self.words[position : position + 2]
        unknown = len(words) == 2 and all(word.text[0].isupper() for word in words)
        known = self.heads.known_until(self.words, position) > position
        return unknown and not known and words[1].key not in self.heads.known

    def _upper_end(self, begin: int) -> int:
        """The end of a complement that begins with a capital, with its adjectives."""
        of_place = self.words[begin - 1].key in ("de", "d'") and self.words[begin].key not in self.heads.known
        end = self._place(begin) if of_place else self._tail(self._hyphened(begin + 1))
        end = max(end, self.heads.known_until(self.words, begin))
        return self._lower_adjectives(end)

    def _is_aim(self, position: int) -> bool:
        """Whether "pour" or "contre" is part of the name: "Haut-Commissariat pour les réfugiés"."""
        if position + 2 >= self.limit or self.words[position + 1].key not in ARTICLES:
            return False
        if any(word.lemma in _WITH_REASON for word in self._before()):
            return False
        noun = self.words[position + 2]
        return noun.key != "saison" and (noun.pos == "NOUN" or self._is_field_name(position + 2))

    def _is_field_name(self, position: int) -> bool:
        """Whether a common noun with a capital is at ``position``: "pour la | Sauvegarde de la Patrie"."""
        word = self.words[position]
        return word.text[0].isupper() and word.key in self.heads.known and not self.heads.names.get(word.text)

    def _is_other_body(self, position: int) -> bool:
        """Whether another organization's name begins at ``position``: a head noun with its own complement."""
        found = self.heads.at(self.words, position, self.heads.named)
        if found is None or found[0] >= self.limit:
            return False
        after = self.words[found[0]]
        return after.key in OF | _AIMS or (after.pos == "ADJ" and after.text[0].islower())

    def _is_day(self, position: int) -> bool:
        """Whether the day of an event is at ``position``: "23 mars"."""
        day = self.words[position]
        return day.text.isdigit() and len(day.text) <= 2 and self._is_plain_noun(position + 1)

    def _continues(self, position: int, *, aimed: bool, bare: bool) -> bool:
        """Whether a second noun continues the name: "mines et | carrières", "pour la paix et | le droit"."""
        word = self.words[position]
        if word.key in ARTICLES:
            return aimed and (self._is_plain_noun(position + 1) or self._is_field_name(position + 1))
        return bare and self._is_plain_noun(position)

    def _seat(self, position: int) -> int | None:
        """The end of the place where a body is seated: "ambassade de Russie | à Chisinau"."""
        head = (self.named or self.national or (0, ""))[1]
        if head not in _SEATED and self.head.key not in _SEATED:
            return None
        begin = position + 1
        if not self.words[begin].text[0].isupper():
            return None
        known = self.heads.known_until(self.words, begin)
        return self._lower_adjectives(known) if known > begin else None
