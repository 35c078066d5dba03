"""Suggests event types of a whole article: several cues in one sentence, but no trigger.

"Des blindés et un contingent de réservistes sont arrivés à la frontière" has no trigger of MOBILIZE, but two
cues. Each type is suggested at most once, and never if a triggered event of this type is suggested.

A judge that a campaign has learned decides instead of the number of cues. It also considers types with one
cue, and types with words of triggers that are no suggested triggers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotate.core.annotation import Annotation, Event, Status
from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.core.sentences import sentence_ranges
from annotate.prelabel.events.type_signs import Cues, TriggerWords, signs_of
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Decision, Draft
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.region_ids import event_id
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.judging.article_types import (
    THRESHOLD,
    TYPES,
    Signs,
    TypeEvidence,
    type_features,
)
from annotate.prelabel.judging.judge_states import JudgeState
from annotate.prelabel.judging.linear import RIGHT, WRONG
from annotate.prelabel.judging.right_or_wrong import RightOrWrongJudge
from annotate.prelabel.judging.triggers import THRESHOLD as LIKELY
from annotate.prelabel.judging.weights_file import choose_judge
from annotate.prelabel.knowledge.lexicon import Lexicon
from annotate.prelabel.languages.registry import find_language, rules_version
from annotate.prelabel.versions import version

_ENOUGH = 2  # different cues of one type in one sentence
_NO_PLACE = -1  # of a decision about the whole article


class ArticleTypes:
    """Suggests events without a trigger, from the words of the lexicon. Needs no analysis.

    ``judges`` has the state of the judge, if the project's weights have one.
    """

    name = "article-types"
    needs: frozenset[str] = frozenset()
    provides = frozenset({"events"})
    kind: LabelerKind = "rule"

    def __init__(
        self,
        lexicons: dict[str, Lexicon],
        ontology: Ontology,
        judge: RightOrWrongJudge | None = None,
        judges: Sequence[JudgeState] = (),
    ) -> None:
        self.judges = tuple(judges)
        self._judge = judge
        self._lexicons = lexicons
        self._words: dict[str, TriggerWords] = {}  # made when they are first needed
        self._cues = {
            language: Cues(lexicon, grammar.plural_endings)
            for language, lexicon in lexicons.items()
            if (grammar := find_language(language).grammar) is not None
        }
        self.languages = frozenset(self._cues)
        digests = [lexicon.digest for lexicon in lexicons.values()]
        judged = [] if judge is None else [judge.version]
        self.version = version(*digests, rules_version(self.languages), *judged)

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the types of each draft, except types that a triggered event has."""
        return [
            Annotation(author=self.name, status=Status.SUGGESTED, events=tuple(self._events(draft)))
            for draft in batch
        ]

    def _events(self, draft: Draft) -> Iterator[Event]:
        if draft.language is None:
            return
        judge = self._judge if self._judge is not None and self._judge.knows(draft.language) else None
        proposals: list[tuple[str, tuple[str, ...]]] = []
        if judge is not None or draft.decisions is not None:
            evidence = self._evidence(draft, draft.language)
            proposals = [(one.event_type, type_features(one)) for one in evidence]
        if draft.decisions is not None:
            draft.decisions += (
                Decision(TYPES, _NO_PLACE, _NO_PLACE, event_type, features)
                for event_type, features in proposals
            )
        if judge is None:
            for event_type in self._by_rule(draft, draft.language):
                yield _event(event_type, fixed_scores.ARTICLE_TYPE)
            return
        for event_type, features in proposals:
            probability = judge.probability(features)
            if probability >= judge.threshold:
                yield _event(event_type, probability)

    def _by_rule(self, draft: Draft, language: str) -> list[str]:
        """The types with enough cues in one sentence."""
        types: set[str] = set()
        text = draft.article.text
        for start, end in sentence_ranges(text):
            sentence = fold_case(text[start:end])
            for event_type, cues in self._cues[language].in_sentence(sentence).items():
                if len(cues) >= _ENOUGH:
                    types.add(event_type)
        if types:  # seldom true, and `draft.suggested` takes time: it merges all suggestions so far
            types -= {event.type for event in draft.suggested.events if event.trigger is not None}
        return sorted(types)

    def _words_in(self, language: str) -> TriggerWords:
        grammar = find_language(language).grammar
        if language not in self._words and grammar is not None:
            self._words[language] = TriggerWords(self._lexicons[language], grammar)
        return self._words[language]

    def _evidence(self, draft: Draft, language: str) -> Iterator[TypeEvidence]:
        """The evidence for each type that has a cue or a word in the text, and no likely trigger.

        With a judge of triggers, unlikely triggers are suggested too; merging leaves them out later.
        """
        cues = signs_of(draft.article.text, self._cues[language])
        words = signs_of(draft.article.text, self._words_in(language))
        if not cues and not words:
            return
        triggered = _likely_types(draft.suggested.events)
        others = tuple(sorted(set(triggered)))
        for event_type in sorted({*cues, *words}.difference(others)):
            of_cues = cues.get(event_type, Signs())
            yield TypeEvidence(
                language,
                event_type,
                of_cues,
                words.get(event_type, Signs()),
                others,
                len(triggered),
                of_cues.most >= _ENOUGH,
            )


def _likely_types(events: Iterable[Event]) -> list[str]:
    """The type of each triggered event that is more likely right than not."""
    return [
        event.type
        for event in events
        if event.trigger is not None and (event.score is None or event.score >= LIKELY)
    ]


def _event(event_type: str, score: float) -> Event:
    return Event(id=event_id(None, event_type), type=event_type, trigger=None, score=score)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``article-types``, or ``article-types:LEXICON``."""
    chosen = choose_judge(context, TYPES, (RIGHT, WRONG))
    judge = None if chosen.model is None else RightOrWrongJudge(chosen.model, THRESHOLD)
    # Nothing is built in, so a project that has learned no such judge hears nothing of it.
    told = judge is not None or chosen.state.other_ontology is not None
    state = replace(chosen.state, threshold=None if judge is None else THRESHOLD)
    return ArticleTypes(context.lexicons(argument), context.ontology, judge, (state,) if told else ())
