"""Chat: a conversation per article and line, as the fine-tuning of chat models reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotate.core.article import Article
from annotate.core.files import writing
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.chat.answer import Answer
from annotate.export.chat.prompt import instructions, wording
from annotate.export.chat.schema import answer_schema

_SHOWN = ("published", "title")  # of the article, to the model


class ChatExporter:
    """Writes JSON Lines with ``messages``, as OpenAI's and TRL's fine-tuning read them.

    - The system message asks for the annotation, with the ontology's definitions in the article's language
      (``--option guidelines=false``: names alone).
    - The user's message is a JSON object with the date, the title and the passage.
    - The assistant's message is a JSON object with the entities and events, as ``train.schema.json`` has it.
      The labeler llm reads such answers.

    Models cannot count characters, so there are no positions. A mention has a ``quote``, and its number
    (``occurrence``) if the quote occurs several times. Arguments name the mention by its id in the answer.
    A conversation is a whole article.

    ``train.articles.jsonl`` has what no model is to say: ids, the article's fields, scores, provenance,
    notes, marks of what nobody reviewed, and what the ontology does not allow. `read_chat` finds the quotes
    again, so nothing is lost. It reads answers without that file too.
    """

    name = "chat"
    target: Target = "file"
    suffix = ".jsonl"
    cannot_hold: frozenset[str] = frozenset()
    reads = """\
import json
first = json.loads(open("chat/train.jsonl", encoding="utf-8").readline())["messages"]
[one["quote"] for one in json.loads(first[-1]["content"])["entities"]]
"""

    def export(
        self,
        records: Iterable[GoldRecord],
        ontology: Ontology,
        path: Path,
        *,
        guidelines: bool = True,
    ) -> Losses:
        """Writes all records, the schema of the answers, and what they do not say.

        Raises `InputError` (no text) and `WriteError`.
        """
        losses = Losses()
        prompts: dict[str, str] = {}
        with writing(schema_file(path)) as file:
            json.dump(answer_schema(ontology), file, ensure_ascii=False, indent=1)
            file.write("\n")
        with writing(articles_file(path)) as rest, writing(path) as file:
            for record in records:
                article = article_with_text(record, self.name)
                language = wording(ontology, article.language)
                if language not in prompts:
                    prompts[language] = instructions(ontology, language, guidelines=guidelines)
                answer = Answer(record, article.text, ontology)
                file.write(_line(_conversation(article, prompts[language], answer)))
                rest.write(_line(_rest(record, answer)))
                losses.written(record)
        return losses


def schema_file(path: Path) -> Path:
    """The file with the JSON Schema of the answers in ``path``."""
    return path.with_name(f"{path.name.removesuffix('.jsonl')}.schema.json")


def articles_file(path: Path) -> Path:
    """The file with what the conversations in ``path`` do not say, a line each."""
    return path.with_name(f"{path.name.removesuffix('.jsonl')}.articles.jsonl")


def _conversation(article: Article, prompt: str, answer: Answer) -> dict[str, Any]:
    shown = {name: getattr(article, name) for name in _SHOWN}
    passage = {**{name: value for name, value in shown.items() if value}, "passage": article.text}
    turns = (
        ("system", prompt),
        ("user", json.dumps(passage, ensure_ascii=False)),
        ("assistant", json.dumps(answer.said, ensure_ascii=False)),
    )
    return {"messages": [{"role": role, "content": content} for role, content in turns]}


def _rest(record: GoldRecord, answer: Answer) -> dict[str, Any]:
    data = record.to_dict()
    del data["article"]["text"]
    data["annotation"] |= {"entities": answer.entities, "events": answer.events}
    return data


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"
