"""Checks of names against the rest of the article and against other articles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.core.annotation import Entity, Span
from annotate.core.wording import listed
from annotate.gold.lint.case import NAMES, WORD, Case, Odd, odd
from annotate.gold.lint.label_use import LabelUse

_OTHER_ARTICLES = 4  # that agree on another label
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
        for found in others:
            first = next((one for one in found if not any(one.overlaps(other) for other in usual)), None)
            if first is not None:
                yield odd(
                    "two-labels", first, f"is {usual[0].label} elsewhere in the article", first, usual[0]
                )


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
    # The longest name first: "Ana Pérez" is not unmarked twice if "Ana Pérez Roque" is unmarked.
    for name, entity in sorted(names.items(), key=lambda item: (-len(item[0]), item[1].start)):
        open_places = []
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", case.text):
            if not any(taken[match.start() : match.end()]):
                open_places.append(Span(start=match.start(), end=match.end()))
                taken[match.start() : match.end()] = b"\1" * len(name)
        if open_places:
            where = "here" if len(open_places) == 1 else f"in {len(open_places)} places"
            rule = f"is marked elsewhere in the article, and unmarked {where}"
            yield odd("unmarked-name", entity, rule, *open_places)


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
        here = {other.label for other in case.mentions if other.text == entity.text}
        others = sorted(
            (label for label, count in counts.items() if count >= _OTHER_ARTICLES and label not in here),
            key=lambda label: (-counts[label], label),
        )
        if others:
            known = listed([f"{label} in {counts[label]} other articles" for label in others])
            yield odd("label-elsewhere", entity, f"is {known}, and {entity.label} only here")
