"""The parts of French names of organizations: hyphens, adjectives, places. Positions are word indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.prelabel.languages.fr.small_words import ARTICLES, OF
from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.parsing.tree import Word

_LONGEST = 30  # words of an organization's name
# Adjectives of towns, and adjectives of the territory that a body serves: "police cantonale vaudoise".
_OF_TOWN = re.compile(r".{3,}(?:oise?|aise?)s?")
_NO_TOWN = frozenset({"bourgeois", "bourgeoise", "mauvais", "mauvaise", "courtois", "courtoise"})
# Adjectives that leave only one body of its kind: "le parquet fédéral".
_ADJECTIVAL = re.compile(r".{2,}(?:ique|a[lu]x?|ale|aire|i[fv]e?|ienn?e?|[oa]ise?|eux|euse)s?")
UNIQUE = frozenset({"fédéral", "fédérale", "national", "nationale", "anticorruption", "antiterroriste",
                     "interarmes", "suprême", "constitutionnel", "constitutionnelle"})  # fmt: skip


@dataclass(frozen=True)
class NameParts:
    """The words around the head noun at ``at``."""

    heads: HeadNouns
    words: list[Word]
    at: int

    @property
    def head(self) -> Word:
        """The first word of the head noun."""
        return self.words[self.at]

    @property
    def limit(self) -> int:
        """The position that the name cannot pass."""
        return min(len(self.words), self.at + _LONGEST)

    def _is_compound(self, end: int) -> bool:
        following = self.words[end] if end < len(self.words) else None
        return following is not None and following.text == "-" and following.start == self.words[end - 1].end

    def _is_adjective(self, position: int, *, capital: bool) -> bool:
        """Whether a word that is not tagged as an adjective is one: "hydro-climatique", "anticorruption"."""
        word = self.words[position]
        if self.heads.is_demonym(word) or word.key in UNIQUE or word.key.startswith(("anti", "inter")):
            return True
        whole = self._hyphened(position + 1)
        hyphened = whole > position + 1 and word.text[0].islower() and capital
        return hyphened and _ADJECTIVAL.fullmatch(self.words[whole - 1].key) is not None

    @staticmethod
    def _is_of_town(word: Word) -> bool:
        """Whether a word is the adjective of a town: "bruxellois"."""
        return word.key not in _NO_TOWN and _OF_TOWN.fullmatch(word.key) is not None

    def _has_demonym(self, start: int, end: int) -> bool:
        return any(self.heads.is_demonym(word) for word in self.words[start:end])

    def _local(self, start: int) -> int | None:
        """The end of complements that end in a name: "de grande instance d'Agadez", "de Boké"."""
        position, last = start, None
        for _ in range(4):
            if position + 1 >= self.limit or self.words[position].key not in OF:
                break
            begin = position + 1
            while begin < self.limit - 1 and (
                self.words[begin].key in ARTICLES
                or (self.words[begin].pos == "ADJ" and self.words[begin].text[0].islower())
            ):
                begin += 1
            if self.words[begin].text[0].isupper():
                position = last = self._place(begin)
            elif self.words[begin].pos == "NOUN":
                position = begin + 1
                while position < self.limit and self.words[position].pos == "ADJ":
                    position += 1
            else:
                break
        return last

    def _place(self, begin: int) -> int:
        """The end of the name of a place that begins at ``begin``: "Hô Chi Minh-Ville"."""
        known = self._hyphened(self.heads.known_until(self.words, begin))
        return known if known > begin else self._capitals(begin)

    def _capitals(self, start: int) -> int:
        """The end of the words with a capital from ``start`` on, at most four."""
        end = start
        while (
            end < min(self.limit, start + 4)
            and self.words[end].text[0].isupper()
            and (self.words[end].sentence == self.head.sentence or (end > start and self._is_glued(end)))
        ):
            end = self._hyphened(end + 1)
        return end

    def _is_glued(self, position: int) -> bool:
        """Whether the parser began a sentence inside a name: only a blank comes before ("Năm | Căn")."""
        before = self.words[position - 1]
        return before.text[-1].isalpha() and self.words[position].start == before.end + 1

    def _phrase_end(self, begin: int) -> int:
        """The end of a common noun with its adjectives and the parts after hyphens."""
        if self.words[begin].pos == "ADJ" and begin + 1 < self.limit and self.words[begin + 1].pos == "NOUN":
            begin += 1
        end = self._hyphened(begin + 1)
        last = self._hyphened(self._lower_adjectives(end))
        return self._listed_adjectives(last) if last > end else last

    def _lower_adjectives(self, end: int) -> int:
        while (
            end < self.limit
            and self.words[end].text[0].islower()
            and (self.words[end].pos == "ADJ" or self.heads.is_demonym(self.words[end]))
        ):
            end += 1
        return end

    def _is_plain_noun(self, position: int) -> bool:
        return self.words[position].pos == "NOUN" and self.words[position].text[0].islower()

    def _before(self) -> Iterator[Word]:
        """Yields the words of the sentence before the head noun, the nearest first."""
        word = self.head.previous
        while word is not None:
            yield word
            word = word.previous

    def _is_second_field(self, position: int) -> bool:
        """Whether a word continues a list of fields: "de l'Agriculture et | Forêts"."""
        word = self.words[position]
        return (
            word.text[0].isupper() and word.pos in ("NOUN", "PROPN") and not self.heads.names.get(word.text)
        )

    def _listed_adjectives(self, end: int) -> int:
        """The end of a list of adjectives: "Agence portuaire | , maritime et fluviale".

        The last part may be a complement: "Commission économique | , financière et de contrôle".
        """
        position = end
        while position + 2 < self.limit and self.words[position].text in (",", "et"):
            last = self.words[position].text == "et"
            if self._is_lower_adjective(position + 1):
                position += 2
            elif last and self.words[position + 1].key in OF and self._is_plain_noun(position + 2):
                return self._phrase_end(position + 2)
            else:
                return end
            if last:
                return position
        return end

    def _is_lower_adjective(self, position: int) -> bool:
        word = self.words[position]
        return word.text[0].islower() and (word.pos == "ADJ" or word.key.startswith("anti"))

    def _of_state(self, start: int) -> int | None:
        """The end of a complement that is a country ("du Kenya", "de la République de Corée"), else None."""
        if start + 1 >= self.limit or self.words[start].key not in OF:
            return None
        begin = start + 1
        if begin + 1 < self.limit and self.words[begin].key in ARTICLES:
            begin += 1
        if not self.words[begin].text[0].isupper():
            return None
        known = self.heads.known_until(self.words, begin)
        if known == begin:
            return None
        name = self.heads.names.get(self._text(begin, known))
        return known if name is not None and name.kind == "state" else None

    def _text(self, start: int, end: int) -> str:
        words = self.words[start:end]
        return "".join(
            word.text + " " * (following.start - word.end)
            for word, following in zip(words, [*words[1:], words[-1]], strict=True)
        ).strip()

    def _tail(self, start: int) -> int:
        """The end of the name's capitalised words from ``start`` on; ``start`` if there are no such words."""
        end = start
        while end < self.limit and self.words[end].sentence == self.words[start - 1].sentence:
            hyphened = self._hyphened(end)
            if hyphened > end:
                end = hyphened
            elif self.heads.is_name_part(self.words, end):
                end += 1
            else:
                break
        return end

    def _hyphened(self, position: int) -> int:
        """The end of the word with hyphens that continues at ``position``: "café | -cacao"."""
        while (
            0 < position < self.limit - 1
            and self.words[position].text == "-"
            and self.words[position].start == self.words[position - 1].end
            and self.words[position + 1].start == self.words[position].end
        ):
            position += 2
        return position
