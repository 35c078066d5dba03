"""Names that the words around show to be organizations, without a head noun in the name.

"M23 rebels", "the Los Lobos gang", "le suédois Nordalpha", "Kaveri Softech jumped 3 percent".
"""

from __future__ import annotations

from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.languages.names import OrganizationRules
from annotate.prelabel.parsing.tree import Word

_LONGEST = 4  # words of such a name
_PERCENT = frozenset({"%", "percent", "per", "pour", "pc"})
_NEAR = 3  # words between a verb and the sign of percent


def by_context(heads: HeadNouns, words: list[Word], at: int, rules: OrganizationRules) -> int | None:
    """The end of the unknown name that begins at ``at``, in words; None if nothing shows an organization."""
    word = words[at]
    before = word.previous
    if not word.text[0].isupper() or (before is not None and _continues(before, word)):
        return None
    end = at + 1
    while end < len(words) and end - at < _LONGEST and _continues(words[end - 1], words[end]):
        end += 1
    if end >= len(words) or words[end].sentence != word.sentence or not words[end - 1].text[-1].isalnum():
        return None
    if end > at + 1 and words[end - 1].key in rules.name_ends and heads.known_until(words, at) < end:
        return end
    if heads.known_until(words, at) > at or heads.is_demonym(word):
        return None
    if end == at + 1 and word.starts_sentence and word.key in heads.known:
        return None  # "Copper slipped 0.2%"
    if _has_members(heads, words[end], rules) or _moves(words, at, end, rules):
        return end
    return end if _follows_demonym(heads, words, at, rules) and end == at + 1 else None


def _continues(before: Word, word: Word) -> bool:
    one_name = before.text[0].isupper() and word.text[0].isupper() and before.text[-1].isalnum()
    return one_name and before.sentence == word.sentence and word.start <= before.end + 1


def _has_members(heads: HeadNouns, following: Word, rules: OrganizationRules) -> bool:
    """Whether a noun for a group or its members follows. Only English has it behind the name."""
    if not rules.place_first or not following.text.islower() or following.pos != "NOUN":
        return False
    return following.key in rules.members or following.key in _GROUPS


_GROUPS = frozenset({"gang", "cartel", "militia", "rebels", "newspaper", "broadcaster", "airline"})


def _moves(words: list[Word], at: int, end: int, rules: OrganizationRules) -> bool:
    """Whether the name is the subject of a verb with a percentage: "chute de 11 %", "soared 11 per cent"."""
    if end + 2 >= len(words) or words[end].pos not in ("VERB", "AUX", "NOUN"):
        return False
    first, before = words[at], words[at].previous
    definite = first.key in rules.definite or (before is not None and before.key in rules.definite)
    if rules.place_first and definite:
        return False  # an index has an article, a company has none: "the Nikkei rose 2%"
    by = words[end + 1].key in rules.moves_by
    if not by and words[end].lemma not in rules.moves:
        return False
    number = words[end + 1 + by :][: _NEAR + 1]
    if not number or not number[0].text[0].isdigit():
        return False
    return any(word.key in _PERCENT for word in number[1:])


def _follows_demonym(heads: HeadNouns, words: list[Word], at: int, rules: OrganizationRules) -> bool:
    """Whether the adjective of a country comes before, as in "le suédois Nordalpha".

    A person's country has a capital in French: "le Kényan Kiprono".
    """
    if at < 2 or not words[at - 1].text.islower():
        return False
    return heads.is_demonym(words[at - 1]) and words[at - 2].key in rules.before_demonym
