"""How long the tests took, by folder: `python -m tests.times JUNIT.xml [FORMER.xml]`.

An issue may add two minutes to `make test`; what takes longer goes to `make test-all`. With the file of a run
before, the difference is printed beside each folder.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree.ElementTree import parse

_SLOWEST = 15


def seconds(junit: Path) -> dict[str, float]:
    """Each test of a JUnit file, as ``folder/…/module::test``, with its seconds: set-up and clean-up too."""
    found: defaultdict[str, float] = defaultdict(float)
    for case in parse(junit).iter("testcase"):
        module = case.get("classname", "").removeprefix("tests.").replace(".", "/")
        found[f"{module}::{case.get('name')}"] += float(case.get("time") or 0)
    return dict(found)


def by_folder(tests: dict[str, float]) -> dict[str, float]:
    """The seconds of each folder right below ``tests``, the longest first; files beside them as ``.``."""
    sums: defaultdict[str, float] = defaultdict(float)
    for test, took in tests.items():
        module = test.partition("::")[0]
        sums[module.partition("/")[0] if "/" in module else "."] += took
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def table(now: dict[str, float], former: dict[str, float] | None = None) -> str:
    """Folder, tests and seconds, with those of the run before where it is given, and the sums."""
    folders = by_folder(now)
    before = by_folder(former) if former is not None else {}
    numbers = Counter(
        module.partition("/")[0] if "/" in (module := test.partition("::")[0]) else "." for test in now
    )
    lines = [f"{'folder':<14}{'tests':>7}{'seconds':>9}" + ("   before   change" if before else "")]
    for folder in [*folders, *sorted(before.keys() - folders.keys())]:
        took = folders.get(folder, 0.0)
        line = f"{folder:<14}{numbers[folder]:>7}{took:>9.1f}"
        if before:
            line += f"{before.get(folder, 0.0):>9.1f}{took - before.get(folder, 0.0):>+9.1f}"
        lines.append(line)
    total = f"{'all':<14}{sum(numbers.values()):>7}{sum(folders.values()):>9.1f}"
    if before:
        total += f"{sum(before.values()):>9.1f}{sum(folders.values()) - sum(before.values()):>+9.1f}"
    return "\n".join([*lines, total])


def main(files: list[str]) -> int:
    """Prints the table and the slowest tests of the first file."""
    if not 1 <= len(files) <= 2:
        print(__doc__)
        return 2
    now, *former = [seconds(Path(file)) for file in files]
    print(table(now, *former))
    slowest = sorted(now.items(), key=lambda item: -item[1])[:_SLOWEST]
    print("\nslowest:", *(f"{took:7.1f}  {test}" for test, took in slowest), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
