"""Readers of JSON, given anything where their format has something else: it is listed, and nothing breaks."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import AnnotateError
from tests.examples import examples
from tests.export.importing.imported import imported

_KEYS = [
    *("text", "data", "id", "meta", "label", "labels", "entities", "relations", "annotations", "cats"),
    *("spans", "tokens", "accept", "options", "answer", "start", "end", "start_offset", "end_offset"),
    *(
        "token_start",
        "token_end",
        "head",
        "child",
        "head_span",
        "from_id",
        "to_id",
        "type",
        "user",
        "Comments",
    ),
    *("_annotator_id", "_session_id", "_timestamp", "_view_id", "user_input"),
]
_LEAVES = st.sampled_from(
    [None, True, 0, 1, 5, -1, 2.5, 1e300, "", "PER", "Rabat", "accept", "reject", "a#b c"]
)
_ANY = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    max_leaves=12,
)


@pytest.mark.parametrize("format", ["doccano", "prodigy"])
@examples(30)
@given(st.lists(st.dictionaries(st.sampled_from(_KEYS), _ANY, max_size=8), min_size=1, max_size=3))
def test_nothing_breaks(format: str, drawn: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.jsonl"
        lines = [{"text": "Rabat parle à Awa.", **one} for one in drawn]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        try:
            found, report = imported(path, format)
        except AnnotateError as error:
            assert "nothing that can be imported" in str(error)
        else:
            assert len(found) <= len(lines) + report.tally.kept["document"]
