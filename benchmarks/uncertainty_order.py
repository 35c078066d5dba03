"""Measures what sorting articles by uncertainty gives: python -m benchmarks.uncertainty_order [--write].

Reads the training rows that come with the toolkit, so `make weights` must have made them with the present
rules. Each kind of text gets judges that have seen no article of the kind; diplomacy and the sample, most of
the gold, are done in fifths. A correction is an edit from the suggestions to gold, as in `annotate effort`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.core import jsonl
from annotate.core.annotation import Annotation
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.edits import Edit, Part
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.registry import make_labelers
from annotate.prelabel.merging.uncertainty import mean, place_entropy
from annotate.prelabel.merging.weights import THRESHOLD
from annotate.prelabel.pipeline import DEFAULT_ORDER
from annotate.train.judges.learner import JudgeModel, Origin, save_models
from annotate.train.judges.learning import shipped_rows
from benchmarks.event_reliability import folds
from benchmarks.folds import open_records
from benchmarks.generated_parts import PAGE, table, write_part
from benchmarks.gold_sets import GoldSet
from benchmarks.learn_weights import context_without_judges, shipped_learners
from benchmarks.systems import System

PART = "order by uncertainty"
SHARE = 1 / 3  # of the suggestions that are looked at first
COLUMNS = ("order", "rank correlation with corrections per suggestion", "corrections in the first third")


@dataclass(frozen=True)
class Measured:
    """An article with the numbers of its suggestions (entities and events) and corrections."""

    uncertainty: float
    without_roles: float
    suggestions: int
    corrections: int
    of_arguments: int

    @property
    def effort(self) -> float:
        """Corrections per suggestion."""
        return self.corrections / max(self.suggestions, 1)


def weights_without(tested: frozenset[str], path: Path) -> None:
    """Writes all judges, learned from the shipped rows of other articles."""
    context = context_without_judges()
    labelers = make_labelers(DEFAULT_ORDER, context)
    rows = shipped_rows(context.ontology)
    if rows is None:
        raise SystemExit("There are no training rows: run 'make weights'.")
    rest = rows.without(tested)
    models: dict[str, JudgeModel] = {}
    for learner in shipped_learners():
        settings = {"threshold": THRESHOLD}
        origin = Origin(context.ontology, labelers, rest.sets, rest.languages, rest.versions, settings)
        models[learner.judge] = learner.fit(rest.rows[learner.judge], origin)
    save_models(path, models)


def measured(gold: GoldSet, ids: Sequence[str], folder: Path) -> Iterator[Measured]:
    """Suggests for each article with judges that have not seen its kind, and counts the corrections."""
    records = {record.article.id: record for record in gold.records}
    for number, tested in enumerate(folds(ids)):
        path = folder / f"{number}.json"
        weights_without(tested, path)
        pipeline = System(weights=str(path)).pipeline(gold.ontology, ("fr", "en"))
        articles = [article for article in gold.articles if article.id in tested]
        for outcome in pipeline.run(articles):
            if outcome.record is None:
                raise SystemExit(str(outcome.failure))
            suggested = outcome.record.annotation
            corrected = records[outcome.article.id].annotation
            edits = [
                one for one in compare(suggested, corrected, gold.ontology) if one.edit is not Edit.ACCEPTED
            ]
            yield Measured(
                suggested.uncertainty or 0.0,
                _without_roles(suggested),
                len(suggested.entities) + len(suggested.events),
                len(edits),
                sum(one.part is Part.ARGUMENT for one in edits),
            )


def _without_roles(suggested: Annotation) -> float:
    own = [entity.uncertainty or 0.0 for entity in suggested.entities]
    scores = [fixed_scores.PLUG_IN if event.score is None else event.score for event in suggested.events]
    return mean([*own, *map(place_entropy, scores)]) or 0.0


def in_first(items: Sequence[Measured], key: Callable[[Measured], float]) -> float:
    """The share of all corrections in the first third of suggestions, with the highest ``key`` first."""
    left = SHARE * sum(item.suggestions for item in items)
    found = 0.0
    for item in sorted(items, key=key, reverse=True):
        part = min(1.0, left / max(item.suggestions, 1))
        found += part * item.corrections
        left -= part * item.suggestions
    return found / sum(item.corrections for item in items)


def lines_of(items: Sequence[Measured]) -> list[str]:
    """The part of the page."""
    from scipy.stats import spearmanr

    effort = [item.effort for item in items]
    keys: dict[str, Callable[[Measured], float]] = {
        "without the roles": lambda item: item.without_roles,
        "by uncertainty": lambda item: item.uncertainty,
        "by the corrections themselves": lambda item: item.effort,
    }
    rows = [("by chance", "0.00", f"{SHARE:.2f}")]
    for name, key in keys.items():
        rank = spearmanr(list(map(key, items)), effort).statistic
        rows.append((name, f"{rank:.2f}", f"{in_first(items, key):.2f}"))
    corrections = sum(item.corrections for item in items)
    of_arguments = sum(item.of_arguments for item in items) / corrections
    return [
        *table(COLUMNS, rows),
        "",
        f"On {len(items)} open dispatches with {sum(item.suggestions for item in items)} suggestions and",
        f"{corrections} corrections, {of_arguments:.0%} of them of arguments. Each kind of text had judges",
        "that had seen none of it; diplomacy and the sample, most of the articles, in fifths.",
    ]


def main() -> None:
    """Prints the table. With --write, puts it into docs/prelabelling.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/prelabelling.md")
    options = parser.parse_args()
    records = open_records()
    with TemporaryDirectory() as folder:
        gold = _all(Path(folder))
        lines = lines_of(list(measured(gold, [record.article.id for record in records], Path(folder))))
    if options.write:
        write_part(PAGE, PART, lines)
    else:
        print("\n".join(lines))


def _all(folder: Path) -> GoldSet:
    path = folder / "gold.jsonl"
    jsonl.write(path, open_records())
    return GoldSet("open", path)


if __name__ == "__main__":
    main()
