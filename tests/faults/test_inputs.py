"""Articles and files of records that cannot be used: named with place and remedy, and nothing is written."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from tests.builders import meeting
from tests.commands import Annotate, tree
from tests.faults.rows import Row, both, text

PRELABEL = "prelabel in -o out.jsonl --labeler spacy"
GOOD = meeting("good", Status.ADJUDICATED, "gold").to_dict()


def line(**changes: object) -> str:
    return json.dumps({"id": "a", "text": "Ana est à Lima.", **changes}) + "\n"


def gold(**annotation: object) -> str:
    """A line of gold of which something was changed by hand."""
    return json.dumps({**GOOD, "annotation": {**GOOD["annotation"], **annotation}}, ensure_ascii=False) + "\n"


def entity(**changes: object) -> str:
    """The same, with its first mention changed."""
    first, *others = GOOD["annotation"]["entities"]
    return gold(entities=[{**first, **changes}, *others])


def bomb(project: Path) -> None:
    """Less than a megabyte that unpacks to 400 in one line."""
    (project / "in").mkdir()
    with gzip.open(project / "in" / "bomb.jsonl.gz", "wb", compresslevel=9) as file:
        for _ in range(400):
            file.write(b" " * 1_000_000)


def loop(project: Path) -> None:
    (project / "in").mkdir()
    (project / "in" / "again").symlink_to(project / "in", target_is_directory=True)


def pipe(project: Path) -> None:
    (project / "in").mkdir()
    os.mkfifo(project / "in" / "pipe.txt")


SCHEMA = "docs/record.schema.json"
_LINES = (
    json.dumps({**GOOD, "article": {**GOOD["article"], "id": f"good{number}"}}) for number in range(3000)
)
_PACKED = gzip.compress("\n".join(_LINES).encode(), mtime=0)
CUT = text("s.jsonl.gz", _PACKED[: len(_PACKED) // 2])

ROWS = [
    Row(
        "utf-16",
        PRELABEL,
        5,
        "in/a.txt",
        "iconv -f UTF-16",
        text("in/a.txt", "Ana est à Lima.".encode("utf-16")),
    ),
    Row(
        "latin-1",
        PRELABEL,
        5,
        "in/a.txt",
        "iconv -f WINDOWS-1252",
        text("in/a.txt", "Ana est à Lima.".encode("latin-1")),
    ),
    Row("nul", PRELABEL, 5, "in/a.txt", "Remove it", text("in/a.txt", "Ana\0 est là.")),
    Row(
        "surrogate",
        PRELABEL,
        5,
        "a.jsonl, line 1",
        "lone surrogate",
        text("in/a.jsonl", '{"id": "a", "text": "\\ud83d"}\n'),
    ),
    Row("empty-file", PRELABEL, 5, "in/a.txt", "add text", text("in/a.txt", "")),
    Row("blank-file", PRELABEL, 5, "in/a.txt", "add text", text("in/a.txt", " \n\n ")),
    Row(
        "empty-folder", PRELABEL, 5, "in", "Readable formats: .txt", lambda project: (project / "in").mkdir()
    ),
    Row("missing-path", PRELABEL, 5, "in", "Check the path", lambda project: None),
    Row("unknown-suffix", PRELABEL, 5, "in:", "Readable formats: .txt", text("in/a.docx", b"PK")),
    Row("no-match", "prelabel in/*.txt -o out.jsonl --labeler spacy", 5, "in/*.txt", "Check the pattern"),
    Row("symlink-loop", PRELABEL, 5, "in", "Readable formats:", loop),
    Row("pipe-without-writer", PRELABEL, 5, "pipe.txt", "Pipe its content in", pipe),
    Row(
        "json-array",
        PRELABEL,
        5,
        "a.jsonl, line 1",
        "Each line must be one JSON object",
        text("in/a.jsonl", "[1, 2]\n"),
    ),
    Row(
        "json-cut",
        PRELABEL,
        5,
        "a.jsonl, line 1",
        "A truncated file ends like this",
        text("in/a.jsonl", '{"id": "a", "text": "Ana'),
    ),
    Row(
        "no-text",
        PRELABEL,
        5,
        "a.jsonl, line 1",
        "--map text=NAME",
        text("in/a.jsonl", '{"id": "a"}\n'),
    ),
    Row(
        "text-not-a-string",
        PRELABEL,
        5,
        "a.jsonl, line 1",
        "Correct or remove",
        text("in/a.jsonl", line(text=7)),
    ),
    Row(
        "id-slash",
        PRELABEL,
        5,
        "a.jsonl, line 1",
        "Correct or remove",
        text("in/a.jsonl", line(id="../../etc/passwd\n")),
    ),
    Row("id-long", PRELABEL, 5, "a.jsonl, line 1", "at most 200", text("in/a.jsonl", line(id="x" * 5000))),
    Row(
        "id-control",
        PRELABEL,
        5,
        "a.jsonl, line 1",
        "Correct or remove",
        text("in/a.jsonl", line(id="a\x07b")),
    ),
    Row("id-empty", PRELABEL, 5, "a.jsonl, line 1", "Give every article", text("in/a.jsonl", line(id=""))),
    Row(
        "csv-no-text-column",
        PRELABEL,
        5,
        "in/a.csv",
        "--map text=words",
        text("in/a.csv", "id,words\na,Ana est à Lima.\n"),
    ),
    Row(
        "csv-cut-quote",
        PRELABEL,
        5,
        "in/a.csv",
        "Double every quote",
        text("in/a.csv", 'id,text\na,"Ana est\n'),
    ),
    Row(
        "csv-utf-16",
        PRELABEL,
        5,
        "in/a.csv",
        "iconv -f UTF-16",
        text("in/a.csv", "id,text\na,Ana\n".encode("utf-16")),
    ),
    Row(
        "parquet-that-is-none",
        PRELABEL,
        5,
        "in/a.parquet",
        "Create or copy the file again",
        text("in/a.parquet", b"PAR1 no"),
    ),
    Row(
        "gz-that-is-none",
        PRELABEL,
        5,
        "in/a.jsonl.gz",
        "drop .gz from its name",
        text("in/a.jsonl.gz", b"hello"),
    ),
    Row("zip-bomb", PRELABEL, 5, "bomb.jsonl.gz, line 1", "longer than 20000000 bytes", bomb),
    Row(
        "strict",
        PRELABEL + " --strict",
        5,
        "in/b.txt",
        "iconv",
        both(text("in/a.txt", "Ana est à Lima."), text("in/b.txt", b"\xff\xfe")),
    ),
    *(
        Row(f"{command.split()[0]}-{id}", command, 5, place, remedy, text("s.jsonl", content))
        for command in ("release create x --from s.jsonl", "export s.jsonl --format jsonl -o o.jsonl")
        for id, place, remedy, content in (
            ("not-json", "s.jsonl, line 2", "A truncated file ends like this", gold() + "{oops\n"),
            ("wrong-form", "s.jsonl, line 1", SCHEMA, '{"article": {"id": "a"}}\n'),
            (
                "span-outside",
                "s.jsonl, line 1: does not have the form of",
                "ends at 999",
                entity(start=0, end=999),
            ),
            ("span-of-other-words", "region e1", SCHEMA, entity(start=1, end=17)),
            ("other-digest", "article good", SCHEMA, gold(digest="sha256:" + "0" * 64)),
            ("argument-to-nobody", "event v1", SCHEMA, gold(entities=[])),
            ("utf-16", "s.jsonl, line 1", "Save the file as UTF-8", gold().encode("utf-16")),
        )
    ),
    *(
        Row(f"{command.split()[0]}-cut-gzip", command, 5, "s.jsonl.gz, after line", "is truncated", CUT)
        for command in ("release create x --from s.jsonl.gz", "export s.jsonl.gz --format jsonl -o o.jsonl")
    ),
    Row("export-missing", "export nothing --format jsonl -o o.jsonl", 5, "nothing", "holds gold.jsonl"),
    Row("train-missing", "train nothing -o model", 5, "nothing", "holds gold.jsonl"),
    Row("release-missing", "release create x --from nothing.jsonl", 5, "nothing.jsonl", "Check the path"),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_what_cannot_be_read_is_named(
    annotate: Annotate, project: Path, state_folder: Path, row: Row
) -> None:
    row.check(annotate, project, state_folder)


@pytest.mark.parametrize("count", [1000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_thousands_of_files_with_three_bad_ones_name_just_these(
    annotate: Annotate, project: Path, count: int
) -> None:
    folder = project / "in"
    folder.mkdir()
    bad = (17, count // 2, count - 1)
    for index in range(count):
        (folder / f"{index:05}.txt").write_text(f"Ana {index} est à Lima.", encoding="utf-8")
    for index in bad:
        (folder / f"{index:05}.txt").write_bytes(b"\xff\xfe")
    ended = annotate("prelabel", "in", "-o", "out.jsonl", "--labeler", "dates")
    assert ended.code == 4
    for index in bad:
        assert f"{index:05}.txt" in ended.err
    assert len(ended.err.splitlines()) < 15
    assert sum(1 for _ in jsonl.read_records(project / "out.jsonl")) == count - 3


def test_no_id_leads_out_of_the_output_folder(annotate: Annotate, project: Path) -> None:
    ids = ["..", "../../up", "/etc/passwd", "a/b", "C:\\x", "~", "-rf"]
    records = [{**GOOD, "article": {**GOOD["article"], "id": id}} for id in ids]
    (project / "s.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    before = set(tree(project.parent))
    for words in (
        "release create x --from s.jsonl",
        "export s.jsonl --format conll -o o.conll",
        "export s.jsonl --format jsonl -o e.jsonl",
        "prelabel s.jsonl -o o.jsonl --labeler dates",
    ):
        ended = annotate(*words.split())
        assert ended.code == 0, ended
    for made in ("exports/x-1.0.0/gold.jsonl", "e.jsonl", "o.jsonl"):
        assert {record.article.id for record in jsonl.read_records(project / made)} == {*ids}
    added = {path for path in set(tree(project.parent)) - before if "exports/x-1.0.0/" not in path}
    added = {path for path in added if not path.endswith(".lock")}
    made_here = (".annotate/pseudonyms.json", "o.conll", "o.conll.ids", "e.jsonl", "o.jsonl")
    assert added == {f"campaign/{name}" for name in made_here}
    assert not [path for path in (project / "exports" / "x-1.0.0").iterdir() if path.stem in ids]
