"""The same annotations and options give the same bytes, whatever the machine is set to."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.record import Record
from tests.builders import meeting
from tests.commands import PROGRAM

OPTIONS = ["release", "create", "x", "--version", "1.2.0", "--from", "answers.jsonl"]


def answers() -> list[Record]:
    """Answers of four people to twenty articles. Two records of an article differ in their metadata."""
    people = ["zoë@example.org", "Ana@example.org", "bo@example.org", "çağ@example.org"]
    made = [meeting(f"é{n}" if n % 3 else f"a{n}", Status.SUBMITTED, people[n % 4]) for n in range(20)]
    made += [meeting(f"two{n}", Status.SUBMITTED, person) for n in range(3) for person in people[:2]]
    made += [meeting(f"skipped{n}", Status.SKIPPED, person) for n in range(2) for person in people]
    titled = made[0].article.with_(title="Another title", meta={"b": 1, "a": [2]})
    made.append(Record.of(titled, made[0].annotation.with_(status=Status.DRAFT)))
    final = made[1].article.with_(title="One title")
    return [*made, Record.of(final, made[1].annotation), made[1]]


def created(folder: Path, records: list[Record], **environment: str) -> dict[str, bytes]:
    """The files of a release that a process of its own makes in ``folder``."""
    folder.mkdir(parents=True)
    jsonl.write(folder / "answers.jsonl", records)
    ended = subprocess.run(
        [*PROGRAM, *OPTIONS],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    made = folder / "exports" / "x-1.2.0"
    return {str(path.relative_to(made)): path.read_bytes() for path in made.rglob("*") if path.is_file()}


def test_two_folders_with_other_settings_and_another_order_of_lines_give_the_same_bytes(
    tmp_path: Path,
) -> None:
    records = answers()
    shuffled = random.Random(1).sample(records, len(records))
    one = created(tmp_path / "one", records, LC_ALL="C", TZ="UTC", PYTHONHASHSEED="0")
    other = created(
        tmp_path / "far away" / "été",
        shuffled,
        LC_ALL="tr_TR.UTF-8",
        TZ="Pacific/Chatham",
        PYTHONHASHSEED="4242",
        PYTHONUTF8="1",
        COLUMNS="40",
    )
    assert one.keys() == other.keys()
    assert {"annotations.jsonl", "gold.parquet", "data/dev.parquet", "croissant.json"} < one.keys()
    differing = {name for name in one if one[name] != other[name]}
    assert differing <= {"provenance.json", "SHA256SUMS"}
    lines = [
        [line for line in files["SHA256SUMS"].splitlines() if not line.endswith(b"  provenance.json")]
        for files in (one, other)
    ]
    assert lines[0] == lines[1]
    for files in (one, other):
        assert str(tmp_path).encode() not in b"".join(files.values())
