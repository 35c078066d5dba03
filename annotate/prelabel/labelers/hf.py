"""Finds entities with a Hugging Face token classifier, in texts of any length."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.core.annotation import Annotation
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.models.arguments import languages, number, settings_of
from annotate.prelabel.models.subwords import (
    annotation_of,
    answered,
    check_torch,
    content_of,
    loaded,
    located,
    longest,
    placed,
    token_windows,
)
from annotate.prelabel.models.windows import Prediction, Window
from annotate.prelabel.versions import version

SCHEMES = ("conll", "spacy")  # the ontology's mappings to try if the settings name none
_BATCH = 8  # windows at a time
_SLACK = 2  # tokens; a word at the start of a window may give more tokens than in the whole text
_OUTSIDE = ("O", "")


@dataclass(frozen=True)
class _Word:
    """A word of a window: the code-point range in the text, the label and the label's probability."""

    start: int
    end: int
    begins: bool
    label: str
    score: float


class HuggingFaceNer:
    """Suggests the entities that a token classifier tags. The score is the mean probability of the words."""

    needs: frozenset[str] = frozenset()
    provides = frozenset({"entities"})
    kind: LabelerKind = "model"
    name = "hf"

    def __init__(
        self,
        version: str,
        languages: frozenset[str],
        ontology: Ontology,
        model: Any,
        tokenizer: Any,
        *,
        scheme: str,
        window: int,
    ) -> None:
        self.version = version
        self.languages = languages
        self._ontology = ontology
        self._model = model
        self._tokenizer = tokenizer
        self._scheme = scheme
        self._limit = window
        self._size = max(1, window - tokenizer.num_special_tokens_to_add() - _SLACK)
        self._tags = [_tag(model.config.id2label[index]) for index in range(model.config.num_labels)]

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests the entities in each text. Counts labels without an entity type for the summary."""
        cut = [token_windows(self._tokenizer, draft.article.text, self._size) for draft in batch]
        passages = [
            (draft.article.text, window) for draft, some in zip(batch, cut, strict=True) for window in some
        ]
        return answered(batch, cut, self._answers(passages), self._annotation)

    def _annotation(self, draft: Draft, answers: Sequence[Prediction[None]]) -> Annotation:
        return annotation_of(
            self.name, draft, answers, lambda label: self._ontology.mapped(self._scheme, label)
        )

    def _answers(self, passages: Sequence[tuple[str, Window]]) -> Iterator[list[Prediction[None]]]:
        for first in range(0, len(passages), _BATCH):
            some = passages[first : first + _BATCH]
            for (text, window), words in zip(some, self._words(some), strict=True):
                yield list(_entities(words, text, window))

    def _words(self, passages: Sequence[tuple[str, Window]]) -> Iterator[list[_Word]]:
        import torch

        texts = [text[window.start : window.end] for text, window in passages]
        given = self._tokenizer(
            texts,
            return_offsets_mapping=True,
            truncation=True,
            max_length=self._limit,
            padding=True,
            return_tensors="pt",
        )
        offsets = given.pop("offset_mapping").tolist()
        with torch.inference_mode():
            model = placed(self._model)
            logits = model(**given.to(model.device)).logits
        probabilities = torch.softmax(logits.float(), dim=-1).cpu().tolist()
        for index, (text, window) in enumerate(passages):
            tokens = zip(given.word_ids(index), offsets[index], probabilities[index], strict=True)
            real = [(word, *span, of) for word, span, of in tokens if word is not None and span[0] < span[1]]
            yield list(self._joined_tokens(text, window.start, real))

    def _joined_tokens(
        self, text: str, shift: int, tokens: Sequence[tuple[int, int, int, list[float]]]
    ) -> Iterator[_Word]:
        """Joins tokens to words. A word has the label and probability of its first token.

        Such models are trained on first tokens only, so their predictions for other tokens mean nothing.
        """
        groups: list[list[tuple[int, int, list[float]]]] = []
        last: int | None = None
        for word, first_at, last_at, of in tokens:
            start, end = first_at + shift, last_at + shift
            while start < end - 1 and text[start].isspace():
                start += 1  # some tokenizers count the blank before a word as part of the word
            if groups and word == last and (start < groups[-1][-1][1] or _goes_on(text, start)):
                groups[-1].append((start, end, of))
            else:
                groups.append([(start, end, of)])
            last = word
        for group in groups:
            first = group[0][2]
            begins, label = self._tags[max(range(len(first)), key=first.__getitem__)]
            score = sum(first[index] for index, tag in enumerate(self._tags) if tag[1] == label)
            yield _Word(group[0][0], max(end for _, end, _ in group), begins, label, score)


def _entities(words: Sequence[_Word], text: str, window: Window) -> Iterator[Prediction[None]]:
    run: list[_Word] = []
    for word in words:
        if run and (word.label != run[-1].label or word.begins):
            yield _found(run)
            run = []
        if word.label not in _OUTSIDE:
            run.append(word)
    if run:
        yield _found(run)


def _found(run: Sequence[_Word]) -> Prediction[None]:
    mean = min(1.0, sum(word.score for word in run) / len(run))
    return Prediction(run[0].start, run[-1].end, run[0].label, mean, None)


def _goes_on(text: str, start: int) -> bool:
    """Whether the character at ``start`` continues the word before it.

    Some tokenizers split only at blanks. For these, "d'Hanoï" is one word, and so is a sentence in a script
    without blanks.
    """
    before, here = text[start - 1], text[start]
    if unicodedata.combining(here):
        return True
    if unicodedata.east_asian_width(here) in ("W", "F"):
        return False
    return here.isalnum() and (before.isalnum() or unicodedata.combining(before) > 0)


def _tag(label: str) -> tuple[bool, str]:
    """Whether a tag begins an entity, and its label: B-PER, I-PER, S-PER, PER, O."""
    prefix, dash, rest = label.partition("-")
    if dash and prefix in ("B", "I", "E", "L", "S", "U", "M"):
        return prefix in ("B", "S", "U"), rest
    return False, label


def _scheme(ontology: Ontology, asked: str | None, model: str, labels: set[str]) -> str:
    """The ontology's mapping to use: from the settings, else named after the model, else a common mapping."""
    if asked is not None:
        if asked not in ontology.mapping:
            raise ConfigError(
                f"{ontology.id} has no mapping {asked!r}.",
                remedy=f"It has {', '.join(sorted(ontology.mapping)) or 'none'}; add one to its file.",
            )
        return asked
    named = model.rstrip("/").rpartition("/")[2]
    best = max(
        (named, *SCHEMES) if named in ontology.mapping else SCHEMES,
        key=lambda scheme: (
            scheme == named,
            sum(ontology.mapped(scheme, label) is not None for label in labels),
        ),
    )
    if not any(ontology.mapped(best, label) for label in labels):
        raise ConfigError(
            f"none of the model's labels ({', '.join(sorted(labels))}) has an entity type in {ontology.id}.",
            remedy=f"Add a mapping called {named} to the ontology's file, or name one: hf:MODEL?mapping=NAME",
        )
    return best


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``hf:PATH`` or ``hf:NAME``; may end in ``?mapping=conll&languages=fr,en&window=TOKENS``."""
    name, given = settings_of("hf", argument, ("mapping", "languages", "window"))
    check_torch("torch", "transformers")
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    path = located("hf", name, context)
    where, local = str(path or name), path is not None

    def load() -> tuple[Any, Any]:
        tokenizer = AutoTokenizer.from_pretrained(where, local_files_only=local)
        model = AutoModelForTokenClassification.from_pretrained(where, local_files_only=local)
        return tokenizer, model

    tokenizer, model = loaded("hf", name, path, load)
    if not tokenizer.is_fast:
        raise ConfigError(
            "the model's tokenizer gives no positions.",
            where=where,
            remedy="Save the model with a fast tokenizer.",
        )
    model.eval()
    most = longest(tokenizer, model.config)
    window = int(number("hf", given, "window", most, least=16))
    if window > most:
        raise ConfigError(f"the model sees {most} tokens at a time, not {window}.", where=where)
    labels = {_tag(label)[1] for label in model.config.id2label.values()} - set(_OUTSIDE)
    scheme = _scheme(context.ontology, given.get("mapping"), name, labels)
    content = content_of(name, path, "config.json")
    known = version(content, scheme, "" if window == most else str(window))
    return HuggingFaceNer(
        known, languages(given), context.ontology, model, tokenizer, scheme=scheme, window=window
    )
