"""Gold is loaded with only the base install, also on systems without file locks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What Python has on POSIX systems alone.
NOT_ON_WINDOWS = {"fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"}
LOADER = """
import sys

allowed, missing, release = set({allowed!r}), set({missing!r}), {release!r}


class Refuse:
    def find_spec(self, name, path=None, target=None):
        package = name.partition(".")[0]
        known = package in allowed or package.startswith("_sysconfigdata")
        if package in missing or not known:
            raise ModuleNotFoundError(f"{{name}} is not in the base install", name=name)


for name in missing:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Refuse())
import json
from annotate import load_gold

gold = load_gold(release)
counts = {{split: len(list(gold.split(split))) for split in gold.splits}}
file = load_gold(release + "/gold.jsonl")
print(json.dumps([counts, gold.ontology.id, file.ontology.id, gold.manifest["articles"], len(list(file))]))
"""


def base_packages() -> set[str]:
    """The top-level modules of the base install: our dependencies without extras, and theirs."""
    names: dict[str, set[str]] = {}
    for package, distributions in metadata.packages_distributions().items():
        for distribution in distributions:
            names.setdefault(normal(distribution), set()).add(package)
    waiting, seen, packages = {"annotate-gold"}, set[str](), {"annotate"}
    while waiting:
        distribution = waiting.pop()
        seen.add(distribution)
        try:
            required = metadata.requires(distribution) or []
        except metadata.PackageNotFoundError:
            continue  # of another system or Python
        packages |= names.get(distribution, set())
        for requirement in required:
            if "extra ==" not in requirement:
                waiting |= {normal(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])} - seen
    return packages


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_gold_is_loaded_with_the_base_install_and_without_locks() -> None:
    base = base_packages()
    assert "pydantic" in base
    assert not {"spacy", "label_studio_sdk", "httpx", "pyarrow", "sklearn", "numpy"} & base
    code = LOADER.format(
        allowed=sorted(base | sys.stdlib_module_names),
        missing=sorted(NOT_ON_WINDOWS),
        release=str(ROOT / "exports" / "sample-1.0.0"),
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    counts, ontology, of_the_file, articles, read = json.loads(ended.stdout)
    assert sum(counts.values()) == articles == read > 0
    assert ontology == of_the_file == "diplomacy@1.1.0"
