"""Other programs read the CoNLL files: spaCy's converter, nltk's reader, seqeval. Mentions equal ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotate.export.conll import ConllExporter, Scheme
from annotate.export.conll_reader import read_conll
from tests.export.gold import ONTOLOGY, sample

Mention = tuple[str, str]  # words without white space, label


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("conll")


def written(folder: Path, columns: int = 4, scheme: Scheme = "bio") -> tuple[Path, list[list[Mention]]]:
    """A file of the sample gold, and its mentions by article as our own reader finds them."""
    path = folder / f"{columns}-{scheme}.conll"
    gold = sample()
    ConllExporter().export(gold, ONTOLOGY, path, columns=columns, scheme=scheme)
    texts = {record.article.id: record.text or "" for record in gold}
    mentions = [
        [("".join(one.text.split()), one.label) for one in found] for _, found in read_conll(path, texts)
    ]
    assert sum(map(len, mentions)) > 250
    return path, mentions


@pytest.mark.parametrize("columns", [2, 4])
def test_spacy_convert_reads_the_documents_and_mentions(folder: Path, columns: int) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.cli.convert import convert  # what 'spacy convert' runs
    from spacy.tokens import DocBin

    path, wanted = written(folder, columns)
    convert(path, folder, file_type="spacy", converter="conll", lang="fr", silent=True)
    docs = list(DocBin().from_disk(path.with_suffix(".spacy")).get_docs(spacy.blank("fr").vocab))
    assert [[("".join(span.text.split()), span.label_) for span in doc.ents] for doc in docs] == wanted


@pytest.mark.parametrize("columns", [2, 4])
def test_nltk_reads_the_words_and_tags(folder: Path, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import nltk
    from nltk.corpus.reader import ConllCorpusReader

    monkeypatch.setattr(nltk.data, "path", [str(folder)])  # it reads no files elsewhere
    path, wanted = written(folder, columns)
    types = ("words", "ne") if columns == 2 else ("words", "pos", "chunk", "ne")
    reader: Any = ConllCorpusReader(str(folder), [path.name], types)
    grids = reader._grids()
    words = [word for grid in grids for word in reader._get_column(grid, 0)]
    tags = [tag for grid in grids for tag in reader._get_column(grid, columns - 1)]
    assert "".join(words) == "".join("".join((record.text or "").split()) for record in sample())
    assert not any("#" in word or "DOCSTART" in word for word in words)
    assert mentions(words, tags) == [one for document in wanted for one in document]
    assert list(reader.words()) == words


@pytest.mark.parametrize(
    ("scheme", "mode", "name"), [("bio", None, None), ("bio", "strict", "IOB2"), ("bioes", "strict", "IOBES")]
)
def test_seqeval_reads_the_last_column(
    folder: Path, scheme: Scheme, mode: str | None, name: str | None
) -> None:
    from seqeval import scheme as schemes
    from seqeval.metrics import classification_report, f1_score
    from seqeval.metrics.sequence_labeling import get_entities

    path, wanted = written(folder, scheme=scheme)
    words, tags = [], []
    for line in path.read_text(encoding="utf-8").split("\n"):
        columns = line.split()
        words.append(columns[0] if columns else "")
        tags.append(columns[-1] if columns else "O")
    if name is None:
        found = get_entities(tags)
    else:
        entities = schemes.Entities([tags], getattr(schemes, name)).entities[0]
        found = [(one.tag, one.start, one.end - 1) for one in entities]
    said = [("".join(words[first : last + 1]), label) for label, first, last in found]
    assert said == [one for document in wanted for one in document]
    options = {"mode": mode, "scheme": getattr(schemes, name)} if name else {}
    assert f1_score([tags], [tags], **options) == 1.0
    assert "LOC" in classification_report([tags], [tags], **options)


def mentions(words: list[str], tags: list[str]) -> list[Mention]:
    """The mentions of BIO tags, read in the plainest way."""
    found: list[Mention] = []
    for word, tag in zip(words, tags, strict=True):
        if tag.startswith("B-"):
            found.append((word, tag[2:]))
        elif tag.startswith("I-"):
            found[-1] = (found[-1][0] + word, found[-1][1])
    return found
