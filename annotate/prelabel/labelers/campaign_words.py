"""Finds the names of a campaign: those that people marked in gold and that other labelers miss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.errors import ConfigError
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import entity_answers, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import ANY_LANGUAGE, Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.campaign_words import CampaignWords
from annotate.prelabel.knowledge.name_search import NameSearch, written
from annotate.prelabel.versions import version

_BY_HAND = 0.9  # the score of a name that a person added to the file
_DIGITS = 4  # of a score


class CampaignNames:
    """Finds names exactly as they are written. The score is the share of occurrences that people mark."""

    name = "campaign-words"
    needs: frozenset[str] = frozenset()
    provides = frozenset({"entities"})
    languages = frozenset({ANY_LANGUAGE})
    kind: LabelerKind = "gazetteer"

    def __init__(self, words: CampaignWords) -> None:
        names = {code: words.names_of(code) for code in words.languages}
        self._names = {code: {written(item.name): item for item in listed} for code, listed in names.items()}
        self._searches = {code: NameSearch(listed) for code, listed in self._names.items()}
        self.version = version(words.name_digest)

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the names of the campaign in each draft's text."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        language, text = draft.language or "", draft.article.text
        if language not in self._searches:
            return
        for start, end, name in self._searches[language].find(text):
            found = self._names[language][name]
            score = _BY_HAND if found.share is None else round(found.share, _DIGITS)
            yield mention(text, start, end, found.label, score, ref=found.ref)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``campaign-words``, which reads the words of the project's model, or ``campaign-words:FILE``."""
    words = context.campaign_words(argument)
    if words is None:
        raise ConfigError(
            "campaign-words needs a file with words.",
            remedy="Name one that 'annotate train' made: campaign-words:models/round-2/lexicon/words.yaml",
        )
    return CampaignNames(words)
