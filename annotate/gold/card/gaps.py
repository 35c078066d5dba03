"""The known gaps of a release, a sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from annotate.core.unsure import ARTICLES, ENTITIES, EVENTS
from annotate.core.wording import counted as _counted
from annotate.core.wording import first_of, listed, named_in_splits
from annotate.gold.card.tally import NO_SPLIT, Tallies
from annotate.gold.release_files import ANNOTATIONS_FILE
from annotate.gold.texts_left_out import not_restored

_FEW_EXAMPLES = 10
_SMALL_SPLIT = 20
MOST_NAMED = 12
FREE_TEXT = "Notes and remarks are free text of annotators"


def gaps(t: Tallies, most: int | None = None) -> Iterator[str]:
    """What a reader must know before using the release; every number is recounted.

    A sentence names at most ``most`` labels, or all.
    """
    yield from _of_people(t)
    yield from _of_splits(t, most)
    yield from _of_labels(t, most)
    gold = t.gold
    if gold.with_losses:
        articles = counted(gold.with_losses, "article")
        yield f"Parts of {articles} could not be read. Gold names them in `lost`."
    if found := gold.findings.total():
        yield f"The checks of the ontology note {counted(found, 'finding')} in gold."
    if unreviewed := gold.unreviewed.total():
        yield f"Reviewed by nobody, because no screen showed them: {counted(unreviewed, 'value')} of gold."
    if gold.unsure.total():
        regions = gold.unsure[ENTITIES] + gold.unsure[EVENTS]
        articles, others = counted(gold.unsure[ARTICLES], "article"), counted(regions, "mention or event")
        if regions != 1:
            others = f"{regions:,} mentions or events"
        yield f"Somebody was unsure of {articles} and of {others}. Gold says it in `unsure`."
    if free := gold.notes + gold.remarks:
        yield (
            f"{FREE_TEXT} ({free:,} in gold). Only e-mail addresses in them are replaced, so they may name"
            " somebody."
        )
    if left_out := len(t.release.left_out()):
        yield f"Left out of gold: {counted(left_out, 'article')}."
    if undated := gold.published[None]:
        yield f"Without a date of publication: {counted(undated, 'article')}."
    if unnamed := gold.sources[None]:
        yield f"Without a source: {counted(unnamed, 'article')}."
    if gold.texts < gold.count:
        yield (
            f"Without the text: {counted(gold.count - gold.texts, 'article')}."
            " `annotate release join` restores the texts from the articles."
        )
    if parts := sum(not_restored(t.release.manifest).values()):
        yield f"Left out with the texts, and restored by nothing: {counted(parts, 'value')}."


def _of_people(t: Tallies) -> Iterator[str]:
    answers = t.answers
    if not t.release.has_annotations:
        yield f"The release has no {ANNOTATIONS_FILE}, so the annotators' answers cannot be compared."
    elif len(answers.by_person) == 1:
        yield "One annotator has annotated everything, so agreement between annotators is not known."
    elif not any(people > 1 for people in answers.answers_per_article):
        yield "No article has answers of two annotators, so agreement between annotators is not known."
    if missing := answers.count - len(answers.lead_times):
        statuses = listed([f"{count:,} {status}" for status, count in sorted(answers.statuses.items())])
        yield (
            f"The working time of {missing:,} of {counted(answers.count, 'annotation')} ({statuses}) is not"
            " known."
        )


def _of_splits(t: Tallies, most: int | None) -> Iterator[str]:
    for name in t.release.splits:
        size = t.gold.articles[name]
        if size == 0:
            yield f"The split {name} is empty. `datasets.load_dataset` does not list it."
        elif size < _SMALL_SPLIT and name != "train":
            yield f"The split {name} has only {counted(size, 'article')}, so scores on it say little."
    yield from _leaks(t, most)
    if outside := t.gold.articles[NO_SPLIT]:
        yield (
            f"In no split: {counted(outside, 'article')}, which gold.jsonl and gold.parquet have,"
            " but no file of data/. splits.json names the reason."
        )


def _leaks(t: Tallies, most: int | None) -> Iterator[str]:
    leaks = t.release.known_leaks()
    named = first_of(list(map(named_in_splits, leaks)), most or len(leaks), "; ")
    if leaks:
        what = "cluster of near duplicates is" if len(leaks) == 1 else "clusters of near duplicates are"
        yield (
            f"{len(leaks):,} {what} in different splits, because articles of an earlier release keep theirs"
            f" ({named}). Scores on these splits may be too high."
        )


def _of_labels(t: Tallies, most: int | None) -> Iterator[str]:
    ontology = t.release.ontology
    for noun, entries, by_split in (
        ("entity type", ontology.entities, t.gold.entities),
        ("event type", ontology.events, t.gold.events),
        ("role", ontology.roles, t.gold.roles),
    ):
        counts: Counter[str] = Counter()
        for (label, _), count in by_split.items():
            counts[label] += count
        none = [label for label in entries if not counts[label]]
        few = [f"{label} ({counts[label]})" for label in entries if 0 < counts[label] < _FEW_EXAMPLES]
        if none:
            named = first_of(none, most or len(none), ", ")
            yield f"Without an example: {counted(len(none), noun)}, {named}."
        if few:
            named = first_of(few, most or len(few), ", ")
            yield f"With fewer than {_FEW_EXAMPLES} examples: {counted(len(few), noun)}, {named}."


def counted(number: int, noun: str) -> str:
    """A number with separators, and its noun."""
    return _counted(number, noun).replace(str(number), f"{number:,}", 1)
