"""Imports Hugging Face datasets: our own export, and token classification with ``tokens`` and tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from annotate.core.errors import AnnotateError, InputError
from annotate.core.record import GoldRecord
from annotate.export.huggingface import datasets_library, read_huggingface
from annotate.export.importing.base import ForeignDocument, ImportContext
from annotate.export.importing.paths import files_of, without_suffix
from annotate.export.importing.tags import TaggedText

_BUILDERS = {".parquet": "parquet", ".jsonl": "json", ".json": "json", ".arrow": "arrow"}
_TOKENS = ("tokens", "words")
_TAGS = ("ner_tags", "tags", "ner", "labels")
_OURS = frozenset({"id", "text", "entities", "events"})


class HuggingFaceImporter:
    """Reads what `Dataset.save_to_disk` wrote, or Parquet, Arrow and JSON Lines files of rows.

    The rows are those of our export, or have ``tokens`` (or ``words``) and ``ner_tags`` (or ``tags``,
    ``ner``, ``labels``). Tags are strings or numbers. The names of numbers are those of the features, or
    of the option ``names=O,B-PER,I-PER,…``.
    """

    name = "huggingface"

    def read(
        self, path: Path, context: ImportContext, *, names: str = ""
    ) -> Iterator[ForeignDocument | GoldRecord]:
        """Yields a document for each row. Raises `InputError`, and `MissingExtraError` without datasets."""
        given = [one.strip() for one in names.split(",")] if names else None
        for part in _parts(path):
            if part.saved and set(part.columns) >= _OURS:
                yield from read_huggingface(part.path)
                continue
            rows = _TaggedRows(part, context, given)
            for number, row in enumerate(_guarded(part), start=1):
                document = rows.document(number, row)
                if document is not None:
                    yield document


class _Part(NamedTuple):
    """One split or file: its rows, and whether `save_to_disk` wrote it."""

    path: Path
    name: str
    rows: Any
    saved: bool

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.rows.features or ())


def _parts(path: Path) -> Iterator[_Part]:
    with datasets_library() as library, TemporaryDirectory(prefix="annotate-datasets-") as cache:
        try:
            if path.is_dir() and (path / "dataset_dict.json").is_file():
                for split, rows in library.load_from_disk(str(path)).items():
                    yield _Part(path / split, split, rows, True)
            elif path.is_dir() and (path / "dataset_info.json").is_file():
                yield _Part(path, path.name, library.load_from_disk(str(path)), True)
            else:
                for file in files_of(path, tuple(_BUILDERS)):
                    if (builder := _BUILDERS.get(file.suffix)) is None:
                        raise InputError(
                            "is no dataset.",
                            where=str(file),
                            remedy=f"Name a folder of save_to_disk, or a file in {', '.join(_BUILDERS)}.",
                        )
                    if not file.is_file():
                        raise InputError("does not exist.", where=str(file), remedy="Check the path.")
                    rows = library.load_dataset(
                        builder,
                        data_files=[str(file.resolve())],
                        split="train",
                        streaming=True,
                        cache_dir=cache,
                    )
                    if rows.features is None:
                        rows = rows._resolve_features()
                    yield _Part(file, without_suffix(file), rows, False)
        except AnnotateError:
            raise
        except Exception as error:  # the library and its readers raise errors of many kinds
            raise _unreadable(path, error) from error


def _guarded(part: _Part) -> Iterator[dict[str, Any]]:
    rows = iter(part.rows)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # as above
            raise _unreadable(part.path, error) from error
        yield row


def _unreadable(path: Path, error: Exception) -> InputError:
    said = " ".join(str(error).split())[:300]
    return InputError(
        f"cannot be read as a dataset ({type(error).__name__}: {said}).",
        where=str(path),
        remedy="Is it complete? Name a folder of save_to_disk, a Parquet file, or JSON Lines.",
    )


class _TaggedRows:
    """Reads the rows of one part as token classification."""

    def __init__(self, part: _Part, context: ImportContext, names: Sequence[str] | None) -> None:
        self._part = part
        self._context = context
        self._tokens = self._column(_TOKENS)
        self._tags = self._column(_TAGS)
        self._names = names or _class_names(part.rows.features, self._tags)

    def _column(self, known: Sequence[str]) -> str:
        columns = self._part.columns
        for name in known:
            if name in columns:
                return name
        raise InputError(
            f"has the columns {', '.join(columns) or 'of no row'}, but none of {', '.join(known)}.",
            where=str(self._part.path),
            remedy="Rename the columns to tokens and ner_tags.",
        )

    def document(self, number: int, row: dict[str, Any]) -> ForeignDocument | None:
        """The document of a row. None for a row that is reported as bad."""
        where = f"{self._part.path}, row {number}"
        tokens, tags = row.get(self._tokens) or [], row.get(self._tags) or []
        why = ""
        if len(tokens) != len(tags) or not tokens:
            why = f"has {len(tokens)} tokens and {len(tags)} tags"
        text = TaggedText()
        for token, tag in zip(tokens, tags, strict=False):
            name = self._name(tag)
            if name is None:
                why = why or f"has the tag {tag!r}, which has no name"
            elif token is None or not str(token).strip():
                why = why or ("has a token that is null" if token is None else "has an empty token")
            words = "" if token is None else str(token)
            if name is None:
                text.add_untagged(words)
            else:
                text.add(words, name)
        document = ForeignDocument(where, text.text, self._id(number, row), from_tokens=True)
        document.mentions = text.mentions
        if why:
            document.mentions += text.torn
            self._context.refuse(document, why)
            return None
        return document

    def _name(self, tag: Any) -> str | None:
        if isinstance(tag, str):
            if tag[1:2] == "-":
                return tag if tag[2:].strip() else None
            return tag if tag == "O" else f"I-{tag}" if tag.strip() else None
        if not self._names:
            raise InputError(
                "has tags that are numbers, and no names for them.",
                where=str(self._part.path),
                remedy="Name them in their order: --option names=O,B-PER,I-PER,…",
            )
        return self._name(self._names[tag]) if type(tag) is int and 0 <= tag < len(self._names) else None

    def _id(self, number: int, row: dict[str, Any]) -> str | None:
        """The id of a row. Mere numbers begin again in each split, so they get its name."""
        given = row.get("id")
        if isinstance(given, str) and given.strip() and not given.strip().isdigit():
            return given
        return (
            None if self._context.articles else f"{self._part.name}-{given if given is not None else number}"
        )


def _class_names(features: Any, column: str) -> list[str] | None:
    feature = features[column]
    inner = feature[0] if isinstance(feature, list) else getattr(feature, "feature", None)
    names = getattr(inner, "names", None)
    return None if names is None else list(names)
