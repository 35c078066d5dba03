"""Measures gain and cost of each default labeler: compares runs with all labelers and without that one."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotate.cli.words.evaluation import number
from annotate.core.files import writing
from annotate.evaluate.bootstrap import SEED
from annotate.evaluate.counts import Counts
from annotate.evaluate.scores import Figure, Scores, difference, scores_to_dict
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.merging.choosing import NONE, choose_weights
from annotate.prelabel.pipeline import Pipeline
from benchmarks.generated_parts import PAGE, table, write_part
from benchmarks.gold_sets import (
    DEVELOPMENT,
    SAMPLE,
    VARIABLE,
    GoldSet,
    TriggerPlace,
    seeds,
    shared_folder,
    triggers_in_lexicon,
)
from benchmarks.quality import RESAMPLES, Row, find
from benchmarks.systems import DEFAULT, PLAIN, System, scored, without

PART = "leave one out"
# Learned weights work only if all of their labelers run. So both sides go without learned weights, and the
# weights have a separate row.
ALL = replace(DEFAULT, weights=NONE)
PAIRS = 5
FEWEST = 10  # articles; with fewer, an interval over articles means nothing
COLUMNS: tuple[Row, ...] = (
    ("names", "strict", None, "names"),
    ("entities", "strict", "ROLE", "ROLE"),
    ("dates", "with value", None, "DATE with its value"),
    ("triggers", "classification", None, "triggers"),
    ("arguments", "classification strict", None, "arguments"),
    ("article types", "types", None, "article-level types"),
    ("attributes", "accuracy", None, "attributes"),
)


@dataclass
class Without:
    """The default labelers without one part. ``gains`` has the part's gain on each gold set.

    ``time_share`` is the part's share of the pre-labelling time.
    """

    what: str
    system: System
    whole: System = ALL  # the system to compare with
    lost_too: tuple[str, ...] = ()  # labelers that cannot run without the part
    gains: dict[str, Scores] = field(default_factory=dict)
    time_share: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        gains = {name: scores_to_dict(scores) for name, scores in self.gains.items()}
        return {"without": self.what, "and": self.lost_too, "gains": gains, "time_share": self.time_share}


def variants() -> list[Without]:
    """The variants: for each default labeler and each switch, all parts without that one.

    Also the variant without learned weights, and the plain model alone.
    """
    context = LabelerContext(DEVELOPMENT.ontology, DEVELOPMENT.languages)
    labelers = make_labelers(DEFAULT.labelers, context)
    made = []
    for labeler in labelers:
        left, lost = without(labeler.name, labelers)
        made.append(Without(f"`{labeler.name}`", replace(ALL, labelers=left), lost_too=lost))
    made.append(Without("cutting of glued tokens", replace(ALL, ungluing=False)))
    made.append(Without("repair of the model's names", replace(ALL, repair=False)))
    if choose_weights(DEFAULT.weights, labelers, context.ontology).weights is not None:
        made.append(Without("learned weights", ALL, whole=DEFAULT))
    made.append(Without("all but the plain model", PLAIN))
    return made


def measure_gains(gold: GoldSet, made: Sequence[Without]) -> None:
    """Measures the gains on ``gold`` as paired differences, each with an interval of the difference."""
    in_lexicon = triggers_in_lexicon(gold)
    counts: dict[System, list[Counts]] = {}
    for one in made:
        for system in (one.whole, one.system):
            if system not in counts:
                counts[system] = _counts(gold, system, in_lexicon)
        one.gains[gold.name] = difference(counts[one.whole], counts[one.system], RESAMPLES, SEED)


def _counts(gold: GoldSet, system: System, in_lexicon: dict[TriggerPlace, bool]) -> list[Counts]:
    return [article.counts for article in scored(gold, system, in_lexicon)]


def measure_time(made: Sequence[Without], pairs: int = PAIRS) -> float:
    """Measures the shares of time. Returns the seconds that the default labelers take on the sample.

    A share comes from the median ratio of alternating runs with and without the part. Time is processor time
    after the models are loaded, so that other work on the machine hardly matters.
    """
    all_seconds: list[float] = []
    for one in made:
        whole, less = (
            system.pipeline(SAMPLE.ontology, SAMPLE.languages) for system in (one.whole, one.system)
        )
        _seconds(whole), _seconds(less)  # warm up
        taken = [(_seconds(whole), _seconds(less)) for _ in range(pairs)]
        one.time_share = 1 - statistics.median(other / all_ for all_, other in taken)
        all_seconds += [all_ for all_, _ in taken]
    return statistics.median(all_seconds)


def _seconds(pipeline: Pipeline) -> float:
    begun = time.process_time()
    pipeline.run(SAMPLE.articles)
    return time.process_time() - begun


def tables(made: Sequence[Without], sizes: dict[str, int], seconds: float) -> list[str]:
    """The tables of the page, one for each gold set. The first table also has the shares of time."""
    first, *others = sizes
    lines = [f"{first}, {sizes[first]} articles, and the share of the pre-labelling time:", ""]
    rows = [(*_row(one, first, sizes[first]), share(one.time_share)) for one in made]
    lines += table(("without", *(row[3] for row in COLUMNS), "time"), rows)
    for name in others:
        few = ", too few to tell gain from chance" if sizes[name] < FEWEST else ""
        lines += ["", f"{name}, {sizes[name]} articles{few}:", ""]
        lines += table(
            ("without", *(row[3] for row in COLUMNS)), [_row(one, name, sizes[name]) for one in made]
        )
    lines += [
        "",
        "A star means that the 95 % interval of the difference (paired bootstrap over articles) excludes 0.",
        "A dot means no difference. Time is processor time with models loaded, on the"
        f" {len(SAMPLE.articles)} sample dispatches",
        f"({seconds:.2f} s with all labelers and the parse that they share): the median of"
        f" {PAIRS} alternating pairs.",
        "It varies from run to run by several per cent of the whole.",
    ]
    lost = [f"without {one.what} {', '.join(one.lost_too)} cannot run" for one in made if one.lost_too]
    if lost:
        lines += ["", f"Some labelers need another one: {'; '.join(lost)}."]
    return lines


def _row(one: Without, name: str, size: int) -> tuple[str, ...]:
    title = one.what + (f" (and {', '.join(one.lost_too)})" if one.lost_too else "")
    found = [find(one.gains[name], row) for row in COLUMNS]
    return title, *(gain(score.f1, starred=size >= FEWEST) if score else "·" for score in found)


def gain(shown: Figure, *, starred: bool = True) -> str:
    """Formats a difference of scores, with a star if the interval excludes 0."""
    if round(shown.value, 3) == 0 and not (shown.low or shown.high):
        return "·"
    sure = shown.low is not None and shown.high is not None and (shown.low > 0 or shown.high < 0)
    return f"{'+' if round(shown.value, 3) > 0 else ''}{number(shown.value)}{'*' if sure and starred else ''}"


def share(value: float) -> str:
    """Formats a share of time in whole per cents."""
    return f"{value:.0%}".replace("%", " %") if value >= 0.01 else "under 1 %"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints the tables. Writes the files that the options name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.leave_one_out", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument(
        "--docs", type=Path, metavar="FILE", nargs="?", const=PAGE, help="renew the page's tables"
    )
    options = parser.parse_args(arguments)
    shared = shared_folder()
    if shared is None:
        print(f"Skipped: the seeds, which {VARIABLE} or ../shared should hold.", file=sys.stderr)
        if options.docs:
            raise SystemExit("The page's tables need them; nothing was measured.")
    sets = [DEVELOPMENT, *([seeds(shared)] if shared else [])]
    made = variants()
    for gold in sets:
        measure_gains(gold, made)
    seconds = measure_time(made)
    lines = tables(made, {gold.name: len(gold.articles) for gold in sets}, seconds)
    print("\n".join(lines))
    if options.docs:
        write_part(options.docs, PART, lines)
    if options.json:
        with writing(options.json) as file:
            data = {"seconds": seconds, "without": [one.to_dict() for one in made]}
            file.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
