"""Measures how reliable the scores of entities are: python -m benchmarks.reliability [GOLD] [--write].

Without GOLD, learns weights from the development dispatches and checks them by cross-validation. With GOLD,
a release folder or a .jsonl with texts, measures the built-in weights on GOLD. The built-in weights must not
be learned from GOLD.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from annotate.campaign.quality.calibrate import calibrate, measure
from annotate.cli.words.calibrate import RELIABILITY_COLUMNS, reliability_rows
from annotate.prelabel.pipeline import DEFAULT_ORDER
from annotate.project import Project, ProjectSettings
from benchmarks.generated_parts import PAGE, table, write_part
from benchmarks.gold_sets import DEVELOPMENT, ROOT


def main() -> None:
    """Prints the table or one JSON object. With --write, puts the table into docs/prelabelling.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="?", type=Path, help="held-out gold; else the development dispatches")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    parser.add_argument("--write", action="store_true", help="put the table into docs/prelabelling.md")
    options = parser.parse_args()
    settings = ProjectSettings(format=1, name="reliability", languages=("fr", "en"), labelers=DEFAULT_ORDER)
    project = Project(ROOT, settings)
    if options.gold is None:
        made = calibrate(project, [DEVELOPMENT.path])
        assert made.checked is not None
        bands, tally, version = made.checked.bands, made.checked.weighted, made.weights.version
        how = f"5-fold cross-validation over the {made.weights.articles} development articles"
    else:
        measured = measure(project, [options.gold])
        bands, tally, version = measured.bands, measured.tally, measured.weights or "no weights"
        how = f"{version} on {measured.articles} articles of {options.gold.parent.name}"
    if options.json:
        rows = [band.to_dict() for band in bands]
        print(json.dumps({"how": how, "f1": tally.f1, "reliability": rows}, ensure_ascii=False, indent=1))
        return
    rows_of_table = [[str(cell) for cell in row] for row in reliability_rows(bands)]
    lines = [f"By {how}; strict F1 {tally.f1:.3f}.", "", *table(RELIABILITY_COLUMNS, rows_of_table)]
    if options.write:
        write_part(PAGE, "reliability", lines)
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
