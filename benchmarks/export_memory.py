"""Measures the memory that an export takes above what its libraries' import takes, on many generated records.

python -m benchmarks.export_memory --records 100000 [--format spacy]

Each format runs in a process of its own: it exports ten records, so that all is imported, then the many.
The records are made one at a time from the sample gold, with new ids and new names in their texts.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.registry import get_exporter, known_formats, run_exporter
from benchmarks.gold_sets import SAMPLE

LIMIT_MB = 400
_KB = 1024 if sys.platform != "darwin" else 1


def records(number: int) -> Iterator[GoldRecord]:
    """The sample gold, repeated with new ids; each text ends with a name that no other has."""
    found = [record.to_dict() for record in SAMPLE.records]
    for index in range(number):
        data = found[index % len(found)]
        article = {**data["article"], "id": f"{data['article']['id']}-{index}"}
        article["text"] = f"{article['text']}\nNom{index:x}q Prénom{index:x}z."
        annotation = {name: value for name, value in data["annotation"].items() if name != "digest"}
        yield GoldRecord.model_validate({"format": 1, "article": article, "annotation": annotation})


def peak_mb() -> float:
    """The highest resident size of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KB / 1e6


def measure(name: str, number: int) -> float:
    """How many megabytes the peak grows while ``number`` records are exported."""
    ontology = Ontology.load("diplomacy")
    with tempfile.TemporaryDirectory(prefix="annotate-bench-") as folder:
        exporter = get_exporter(name)
        run_exporter(exporter, records(10), ontology, Path(folder) / f"few{exporter.suffix}", {})
        before = peak_mb()
        run_exporter(exporter, records(number), ontology, Path(folder) / f"many{exporter.suffix}", {})
        return peak_mb() - before


def main() -> None:
    """Prints a line for each format; ends with 1 if one is over the limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--format", choices=known_formats(), action="append")
    parser.add_argument("--here", action="store_true", help="measure one format in this process")
    arguments = parser.parse_args()
    if arguments.here:
        print(measure(arguments.format[0], arguments.records))
        return
    over = False
    for name in arguments.format or known_formats():
        words = ("--here", "--format", name, "--records", str(arguments.records))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.export_memory", *words],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        grown = float(done.stdout)
        over |= grown > LIMIT_MB
        print(f"{name}: {grown:.0f} MB for {arguments.records} records (limit {LIMIT_MB})", flush=True)
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
