"""Trains an event baseline with scikit-learn: triggers with their types, then the roles of mentions.

    pip install '.[train]'    # in the checkout
    python examples/train_events.py exports/sample-1.0.0

A word that begins like a trigger of train gets a type, or none; gold mentions near it get a role, or none.
With few articles most triggers of test are new words, so recall is low.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from sklearn.base import clone
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from annotate import Entity, Event, GoldRecord, load_gold
from annotate.core.matching import Tally


def with_trigger(record: GoldRecord) -> list[tuple[tuple[int, int], Event]]:
    return [((one.trigger.start, one.trigger.end), one) for one in record.events if one.trigger]


def candidates(record: GoldRecord, stems: set[str]) -> Iterator[tuple[tuple[int, int], dict[str, str]]]:
    """The words that may be triggers, with features."""
    words = list(re.finditer(r"\w+", record.text or ""))
    said = ["", "", *(word[0].lower() for word in words), "", ""]
    for at, word in enumerate(words, start=2):
        if said[at][:5] in stems:
            yield word.span(), {"stem": said[at][:5]} | {f"word {by}": said[at + by] for by in range(-2, 3)}


def fillers(record: GoldRecord, start: int, end: int, type_: str) -> Iterator[tuple[Entity, dict[str, str]]]:
    """The mentions that may have a role, at most 150 characters from the trigger, with features."""
    for entity in record.entities:
        between = (record.text or "")[min(end, entity.end) : max(start, entity.start)]
        if len(between) <= 150:
            place = f"{entity.label} {'after' if entity.start >= end else 'before'} {'.' in between}"
            word = " ".join((record.text or "")[: entity.start].lower().split()[-1:])
            yield entity, {"place": place, "type": f"{type_} {place}", "word": f"{word} {place}"}


def main() -> None:
    gold = load_gold(sys.argv[1]).reviewed
    stems = {e.trigger.text.lower()[:5] for one in gold.split("train") for e in one.events if e.trigger}
    triggers, roles, wanted, found = [], [], set(), set()
    for record in gold.split("train"):
        types = {span: event.type for span, event in with_trigger(record)}
        triggers += [(seen, types.get(span, "none")) for span, seen in candidates(record, stems)]
        for span, event in with_trigger(record):
            role_of = {one.entity: one.role for one in event.arguments}
            roles += [(seen, role_of.get(e.id, "none")) for e, seen in fillers(record, *span, event.type)]
    model = make_pipeline(DictVectorizer(), LogisticRegression(C=10, max_iter=500))
    for name, some in (("words like triggers", triggers), ("mentions near triggers", roles)):
        if len(kinds := {kind for _, kind in some}) < 2:
            sys.exit(f"Nothing to learn: all {name} in train are of one kind: {', '.join(kinds) or 'none'}.")
    type_model, role_model = (clone(model).fit(*zip(*some, strict=True)) for some in (triggers, roles))
    for record in gold.split("test"):
        for span, event in with_trigger(record):
            place = (record.article.id, span, event.type)
            wanted |= {place, *((*place, one.role, one.entity) for one in event.arguments)}
        for span, seen in candidates(record, stems):
            if (type_ := type_model.predict([seen])[0]) != "none":
                place = (record.article.id, span, type_)
                filled = [(role_model.predict([s])[0], e.id) for e, s in fillers(record, *span, type_)]
                found |= {place, *((*place, *one) for one in filled if one[0] != "none")}
    for name, length in (("triggers", 3), ("arguments", 5)):
        own, mine = ({one for one in some if len(one) == length} for some in (wanted, found))
        tally = Tally(len(own & mine), predicted=len(mine), gold=len(own))
        print(f"{name}: P {tally.precision:.3f}  R {tally.recall:.3f}  F1 {tally.f1:.3f}, {len(own)} in gold")


if __name__ == "__main__":
    main()
