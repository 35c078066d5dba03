"""The complements of English functions: "of Agriculture", "to Vietnam", "in Ecuador's Manabi province"."""

from __future__ import annotations

from annotate.prelabel.languages.en.function_heads import NOMINAL, POSSESSIVE, Heads
from annotate.prelabel.parsing.tree import Word

_OF = frozenset({"of", "for", "on"})
_AT = frozenset({"to", "at", "in"})
_TITLES = frozenset({"dr", "dr.", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "prof", "prof.", "sir",
                     "msgr", "msgr."})  # fmt: skip
# Offices over a place. A name after "of" is the place, even if a model takes it for a person.
_LOCAL = frozenset({"mayor", "governor", "bishop", "archbishop", "premier", "sheriff"})
# Functions that serve another function: "adviser to the president".
_SERVING = frozenset({"adviser", "advisor", "assistant", "counsel", "counselor", "counsellor", "staff",
                      "secretary", "deputy", "envoy", "spokesman", "spokeswoman"})  # fmt: skip
# Functions with fields of government, which may be lists in lower case: "minister of trade and industry".
_PORTFOLIO = frozenset({"minister", "secretary", "undersecretary"})
_GROUPS = frozenset({"officials", "others", "leaders", "delegates", "aides", "members"})
_AND = frozenset({"and", "&"})
_LINKS = frozenset({",", "and", "&", "-", "the"})


