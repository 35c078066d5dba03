"""CONTRIBUTING names the make targets and the shortest plug-ins that there are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

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
