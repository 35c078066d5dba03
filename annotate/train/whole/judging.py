"""The judges of a whole model: learned from all articles, and for each part of gold from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from annotate.core.article import Article
from annotate.core.record import GoldRecord
from annotate.core.wording import counted
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import ENTITIES, NONE
from annotate.prelabel.merging.weights import THRESHOLD
from annotate.train.judges.collecting import ArticleWithGold, Collected, collect
from annotate.train.judges.fitted_models import FittedModels
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.in_use import judge_in_use
from annotate.train.judges.learned import Learned
from annotate.train.judges.learner import JudgeModel, Learner, Origin
from annotate.train.judges.learners import learners
from annotate.train.judges.learning import Options, learn, mixed_rows, shipped_rows, versions_of
from annotate.train.judges.merging_weights import entity_rows
from annotate.train.judges.on_test_split import built_in_without
from annotate.train.judges.seen import GOLD
from annotate.train.whole.articles import Articles
from annotate.train.whole.suggesting import Suggester

Models = Mapping[str, JudgeModel]


@dataclass(frozen=True)
class LearnedJudges:
    """All judges, and what they were learned from. ``labelers`` are those of the run."""

    learned: Learned
    collected: Collected
    labelers: Sequence[Labeler]
    versions: Mapping[str, str]

    @property
    def kept(self) -> dict[str, JudgeModel]:
        """The new judges that are better than those in use."""
        return {one.judge: one.model for one in self.learned.all if one.kept and one.model is not None}

    @property
    def of_names(self) -> LearnedJudges:
        """The same with the judge of entities alone."""
        return replace(self, learned=replace(self.learned, judges=()))


class JudgeTraining:
    """Learns judges from ``articles``. ``context`` is the project's."""

    def __init__(self, articles: Articles, context: LabelerContext) -> None:
        self._articles = articles
        self._context = context
        self._shipped = shipped_rows(context.ontology)
        # The rows of these articles must not count twice, nor help to decide on themselves.
        self._stored = None if self._shipped is None else self._shipped.without(articles.ids)
        self._in_use = partial(judge_in_use, context)
        self._fitted = FittedModels()
        self._before: dict[frozenset[str], dict[str, JudgeModel]] = {}

    def learn(
        self,
        suggesters: Sequence[Suggester],
        whole_suggester: Suggester,
        say: Callable[[str], None] = lambda line: None,
    ) -> LearnedJudges:
        """Learns from all articles. ``suggesters`` has one for each part of gold, which has not seen it.

        The judges are for the labelers of ``whole_suggester``. ``say`` is called with a line about each part.

        Raises `InputError` if there is nothing to learn from, `MissingExtraError` without scikit-learn.
        """
        whole = Collected({learner.judge: [] for learner in learners()})
        for number, suggester in enumerate(suggesters):
            # Rows are made without judges, like those that came with the toolkit.
            labelers, context = suggester.labelers(NONE)
            part_of = f"reading for the judges, part {number + 1} of {len(suggesters)}"
            size = len(self._articles.folds[number])
            say(f"{part_of}: {counted(size, 'article')}")
            part = collect(
                with_gold(self._articles.of_fold(number)),
                labelers,
                context,
                learners(),
                advance=lambda done, of=f"{part_of}: ", size=size: (  # type: ignore[misc]
                    say(f"{of}{done} of {counted(size, 'article')}") if done < size else None
                ),
            )
            for judge, rows in part.rows.items():
                whole.rows[judge] += rows
            whole.articles += part.articles
            whole.failed += part.failed
        labelers, _ = whole_suggester.labelers(NONE)
        versions = versions_of(self._context.ontology, whole.languages, self._context.analyser)
        options = Options(
            stored=self._shipped,
            in_use=self._in_use,
            folds=self._articles.folds_of([one.id for one in whole.articles]),
            fitted=self._fitted,
        )
        every = learners()
        say(f"learning judges, 1 of {len(every)}: {ENTITIES}")
        learned = learn(whole, _announced(every, say), labelers, self._context.ontology, versions, options)
        return LearnedJudges(learned, whole, labelers, versions)

    def before(self, tested: Sequence[GoldRecord], labelers: Sequence[Labeler]) -> dict[str, JudgeModel]:
        """The judges in use. A built-in one that was learned from ``tested`` is learned anew without it."""
        ids = frozenset(record.article.id for record in tested)
        if ids not in self._before:
            versions = versions_of(self._context.ontology, self._articles.languages, self._context.analyser)
            self._before[ids] = built_in_without(
                ids, self._shipped, labelers, self._context.ontology, versions, self._in_use, self._fitted
            )
        return self._before[ids]

    def without(self, judges: LearnedJudges, tested: Sequence[GoldRecord]) -> dict[str, JudgeModel]:
        """The new judges, learned anew without the articles of ``tested``."""
        left_out = frozenset(record.article.id for record in tested)
        others = judges.collected.only(one.id for one in judges.collected.articles if one.id not in left_out)
        models: dict[str, JudgeModel] = {}
        for learner in learners():
            if learner.judge not in judges.kept:
                continue
            own = self._rows(learner, others, judges)
            mixed = mixed_rows(self._stored, learner.judge, self._context.ontology, judges.labelers)
            if mixed or own:
                origin = self._origin(others, judges, bool(mixed))
                models[learner.judge] = self._fitted.fit(learner, [*mixed, *own], origin)
        return models

    def _rows(self, learner: Learner, others: Collected, judges: LearnedJudges) -> Sequence[TrainingRow]:
        if learner.judge != ENTITIES:
            return others.rows.get(learner.judge, [])
        finding = {item.name: item.version for item in judges.labelers if "entities" in item.provides}
        return [row for one in others.articles for row in entity_rows(one, self._context.ontology, finding)]

    def _origin(self, others: Collected, judges: LearnedJudges, mixed: bool) -> Origin:
        stored = self._stored if mixed else None
        return Origin(
            self._context.ontology,
            judges.labelers,
            {**(stored.sets if stored is not None else {}), GOLD: len(others.articles)},
            tuple(sorted({*others.languages, *(stored.languages if stored is not None else ())})),
            judges.versions,
            {"threshold": THRESHOLD},
        )


def _announced(all_learners: Sequence[Learner], say: Callable[[str], None]) -> Iterator[Learner]:
    """Yields the learners, and says which judge is learned. That of entities is learned before the first."""
    others = (learner for learner in all_learners if learner.judge != ENTITIES)
    for number, learner in enumerate(others, start=2):
        say(f"learning judges, {number} of {len(all_learners)}: {learner.judge}")
        yield learner


def with_gold(records: Sequence[GoldRecord]) -> list[ArticleWithGold]:
    """The articles with their annotations."""
    return [(one.article, one.annotation) for one in records if isinstance(one.article, Article)]
