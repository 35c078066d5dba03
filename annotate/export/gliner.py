"""GLiNER's training data: one object per passage and line, with words and mentions."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args

from annotate.core.annotation import Entity
from annotate.core.files import writing
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import Aligned, Edges, Misaligned, TokenRange, aligned_entities, check_choice
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.passages import check_max_tokens, passages, short_enough, uncut
from annotate.export.tokens import Token, tokenize

LabelNames = Literal["titles", "definitions", "names"]
_MAX_TOKENS = 384  # GLiNER's own limit, `max_len`: it cuts what is longer
# The words that GLiNER sees when it labels a text: its WhitespaceTokenSplitter.
_WORDS = re.compile(r"\w+(?:[-_]\w+)*|\S")


class GlinerExporter:
    """Writes JSON Lines for GLiNER's trainer. The format: docs/training.md of github.com/urchade/GLiNER.

    - ``tokenized_text`` has the words, cut as GLiNER itself cuts texts. A word with hyphens is several words
      where a mention begins or ends inside it ("Cuba-Vietnam").
    - ``ner`` has a mention as first word, last word (included) and label. Mentions may nest.
    - ``ner_negatives`` has the labels of the ontology that the passage does not have.
    - ``article`` and ``offsets`` are for people: the id, and the code-point range of each word.

    GLiNER cuts texts after 384 words. So a line is a passage: as many sentences as fit into
    ``--option max_tokens=384``; 0 stands for whole articles. A longer sentence is cut, but
    not inside a mention; a longer mention is listed as lost. GLiNER learns no mention that is longer than its
    ``max_width``, which is 12 words by default.

    GLiNER reads labels as words. A label is its title in the article's language ("Personne"), or with
    ``--option label_names=definitions`` title and definition, the prompts of our labeler gliner. With
    ``label_names=names``, it is the name in the ontology. Two types with one title keep their names in
    brackets.
    """

    name = "gliner"
    target: Target = "file"
    suffix = ".jsonl"
    cannot_hold = frozenset(
        {
            *("article fields", "attributes", "ref", "scores", "provenance"),
            *("events", "arguments", "unreviewed", "unsure", "notes"),
        }
    )
    reads = """\
import json
data = [json.loads(line) for line in open("gliner/train.jsonl", encoding="utf-8")]
data[0]["tokenized_text"], data[0]["ner"]  # model.train_model(data, …) takes such a list
"""

    def export(
        self,
        records: Iterable[GoldRecord],
        ontology: Ontology,
        path: Path,
        *,
        misaligned: Misaligned = "strict",
        label_names: LabelNames = "titles",
        max_tokens: int = _MAX_TOKENS,
    ) -> Losses:
        """Writes all passages of all records. Raises `ConfigError`, `InputError` (no text), `WriteError`."""
        check_choice("misaligned", misaligned, get_args(Misaligned))
        check_choice("label_names", label_names, get_args(LabelNames))
        check_max_tokens(max_tokens)
        losses = Losses()
        labels = _Labels(ontology, label_names)
        with writing(path) as file:
            for record in records:
                text = article_with_text(record, self.name).text
                tokens = gliner_words(text, record.annotation.entities)
                mentions = aligned_entities(
                    record, record.annotation.entities, Edges(tokens), losses, misaligned
                )
                mentions = short_enough(record, mentions, max_tokens, losses)
                ranges = ((one.first, one.last) for one in mentions)
                cuts = passages(text, tokens, ranges, max_tokens)
                mentions = uncut(record, mentions, cuts, losses)
                losses.entities_written += len(mentions)
                losses.lose_all_but_labels(record, (one.entity for one in mentions))
                names = labels.of(record.article.language)
                for line in _lines(record.article.id, text, tokens, mentions, names, cuts):
                    file.write(line)
                losses.articles += 1
        return losses


def gliner_words(text: str, entities: Iterable[Entity]) -> list[Token]:
    """The words of GLiNER's own splitter. A word with a hyphen is cut if a mention begins or ends inside."""
    edges = sorted({edge for one in entities for edge in (one.start, one.end)})
    found: list[Token] = []
    for match in _WORDS.finditer(text):
        start, end = match.span()
        next_edge = bisect_right(edges, start)
        cut = next_edge < len(edges) and edges[next_edge] < end and ("-" in match[0] or "_" in match[0])
        if cut:
            found += [(start + first, start + last) for first, last in tokenize(match[0])]
        else:
            found.append((start, end))
    return found


class _Labels:
    """The names of labels for GLiNER, by language."""

    def __init__(self, ontology: Ontology, kind: LabelNames) -> None:
        self._ontology = ontology
        self._kind = kind
        self._known: dict[str, dict[str, str]] = {}

    def of(self, language: str | None) -> dict[str, str]:
        """The name of each label, in ``language`` if the ontology has this language, else in its first."""
        languages = self._ontology.languages
        chosen = language if language in languages else languages[0]
        assert chosen is not None
        if chosen not in self._known:
            self._known[chosen] = self._made(chosen)
        return self._known[chosen]

    def _made(self, language: str) -> dict[str, str]:
        entities = self._ontology.entities
        if self._kind == "names":
            return {label: label for label in entities}
        titles = {label: entry.titled(label, language) for label, entry in entities.items()}
        often = Counter(titles.values())
        made = {
            label: title if often[title] == 1 and (title == label or title not in entities) else
            f"{title} ({label})"
            for label, title in titles.items()
        }  # fmt: skip
        if self._kind == "definitions":
            for label, entry in entities.items():
                if definition := entry.definition.get(language):
                    made[label] = f"{made[label]}: {definition}"
        return made


def _lines(
    article: str,
    text: str,
    tokens: list[Token],
    mentions: list[Aligned],
    names: dict[str, str],
    cuts: Iterable[TokenRange],
) -> Iterator[str]:
    """The lines of one article."""
    ordered = sorted(mentions, key=lambda one: (one.first, one.last, one.entity.label, one.entity.id))
    at = 0
    for first, last in cuts:
        inside = []
        while at < len(ordered) and ordered[at].first < last:
            inside.append(ordered[at])
            at += 1
        labels = {one.entity.label for one in inside}
        line = {
            "tokenized_text": [text[start:end] for start, end in tokens[first:last]],
            "ner": [
                [one.first - first, one.last - 1 - first, names.get(one.entity.label, one.entity.label)]
                for one in inside
            ],
            "ner_negatives": [name for label, name in names.items() if label not in labels],
            "article": article,
            "offsets": [list(token) for token in tokens[first:last]],
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"
