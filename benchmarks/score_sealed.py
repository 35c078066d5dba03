"""Scores the suggestions of this checkout and of an earlier one on gold, and prints figures alone.

The sealed articles are for measuring. Nobody who works on rules, features or weights reads them. So this is
the only module that opens them, and it prints no text, no mention and no article id.
"""

from __future__ import annotations

import argparse
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from annotate.cli.words.evaluation import NONE, figure
from annotate.core.annotation import Annotation
from annotate.core.files import writing
from annotate.core.folding import fold_case
from annotate.core.matching import Outcome, same
from annotate.core.record import Record
from annotate.evaluate.bootstrap import SEED, Resampled
from annotate.evaluate.counts import Counts, Key
from annotate.evaluate.evaluation import ArticleScore
from annotate.evaluate.scores import Score, Scores, difference, score, scores_to_dict
from benchmarks.checkouts import HERE, OPEN, Checkout, git, sides_of
from benchmarks.folds import kind_of
from benchmarks.generated_parts import PAGE, table, write_part
from benchmarks.gold_sets import ROOT, GoldSet, TriggerPlace, analyser_of
from benchmarks.quality import NAME_ROWS, ROWS, Row, commit, find
from benchmarks.systems import compared

SEALED = ROOT / "tests" / "data" / "sealed"
GOLD_MEMBER = "gold.jsonl"
BASELINE = "925d79d"  # the suggestions before anything was learnt beyond the merging weights
LEXICONS = "e0289df"  # words outside these lexicons count as new
RESAMPLES = 2000
SEALED_PART = "sealed articles"  # of docs/prelabelling.md
NEW_WORDS = Key("triggers", "words outside the earlier lexicons")

ALL_ROWS: tuple[Row, ...] = (
    *NAME_ROWS,
    *ROWS,
    (*NEW_WORDS[:2], None, "triggers, new words"),
    ("accuracy", "modality", None, "modality, accuracy"),
    ("accuracy", "polarity", None, "polarity, accuracy"),
)
SHORT_ROWS: tuple[Row, ...] = tuple(
    row
    for row in ALL_ROWS
    if row[3] in ("names", "ORG", "ROLE", "triggers, place and type", "arguments, strict")
)


@dataclass(frozen=True)
class Comparison:
    """The counts of each article for this checkout and for the baseline, in the order of gold."""

    here: list[ArticleScore]
    baseline: list[ArticleScore]

    def figures(self, holds: Callable[[ArticleScore], bool] = lambda article: True) -> Figures:
        """The figures over the articles for which ``holds``."""
        sides = [
            [article.counts for article in side if holds(article)] for side in (self.here, self.baseline)
        ]
        return Figures(*sides)

    @cached_property
    def languages(self) -> list[str]:
        return sorted({article.language or "unknown" for article in self.here})

    @cached_property
    def kinds(self) -> list[str]:
        return sorted({kind_of(article.id) for article in self.here})


@dataclass(frozen=True)
class Figures:
    """Scores of both sides over some articles, with intervals, and their paired difference."""

    counts: list[Counts]
    baseline_counts: list[Counts]

    @cached_property
    def here(self) -> Scores:
        return score(self.counts, Resampled.draw(self.counts, RESAMPLES, SEED))

    @cached_property
    def baseline(self) -> Scores:
        return score(self.baseline_counts, Resampled.draw(self.baseline_counts, RESAMPLES, SEED))

    @cached_property
    def gain(self) -> Scores:
        return difference(self.counts, self.baseline_counts, RESAMPLES, SEED)

    def to_dict(self) -> dict[str, Any]:
        return {
            "articles": len(self.counts),
            "here": scores_to_dict(self.here),
            "baseline": scores_to_dict(self.baseline),
            "difference": scores_to_dict(self.gain),
        }


@contextmanager
def sealed(archive: Path) -> Iterator[GoldSet]:
    """The gold of a sealed archive (``articles/*.txt`` and ``gold.jsonl``), unpacked until the block ends."""
    with TemporaryDirectory() as folder:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        yield GoldSet(archive.name.partition(".")[0], Path(folder) / GOLD_MEMBER)


