"""An export's memory does not grow with the number of records."""

from __future__ import annotations

import subprocess
import sys

import pytest

from annotate.export.registry import known_formats


@pytest.mark.slow
@pytest.mark.parametrize("name", known_formats())
def test_many_records_take_no_more_memory_than_the_limit(name: str) -> None:
    words = ["-m", "benchmarks.export_memory", "--format", name, "--records", "30000"]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
