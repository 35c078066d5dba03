"""What an installation holds: the configuration files in a wheel and in an editable install alike."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOAD = "from annotate.core.ontology import Ontology; print(Ontology.load('diplomacy').id)"
ROWS = """
from annotate.core.ontology import Ontology
from annotate.train.judges.learning import shipped_rows
rows = shipped_rows(Ontology.load('diplomacy'))
print(sum(rows.sets.values()), {judge: bool(of) for judge, of in rows.rows.items()})
"""
FOLDER = "from annotate.core.configs import configs_folder; print(configs_folder())"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (built,) = folder.glob("*.whl")
    return built


def python(*words: str, path: Path) -> str:
    """What a Python prints that sees this folder before all else, started far from the checkout."""
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=path,
        env={"PYTHONPATH": str(path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.strip()


def test_the_configs_are_found_in_a_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
    assert python("-c", FOLDER, path=tmp_path) == str(tmp_path / "annotate" / "configs")
    assert python("-c", LOAD, path=tmp_path) == "diplomacy@1.1.0"


def test_a_wheel_holds_the_rows_that_a_campaign_s_gold_is_mixed_with(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
    articles, judges = python("-c", ROWS, path=tmp_path).split(" ", 1)
    assert int(articles) > 100 and "'entities': True" in judges and "False" not in judges


def test_the_configs_are_found_in_the_editable_install(tmp_path: Path) -> None:
    assert python("-c", FOLDER, path=tmp_path) == str(ROOT / "configs")
    assert python("-c", LOAD, path=tmp_path) == "diplomacy@1.1.0"


def test_a_wheel_holds_every_config_the_samples_and_the_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    configs = [path for path in (ROOT / "configs").rglob("*") if path.suffix in (".yaml", ".json", ".xz")]
    assert len(configs) > 5
    for config in configs:
        assert f"annotate/configs/{config.relative_to(ROOT / 'configs')}" in names
    assert "annotate/campaign/demo/sample/gold.jsonl" in names
    assert sum(name.startswith("annotate/campaign/demo/sample/articles/") for name in names) == 12
    assert "annotate/report/templates/guidelines_body.html.j2" in names
    assert "annotate/gold/card/templates/card.md.j2" in names
    assert "annotate/py.typed" in names
    assert not any(name.startswith(("tests/", "docs/", "exports/")) for name in names)


@pytest.mark.parametrize("name", ["dev.txt", "models.txt"])
def test_the_pins_have_hashes_and_name_no_index(name: str) -> None:
    pins = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in pins
    assert not re.search(r"^\s*-", pins.replace("    --hash", ""), flags=re.MULTILINE)
    packages = re.findall(r"^([\w.-]+)==", pins, flags=re.MULTILINE)
    assert len(packages) > 50
    for block in re.split(r"\n(?=\S)", pins.split("make lock\n", 1)[1]):
        assert "--hash=sha256:" in block, block[:80]


def test_every_direct_dependency_is_pinned() -> None:
    import tomllib

    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = dict(described["optional-dependencies"])
    torch = extras.pop("torch")  # in an environment of its own: 'make test-models'
    for file, requirements in (
        ("dev.txt", [*described["dependencies"], *chain(*extras.values())]),
        ("models.txt", [*described["dependencies"], *torch]),
    ):
        pins = (ROOT / "requirements" / file).read_text(encoding="utf-8").lower()
        for requirement in requirements:
            name = re.split(r"[\[<>=~! ]", requirement)[0].lower()
            if name not in ("annotate-gold", "torch"):
                assert re.search(rf"^{re.escape(name)}==", pins, flags=re.MULTILINE), name


def test_torch_is_one_version_everywhere_and_never_a_bare_name() -> None:
    pin = "torch==2.13.0"
    for name in ("pyproject.toml", "Makefile", "requirements/models-overrides.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert pin in text, name
        assert re.search(r"(?<![\w./\[-])torch[<>=~]=(?!2\.13\.0)", text) is None, name
        assert not re.search(r"pip install [^\n]*\btorch(?!==)", text), name
