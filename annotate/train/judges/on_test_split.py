"""Scores the suggestions for the test split, with the judges that were learned and with those before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.matching import Tally, add_up, strict_match
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.evaluate.counts import Counts
from annotate.evaluate.evaluation import Scope, article_score, as_gold_has_it, never_reviewed
from annotate.gold.load import Gold
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.interface.weights_setting import ENTITIES, NONE
from annotate.prelabel.merging.weights import THRESHOLD
from annotate.prelabel.outcome import Failure
from annotate.train.base import Gain
from annotate.train.judges.fitted_models import FittedModels
from annotate.train.judges.in_use import InUse
from annotate.train.judges.learned import Learned
from annotate.train.judges.learner import JudgeModel, Origin, save_models
from annotate.train.judges.learners import learners
from annotate.train.judges.learning import mixed_rows
from annotate.train.judges.paired_scores import paired_f1
from annotate.train.judges.rows_file import StoredRows
from annotate.train.judges.suggesting import suggestions_for

_NAMES = {"triggers": "triggers with their type", "arguments": "arguments with their role"}
Models = Mapping[str, JudgeModel]


@dataclass
class TestScores:
    """Tallies of entities by label, gains over the suggestions before, and articles that failed."""

    entities: dict[str, Tally] = field(default_factory=dict)
    gains: list[Gain] = field(default_factory=list)
    articles: int = 0
    failed: list[Failure] = field(default_factory=list)


def built_in_without(
    tested: Set[str],
    shipped: StoredRows | None,
    labelers: Sequence[Labeler],
    ontology: Ontology,
    versions: Mapping[str, str],
    in_use: Callable[[str], InUse | None],
    fitted: FittedModels | None = None,
) -> dict[str, JudgeModel]:
    """The built-in judges; if they were learned from articles of ``tested``, learned anew without these.

    ``fitted`` are the models that the same training has fitted already.
    """
    fitted = FittedModels() if fitted is None else fitted
    found: dict[str, JudgeModel] = {}
    seen = shipped is not None and any(not tested.isdisjoint(ids) for ids in shipped.articles.values())
    rest = shipped.without(tested) if shipped is not None and seen else None
    running = {None, *(labeler.name for labeler in labelers)}
    for learner in (one for one in learners() if one.labeler in running):
        given = in_use(learner.judge)
        rows = () if rest is None else mixed_rows(rest, learner.judge, ontology, labelers)
        if given is not None and rest is not None and rows:
            settings = {"threshold": THRESHOLD}
            origin = Origin(ontology, labelers, rest.sets, rest.languages, versions, settings)
            found[learner.judge] = fitted.fit(learner, rows, origin)
        elif given is not None and (rest is None or given.file is not None):
            found[learner.judge] = given.model
    return found


def score_test_split(
    articles: Iterable[tuple[Article, Annotation]],
    gold: Gold,
    specs: Sequence[str],
    context: LabelerContext,
    before: Models,
    learned: Learned,
) -> TestScores:
    """Labels ``articles`` with the judges ``before`` and with those ``learned``, and scores both.

    A judge that is not new is the one before in both. The scores are those of `annotate evaluate`.
    """
    pairs = list(articles)
    new = {item.judge: item.model for item in learned.all if item.kept and item.model is not None}
    made = TestScores()
    both = []
    with TemporaryDirectory() as folder:
        for name, models in (("before", before), ("new", {**before, **new})):
            path = Path(folder) / f"{name}.json"
            if ENTITIES in models:
                save_models(path, models)
            weights = str(path) if path.is_file() else NONE
            judged = replace(context, weights=weights)
            labelers = make_labelers(specs, judged)
            articles_read = (article for article, _ in pairs)
            both.append(suggestions_for(articles_read, labelers, judged, made.failed))
    scope = as_gold_has_it(gold, never_reviewed(gold, Scope()))
    counts: tuple[list[Counts], list[Counts]] = ([], [])
    tallies = []
    for article, annotation in pairs:
        old, now = (side.get(article.id) for side in both)
        if old is None or now is None:
            continue
        record = GoldRecord(format=1, article=article, annotation=annotation)
        for of_side, suggested in zip(counts, (old, now), strict=True):
            of_side.append(article_score(record, suggested, scope).counts)
        tallies.append(strict_match(annotation.entities, now.entities))
    made.articles, made.entities = len(tallies), add_up(tallies)
    if tallies:
        earlier, later = counts
        made.gains = [
            Gain(_NAMES.get(one.name, one.name), one.now.value, one.before.value, one.difference, one.gold)
            for one in paired_f1(later, earlier)
        ]
    return made
