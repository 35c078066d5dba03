"""Compares a new judge with the one in use, each article by judges that were not learned from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from annotate.core.wording import counted
from annotate.prelabel.merging.weights import Weights
from annotate.train.judges.fitted_models import FittedModels
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.in_use import InUse
from annotate.train.judges.learner import ComparedWithRules, JudgeModel, Learner, Origin
from annotate.train.judges.merging_weights import Judged
from annotate.train.judges.rows_file import StoredRows
from annotate.train.judges.seen import GOLD, id_digest, keys_in, languages_in, read_keys, sets_in

_LEAST_PROBABILITY = 1e-6  # limits the loss of one decision
_Decided = tuple[bool, float]  # whether the likeliest class is right, and the loss


@dataclass(frozen=True)
class Decisions:
    """How a judge decides on the user's gold. ``right`` is the share of rows whose likeliest class is right.

    ``loss`` is the mean of the negative logarithm of the right class's probability (in nats; less is better).
    ``number`` counts the rows.
    """

    right: float
    loss: float
    number: int = 0

    @property
    def confirmed(self) -> int:
        """How many of the decisions are right."""
        return round(self.right * self.number)

    def to_dict(self) -> dict[str, float]:
        return {"right": round(self.right, 4), "loss": round(self.loss, 4)}


@dataclass(frozen=True)
class Compared:
    """How the judge in use was kept from deciding on articles that it was learned from.

    On ``unseen`` articles it decides as it is. For ``anew`` articles, which it was learned from, it was
    learned anew without the articles that are decided together with them. ``left_out`` articles could not be
    compared. ``elsewhere`` counts the articles that it was learned from and that this gold lacks.
    ``unnamed`` says that its file does not name its articles.
    """

    before: str  # "built-in", or the name of the file
    unseen: int
    anew: int
    left_out: int = 0
    elsewhere: int = 0
    unnamed: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "with": self.before,
            "articles_unseen": self.unseen,
            "articles_learned_anew": self.anew,
            "articles_not_compared": self.left_out,
            "articles_elsewhere": self.elsewhere,
        }

    def sentence(self) -> str:
        """Says in one line what was compared."""
        parts = []
        if self.unseen:
            parts.append(f"decides as it is on {counted(self.unseen, 'article')}, which it has not seen")
        if self.anew:
            which = "whose names its file lacks" if self.unnamed else "which it was learned from"
            parts.append(
                f"was learned anew without the article that is decided, for {counted(self.anew, 'article')} "
                f"{which}"
            )
        if not parts:
            why = "no article is in a language that it knows"
            if self.unnamed:
                why = "its file does not name the articles that it was learned from"
            return f"the judge in use ({self.before}) could not be compared: {why}"
        said = f"the judge in use ({self.before}) {', and '.join(parts)}"
        return said + (f"; not compared on {counted(self.left_out, 'article')}" if self.left_out else "")


@dataclass(frozen=True)
class Comparison:
    """The decisions of the new judge and of the one in use on the same rows; None without a judge in use.

    ``rules`` are those of the rules instead, for a judge that is `ComparedWithRules`.
    """

    new: Decisions
    before: Decisions | None = None
    compared: Compared | None = None
    rules: Decisions | None = None


class Comparer:
    """Compares on ``articles`` of gold, which are tested by ``folds`` of their ids.

    ``stored`` are the rows that came with the toolkit, with those of ``articles``. ``fitted`` are the models
    that the training has fitted already.
    """

    def __init__(
        self,
        articles: Sequence[Judged],
        folds: Sequence[frozenset[str]],
        stored: StoredRows | None,
        fitted: FittedModels,
    ) -> None:
        self._articles = articles
        self._folds = folds
        self._stored = stored
        self._fitted = fitted

    def compare(
        self,
        learner: Learner,
        own: Sequence[TrainingRow],
        mixed: Sequence[TrainingRow],
        built_in: Sequence[TrainingRow],
        origin: Origin,
        in_use: InUse | None,
    ) -> Comparison:
        """Cross-validates the new judge, and the one in use without what it was learned from.

        ``own`` are the rows of gold and ``mixed`` those that it is mixed with. ``built_in`` are all rows that
        the built-in judge was learned from, which may be of the same articles.
        """
        new = self._new(learner, own, mixed, origin)
        if in_use is None:
            rules = None
            if isinstance(learner, ComparedWithRules):
                seen = [list(map(learner.as_rules_see, rows)) for rows in (own, mixed)]
                rules = summed(self._new(learner, seen[0], seen[1], origin).values())
            return Comparison(summed(new.values()), rules=rules)
        knowledge = _Knowledge(in_use, self._articles, self._stored)
        before = self._before(learner, own, built_in, origin, in_use.model, knowledge)
        both = [name for name in before if name in new]
        compared = Compared(
            in_use.name,
            len(knowledge.chosen - knowledge.seen & before.keys()),
            len(knowledge.seen & before.keys()),
            len({row.group for row in own}) - len(both),
            knowledge.elsewhere,
            knowledge.unnamed,
        )
        if not both:
            return Comparison(summed(new.values()), None, compared)
        return Comparison(summed(new[name] for name in both), summed(before[name] for name in both), compared)

    def _new(
        self, learner: Learner, own: Sequence[TrainingRow], mixed: Sequence[TrainingRow], origin: Origin
    ) -> dict[str, list[_Decided]]:
        found: dict[str, list[_Decided]] = {}
        for fold in self._folds:
            tested = [row for row in own if row.group in fold]
            others = [*mixed, *(row for row in own if row.group not in fold)]
            if tested and others:
                _add(found, learner, self._fitted.fit(learner, others, origin), tested)
        return found

    def _before(
        self,
        learner: Learner,
        own: Sequence[TrainingRow],
        built_in: Sequence[TrainingRow],
        origin: Origin,
        model: JudgeModel,
        knowledge: _Knowledge,
    ) -> dict[str, list[_Decided]]:
        found: dict[str, list[_Decided]] = {}
        stored = [row for row in built_in if row.group in knowledge.stored]
        for fold in self._folds:
            tested = [row for row in own if row.group in fold & knowledge.chosen]
            _add(found, learner, model, [row for row in tested if row.group not in knowledge.seen])
            again = [row for row in tested if row.group in knowledge.seen]
            others = [row for row in stored if row.group not in fold]
            others += [row for row in own if row.group in knowledge.unchanged - fold]
            if again and others:
                _add(found, learner, self._fitted.fit(learner, others, origin), again)
        return found


class _Knowledge:
    """The articles that a judge in use was learned from, as far as they are at hand.

    ``seen`` are the ids of gold that it was learned from; of these, ``unchanged`` have the same gold as then.
    ``stored`` are the ids of rows of the toolkit that it was learned from. ``chosen`` are the ids to compare
    on: if the judge was learned from articles that are not at hand, it cannot be learned anew, so that only
    those count that it has not seen, if there are any.
    """

    def __init__(self, in_use: InUse, articles: Sequence[Judged], stored: StoredRows | None) -> None:
        sets, keys = sets_in(in_use.model), keys_in(in_use.model)
        self.unnamed = keys is None and GOLD in sets
        named = read_keys(keys or ())
        ids, texts = {key.id for key in named}, {key.text for key in named}
        golds = {(key.text, key.gold) for key in named}
        toolkit = {
            name: frozenset(of_set)
            for name, of_set in (stored.articles if stored is not None else {}).items()
            if name in sets
        }
        built_in = frozenset().union(*toolkit.values())
        mine = {article.id: article.key for article in articles}
        own = {name for name, key in mine.items() if self.unnamed or key.id in ids or key.text in texts}
        self.seen = frozenset(own | (mine.keys() & built_in))
        self.unchanged = frozenset(name for name in own if (mine[name].text, mine[name].gold) in golds)
        self.stored = frozenset(name for name in built_in if name not in own and id_digest(name) not in ids)
        here = {key.id for key in mine.values()}, {key.text for key in mine.values()}
        self.elsewhere = sum(key.id not in here[0] and key.text not in here[1] for key in named)
        languages = languages_in(in_use.model)
        known = frozenset(article.id for article in articles if article.language in languages)
        self.chosen = known
        if self.elsewhere and known - self.seen:
            self.chosen = known - self.seen


def comparable(in_use: InUse | None, finding: Iterable[str]) -> bool:
    """Whether weights of entities are for the same labelers; rows of others do not fit them."""
    if in_use is None or not isinstance(in_use.model, Weights):
        return in_use is not None
    return in_use.model.labelers.keys() == frozenset(finding)


def by_rules(learner: Learner, rows: Sequence[TrainingRow]) -> float:
    """The share of decisions that are right without a judge."""
    return sum(learner.without_judge(row) == row.label for row in rows) / max(len(rows), 1)


def decide(learner: Learner, model: JudgeModel, rows: Sequence[TrainingRow]) -> Decisions:
    """How ``model`` decides on ``rows``."""
    return summed([[one for _, one in _decided(learner, model, rows)]])


def summed(decided: Iterable[Sequence[_Decided]]) -> Decisions:
    """The means over all decisions."""
    rows = [one for of_article in decided for one in of_article]
    number = max(len(rows), 1)
    return Decisions(
        sum(right for right, _ in rows) / number, sum(loss for _, loss in rows) / number, len(rows)
    )


def _add(
    found: dict[str, list[_Decided]], learner: Learner, model: JudgeModel, rows: Sequence[TrainingRow]
) -> None:
    for group, one in _decided(learner, model, rows):
        found.setdefault(group, []).append(one)


def _decided(
    learner: Learner, model: JudgeModel, rows: Sequence[TrainingRow]
) -> Iterator[tuple[str, _Decided]]:
    for row in rows:
        probabilities: Mapping[str, float] = learner.probabilities(model, row)
        likeliest = max(probabilities, key=lambda name: (probabilities[name], name))
        right = max(probabilities.get(row.label, 0.0), _LEAST_PROBABILITY)
        yield row.group, (likeliest == row.label, -log(right))
