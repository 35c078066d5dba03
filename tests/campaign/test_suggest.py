"""Pre-labelling as a function: it leaves the process that calls it as it was."""

from __future__ import annotations

import os
from pathlib import Path

from annotate.campaign.suggestions.suggest import suggest
from annotate.project import Project


def test_a_script_that_pre_labels_in_several_processes_keeps_its_environment(project: Path) -> None:
    (project / "in.txt").write_text("Hanoï (VNA) - Cuba a reçu une délégation.")
    before = dict(os.environ)
    output = project / "out.jsonl"
    report = suggest(
        Project.load(project / "annotate.yaml"), ["in.txt"], output, labelers=["datelines"], workers=2
    )
    assert report.written == 1
    assert dict(os.environ) == before
