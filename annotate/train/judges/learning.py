"""Learns all judges from the rows of gold, mixed with the rows that came with the toolkit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from annotate.core.configs import WEIGHTS, configs_folder
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.judging.article_types import TYPES
from annotate.prelabel.judging.linear import WRONG
from annotate.prelabel.merging.features import ADDED
from annotate.prelabel.merging.weights import THRESHOLD, Weights
from annotate.train.judges.collecting import Collected
from annotate.train.judges.comparing import Comparer, Decisions, by_rules, comparable
from annotate.train.judges.entities import EntityLearner
from annotate.train.judges.fitted_models import FittedModels
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.in_use import InUse
from annotate.train.judges.learned import Learned, LearnedJudge
from annotate.train.judges.learner import JudgeModel, Learner, Origin
from annotate.train.judges.merging_weights import (
    WITHOUT,
    Checked,
    Mixed,
    entity_rows,
    fifths,
    learn_from_gold,
)
from annotate.train.judges.rows_file import StoredRows, load_rows
from annotate.train.judges.seen import GOLD, with_keys

ROWS_FILE = "training-rows.json.xz"
NOTHING_HERE = "gold has no decision for it"
_SELDOM = frozenset({TYPES})  # judges of what many campaigns never mark


@dataclass(frozen=True)
class Options:
    """How to learn. ``in_use`` gives the judge that decides if the new file lacks it, to compare with.

    ``stored`` are the rows that came with the toolkit. If ``sets`` is None, the articles are a user's gold,
    and the models name them (`seen`). ``fitted`` are the models that the same training has fitted already.
    """

    threshold: float = THRESHOLD
    stored: StoredRows | None = None
    sets: Mapping[str, int] | None = None  # names of sets of gold -> numbers of articles; default: "gold"
    folds: Sequence[Sequence[int]] | None = None  # the articles that are tested together
    in_use: Callable[[str], InUse | None] = field(default=lambda judge: None)
    fitted: FittedModels = field(default_factory=FittedModels)


def learn(
    collected: Collected,
    learners: Iterable[Learner],
    labelers: Sequence[Labeler],
    ontology: Ontology,
    versions: Mapping[str, str],
    options: Options,
) -> Learned:
    """Learns each judge whose labeler is in the run and that has a decision in gold; names the others.

    Raises `InputError` if there is nothing to learn from, `MissingExtraError` without scikit-learn.
    """
    return _Learning(collected, labelers, ontology, versions, options).learned(learners)


class _Learning:
    def __init__(
        self,
        collected: Collected,
        labelers: Sequence[Labeler],
        ontology: Ontology,
        versions: Mapping[str, str],
        options: Options,
    ) -> None:
        self._collected = collected
        self._articles = articles = collected.articles
        self._labelers = labelers
        self._ontology = ontology
        self._versions = versions
        self._options = options
        # An article that the toolkit learned from, too, must count once, and not help to judge itself.
        ids = [article.id for article in articles]
        self._stored = None if options.stored is None else options.stored.without(ids)
        self._sets = {GOLD: len(articles)} if options.sets is None else options.sets
        self._keys = [article.key for article in articles] if options.sets is None else None
        self._numbers = fifths(len(articles)) if options.folds is None else options.folds
        folds = [frozenset(articles[number].id for number in fold) for fold in self._numbers]
        self._comparer = Comparer(articles, folds, options.stored, options.fitted)
        self._finding = {item.name: item.version for item in labelers if "entities" in item.provides}
        self._asking = {labeler.name: labeler.version for labeler in labelers}

    def learned(self, learners: Iterable[Learner]) -> Learned:
        weights, checked, entities = self._entities()
        judges = [self._judge(learner) for learner in learners if learner.judge != ENTITIES]
        return Learned(weights, checked, entities, [item for item in judges if not _is_idle(item)])

    def _entities(self) -> tuple[Weights, Checked, LearnedJudge]:
        learner, in_use = EntityLearner(), self._options.in_use(ENTITIES)
        mixed = self._mixed(self._stored, ENTITIES)
        stored = self._stored
        weights, checked = learn_from_gold(
            self._articles,
            self._ontology,
            self._finding,
            threshold=self._options.threshold,
            mixed=Mixed(mixed, stored.sets, stored.languages) if stored is not None and mixed else None,
            sets=self._sets,
            versions=self._versions,
            folds=self._numbers,
            fit=self._fit_entities,
        )
        own = [row for one in self._articles for row in entity_rows(one, self._ontology, self._finding)]
        if not comparable(in_use, self._finding):
            in_use = None
        made = self._compared(learner, own, mixed, weights, in_use)
        return cast("Weights", made.model), checked, made

    def _fit_entities(
        self, rows: Sequence[TrainingRow], languages: Iterable[str], sets: Mapping[str, int]
    ) -> Weights:
        settings = {"threshold": self._options.threshold}
        codes = tuple(sorted(languages))
        origin = Origin(self._ontology, self._labelers, sets, codes, self._versions, settings)
        return cast("Weights", self._options.fitted.fit(EntityLearner(), rows, origin))

    def _judge(self, learner: Learner) -> LearnedJudge:
        own, in_use = self._collected.rows.get(learner.judge, []), self._options.in_use(learner.judge)
        why_not = None if own else NOTHING_HERE
        if learner.labeler not in (None, *self._asking):
            why_not = f"the labeler {learner.labeler}, which asks it, does not run"
        if why_not is not None:
            return LearnedJudge(learner.judge, None, 0, 0, Decisions(0, 0), in_use=in_use, why_not=why_not)
        mixed = self._mixed(self._stored, learner.judge)
        model = self._options.fitted.fit(learner, [*mixed, *own], self._origin(learner, mixed))
        return self._compared(learner, own, mixed, model, in_use)

    def _compared(
        self,
        learner: Learner,
        own: Sequence[TrainingRow],
        mixed: Sequence[TrainingRow],
        model: JudgeModel,
        in_use: InUse | None,
    ) -> LearnedJudge:
        built_in = self._mixed(self._options.stored, learner.judge)
        origin = self._origin(learner, mixed)
        comparison = self._comparer.compare(learner, own, mixed, built_in, origin, in_use)
        classes = {row.label for row in own}
        return LearnedJudge(
            learner.judge,
            model if self._keys is None else with_keys(model, self._keys),
            len(own),
            len(mixed),
            comparison.new,
            comparison.before,
            classes.pop() if len(classes) == 1 else None,
            by_rules(learner, own),
            comparison.compared,
            in_use,
            rules_loss=None if comparison.rules is None else comparison.rules.loss,
        )

    def _mixed(self, stored: StoredRows | None, judge: str) -> Sequence[TrainingRow]:
        return mixed_rows(stored, judge, self._ontology, self._labelers)

    def _origin(self, learner: Learner, mixed: Sequence[TrainingRow]) -> Origin:
        stored = self._stored if mixed else None
        name = learner.labeler
        return Origin(
            self._ontology,
            self._labelers,
            {**(stored.sets if stored is not None else {}), **self._sets},
            tuple(sorted({*self._collected.languages, *(stored.languages if stored is not None else ())})),
            {**self._versions, **({f"labeler {name}": self._asking[name]} if name else {})},
            {"threshold": self._options.threshold},
        )


def _is_idle(item: LearnedJudge) -> bool:
    """Whether nobody needs to hear of a judge, because gold never marks what it decides."""
    unmarked = not item.rows or item.only == WRONG
    return item.judge in _SELDOM and item.in_use is None and unmarked


def shipped_rows(ontology: Ontology) -> StoredRows | None:
    """The training rows that came with the toolkit for an ontology, or None."""
    path = configs_folder() / WEIGHTS.folder / ontology.name / ROWS_FILE
    return load_rows(path) if path.is_file() else None


def mixed_rows(
    stored: StoredRows | None, judge: str, ontology: Ontology, labelers: Iterable[Labeler]
) -> Sequence[TrainingRow]:
    """The stored rows of a judge that fit the ontology.

    Those of entities need all labelers that made them in the run. Otherwise their features would say of a
    labeler that it was silent, though it never ran. For the same reason, a labeler of the run that did not
    make the rows is named in features of its own (`without`). Those of `ADDED` have such features anyway.
    """
    if stored is None or not ontology.is_version(stored.ontology):
        return ()
    finding = {item.name for item in labelers if "entities" in item.provides}
    if judge == ENTITIES and not stored.labelers <= finding:
        return ()
    rows = stored.rows.get(judge, ())
    missing = sorted(finding - stored.labelers - {*ADDED}) if judge == ENTITIES else []
    return [without(row, missing) for row in rows] if missing else rows


def without(row: TrainingRow, labelers: Iterable[str]) -> TrainingRow:
    """The row with features which say that ``labelers`` were not asked. No suggestion has such a feature.

    They take up what other labelers are worth where these ones did not run, so that the weights for a run
    with them are not learned from rows without them.
    """
    asked = [name for name in row.features if name.startswith("by=")]
    more = [f"{name}{WITHOUT}{labeler}" for labeler in labelers for name in ("", *(f"{by} " for by in asked))]
    return replace(row, features=(*row.features, *more))


def versions_of(ontology: Ontology, languages: Sequence[str], analyser: Analyser) -> dict[str, str]:
    """What a model is learned with: the ontology and the parser model of each language."""
    parsers = {
        f"parser {code}": analyser.model_id(code) for code in sorted(languages) if code in analyser.models
    }
    return {"ontology": ontology.id, **parsers}
