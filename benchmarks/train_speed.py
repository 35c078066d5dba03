"""Measures the fine-tuning of `annotate train` against `spacy train` with as many passes over the same gold.

Both are processes, with loading and writing, and start from the same model: the first trains by `annotate
train --trainer entity-recogniser`, the second by spaCy's own command and its default config with the
component `ner` of that model. The third is the whole `annotate train`, with cross-validation, judges, words
and the comparison. The gold is a part of the WikiNEuRal pool, one tenth of it for early stopping.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from annotate.core.article import Article
from annotate.core.configs import find_config
from annotate.core.files import writing
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.export.registry import get_exporter
from annotate.gold.load import load_gold
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.release import create_release
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.splitting.rule import SplitRule
from annotate.prelabel.interface.analyser import DEFAULT_MODELS
from benchmarks.campaign_corpora import corpora

AIM, AIM_WHOLE = 1.5, 6.0
ANNOTATE = [str(Path(sys.executable).with_name("annotate"))]


def gold_of(documents: int, folder: Path) -> Path:
    """A release of so many documents, without a test split."""
    gold = next(one.gold for one in corpora() if one.name == "pool")
    records = gold.records[:documents]
    made = create_release(
        lambda: (
            Record.of(one.article, one.annotation) for one in records if isinstance(one.article, Article)
        ),
        Ontology.load(gold.ontology_name),
        find_config(gold.ontology_name),
        folder,
        Pseudonyms(folder / "pseudonyms.json"),
        "pool",
        "1.0.0",
        options=ReleaseOptions(split=SplitRule((90, 10, 0))),
    )
    return made.folder


def seconds(command: list[str], folder: Path, *, refusal: bool = False) -> tuple[float, str]:
    """The wall time of a command in seconds, and what it printed. With ``refusal`` it may end with 1."""
    begun = time.perf_counter()
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    took = time.perf_counter() - begun
    if ended.returncode != 0 and not (refusal and ended.returncode == 1):
        raise SystemExit(f"{' '.join(command)}\n{ended.stdout}{ended.stderr}")
    return took, ended.stdout


def spacy_command(release: Path, passes: int, folder: Path) -> list[str]:
    """`spacy train` with so many passes, from the same model, on the same splits."""
    from spacy.cli.init_config import init_config

    gold = load_gold(release)
    exporter = get_exporter("spacy")
    files = {name: folder / f"{name}.spacy" for name in ("train", "dev")}
    for name, path in files.items():
        exporter.export(gold.split(name), gold.ontology, path)
    make: Any = init_config
    config = make(lang="fr", pipeline=["ner"], optimize="efficiency", gpu=False)
    base = DEFAULT_MODELS["fr"]
    config["nlp"]["pipeline"] = ["ner"]
    config["components"] = {"ner": {"source": base}}
    config["paths"].update({name: str(path) for name, path in files.items()})
    config["initialize"]["vectors"] = base
    config["training"].update(max_epochs=passes, max_steps=0, patience=0)
    with writing(folder / "config.cfg") as file:
        file.write(config.to_str())
    return [sys.executable, "-m", "spacy", "train", "config.cfg", "--output", "spacy-model"]


def main(arguments: list[str] | None = None) -> None:
    """Prints the times and their ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_speed", description=__doc__)
    parser.add_argument("--documents", type=int, default=100)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release = gold_of(options.documents, folder)
        train = [*ANNOTATE, "train", str(release), "--json", "--seconds", "3600", "-o"]
        alone, said = seconds([*train, "alone", "--trainer", "entity-recogniser"], folder)
        passes = int(json.loads(said)["rounds"])
        theirs, _ = seconds(spacy_command(release, passes, folder), folder)
        whole, _ = seconds([*train, "whole"], folder, refusal=True)
    print(
        f"{options.documents} documents, {passes} passes: spacy train {theirs:.0f} s; the recogniser alone"
        f" {alone:.0f} s, ratio {alone / theirs:.2f} (aim {AIM}); the whole {whole:.0f} s, ratio"
        f" {whole / theirs:.2f} (aim {AIM_WHOLE})"
    )


if __name__ == "__main__":
    main()
