"""Attributes and refs on matched regions: accuracy, single values, clusters by pairs."""

from __future__ import annotations

from annotate.core.annotation import Annotation
from annotate.core.matching import Outcome
from annotate.evaluate.attributes import attribute_counts
from annotate.evaluate.counts import Counts, Key
from tests.builders import annotation, article, entity, event, meeting

TEXT = "Ana Pérez et Luis Gil ; Pérez, Gil et Rosa Paz à Hanoï."
GOLD = meeting().annotation


def counts(predicted: Annotation, gold: Annotation = GOLD) -> Counts:
    return attribute_counts(gold, predicted, None, frozenset({"PER"}))


def test_an_attribute_counts_only_where_mention_or_trigger_is_right() -> None:
    role, person, place, date = GOLD.entities
    other = date.with_(attributes={"value": "2023-03-03"})
    found = counts(GOLD.with_(entities=(role, person, place, other)))
    assert found[Key("accuracy", "value")] == Outcome(incorrect=1)
    moved = date.with_(start=date.start + 2, text="mars", attributes={"value": "2023"})
    assert Key("accuracy", "value") not in counts(GOLD.with_(entities=(role, person, place, moved)))


def test_a_missing_value_is_wrong_and_one_that_gold_lacks_counts_among_the_values() -> None:
    (meets,) = GOLD.events
    found = counts(GOLD.with_(events=(meets.with_(attributes={"modality": "planned", "mode": "visit"}),)))
    assert found[Key("accuracy", "modality")] == Outcome(incorrect=1)
    assert found[Key("accuracy", "polarity")] == Outcome(incorrect=1)
    assert Key("accuracy", "mode") not in found
    assert found[Key("values", "mode", "visit")] == Outcome(spurious=1)
    assert found[Key("values", "modality", "asserted")] == Outcome(missed=1)


def test_several_values_are_counted_one_by_one() -> None:
    (meets,) = GOLD.events
    gold = GOLD.with_(events=(meets.with_(attributes={"context": ("election", "migration")}),))
    found = counts(GOLD.with_(events=(meets.with_(attributes={"context": "election"}),)), gold)
    assert found[Key("accuracy", "context")] == Outcome(incorrect=1)
    assert found[Key("values", "context")] == Outcome(correct=1, missed=1)


def test_the_ref_of_a_place_is_compared_as_it_is() -> None:
    role, person, place, date = GOLD.entities
    found = counts(GOLD.with_(entities=(role, person, place.with_(ref="LAO"), date)))
    assert found[Key("accuracy", "ref of LOC")] == Outcome(incorrect=1)
    assert counts(GOLD)[Key("accuracy", "ref of LOC")] == Outcome(correct=1)


def people(*refs: str | None) -> Annotation:
    spans = ("Ana Pérez", "Luis Gil", "Pérez,", "Gil et", "Rosa Paz")
    return annotation(
        article(TEXT),
        tuple(
            entity(TEXT, said, "PER", f"e{number}", ref=ref)
            for number, (said, ref) in enumerate(zip(spans, refs, strict=True))
        ),
        (event(TEXT, None, "AID", "t1"),),
    )


def test_the_refs_of_persons_only_say_who_goes_together_whatever_they_are_called() -> None:
    gold = people("a", "b", "a", "b", "c")
    renamed = counts(people("1", "2", "1", "2", "3"), gold)
    assert renamed[Key("clusters", "ref of PER")] == Outcome(correct=2)
    lumped = counts(people("1", "1", "1", None, "1"), gold)
    assert lumped[Key("clusters", "ref of PER")] == Outcome(correct=1, missed=1, spurious=5)
    assert not any(key.part == "accuracy" for key in lumped)


def test_only_labels_that_name_persons_have_refs_that_are_clusters() -> None:
    gold, found = people("a", "b", "a", "b", "c"), people("1", "2", "1", "2", "3")
    as_keys = attribute_counts(gold, found, None)
    assert as_keys[Key("accuracy", "ref of PER")] == Outcome(incorrect=5)
