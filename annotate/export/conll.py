"""CoNLL-2003: a token per line with its BIO or BIOES tag (Tjong Kim Sang and De Meulder 2003)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import (
    Aligned,
    Edges,
    Misaligned,
    aligned_entities,
    at_its_tokens,
    check_choice,
    flat_aligned,
)
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.layers import FLATTEN, Flatten, label_problem
from annotate.export.tokens import Tokens, sentence_starts_at, tokens_of

DOCUMENT = "-DOCSTART- -X- O O"
Scheme = Literal["bio", "bioes"]
_COLUMNS = {2: " ", 4: " -X- _ "}  # what stands between token and tag: no part of speech, no chunk


class ConllExporter:
    """Writes the four columns of CoNLL-2003: token, part of speech, chunk, and tag, separated by spaces.

    Gold has no parts of speech and no chunks; ``-X-`` and ``_`` stand there. With ``--columns 2`` a line is
    token and tag. A blank line follows every sentence. A document begins with ``-DOCSTART- -X- O O``. The
    file ``.ids`` beside it holds the ids of the articles, one a line, in the order of the documents.

    B- begins every mention. With ``--scheme bioes``, E- ends a mention, and S- is a mention of one token. Of
    overlapping mentions the longest is written, or what ``--flatten`` says. A mention that begins or ends
    inside a token is left out, or moved as ``--misaligned`` says. All of them are reported as lost.

    ``spacy convert`` reads BIO. It reads BIOES wrongly: it takes E- for the beginning of another mention. Use
    BIO for spaCy, and BIOES for what knows the scheme, such as seqeval with ``scheme=IOBES``.
    """

    name = "conll"
    target: Target = "file"
    suffix = ".conll"
    cannot_hold = frozenset(
        {
            *("article fields", "text", "nesting", "overlaps", "attributes", "ref", "scores", "provenance"),
            *("events", "arguments", "unreviewed", "unsure", "notes"),
        }
    )
    reads = """\
$ python -m spacy convert conll/train.conll . --converter conll
import nltk
nltk.data.path.append("conll")
nltk.corpus.reader.ConllCorpusReader("conll", "train.conll", ("words", "pos", "chunk", "ne")).words()
from seqeval.metrics.sequence_labeling import get_entities
get_entities([line.split()[-1] if line.split() else "O" for line in open("conll/train.conll")])
"""

    def export(
        self,
        records: Iterable[GoldRecord],
        ontology: Ontology,
        path: Path,
        *,
        columns: int = 4,
        scheme: Scheme = "bio",
        flatten: Flatten = "longest",
        misaligned: Misaligned = "strict",
    ) -> Losses:
        """Writes the flat layer of every record, and the ids of the articles to ``path`` with ``.ids`` added.

        Raises `ConfigError` for a value that an option does not have, `InputError` (no text), `WriteError`.
        """
        check_choice("scheme", scheme, get_args(Scheme))
        check_choice("flatten", flatten, FLATTEN)
        check_choice("misaligned", misaligned, get_args(Misaligned))
        if columns not in _COLUMNS:
            raise ConfigError(f"the option columns is {columns}.", remedy="It is 2 or 4.")
        losses = Losses()
        with writing(ids_file(path)) as ids, writing(path) as file:
            for record in records:
                text = article_with_text(record, "conll").text
                tokens = tokens_of(text)
                layer = _layer(record, tokens, losses, flatten, misaligned)
                tags = tags_of(len(tokens.words), layer, scheme, _COLUMNS[columns] + "{}\n")
                inside = [range(one.first + 1, one.last) for one in layer if one.last - one.first > 1]
                starts = sentence_starts_at(text, tokens.starts).difference(*inside)
                file.write(_document(tokens.words, tags, starts))
                ids.write(f"{record.article.id}\n")
                losses.articles += 1
        return losses


def ids_file(path: Path) -> Path:
    """The file that holds the article ids of a CoNLL file, one a line, in the order of the documents."""
    return path.with_name(f"{path.name}.ids")


def _document(words: list[str], tags: list[str], starts: Iterable[int]) -> str:
    """The lines of one document, with a blank line after each sentence. ``tags`` end the lines."""
    for start in starts:
        tags[start - 1] += "\n"  # at index -1, the last sentence ends
    parts = [f"{DOCUMENT}\n\n"] * (1 + 2 * len(words))
    parts[1::2], parts[2::2] = words, tags
    return "".join(parts)


def _layer(
    record: GoldRecord,
    tokens: Tokens,
    losses: Losses,
    flatten: Flatten,
    misaligned: Misaligned,
) -> list[Aligned]:
    """The mentions to write, on token edges. Everything else in the record is recorded as lost."""
    fitting = []
    for entity in record.annotation.entities:
        if problem := label_problem(entity.label):
            losses.lose(record, entity.id, "entity", problem)
        else:
            fitting.append(entity)
    aligned = aligned_entities(record, fitting, Edges.of(tokens), losses, misaligned)
    if any(one.moved for one in aligned):
        ranges = list(zip(tokens.starts, tokens.ends, strict=True))
        aligned = [at_its_tokens(one, ranges, record) for one in aligned]
    layer = flat_aligned(record, aligned, losses, flatten)
    losses.lose_all_but_labels(record, (one.entity for one in layer))
    return layer


def tags_of(tokens: int, layer: Iterable[Aligned], scheme: Scheme = "bio", form: str = "{}") -> list[str]:
    """The tag of each of ``tokens`` tokens: B- with the label at a mention's first token, I- at its others.

    The tag of all other tokens is O. With "bioes", the last token of a mention has E-, and the token of a
    mention of one token S-. The mentions must not overlap. ``form`` is what each tag is put into.
    """
    tags = [form.format("O")] * tokens
    for mention in layer:
        label, first, last = mention.entity.label, mention.first, mention.last
        tags[first] = _tag(form, "S" if scheme == "bioes" and last - first == 1 else "B", label)
        if last - first > 1:
            tags[first + 1 : last] = [_tag(form, "I", label)] * (last - first - 1)
            if scheme == "bioes":
                tags[last - 1] = _tag(form, "E", label)
    return tags


@lru_cache(maxsize=4096)
def _tag(form: str, letter: str, label: str) -> str:
    return form.format(f"{letter}-{label}")
