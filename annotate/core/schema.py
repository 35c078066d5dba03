"""The JSON Schema of a line in a file of suggestions, annotations or gold."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import TypeAdapter

from annotate.core.record import AnswerRecord, GoldRecord, Record


def record_schema() -> dict[str, Any]:
    """The schema of one line, generated from the models. The text is optional in the files of a release."""
    schema = TypeAdapter(Record | GoldRecord | AnswerRecord).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of suggestions, annotations or gold (annotate, format 1)",
        **schema,
    }


def schema_text() -> str:
    """The content of docs/record.schema.json."""
    return json.dumps(record_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