class Complements(Heads):
    """Finds the complements of functions in one text."""

    def _complements(self, end: int, posted: bool, head: Word) -> int:
        """The position after all complements that follow position ``end``."""
        while True:
            after = self._complement(end, posted, head)
            if after is None:
                return self._bracketed(end)
            end = after

    def _complement(self, position: int, posted: bool, head: Word) -> int | None:
        """The end of a complement that begins at ``position``: "of Agriculture", "to Vietnam"."""
        if position >= len(self.words):
            return None
        word = self.words[position].key
        start = position + 1
        while start < len(self.words) and self.words[start].pos in ("DET", "PRON") and start < position + 3:
            start += 1
        served = self._noun(start) if start < len(self.words) else None
        serves = word == "to" and head.lemma in _SERVING and served is not None
        if word not in _OF and not serves and not (posted and word in _AT):
            return None
        if served is not None and self._inside_person(served[0]):
            return None  # "spokesman for | President Ana Rossi": the second function has its own person
        end = start
        name = self.inside.get(start)
        if name is not None and name.kind == "date":
            return None  # "the ambassador on Tuesday"
        if head.key in _LOCAL and name is not None and name.kind == "person" and name.by_model:
            while self.inside.get(end) is name:
                end += 1
            return end
        while end < len(self.words) and self._goes_on(end, start, fields=head.lemma in _PORTFOLIO):
            end += 1
        while end > start and self.words[end - 1].key in _LINKS:
            end -= 1
        return end if end > start else None

    def _goes_on(self, position: int, start: int, *, fields: bool) -> bool:
        """Whether the word at ``position`` continues the complement that begins at ``start``."""
        word = self.words[position]
        if (
            self._inside_person(position)
            or word.sentence != self.words[start].sentence
            or word.key in _TITLES
        ):
            return False
        if position > start and self._begins_name(position):
            return False
        if word.pos in NOMINAL and not (word.pos == "NUM" and not word.text[0].isupper()):
            return True
        if position == start or position + 1 >= len(self.words):
            return False
        if word.key in _AND or word.text == ",":
            return self._lists(position) or (fields and self._lists_fields(position))
        return word.key in ("-", "'s", "'") and self.words[position + 1].pos in NOMINAL

    def _lists(self, position: int) -> bool:
        """Whether a list in capitals goes on after "and" or a comma: "Trade |, Industry and Mines".

        Both neighbours need a capital, else the second noun belongs to the sentence. After a comma, "and"
        must follow later: "Archbishop of Palermo |, Msgr Corrado Rossi" is no list.
        """
        if not self.words[position - 1].text[0].isupper() and self.words[position - 1].text != ",":
            return False
        while position + 1 < len(self.words):
            last = self.words[position].key in _AND
            following = position + 1
            if not last and self.words[following].key in _AND:
                following, last = following + 1, True  # "Women, Families, and Youth"
            if following >= len(self.words) or not self._is_conjunct(following):
                return False
            if last:
                return True
            position = following + 1
            while position < len(self.words) and self._is_conjunct(position):
                position += 1
            if position >= len(self.words) or not (
                self.words[position].text == "," or self.words[position].key in _AND
            ):
                return False
        return False

    def _is_conjunct(self, position: int) -> bool:
        word = self.words[position]
        return (
            word.text[0].isupper()
            and word.pos in NOMINAL
            and word.key not in _TITLES
            and not self._inside_person(position)
            and self._noun(position) is None
        )

    def _lists_fields(self, position: int) -> bool:
        """Whether fields in lower case go on: "minister of trade | and industry, X"."""
        words = self.words
        while position + 1 < len(words):
            before, following = words[position - 1], words[position + 1]
            adjective = following.pos == "ADJ" and position + 2 < len(words)  # "social welfare"
            last = words[position + 2] if adjective else following
            fields = before.pos == last.pos == "NOUN"
            fields = fields and before.text.islower() and following.text.islower()
            if not fields or following.key in _GROUPS or self._noun(position + 1) is not None:
                return False
            joined = words[position].key in _AND
            position = last.i + 1
            if joined:
                return position < len(words) and (
                    words[position].text == "," or self._inside_person(position)
                )
            if position >= len(words) or not (words[position].text == "," or words[position].key in _AND):
                return False
        return False

    def _begins_name(self, position: int) -> bool:
        """Whether a person's name begins at ``position``, right after the complement.

        The name begins with a capitalised word that the word list does not have, or right after a known name.
        """
        word, before = self.words[position], self.words[position - 1]
        if not word.text[0].isupper() or before.key in ("-", "and", "&", "of", "the", ","):
            return False
        name = self.inside.get(position - 1)
        ended = name is not None and name.kind in ("place", "organization") and not name.by_model
        ended = ended and name is not self.inside.get(position) and word.key not in self.functions.bodies
        return ended or (word.key not in self.known and not word.text.isupper())

    def _bracketed(self, end: int) -> int:
        """The end of brackets between a function and a name: "Superintendent | (Rural) Anil Rao"."""
        words = self.words
        if end >= len(words) or words[end].text != "(":
            return end
        after = next((i + 1 for i in range(end, min(end + 5, len(words))) if words[i].text == ")"), end)
        if after == end or after >= len(words):
            return end
        name = words[after].pos == "PROPN" and words[after].text[0].isupper()
        return after if self._inside_person(after) or (name and words[after].key not in self.known) else end

    def _located(self, start: int, end: int) -> int:
        """The end of the place of a function: "prosecutor | in Ecuador's Manabi province".

        The place belongs to the function if the person's name stands in apposition, after the place or before
        the function. Elsewhere it may be the place of the sentence.
        """
        words = self.words
        if end + 1 >= len(words) or words[end].key not in ("in", "at"):
            return end
        after = end + 2 if words[end + 1].pos == "DET" else end + 1
        name = self.inside.get(after)
        if name is None or name.kind != "place":
            return end
        while after < len(words) and (
            self.inside.get(after) is name
            or words[after].key in POSSESSIVE
            or (words[after].pos in ("NOUN", "PROPN") and not self._inside_person(after))
        ):
            after += 1
        closed = after >= len(words) or words[after].text in (",", ".", "(")
        return after if (closed and self._is_apposed(start)) or self._is_named(after) else end

    def _is_apposed(self, start: int) -> bool:
        """Whether a person's name and a comma are before the function: "Ana Rossi, a | prosecutor"."""
        before = self.words[start].previous
        if before is not None and before.pos == "DET":
            before = before.previous
        return before is not None and before.text == "," and self._inside_person(before.i - 1)

    def _is_named(self, position: int) -> bool:
        """Whether a person's name is at ``position``, also after a comma and titles."""
        words = self.words
        if position < len(words) and words[position].text == ",":
            position += 1
            while position < len(words) and (
                words[position].key in _TITLES or self._noun(position) is not None
            ):
                position += 1
        return self._inside_person(position)
