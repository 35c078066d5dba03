"""The fast way of reading a line gives what the models give: the same objects, or the same error."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core import jsonl
from annotate.core.annotation import Provenance, Status
from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.fast_reading import read_fast
from annotate.core.noun import Noun
from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord, GoldRecord, Record
from tests.builders import meeting, records
from tests.examples import examples

NOUNS = (Record, GoldRecord, AnswerRecord, Article)
SAMPLE = Path(__file__).parents[2] / "exports" / "sample-1.0.0" / "gold.jsonl"
FILE = Path("file.jsonl")
# Strings that begin with a blank, or end with what looks like a key, are left to the models.
LEFT_TO_THE_MODELS = re.compile(rb'[:,\[] ?" |":"[,}\]]')


def outcome(noun: type[Noun], line: bytes, *, fast: bool) -> Any:
    """What reading gives: all values with their types and the names of set fields, or the error."""
    try:
        read = jsonl.parse_line if fast else jsonl.parse_line_slowly
        return observed(read(noun, line, FILE, 2))
    except InputError as error:
        return str(error)


def observed(value: Any) -> Any:
    if isinstance(value, Noun):
        inside = {name: observed(one) for name, one in value.__dict__.items()}
        return type(value), list(inside.items()), value.model_fields_set, observed(value.model_extra)
    if isinstance(value, tuple | list):
        return type(value), [observed(one) for one in value]
    if isinstance(value, dict):
        return dict, [(name, observed(one)) for name, one in value.items()]
    return type(value), repr(value)


def assert_same(line: bytes) -> None:
    for noun in NOUNS:
        assert outcome(noun, line, fast=True) == outcome(noun, line, fast=False)


def written(record: Record) -> Any:
    return json.loads(record.to_json())


def test_every_record_of_the_sample_release_is_read_fast() -> None:
    lines = SAMPLE.read_bytes().splitlines(keepends=True)
    for line in lines:
        found = read_fast(GoldRecord, line)
        assert found is not None
        assert found.to_json().encode() == line.strip()
        assert_same(line)


@given(records(Ontology.load("diplomacy")), st.sampled_from(Status), st.booleans())
def test_any_record_as_we_write_it_is_the_same_read_fast(
    record: Record, status: Status, decided: bool
) -> None:
    changes = {"status": status, "decision": "single" if decided and status is Status.SUBMITTED else None}
    record = Record.of(record.article, record.annotation.with_(**changes))
    line = record.to_json().encode()
    assert_same(line)
    if b"\\\\" not in line and not LEFT_TO_THE_MODELS.search(line):
        assert read_fast(Record, line) == record


@given(records(Ontology.load("diplomacy")), st.booleans(), st.booleans())
def test_other_white_space_and_escapes_change_nothing(record: Record, ascii: bool, loose: bool) -> None:
    separators = (", ", ": ") if loose else (" , ", " : ")
    line = json.dumps(written(record), ensure_ascii=ascii, separators=separators).encode()
    assert_same(line)
    if loose and b"\\\\" not in line and not LEFT_TO_THE_MODELS.search(line):
        assert read_fast(Record, line + b"\r\n") == record


_BYTES = st.sampled_from(
    [
        *(b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b" ", b"0", b"9", b"-", b".", b"e", b"\t", b"\r"),
        *(b"\x00", b"\x7f", b"\xff", b"\xc2\x85", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\\ud800", b"\\u0000"),
        *(
            b'\\"',
            b"\\\\",
            b'":',
            b'"provenance":[',
            b"NaN",
            b"true",
            b"null",
            b'"id":"e1",',
            b'"x":1,',
            b"[[1]]",
        ),
    ]
)


@st.composite
def damaged_lines(draw: st.DrawFn) -> bytes:
    """A line with bytes cut out, put in, doubled or changed, at one to three places."""
    line = draw(st.sampled_from(LINES))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(line)))
        end = min(len(line), start + draw(st.sampled_from([0, 0, 1, 1, 2, 5, 30])))
        put_in = draw(st.one_of(_BYTES, st.just(b""), st.just(line[start:end] * 2), st.binary(max_size=2)))
        line = line[:start] + put_in + line[end:]
    return line


def _lines() -> list[bytes]:
    decided = meeting(status=Status.SUBMITTED)
    gold = GoldRecord.of(decided.article, decided.annotation.with_(decision="single", lost={"x": ("y",)}))
    spoken = [
        one.with_(provenance=(Provenance(source=f"m{index % 2}", score=0.5), Provenance(source="p")))
        for index, one in enumerate(gold.annotation.entities)
    ]
    full = GoldRecord.of(
        gold.article.with_(title="a «title»", meta={"place": {"row": 3, "keys": ["x", None, True]}}),
        gold.annotation.with_(entities=tuple(spoken), created_at="2024-03-01T10:00:00.25+02:00"),
    )
    bare = AnswerRecord.model_validate(
        {
            "format": 1,
            "article": {"id": "a1"},
            "annotation": {
                "author": "p",
                "status": "skipped",
                "entities": [{"id": "e1", "start": 1, "end": 4, "label": "PER"}],
            },
        }
    )
    return [one.to_json().encode() for one in (full, gold, bare, gold.article)]


LINES = _lines()


@examples(400)
@given(damaged_lines())
def test_damaged_bytes_are_found_as_before(line: bytes) -> None:
    assert_same(line)


_VALUES = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            False,
            0,
            1,
            -1,
            1.0,
            0.5,
            3.0,
            2**70,
            "",
            " ",
            "e1",
            "e2",
            "v1",
            "x",
            "0.5",
            "1",
            "submitted",
        ]
    ),
    st.sampled_from(
        [[], {}, [[]], ["x"], [1], {"x": 1}, {"source": "m"}, [{"source": "m"}], "2024-03", "2024-02-31"]
    ),
    st.floats(),
    st.text(max_size=4),
)


@st.composite
def changed_records(draw: st.DrawFn) -> bytes:
    """A record with values replaced, removed or added anywhere in it."""
    data = json.loads(draw(st.sampled_from(LINES)))
    for _ in range(draw(st.integers(1, 3))):
        place = data
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(place[key], dict | list) or draw(st.integers(0, 3)) == 0:
                if draw(st.integers(0, 3)) == 0:
                    del place[key]
                else:
                    place[key] = deepcopy(draw(_VALUES))
                break
            place = place[key]
        if isinstance(place, dict) and draw(st.integers(0, 5)) == 0:
            added = st.sampled_from(["x", "text", "role", "note", "start", "provenance", "score", "digest"])
            place[draw(added)] = deepcopy(draw(_VALUES))
    return json.dumps(data, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


@examples(400)
@given(changed_records())
def test_wrong_values_are_found_as_before(line: bytes) -> None:
    assert_same(line)


@given(st.floats(0, 1) | st.floats() | st.integers(), st.sampled_from(["score", "start", "lead"]))
def test_every_number_is_read_as_before(number: float, where: str) -> None:
    data = json.loads(LINES[0])
    target, key = {
        "score": (data["annotation"]["entities"][0], "score"),
        "start": (data["annotation"]["entities"][0], "start"),
        "lead": (data["annotation"], "lead_time_s"),
    }[where]
    target[key] = number
    assert_same(json.dumps(data).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"id":"e1"', b'"id":"e1","id":"e1"'),
        (b'"id":"e1"', b'"id" :"e1","id":"e1"'),
        (b'"source":"m0"', b'"source":"m0","source":"m0"'),
        (b'"row":3', b'"row":3,"row":3'),
        (b'"lost":{', b'"lost":{"x":["y"],'),
        (b'"provenance":[', b'"provenance":[],"provenance":['),
        (b'"row":3', b'"row":' + b"9" * 5_000),
        (b'"row":3', b'"row":' + b"[" * 900 + b"]" * 900),
        (b'"row":3', b'"row":' + b"[" * 9_000),
        (b'"row":3', b'"row":NaN'),
        (b'"row":3', b'"row":1e400'),
        (b'"score":0.5', b'"score":Infinity'),
        (b'"format":1', b'"format":true'),
        (b'"format":1', b'"format":1.0'),
        (b'"format":1', b'"format":"1"'),
        (b'"title":"', b'"title":"\\ud83d\\ude00 \\ud800'),
        (b'"title":"', b'"title":"\\ud83d\\ude00 \\u0085'),
        (b'"title":"', b'"title":"\xc2\x85'),
        (b'"title":"', b'"title":" :"'),
        (b'"provenance":[{"source":"m0"', b'"provenance":0,"x":[{"source":"m0"'),
        (b'"provenance":[{"source":"m0"', b'"provenance":[{"source":"m]0"'),
        (b'"provenance":[{"source":"m0"', b'"provenance" : [{"source":"m0"'),
        (b'{"source":"p"}]', b'{"source":"p"}]5'),
    ],
)
def test_a_line_made_to_deceive_is_read_as_before(old: bytes, new: bytes) -> None:
    assert old in LINES[0]
    assert_same(LINES[0].replace(old, new, 1))


def test_regions_with_the_same_provenance_are_read_once_and_stay_equal() -> None:
    first, second = (read_fast(GoldRecord, LINES[0]) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first == second == GoldRecord.model_validate_json(LINES[0])
    assert first.annotation.entities[0].provenance == second.annotation.entities[0].provenance


@pytest.mark.parametrize(
    ("written", "read"), [("true", ""), ("false", None), ('"x"', "x"), ('""', ""), ("null", None)]
)
def test_a_key_of_before_the_field_that_is_true_or_false_is_read(written: str, read: str | None) -> None:
    line = meeting().to_json().replace('"status":', f'"unsure":{written},"status":').encode()
    slow, fast = Record.model_validate_json(line), read_fast(Record, line)
    assert slow.annotation.unsure == read
    assert fast is None or fast == slow
