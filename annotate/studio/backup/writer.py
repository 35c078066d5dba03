"""Writes a backup file: a zip archive whose manifest lists every member with its SHA-256."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Self

from annotate.studio.backup.members import MANIFEST

FORMAT = 1
KIND = "annotate backup"
PIECE = 1 << 20  # bytes that are copied at once


@dataclass(frozen=True)
class Member:
    """A file in the archive: its size in bytes and its SHA-256 in hex digits."""

    bytes: int
    sha256: str


class BackupWriter:
    """Writes the members one after the other, then the manifest."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.members: dict[str, Member] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    @contextmanager
    def member(self, name: str) -> Iterator[HashedStream]:
        """Opens a stream to write the member ``name``."""
        with self._zip.open(name, "w", force_zip64=True) as raw:
            stream = HashedStream(raw)
            yield stream
        self.members[name] = Member(stream.bytes, stream.sha256.hexdigest())

    def add(self, name: str, content: bytes) -> None:
        """Writes a member from bytes."""
        with self.member(name) as stream:
            stream.write(content)

    def add_json(self, name: str, content: Any) -> None:
        """Writes a member as JSON."""
        self.add(name, json.dumps(content, ensure_ascii=True, indent=1).encode())

    def add_file(self, name: str, path: Path) -> None:
        """Writes a member from a file."""
        with path.open("rb") as file, self.member(name) as stream:
            while piece := file.read(PIECE):
                stream.write(piece)

    def finish(self, facts: dict[str, Any]) -> None:
        """Writes the manifest: ``facts``, and the size and checksum of each member."""
        members = {name: vars(member) for name, member in self.members.items()}
        manifest = {"format": FORMAT, "kind": KIND, **facts, "members": members}
        self._zip.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=True, indent=1))


class HashedStream:
    """A stream that computes the size and SHA-256 of the bytes written."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self.bytes = 0
        self.sha256 = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Writes ``content``."""
        self._raw.write(content)
        self.bytes += len(content)
        self.sha256.update(content)
