"""Scores the suggestions of the default labelers and of the plain model on gold, with 95 % intervals."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.cli.words.evaluation import NONE, figure, number
from annotate.core.files import writing
from annotate.evaluate.bootstrap import SEED, Resampled
from annotate.evaluate.counts import Counts
from annotate.evaluate.evaluation import ArticleScore
from annotate.evaluate.scores import Score, Scores, difference, score, scores_to_dict
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.merging.choosing import choose_weights
from benchmarks.generated_parts import PAGE, table, write_part
from benchmarks.gold_sets import (
    DEVELOPMENT,
    ROOT,
    VARIABLE,
    GoldSet,
    seeds,
    shared_folder,
    triggers_in_lexicon,
    wikineural,
)
from benchmarks.systems import DEFAULT, NAMES, PLAIN, scored

RESAMPLES = 1000
LEAST_GAIN, MOST_LOSS = 0.005, -0.005  # of names on wikineural-fr-dev, in all and of any one label
QUALITY = "quality"
MEASURED = ("annotate", "configs", "benchmarks", "tests/data/dispatches", "pyproject.toml", "requirements")

# Part, measure, label and title of each row.
Row = tuple[str, str, str | None, str]
NAME_ROWS: tuple[Row, ...] = (
    ("names", "strict", None, "names"),
    *(("entities", "strict", label, label) for label in NAMES),
)
ROWS: tuple[Row, ...] = (
    ("entities", "strict", "ROLE", "ROLE"),
    ("entities", "strict", "DATE", "DATE"),
    ("dates", "with value", None, "DATE with its value"),
    ("triggers", "identification", None, "triggers, place"),
    ("triggers", "classification", None, "triggers, place and type"),
    ("arguments", "classification strict", None, "arguments, strict"),
    ("arguments", "classification lenient", None, "arguments, lenient"),
    ("article types", "types", None, "article-level types"),
)
RECALL_ROWS: tuple[Row, ...] = (
    ("triggers", "lemma in the lexicon", None, "lemma in the lexicon"),
    ("triggers", "lemma not in it", None, "lemma not in it"),
)


@dataclass(frozen=True)
class Measured:
    """The scores of both systems on a gold set, or on the articles of a gold set in one language."""

    name: str
    articles: int
    default: Scores
    plain: Scores
    gain: Scores  # default minus plain, paired
    events: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "articles": self.articles,
            "default": scores_to_dict(self.default),
            "plain model": scores_to_dict(self.plain),
            "difference": scores_to_dict(self.gain),
        }


@dataclass
class Figures:
    """The scores on a whole gold set and, if it has several languages, on each language."""

    whole: Measured
    languages: list[Measured] = field(default_factory=list)

    def __iter__(self) -> Iterator[Measured]:
        yield self.whole
        yield from self.languages


def measure(gold: GoldSet, resamples: int = RESAMPLES) -> Figures:
    """Pre-labels the articles of ``gold`` with both systems and scores them."""
    in_lexicon = triggers_in_lexicon(gold) if gold.events else {}
    ours, plain = (scored(gold, system, in_lexicon) for system in (DEFAULT, PLAIN))

    def of(name: str, language: str | None) -> Measured:
        sides = [_counts(side, language) for side in (ours, plain)]
        drawn = [Resampled.draw(side, resamples, SEED) for side in sides]
        return Measured(
            name,
            len(sides[0]),
            score(sides[0], drawn[0]),
            score(sides[1], drawn[1]),
            difference(sides[0], sides[1], resamples, SEED),
            gold.events,
        )

    figures = Figures(of(gold.name, None))
    if len(gold.languages) > 1:
        figures.languages = [of(f"{gold.name}, {code}", code) for code in gold.languages]
    return figures


def _counts(articles: Sequence[ArticleScore], language: str | None) -> list[Counts]:
    return [article.counts for article in articles if language in (None, article.language)]


def find(scores: Scores, row: Row) -> Score | None:
    """The score of a row, or None if neither gold nor the suggestions have such an item."""
    part, name, label, _ = row
    measure = scores.get(part, {}).get(name)
    if measure is None:
        return None
    return measure.micro if label is None else measure.labels.get(label)


def tables(figures: Sequence[Figures]) -> list[str]:
    """The tables of the page."""
    sets = [measured for one in figures for measured in one]
    with_events = [measured for measured in sets if measured.events]
    lines = ["Names, strict: span and label are right.", "", *_names(sets), ""]
    lines += ["F1 of everything else, with the default labelers (the plain model suggests only names):", ""]
    lines += [*_all_else(with_events), ""]
    lines += ["Precision and recall on the first of these sets:", ""]
    lines += [*_precision_and_recall(with_events[0]), ""]
    lines += [
        "Recall of triggers with their type, for words in the lexicon and for other words:",
        "",
    ]
    lines += [*_recall(with_events), ""]
    lines += [
        "Attributes and entity links (`ref`): accuracy on the mentions and triggers that both have, "
        "where gold has a value:",
        "",
        *_attributes(with_events),
        "",
        f"Brackets give 95 % intervals by percentile bootstrap over articles with {RESAMPLES} draws,",
        "paired for differences.",
        _scoring(),
    ]
    return lines


def _scoring() -> str:
    context = LabelerContext(DEVELOPMENT.ontology, DEVELOPMENT.languages)
    labelers = make_labelers(DEFAULT.labelers, context)
    said = choose_weights(DEFAULT.weights, labelers, context.ontology).sentence()
    return re.sub(r"weights@\w+, ", "", said)  # the version changes more often than these figures are made


def verdict(figures: Sequence[Figures]) -> str | None:
    """A sentence that says whether names in encyclopedic text improved and no label got worse.

    None if that gold set was not measured.
    """
    for one in figures:
        if one.whole.name.startswith("wikineural"):
            gains = {row[3]: gain.f1.value for row in NAME_ROWS if (gain := find(one.whole.gain, row))}
            in_all = gains.pop("names")
            worst = min(gains, key=lambda label: gains[label])
            met = in_all >= LEAST_GAIN and gains[worst] >= MOST_LOSS
            return (
                f"{one.whole.name}, default against plain: names {_signed(in_all)},"
                f" aim {_signed(LEAST_GAIN)}; least of all labels {worst} {_signed(gains[worst])},"
                f" aim {_signed(MOST_LOSS)}: {'met' if met else 'NOT met'}."
            )
    return None


def _names(sets: Sequence[Measured]) -> list[str]:
    rows = []
    for measured in sets:
        for row in NAME_ROWS:
            ours, plain, gain = (find(s, row) for s in (measured.default, measured.plain, measured.gain))
            if ours is not None and ours.outcome is not None and plain is not None and gain is not None:
                shown = figure(ours.f1), figure(plain.f1), figure(gain.f1, signed=True)
                rows.append((_title(measured), row[3], str(ours.outcome.gold), *shown))
    return table(("articles", "", "in gold", "default, F1", "plain model, F1", "difference"), rows)


def _all_else(sets: Sequence[Measured]) -> list[str]:
    rows = []
    for row in ROWS:
        of = [find(measured.default, row) for measured in sets]
        gold = of[0].outcome.gold if of[0] and of[0].outcome else 0
        rows.append((row[3], str(gold), *(figure(one.f1) if one else NONE for one in of)))
    return table(("", f"in gold, {sets[0].name}", *map(_title, sets)), rows)


def _precision_and_recall(measured: Measured) -> list[str]:
    rows = [
        (row[3], figure(one.precision), figure(one.recall))
        for row in (*NAME_ROWS, *ROWS)
        if (one := find(measured.default, row)) is not None
    ]
    return table(("", "precision", "recall"), rows)


def _recall(sets: Sequence[Measured]) -> list[str]:
    rows = []
    for row in RECALL_ROWS:
        of = [find(measured.default, row) for measured in sets]
        shown = (f"{figure(one.recall)} of {one.outcome.gold}" if one and one.outcome else NONE for one in of)
        rows.append((row[3], *shown))
    return table(("", *map(_title, sets)), rows)


def _attributes(sets: Sequence[Measured]) -> list[str]:
    names = sorted({name for measured in sets for name in measured.default.get("accuracy", {})})
    rows: list[tuple[str, ...]] = []
    for title, part, name in [
        *((name, "accuracy", name) for name in names),
        ("ref of PER, pairs of mentions (F1)", "clusters", "ref of PER"),
    ]:
        of = [find(measured.default, (part, name, None, title)) for measured in sets]
        gold = of[0].outcome.gold if of[0] and of[0].outcome else 0
        rows.append((title, str(gold), *(figure(one.f1) if one else NONE for one in of)))
    return table(("", f"in gold, {sets[0].name}", *map(_title, sets)), rows)


def _title(measured: Measured) -> str:
    return f"{measured.name} ({measured.articles})"


def _signed(value: float) -> str:
    return ("+" if round(value, 3) > 0 else "") + number(value)


def commit() -> str:
    """The commit that is measured. Exits if a measured file has uncommitted changes."""
    changed = _git("status", "--porcelain", "--", *MEASURED)
    if changed:
        raise SystemExit(
            f"The commit cannot be named, since there are changes to:\n{changed}\nCommit them first."
        )
    return _git("rev-parse", "HEAD")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.rstrip()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints the tables. Writes the files that the options name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument(
        "--docs", type=Path, metavar="FILE", nargs="?", const=PAGE, help="renew the page's tables"
    )
    options = parser.parse_args(arguments)
    shared = shared_folder()
    if shared is None:
        print(
            f"Skipped: seeds and wikineural-fr-dev, which {VARIABLE} or ../shared should hold.",
            file=sys.stderr,
        )
        if options.docs:
            raise SystemExit("The page's tables need them; nothing was measured.")
    sets = [DEVELOPMENT, *([seeds(shared), wikineural(shared)] if shared else [])]
    figures = [measure(gold) for gold in sets]
    lines = [*tables(figures), *(["", sentence] if (sentence := verdict(figures)) else [])]
    print("\n".join(lines))
    data: dict[str, Any] = {"sets": [measured.to_dict() for one in figures for measured in one]}
    if options.docs:
        write_part(options.docs, QUALITY, lines)
    if options.json:
        with writing(options.json) as file:
            file.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
