"""Regions of a file that have the same id, and relations that are given more than once."""

from __future__ import annotations

from pathlib import Path

from tests.export.importing.imported import acts, listed, of_lines, said

TEXT = "La ministre Awa Sarr a rencontré le roi à Rabat."


def span(start: int, end: int, label: str, id: int) -> dict[str, object]:
    return {"id": id, "label": label, "start_offset": start, "end_offset": end}


def test_regions_with_the_same_id_are_all_kept_under_ids_of_their_own(tmp_path: Path) -> None:
    marked = [
        span(12, 20, "PER", 7),
        span(42, 47, "LOC", 7),
        span(23, 32, "CONSULT", 8),
        span(0, 2, "AID", 8),
    ]
    (record,), report = of_lines(tmp_path, "doccano", {"id": 3, "text": TEXT, "entities": marked})
    assert said(record) == [("PER", "Awa Sarr"), ("LOC", "Rabat")]
    assert acts(record) == [("CONSULT", "rencontré", []), ("AID", "La", [])]
    assert len({one.id for one in record.annotation.regions}) == 4 and not report.in_part


def test_a_relation_to_an_id_that_several_regions_have_is_listed(tmp_path: Path) -> None:
    marked = [span(12, 20, "PER", 7), span(42, 47, "LOC", 7), span(23, 32, "CONSULT", 8)]
    relations = [{"id": 1, "from_id": 8, "to_id": 7, "type": "Agent"}]
    line = {"id": 3, "text": TEXT, "entities": marked, "relations": relations}
    (record,), report = of_lines(tmp_path, "doccano", line)
    assert acts(record) == [("CONSULT", "rencontré", [])]
    ((kind, _, why),) = listed(report)
    assert (kind, why) == ("argument", "several regions have the id 7")


def test_a_relation_that_is_given_in_both_directions_is_one_argument(tmp_path: Path) -> None:
    marked = [span(12, 20, "PER", 7), span(23, 32, "CONSULT", 8)]
    relations = [{"from_id": one, "to_id": other, "type": "Agent"} for one, other in ((8, 7), (7, 8), (8, 7))]
    line = {"id": 3, "text": TEXT, "entities": marked, "relations": relations}
    (record,), report = of_lines(tmp_path, "doccano", line)
    assert acts(record) == [("CONSULT", "rencontré", [("Agent", "Awa Sarr")])]
    assert report.tally.reasons == {"relations that were given before": 2}
