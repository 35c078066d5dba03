"""Imports Prodigy's JSON Lines, as ``prodigy db-out`` writes them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotate.core.jsonl import rereadable
from annotate.export.importing.base import Data, ForeignDocument, ImportContext, Relation
from annotate.export.importing.json_objects import JsonObject, as_list, json_objects
from annotate.export.unread import Unread

_YES_OR_NO = frozenset(
    {"ner", "spans", "classification", "dep", "pos", "html", "text"}
)  # views of one question
_AGAIN = "given twice by the same annotator"
Key = tuple[bytes, str | None]


class ProdigyImporter:
    """Reads the answers of ner.manual, spans.manual, rel.manual, textcat.manual and the yes-or-no recipes.

    ``spans`` are mentions, or triggers where their label is an event type. ``relations`` become arguments.
    Accepted options (``accept``) and an accepted ``label`` are types of the whole text. What was rejected is
    counted and left out; an ignored text is skipped. All answers of one annotator on one text are one
    annotation. The annotator is ``_annotator_id``, or ``_session_id`` before Prodigy 1.11.

    Source: https://prodi.gy/docs/api-interfaces
    """

    name = "prodigy"

    def read(self, path: Path, context: ImportContext) -> Iterator[ForeignDocument]:
        """Yields a document for each text and annotator. Raises `InputError`."""
        with _rereadable(path) as file:
            answers: Counter[Key] = Counter(
                _key(item, text)
                for item in json_objects(file, lambda where, why: None)
                if (text := _text(item.data)) is not None
            )
            waiting: dict[Key, list[_Answer]] = {}
            for item in json_objects(file, context.bad):
                text = _text(item.data)
                if text is None:
                    context.bad(item.where, "has no 'text'; images, sound and HTML cannot be imported")
                    continue
                key = _key(item, text)
                waiting.setdefault(key, []).append(_Answer(item, text, context))
                answers[key] -= 1
                if not answers[key]:
                    yield _together(waiting.pop(key), context)


def _rereadable(path: Path) -> AbstractContextManager[Path]:
    return nullcontext(path) if path.is_dir() else rereadable(path)


def _text(data: Data) -> str | None:
    text = data.get("text")
    return text if isinstance(text, str) and text.strip() else None


def _key(item: JsonObject, text: str) -> Key:
    whole = f"{_id(item.data)}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=16).digest(), _author(item.data)


def _id(data: Data) -> str | None:
    """The id that the user gave: Prodigy has none of its own."""
    meta = data.get("meta")
    for place in (data, meta if isinstance(meta, dict) else {}):
        given = place.get("id")
        if isinstance(given, str | int) and not isinstance(given, bool) and str(given).strip():
            return str(given)
    return None


def _author(data: Data) -> str | None:
    for name in ("_annotator_id", "_session_id"):
        if isinstance(found := data.get(name), str | int) and str(found).strip():
            return str(found)
    return None


class _Answer:
    """One line: the answer to one task."""

    def __init__(self, item: JsonObject, text: str, context: ImportContext) -> None:
        self.item = item
        self.data = item.data
        self.text = text
        self.answer = str(item.data.get("answer", "accept"))
        self._context = context
        tokens = item.data.get("tokens")
        self.tokens = tokens if isinstance(tokens, list) else []

    @property
    def asks_one(self) -> bool:
        """Whether the answer is yes or no to a suggestion."""
        view = self.data.get("_view_id")
        return view in _YES_OR_NO if isinstance(view, str) else "label" in self.data

    def mentions(self) -> Iterator[Data]:
        for number, span in enumerate(as_list(self.data.get("spans")), start=1):
            if not isinstance(span, dict):
                self.unread(f"span {number}", str(span)[:100], "is no span of Prodigy's")
                continue
            start, end = self._range(span)
            words = self.text[start:end] if type(start) is int and type(end) is int else ""
            given = span.get("text")
            made = {"id": f"s{number}", "start": start, "end": end, "label": str(span.get("label") or "")}
            yield {**made, "text": given if isinstance(given, str) and given else words}

    def _range(self, span: Data) -> tuple[Any, Any]:
        """The characters of a span; those of its tokens if it has no others."""
        start, end = span.get("start"), span.get("end")
        if start is None or end is None:
            try:
                first, last = self.tokens[span["token_start"]], self.tokens[span["token_end"]]
                return first["start"], last["end"]
            except (KeyError, IndexError, TypeError):
                return start, end
        return start, end

    def types(self) -> Iterator[str]:
        options = {
            str(one.get("id")): one for one in as_list(self.data.get("options")) if isinstance(one, dict)
        }
        for one in as_list(self.data.get("accept")):
            option = options.get(str(one), {})
            yield str(one if isinstance(one, str) else option.get("text", one))
        if isinstance(label := self.data.get("label"), str | int) and str(label):
            yield str(label)

    def relations(self, mentions: list[Data]) -> Iterator[Relation]:
        for number, one in enumerate(as_list(self.data.get("relations")), start=1):
            if not isinstance(one, dict):
                self.unread(f"relation {number}", str(one)[:100], "is no relation of Prodigy's")
                continue
            head, child = (self._end(one, side, mentions) for side in ("head", "child"))
            yield Relation(str(one.get("label") or ""), head, child)

    def _end(self, relation: Data, side: str, mentions: list[Data]) -> str:
        """The id of the mention at one end of a relation; the number of the token if there is none."""
        index, span = relation.get(side), relation.get(f"{side}_span")
        place = self._range(span) if isinstance(span, dict) else (None, None)
        label = span.get("label") if isinstance(span, dict) else None
        same = [one for one in mentions if (one["start"], one["end"]) == place]
        if found := [one for one in same if label in (None, one["label"])] or same:
            return str(found[0]["id"])
        if type(index) is int and 0 <= index < len(self.tokens):
            token = self.tokens[index]
            at = token.get("start") if isinstance(token, dict) else None
            inside = [
                one
                for one in mentions
                if type(at) is int and type(one["start"]) is int and one["start"] <= at < one["end"]
            ]
            if inside:
                return str(min(inside, key=lambda one: one["end"] - one["start"])["id"])
        return f"token {index}"

    def unread(self, region: str, words: str, why: str) -> None:
        self._context.report(Unread(_id(self.data) or self.item.where, region, words, why))


def _together(answers: list[_Answer], context: ImportContext) -> ForeignDocument:
    """The answers of one annotator on one text as one document."""
    first = answers[0]
    document = ForeignDocument(first.item.where, first.text, _id(first.data))
    document.article = {"meta": meta} if isinstance(meta := first.data.get("meta"), dict) and meta else {}
    if author := _author(first.data):
        document.annotation["author"] = author
    times = [time for one in answers if isinstance(time := one.data.get("_timestamp"), int | float)]
    if times and 0 <= max(times) < 4e9:
        document.annotation["updated_at"] = datetime.fromtimestamp(max(times), UTC).isoformat()
    known: dict[tuple[str, str, str], Data] = {}
    arrows: set[Relation] = set()
    complete = False
    for answer in answers:
        mentions, kept = list(answer.mentions()), answer.answer == "accept"
        if not kept:
            why = f"{'ignored' if answer.answer == 'ignore' else 'rejected'} in Prodigy"
            said = [(str(one["label"]), str(one["text"])) for one in mentions] or [("", "")]
            document.set_aside += [Unread(document.name, label, words, why) for label, words in said]
            complete = complete or (answer.answer == "reject" and answer.asks_one)
            continue
        complete = True
        own = []
        for mention in mentions:
            # A file may have anything in the place of a number.
            key = (repr(mention["start"]), repr(mention["end"]), mention["label"])
            if key not in known:
                known[key] = mention
                mention["id"] = f"s{len(known)}"
                document.mentions.append(mention)
            else:
                document.set_aside.append(Unread(document.name, key[2], mention["text"], _AGAIN))
            own.append(known[key])
        for label in answer.types():
            if label in document.types:
                document.set_aside.append(Unread(document.name, label, "", _AGAIN))
            else:
                document.types.append(label)
        for relation in answer.relations(own):
            if relation in arrows:
                document.set_aside.append(Unread(document.name, relation.label, "", _AGAIN))
            else:
                arrows.add(relation)
                document.relations.append(relation)
        if free := answer.data.get("user_input"):
            answer.unread("user_input", str(free)[:200], "free text, which no annotation has")
    if not complete:
        document.annotation["status"] = "skipped"
    if all(answer.asks_one for answer in answers):
        context.notice("Some articles have answers of yes or no only: they hold what was asked, and no more.")
    return document
