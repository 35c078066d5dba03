"""What a simulated campaign leaves: its rounds with the cost of each article, in one file a campaign.

A cost is the number of gestures that turn suggestions into gold on the screen, without the one that submits.
For each article that is open when a round begins, it is computed for the suggestions of this round and for
those of the first round, so that both are compared on the same articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from annotate.core.files import writing
from annotate.evaluate.effort.replay import Cost, PairedCosts, Replayed, compare_costs
from annotate.train.ordering.orders import DEFAULT, Order
from benchmarks.run_files import read_run

RESULTS = Path(__file__).parent / "campaign_results"
ORDERS = (DEFAULT.value, Order.RANDOM.value)
SEEDS = (1, 2, 3)
ROUNDS = 3


class ArticleCosts(NamedTuple):
    """The gestures of one article.

    ``own`` are with the suggestions of the round, ``first`` with those of the first round, ``nothing`` on an
    empty screen. ``own_known`` and ``first_known`` leave out suggestions with labels that gold never has,
    which cost a deletion each: a model learns from the first corrections never to suggest them.
    """

    own: int
    first: int
    nothing: int
    own_known: int
    first_known: int


@dataclass(frozen=True)
class TrainedRound:
    """What became of a training: ``refused`` says why there is no model, ``verdict`` what the model gains.

    ``articles`` counts those of the release. ``held_back`` are corrected articles that are not in it, with
    the reason.
    ``scores`` has for each measure: before, now, the difference and its interval.
    """

    articles: int
    seconds: int
    verdict: str | None = None
    refused: str | None = None
    notices: Sequence[str] = ()
    held_back: Sequence[str] = ()
    scores: Mapping[str, Sequence[float | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Round:
    """One round of a campaign, before its training and after.

    ``chosen`` are the articles that were corrected, as the queue served them. ``costs`` has all articles that
    were open. ``gestures`` is what the annotator did. ``accuracy`` is the strict F1 of the answers against
    gold. ``training`` is None in the last round.
    """

    number: int
    version: str
    chosen: tuple[str, ...]
    costs: dict[str, ArticleCosts]
    gestures: int
    accuracy: dict[str, float]
    training: TrainedRound | None = None
    seconds: int = 0

    def compared(self, articles: Iterable[str] | None = None, *, known: bool = False) -> PairedCosts:
        """The suggestions of this round against those of the first, by default on the corrected articles."""
        ids = self.chosen if articles is None else articles
        return compare_costs(self.replayed(ids, known=known), self.replayed(ids, first=True, known=known))

    def replayed(self, articles: Iterable[str], *, first: bool = False, known: bool = False) -> Replayed:
        """The costs of some articles, with the suggestions of this round or of the first."""
        made = Replayed()
        for article in articles:
            costs = self.costs[article]
            if known:
                gestures = costs.first_known if first else costs.own_known
            else:
                gestures = costs.first if first else costs.own
            made.articles[article] = Cost(gestures, costs.nothing)
        return made

    def changed(self) -> tuple[int, int]:
        """The numbers of corrected articles that cost less than with the first suggestions, and more."""
        costs = [self.costs[article] for article in self.chosen]
        return sum(one.own < one.first for one in costs), sum(one.own > one.first for one in costs)


@dataclass
class CampaignRun:
    """One campaign. ``setting`` says what the result depends on besides corpus, order and seed."""

    corpus: str
    order: str
    seed: int
    setting: dict[str, str | int | float] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        """Whether all rounds are there."""
        return len(self.rounds) == ROUNDS

    @property
    def last(self) -> Round:
        """The last round, whose suggestions have learned from all others."""
        return self.rounds[-1]

    @property
    def chosen(self) -> list[str]:
        """All articles corrected so far."""
        return [article for one in self.rounds for article in one.chosen]


def path_of(corpus: str, order: str, seed: int, folder: Path = RESULTS) -> Path:
    """The file of a campaign."""
    return folder / f"{corpus}-{order}-{seed}.json"


def save(run: CampaignRun, path: Path) -> None:
    """Writes the file of a campaign, a line a round."""
    data = asdict(run)
    rounds = ",\n".join(json.dumps(one, ensure_ascii=False) for one in data.pop("rounds"))
    head = json.dumps(data, ensure_ascii=False).removesuffix("}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as file:
        file.write(f'{head}, "rounds": [\n{rounds}\n]}}\n')


def load(path: Path) -> CampaignRun:
    """Reads the file of a campaign, whether it has ended or not."""
    data = read_run(path)
    return CampaignRun(**{**data, "rounds": [_round(one) for one in data["rounds"]]})


def _round(data: dict[str, Any]) -> Round:
    costs = {article: ArticleCosts(*numbers) for article, numbers in data["costs"].items()}
    training = None if data["training"] is None else training_of(data["training"])
    return Round(**{**data, "chosen": tuple(data["chosen"]), "costs": costs, "training": training})


def training_of(data: dict[str, Any]) -> TrainedRound:
    """What became of a training, as it was written to a file."""
    scores = {measure: tuple(figures) for measure, figures in data["scores"].items()}
    return TrainedRound(
        **{
            **data,
            "notices": tuple(data["notices"]),
            "held_back": tuple(data.get("held_back", ())),
            "scores": scores,
        }
    )


def all_runs(folder: Path = RESULTS) -> list[CampaignRun]:
    """All campaigns of a folder, also those that have not ended, by corpus, order and seed."""
    runs = [load(path) for path in sorted(folder.glob("*.json"))]
    return sorted(runs, key=lambda run: (run.corpus, run.order, run.seed))