def compare(
    gold: GoldSet, baseline: Checkout, *, here: Checkout = HERE, quiet_errors: bool = False
) -> Comparison:
    """Pre-labels ``gold`` with this checkout and with ``baseline``, and counts what is right."""
    sides = [
        checkout.suggest(gold.articles, gold.ontology_name, quiet_errors=quiet_errors)
        for checkout in (here, baseline)
    ]
    words = new_words(gold, sides) if gold.events else {}
    return Comparison(*(_counted(gold, records, words) for records in sides))


def _counted(gold: GoldSet, records: list[Record], new: dict[TriggerPlace, bool]) -> list[ArticleScore]:
    scored = compared(gold, records, {place: not is_new for place, is_new in new.items()})
    return [
        replace(
            article,
            counts={
                **article.counts,
                **_new_triggers(article.id, wanted.annotation, found.annotation, new),
            },
        )
        for article, wanted, found in zip(scored, gold.records, records, strict=True)
    ]


def _new_triggers(
    article: str, gold: Annotation, predicted: Annotation, new: dict[TriggerPlace, bool]
) -> Counts:
    """Triggers with their type whose word is new, on either side."""
    wanted, found = (
        [
            (e.trigger.start, e.trigger.end, e.type)
            for e in side.events
            if e.trigger and new.get((article, e.trigger.start, e.trigger.end))
        ]
        for side in (gold, predicted)
    )
    return {NEW_WORDS: Outcome.of(len(same(wanted, found)), predicted=len(found), gold=len(wanted))}


def new_words(gold: GoldSet, suggestions: Sequence[Sequence[Record]]) -> dict[TriggerPlace, bool]:
    """Maps each trigger of gold and of the suggestions to whether its word is outside the earlier lexicons.

    A word is its lemma with its part of speech, as spaCy gives them for the trigger's root token.
    """
    places: dict[str, set[tuple[int, int]]] = {}
    annotated = [(record.article.id, record.annotation) for record in gold.records]
    annotated += [(record.article.id, record.annotation) for side in suggestions for record in side]
    for article_id, annotation in annotated:
        of_article = places.setdefault(article_id, set())
        of_article |= {(e.trigger.start, e.trigger.end) for e in annotation.events if e.trigger}
    new: dict[TriggerPlace, bool] = {}
    for language in gold.languages:
        known = _earlier_words(language)
        articles = [article for article in gold.articles if article.language == language]
        analysed = analyser_of(ungluing=True).analyse(articles, language)
        for article, doc in zip(articles, analysed, strict=True):
            if isinstance(doc, Exception):
                raise SystemExit(f"an article of {gold.name} could not be parsed: {type(doc).__name__}")
            for place in sorted(places[article.id]):
                tokens = doc.char_span(*place, alignment_mode="expand")
                assert tokens is not None
                word = fold_case(tokens.root.lemma_), tokens.root.pos_
                new[article.id, *place] = word not in known
    return new


def _earlier_words(language: str) -> frozenset[tuple[str, str]]:
    lexicon = yaml.safe_load(git("show", f"{LEXICONS}:configs/lexicons/{language}.yaml"))
    return frozenset(
        (fold_case(word["lemma"]), word["pos"])
        for words in lexicon["events"].values()
        for word in words["triggers"]
    )


def full_table(figures: Figures) -> list[str]:
    """One row per measure: cases in gold and suggested, P, R and F1 with intervals, baseline, difference."""
    rows = []
    for row in ALL_ROWS:
        ours, theirs, gain = (find(of, row) for of in (figures.here, figures.baseline, figures.gain))
        if ours is None or ours.outcome is None:
            continue
        rows.append(
            (
                row[3],
                str(ours.outcome.gold),
                str(ours.outcome.predicted),
                *(figure(one) for one in (ours.precision, ours.recall, ours.f1)),
                _f1(theirs),
                _f1(gain, signed=True),
            )
        )
    columns = ("", "in gold", "suggested", "precision", "recall", "F1", "baseline, F1", "difference")
    return table(columns, rows)


