"""Who did it to whom, where and when: arguments from the dependency tree, within the trigger's sentence.

Each mention climbs from its token to the first trigger, or verb that carries a trigger. The way it
hangs there gives the role: the subject is Agent; the object, or a complement after one of the type's
prepositions, is the trigger's `object` role; "à, en, au" with a place is Place; a date is Time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from annotate.core.annotation import Argument
from annotate.core.ontology import Ontology
from annotate.prelabel.labelers.clause import (
    OF,
    has_subject,
    inside,
    is_finite,
    is_possessed,
    preposition,
    verb_before,
)
from annotate.prelabel.labelers.event_mentions import Mention
from annotate.prelabel.labelers.event_triggers import VERBS, TriggerMatch
from annotate.prelabel.lexicon import Lexicon
from annotate.prelabel.sentences import forms, key

if TYPE_CHECKING:
    from spacy.tokens import Token

# trigger: the trigger itself; host: the verb that a noun trigger depends on; governor: a verb above, whose
# subject acts.
Kind = Literal["trigger", "host", "governor"]
PLACE, TIME = "Place", "Time"
_PLACE_LABEL, _DATE_LABEL = "LOC", "DATE"
_AT = frozenset({"à", "au", "aux", "en", "dans", "a"})
_BETWEEN, _BY, _WITH, _UNDER = "entre", "par", "avec", "sous"
_ALONGSIDE = frozenset({"conj", "appos", "flat:name"})
_SAME_SUBJECT = frozenset({"xcomp", "conj", "advcl"})


@dataclass(frozen=True)
class _Anchor:
    match: int
    kind: Kind


@dataclass(frozen=True)
class _Part:
    """What a mention is to a trigger; ``own`` where it hangs on the trigger itself."""

    name: Literal["subject", "object", "place", "time"]
    mention: Mention
    own: bool


class ArgumentReader:
    """Reads arguments by the words of one language's lexicon, limited to what the ontology allows."""

    def __init__(self, lexicon: Lexicon, ontology: Ontology) -> None:
        self._roles_of = ontology.roles_of
        self._type_object_by = {
            event_type: frozenset(map(key, words.object_by))
            for event_type, words in lexicon.words.events.items()
        }
        self._triggers = frozenset((key(lemma), pos) for lemma, pos in lexicon.triggers)
        self._planning = frozenset(map(key, lexicon.words.planning))
        self._leading = frozenset(map(key, lexicon.words.leading))

    def arguments(
        self, matches: Sequence[TriggerMatch], mentions: Sequence[Mention]
    ) -> list[list[tuple[str, Mention]]]:
        """For each trigger of one sentence its (role, mention) pairs; ``mentions`` of that sentence only."""
        anchors, tops = self._anchors(matches)
        roots = {root.i: mention for mention in mentions for root in mention.roots}
        found: list[list[_Part]] = [[] for _ in matches]
        for mention in mentions:
            told: set[int] = set()  # a title and its name may hang apart: the first that tells counts
            for anchor, step, root in _climb(mention, anchors, roots):
                part = self._part(matches[anchor.match], anchor.kind, step, root, mention)
                if part is not None and anchor.match not in told:
                    told.add(anchor.match)
                    found[anchor.match].append(_Part(part, mention, anchor.kind == "trigger"))
        return [
            self._allowed(match, self._completed(match, parts, top, mentions))
            for match, parts, top in zip(matches, found, tops, strict=True)
        ]

    def _anchors(
        self, matches: Sequence[TriggerMatch]
    ) -> tuple[dict[int, list[_Anchor]], list[Token | None]]:
        """The tokens that mentions may climb to, and for each trigger the verb whose subject acts."""
        anchors: dict[int, list[_Anchor]] = {}
        tops: list[Token | None] = []
        for number, match in enumerate(matches):
            anchors.setdefault(match.token.i, []).append(_Anchor(number, "trigger"))
            verb: Token | None = match.token
            if match.is_noun:
                verb, kind = host(match)
                if verb is not None:
                    anchors.setdefault(verb.i, []).append(_Anchor(number, kind))
            while verb is not None and not has_subject(verb) and verb.dep_ in _SAME_SUBJECT:
                if verb.head.pos_ not in VERBS or not inside(verb.head, match.sentence):
                    break
                verb = verb.head
                anchors.setdefault(verb.i, []).append(_Anchor(number, "governor"))
            tops.append(verb)
        return anchors, tops

    def _part(
        self, match: TriggerMatch, kind: Kind, step: Token, root: Token, mention: Mention
    ) -> Literal["subject", "object", "place", "time"] | None:
        """What a mention is that hangs with ``root`` below ``step``, which hangs on a trigger or its verb."""
        word, relation, label = match.word, step.dep_, mention.entity.label
        if label == _DATE_LABEL:
            return None if kind == "governor" else "time"
        if step.i == match.token.i:
            return None
        own = preposition(root)
        before = preposition(step) if own is None or own in OF else own
        if label == _PLACE_LABEL and own in _AT and step.i != root.i and before not in self._object_by(match):
            return None if kind == "governor" else "place"
        if relation == "nsubj":
            return "subject" if kind != "host" or self._shares_subject(match, step.head) else None
        if kind == "governor":
            return None
        if relation == "obl:agent" or before == _BY:
            return "subject"
        if before == _UNDER and not self._leading.isdisjoint(forms(step)):
            return "subject"
        if kind == "trigger" and relation in ("nsubj:pass", "obj", "iobj"):
            # "visiter Hanoï": the object of a visit is where it takes place.
            return "place" if label == _PLACE_LABEL and word.mode == "visit" else "object"
        if before is None:
            return None
        if before in self._object_by(match):
            return "object"
        if label == _PLACE_LABEL and before in _AT:
            return "place"
        if kind == "host":
            return None
        if match.is_noun:
            return "subject" if before in OF or before == _BETWEEN else None
        return "object" if label != _PLACE_LABEL and before in (_AT | OF | {_WITH}) else None

    def _object_by(self, match: TriggerMatch) -> frozenset[str]:
        if match.word.object_by is not None:
            return frozenset(map(key, match.word.object_by))
        return self._type_object_by.get(match.event_type, frozenset())

    def _shares_subject(self, match: TriggerMatch, verb: Token) -> bool:
        """Whether who does the verb does the noun: "mener une attaque", not "condamner l'attaque"."""
        if _carried(match) or is_possessed(match.token):
            return True
        if not self._planning.isdisjoint(forms(verb)):
            return True
        return not any((form, "VERB") in self._triggers for form in forms(verb))

    def _completed(
        self,
        match: TriggerMatch,
        parts: Sequence[_Part],
        top: Token | None,
        mentions: Sequence[Mention],
    ) -> list[tuple[str, Mention]]:
        """``parts`` as roles, with one source of subjects, and a subject that the parser did not see."""
        own = [part.mention for part in parts if part.name == "subject" and part.own]
        others = [part.mention for part in parts if part.name == "subject" and not part.own]
        if not own and not others:
            others = self._unseen_subjects(match, top, mentions)
        # "exprimer le soutien du Parti": who expresses it acts. "évoquer la visite du roi": the king does.
        chosen = (others or own) if _carried(match) else (own or others)
        roles = {"object": match.word.object, "place": PLACE, "time": TIME}
        rest = [(roles[part.name], part.mention) for part in parts if part.name != "subject"]
        return [*((match.word.subject, mention) for mention in chosen), *rest]

    def _unseen_subjects(
        self, match: TriggerMatch, top: Token | None, mentions: Sequence[Mention]
    ) -> list[Mention]:
        actors = [mention for mention in mentions if mention.entity.label != _DATE_LABEL]
        if top is not None and is_finite(top) and not has_subject(top):
            return _just_before(top, actors)
        if match.is_noun and is_possessed(match.token):
            people = [mention for mention in actors if mention.entity.label != _PLACE_LABEL]
            before = [mention for mention in people if mention.end <= match.token.i]
            after = [mention for mention in people if mention.start > match.token.i]
            return before[-1:] or after[:1]
        return []

    def _allowed(
        self, match: TriggerMatch, pairs: Sequence[tuple[str, Mention]]
    ) -> list[tuple[str, Mention]]:
        uses = self._roles_of[match.event_type]
        given: dict[str, list[Mention]] = {}
        filled: set[str] = set()  # one mention plays one part
        for role, mention in pairs:
            use = uses.get(role)
            if use is None or mention.entity.label not in (use.fillers or ()) or mention.entity.id in filled:
                continue
            if use.at_most is not None and len(given.get(role, ())) >= use.at_most:
                continue
            given.setdefault(role, []).append(mention)
            filled.add(mention.entity.id)
        return [(role, mention) for role in uses for mention in given.get(role, ())]


