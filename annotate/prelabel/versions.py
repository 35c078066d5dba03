"""Version strings that change whenever the suggestions could."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

DIGITS = 8


@cache
def code_version() -> str:
    """8 hexadecimal digits over the source of this room: no edit can hide under an old version."""
    room = Path(__file__).parent
    digest = sha256()
    for path in sorted(room.rglob("*.py"), key=lambda path: path.relative_to(room).as_posix()):
        digest.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:DIGITS]


def content_digest(path: Path) -> str:
    """8 hexadecimal digits over a file, or over all files below a folder with their relative names."""
    digest = sha256()
    files = [path] if path.is_file() else sorted(item for item in path.rglob("*") if item.is_file())
    for file in files:
        name = file.name if file == path else file.relative_to(path).as_posix()
        digest.update(name.encode() + b"\0")
        with file.open("rb") as content:
            for block in iter(lambda: content.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()[:DIGITS]


def version(*parts: str) -> str:
    """The code's version and what else the suggestions depend on (model, lexicon), joined by ``+``."""
    return "+".join((code_version(), *(part for part in parts if part)))
