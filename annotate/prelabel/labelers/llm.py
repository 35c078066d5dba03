"""Finds entities and events with a language model, through any OpenAI-compatible endpoint.

The model quotes the text, and the labeler finds the quotes to get positions. Every answer is stored on disk
under its request, so nobody pays twice for the same request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.models.arguments import languages, number, settings_of
from annotate.prelabel.models.cost import Estimate
from annotate.prelabel.models.llm.answer import Answer, NoJsonError, read_answer
from annotate.prelabel.models.llm.endpoint import Endpoint, NoAnswerError, check_client, estimated_tokens
from annotate.prelabel.models.llm.prompt import Messages, messages, request
from annotate.prelabel.models.llm.reading import Reading, read
from annotate.prelabel.models.llm.schema import answer_schema
from annotate.prelabel.models.llm.store import Store, request_key
from annotate.prelabel.models.windows import Window, sentences, windows
from annotate.prelabel.ontology_digests import wording_digest
from annotate.prelabel.versions import version

WINDOW = 12_000  # characters of the article in one request
_OVERLAP = 20  # neighbouring windows share 1 / this number of their text
_TRIES = 2  # requests until an answer is JSON of the schema
_AGAIN = "That was no JSON object of the schema. Answer with that object and nothing else."


class LlmLabeler:
    """Asks a language model about each article, window by window if it is long."""

    name = "llm"
    needs: frozenset[str] = frozenset()
    provides = frozenset({"entities", "events"})
    kind: LabelerKind = "model"

    def __init__(
        self,
        model: str,
        ontology: Ontology,
        settings: LlmSettings,
        *,
        languages: frozenset[str] = frozenset({"*"}),
        window: int = WINDOW,
    ) -> None:
        self.version = version(model, "" if window == WINDOW else str(window), wording_digest(ontology))
        self.languages = languages
        self._model = model
        self._ontology = ontology
        self._schema = answer_schema(ontology)
        self._settings = settings
        self._window = window
        self._store = Store(settings.folder())
        self._endpoint = Endpoint(settings, model)
        # If one article of a batch fails, the batch comes again in halves. Stored answers are used then.
        self._readings: WeakKeyDictionary[Draft, Reading | NoAnswerError] = WeakKeyDictionary()

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """The model's answer for each article. Raises `NoAnswerError` if an article gets no answer."""
        readings = []
        for draft in batch:
            reading = self._reading(draft)
            if isinstance(reading, NoAnswerError):
                raise reading
            readings.append(reading)
        for draft, reading in zip(batch, readings, strict=True):
            draft.notes.update(reading.notes)
            for kind, what in reading.refused:
                draft.refuse(kind, what)
        return [reading.annotation for reading in readings]

    def estimate(self, article: Article) -> Estimate:
        """Estimates the cost of asking about an article. Sends nothing."""
        total = Estimate()
        for _, conversation in self._questions(article, article.language):
            if self._store.answer(self._key(conversation)) is not None:
                total += Estimate(requests=1, cached=1)
            else:
                total += Estimate(requests=1, prompt_tokens=self._prompt_tokens(conversation))
        return total

    def _reading(self, draft: Draft) -> Reading | NoAnswerError:
        if draft not in self._readings:
            try:
                self._readings[draft] = self._read(draft)
            except NoAnswerError as error:
                self._readings[draft] = error
        return self._readings[draft]

    def _read(self, draft: Draft) -> Reading:
        article = draft.article
        answers = [
            (window, self._answer(conversation))
            for window, conversation in self._questions(article, draft.language)
        ]
        return read(article.text, answers, self.name)

    def _questions(self, article: Article, language: str | None) -> Iterator[tuple[Window, Messages]]:
        units = sentences(article.text, self._window)
        for window in windows(
            units, self._window, self._window // _OVERLAP, lambda unit: unit[1] - unit[0] + 1
        ):
            passage = article.text[window.start : window.end]
            yield window, messages(article, passage, self._ontology, language)

    def _answer(self, conversation: Messages) -> Answer:
        key = self._key(conversation)
        kept = self._store.answer(key)
        if kept is not None:
            return read_answer(kept)
        problem = ""
        for _ in range(_TRIES):
            self._check_budget(conversation)
            reply = self._endpoint.ask(conversation, self._schema)
            self._store.spend(self._settings.run, reply.tokens)
            if reply.cut:
                problem = "it was cut off at the endpoint's limit; try smaller windows, such as ?window=4000"
                break
            try:
                answer = read_answer(reply.content)
            except NoJsonError as error:
                problem = str(error)
                conversation = [
                    *conversation,
                    _turn("assistant", reply.content or "…"),
                    _turn("user", _AGAIN),
                ]
            else:
                self._store.keep(key, reply.content)
                return answer
        raise NoAnswerError(f"the model's answer cannot be used: {problem}.")

    def _check_budget(self, conversation: Messages) -> None:
        most = self._settings.max_tokens_total
        if most is None:
            return
        spent = self._store.spent(self._settings.run)
        if spent + self._prompt_tokens(conversation) > most:
            raise NoAnswerError(
                f"not asked: {spent:,} of --max-tokens-total {most:,} are spent, and the article's prompt "
                f"takes about {self._prompt_tokens(conversation):,}."
            )

    def _prompt_tokens(self, conversation: Messages) -> int:
        return estimated_tokens(*(turn["content"] for turn in conversation), str(self._schema))

    def _key(self, conversation: Messages) -> str:
        return request_key(request(self._model, conversation, self._ontology))


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``llm:MODEL``; may end in ``?window=CHARACTERS&languages=fr,en``.

    The endpoint comes from ANNOTATE_LLM_URL or annotate.yaml, its key from ANNOTATE_LLM_KEY.
    """
    model, given = settings_of("llm", argument, ("window", "languages"))
    settings = context.llm
    if settings.asking:
        check_client()
        settings.endpoint()
    if settings.max_tokens_total is not None and settings.max_tokens_total < 1:
        raise ConfigError("--max-tokens-total is at least 1.", remedy="Leave it out for no limit.")
    window = int(number("llm", given, "window", WINDOW, least=500))
    return LlmLabeler(model, context.ontology, settings, languages=languages(given), window=window)


def _turn(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
