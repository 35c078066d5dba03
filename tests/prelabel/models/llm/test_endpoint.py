"""Errors of an endpoint: one sentence says what, where, and what to do."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers.llm import make
from tests.prelabel.models.llm.conftest import Ask
from tests.prelabel.models.llm.fake_language_model import FakeLanguageModel, completion

Body = tuple[int, Any]


def error(status: int, message: str) -> Callable[[dict[str, Any], int], Body]:
    return lambda request, number: (status, {"error": {"message": message, "type": "x", "code": None}})


def test_a_missing_endpoint_is_an_error(small: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATE_LLM_URL", raising=False)
    for settings in (LlmSettings(), LlmSettings.from_environment()):
        with pytest.raises(ConfigError, match=r"needs an endpoint\. Set ANNOTATE_LLM_URL"):
            make(LabelerContext(small, llm=settings), "fake-1")
    with pytest.raises(ConfigError, match="is not an address"):
        make(LabelerContext(small, llm=LlmSettings(url="localhost:11434")), "fake-1")
    monkeypatch.setenv("ANNOTATE_LLM_URL", "http://127.0.0.1:1/v1")
    assert LlmSettings.from_environment().endpoint() == "http://127.0.0.1:1/v1"


def test_a_missing_model_or_an_unknown_setting_is_an_error(small: Ontology, settings: LlmSettings) -> None:
    context = LabelerContext(small, llm=settings)
    with pytest.raises(ConfigError, match=r"llm needs a model\. Name it: llm:MODEL"):
        make(context, None)
    with pytest.raises(ConfigError, match=r"no setting 'windows'\. It has languages, window"):
        make(context, "fake-1?windows=3")
    with pytest.raises(ConfigError, match="window=3 is no number of at least 500"):
        make(context, "fake-1?window=3")


def test_an_address_without_a_server_is_an_error(ask: Ask) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://user:password@127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(ConfigError, match=r"cannot be reached.* check ANNOTATE_LLM_URL") as told:
        ask("Cuba.", url=address)
    assert "password" not in str(told.value)


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (error(401, "Invalid API key"), r"refuses the key \(401\): Invalid API key Check ANNOTATE_LLM_KEY"),
        (error(404, "model not found"), "does not know the model 'fake-1': model not found"),
        (lambda request, number: (404, "<html>Nothing</html>"), "does not answer like OpenAI's.*/v1"),
        (
            lambda request, number: (200, "<html>Welcome</html>"),
            "does not answer like OpenAI's: <html>Welcome",
        ),
        (lambda request, number: (200, {"models": []}), "does not answer like OpenAI's"),
    ],
)
def test_an_endpoint_that_cannot_serve_any_article_ends_the_run(
    behave: Any, said: str, model: FakeLanguageModel, ask: Ask
) -> None:
    model.behave = behave
    with pytest.raises(ConfigError, match=said):
        ask("Cuba.", "Le Vietnam.")
    assert len(model.requests) == 1


def test_a_slow_endpoint_fails_the_article_and_then_ends_the_run(model: FakeLanguageModel, ask: Ask) -> None:
    model.delay_s = 0.3
    (outcome,) = ask("Cuba.", timeout_s=0.05)
    assert outcome.failure is not None
    assert "did not answer within 0.05 seconds" in outcome.failure.error
    with pytest.raises(ConfigError, match="did not answer 3 times in a row: the endpoint did"):
        ask(*(f"Cuba {number}." for number in range(5)), timeout_s=0.05)


def test_an_answer_that_arrives_too_slowly_is_given_up(model: FakeLanguageModel, ask: Ask) -> None:
    model.drip_s = 0.05
    begun = time.monotonic()
    (outcome,) = ask("Cuba vote.", timeout_s=0.5)
    assert "did not answer within 0.5 seconds" in str(outcome.failure)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("body", ["", "{no json", "\udce9"])
def test_a_body_that_is_no_json_is_an_error_of_the_endpoint(
    model: FakeLanguageModel, ask: Ask, body: str
) -> None:
    model.behave = lambda request, number: (200, body)
    model.content_type = "application/json"
    (outcome,) = ask("Cuba vote.")
    assert f"what the endpoint at {model.url.removesuffix('/v1')}" in str(outcome.failure)
    assert "is no JSON" in str(outcome.failure)


def test_a_lone_surrogate_in_an_answer_loses_only_its_region(model: FakeLanguageModel, ask: Ask) -> None:
    def behave(request: dict[str, Any], number: int) -> tuple[int, Any]:
        mentions = [{"quote": "Cuba", "label": label} for label in ("LOC", "\ud800")]
        return 200, completion(json.dumps({"entities": mentions}), request)

    model.behave = behave
    (outcome,) = ask("Cuba vote.")
    assert outcome.record is not None
    assert [entity.label for entity in outcome.record.annotation.entities] == ["LOC"]
    assert len(outcome.rejected) == 1


@pytest.mark.parametrize("tokens", [-(10**30), 10**25])
def test_an_unusable_count_of_tokens_is_replaced_by_an_estimate(
    model: FakeLanguageModel, ask: Ask, tokens: int
) -> None:
    def behave(request: dict[str, Any], number: int) -> tuple[int, Any]:
        answer = model.reply(request)
        answer["usage"]["total_tokens"] = tokens
        return 200, answer

    model.behave = behave
    (outcome,) = ask("Cuba vote.")
    assert outcome.record is not None


def test_a_short_overload_is_waited_for(model: FakeLanguageModel, ask: Ask) -> None:
    model.behave = lambda request, number: (
        (503, {"error": {"message": "overloaded"}}) if number < 3 else (200, model.reply(request))
    )
    (outcome,) = ask("Cuba.")
    assert outcome.failure is None
    assert len(model.requests) == 3


def test_an_answer_that_is_no_json_is_asked_for_once_more(model: FakeLanguageModel, ask: Ask) -> None:
    model.behave = lambda request, number: (
        (200, completion("Sure! Here you are.", request)) if number == 1 else (200, model.reply(request))
    )
    first, second = ask("À Cuba.", "Au Vietnam.")
    assert first.record is not None
    assert second.record is not None
    assert [item.text for item in first.record.annotation.entities] == ["Cuba"]
    assert "no JSON object" in model.requests[1]["messages"][-1]["content"]
    assert len(model.requests) == 3


@pytest.mark.parametrize("content", ["no", "", "[]", '{"answer": 1}', '{"entities": {}}', "[" * 100_000])
def test_an_answer_that_stays_unusable_fails_the_article(
    content: str, model: FakeLanguageModel, ask: Ask
) -> None:
    model.behave = lambda request, number: (
        (200, completion(content, request))
        if "Cuba" in request["messages"][1]["content"]
        else (200, model.reply(request))
    )
    cuba, vietnam, laos = ask("À Cuba.", "Au Vietnam.", "Au Laos.")
    assert cuba.failure is not None
    assert "the model's answer cannot be used" in cuba.failure.error
    assert vietnam.failure is None
    assert laos.failure is None
    assert len(model.requests) == 4  # the halving of the batch asked nobody again


def test_an_answer_that_was_cut_off_says_what_helps(model: FakeLanguageModel, ask: Ask) -> None:
    model.behave = lambda request, number: (200, completion('{"entities": [', request, finish="length"))
    (outcome,) = ask("À Cuba.")
    assert outcome.failure is not None
    assert "cut off" in outcome.failure.error
    assert "window=4000" in outcome.failure.error
    assert len(model.requests) == 1


def test_json_in_a_fence_is_read(model: FakeLanguageModel, ask: Ask) -> None:
    fenced = '```json\n{"entities": [{"quote": "Cuba", "label": "LOC"}]}\n```'
    model.behave = lambda request, number: (200, completion(fenced, request))
    (outcome,) = ask("À Cuba.")
    assert outcome.record is not None
    assert len(outcome.record.annotation.entities) == 1


def test_an_endpoint_without_schemas_gets_the_schema_in_words(model: FakeLanguageModel, ask: Ask) -> None:
    def no_schemas(request: dict[str, Any], number: int) -> Body:
        if request["response_format"]["type"] == "json_schema":
            return 400, {"error": {"message": "response_format is not supported"}}
        return 200, model.reply(request)

    model.behave = no_schemas
    first, second = ask("À Cuba.", "Au Vietnam.")
    assert first.failure is None
    assert second.failure is None
    kinds = [request["response_format"]["type"] for request in model.requests]
    assert kinds == ["json_schema", "json_object", "json_object"]
    assert "additionalProperties" in model.requests[1]["messages"][0]["content"]


def test_a_model_that_takes_no_temperature_is_asked_without(model: FakeLanguageModel, ask: Ask) -> None:
    def own_temperature(request: dict[str, Any], number: int) -> Body:
        if "temperature" in request:
            return 400, {"error": {"message": "Unsupported value: 'temperature'"}}
        return 200, model.reply(request)

    model.behave = own_temperature
    (outcome,) = ask("À Cuba.")
    assert outcome.failure is None
