"""Projects, settings and ontologies that are wrong: each command says where, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Annotate
from tests.faults.rows import Row, both, replaced, text

PRELABEL = "prelabel suggestions.jsonl -o out.jsonl"
ONTOLOGY = "configs/diplomacy.yaml"

ROWS = [
    Row(
        "yaml-tab",
        "status",
        2,
        "annotate.yaml, line 6",
        "spaces, not tabs",
        replaced("annotate.yaml", "language: fr", "\tlanguage: fr"),
    ),
    Row("yaml-empty", "status", 2, "annotate.yaml", "Add them", text("annotate.yaml", "")),
    Row(
        "yaml-binary",
        "status",
        2,
        "annotate.yaml",
        "Save it as UTF-8",
        text("annotate.yaml", b"\x00\xff\xfe"),
    ),
    Row("yaml-list", "status", 2, "annotate.yaml", "key: value", text("annotate.yaml", "- a\n- b\n")),
    Row(
        "yaml-twice",
        "status",
        2,
        "annotate.yaml",
        "Keep one of them",
        replaced("annotate.yaml", "language: fr", "language: fr\nlanguage: en"),
    ),
    Row(
        "wrong-key",
        "push suggestions.jsonl",
        2,
        "annotate.yaml",
        "Known keys",
        replaced("annotate.yaml", "language:", "langauge:"),
    ),
    Row(
        "wrong-type",
        "pull",
        2,
        "annotate.yaml",
        "Correct",
        replaced("annotate.yaml", "format: 1", "format: two"),
    ),
    Row(
        "newer-format",
        "pull",
        2,
        "annotate.yaml",
        "Correct",
        replaced("annotate.yaml", "format: 1", "format: 2"),
    ),
    Row(
        "wrong-address",
        "push suggestions.jsonl",
        2,
        "annotate.yaml",
        "Correct",
        replaced("annotate.yaml", "exports: exports", "studio: {url: localhost}\nexports: exports"),
    ),
    Row(
        "no-ontology",
        "guidelines -o g.html",
        2,
        "configs/none.yaml",
        "a built-in one",
        replaced("annotate.yaml", ONTOLOGY, "configs/none.yaml"),
    ),
    Row(
        "ontology-tab",
        PRELABEL,
        2,
        "diplomacy.yaml",
        "spaces, not tabs",
        replaced(ONTOLOGY, "\nformat: 1", "\n\tformat: 1"),
    ),
    Row(
        "ontology-twice",
        PRELABEL,
        2,
        "diplomacy.yaml",
        "Keep one of them",
        replaced(ONTOLOGY, "\nentities:\n", "\nentities:\n  PER: {}\n"),
    ),
    Row(
        "ontology-colour",
        "guidelines -o g.html",
        2,
        "diplomacy.yaml",
        "Write it in quotes",
        replaced(ONTOLOGY, '"#0072B2"', '"blue"'),
    ),
    Row(
        "ontology-hotkey-twice",
        PRELABEL,
        2,
        "diplomacy.yaml",
        "its own key",
        replaced(ONTOLOGY, 'hotkey: "2"', 'hotkey: "1"'),
    ),
    Row(
        "ontology-unknown-role",
        PRELABEL,
        2,
        "diplomacy.yaml",
        "Use one of",
        replaced(ONTOLOGY, "may_contain: [LOC]", "may_contain: [PLACE]"),
    ),
    Row(
        "unknown-labeler",
        PRELABEL + " --labeler sparcy",
        2,
        "sparcy",
        "Known labelers",
    ),
    Row(
        "labeler-in-settings",
        PRELABEL,
        2,
        "sparcy",
        "Known labelers",
        replaced("annotate.yaml", "labelers: [spacy,", "labelers: [sparcy,"),
    ),
    Row(
        "missing-model",
        PRELABEL + " --labeler spacy:xx_none",
        2,
        "there is no spaCy model 'xx_none'",
        "the folder of a spaCy pipeline",
    ),
    Row("trained-missing", PRELABEL + " --labeler trained:models/none", 2, "models/none", "Check the path"),
    Row("language-without-words", "guidelines -o g.html --language de", 2, "'de'", "It has fr, en"),
    Row("init-there", "init .", 2, "annotate.yaml", "Choose another folder"),
    Row("init-language", "init new --language french", 2, "'french'", "two letters"),
    Row("init-name", "init new --name Big!", 2, "'Big!'", "--name"),
    Row("init-address", "init new --url localhost", 2, "'localhost'", "http://"),
    Row("init-ontology", "init new --ontology none.yaml", 2, "none.yaml", "a built-in one"),
    Row("release-name", "release create Big! --from suggestions.jsonl", 2, "Big!", "lower-case"),
    Row("release-name-path", "release create ../x --from suggestions.jsonl", 2, "../x", "lower-case"),
    Row(
        "release-version",
        "release create x --version one --from suggestions.jsonl",
        2,
        "one",
        "MAJOR.MINOR.PATCH",
    ),
    Row(
        "release-only-suggestions",
        "release create x --from suggestions.jsonl",
        5,
        "no article",
        "annotate pull",
    ),
    Row("export-format", "export suggestions.jsonl --format bratt -o o", 2, "bratt", "conll"),
    Row("train-there", "train suggestions.jsonl -o configs", 2, "configs", "Choose another -o"),
    Row(
        "studio-url-up",
        "studio up",
        2,
        "annotate.yaml",
        "studio.url",
        replaced(
            "annotate.yaml", "exports: exports", "studio: {url: 'http://127.0.0.1:9'}\nexports: exports"
        ),
    ),
    Row("studio-open-down", "studio open", 3, "not running", "annotate studio up"),
    Row("pull-nowhere", "pull -o a.jsonl", 3, "not running", "annotate studio up"),
    Row("push-nowhere", "push suggestions.jsonl", 3, "not running", "annotate studio up"),
    Row("demo-missing", "demo --articles none", 2, "none", "does not exist"),
    Row("demo-in-project", "demo --folder .", 2, ".:", "Choose another --folder"),
    Row("usage-no-file", "push", 2, "FILE", "annotate push --help"),
    Row("usage-unknown", "pussh x", 2, "pussh", "annotate --help"),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_what_is_set_up_wrong_is_named(
    annotate: Annotate, project: Path, state_folder: Path, row: Row
) -> None:
    row.check(annotate, project, state_folder)


def test_several_faults_at_once_are_told_one_by_one(
    annotate: Annotate, project: Path, state_folder: Path
) -> None:
    broken = both(
        replaced("annotate.yaml", "language: fr", "language: french"), text("suggestions.jsonl", "{")
    )
    Row("two", "push suggestions.jsonl", 2, "annotate.yaml", "language", broken).check(
        annotate, project, state_folder
    )
