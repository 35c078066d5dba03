"""FakeLanguageModel: an OpenAI-compatible HTTP server that answers from what the request holds.

It is no language model: it quotes the words that it was given from the passage that it is sent.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[dict[str, Any], int], tuple[int, Any]]


@dataclass
class FakeLanguageModel:
    """``names`` maps words to labels, ``triggers`` words to event types with their arguments.

    ``behave`` (of the request and its number) replaces the usual answer: a status and a body.
    """

    names: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    behave: Behaviour | None = None
    delay_s: float = 0
    content_type: str = ""
    drip_s: float = 0  # between two bytes of an answer
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The mentions and events in the request's passage, as a model would quote them."""
        passage = json.loads(request["messages"][1]["content"])["passage"]
        schema = request["response_format"].get("json_schema", {}).get("schema", {}).get("properties")
        given: dict[str, Any] = {
            "entities": [
                {**_quoted(passage, match), "label": label, "attributes": {"value": None, "sector": None}}
                for words, label in self.names.items()
                for match in re.finditer(re.escape(words), passage)
            ]
        }
        if schema is None or "events" in schema:
            given["events"] = [
                {
                    "type": kind,
                    "trigger": _quoted(passage, match),
                    "arguments": [{"role": role, "quote": quote} for role, quote in arguments],
                    "attributes": {},
                }
                for word, (kind, arguments) in self.triggers.items()
                for match in re.finditer(word, passage)
            ]
        return given

    def reply(self, request: dict[str, Any]) -> dict[str, Any]:
        return completion(json.dumps(self.answer(request), ensure_ascii=False), request)

    @contextmanager
    def running(self) -> Iterator[FakeLanguageModel]:
        """Serves on a free port of this machine until the block ends."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def completion(content: str, request: dict[str, Any], *, finish: str = "stop") -> dict[str, Any]:
    """A chat completion in OpenAI's form."""
    prompt = sum(len(message["content"]) for message in request["messages"]) // 4
    return {
        "id": "fake",
        "object": "chat.completion",
        "created": 0,
        "model": request["model"],
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content}}
        ],
        "usage": {"prompt_tokens": prompt, "completion_tokens": 10, "total_tokens": prompt + 10},
    }


def _quoted(passage: str, match: re.Match[str]) -> dict[str, Any]:
    number = len(re.findall(re.escape(match[0]), passage[: match.start()])) + 1
    before = " ".join(passage[: match.start()].split()[-3:])
    return {"quote": match[0], "before": before, "occurrence": number}


def _handler(model: FakeLanguageModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(request)
            model.headers.append(dict(self.headers))
            time.sleep(model.delay_s)
            body: Any
            if self.path != "/v1/chat/completions":
                status, body = 404, "<html>Not here</html>"
            elif model.behave is not None:
                status, body = model.behave(request, len(model.requests))
            else:
                status, body = 200, model.reply(request)
            data = (body if isinstance(body, str) else json.dumps(body)).encode("utf-8", "surrogateescape")
            try:
                self.send_response(status)
                kind = model.content_type or ("text/html" if isinstance(body, str) else "application/json")
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Retry-After-Ms", "10")
                self.end_headers()
                for at in range(0, len(data), 1 if model.drip_s else len(data) or 1):
                    self.wfile.write(data[at : at + 1] if model.drip_s else data)
                    self.wfile.flush()
                    time.sleep(model.drip_s)
            except OSError:
                pass  # the client waited no longer

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
