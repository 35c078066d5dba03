"""Languages by their code: built-in ones and plug-ins are found the same way, and faults are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.prelabel.languages.language import Language
from annotate.prelabel.languages.registry import find_language, known_languages, rules_version


def install(site: Path, monkeypatch: pytest.MonkeyPatch, module: str, content: str) -> None:
    info = site / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[annotate.languages]\nqz = {module}:LANGUAGE\n")
    (site / f"{module}.py").write_text(content)
    monkeypatch.syspath_prepend(str(site))


def test_french_and_english_are_registered_like_plug_ins() -> None:
    assert {"en", "fr"} <= set(known_languages())
    assert find_language("fr").names is not None


def test_a_language_that_no_package_offers_has_no_rules_and_no_version() -> None:
    assert find_language("qq") == Language("qq")
    assert rules_version(["qq"]) == ""
    assert find_language("qq").lexicon_file == "lexicons/qq.yaml"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("LANGUAGE = 42", "the language qz is a int, not a Language for qz"),
        (
            "from annotate.prelabel.languages.language import Language\nLANGUAGE = Language('qy')",
            "the language qz is for qy, not a Language for qz",
        ),
        (
            "raise OSError('words are missing')",
            "language qz .*cannot be imported: OSError: words are missing",
        ),
    ],
)
def test_a_package_that_offers_something_else_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, message: str
) -> None:
    install(tmp_path, monkeypatch, f"language_{abs(hash(content))}", content)
    with pytest.raises(ConfigError, match=message):
        find_language("qz")
