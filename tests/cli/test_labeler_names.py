"""Commands understand labelers by their names of earlier versions, and say once what they are called now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.record import Record
from tests.commands import Annotate
from tests.commands import said as says

TOLD = "bodies is now organizations"
TEXT = "Le ministère des Affaires étrangères de Cuba a reçu une délégation."


@pytest.fixture
def old_names(project: Path) -> Path:
    """A project whose annotate.yaml was written before labelers were renamed."""
    path = project / "annotate.yaml"
    path.write_text(re.sub(r"(?m)^(labelers|weights):.*(\n[ -].*)*\n", "", path.read_text()))
    with path.open("a") as settings:
        settings.write("labelers: [spacy, bodies]\nweights: none\n")
    (project / "in.txt").write_text(TEXT)
    return project


def test_prelabel_says_it_once_and_writes_the_new_name(annotate: Annotate, old_names: Path) -> None:
    ended = annotate("prelabel", "in.txt", "-o", "out.jsonl")
    assert ended.code == 0
    assert ended.err.count(TOLD) == 1
    assert TOLD not in ended.out
    (record,) = jsonl.read(old_names / "out.jsonl", Record)
    sources = {item.source.partition("@")[0] for one in record.annotation.entities for item in one.provenance}
    assert "organizations" in sources and "bodies" not in sources
    told = annotate("prelabel", "in.txt", "-o", "out2.jsonl", "--json")
    assert [TOLD in notice for notice in told.json["notices"]] == [True]
    assert TOLD not in told.err
    assert TOLD not in annotate("prelabel", "in.txt", "-o", "out3.jsonl", "--quiet").err


def test_a_run_begun_under_old_names_goes_on_under_the_new_ones(annotate: Annotate, old_names: Path) -> None:
    old, new = (("--labeler", "spacy", "--labeler", name) for name in ("bodies", "organizations"))
    assert annotate("prelabel", "in.txt", "-o", "out.jsonl", *old).code == 0
    going_on = annotate("prelabel", "in.txt", "-o", "out.jsonl", "--resume", *new, "--json")
    assert (going_on.code, going_on.json["kept"], going_on.json["notices"]) == (0, 1, [])


def test_a_run_of_an_earlier_version_is_refused_in_the_names_of_now(
    annotate: Annotate, old_names: Path
) -> None:
    assert annotate("prelabel", "in.txt", "-o", "out.jsonl").code == 0
    made = (old_names / "out.jsonl").read_text()
    earlier = made.replace("organizations@", "bodies@1").replace("annotate/", "annotate/0")
    (old_names / "out.jsonl").write_text(earlier)
    ended = annotate("prelabel", "in.txt", "-o", "out.jsonl", "--resume")
    says(ended, 2, "made in another way: this run has another version of organizations (")


def test_dry_run_and_calibrate_say_it_too(annotate: Annotate, old_names: Path) -> None:
    assert annotate("prelabel", "in.txt", "--dry-run").err.count(TOLD) == 1
    assert TOLD in annotate("prelabel", "in.txt", "--dry-run", "--json").json["notices"][0]
    (old_names / "gold.jsonl").write_text("{}\n")
    assert annotate("calibrate", "gold.jsonl", "-o", "w.json").err.count(TOLD) == 1
