"""Reads and writes JSON Lines as a stream; names in .gz are gzip, ``-`` is standard input."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import math
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import ValidationError

from annotate.core.errors import InputError
from annotate.core.fast_reading import read_fast
from annotate.core.files import writing
from annotate.core.noun import Noun
from annotate.core.ordinary_files import is_stream, open_ordinary
from annotate.core.path_errors import remedy_for_reading
from annotate.core.record import Record

MAX_LINE_BYTES = 64_000_000
DAMAGE = (OSError, EOFError, zlib.error)  # raised by reading a truncated or damaged file, gzip or not
NounType = TypeVar("NounType", bound=Noun)
_WORDS = {
    "AnswerRecord": "an article with its annotation",
    "Article": "an article",
    "GoldRecord": "gold: an article with its final annotation",
    "Record": "an article with its annotation",
}  # what a line should be


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yields each line's number (from 1) and JSON object; blank lines are skipped.

    Raises `InputError` with file and line if a line is not a JSON object in UTF-8.
    """
    return ((number, data) for number, _, data in read_places(path))


def read_places(path: Path) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Like `read_lines`, with the byte offset of each line: yields number, offset, object."""
    return ((number, offset, _parse(path, number, line)) for number, offset, line in raw_lines(path))


@dataclass(frozen=True)
class RawRecord:
    """A line with a record that is parsed only on demand."""

    path: Path
    number: int
    line: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the line without white space at its ends."""
        return hashlib.sha256(self.line.strip()).hexdigest()

    def record(self) -> Record:
        """Parses the record. Raises `InputError` with file and line if the line holds no record."""
        return parse_line(Record, self.line, self.path, self.number)


def read_raw_records(path: Path) -> Iterator[RawRecord]:
    """Yields the lines of a file of records one at a time, unparsed."""
    return (RawRecord(path, number, line) for number, _, line in raw_lines(path))


def raw_lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Yields number, byte offset and bytes of each line that is not blank."""
    number = offset = 0
    with opened(path) as file:
        while True:
            try:
                line = file.readline(MAX_LINE_BYTES + 1)
            except DAMAGE as error:
                raise damaged(path, number, error) from error
            number += 1
            if not line:
                return
            if len(line) > MAX_LINE_BYTES:
                raise InputError(
                    f"is longer than {MAX_LINE_BYTES:,} bytes.",
                    where=f"{path}, line {number}",
                    remedy="Is this JSON Lines, one object a line?",
                )
            if line.strip():
                yield number, offset, line
            offset += len(line)


def read_line_at(path: Path, number: int, offset: int) -> dict[str, Any]:
    """The JSON object of line ``number``, which must begin at byte ``offset`` of an uncompressed file."""
    with opened(path) as file:
        file.seek(offset)
        return _parse(path, number, file.readline())


def damaged(path: Path, number: int, error: Exception) -> InputError:
    """The error for a file that cannot be read beyond line ``number``."""
    return InputError(
        f"cannot be read{' any further' if number else ''}: {error}.",
        where=f"{path}, after line {number}" if number else str(path),
        remedy="The file is truncated or damaged; create it again.",
    )


def read(path: Path, noun: type[NounType]) -> Iterator[NounType]:
    """Yields the lines of ``path`` as ``noun``, one at a time. Raises `InputError` with file and line."""
    for number, _, line in raw_lines(path):
        yield parse_line(noun, line, path, number)


def read_records(path: Path) -> Iterator[Record]:
    """Yields the records of a file (suggestions, annotations, or gold with text), one at a time."""
    return read(path, Record)


def write(path: Path, nouns: Iterable[Noun]) -> int:
    """Writes one line per item and returns the number of lines. The file appears in full or not at all."""
    count = 0
    with writing(path) as file:
        for noun in nouns:
            file.write(noun.to_json() + "\n")
            count += 1
    return count


def parse_line(noun: type[NounType], line: bytes, path: Path, number: int) -> NounType:
    """Reads one line as ``noun``. Raises `InputError` that names ``path`` and the line's ``number``."""
    found = read_fast(noun, line)
    return parse_line_slowly(noun, line, path, number) if found is None else found


def parse_own(noun: type[NounType], line: str | bytes) -> NounType:
    """Reads a line of a file or database that this program wrote for itself; an error is its own fault."""
    found = read_fast(noun, line.encode() if isinstance(line, str) else line)
    return noun.model_validate_json(line) if found is None else found


def parse_line_slowly(noun: type[NounType], line: bytes, path: Path, number: int) -> NounType:
    """Like `parse_line`, through `json` and the validators of the models. It names every error."""
    return parse(noun, _parse(path, number, line), where=f"{path}, line {number}")


