"""Who is admitted, and where the password is kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError
from annotate.serve.access import Account, account_in, admitted, hook_account

WORDS = st.text(st.characters(codec="utf-8", exclude_characters=":"), min_size=1, max_size=20)


@given(user=WORDS, password=st.text(st.characters(codec="utf-8"), max_size=40), other=st.text())
def test_only_the_right_name_and_password_are_admitted(user: str, password: str, other: str) -> None:
    account = Account(user, password)
    assert admitted(account.header, [account])
    assert admitted(account.header, [Account("x", "y"), account])
    assert not admitted(account.header, [])
    assert not admitted(account.header, [hook_account(account)])
    assert not admitted(None, [account])
    if other != account.header and not other.lower().startswith("basic"):
        assert not admitted(other, [account])


def test_the_password_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "serve" / "account.json"
    made = account_in(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert account_in(file) == made
    assert len(made.password) > 20
    assert account_in(tmp_path / "other" / "account.json") != made


def test_a_password_of_the_environment_is_used_and_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_SERVE_PASSWORD", "a-password-of-mine")
    assert account_in(tmp_path / "account.json").password == "a-password-of-mine"
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("ANNOTATE_SERVE_PASSWORD", "short")
    with pytest.raises(ConfigError, match="fewer than 12 characters"):
        account_in(tmp_path / "account.json")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"user": "a"}', "\x00"])
def test_a_damaged_account_file_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "account.json"
    file.write_text(content)
    with pytest.raises(ConfigError, match="does not hold the account") as refused:
        account_in(file)
    assert refused.value.where == str(file)
