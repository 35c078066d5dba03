"""The names of the files in a release, and how its JSON files are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotate.core.files import writing

GOLD_FILE = "gold.jsonl"
ANNOTATIONS_FILE = "annotations.jsonl"
PARQUET_FILE = "gold.parquet"
DATA_FOLDER = "data"
SPLITS_FILE = "splits.json"
ONTOLOGY_FILE = "ontology.yaml"
MANIFEST_FILE = "manifest.json"
PROVENANCE_FILE = "provenance.json"
TEXTS = "texts"  # the key of the manifest of a release without texts


def write_json(path: Path, data: Any) -> None:
    """Writes ``data`` as indented JSON, in the given order of keys."""
    with writing(path) as file:
        json.dump(data, file, ensure_ascii=False, indent=2)
        file.write("\n")