def parse(noun: type[NounType], data: dict[str, Any], *, where: str) -> NounType:
    """Validates ``data`` as ``noun``. Raises `InputError` with the place and each wrong key."""
    try:
        return noun.model_validate(data)
    except ValidationError as error:
        raise InputError(
            f"does not have the form of {_WORDS.get(noun.__name__, noun.__name__)}:"
            f" {validation_sentence(error)}.",
            where=where,
            remedy="docs/record.schema.json describes the form.",
        ) from error


def validation_sentence(error: ValidationError, most: int = 3) -> str:
    """Pydantic's findings as one readable sentence."""
    found = error.errors(include_url=False, include_input=False)
    parts = []
    for item in found[:most]:
        key = ".".join(str(part) for part in item["loc"])
        message = item["msg"].removeprefix("Value error, ")
        parts.append(f"{key}: {message}" if key else message)
    if len(found) > most:
        parts.append(f"and {len(found) - most} more")
    return "; ".join(parts)


@contextmanager
def rereadable(path: Path) -> Iterator[Path]:
    """A path that can be read several times: ``path`` itself, or a copy of a pipe or of ``-``."""
    if not is_stream(path) or path.is_file():
        with opened(path, packed=False):  # only to refuse what is no ordinary file
            pass
        yield path
        return
    if path.is_char_device() or path.is_dir():
        raise InputError(
            "is a folder or a device, not a file.", where=str(path), remedy="Name a JSON Lines file."
        )
    with tempfile.TemporaryDirectory(prefix="annotate-input-") as folder:
        copy = Path(folder) / f"input{''.join(path.suffixes[-2:])}"
        with opened(path, packed=False) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield copy


@contextmanager
def opened(path: Path, *, packed: bool = True) -> Iterator[IO[bytes]]:
    """Opens a file for reading bytes; ``-`` is standard input. With ``packed``, gzip is decompressed.

    Raises `InputError` for what is no ordinary file, except a shell's ``<(…)``.
    """
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        raw = path.open("rb") if is_stream(path) else open_ordinary(path)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}.",
            where=str(path),
            remedy=remedy_for_reading(error),
        ) from error
    with raw:
        if packed and path.suffix == ".gz":
            with gzip.GzipFile(fileobj=raw, mode="rb") as unpacked:
                yield io.BufferedReader(unpacked)
        else:
            yield raw


class RepeatedKeyError(ValueError):
    """A JSON object has a key twice; the message names the key."""


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these keys and values (for ``object_pairs_hook``). Raises `RepeatedKeyError`."""
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RepeatedKeyError(f"the key {twice[:40]!r} more than once")
    return made


class _NoNumberError(ValueError):
    """A value such as NaN that Python's json accepts, and JSON does not have."""


def _no_number(name: str) -> float:
    raise _NoNumberError(name)


def _finite(written: str) -> float:
    number = float(written)
    return number if math.isfinite(number) else _no_number(written[:40])


def _parse(path: Path, number: int, line: bytes) -> dict[str, Any]:
    where = f"{path}, line {number}"
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        data = json.loads(text, object_pairs_hook=unique_keys, parse_constant=_no_number, parse_float=_finite)
    except _NoNumberError as error:
        raise InputError(
            f"holds {error}, which is no number in JSON.",
            where=where,
            remedy="Write null, or leave the key out.",
        ) from error
    except RepeatedKeyError as error:
        raise InputError(f"has {error}.", where=where, remedy="Keep one of them.") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 at byte {error.start} of the line.",
            where=where,
            remedy="Save the file as UTF-8.",
        ) from error
    except json.JSONDecodeError as error:
        remedy = "Each line must be one JSON object. A truncated file ends like this."
        if number == 1 and error.pos == 0:
            remedy = "Is this the right file? In JSON Lines each line is one JSON object and begins with {."
        raise InputError(
            f"is not JSON at character {error.pos + 1} ({error.msg}).", where=where, remedy=remedy
        ) from error
    except (ValueError, RecursionError) as error:  # thousands of digits or of nested brackets
        raise InputError(
            f"is JSON beyond the limits ({type(error).__name__}).",
            where=where,
            remedy="A number has at most 4,300 digits, and brackets nest a few hundred levels deep.",
        ) from error
    if not isinstance(data, dict):
        raise InputError(
            f"holds a {type(data).__name__}, not a JSON object.",
            where=where,
            remedy="Each line must be one JSON object.",
        )
    return data
