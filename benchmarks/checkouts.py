"""Runs commands with the code, configs and weights of this checkout, or of another one."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.core import jsonl
from annotate.core.article import Article
from annotate.core.record import Record
from benchmarks.campaign_corpora import WORK, toolkit_without
from benchmarks.gold_sets import KINDS, ROOT

_ANNOTATE = "from annotate.cli.main import main; main()"
_NEEDED = ("annotate", "configs", "pyproject.toml")
OPEN = (KINDS,)  # sets of gold that a model may be trained on
_REFUSED = 1  # the exit code of `annotate train` if the model would make suggestions worse
_IN_PART = 4  # the exit code of `annotate prelabel` if some articles could not be labelled


@dataclass(frozen=True)
class Checkout:
    """A state of the toolkit: the Python that runs it and the folders to import it from.

    ``model`` is the folder of a trained model that is in use.
    """

    name: str
    python: str = sys.executable
    imports: tuple[Path, ...] = (ROOT,)
    model: Path | None = None

    def suggest(
        self, articles: Sequence[Article], ontology: str, *, quiet_errors: bool = False
    ) -> list[Record]:
        """The suggestions of the default labelers, one record per article and in the same order.

        Exits if an article fails. With ``quiet_errors`` the message has numbers only, no ids and no words.
        """
        with TemporaryDirectory() as folder:
            project = self._project(Path(folder), ontology)
            jsonl.write(project / "articles.jsonl", articles)
            ended = self._run(project, "prelabel", "articles.jsonl", "-o", "suggestions.jsonl", "--quiet")
            if ended.returncode not in (0, _IN_PART):
                said = "" if quiet_errors else f"\n{ended.stderr}"
                raise SystemExit(
                    f"{self.name}: 'annotate prelabel' ended with code {ended.returncode}.{said}"
                )
            made = {record.article.id: record for record in jsonl.read(project / "suggestions.jsonl", Record)}
        missing = [article.id for article in articles if article.id not in made]
        if missing:
            said = "" if quiet_errors else f": {', '.join(missing)}\n{ended.stderr}"
            raise SystemExit(f"{self.name}: {len(missing)} articles could not be labelled{said}")
        return [made[article.id] for article in articles]

    def trained(self, gold: Path, ontology: str, model: Path) -> Checkout:
        """This state with the model that `annotate train` makes of ``gold``, or without it if it is refused.

        The folder ``model`` must not exist. Exits if the training fails.
        """
        with TemporaryDirectory() as folder:
            project = self._project(Path(folder), ontology)
            # A busy machine must not decide how long the recogniser learns.
            ended = self._run(project, "train", str(gold), "-o", str(model), "--seconds", "3600")
        if model.is_dir():
            return replace(self, name=f"{self.name}, with a model", model=model)
        if ended.returncode != _REFUSED:
            raise SystemExit(
                f"{self.name}: 'annotate train' ended with code {ended.returncode}.\n{ended.stderr}"
            )
        return replace(self, name=f"{self.name}, whose model was refused")

    def _project(self, folder: Path, ontology: str) -> Path:
        lines = ["format: 1", "name: scoring", f"ontology: {ontology}", "language: fr", "languages: [fr, en]"]
        if self.model is not None:
            lines.append(f"model: {self.model}")
        (folder / "annotate.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
        return folder

    def _run(self, project: Path, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python, "-c", _ANNOTATE, *command],
            cwd=project,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, self.imports))},
            capture_output=True,
            text=True,
            check=False,
        )


HERE = Checkout("this checkout")


@contextmanager
def other(named: str) -> Iterator[Checkout]:
    """Another state: the path of a checkout, or a git revision of this repository.

    A checkout with a ``.venv`` runs in that environment. Everything else runs in this one, with the entry
    points of its own pyproject.toml.
    """
    path = Path(named)
    with TemporaryDirectory() as folder:
        if path.is_dir():
            root = path.resolve()
        else:
            root = Path(folder) / "checkout"
            _unpack(named, root)
        python = root / ".venv" / "bin" / "python"
        if python.is_file():
            yield Checkout(named, str(python), (root,))
        else:
            yield Checkout(named, imports=(_entry_points(root, Path(folder)), root))


@contextmanager
def sides_of(named: str, learned_from: str | None) -> Iterator[tuple[Checkout, Checkout]]:
    """What is scored, and the baseline.

    By default this checkout beside the one ``named``. With ``learned_from``, a set of open gold: this
    checkout as it would be without the set, and beside it the same with a model trained on the set.
    """
    if learned_from is None:
        with other(named) as baseline:
            yield HERE, baseline
        return
    gold = next(one for one in OPEN if one.name == learned_from)
    without = replace(HERE, name=f"without {gold.name}", imports=(toolkit_without(gold.name, WORK), ROOT))
    with TemporaryDirectory() as folder:
        yield without.trained(gold.path, gold.ontology_name, Path(folder) / "model"), without


def _unpack(revision: str, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", revision, *_NEEDED))) as packed:
        packed.extractall(folder, filter="data")


def git(*words: str) -> bytes:
    """The output of a git command in this repository. Exits with git's message if the command fails."""
    ended = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=False)
    if ended.returncode:
        raise SystemExit(f"git {words[0]}: {ended.stderr.decode('utf-8', 'replace').strip()}")
    return ended.stdout


def _entry_points(root: Path, folder: Path) -> Path:
    """A folder with the description of the package as it would be installed from ``root``.

    Python takes the first description of a package that it finds, so it hides the one of this environment.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    described = folder / "described" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    described.mkdir(parents=True)
    lines = [f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"]
    (described / "METADATA").write_text("".join(lines), encoding="utf-8")
    groups = {"console_scripts": project.get("scripts", {}), **project.get("entry-points", {})}
    text = "\n".join(
        "\n".join([f"[{group}]", *(f"{name} = {target}" for name, target in named.items())])
        for group, named in groups.items()
    )
    (described / "entry_points.txt").write_text(text + "\n", encoding="utf-8")
    return described.parent
