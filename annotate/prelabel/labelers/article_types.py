"""Suggests event types of a whole article: several cues in one sentence, but no trigger.

"Des blindés et un contingent de réservistes sont arrivés à la frontière" has no trigger of MOBILIZE, but two
cues. Each type is suggested at most once, and never if a triggered event of this type is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Event, Status
from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.core.sentences import sentence_ranges
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.region_ids import event_id
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.registry import find_language, rules_version
from annotate.prelabel.versions import version

_ENOUGH = 2  # different cues of one type in one sentence
_WORD = re.compile(r"\w+")


class ArticleTypes:
    """Suggests events without a trigger, from the cues of the lexicon. Needs no analysis."""

    name = "article-types"
    needs: frozenset[str] = frozenset()
    provides = frozenset({"events"})
    kind: LabelerKind = "rule"

    def __init__(self, lexicons: dict[str, Lexicon], ontology: Ontology) -> None:
        self._cues = {
            language: _Cues(lexicon, grammar.plural_endings)
            for language, lexicon in lexicons.items()
            if (grammar := find_language(language).grammar) is not None
        }
        self.languages = frozenset(self._cues)
        digests = [lexicon.digest for lexicon in lexicons.values()]
        self.version = version(*digests, rules_version(self.languages))

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the types that the cues of each draft show, except types that a triggered event has."""
        return [
            Annotation(author=self.name, status=Status.SUGGESTED, events=tuple(self._events(draft)))
            for draft in batch
        ]

    def _events(self, draft: Draft) -> Iterator[Event]:
        if draft.language is None:
            return
        types: set[str] = set()
        text = draft.article.text
        for start, end in sentence_ranges(text):
            sentence = fold_case(text[start:end])
            for event_type, cues in self._cues[draft.language].in_sentence(sentence).items():
                if len(cues) >= _ENOUGH:
                    types.add(event_type)
        if types:  # seldom true, and `draft.suggested` takes time: it merges all suggestions so far
            types -= {event.type for event in draft.suggested.events if event.trigger is not None}
        for event_type in sorted(types):
            yield Event(
                id=event_id(None, event_type), type=event_type, trigger=None, score=fixed_scores.ARTICLE_TYPE
            )


class _Cues:
    """The cues of all types, by their first word. Each word of a cue may have a plural ending."""

    def __init__(self, lexicon: Lexicon, plural_endings: Sequence[str]) -> None:
        self._by_first: dict[str, list[tuple[str, str, re.Pattern[str]]]] = {}
        for event_type, cues in lexicon.cues().items():
            for cue in cues:
                pattern = re.compile(rf"{_inflected(cue, plural_endings)}\b")
                first = _WORD.findall(fold_case(cue))[0]
                for form in (first, *(first + ending for ending in plural_endings)):
                    self._by_first.setdefault(form, []).append((event_type, cue, pattern))

    def in_sentence(self, sentence: str) -> dict[str, set[str]]:
        """The cues in a sentence by event type. ``sentence`` must already be lower-cased with `fold_case`."""
        found: dict[str, set[str]] = {}
        for word in _WORD.finditer(sentence):
            for event_type, cue, pattern in self._by_first.get(word[0], ()):
                if pattern.match(sentence, word.start()):
                    found.setdefault(event_type, set()).add(cue)
        return found


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``article-types``, or ``article-types:LEXICON``."""
    return ArticleTypes(context.lexicons(argument), context.ontology)


def _inflected(cue: str, plural_endings: Sequence[str]) -> str:
    endings = "|".join(map(re.escape, plural_endings))
    return r"\s+".join(f"{re.escape(word)}(?:{endings})?" for word in fold_case(cue).split())
