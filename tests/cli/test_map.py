"""annotate prelabel --map, as a user types it: what was taken is said, and a wrong call is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.cli.commands.prelabel import _way_on
from annotate.core import jsonl
from tests.commands import Annotate, said

WORDS = ("prelabel", "in.csv", "--labeler", "dates", "-o", "out.jsonl")


@pytest.fixture(autouse=True)
def table(project: Path) -> None:
    (project / "in.csv").write_text("Nr;Chapeau\n7;Le 3 mars 2024 à Hanoï.\n", encoding="utf-8")


def test_the_columns_that_the_user_names_are_read(annotate: Annotate, project: Path) -> None:
    without = annotate(*WORDS)
    said(without, 5, "no column id and no column text", "'Nr', 'Chapeau'", "--map id=Nr --map text=Chapeau")
    ended = annotate(*WORDS, "--map", "id=Nr", "--map", "text=chapeau")
    said(ended, 0, "separated by ';'")
    (record,) = jsonl.read_records(project / "out.jsonl")
    assert (record.article.id, record.article.text) == ("7", "Le 3 mars 2024 à Hanoï.")
    counted = annotate("prelabel", "in.csv", "--map", "id=Nr", "--map", "text=Chapeau", "--dry-run", "--json")
    assert counted.json["articles"] == 1 and "';'" in counted.json["notices"][0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["text"], "not FIELD=COLUMN"),
        (["=Chapeau"], "not FIELD=COLUMN"),
        (["texte=Chapeau"], "no field 'texte'"),
        (["text=Chapeau", "text=Nr"], "two columns"),
    ],
)
def test_a_wrong_map_is_a_usage_error(annotate: Annotate, given: list[str], words: str) -> None:
    said(annotate(*WORDS, *(word for value in given for word in ("--map", value))), 2, words)


def test_the_command_that_continues_a_run_has_the_map() -> None:
    words = _way_on(("in.csv",), Path("out.jsonl"), (), {"id": "Nr", "text": "Le chapeau"}, 1, False, None)
    assert words == "annotate prelabel in.csv -o out.jsonl --map id=Nr --map 'text=Le chapeau' --resume"


def test_a_bad_row_of_a_mapped_table_is_named(annotate: Annotate, project: Path) -> None:
    with (project / "in.csv").open("a", encoding="utf-8") as file:
        file.write("8\n")
    said(annotate(*WORDS, "--map", "id=Nr", "--map", "text=Le chapeau"), 5, "no column 'Le chapeau'")
    said(annotate(*WORDS, "--map", "id=Nr", "--map", "text=Chapeau"), 4, "row 2 (line 3)", "has 1 fields")
