"""A round of a simulated campaign: a recogniser is trained, weights are learned, and articles are read anew.

Training, labelers and merging are those of the toolkit. Compared with `annotate train`, a round is shorter:

- The recogniser gets a fixed number of passes, found once by cross-validation in the pool. Nothing stops
  early.
- Weights of merging are learned from what recognisers of former rounds found in articles that were corrected
  later. Only in the first round, which has no former recogniser, the recogniser is cross-fitted.
- The model is never compared with the one before, so it is never refused. No words of the campaign are
  learned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.article import Article
from annotate.core.matching import Tally, add_up, micro, strict_match
from annotate.core.record import GoldRecord
from annotate.evaluate.effort.replay import cost
from annotate.evaluate.gestures import GESTURES, Job
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.interface.composed_articles import composed_article
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.merging.choosing import AUTO, choose_weights
from annotate.prelabel.merging.entities import merge
from annotate.prelabel.merging.weights import THRESHOLD, Weights
from annotate.train.entities.base_model import Base, load_base
from annotate.train.entities.cross_fitting import CrossFitted, cross_fit
from annotate.train.entities.fitting import RECIPE, predictions
from annotate.train.entities.training import Training
from annotate.train.judges.collecting import collect
from annotate.train.judges.merging_weights import Judged, entity_rows, fit_entities
from benchmarks.gold_sets import GoldSet
from benchmarks.little_gold import KeptAnalyses
from benchmarks.systems import NAMES

PASSES = 4  # the best of 1 to 10 by cross-validation over the 200 documents of the pool (F1 .929)
Found = Mapping[str, tuple[Entity, ...]]  # what a recogniser found, by article id
_BESIDE = "spacy"  # the trained recogniser runs right after this labeler, as in a project with a model
_VERSION = "simulated"


@dataclass
class Rounds:
    """The articles of a campaign, and what all its runs share: parsed texts, labelers and the base model.

    The other labelers run again in each round, because some of them read what the recogniser found. That
    costs little: the texts are parsed only once.
    """

    pool: GoldSet
    dev: GoldSet
    _analyser: KeptAnalyses = field(default_factory=KeptAnalyses)

    @cached_property
    def gold(self) -> dict[str, GoldRecord]:
        """The pool by article id, with composed texts: labelers decide on these."""
        return {record.article.id: record for record in map(_composed, self.pool.records)}

    @cached_property
    def dev_gold(self) -> list[GoldRecord]:
        """The development articles with composed texts."""
        return [_composed(record) for record in self.dev.records]

    @cached_property
    def base(self) -> Base:
        """The base model. No gold decides where its labels start: the ontology maps them all."""
        return load_base(None, self.pool.languages[0], None, self.pool.ontology, ())

    @cached_property
    def context(self) -> LabelerContext:
        """What the labelers are made with. All texts are parsed here."""
        both = [*self.gold.values(), *self.dev_gold]
        for language in self.pool.languages:
            articles = [one.article for one in both if isinstance(one.article, Article)]
            self._analyser.keep([one for one in articles if one.language == language], language)
        return LabelerContext(self.pool.ontology, self.pool.languages, self._analyser)

    @cached_property
    def labelers(self) -> list[Labeler]:
        """The default labelers."""
        return make_labelers(DEFAULT_ORDER, self.context)

    @cached_property
    def default_weights(self) -> Weights | None:
        """The weights before any training: the built-in ones, if the ontology has any."""
        return choose_weights(AUTO, self.labelers, self.pool.ontology).weights

    def read(self, records: Sequence[GoldRecord], found: Found | None = None) -> dict[str, Judged]:
        """Runs the labelers, and the recogniser with what it ``found``. Exits if an article fails."""
        labelers = list(self.labelers)
        if found is not None:
            by_text = {one.text or "": found[one.article.id] for one in records}
            recogniser = CrossFitted(by_text, PASSES, {}, self.pool.languages[0]).labeler(_VERSION)
            labelers.insert([one.name for one in labelers].index(_BESIDE) + 1, recogniser)
        articles = [(one.article, one.annotation) for one in records if isinstance(one.article, Article)]
        collected = collect(articles, labelers, self.context, ())
        if collected.failed:
            raise SystemExit(f"{self.pool.name}: {collected.failed[0]}")
        return {one.id: one for one in collected.articles}

    def suggestion(self, article: Judged, weights: Weights | None) -> Annotation:
        """The merged suggestions with their scores."""
        made = merge(article.contributions, self.pool.ontology, weights, article.language, article.text)
        return Annotation(
            author="simulated",
            status=Status.SUGGESTED,
            ontology=self.pool.ontology.id,
            entities=made.entities,
            uncertainty=made.uncertainty,
        )

    def gestures(self, article: Judged, weights: Weights | None) -> int:
        """What correcting the article costs on the screen, submitting included."""
        gold = self.gold[article.id].annotation
        return cost(self.suggestion(article, weights), gold, self.pool.ontology) + GESTURES[Job.SUBMIT]

    def weights(self, corrected: Sequence[Judged]) -> Weights:
        """The weights of merging, learned from corrected articles that their recogniser had not seen."""
        finding = {one.name: one.version for one in self.labelers if "entities" in one.provides}
        finding["trained"] = _VERSION
        rows = [row for one in corrected for row in entity_rows(one, self.pool.ontology, finding)]
        return fit_entities(
            rows,
            self.pool.ontology,
            finding,
            THRESHOLD,
            languages=self.pool.languages,
            sets={"gold": len(corrected)},
        )

    def score(self, articles: Mapping[str, Judged], weights: Weights | None) -> Tally:
        """Strict matches of the suggested names with gold, over all labels and articles."""
        tallies = add_up(
            strict_match(one.gold, self.suggestion(one, weights).entities) for one in articles.values()
        )
        return micro({label: tally for label, tally in tallies.items() if label in NAMES})

    def train(self, corrected: Sequence[str], seed: int, *, first: bool = False) -> tuple[Found, Found]:
        """Trains on the corrected articles. Returns what is found in the pool, and on the development set.

        In the pool, that is what recognisers find which were not trained on the article: this one in the
        articles that are left, and in the ``first`` round cross-fitted ones in those that are corrected.
        """
        done = frozenset(corrected)
        left = [record for key, record in self.gold.items() if key not in done]
        learned = [self.gold[key] for key in corrected]
        training = Training(
            self.base,
            self.pool.ontology,
            unlabelled=[one.article for one in left if isinstance(one.article, Article)],
            recipe=replace(RECIPE, passes=PASSES),
            seed=seed,
        )
        crossed = _by_id(learned, cross_fit(training, learned).found) if first else {}
        nlp = training.train(learned).nlp
        in_pool = _by_id(left, predictions(nlp, left, self.pool.ontology))
        on_dev = _by_id(self.dev_gold, predictions(nlp, self.dev_gold, self.pool.ontology))
        return {**crossed, **in_pool}, on_dev


def _by_id(records: Sequence[GoldRecord], found: Mapping[str, tuple[Entity, ...]]) -> Found:
    return {one.article.id: found[one.text or ""] for one in records}


def _composed(record: GoldRecord) -> GoldRecord:
    made = composed_article(record.article) if isinstance(record.article, Article) else None
    if made is None:
        return record
    return GoldRecord.of(made.composed, made.in_composed(record.annotation))
