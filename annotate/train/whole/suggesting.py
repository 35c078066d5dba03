"""Suggests with one set of labelers, judges and words, as the pre-labelling of a project does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.core.article import Article
from annotate.core.record import GoldRecord
from annotate.prelabel.interface.model_file import CAMPAIGN_WORDS
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.interface.weights_setting import NONE
from annotate.prelabel.outcome import Failure
from annotate.train.judges.learner import JudgeModel, save_models
from annotate.train.judges.suggesting import Suggested, suggestions_for


@dataclass(frozen=True)
class Suggester:
    """What suggests: labelers by name, and perhaps a trained one among them.

    ``trained`` stands right after the labeler `spacy`, or first. `campaign-words` is the first of all if
    ``words`` has names. Without ``models`` the judges are those of ``context.weights``.
    """

    specs: tuple[str, ...]
    context: LabelerContext
    trained: Labeler | None = None
    models: Mapping[str, JudgeModel] | None = None
    words: Path | None = None

    def labelers(self, weights: str) -> tuple[list[Labeler], LabelerContext]:
        """The labelers, made with these weights."""
        context = replace(self.context, weights=weights, words=self.words or self.context.words)
        made = make_labelers(self.specs, context)
        names = [labeler.name for labeler in made]
        place = names.index("spacy") + 1 if "spacy" in names else 0
        if self.trained is not None:
            made.insert(place, self.trained)
        words = context.campaign_words() if self.words is not None else None
        if words is not None and words.names and CAMPAIGN_WORDS not in names:
            made[:0] = make_labelers([CAMPAIGN_WORDS], context)
        return made, context

    def suggest(self, records: Sequence[GoldRecord], failed: list[Failure]) -> Suggested:
        """The suggestions for these articles. An article that fails is left out, and noted once."""
        if self.models is None:
            return self._suggest(records, self.context.weights, failed)
        if not self.models:
            return self._suggest(records, NONE, failed)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "weights.json"
            save_models(path, self.models)
            return self._suggest(records, str(path), failed)

    def _suggest(self, records: Sequence[GoldRecord], weights: str, failed: list[Failure]) -> Suggested:
        labelers, context = self.labelers(weights)
        articles = (record.article for record in records if isinstance(record.article, Article))
        return suggestions_for(articles, labelers, context, failed)
