"""docs/commands says what the commands say: no page is stale, missing or of a command that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.cli.pages import INDEX, main, pages

DOCS = Path(__file__).parents[2] / "docs" / "commands"


def test_the_pages_are_those_that_the_commands_make() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in DOCS.iterdir()}
    assert found.keys() == pages().keys(), "run: make pages"
    for name, text in pages().items():
        assert found[name] == text, f"{name} is stale; run: make pages"


def test_every_page_is_in_the_index_and_fits_80_columns() -> None:
    made = pages()
    assert {"studio-up.md", "release-create.md", "annotate.md"} <= made.keys()
    for name, text in made.items():
        if name != INDEX:
            assert f"({name})" in made[INDEX]
            shown = text.split("```text\n")[1].split("```")[0]
            assert max(map(len, shown.splitlines())) <= 80, name


def test_a_page_of_no_command_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    main()
    (tmp_path / "docs" / "commands" / "gone.md").write_text("old")
    main()
    assert {path.name for path in (tmp_path / "docs" / "commands").iterdir()} == pages().keys()
