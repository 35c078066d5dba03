"""Measures what a campaign's first gold does to suggestions on text of the same kind.

The toolkit's own rows here are those of the kinds and the sample, without the 55 diplomatic dispatches. Some
of these dispatches are then a campaign's gold, from which 'annotate calibrate' learns. The rest is scored
with the weights before and after. `little_gold_train` does the same with `annotate train`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from statistics import mean
from typing import TYPE_CHECKING

from annotate.cli.words.evaluation import figure, number
from annotate.core import jsonl
from annotate.core.article import Article
from annotate.core.files import writing
from annotate.core.record import Record
from annotate.evaluate.bootstrap import SEED
from annotate.evaluate.counts import Counts
from annotate.evaluate.scores import Figure, difference
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.interface.weights_setting import ENTITIES
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.pipeline import DEFAULT_ORDER, Pipeline
from annotate.train.judges.collecting import Collected
from annotate.train.judges.in_use import InUse
from annotate.train.judges.learner import JudgeModel, save_models
from annotate.train.judges.learning import Options, learn
from annotate.train.judges.rows_file import StoredRows
from benchmarks.generated_parts import PAGE, table, write_part
from benchmarks.gold_sets import DEVELOPMENT, HELD_OUT, KINDS, SAMPLE, GoldSet, TriggerPlace
from benchmarks.learn_weights import (
    collected_from,
    context_without_judges,
    learned_from,
    shipped_learners,
    stored,
)
from benchmarks.quality import Row, find
from benchmarks.systems import compared

if TYPE_CHECKING:
    from spacy.tokens import Doc

PART = "a little gold"
SIZES, DRAWS = (5, 15, 40), 10
RESAMPLES = 1000
ROWS: tuple[Row, ...] = (
    ("names", "strict", None, "names"),
    ("triggers", "classification", None, "triggers"),
    ("arguments", "classification strict", None, "arguments"),
)
Models = Mapping[str, JudgeModel]  # by judge


@dataclass(frozen=True)
class Draw:
    """The differences of one draw, F1 after minus F1 before, on the articles that were not drawn."""

    size: int
    gains: Mapping[str, Figure]

    def worse(self, title: str) -> bool:
        """Whether the whole interval of the difference is below 0."""
        high = self.gains[title].high
        return high is not None and high < 0


class KeptAnalyses(Analyser):
    """Parses the articles once for all runs, since weights do not change what the parser says."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, Doc | Exception] = {}

    def keep(self, articles: Sequence[Article], language: str) -> None:
        """Parses ``articles``. Must be called outside a batch, whose end would free the analyses."""
        analyses = super().analyse(articles, language)
        self._kept |= {article.text: doc for article, doc in zip(articles, analyses, strict=True)}

    def analyse(self, articles: Sequence[Article], language: str) -> list[Doc | Exception]:
        """The kept analyses."""
        return [self._kept[article.text] for article in articles]


@dataclass
class Campaign:
    """The toolkit as it was before the campaign, and the campaign's articles."""

    before: Sequence[GoldSet]
    articles: GoldSet
    folder: Path

    @cached_property
    def _collected_before(self) -> Collected:
        return collected_from(self.before)

    @cached_property
    def stored(self) -> StoredRows:
        """The rows that come with the toolkit."""
        return stored(self._collected_before, self.before)

    @cached_property
    def collected(self) -> Collected:
        """The rows of the campaign's articles."""
        return collected_from([self.articles])

    @cached_property
    def models(self) -> Models:
        """The built-in weights: learned from the toolkit's rows alone."""
        learned = learned_from(self._collected_before, self.stored)
        judges = {item.judge: item.model for item in learned.judges if item.model is not None}
        return {ENTITIES: learned.weights, **judges}

    def learned(self, ids: Sequence[str]) -> Models:
        """The weights after 'annotate calibrate' on the articles ``ids``. Judges not kept stay."""
        context = context_without_judges()
        labelers = make_labelers(DEFAULT_ORDER, context)
        in_use = {judge: InUse(model) for judge, model in self.models.items()}
        options = Options(stored=self.stored, in_use=in_use.get)
        made = learn(
            self.collected.only(ids),
            shipped_learners(),
            labelers,
            context.ontology,
            self.stored.versions,
            options,
        )
        kept = {item.judge: item.model for item in made.judges if item.kept and item.model is not None}
        return {**self.models, ENTITIES: made.weights, **kept}

    @cached_property
    def _analyser(self) -> KeptAnalyses:
        analyser = KeptAnalyses()
        for language in self.articles.languages:
            same = [article for article in self.articles.articles if article.language == language]
            analyser.keep(same, language)
        return analyser

    def _suggested(self, weights: str) -> list[Record]:
        ontology = self.articles.ontology
        context = LabelerContext(ontology, self.articles.languages, self._analyser, weights=weights)
        labelers = make_labelers(DEFAULT_ORDER, context)
        chosen = choose_weights(weights, labelers, ontology).weights
        pipeline = Pipeline(labelers, ontology, analyser=self._analyser, weights=chosen)
        records = []
        for outcome in pipeline.run(self.articles.articles):
            if outcome.record is None:
                raise SystemExit(str(outcome.failure))
            records.append(outcome.record)
        return records

    def counts(self, models: Models, name: str) -> dict[str, Counts]:
        """The counts of each of the campaign's articles, suggested with ``models``."""
        path = self.folder / f"{name}.json"
        save_models(path, models)
        records = self._suggested(str(path))
        scored = compared(self.articles, records, as_if_in_lexicon(self.articles))
        return {article.id: article.counts for article in scored}


