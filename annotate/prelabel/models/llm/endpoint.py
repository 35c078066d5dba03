"""Asks an OpenAI-compatible endpoint, and turns each kind of failure into a clear error."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.core.errors import ConfigError, InputError, MissingExtraError
from annotate.prelabel.interface.llm_settings import KEY_VARIABLE, URL_VARIABLE, LlmSettings
from annotate.prelabel.models.llm.prompt import Messages
from annotate.prelabel.models.llm.schema import NAME

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

RETRIES = 2  # retries by the client library, with growing pauses: broken connections, 408, 409, 429 and 5xx
CHARACTERS_PER_TOKEN = 4  # a rule of thumb; an exact count would need the vocabulary of each model
_IN_A_ROW = 3  # unanswered requests in a row that end the run
_MOST_TOKENS = 1_000_000_000  # in one answer; a larger count is an error of the endpoint
_SHOWN = 300  # characters of an endpoint's message


class NoAnswerError(InputError):
    """There is no usable answer for this article. Other articles may get an answer."""


class SilentError(NoAnswerError):
    """The endpoint did not answer, although nothing is wrong with the request."""


@dataclass(frozen=True)
class Reply:
    """The answer, the tokens of prompt and completion, and whether a length limit cut off the answer."""

    content: str
    tokens: int
    cut: bool = False


def estimated_tokens(*texts: str) -> int:
    """Estimates the number of tokens from the length of the texts."""
    return math.ceil(sum(map(len, texts)) / CHARACTERS_PER_TOKEN)


class Endpoint:
    """One model at an endpoint. The client is made at the first request, in the process that asks."""

    def __init__(self, settings: LlmSettings, model: str) -> None:
        self._settings = settings
        self._model = model
        self._client: OpenAI | None = None
        self._formats = ["json_schema", "json_object"]
        self._temperature: dict[str, Any] = {"temperature": 0}
        self._silent = 0

    def ask(self, conversation: Messages, schema: dict[str, Any]) -> Reply:
        """The model's reply.

        Raises `NoAnswerError` if this request fails. Raises `ConfigError` if every request would fail: there
        is no endpoint, the endpoint refuses the key or the model, or several requests in a row got no answer.
        """
        try:
            reply = self._ask(conversation, schema)
        except SilentError as error:
            self._silent += 1
            if self._silent >= _IN_A_ROW:
                raise ConfigError(
                    f"the endpoint did not answer {_IN_A_ROW} times in a row: {error.what}",
                    where=self._settings.shown,
                    remedy="All answers are kept. Run it again when the endpoint works.",
                ) from error
            raise
        self._silent = 0
        return reply

    def _ask(self, conversation: Messages, schema: dict[str, Any]) -> Reply:
        import openai

        try:
            return self._in_some_format(conversation, schema)
        except openai.APITimeoutError as error:
            raise SilentError(
                f"the endpoint did not answer within {self._settings.timeout_s:g} seconds."
            ) from error
        except openai.APIConnectionError as error:
            raise ConfigError(
                f"the endpoint cannot be reached: {self._clean(str(error.__cause__ or error))}.",
                where=self._settings.shown,
                remedy=f"Start it, or check {URL_VARIABLE}.",
            ) from error
        except openai.APIStatusError as error:
            raise self._refusal(error) from error
        except openai.OpenAIError as error:
            raise self._not_alike(str(error)) from error
        except ValueError as error:  # the library raises this if a body is no JSON
            raise SilentError(
                f"what the endpoint at {self._settings.shown} sent is no JSON: {self._clean(str(error))}."
            ) from error

    def _in_some_format(self, conversation: Messages, schema: dict[str, Any]) -> Reply:
        import openai

        first: openai.APIStatusError | None = None
        for name in tuple(self._formats):
            try:
                reply = self._send(conversation, schema, name)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                first = first or error  # perhaps the endpoint does not know the format
                continue
            self._formats = [name]
            return reply
        assert first is not None
        if self._temperature and "temperature" in str(first):
            self._temperature = {}  # some models accept none
            return self._in_some_format(conversation, schema)
        raise first

    def _send(self, conversation: Messages, schema: dict[str, Any], name: str) -> Reply:
        whole: Any = conversation
        chosen: dict[str, Any] = {"type": name}
        if name == "json_schema":
            chosen["json_schema"] = {"name": NAME, "strict": True, "schema": schema}
        else:
            text = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
            system = {
                **conversation[0],
                "content": f"{conversation[0]['content']}\nThe answer's JSON Schema:\n{text}",
            }
            whole = [system, *conversation[1:]]
        create: Any = self._made().chat.completions.create  # its types know only OpenAI's own values
        answer = create(model=self._model, messages=whole, response_format=chosen, **self._temperature)
        return self._reply(answer, whole, schema)

    def _reply(self, answer: Any, conversation: Messages, schema: dict[str, Any]) -> Reply:
        try:
            choice = answer.choices[0]
            content, stopped = choice.message.content, choice.finish_reason
        except (AttributeError, IndexError, TypeError) as error:
            raise self._not_alike(str(answer)) from error
        usage = getattr(answer, "usage", None)
        tokens = getattr(usage, "total_tokens", None)
        if not isinstance(tokens, int) or not 0 < tokens < _MOST_TOKENS:
            asked = [message["content"] for message in conversation]
            tokens = estimated_tokens(*asked, json.dumps(schema), content or "")
        return Reply(str(content or ""), tokens, cut=stopped == "length")

    def _refusal(self, error: APIStatusError) -> Exception:
        status = error.status_code
        words = error.body.get("message") if isinstance(error.body, dict) else None
        detail = self._clean(str(words or error.response.text or error))
        if status in (401, 403):
            return ConfigError(
                f"the endpoint refuses the key ({status}): {detail}",
                where=self._settings.shown,
                remedy=f"Check {KEY_VARIABLE}.",
            )
        if status == 404 and isinstance(error.body, dict):
            return ConfigError(
                f"the endpoint does not know the model {self._model!r}: {detail}",
                where=self._settings.shown,
                remedy="Name one that it has: llm:MODEL.",
            )
        if status in (404, 405):
            return self._not_alike(detail)
        kind = SilentError if status in (408, 409, 429) or status >= 500 else NoAnswerError
        return kind(f"the endpoint refused it ({status}): {detail}")

    def _not_alike(self, detail: str) -> ConfigError:
        return ConfigError(
            f"the endpoint does not answer like OpenAI's: {self._clean(detail)}",
            where=self._settings.shown,
            remedy=f"{URL_VARIABLE} is the part before /chat/completions and usually ends with /v1.",
        )

    def _clean(self, words: str) -> str:
        """An endpoint's message on one line, without the key, because some endpoints repeat the key."""
        for secret in (self._settings.key, self._settings.url):
            if secret:
                words = words.replace(secret, "***")
        line = " ".join(words.split())
        return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"

    def _made(self) -> OpenAI:
        if self._client is None:
            from openai import OpenAI

            from annotate.prelabel.models.llm.deadline import client_with_deadline

            self._client = OpenAI(
                base_url=self._settings.endpoint(),
                api_key=self._settings.key or "none",  # a local server may need no key
                timeout=self._settings.timeout_s,
                max_retries=RETRIES,
                http_client=client_with_deadline(self._settings.timeout_s),
            )
            # The library reads these values from the environment, but only OpenAI should get them.
            self._client.organization = self._client.project = None
        return self._client


def check_client() -> None:
    """Raises `MissingExtraError` if a library of the extra is not installed."""
    from importlib.util import find_spec

    for module, name in (("openai", "openai"), ("rapidfuzz", "rapidfuzz")):
        if find_spec(module) is None:
            raise MissingExtraError(name, "llm")
