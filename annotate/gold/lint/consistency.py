"""Checks of names against the rest of the article and against other articles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from annotate.core.annotation import Entity, Span
from annotate.core.wording import listed
from annotate.gold.lint.case import NAMES, Case, Odd, odd
from annotate.gold.lint.label_use import LabelUse
from annotate.gold.lint.words import RUN, WORD, in_word

_OTHER_ARTICLES = 4  # that agree on another label
_LONGEST_NAME = 200  # characters of a name that is looked for
_KNOWN_IN = 3  # articles that mark a name of one word, so that an unmarked place counts


def two_labels(case: Case) -> Iterator[Odd]:
    """Names with two labels in the article, at different places. The rarer or later label is shown."""
    by_name: dict[str, dict[str, list[Entity]]] = {}
    for entity in case.mentions:
        by_name.setdefault(entity.text, {}).setdefault(entity.label, []).append(entity)
    for labels in by_name.values():
        if len(labels) < 2 or not any(case.kind(found[0]) in NAMES for found in labels.values()):
            continue
        usual, *others = sorted(labels.values(), key=lambda found: (-len(found), found[0].start))
        starts = sorted(one.start for one in usual)
        for found in others:
            first = next((one for one in found if not _overlaps(one, starts)), None)
            if first is not None:
                yield odd(
                    "two-labels", first, f"is {usual[0].label} elsewhere in the article", first, usual[0]
                )


def _overlaps(one: Entity, starts: Sequence[int]) -> bool:
    """Whether a mention overlaps one of the same words, which begin at ``starts``."""
    at = bisect_right(starts, one.start - len(one))
    return at < len(starts) and starts[at] < one.end


def unmarked_names(case: Case, use: LabelUse) -> Iterator[Odd]:
    """Names that are marked in one place and unmarked elsewhere in the article."""
    names: dict[str, Entity] = {}
    for entity in case.mentions:
        if case.kind(entity) in NAMES and _is_name(entity.text, use):
            names.setdefault(entity.text, entity)
    if not names:
        return
    taken = bytearray(len(case.text))
    for _, span in case.spans:
        taken[span.start : span.end] = b"\1" * len(span)
    order = {name: number for number, name in enumerate(sorted(names, key=lambda name: names[name].start))}
    open_places: dict[str, list[Span]] = {}
    # The longest name first: "Ana Pérez" is not unmarked twice if "Ana Pérez Roque" is unmarked.
    for start, name in sorted(
        _standing(case.text, names), key=lambda one: (-len(one[1]), order[one[1]], one[0])
    ):
        end = start + len(name)
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * len(name)
            open_places.setdefault(name, []).append(Span(start=start, end=end))
    for name, places in open_places.items():
        where = "here" if len(places) == 1 else f"in {len(places)} places"
        rule = f"is marked elsewhere in the article, and unmarked {where}"
        yield odd("unmarked-name", names[name], rule, *places)


def _standing(text: str, names: Collection[str]) -> Iterator[tuple[int, str]]:
    """The places where names stand as words of their own: where they begin, with the name."""
    lengths: dict[str, set[int]] = {}  # by the first letters and digits
    for name in names:
        if len(name) <= _LONGEST_NAME and (first := RUN.match(name)):
            lengths.setdefault(first[0], set()).add(len(name))
    for word in RUN.finditer(text):
        for length in lengths.get(word[0], ()):
            end = word.start() + length
            if (name := text[word.start() : end]) in names and not in_word(text[end : end + 1]):
                yield word.start(), name


def _is_name(text: str, use: LabelUse) -> bool:
    """Whether words can only be a name: several words that begin with capitals, or a name known elsewhere."""
    words = WORD.findall(text)
    if not words or not (words[0][0].isupper() and words[-1][0].isupper()):
        return False
    return len(words) > 1 or (len(text) > 2 and use.number(text) >= _KNOWN_IN)


def labels_elsewhere(case: Case, use: LabelUse) -> Iterator[Odd]:
    """Names that have another label in several other articles, and this one in no other."""
    seen: set[tuple[str, str]] = set()
    for entity in case.mentions:
        counts = use.articles.get(entity.text)
        if counts is None or (entity.text, entity.label) in seen or counts[entity.label] != 1:
            continue
        seen.add((entity.text, entity.label))
        here = case.labels_of[entity.text]
        others = sorted(
            (label for label, count in counts.items() if count >= _OTHER_ARTICLES and label not in here),
            key=lambda label: (-counts[label], label),
        )
        if others:
            known = listed([f"{label} in {counts[label]} other articles" for label in others])
            yield odd("label-elsewhere", entity, f"is {known}, and {entity.label} only here")
