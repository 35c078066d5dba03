"""The cost of asking: never twice, never over the limit, estimated beforehand; and no secret is shown."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.labelers.llm import LlmLabeler
from annotate.prelabel.models.llm.store import Store
from tests.prelabel.builders import article
from tests.prelabel.models.llm.conftest import Ask
from tests.prelabel.models.llm.fake_language_model import FakeLanguageModel

TEXTS = [f"Article {number} : Cuba parle." for number in range(6)]


def test_a_second_run_asks_nothing_and_suggests_the_same(model: FakeLanguageModel, ask: Ask) -> None:
    first = ask(*TEXTS)
    assert len(model.requests) == 6
    assert ask(*TEXTS) == first
    assert len(model.requests) == 6
    ask(*TEXTS, argument="fake-2")
    assert len(model.requests) == 12


def test_the_same_text_in_two_articles_is_asked_once(model: FakeLanguageModel, ask: Ask) -> None:
    ask("Cuba parle.", "Cuba parle.")
    assert len(model.requests) == 1


def test_asking_stops_at_the_limit_and_lists_the_remaining_articles(
    model: FakeLanguageModel, ask: Ask
) -> None:
    (alone,) = ask(TEXTS[0], max_tokens_total=100_000)
    assert alone.failure is None
    used = 10 + sum(len(message["content"]) for message in model.requests[0]["messages"]) // 4
    outcomes = ask(*TEXTS, max_tokens_total=4 * used)
    told = [outcome.failure for outcome in outcomes]
    assert told[0] is None
    assert told[1] is None
    failed = [failure for failure in told if failure is not None]
    assert failed
    assert f"of --max-tokens-total {4 * used:,} are spent" in failed[0].error
    assert [failure.article for failure in failed] == [f"a{6 - len(failed) + n}" for n in range(len(failed))]
    before = len(model.requests)
    assert all(outcome.failure is None for outcome in ask(*TEXTS))
    assert len(model.requests) == before + len(failed)


def test_processes_of_one_run_share_what_was_spent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.spent("a run") == 0
    store.spend("a run", 30)
    Store(tmp_path).spend("a run", 12)
    assert store.spent("a run") == 42
    assert store.spent("another") == 0


def test_an_estimate_counts_cached_answers_and_sends_nothing(
    model: FakeLanguageModel, ask: Ask, settings: LlmSettings, small: Ontology
) -> None:
    ask(TEXTS[0])
    asked = len(model.requests)
    labeler = LlmLabeler("fake-1", small, settings)
    known, new = (labeler.estimate(article(text, id="x")) for text in TEXTS[:2])
    assert (known.requests, known.cached, known.prompt_tokens) == (1, 1, 0)
    assert (new.requests, new.cached) == (1, 0)
    sent = sum(len(message["content"]) for message in model.requests[0]["messages"]) / 4
    assert sent < new.prompt_tokens < 3 * sent  # the schema is counted too
    assert len(model.requests) == asked
    long = labeler.estimate(article("Cuba parle. " * 10_000))
    assert long.requests > 9
    assert long.prompt_tokens > 120_000 / 4


def test_the_key_is_sent_but_never_shown_or_stored(
    model: FakeLanguageModel,
    ask: Ask,
    settings: LlmSettings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    caplog.set_level(logging.DEBUG)
    outcomes = ask(*TEXTS)

    def echo(request: dict[str, Any], number: int) -> tuple[int, Any]:
        return 400, {"error": {"message": "bad request by sk-very-secret, sorry", "code": None}}

    model.behave = echo
    outcomes += ask("Une fois encore.")
    assert model.headers[0]["Authorization"] == "Bearer sk-very-secret"
    assert not any("org-of-somebody" in str(headers) for headers in model.headers)
    assert "by ***, sorry" in str(outcomes[-1].failure)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Cuba" in kept
    for place in (str(outcomes), caplog.text, repr(settings), kept.decode("latin-1")):
        assert "very-secret" not in place
    assert model.url not in kept.decode("latin-1")


def test_a_damaged_cache_is_an_error_before_anything_is_paid(
    model: FakeLanguageModel, ask: Ask, settings: LlmSettings
) -> None:
    path = Store(settings.folder()).path
    path.parent.mkdir()
    path.write_text("This is no database at all, it only looks like a file." * 20)
    with pytest.raises(ConfigError, match="delete it if it is damaged") as told:
        ask("Cuba.")
    assert told.value.where == str(path)
    assert model.requests == []


def test_only_the_owner_can_read_the_answers(ask: Ask, settings: LlmSettings) -> None:
    ask("Cuba.")
    assert Store(settings.folder()).path.stat().st_mode & 0o077 == 0
