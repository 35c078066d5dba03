"""Finds entities with GLiNER, which reads the ontology's types as words and needs no training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from annotate.core.annotation import Annotation
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.models.arguments import languages, number, settings_of
from annotate.prelabel.models.llm.prompt import wording
from annotate.prelabel.models.subwords import (
    MOST,
    annotation_of,
    answered,
    check_torch,
    content_of,
    loaded,
    located,
    placed,
    token_windows,
)
from annotate.prelabel.models.windows import Prediction, Window
from annotate.prelabel.ontology_digests import wording_digest
from annotate.prelabel.versions import version

THRESHOLD = 0.5
PROMPTS = ("definitions", "titles")
_BATCH = 8  # windows at a time
_MARKS = 4  # tokens that GLiNER and its encoder put around the prompts and the text


class GlinerNer:
    """Prompts GLiNER with titles and definitions of types. Suggests entities from score ``threshold`` on."""

    name = "gliner"
    needs: frozenset[str] = frozenset()
    provides = frozenset({"entities"})
    kind: LabelerKind = "model"

    def __init__(
        self,
        version: str,
        languages: frozenset[str],
        ontology: Ontology,
        model: Any,
        *,
        threshold: float = THRESHOLD,
        definitions: bool = True,
    ) -> None:
        self.version = version
        self.languages = languages
        self._ontology = ontology
        self._model = model
        self._threshold = threshold
        self._definitions = definitions
        self._flat = not any(entry.may_contain for entry in ontology.entities.values())
        self._sizes = {language: self._size(language) for language in ontology.languages}

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the entities in each text. Prompts are in the text's language, if the ontology has it."""
        cut = []
        for draft in batch:
            size = self._sizes[wording(self._ontology, draft.language)]
            cut.append(token_windows(self._tokenizer, draft.article.text, size))
        passages = [(draft, window) for draft, some in zip(batch, cut, strict=True) for window in some]
        return answered(batch, cut, self._answers(passages), partial(annotation_of, self.name))

    @property
    def _tokenizer(self) -> Any:
        return self._model.data_processor.transformer_tokenizer

    def _answers(self, passages: Sequence[tuple[Draft, Window]]) -> Iterator[list[Prediction[None]]]:
        prompts = [self._prompts(wording(self._ontology, draft.language)) for draft, _ in passages]
        texts = [draft.article.text[window.start : window.end] for draft, window in passages]
        # One call of GLiNER takes one set of prompts. Neighbours in a batch mostly have the same prompts.
        first = 0
        while first < len(passages):
            last = first
            while last < len(passages) and prompts[last] == prompts[first]:
                last += 1
            answers = placed(self._model).inference(
                texts[first:last],
                prompts[first],
                flat_ner=self._flat,
                threshold=self._threshold,
                batch_size=_BATCH,
            )
            for (_, window), some in zip(passages[first:last], answers, strict=True):
                yield [
                    Prediction(
                        window.start + item["start"],
                        window.start + item["end"],
                        item["label"],
                        min(1.0, float(item["score"])),
                        None,
                    )
                    for item in some
                ]
            first = last

    def _prompts(self, language: str) -> dict[str, str]:
        """The prompt for each label: the title, and the definition if the settings ask for it."""
        prompts = {}
        for label, entry in self._ontology.entities.items():
            title, definition = entry.titled(label, language), entry.definition.get(language)
            prompts[label] = f"{title}: {definition}" if self._definitions and definition else title
        return prompts

    def _size(self, language: str) -> int:
        """The number of tokens that the prompts leave for text. Raises `ConfigError` if it is too small."""
        config = self._model.config
        positions = getattr(config.encoder_config, "max_position_embeddings", None) or MOST
        taken = sum(
            len(self._tokenizer(prompt, add_special_tokens=False)["input_ids"]) + 1
            for prompt in self._prompts(language).values()
        )
        most = min(MOST, positions)
        left = most - taken - _MARKS
        if left < most // 4:
            raise ConfigError(
                f"the prompts in {language} take {taken} of the {most} tokens that the model sees at a time.",
                remedy="Use the titles alone (gliner:MODEL?prompts=titles), or shorten the definitions.",
            )
        return int(min(config.max_len, left))


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``gliner:PATH`` or ``gliner:NAME``, with ``?threshold=0.5&prompts=titles&languages=fr,en``."""
    name, given = settings_of("gliner", argument, ("threshold", "prompts", "languages"))
    threshold = number("gliner", given, "threshold", THRESHOLD, least=0)
    prompts = given.get("prompts", PROMPTS[0])
    if prompts not in PROMPTS:
        raise ConfigError(f"gliner: prompts={prompts} is unknown.", remedy=f"It is {' or '.join(PROMPTS)}.")
    check_torch("torch", "gliner")
    from gliner import GLiNER

    path = located("gliner", name, context)

    def load() -> Any:
        return GLiNER.from_pretrained(str(path or name), local_files_only=path is not None).eval()

    model = loaded("gliner", name, path, load)
    known = version(
        content_of(name, path, "gliner_config.json"),
        f"{threshold:g}",
        prompts,
        wording_digest(context.ontology),
    )
    return GlinerNer(
        known,
        languages(given),
        context.ontology,
        model,
        threshold=threshold,
        definitions=prompts == "definitions",
    )
