"""CONTRIBUTING names the make targets and the shortest plug-ins that there are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from annotate.core import jsonl
from tests.commands import Annotate, pip_install

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NO_NEED = {"help", "demo", "clean"}  # for users, in README and in `make help`


def test_it_names_every_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert set(re.findall(r"^    make ([a-z-]+)", PAGE, re.MULTILINE)) == targets - NO_NEED


def test_the_plug_ins_that_it_calls_the_shortest_are() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for group in ("annotate.labelers", "annotate.exporters"):
        modules = {value.partition(":")[0] for value in project["entry-points"][group].values()}
        files = [Path(module.replace(".", "/")).with_suffix(".py") for module in sorted(modules)]
        shortest = min(files, key=lambda file: len((ROOT / file).read_text(encoding="utf-8").splitlines()))
        assert f"`{shortest}`" in PAGE.replace("\n", " "), f"the shortest of {group} is {shortest}"


def test_its_labeler_can_be_installed_and_suggests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, annotate: Annotate, project: Path
) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (table,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    source, site = tmp_path / "groups", tmp_path / "site"
    source.mkdir()
    (source / "annotate_groups.py").write_text(code)
    (source / "pyproject.toml").write_text(table)
    pip_install(source, site)
    monkeypatch.syspath_prepend(str(site))
    (project / "in.txt").write_text("Le sommet du G7 a rejeté la proposition du G20.")
    ended = annotate("prelabel", "in.txt", "-o", "out.jsonl", "--labeler", "groups")
    assert ended.code == 0, ended
    (record,) = jsonl.read_records(project / "out.jsonl")
    assert [item.text for item in record.annotation.entities] == ["G7", "G20"]
    assert {
        item.source.partition("@")[0] for one in record.annotation.entities for item in one.provenance
    } == {"groups"}
