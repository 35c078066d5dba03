"""One key of annotate.yaml changes; everything else in the file stays as somebody wrote it."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.campaign.models.settings_text import changed, set_key
from annotate.core.errors import ConfigError
from annotate.core.yaml_file import parse_yaml, read_yaml

_NOTHING = st.sampled_from(["", "# a comment\n", "\n", "# labelers: none\n\n", "#model is a word here\n"])
_LABELERS = st.sampled_from(
    [
        "labelers: [spacy, dates]\n",
        "labelers: [spacy,  # first\n  dates]  # and last\n",
        "labelers:\n- spacy\n- dates   # by pattern\n",
        "labelers:\n  - spacy\n\n  # a comment inside\n  - 'dates'\n",
        "",
    ]
)
_MODEL = st.sampled_from(
    [
        "",
        "model: models/old\n",
        "model:\n",
        "model: ~   # none yet\n",
        "'model' : \"models/old\"  # the second\n",
        "model: |-\n  models/old\n",
        "model: >-\n  models/\n  old\n",
        "# model: models/round-1\n",
    ]
)
_OTHERS = st.lists(
    st.sampled_from(
        [
            "weights: auto\n",
            "exports: exports   # releases\n",
            "studio:\n  url: http://127.0.0.1:8080   # ours\n",
            "release:\n  title: >\n    Gold\n    of mine\n  authors: ['A, B']\n",
        ]
    ),
    unique=True,
)
_VALUES = st.sampled_from(
    ["models/round-2", "/srv/modèles/ronde 2", "no", "a: b # c", "it's", '"', "-", "1", "../m"]
) | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@st.composite
def files(draw: st.DrawFn) -> str:
    parts = [draw(_LABELERS), draw(_MODEL), *draw(_OTHERS)]
    parts = draw(st.permutations([part for part in parts if part]))
    text = "format: 1\nname: campaign\n" + "".join(draw(_NOTHING) + part for part in parts) + draw(_NOTHING)
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    text = draw(st.sampled_from(["", "---\n", "\ufeff"])) + text
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def data(text: str) -> dict[str, Any]:
    return parse_yaml(Path("annotate.yaml"), text.removeprefix("\ufeff").replace("\r\n", "\n")).data


def comments(text: str) -> list[str]:
    lines = [re.sub(r'"(?:\\.|[^"\\])*"', "", line) for line in text.splitlines()]  # a value may hold a "#"
    return ["#" + line.partition("#")[2].rstrip() for line in lines if "#" in line]


@given(files(), _VALUES)
def test_the_key_gets_its_value_and_nothing_else_changes(text: str, value: str) -> None:
    new = changed(text, "model", value, after="labelers")
    assert data(new) == {**data(text), "model": value}
    assert [one for one in comments(new) if one in comments(text)] == comments(text)
    assert new.count("\r\n") in (0, new.count("\n"))
    assert changed(new, "model", value, after="labelers") == new


@given(files(), _VALUES)
def test_without_a_value_the_key_is_gone_or_null(text: str, value: str) -> None:
    put = changed(text, "model", value, after="labelers")
    gone = changed(put, "model", None, after="labelers")
    assert data(gone).get("model") is None
    assert {**data(gone), "model": None} == {**data(text), "model": None}
    assert comments(gone) == comments(text)
    if "model" not in data(text) and text.endswith("\n"):
        assert gone == text


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("labelers: [a]  # all\nweights: auto\n", "labelers: [a]  # all\nmodel: m/2\nweights: auto\n"),
        ("format: 1\n# model: models/1\nx: 2\n", "format: 1\n# model: models/1\nmodel: m/2\nx: 2\n"),
        ("{format: 1, name: x}\n", "{format: 1, name: x, model: m/2}\n"),
        ("format: 1", "format: 1\nmodel: m/2\n"),
    ],
)  # fmt: skip
def test_a_new_key_has_a_place_of_its_own(text: str, new: str) -> None:
    assert changed(text, "model", "m/2", after="labelers") == new


def test_the_file_keeps_its_permissions_and_a_link_stays_one(tmp_path: Path) -> None:
    file, link = tmp_path / "real.yaml", tmp_path / "annotate.yaml"
    file.write_text("format: 1\n")
    file.chmod(0o640)
    link.symlink_to(file)
    set_key(link, "model", "m", after="labelers")
    assert link.is_symlink() and read_yaml(file).data["model"] == "m"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_value_that_is_an_alias_is_left_to_the_user(tmp_path: Path) -> None:
    file = tmp_path / "annotate.yaml"
    text = "exports: &folder models/a\nmodel: *folder\n"
    file.write_text(text)
    with pytest.raises(ConfigError, match="'model: m' into it yourself"):
        set_key(file, "model", "m", after="labelers")
    assert file.read_text() == text


@pytest.mark.parametrize("value", ["m", None])
def test_a_file_that_only_one_of_the_readers_takes_is_left_to_the_user(
    tmp_path: Path, value: str | None
) -> None:
    file = tmp_path / "annotate.yaml"
    text = "format: 1\nmodel:\tmodels/x\t# after a tab\n"
    file.write_text(text)
    assert read_yaml(file).data["model"] == "models/x"
    with pytest.raises(ConfigError, match=f"'model: {value or 'null'}' into it yourself"):
        set_key(file, "model", value, after="labelers")
    assert file.read_text() == text


def test_a_path_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "annotate.yaml"
    file.write_text("format: 1\n")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        set_key(file, "model", "mod\udce8le", after="labelers")
