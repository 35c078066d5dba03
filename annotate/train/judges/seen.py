"""Tells which articles a judge was learned from, by keys in its weights that hold no id and no text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from annotate.core.annotation import Annotation, Entity
from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.merging.weights import Weights
from annotate.train.judges.learner import JudgeModel

_DIGITS = 12  # hexadecimal
GOLD = "gold"  # the name of the user's own set of gold


class ArticleKey(NamedTuple):
    """Digests of an article's id, text and gold. Two articles are the same if they share id or text."""

    id: str
    text: str
    gold: str

    def __str__(self) -> str:
        return " ".join(self)


def key_of(id: str, text: str | None, gold: str) -> ArticleKey:
    """The key of an article. ``gold`` is its `gold_digest`."""
    return ArticleKey(id_digest(id), _digest(f"no text {id}" if text is None else text), _digest(gold))


def id_digest(id: str) -> str:
    """The digest of an article's id in its key."""
    return _digest(id)


def read_keys(seen: Iterable[str]) -> list[ArticleKey]:
    """The keys in a weights file. Leaves out what is no key."""
    return [ArticleKey(*parts) for one in seen if len(parts := one.split(" ")) == len(ArticleKey._fields)]


def gold_digest(annotation: Annotation) -> str:
    """A digest of all that people decide: spans, labels, values and events. Ids and scores do not count."""
    mentions = {entity.id: _mention(entity) for entity in annotation.entities}
    events = [
        [
            event.type,
            None if event.trigger is None else [event.trigger.start, event.trigger.end],
            sorted(json.dumps([one.role, mentions[one.entity], *one.unreviewed]) for one in event.arguments),
            _values(event.attributes),
            sorted(event.unreviewed),
        ]
        for event in annotation.events
    ]
    return _digest(json.dumps([sorted(mentions.values()), sorted(json.dumps(event) for event in events)]))


def keys_in(model: JudgeModel) -> tuple[str, ...] | None:
    """The keys of the user's articles that a model was learned from; None if its file does not name them."""
    if isinstance(model, LinearModel):
        return model.learned_from.seen
    return model.seen if isinstance(model, Weights) else None


def sets_in(model: JudgeModel) -> dict[str, int]:
    """The sets of gold that a model was learned from, with their numbers of articles."""
    if isinstance(model, LinearModel):
        return model.learned_from.sets
    if isinstance(model, Weights):
        return {GOLD: model.articles} if model.sets is None else model.sets
    return {}


def languages_in(model: JudgeModel) -> frozenset[str]:
    """The languages of the articles that a model was learned from."""
    if isinstance(model, LinearModel):
        return frozenset(model.learned_from.languages)
    return frozenset(model.languages if isinstance(model, Weights) else ())


def with_keys(model: JudgeModel, keys: Sequence[ArticleKey]) -> JudgeModel:
    """The model with the keys of the articles that it was learned from."""
    seen = tuple(sorted(map(str, keys)))
    if isinstance(model, LinearModel):
        learned_from = model.learned_from.model_copy(update={"seen": seen})
        return model.model_copy(update={"learned_from": learned_from})
    return model.model_copy(update={"seen": seen}) if isinstance(model, Weights) else model


def _mention(entity: Entity) -> str:
    return json.dumps(
        [
            entity.start,
            entity.end,
            entity.label,
            entity.ref,
            _values(entity.attributes),
            sorted(entity.unreviewed),
        ]
    )


def _values(attributes: Any) -> list[Any]:
    return sorted([name, value] for name, value in dict(attributes).items())


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
