"""Reads JSON objects as a stream: JSON Lines, or one JSON array; also in gzip, and in each file of a zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from annotate.core.errors import InputError
from annotate.core.jsonl import DAMAGE, MAX_LINE_BYTES, RepeatedKeyError, damaged, opened, unique_keys
from annotate.export.importing.paths import files_of, without_suffix

_SUFFIXES = (".jsonl", ".json", ".jsonl.gz", ".json.gz", ".zip", ".ndjson")
_CHUNK = 1 << 16  # characters
_SPACE = " \t\r\n"


class JsonObject(NamedTuple):
    """An object with its place. ``stem`` is the name of its file without suffix, if it is one of several."""

    where: str
    stem: str | None
    data: dict[str, Any]


def as_list(value: Any) -> list[Any]:
    """The items of a value that should be a list: a single value is one item, and null none."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def json_objects(path: Path, bad: Callable[[str, str], None]) -> Iterator[JsonObject]:
    """Yields the objects of a file, of each file of a zip, or of each file of a folder.

    ``bad`` gets the place and the reason for a line that is no JSON object. Raises `InputError` for a file
    that cannot be read, or not any further.
    """
    for file in files_of(path, _SUFFIXES):
        if file.suffix != ".zip":
            stem = without_suffix(file) if path.is_dir() else None
            with opened(file) as stream:
                yield from _checked(stream, file, str(file), stem, bad)
            continue
        with _opened_zip(file) as archive:
            for member in sorted(archive.namelist()):
                inner = Path(member)
                if member.endswith(_SUFFIXES[:2]) and not inner.name.startswith((".", "_")):
                    with archive.open(member) as stream:
                        yield from _checked(stream, file, f"{file}/{member}", without_suffix(inner), bad)


@contextmanager
def _opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with opened(path, packed=False):  # refuses what is no ordinary file
            pass
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise InputError(
            f"cannot be read as a zip file ({error}).", where=str(path), remedy="Make it again."
        ) from error


def _checked(
    stream: IO[bytes], path: Path, shown: str, stem: str | None, bad: Callable[[str, str], None]
) -> Iterator[JsonObject]:
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
    try:
        start = buffered.peek(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        found = _array(buffered, shown) if start.startswith(b"[") else _lines(buffered, shown)
        for where, value, problem in found:
            if problem or not isinstance(value, dict):
                bad(where, problem or f"is a {type(value).__name__}, not a JSON object")
            else:
                yield JsonObject(where, stem, value)
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8.", where=shown, remedy="Save the file as UTF-8.") from error
    except DAMAGE as error:
        raise damaged(path, 0, error) from error


Found = tuple[str, Any, str]


def _lines(stream: IO[bytes], shown: str) -> Iterator[Found]:
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        where = f"{shown}, line {number}"
        if len(line) > MAX_LINE_BYTES:
            raise InputError(
                f"is longer than {MAX_LINE_BYTES:,} bytes.", where=where, remedy="Is this JSON Lines?"
            )
        if not line.strip():
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            yield where, json.loads(text, object_pairs_hook=unique_keys), ""
        except UnicodeDecodeError:
            yield where, None, "is not UTF-8"
        except RepeatedKeyError as error:
            yield where, None, f"has {error}"
        except (ValueError, RecursionError) as error:
            yield where, None, f"is not JSON ({error})"


def _array(stream: IO[bytes], shown: str) -> Iterator[Found]:
    """The items of one array, parsed one at a time. Nothing after an item that is no JSON can be read."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig")
    try:
        yield from _items(text, shown)
    finally:
        with suppress(ValueError):  # closed already, where the caller stopped early
            text.detach()  # the caller closes the stream


def _items(text: IO[str], shown: str) -> Iterator[Found]:
    decoder = json.JSONDecoder(object_pairs_hook=unique_keys)
    rest, number, wanted, ended = "", 0, _CHUNK, False
    begun = False
    while True:
        more = text.read(wanted)
        ended = not more
        rest += more
        wanted = max(_CHUNK, len(rest))  # doubles, so that a long item is parsed a few times only
        while True:
            rest = rest.lstrip(_SPACE + ("" if not begun else ","))
            if not begun and rest:
                rest, begun = rest[1:], True
                continue
            if rest.startswith("]"):
                return
            where = f"{shown}, item {number + 1}"
            try:
                value, end = decoder.raw_decode(rest)
            except RepeatedKeyError as error:
                raise InputError(f"has {error}.", where=where, remedy="Keep one of them.") from error
            except (ValueError, RecursionError) as error:
                if ended or len(rest) > MAX_LINE_BYTES:
                    raise InputError(
                        f"is not JSON ({error}); what follows cannot be read.",
                        where=where,
                        remedy="The file is truncated or damaged; create it again.",
                    ) from error
                break
            if end == len(rest) and not ended:  # a number may go on
                break
            number += 1
            rest, wanted = rest[end:], _CHUNK
            yield where, value, ""
