"""doccano's exports, as its documentation and the exporters of its versions show them; the texts are ours."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.export.importing.imported import acts, imported, listed, of_lines, said

TEXT = "La ministre Awa Sarr a rencontré le roi à Rabat."
SARR, MET, RABAT = [12, 20], [23, 32], [42, 47]


def span(place: list[int], label: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "start_offset": place[0], "end_offset": place[1], **more}


@pytest.mark.parametrize(
    "line",
    [
        {"id": 3, "text": TEXT, "labels": [[*SARR, "PER"], [*RABAT, "LOC"]], "meta": {"page": 2}},  # 1.0
        {"id": 3, "data": TEXT, "label": [[*SARR, "PER"], [*RABAT, "LOC"]], "page": 2},  # 1.5
        {"id": 3, "text": TEXT, "label": [[*SARR, "PER"], [*RABAT, "LOC"]], "page": 2, "Comments": []},  # 1.8
        {
            "id": 3,
            "text": TEXT,
            "entities": [span(SARR, "PER", id=1), span(RABAT, "LOC", id=2)],
            "relations": [],
            "page": 2,
        },
        {
            "id": 3,
            "text": TEXT,
            "annotations": [span(SARR, "PER"), span(RABAT, "LOC")],
            "meta": {"page": 2},
            "annotation_approver": "boss",
        },
    ],
)
def test_the_spans_of_every_version_are_mentions(tmp_path: Path, line: dict[str, Any]) -> None:
    (record,), report = of_lines(tmp_path, "doccano", line, author="awa")
    assert said(record) == [("PER", "Awa Sarr"), ("LOC", "Rabat")]
    assert (record.article.id, record.article.meta, record.annotation.author) == (
        "doccano-3",
        {"page": 2},
        "awa",
    )
    assert record.annotation.status == "submitted" and not report.in_part


def test_relations_between_event_and_mention_are_arguments(tmp_path: Path) -> None:
    line = {
        "id": 3,
        "text": TEXT,
        "entities": [span(SARR, "PER", id=7), span(MET, "meeting", id=8), span(RABAT, "LOC", id=9)],
        "relations": [
            {"id": 0, "from_id": 8, "to_id": 7, "type": "Agent"},
            {"id": 1, "from_id": 9, "to_id": 8, "type": "in"},
            {"id": 2, "from_id": 7, "to_id": 9, "type": "lives in"},
            {"id": 3, "from_id": 8, "to_id": 9, "type": "unheard"},
            {"id": 4, "from_id": 8, "to_id": 99, "type": "Agent"},
            {"id": 5, "from_id": 8, "to_id": 7, "type": "Place"},
        ],
        "Comments": [{"id": 1, "comment": "sûr ?"}],
    }
    mapping = ["meeting=CONSULT", "role:in=Place"]
    (record,), report = of_lines(tmp_path, "doccano", line, mapping=mapping)
    assert acts(record) == [("CONSULT", "rencontré", [("Agent", "Awa Sarr"), ("Place", "Rabat")])]
    assert listed(report) == [
        ("argument", "Awa Sarr → Rabat", "a relation between two mentions"),
        ("argument", "rencontré → Rabat", "the role 'unheard' is unknown"),
        ("argument", "rencontré → 99", "it joins no marked words"),
        ("argument", "rencontré → Awa Sarr", "a PER cannot be Place of CONSULT"),
    ]
    assert report.tally.reasons == {"comments, which no annotation has": 1}
    assert [(seen.foreign, number, fix) for seen, number, fix in report.unknown] == [
        ("unheard", 1, "--map role:unheard=…")
    ]


def test_each_annotator_is_an_author(tmp_path: Path) -> None:
    marked = [span(SARR, "PER", user=1), span(SARR, "ORG", user=2), span(RABAT, "LOC", user=2)]
    found, _ = of_lines(tmp_path, "doccano", {"id": 1, "text": TEXT, "annotations": marked})
    assert [(one.annotation.author, said(one)) for one in found] == [
        ("1", [("PER", "Awa Sarr")]),
        ("2", [("ORG", "Awa Sarr"), ("LOC", "Rabat")]),
    ]
    line = json.dumps({"id": 1, "text": TEXT, "label": [[*SARR, "PER"]]})
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        for name in ("awa.jsonl", "boris.jsonl", "all.jsonl"):
            archive.writestr(name, line + "\n")
    found, _ = imported(tmp_path / "out.zip", "doccano")
    assert [one.annotation.author for one in found] == ["doccano", "awa", "boris"]
    assert {one.article.id for one in found} == {"doccano-1"}


def test_numbers_of_labels_and_labels_of_texts_are_mapped(tmp_path: Path) -> None:
    numbered = {"id": 1, "text": TEXT, "annotations": [span(SARR, 4, user=1), span(RABAT, 5, user=1)]}  # type: ignore[arg-type]
    (record,), report = of_lines(tmp_path, "doccano", numbered, mapping=["4=PER"])
    assert said(record) == [("PER", "Awa Sarr")]
    assert listed(report) == [("region", "Rabat", "the label '5' is unknown")]
    whole = {"id": 1, "text": TEXT, "label": ["meets", "PER", "sport"]}
    (record,), report = of_lines(tmp_path, "doccano", whole, mapping=["meets=CONSULT", "sport="])
    assert acts(record) == [("CONSULT", None, [])]
    assert listed(report) == [("region", "", "a label of the whole text, but PER is a type of mentions")]
    assert report.tally.left_out == {"region": 1}
    both = {"id": 1, "text": TEXT, "cats": ["CONSULT"], "entities": [[*RABAT, "LOC"]]}
    (record,), _ = of_lines(tmp_path, "doccano", both)
    assert said(record) == [("LOC", "Rabat")] and acts(record) == [("CONSULT", None, [])]


def test_utf_16_offsets_are_counted_again(tmp_path: Path) -> None:
    line = {"id": 1, "text": "🇲🇦 Rabat", "label": [[5, 10, "LOC"]]}
    (record,), _ = of_lines(tmp_path, "doccano", line, options=["offsets=utf-16"])
    assert said(record) == [("LOC", "Rabat")]
    line["label"] = [[5, 10, "LOC"], [50, 400, "LOC"]]
    _, report = of_lines(tmp_path, "doccano", line, options=["offsets=utf-16"])
    assert [words for _, words, _ in listed(report)] == ["50:400"]


def test_a_range_beyond_the_text_is_listed_with_its_numbers(tmp_path: Path) -> None:
    line = {"id": 1, "text": TEXT, "label": [[500, 510, "LOC"], [*RABAT, "LOC"]]}
    _, report = of_lines(tmp_path, "doccano", line)
    assert [words for _, words, _ in listed(report)] == ["500:510"]


def test_offsets_that_may_be_utf_16_are_noticed(tmp_path: Path) -> None:
    line = {"id": 1, "text": "😀 Rabat dort", "label": [[3, 8, "LOC"]]}
    _, report = of_lines(tmp_path, "doccano", line)
    assert any("--option offsets=utf-16" in sentence for sentence in report.notices)
    line["label"] = [[2, 7, "LOC"]]
    _, report = of_lines(tmp_path, "doccano", line)
    assert not report.notices


def test_an_array_is_read_item_by_item_until_its_damage(tmp_path: Path) -> None:
    lines = [
        {"id": number, "text": f"{TEXT} {'x' * 40_000}", "label": [[*SARR, "PER"]]} for number in range(9)
    ]
    whole = json.dumps(lines)
    path = tmp_path / "all.json"
    path.write_text(whole, encoding="utf-8")
    found, report = imported(path, "doccano")
    assert len(found) == 9 and not report.in_part
    path.write_text(whole[:-50_000], encoding="utf-8")
    found, report = imported(path, "doccano")
    assert 7 <= len(found) < 9
    (problem,) = report.tally.problems
    assert f"all.json, item {len(found) + 1}" in problem.where and "is not JSON" in problem.why


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{not json}", "is not JSON"),
        ("[1]", "is a list, not a JSON object"),
        ('{"id": 1, "id": 2}', "the key 'id' more than once"),
        ('{"id": 1}', "has neither 'text' nor 'data'"),
        ('{"id": 1, "text": "a\\u0000b"}', "control character"),
        ('{"id": 1, "text": "ab", "label": [[0, 9, "PER"]]}', "its words do not stand there"),
        ('{"id": 1, "text": "ab", "label": [[-2, 1, "PER"]]}', "its words do not stand there"),
        ('{"id": 1, "text": "ab", "label": [[1, 1, "PER"]]}', "its words do not stand there"),
        ('{"id": 1, "text": "ab", "label": [["x", null, "PER"]]}', "its words do not stand there"),
        ('{"id": 1, "text": "ab", "label": [{"start_offset": 0}]}', "is no label of doccano's"),
        ('{"id": 1, "text": "ab", "relations": [3]}', "is no relation of doccano's"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_kept(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "x.jsonl"
    good = json.dumps({"id": 5, "text": TEXT, "label": [[*SARR, "PER"]]})
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")
    found, report = imported(path, "doccano")
    assert said(found[0]) == [("PER", "Awa Sarr")]
    assert len(report.tally.problems) == 1 and why in str(report.tally.problems[0])
