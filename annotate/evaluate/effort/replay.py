"""Replays suggestions against gold: what they would have cost, and which of two cost less.

The cost is that of `annotate effort`: the gestures on the screen that turn a suggestion into gold
(`annotate.evaluate.gestures`), without the one that submits. Nobody worked from a replayed suggestion. So it
is paired with gold by place and label, never by id, and each region is corrected where it is. The suggestion
that was on the screen is replayed in the same way, so that two costs can be compared.

People tend to leave what they see. So gold leans towards the suggestion that was on their screen, and a
replay shows other suggestions dearer than they are. This does not hold for gold that was made without
suggestions, or by a scripted annotator that knows the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.evaluate.bootstrap import SEED, interval, resampled_sums
from annotate.evaluate.effort.comparison import compare_by_place
from annotate.evaluate.scores import Figure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Cost:
    """Gestures that turn a suggestion into gold, and those that draw gold on an empty screen."""

    gestures: int = 0
    from_nothing: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.gestures + other.gestures, self.from_nothing + other.from_nothing)


def cost(suggestion: Annotation | None, gold: Annotation, ontology: Ontology) -> int:
    """The gestures that turn ``suggestion`` into ``gold``; without a suggestion, those that draw gold.

    Both must be of the same text, and have the names of ``ontology``. Ids mean nothing. The gesture that
    submits the article is not counted: it is the same for each suggestion.
    """
    return cost_of(suggestion, gold, ontology).gestures


def cost_of(suggestion: Annotation | None, gold: Annotation, ontology: Ontology) -> Cost:
    """As `cost`, with the gestures that draw ``gold`` on an empty screen beside it."""
    items = compare_by_place(suggestion, gold, ontology)
    return Cost(sum(item.gestures for item in items), sum(item.from_nothing for item in items))


@dataclass
class Replayed:
    """The cost of one set of suggestions, by article id. Keeps two numbers for each article."""

    articles: dict[str, Cost] = field(default_factory=dict)

    def take(self, article: str, suggestion: Annotation | None, gold: Annotation, ontology: Ontology) -> None:
        """Adds the cost of one article. The costs of several answers of one article are added up."""
        self.add(article, cost_of(suggestion, gold, ontology))

    def add(self, article: str, cost: Cost) -> None:
        """Adds a cost that is known, as `take` does."""
        self.articles[article] = self.articles.get(article, Cost()) + cost

    @property
    def total(self) -> Cost:
        """The cost of all articles."""
        return sum(self.articles.values(), Cost())

    @property
    def ratio(self) -> float | None:
        """The gestures as a share of those that draw gold on an empty screen. None if gold is empty."""
        total = self.total
        return total.gestures / total.from_nothing if total.from_nothing else None


def replay(articles: Iterable[tuple[str, Annotation | None, Annotation]], ontology: Ontology) -> Replayed:
    """The cost of suggestions for articles, each given as (article id, suggestion or None, gold).

    None stands for an empty screen. Leave an article out if its suggestion is not known.
    """
    replayed = Replayed()
    for article, suggestion, gold in articles:
        replayed.take(article, suggestion, gold, ontology)
    return replayed


@dataclass(frozen=True)
class PairedCosts:
    """The costs of ``one`` and ``other`` on the articles that both have, with 95 % intervals.

    ``difference`` is the mean of one - other, in gestures an article: below 0, ``one`` costs less. ``ratio``
    is the gestures of ``one`` divided by those of ``other``: below 1, ``one`` costs less. Figures are not
    ``known`` without articles; the ratio is not known either if ``other`` costs nothing. ``only_one`` and
    ``only_other`` are the articles that one side alone has, sorted. They are counted nowhere.
    """

    articles: int
    one: Cost
    other: Cost
    difference: Figure
    ratio: Figure
    only_one: tuple[str, ...] = ()
    only_other: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The form for ``--json``."""
        return {
            "articles": self.articles,
            "gestures": self.one.gestures,
            "gestures_other": self.other.gestures,
            "gestures_from_nothing": self.one.from_nothing,
            "difference_an_article": self.difference.to_dict(),
            "ratio": self.ratio.to_dict(),
            "only_one": list(self.only_one),
            "only_other": list(self.only_other),
        }


def compare_costs(
    one: Replayed, other: Replayed, resamples: int = RESAMPLES, seed: int = SEED
) -> PairedCosts:
    """Compares two sets of suggestions, replayed against the same gold, on the articles that both have.

    Articles are resampled, and both sides in pairs: percentile bootstrap (see `annotate.evaluate.bootstrap`).
    With ``resamples`` 0 there are no intervals, and no need of numpy. The order of articles changes nothing.
    """
    common = sorted(one.articles.keys() & other.articles.keys())
    costs = [(one.articles[name].gestures, other.articles[name].gestures) for name in common]
    totals = [sum((side.articles[name] for name in common), Cost()) for side in (one, other)]
    ours, theirs = (total.gestures for total in totals)
    drawn = _drawn(costs, resamples, seed)
    return PairedCosts(
        articles=len(common),
        one=totals[0],
        other=totals[1],
        difference=_figure(
            (ours - theirs) / max(len(common), 1),
            None if drawn is None else (drawn[:, 0] - drawn[:, 1]) / len(common),
            known=bool(common),
        ),
        ratio=_figure(
            ours / theirs if theirs else 0.0,
            None if drawn is None else _shares(drawn),
            known=bool(theirs),
        ),
        only_one=_only(one.articles, other.articles),
        only_other=_only(other.articles, one.articles),
    )


def _only(one: Mapping[str, Cost], other: Mapping[str, Cost]) -> tuple[str, ...]:
    return tuple(sorted(one.keys() - other.keys()))


def _drawn(costs: Sequence[tuple[int, int]], resamples: int, seed: int) -> NDArray[np.float64] | None:
    """The sums of both sides in each sample, as samples x 2."""
    if not costs or not resamples:
        return None
    import numpy as np

    return resampled_sums(np.array(costs, dtype=float), resamples, seed)


def _shares(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ratio in each sample; NaN where the other side costs nothing, which says nothing about it."""
    import numpy as np

    shares: NDArray[np.float64] = drawn[:, 0] / np.where(drawn[:, 1] > 0, drawn[:, 1], np.nan)
    return shares


def _figure(value: float, drawn: NDArray[np.float64] | None, *, known: bool) -> Figure:
    if drawn is None or not known:
        return Figure(value, known=known)
    return Figure(value, *interval(drawn), known=known)
