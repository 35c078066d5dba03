"""The published JSON Schema is the one that the models make, and it fits what we read and write."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from annotate.core.schema import record_schema, schema_text
from tests.builders import meeting
from tests.shared_data import shared_folder

DOCS = Path(__file__).parents[2] / "docs"


def test_the_schema_in_docs_is_the_one_the_models_make() -> None:
    published = (DOCS / "record.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "run: python -m annotate.core.schema > docs/record.schema.json"


def test_what_we_write_is_valid_and_a_wrong_line_is_not() -> None:
    line = json.loads(meeting().to_json())
    jsonschema.validate(line, record_schema())
    line["annotation"]["entities"][0].pop("label")
    with pytest.raises(jsonschema.ValidationError, match="not valid under any"):
        jsonschema.validate(line, record_schema())


def test_the_seeds_gold_is_valid() -> None:
    lines = (shared_folder() / "data" / "seeds-gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        jsonschema.validate(json.loads(line), record_schema())
