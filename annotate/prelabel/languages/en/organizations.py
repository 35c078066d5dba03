"""Finds the English name of an organization around its head noun. Positions are word indexes."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.languages.names import OrganizationName
from annotate.prelabel.parsing.tree import Word

_MINISTRIES = frozenset({"ministry", "ministries"})
_PEOPLES = frozenset({"people", "women", "workers", "children", "farmers"})  # "People's Party"
# Heads whose name may list fields: "Energy and Mineral Resources Ministry".
_WITH_FIELDS = frozenset(
    {"ministry", "department", "committee", "commission", "agency", "authority", "bureau"}
)
_OFFICES = frozenset({"office", "bureau"})  # of a function: "attorney general's office"
_HOLDERS = frozenset(
    {"general", "prosecutor", "minister", "president", "governor", "mayor", "attorney", "coroner",
     "ombudsman", "commissioner", "chancellor", "premier", "spokesperson"}
)  # fmt: skip
_HEAD_FIRST = frozenset({"radio"})  # heads before a name: "Radio Progreso"
_SPEAKERS = frozenset({"official", "officials", "source", "sources", "spokesman", "spokeswoman"})
# Sectors of bodies whose capital is enough: "the Army", "on Congress".
_ALONE = frozenset({"LEG", "MIL"})
_WITHOUT_ARTICLE = frozenset({"congress", "parliament"})
# Units of armed forces, which are counted: "the 68th Jaeger Brigade".
_NUMBERED = frozenset({"brigade", "division", "regiment", "battalion", "corps", "army", "fleet", "squadron"})
_SEATED = frozenset({"embassy", "consulate", "mission", "delegation"})  # "U.S. embassy in Quito"
# Sectors of bodies that a place alone makes definite: "Chisinau court", "Lagos police".
_LOCAL = frozenset({"JUD", "COP", "MIL", "GOV"})
# Legal forms of companies, which end a name: "Alpine Metals AG".
_LEGAL_FORMS = frozenset(
    {"ag", "as", "asa", "bhd", "bv", "co", "corp", "corporation", "gmbh", "inc", "kk", "limited", "llc",
     "llp", "ltd", "nv", "oy", "oyj", "plc", "pte", "pty", "pvt", "sa", "sarl", "se", "spa", "tbk"}
)  # fmt: skip


def english_organization(heads: HeadNouns, words: list[Word], at: int, done: int) -> OrganizationName | None:
    """The organization around a head noun, with the words before and the complements after the head noun."""
    word = words[at]
    long = heads.at(words, at, heads.named), heads.at(words, at, heads.national)
    end = max((found[0] for found in long if found is not None), default=at)
    if end > at + 1 and words[end - 1].pos in ("NOUN", "PROPN"):
        forms = [found[1] if found is not None and found[0] == end else None for found in long]
        whole = _Name(heads, words, end - 1, done, forms[0], forms[1], begin=at).found()
        if whole is not None:
            return whole  # "Libyan coast guard"
    if word.pos not in ("NOUN", "PROPN"):
        return None
    named, national = heads.of(word, heads.named), heads.of(word, heads.national)
    if named is None and national is None:
        return None
    return _Name(heads, words, at, done, named, national, begin=at).found()


@dataclass(frozen=True)
class _Name:
    """A head noun from ``begin`` to ``at`` and the name around it.

    Words before ``done`` belong to the previous name.
    """

    heads: HeadNouns
    words: list[Word]
    at: int
    done: int
    named: str | None
    national: str | None
    begin: int

    @property
    def head(self) -> Word:
        """The head noun."""
        return self.words[self.at]

    @property
    def sector(self) -> str | None:
        """The usual sector of the head noun."""
        of_named = self.heads.named[self.named] if self.named else None
        return of_named or (self.heads.national[self.national] if self.national else None)

    def found(self) -> OrganizationName | None:
        """The name with its sector; None if the head noun is only a common noun here."""
        capital = self.head.text[0].isupper()
        if (office := self._office()) is not None:
            return office, self._complements(self.at + 1) if capital else self.at + 1, self.sector
        if not capital and self.named in self.heads.capital and self.national is None:
            return None
        if capital and self._goes_on():
            return None  # "Regional Military | Administration": a later head noun ends the name
        first = self.begin
        while first > self.done and (step := self._before(first, capital=capital)):
            first -= step
        if first > 0 and self.words[first - 1].text[0].isdigit():
            if self.head.key not in _NUMBERED or self.words[first - 1].text.isdigit():
                return None  # "the 11th National Congress" is a meeting
            first -= 1  # "the 68th Jaeger Brigade"
        last = self.at + 1
        if (capital or self.head.key in _MINISTRIES) and self.named is not None:
            last = self._complements(last)
        if capital and self.head.key in _HEAD_FIRST and first == self.begin:
            while last < len(self.words) and self._is_name(last) and self._in_sentence(last):
                last += 1
        found = self._capital(first, last) if capital else self._common(first, last)
        return None if found is None else (found[0], self._seat(found[1]), self.sector)

    def _capital(self, first: int, last: int) -> tuple[int, int] | None:
        if first < self.at or last > self.at + 1:
            while last < len(self.words) and self._is_legal_form(last):
                last += 1
            return first, last
        before = self.head.previous
        following = self.words[last] if last < len(self.words) else None
        if before is None or self.sector not in _ALONE or self.words[self.at].text.isupper():
            return None
        if following is not None and (following.text[0].isupper() or following.text == "-"):
            return None
        bare = self.head.key in _WITHOUT_ARTICLE and before.text.islower()
        return (first, last) if before.key == "the" or bare else None

    def _goes_on(self) -> bool:
        after = self.words[self.at + 1] if self.at + 1 < len(self.words) else None
        if after is None or not after.text[0].isupper() or after.start != self.head.end + 1:
            return False
        return self._in_sentence(self.at + 1) and self.heads.of(after, self.heads.named) is not None

    def _in_sentence(self, position: int) -> bool:
        return self.words[position].sentence == self.head.sentence

    def _is_legal_form(self, position: int) -> bool:
        word = self.words[position]
        return (
            word.text[0].isupper()
            and word.key.rstrip(".") in _LEGAL_FORMS
            and word.sentence == self.head.sentence
        )

    def _common(self, first: int, last: int) -> tuple[int, int] | None:
        """The range of a common noun that a country, a place or a field makes definite."""
        head = self.head
        if last > self.at + 1:
            return first if self.words[first].text[0].isupper() else self.begin, last
        if self.national is not None and first < self.begin and self.heads.is_demonym(self.words[first]):
            return first, last
        if (
            self.national is not None
            and self.sector in _LOCAL
            and (place := self._place_before()) is not None
        ):
            return place, last
        field = head.previous
        if (
            head.key == "ministry"
            and field is not None
            and field.text.islower()
            and field.pos in ("NOUN", "ADJ", "PROPN")
        ):
            article = field.previous
            definite = article is not None and article.key in ("the", "'s")
            return (self.at - 1, last) if definite or self._speaks(last) else None
        return None

    def _speaks(self, position: int) -> bool:
        """Whether people of the body follow: "foreign ministry | sources"."""
        return position < len(self.words) and self.words[position].key in _SPEAKERS

    def _place_before(self) -> int | None:
        """The start of the place right before the head noun: "Chisinau court", "Niger's army"."""
        end = self.begin
        if end and self.words[end - 1].key in ("'s", "'"):
            end -= 1
        for start in range(max(end - 3, self.done), end):
            if self.words[start].text[0].isupper() and self.heads.known_until(self.words, start) == end:
                return start if self.words[start].sentence == self.head.sentence else None
        return None

    def _office(self) -> int | None:
        """The start of the office of a function: "attorney general's | office"; None for another office."""
        if self.head.key not in _OFFICES or self.at < 2 or self.words[self.at - 1].key not in ("'s", "'"):
            return None
        first = self.at - 2
        if self.words[first].key not in _HOLDERS:
            return None
        while first > self.done and self.words[first - 1].pos in ("NOUN", "PROPN", "ADJ"):
            before = self.words[first - 1]
            if (
                before.sentence != self.head.sentence
                or before.text[0].isupper() != self.words[first].text[0].isupper()
            ):
                break
            first -= 1
        return first

    def _before(self, first: int, *, capital: bool) -> int:
        """How many words right before ``first`` are part of the name."""
        before = self.words[first - 1]
        if before.sentence != self.head.sentence:
            return 0
        if (
            capital
            and before.key == "'s"
            and before.previous is not None
            and before.previous.text[0].isupper()
        ):
            return int(before.previous.key in _PEOPLES)
        if capital and before.key == "'" and before.previous is not None:
            owners = before.previous  # "Students' Union"
            return int(
                owners.text[0].isupper() and owners.key.endswith("s") and owners.key in self.heads.known
            )
        if capital and before.text == "All" and not before.starts_sentence and first < self.at:
            return 1  # "All Assam Students' Union"
        if self.heads.is_demonym(before) and before.text[0].isupper():
            return 1
        if not capital:
            return int(before.text[0].islower() and before.pos == "ADJ")
        if before.text == "-" and before.end == self.words[first].start and first - 2 >= self.done:
            return 2 if self.words[first - 2].text[0].isupper() else 0  # "Indo-Tibetan"
        if before.key in ("and", "&") and first < self.at and self.head.key in _WITH_FIELDS:
            return 2 if self._is_field(first - 2) else 0
        return int(before.text[0].isupper() and before.pos in ("PROPN", "ADJ", "NOUN"))

    def _is_field(self, position: int) -> bool:
        """Whether the word begins a list of fields: "the | Energy and Mineral Resources Ministry"."""
        if position < max(self.done, 1) or not self.words[position].text[0].isupper():
            return False
        return self.words[position - 1].key == "the" and self.words[position].key in self.heads.known

    def _complements(self, start: int) -> int:
        """The end of the complements that begin at ``start``: "of Agriculture and Forestry"."""
        words, end = self.words, start
        while end + 1 < len(words) and words[end].key in ("of", "for"):
            begin = end + 1
            if words[begin].key == "the" and begin + 1 < len(words):
                begin += 1
            lower = not words[begin].text[0].isupper()
            if lower and (
                self.head.key != "ministries" or end > start or words[begin].pos not in ("NOUN", "ADJ")
            ):
                break
            known = self.heads.place_until(words, begin)
            if known > begin:
                end = known  # "of the Republic of Uzbekistan | Bakhrom Yuldoshev": a speaker may follow
                continue
            after = begin + 1
            while after < len(words) and (
                self._is_name(after)
                or (words[after].key in ("and", "&") and after + 1 < len(words) and self._is_name(after + 1))
            ):
                after += 1
            if lower and self._is_and_field(after):
                after += 2  # "ministries of health | and education"
            end = self._listed(after)
        return end

    def _is_and_field(self, position: int) -> bool:
        words = self.words[position : position + 2]
        joined = len(words) == 2 and words[0].key in ("and", "&")
        return joined and words[1].text.islower() and words[1].pos == "NOUN"

    def _listed(self, end: int) -> int:
        """The end of a list of fields: "of Natural Resources | , Ecology and Technical Supervision".

        Fields are words of the language with a capital; an "and" comes before the last one.
        """
        words, position = self.words, end
        if self.head.key not in _WITH_FIELDS | _MINISTRIES:
            return end
        while position + 1 < len(words) and words[position].text in (",", "and", "&"):
            last = words[position].text != ","
            after = position + 1
            while after < len(words) and self._is_name(after) and words[after].key in self.heads.known:
                after += 1
            if after == position + 1 or self.heads.known_until(words, position + 1) > position + 1:
                return end
            if last:
                return after
            position = after
            if position + 1 < len(words) and words[position].text == "," and words[position + 1].key == "and":
                position += 1
        return end

    def _is_name(self, position: int) -> bool:
        word = self.words[position]
        return word.text[0].isupper() and word.pos in ("PROPN", "NOUN", "ADJ")

    def _seat(self, end: int) -> int:
        """The end of the place where a body is seated: "U.S. embassy | in Quito"."""
        if (
            self.head.key not in _SEATED
            or end + 1 >= len(self.words)
            or self.words[end].key not in ("in", "to")
        ):
            return end
        known = self.heads.known_until(self.words, end + 1)
        return known if known > end + 1 and self.words[end + 1].text[0].isupper() else end
