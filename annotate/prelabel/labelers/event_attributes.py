"""Modality and polarity of an event, read off the verbs that its trigger depends on.

planned: a future tense; an infinitive, or a noun as object, under a verb of planning; an infinitive of
purpose ("pour …"), after a noun ("volonté de …") or without any finite verb. hypothetical: a conditional
or a "si" clause. Else asserted. negated: ne … pas, jamais, aucun, sans, ni on the way. (In French only "ne"
is optional, so the second word decides.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotate.prelabel.labelers.clause import inside, verb_before
from annotate.prelabel.labelers.event_triggers import VERBS, TriggerMatch
from annotate.prelabel.lexicon import Lexicon
from annotate.prelabel.sentences import forms, key

if TYPE_CHECKING:
    from spacy.tokens import Token

_UP_FROM_NOUN = frozenset({"obj", "iobj", "nsubj", "nsubj:pass", "nmod", "conj", "obl:arg", "appos"})
_IF = frozenset({"si", "s'"})
_PURPOSE = frozenset({"pour", "afin", "visant"})
_CONDITIONAL = frozenset({"ais", "ait", "ions", "iez", "aient"})
_FUTURE = frozenset({"ai", "as", "a", "ons", "ez", "ont"})
_GOING_TO = "aller"


class AttributeReader:
    """Reads modality and polarity by the words of one language's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._planning = frozenset(map(key, lexicon.words.planning))
        self._negation = frozenset(map(key, lexicon.words.negation))
        self._modes = {
            event_type: {mode: frozenset(map(key, told_by)) for mode, told_by in words.modes.items()}
            for event_type, words in lexicon.words.events.items()
        }

    def modality(self, match: TriggerMatch) -> str:
        """``asserted``, ``planned`` or ``hypothetical``."""
        path = list(_path(match))
        for token, below in zip(path, [None, *path], strict=False):
            if token.pos_ not in VERBS:
                continue
            group = [token, *(child for child in token.children if child.dep_.startswith(("aux", "cop")))]
            if any(_is_conditional(part) for part in group) or _in_if_clause(token):
                return "hypothetical"
            if any(_is_future(part) for part in group):
                return "planned"
            if below is not None and self._plans(token, below):
                return "planned"
            if _infinitive(token, group):
                if self._open(token):
                    return "planned"
            elif not self._continues(token):
                break
        return "asserted"

    def polarity(self, match: TriggerMatch) -> str:
        """``positive`` or ``negated``."""
        for token in _path(match):
            children = [*token.children]
            # "n'a pas été", "aucun accord n'a été signé"
            inner = ("aux", "obj", "nsubj") if token is match.token else ("aux",)
            children += [
                grandchild
                for child in children
                if child.dep_.startswith(inner)
                for grandchild in child.children
            ]
            if any(
                child.dep_.split(":")[0] in ("advmod", "det", "case", "mark", "cc", "amod")
                and not self._negation.isdisjoint(forms(child))
                for child in children
            ):
                return "negated"
        return "positive"

    def mode(self, match: TriggerMatch) -> str | None:
        """The trigger's own mode, else one that a word of the sentence tells, else None."""
        if match.word.mode is not None:
            return match.word.mode
        start, end = match.sentence
        said = {form for token in match.token.doc[start:end] for form in forms(token)}
        for mode, told_by in self._modes.get(match.event_type, {}).items():
            if not told_by.isdisjoint(said):
                return mode
        return None

    def _plans(self, token: Token, below: Token) -> bool:
        if _GOING_TO in forms(token):
            return _has(below, "VerbForm", "Inf") and _has(token, "Tense", "Pres")
        return not self._planning.isdisjoint(forms(token)) and below.dep_.split(":")[0] in (
            "obj",
            "obl",
            "xcomp",
            "ccomp",
            "advcl",
        )

    def _open(self, token: Token) -> bool:
        """Whether an infinitive says by itself that the act is still to come."""
        if any(not _PURPOSE.isdisjoint(forms(child)) for child in token.children):
            return True
        return token.head.i == token.i or token.head.pos_ in ("NOUN", "ADJ")

    def _continues(self, token: Token) -> bool:
        return token.dep_ == "ccomp" and _has(token, "Mood", "Sub")


def _path(match: TriggerMatch) -> Iterator[Token]:
    """The trigger and what decides about it: nouns up to their verb, infinitives up to a finite verb."""
    token = match.token
    while True:
        yield token
        head = token.head
        if head.i == token.i:
            head_of_root = verb_before(token, match.sentence) if token.pos_ not in VERBS else None
            if head_of_root is None:
                return
            head = head_of_root
        elif token.pos_ not in VERBS:
            if token.dep_ not in _UP_FROM_NOUN:
                return
        elif not _depends(token):
            return
        if not inside(head, match.sentence):
            return
        token = head


def _depends(verb: Token) -> bool:
    """Whether a verb's modality may be decided by what stands above it."""
    relation = verb.dep_.split(":")[0]
    infinitive = _has(verb, "VerbForm", "Inf") and relation in ("xcomp", "conj", "advcl", "acl")
    return infinitive or relation == "ccomp"


def _infinitive(token: Token, group: list[Token]) -> bool:
    return _has(token, "VerbForm", "Inf") or any(
        _has(part, "VerbForm", "Inf") for part in group if part.dep_.startswith("aux")
    )


def _is_conditional(verb: Token) -> bool:
    return _has(verb, "Mood", "Cnd") or _after_infinitive(verb) in _CONDITIONAL


def _is_future(verb: Token) -> bool:
    return _has(verb, "Tense", "Fut") or _after_infinitive(verb) in _FUTURE


def _after_infinitive(verb: Token) -> str | None:
    """What follows the infinitive ("livrer|ait"): models miss the tense of forms they have not seen."""
    stem, text = key(verb.lemma_).removesuffix("e"), key(verb.text)
    return text.removeprefix(stem) if stem.endswith("r") and text.startswith(stem) else None


def _in_if_clause(token: Token) -> bool:
    return any(child.dep_ == "mark" and not _IF.isdisjoint(forms(child)) for child in token.children)


def _has(token: Token, feature: str, value: str) -> bool:
    return value in token.morph.get(feature, [])
