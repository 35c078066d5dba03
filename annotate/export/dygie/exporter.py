"""DyGIE++'s JSON: one object per article and line, with sentences, mentions and events."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from annotate.core.annotation import Event, Span
from annotate.core.files import writing
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import (
    Aligned,
    Edges,
    Misaligned,
    TokenRange,
    aligned_entities,
    check_choice,
)
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.dygie.tokens import tokens_for_triggers
from annotate.export.losses import ALL_PARTS
from annotate.export.tokens import Token, sentence_starts


class DygieExporter:
    """Writes DyGIE++'s JSON. The format: https://github.com/dwadden/dygiepp/blob/master/doc/data.md.

    Positions are tokens of the article, and the last token is included. ``ner`` may nest and overlap.
    ``_offsets`` has the half-open code-point range of each token; DyGIE++ ignores fields with an underscore.

    A trigger is one token there. The tokens of a trigger are joined ("co-organisé"), unless white space or
    the edge of a mention is between them; then its first token stands for it, and its position is lost.
    Events without a trigger are lost, and arguments in another sentence than the trigger. Read it with::

        import json
        documents = [json.loads(line) for line in open("gold.jsonl", encoding="utf-8")]
        documents[0]["ner"], documents[0]["events"]
    """

    name = "dygie"
    target: Target = "file"
    suffix = ".jsonl"
    cannot_hold = frozenset(
        {
            *("article fields", "attributes", "ref", "scores", "provenance"),
            *("events without a trigger", "arguments in another sentence"),
        }
    )

    def export(
        self,
        records: Iterable[GoldRecord],
        ontology: Ontology,
        path: Path,
        misaligned: Misaligned = "strict",
        dataset: str = "",
    ) -> Losses:
        """Writes all records. ``dataset`` is the name of the data set; the default is the ontology's name.

        ``misaligned`` says what becomes of mentions and triggers that are not at token edges: lost
        ("strict"), widened ("expand") or narrowed ("contract"). Raises `ConfigError` (misaligned),
        `InputError` (no text) and `WriteError`.
        """
        check_choice("misaligned", misaligned, get_args(Misaligned))
        losses = Losses()
        with writing(path) as file:
            for record in records:
                text = article_with_text(record, "dygie").text
                document = _Document(record, text, losses, misaligned).to_dict(dataset or ontology.name)
                file.write(json.dumps(document, ensure_ascii=False) + "\n")
                losses.articles += 1
        return losses


class _Document:
    """One article in the form of DyGIE++."""

    def __init__(self, record: GoldRecord, text: str, losses: Losses, misaligned: Misaligned) -> None:
        self._record = record
        self._text = text
        self._losses = losses
        self._misaligned = misaligned
        self._tokens = tokens_for_triggers(text, record.annotation)
        self._edges = Edges(self._tokens)
        entities = record.annotation.entities
        self._mentions = {
            found.entity.id: found
            for found in aligned_entities(record, entities, self._edges, losses, misaligned)
        }
        triggers = {event.id: self._trigger(event) for event in record.annotation.events}
        self._triggers = {id: tokens for id, tokens in triggers.items() if tokens is not None}
        ranges = [*((one.first, one.last) for one in self._mentions.values()), *self._triggers.values()]
        unbroken = [
            Span(start=self._tokens[first][0], end=self._tokens[last - 1][1]) for first, last in ranges
        ]
        self._starts = sorted(sentence_starts(text, self._tokens, unbroken))

    def to_dict(self, dataset: str) -> dict[str, Any]:
        """The JSON object. Counts what is in it as written, and the rest as lost."""
        sentences = len(self._starts)
        ner: list[list[Any]] = [[] for _ in range(sentences)]
        events: list[list[Any]] = [[] for _ in range(sentences)]
        for mention in sorted(self._mentions.values(), key=_in_order):
            entity = mention.entity
            ner[self._sentence(mention.first)].append([mention.first, mention.last - 1, entity.label])
            self._losses.entities_written += 1
            self._losses.lose_parts(self._record, entity, *ALL_PARTS)
        for event in self._record.annotation.events:
            if event.id in self._triggers:
                first = self._triggers[event.id][0]
                arguments = self._arguments(event, self._sentence(first))
                events[self._sentence(first)].append([[first, event.type], *arguments])
        self._losses.lose_fields(self._record)
        return {
            "doc_key": self._record.article.id,
            "dataset": dataset,
            "sentences": [[self._text[start:end] for start, end in part] for part in self._sentences()],
            "ner": ner,
            "relations": [[] for _ in range(sentences)],
            "events": events,
            "_offsets": [[list(token) for token in part] for part in self._sentences()],
        }

    def _sentences(self) -> Iterable[list[Token]]:
        for start, end in zip(self._starts, [*self._starts[1:], len(self._tokens)], strict=True):
            yield self._tokens[start:end]

    def _sentence(self, token: int) -> int:
        return bisect_right(self._starts, token) - 1

    def _trigger(self, event: Event) -> TokenRange | None:
        """The tokens of the trigger; None if the event is lost."""
        lose = self._losses.lose
        if event.trigger is None:
            self._losses.lose_event(self._record, event, "the format holds no events without a trigger")
            return None
        tokens, why = self._edges.exact(event.trigger), ""
        if tokens is None and self._misaligned != "strict":
            widen = self._misaligned == "expand"
            tokens = self._edges.expanded(event.trigger) if widen else self._edges.contracted(event.trigger)
            why = f"its trigger is not at token edges, so it was {'widened' if widen else 'narrowed'}"
        if tokens is None:
            self._losses.lose_event(self._record, event, "its trigger is not at token edges")
            return None
        if tokens[1] - tokens[0] > 1:
            why = "its trigger has several tokens; the first one stands for it"
        if why:
            lose(self._record, event.id, "position", why)
        return tokens

    def _arguments(self, event: Event, sentence: int) -> list[list[Any]]:
        """The arguments that are in the sentence of the trigger. Counts the event as written."""
        found = []
        for argument in event.arguments:
            region = f"{event.id} {argument.role} {argument.entity}"
            mention = self._mentions.get(argument.entity)
            if mention is None:
                self._losses.lose(self._record, region, "argument", "its mention is not at token edges")
            elif self._sentence(mention.first) != sentence:
                self._losses.lose(self._record, region, "argument", "in another sentence than the trigger")
            else:
                found.append([mention.first, mention.last - 1, argument.role])
                if argument.unreviewed:
                    why = "the format holds no marks of what nobody reviewed"
                    self._losses.lose(self._record, region, "unreviewed", why)
        self._losses.events_written += 1
        self._losses.triggers_written += 1
        self._losses.arguments_written += len(found)
        self._losses.lose_parts(self._record, event, *ALL_PARTS)
        return found


def _in_order(mention: Aligned) -> tuple[int, int, str, str]:
    return mention.first, mention.last, mention.entity.label, mention.entity.id