def short_table(first: str, parts: dict[str, Figures]) -> list[str]:
    """One row per part of the articles: F1 with the cases in gold, and the difference to the baseline."""
    columns = [first, "articles", *(cell for row in SHORT_ROWS for cell in (row[3], "difference"))]
    rows = []
    for name, figures in parts.items():
        cells = [name, str(len(figures.counts))]
        for row in SHORT_ROWS:
            ours, gain = find(figures.here, row), find(figures.gain, row)
            of = f" of {ours.outcome.gold}" if ours and ours.outcome else ""
            cells += [_f1(ours) + of, _f1(gain, signed=True)]
        rows.append(tuple(cells))
    return table(columns, rows)


def _f1(shown: Score | None, *, signed: bool = False) -> str:
    return figure(shown.f1, signed=signed) if shown else NONE


def parts_of(comparison: Comparison, *, kinds: bool) -> dict[str, dict[str, Figures]]:
    """The figures by language and, if asked for, by kind of text."""
    parts = {
        "language": {
            code: comparison.figures(lambda article, code=code: article.language == code)  # type: ignore[misc]
            for code in comparison.languages
        }
    }
    if kinds:
        parts["kind"] = {
            kind: comparison.figures(lambda article, kind=kind: kind_of(article.id) == kind)  # type: ignore[misc]
            for kind in comparison.kinds
        }
    return {name: of for name, of in parts.items() if len(of) > 1}


def main(arguments: Sequence[str] | None = None) -> None:
    """Scores a sealed archive or a gold file. Prints tables, and writes the file that an option names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.score_sealed", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--part", metavar="N", help="the sealed archive part-N.tar.gz")
    what.add_argument("--archive", type=Path, metavar="FILE", help="another archive of that form")
    what.add_argument("--gold", type=Path, metavar="FILE", help="an ordinary gold file, with a row per kind")
    parser.add_argument("--ontology", default="diplomacy", help="of --gold (default: diplomacy)")
    parser.add_argument(
        "--baseline",
        default=BASELINE,
        metavar="CHECKOUT",
        help=f"folder or revision (default: {BASELINE})",
    )
    parser.add_argument(
        "--learned-from",
        choices=[one.name for one in OPEN],
        help="score a model trained on this open gold; the baseline has never seen it, and no model",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/prelabelling.md")
    options = parser.parse_args(arguments)
    measured_commit = commit() if options.docs else None
    with sides_of(options.baseline, options.learned_from) as (here, baseline):
        if options.gold:
            gold = GoldSet(options.gold.parent.name, options.gold, options.ontology)
            comparison = compare(gold, baseline, here=here)
        else:
            archive = options.archive or SEALED / f"part-{options.part}.tar.gz"
            if not archive.is_file():
                raise SystemExit(f"there is no {archive.name} in {archive.parent.name}/.")
            with sealed(archive) as gold:
                comparison = compare(gold, baseline, here=here, quiet_errors=True)
    whole = comparison.figures()
    parts = parts_of(comparison, kinds=bool(options.gold))
    lines = [
        f"{gold.name}: {len(comparison.here)} articles; {here.name}; the baseline is {baseline.name}.",
        "",
        *full_table(whole),
        *(line for first, of in parts.items() for line in ("", *short_table(first, of))),
        "",
        f"In brackets: 95 % intervals, percentile bootstrap over articles, {RESAMPLES} draws, paired for",
        "differences. Modality and polarity: over the triggers that gold and the suggestions both have.",
    ]
    print("\n".join(lines))
    if measured_commit:
        write_part(PAGE, SEALED_PART, [f"Measured once, at commit {measured_commit}.", "", *lines])
    if options.json:
        with writing(options.json) as file:
            data = {
                "here": here.name,
                "baseline": baseline.name,
                "whole": whole.to_dict(),
                **{name: {part: one.to_dict() for part, one in of.items()} for name, of in parts.items()},
            }
            file.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
