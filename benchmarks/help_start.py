"""Measures `annotate --help` against `python -c "import click"`: runs both alternately as processes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 25
AIM = 1.5
ANNOTATE = [str(Path(sys.executable).with_name("annotate")), "--help"]
BASELINE = [sys.executable, "-c", "import click"]


def seconds(command: list[str]) -> float:
    """The wall time of one run of ``command``, in seconds."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Prints the median time of each command, and the median ratio of the paired runs."""
    seconds(ANNOTATE), seconds(BASELINE)  # warm up
    pairs = [(seconds(ANNOTATE), seconds(BASELINE)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = statistics.median(mine / base for mine, base in pairs)
    print(f"annotate --help {ours:.0f} ms, import click {theirs:.0f} ms: ratio {ratio:.2f} (aim {AIM})")


if __name__ == "__main__":
    main()