def as_if_in_lexicon(gold: GoldSet) -> dict[TriggerPlace, bool]:
    """All gold triggers, as if the lexicon had them. For tables that do not ask whether it has."""
    return {
        (record.article.id, event.trigger.start, event.trigger.end): True
        for record in gold.records
        for event in record.annotation.events
        if event.trigger
    }


def draws(campaign: Campaign, sizes: Sequence[int], number_of_draws: int) -> Iterator[Draw]:
    """Learns from drawn articles, and compares on the others. Which ones are drawn is the same each time."""
    ids = [record.article.id for record in campaign.articles.records]
    before = campaign.counts(campaign.models, "before")
    random = Random(SEED)
    for size in sizes:
        for at in range(number_of_draws):
            drawn = sorted(random.sample(ids, size))
            after = campaign.counts(campaign.learned(drawn), f"after-{size}-{at}")
            rest = [article for article in ids if article not in drawn]
            gain = difference(
                [after[article] for article in rest], [before[article] for article in rest], RESAMPLES, SEED
            )
            gains = {row[3]: found.f1 for row in ROWS if (found := find(gain, row)) is not None}
            yield Draw(size, gains)


def summary(made: Sequence[Draw]) -> list[str]:
    """A row per size and measure: the mean difference, the worst and best draw, and draws that are worse."""
    rows = []
    for size in sorted({draw.size for draw in made}):
        of_size = [draw for draw in made if draw.size == size]
        for row in ROWS:
            gains = [draw.gains[row[3]] for draw in of_size]
            values = [gain.value for gain in gains]
            worst = min(gains, key=lambda gain: gain.value)
            worse = sum(draw.worse(row[3]) for draw in of_size)
            rows.append(
                (
                    str(size),
                    row[3],
                    _signed(mean(values)),
                    figure(worst, signed=True),
                    _signed(max(values)),
                    f"{worse} of {len(of_size)}",
                )
            )
    return table(
        ("articles of gold", "", "mean difference", "worst draw", "best draw", "interval below 0"), rows
    )


def _signed(value: float) -> str:
    return ("+" if round(value, 3) > 0 else "") + number(value)


def diplomatic(folder: Path) -> GoldSet:
    """The 55 diplomatic dispatches as one set."""
    path = folder / "gold.jsonl"
    jsonl.write(path, [*DEVELOPMENT.records, *HELD_OUT.records])
    return GoldSet("diplomacy", path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints the table. Writes the files that the options name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.little_gold", description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--docs", action="store_true", help="renew the table in docs/prelabelling.md")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every draw")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign((SAMPLE, KINDS), diplomatic(Path(folder)), Path(folder))
        made = []
        for draw in draws(campaign, options.sizes, options.draws):
            made.append(draw)
            print(draw.size, *(f"{title} {figure(gain, signed=True)}" for title, gain in draw.gains.items()))
    lines = summary(made)
    print("\n".join(lines))
    if options.docs:
        write_part(PAGE, PART, lines)
    if options.json:
        with writing(options.json) as file:
            data = [
                {"size": d.size, **{title: gain.to_dict() for title, gain in d.gains.items()}} for d in made
            ]
            file.write(json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main()
