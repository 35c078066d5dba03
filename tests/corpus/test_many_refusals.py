"""An input of endless bad lines does not fill the memory; each is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.corpus import report
from annotate.corpus.read import read_articles


def test_refusals_beyond_the_bound_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MOST_LISTED", 3)
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1"}\n' * 10, encoding="utf-8")
    articles = read_articles([str(path)])
    assert list(articles) == []
    assert articles.report.refused == 10
    assert len(articles.report.refusals) == 4
    assert str(articles.report.refusals[-1]) == "more: 7 are not listed. Correct these first."
