"""Learns all judges from the rows of gold, mixed with the rows that came with the toolkit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from typing import Any

from annotate.core.configs import WEIGHTS, configs_folder
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.judging.weights_file import save_judges
from annotate.prelabel.merging.weights import THRESHOLD, Weights
from annotate.train.judges.collecting import Collected
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.learner import JudgeModel, Learner, Origin
from annotate.train.judges.merging_weights import Checked, Mixed, fifths, learn_from_gold
from annotate.train.judges.rows_file import StoredRows, load_rows

ROWS_FILE = "training-rows.json.xz"
_LEAST_PROBABILITY = 1e-6  # limits the loss of one decision


@dataclass(frozen=True)
class Decisions:
    """How a judge decides on the user's gold. ``right`` is the share of rows whose likeliest class is right.

    ``loss`` is the mean of the negative logarithm of the right class's probability (in nats; less is better).
    """

    right: float
    loss: float

    def to_dict(self) -> dict[str, float]:
        return {"right": round(self.right, 4), "loss": round(self.loss, 4)}


@dataclass(frozen=True)
class LearnedJudge:
    """A judge that was learned. ``decisions`` are those in cross-validation over the articles of gold.

    ``before`` are the decisions of the model that was in use until now, if there is one. ``kept`` says
    whether the new model is better, by its loss; if not, the old one stays. So it does if gold has one class
    ``only``: gold without events would teach that no word is a trigger.
    """

    judge: str
    model: JudgeModel
    rows: int  # of gold
    mixed: int  # rows that came with the toolkit
    decisions: Decisions
    before: Decisions | None = None
    only: str | None = None

    @property
    def kept(self) -> bool:
        """Whether the new model is better than the one before, and gold has more than one class."""
        if self.only is not None:
            return False
        return self.before is None or self.decisions.loss < self.before.loss

    @property
    def why_not_kept(self) -> str | None:
        """The reason why the model in use stays; None if the new one is kept."""
        if self.only is not None:
            return f"gold has only decisions for {self.only!r}, nothing to compare them with"
        return None if self.kept else "its loss is no lower"

    def to_dict(self) -> dict[str, Any]:
        return {
            "version": self.model.version,
            "rows": self.rows,
            "mixed_with": self.mixed,
            "cross_validation": self.decisions.to_dict(),
            "before": None if self.before is None else self.before.to_dict(),
            "kept": self.kept,
            "why_not_kept": self.why_not_kept,
        }


@dataclass(frozen=True)
class Learned:
    """All that was learned: the weights of entities with their cross-validation, and the other judges."""

    weights: Weights
    checked: Checked
    judges: Sequence[LearnedJudge] = ()

    def save(self, path: Path) -> None:
        """Writes one weights file, with the judges that are kept."""
        kept = {item.judge: item.model for item in self.judges if item.kept}
        models: dict[str, JudgeModel] = {ENTITIES: self.weights, **kept}
        save_judges(
            path, {name: model.model_dump(mode="json", exclude_none=True) for name, model in models.items()}
        )


@dataclass(frozen=True)
class Options:
    """How to learn. ``current`` gives the model of a judge that is in use now, to compare with."""

    threshold: float = THRESHOLD
    stored: StoredRows | None = None
    sets: Mapping[str, int] | None = None  # names of sets of gold -> numbers of articles; default: "gold"
    folds: Sequence[Sequence[int]] | None = None  # the articles that are tested together
    current: Callable[[str], JudgeModel | None] = field(default=lambda judge: None)


def learn(
    collected: Collected,
    learners: Sequence[Learner],
    labelers: Sequence[Labeler],
    ontology: Ontology,
    versions: Mapping[str, str],
    options: Options,
) -> Learned:
    """Learns each judge whose labeler is in the run and that has a decision in gold.

    Raises `InputError` if there is nothing to learn from, `MissingExtraError` without scikit-learn.
    """
    # An article that the toolkit learned from, too, must count once, and not help to judge itself.
    ids = [article.id for article in collected.articles]
    stored = None if options.stored is None else options.stored.without(ids)
    sets = {"gold": len(collected.articles)} if options.sets is None else options.sets
    finding = {item.name: item.version for item in labelers if "entities" in item.provides}
    folds = fifths(len(collected.articles)) if options.folds is None else options.folds
    weights, checked = learn_from_gold(
        collected.articles,
        ontology,
        finding,
        threshold=options.threshold,
        mixed=_mixed_entities(stored, ontology, finding),
        sets=sets,
        versions=versions,
        folds=folds,
    )
    groups = [frozenset(collected.articles[number].id for number in fold) for fold in folds]
    asking = {labeler.name: labeler.version for labeler in labelers}
    judges = []
    for learner in learners:
        own = collected.rows.get(learner.judge, [])
        if learner.judge == ENTITIES or not own or learner.labeler not in (None, *asking):
            continue
        mixed = _stored_rows(stored, learner.judge, ontology)
        origin = Origin(
            ontology,
            labelers,
            {**(stored.sets if stored is not None and mixed else {}), **sets},
            tuple(sorted({*collected.languages, *(stored.languages if stored and mixed else ())})),
            {**versions, **({f"labeler {name}": asking[name]} if (name := learner.labeler) else {})},
            {"threshold": options.threshold},
        )
        judges.append(_learned(learner, own, mixed, origin, groups, options.current(learner.judge)))
    return Learned(weights, checked, judges)


def _learned(
    learner: Learner,
    own: Sequence[TrainingRow],
    mixed: Sequence[TrainingRow],
    origin: Origin,
    folds: Sequence[frozenset[str]],
    current: JudgeModel | None,
) -> LearnedJudge:
    decided: list[tuple[bool, float]] = []
    for fold in folds:
        tested = [row for row in own if row.group in fold]
        others = [*mixed, *(row for row in own if row.group not in fold)]
        if tested and others:
            decided += _decided(learner, learner.fit(others, origin), tested)
    classes = {row.label for row in own}
    return LearnedJudge(
        learner.judge,
        learner.fit([*mixed, *own], origin),
        len(own),
        len(mixed),
        _summed(decided),
        None if current is None else decide(learner, current, own),
        classes.pop() if len(classes) == 1 else None,
    )


def decide(learner: Learner, model: JudgeModel, rows: Sequence[TrainingRow]) -> Decisions:
    """How ``model`` decides on ``rows``."""
    return _summed(_decided(learner, model, rows))


def _decided(learner: Learner, model: JudgeModel, rows: Sequence[TrainingRow]) -> list[tuple[bool, float]]:
    """Whether the likeliest class of each row is right, and the loss of the row."""
    decided = []
    for row in rows:
        probabilities = learner.probabilities(model, row)
        likeliest = max(probabilities, key=lambda name: (probabilities[name], name))
        right = max(probabilities.get(row.label, 0.0), _LEAST_PROBABILITY)
        decided.append((likeliest == row.label, -log(right)))
    return decided


def _summed(decided: Sequence[tuple[bool, float]]) -> Decisions:
    number = max(len(decided), 1)
    return Decisions(sum(right for right, _ in decided) / number, sum(loss for _, loss in decided) / number)


def shipped_rows(ontology: Ontology) -> StoredRows | None:
    """The training rows that came with the toolkit for an ontology, or None."""
    path = configs_folder() / WEIGHTS.folder / ontology.name / ROWS_FILE
    return load_rows(path) if path.is_file() else None


def _mixed_entities(
    stored: StoredRows | None, ontology: Ontology, finding: Mapping[str, str]
) -> Mixed | None:
    """The stored rows of entities, if all labelers that made them are in the run.

    Otherwise their features would say of a labeler that it was silent, though it never ran.
    """
    rows = _stored_rows(stored, ENTITIES, ontology)
    if stored is None or not rows or not stored.labelers <= finding.keys():
        return None
    return Mixed(rows, stored.sets, stored.languages)


def _stored_rows(stored: StoredRows | None, judge: str, ontology: Ontology) -> Sequence[TrainingRow]:
    if stored is None or stored.ontology.partition("@")[0] != ontology.name:
        return ()
    return stored.rows.get(judge, ())


def versions_of(ontology: Ontology, languages: Sequence[str], analyser: Analyser) -> dict[str, str]:
    """What a model is learned with: the ontology and the parser model of each language."""
    parsers = {
        f"parser {code}": analyser.model_id(code) for code in sorted(languages) if code in analyser.models
    }
    return {"ontology": ontology.id, **parsers}
