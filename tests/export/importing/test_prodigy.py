"""Prodigy's answers, in the shapes that its page on interfaces documents; the texts are ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotate.core.errors import InputError
from tests.export.importing.imported import acts, listed, of_lines, said

TEXT = "La ministre Awa Sarr a rencontré le roi à Rabat."


def tokens(text: str = TEXT) -> list[dict[str, Any]]:
    found, start = [], 0
    for number, word in enumerate(text.split(" ")):
        found.append({"text": word, "start": start, "end": start + len(word), "id": number, "ws": True})
        start += len(word) + 1
    return found


def span(words: str, label: str | None, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "label": label, **more}


def task(**fields: Any) -> dict[str, Any]:
    return {"text": TEXT, "_input_hash": 12, "_task_hash": -3, "answer": "accept", **fields}


PERSON = span("Awa Sarr", "PERSON", token_start=2, token_end=3)
MEETING = span("rencontré", "CONSULT", token_start=5, token_end=5)
CITY = span("Rabat", "GPE")


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ({"_view_id": "ner_manual", "tokens": tokens(), "_annotator_id": "news-awa"}, "news-awa"),  # 1.11
        ({"_view_id": "spans_manual", "_session_id": "news-awa"}, "news-awa"),  # before
        ({"_session_id": None}, "prodigy"),
    ],
)
def test_manual_spans_are_mentions_of_their_annotator(
    tmp_path: Path, fields: dict[str, Any], author: str
) -> None:
    line = task(spans=[PERSON, CITY], _timestamp=1_700_000_000, meta={"id": "kigali-3"}, **fields)
    (record,), report = of_lines(tmp_path, "prodigy", line)
    assert said(record) == [("PER", "Awa Sarr"), ("LOC", "Rabat")]  # by the ontology's mapping of spaCy
    assert (record.article.id, record.annotation.author) == ("kigali-3", author)
    assert str(record.annotation.updated_at) == "2023-11-14 22:13:20+00:00"
    assert not report.in_part and not report.notices


def test_a_span_of_tokens_alone_is_read(tmp_path: Path) -> None:
    line = task(spans=[{"token_start": 2, "token_end": 3, "label": "PER"}], tokens=tokens())
    (record,), _ = of_lines(tmp_path, "prodigy", line)
    assert said(record) == [("PER", "Awa Sarr")]


def test_relations_are_arguments_in_both_directions(tmp_path: Path) -> None:
    line = task(
        _view_id="relations",
        tokens=tokens(),
        spans=[PERSON, MEETING, CITY],
        relations=[
            {"head": 5, "child": 3, "label": "Agent", "head_span": MEETING, "child_span": PERSON},
            {"head": 9, "child": 5, "label": "where"},  # tokens alone
            {"head": 5, "child": 0, "label": "det"},
            {"head": 3, "child": 9, "label": "from", "head_span": PERSON, "child_span": CITY},
        ],
    )
    (record,), report = of_lines(tmp_path, "prodigy", line, mapping=["role:where=Place"])
    assert acts(record) == [("CONSULT", "rencontré", [("Agent", "Awa Sarr"), ("Place", "Rabat")])]
    assert listed(report) == [
        ("argument", "rencontré → token 0", "it joins no marked words"),
        ("argument", "Awa Sarr → Rabat", "a relation between two mentions"),
    ]


def test_choices_and_accepted_labels_are_types_of_the_text(tmp_path: Path) -> None:
    options = [{"id": "CONSULT", "text": "Consult"}, {"id": 2, "text": "AID"}, {"id": "none", "text": "None"}]
    line = task(_view_id="choice", options=options, accept=["CONSULT", 2, "none"])
    (record,), report = of_lines(tmp_path, "prodigy", line, mapping=["none="])
    assert acts(record) == [("CONSULT", None, []), ("AID", None, [])]
    assert report.tally.reasons == {"none= (left out by --map)": 1}
    (record,), report = of_lines(
        tmp_path,
        "prodigy",
        task(label="CONSULT", _view_id="classification"),
        task(label="AID", answer="reject"),
    )
    assert acts(record) == [("CONSULT", None, [])]
    assert report.tally.reasons == {"rejected in Prodigy": 1}
    assert "yes or no" in report.notices[0]


def test_answers_of_one_annotator_on_one_text_are_one_annotation(tmp_path: Path) -> None:
    found, report = of_lines(
        tmp_path,
        "prodigy",
        task(spans=[PERSON], _session_id="a"),
        task(spans=[CITY], _session_id="b"),
        task(text="Un autre texte."),
        task(spans=[PERSON, CITY], _session_id="a"),
        task(spans=[MEETING], _session_id="a", answer="reject"),
        task(_session_id="c", spans=[PERSON], answer="ignore"),
    )
    by_author = {one.annotation.author: one for one in found if one.text == TEXT}
    assert len(found) == 4 and said(by_author["a"]) == [("PER", "Awa Sarr"), ("LOC", "Rabat")]
    assert said(by_author["b"]) == [("LOC", "Rabat")]
    assert by_author["c"].annotation.status == "skipped" and not by_author["c"].entities
    assert report.tally.reasons == {
        "given twice by the same annotator": 1,
        "rejected in Prodigy": 1,
        "ignored in Prodigy": 1,
    }
    assert len({one.article.id for one in found}) == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (task(text=None, image="x.jpg"), "has no 'text'"),
        ({"html": "<b>x</b>", "answer": "accept"}, "has no 'text'"),
        (task(spans=[{"start": 3, "end": 999, "label": "PER"}]), "its words do not stand there"),
        (task(spans=["x"]), "is no span of Prodigy's"),
        (task(spans=[span("Rabat", None)]), "has no label"),
        (task(relations=[7]), "is no relation of Prodigy's"),
        (task(user_input="bien"), "free text"),
        (task(spans=[span("Rabat", "LOC", text="Paris")]), "its words do not stand there"),
    ],
)
def test_what_cannot_be_read_is_listed(tmp_path: Path, line: dict[str, Any], why: str) -> None:
    good = {"text": "Rabat parle.", "spans": [{"start": 0, "end": 5, "label": "LOC"}], "answer": "accept"}
    found, report = of_lines(tmp_path, "prodigy", good, line)
    assert said(found[0]) == [("LOC", "Rabat")]
    assert len(report.tally.problems) == 1 and why in str(report.tally.problems[0])


def test_a_file_of_nothing_usable_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing that can be imported"):
        of_lines(tmp_path, "prodigy", task(text=None))
