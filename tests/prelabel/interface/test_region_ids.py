"""Ids of regions: the same region always has the same id."""

from __future__ import annotations

from annotate.core.annotation import Span
from annotate.prelabel.interface.region_ids import entity_id, event_id


def test_a_span_and_label_has_the_same_id_in_every_model_version() -> None:
    # Written out: what was pushed under this id last year must be found again.
    assert entity_id(Span(start=3, end=10), "LOC") == "ea9a78b4eb9"
    assert event_id(Span(start=3, end=10), "CONSULT") == event_id(Span(start=3, end=10), "CONSULT")


def test_another_span_label_or_type_has_another_id() -> None:
    ids = {
        entity_id(Span(start=3, end=10), "LOC"),
        entity_id(Span(start=3, end=11), "LOC"),
        entity_id(Span(start=3, end=10), "ORG"),
        event_id(Span(start=3, end=10), "CONSULT"),
        event_id(None, "CONSULT"),
        event_id(None, "AID"),
    }
    assert len(ids) == 6
    assert all(len(region) == 11 for region in ids)
