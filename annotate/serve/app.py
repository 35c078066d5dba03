"""The HTTP interface: Label Studio's prediction-backend protocol as an ASGI application.

``GET /health``, ``POST /setup``, ``POST /predict``, ``POST /webhook``, ``GET /versions``. The body of every
answer is a JSON object; an error's has ``error``, one sentence.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotate.core.errors import AnnotateError, InputError, WriteError, one_line
from annotate.core.ontology import Ontology
from annotate.serve.access import Account, hook_account
from annotate.serve.limits import DEFAULTS, App, Guard, Limits
from annotate.serve.models import Models
from annotate.serve.notes import Notes
from annotate.serve.protocol import (
    ANNOTATION_ACTIONS,
    TRAINING,
    Task,
    predict_request,
    setup_config,
    webhook_action,
)
from annotate.serve.suggesting import Reading
from annotate.studio.screen.binding import Binding, bind, own_binding

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_SCREENS = 8  # labelling configurations that are kept in parsed form
_MOST_NAMED = 20  # tasks without a suggestion that one request logs


@dataclass
class Backend:
    """A prediction backend: its models, the campaign's ontology and folder, and who is told what happens.

    ``changed`` is called when Label Studio tells that somebody worked on a task, ``foreign`` with the tasks
    that no push has made. ``fault`` logs a fault of ours and gives a sentence. ``counts`` is what `/health`
    reports.
    """

    models: Models
    ontology: Ontology
    notes: Notes
    log: Callable[[str], None]
    limits: Limits = DEFAULTS
    changed: Callable[[], None] = lambda: None
    foreign: Callable[[list[Task]], None] = lambda tasks: None
    fault: Callable[[BaseException], str] = lambda error: f"Internal error: {type(error).__name__}."
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._bound: dict[str | None, Binding] = {}

    def change_ontology(self, ontology: Ontology) -> None:
        """Takes another ontology, as a reload does."""
        self.ontology = ontology
        self._bound.clear()

    def _binding(self, config: str | None) -> Binding:
        if config not in self._bound:
            if len(self._bound) >= _SCREENS:
                self._bound.clear()
            self._bound[config] = (
                own_binding(self.ontology) if config is None else bind(self.ontology, config)
            )
        return self._bound[config]

    def health(self) -> dict[str, Any]:
        """The answer to a health check.

        ``status`` is DEGRADED if some processes of the labelers are down, DOWN if all are; ``problem`` then
        says why.
        """
        status, problem = self.models.state()
        return {
            "status": status,
            "model_class": "annotate",
            "model_version": self.models.version,
            **({"problem": problem} if problem else {}),
            **dict(sorted(self.counts.items())),
        }

    def dropped(self) -> None:
        """Counts a connection that was closed because it sent no request."""
        self.counts["connections_without_request"] += 1

    def setup(self, body: bytes) -> dict[str, Any]:
        """Checks that the project's screen shows the ontology's labels, and tells the version.

        Raises `ConfigError` if it does not: Label Studio would store suggestions and never show them.
        """
        self._binding(setup_config(body))
        return {"model_version": self.models.version}

    async def predict(self, body: bytes) -> dict[str, Any]:
        """Suggests for the tasks of a request: a list for each, with one prediction or none."""
        request = await asyncio.to_thread(predict_request, body)
        binding = self._binding(request.label_config)
        # In threads: many tasks must not delay the answer to a health check.
        reading = await asyncio.to_thread(Reading, request.tasks, binding, self.ontology)
        reading.take(await self.notes.known(reading.readable))
        async with self.models.use() as model:
            answers = await model.label(reading.wanted, self.limits.answer_s, reading.answers)
            version = model.version
        suggested = reading.suggested(answers)
        await self.notes.note([record for _, record in suggested.records])
        self.counts["tasks"] += len(request.tasks)
        self.counts["predictions"] += len(suggested.records)
        self.counts["without_prediction"] += len(suggested.left_out)
        for line in suggested.left_out[:_MOST_NAMED]:
            self.log(f"No suggestion for {one_line(line)}")
        if (more := len(suggested.left_out) - _MOST_NAMED) > 0:
            self.log(f"No suggestion for {more} more tasks of this request.")
        for line in suggested.notes[:_MOST_NAMED]:
            self.log(one_line(line))
        if foreign := [task for task, _ in suggested.records if task.is_foreign]:
            self.foreign(foreign)
        return {"results": suggested.results, "model_version": version}

    def webhook(self, body: bytes) -> dict[str, Any]:
        """Takes note that something happened in Label Studio. The content of the message is not used."""
        action = webhook_action(body)
        self.counts["webhooks"] += 1
        if action in ANNOTATION_ACTIONS:
            self.changed()
        elif action == TRAINING:
            self.log("Label Studio asked for training. Train with 'annotate train', then 'annotate use'.")
        return {"status": "noted"}


def application(backend: Backend, account: Account | None) -> App:
    """The ASGI application. ``account`` is who may ask; None admits everybody."""
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    def answer(content: dict[str, Any], status: int = 200) -> Response:
        # Escaped: then a lone surrogate in a message cannot break the answer.
        return Response(json.dumps(content).encode(), status, media_type="application/json")

    def route(path: str, method: str, work: Callable[[bytes], Awaitable[dict[str, Any]]]) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                return answer(await work(await request.body()))
            except AnnotateError as error:
                backend.log(f"Refused {path}: {error}")
                return answer({"error": str(error)}, _status(error))
            except Exception as error:  # the last resort: the others go on
                backend.log(backend.fault(error))
                return answer({"error": "internal error of annotate; its log says more."}, 500)

        return Route(path, endpoint, methods=[method])

    async def health(body: bytes) -> dict[str, Any]:
        return backend.health()

    async def setup(body: bytes) -> dict[str, Any]:
        return backend.setup(body)

    async def versions(body: bytes) -> dict[str, Any]:
        return {"versions": [backend.models.version]}

    async def webhook(body: bytes) -> dict[str, Any]:
        return backend.webhook(body)

    async def train(body: bytes) -> dict[str, Any]:
        return backend.webhook(json.dumps({"action": TRAINING}).encode())

    async def error(request: Request, raised: Exception) -> Response:
        return answer({"error": "there is nothing at this address, or not with this method."}, 404)

    routes = [
        route("/health", "GET", health),
        route("/", "GET", health),
        route("/setup", "POST", setup),
        route("/predict", "POST", backend.predict),
        route("/webhook", "POST", webhook),
        route("/train", "POST", train),
        route("/versions", "GET", versions),
    ]
    handlers: dict[Any, Any] = {404: error, 405: error}
    app = Starlette(routes=routes, exception_handlers=handlers)
    hook = None if account is None else hook_account(account)
    return Guard(app, backend.limits, account, hook, backend.log)


def _status(error: AnnotateError) -> int:
    if isinstance(error, InputError):
        return 400
    return 503 if isinstance(error, WriteError) else 422