def as_arguments(pairs: Sequence[tuple[str, Mention]]) -> tuple[Argument, ...]:
    """The pairs as an event's arguments."""
    return tuple(Argument(role=role, entity=mention.entity.id) for role, mention in pairs)


def host(match: TriggerMatch) -> tuple[Token | None, Kind]:
    """The verb that a noun trigger depends on through nouns, or that stands before a cut-off noun.

    Of a verb that the noun only accompanies ("lors de la rencontre, …") the subject alone is shared.
    """
    token = match.token
    kind: Kind = "host"
    while token.head.i != token.i:
        if token.dep_.startswith(("obl:mod", "advmod")):
            kind = "governor"
        token = token.head
        if not inside(token, match.sentence):
            return None, kind
        if token.pos_ in VERBS:
            return token, kind
    return verb_before(match.token, match.sentence), kind


def _climb(
    mention: Mention, anchors: dict[int, list[_Anchor]], roots: dict[int, Mention]
) -> Iterator[tuple[_Anchor, Token, Token]]:
    """Each anchor that the mention reaches first, the token by which it hangs there, and its own."""
    for root in mention.roots:
        step = root
        while step.head.i != step.i:
            head = step.head
            if head.i in anchors:
                yield from ((anchor, step, root) for anchor in anchors[head.i])
                break
            other = roots.get(head.i)
            below_other = other is not None and other is not mention and step.dep_ not in _ALONGSIDE
            says_where = mention.entity.label == _PLACE_LABEL and preposition(root) in _AT
            if below_other and not says_where:
                break  # a complement of another mention; but "le roi en Irak" says where
            if head.pos_ in VERBS:
                break
            step = head


def _just_before(verb: Token, mentions: Sequence[Mention]) -> list[Mention]:
    """The mention before ``verb`` with nothing but auxiliaries between, and those joined to it by "et"."""
    doc = verb.doc
    group: list[Mention] = []
    position = verb.i
    joined = False
    for mention in reversed([mention for mention in mentions if mention.end <= verb.i]):
        between = {token.pos_ for token in doc[mention.end : position]}
        joined = joined or (bool(group) and "CCONJ" in between)
        if group and not joined:
            break  # "…au Vietnam, X présidera": no list
        if between - ({"CCONJ", "PUNCT", "DET"} if group else {"AUX", "ADV", "PRON", "PUNCT"}):
            break
        group.append(mention)
        position = mention.start
    return group[::-1]


def _carried(match: TriggerMatch) -> bool:
    """Whether the trigger is a noun that a verb of the lexicon carries: "exprimer son soutien"."""
    return match.is_noun and match.word.with_ is not None and bool(match.word.with_.head)
