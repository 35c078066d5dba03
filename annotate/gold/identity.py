"""What names gold for good: a release's name, version and checksum, or a file's name and checksum."""

from __future__ import annotations

from annotate.gold.gold import Gold
from annotate.gold.sums import SUMS_FILE, digest_of

_NAMES = ("name", "version")


def identity(gold: Gold) -> dict[str, str]:
    """Names the release or file that ``gold`` is, or is a part of.

    For a release: ``name``, ``version``, and the ``sha256`` of its SHA256SUMS, which covers all its files.
    For a single file: its ``file`` name and the ``sha256`` of its content. Digests are hexadecimal.
    """
    if gold.path.is_dir():
        named: dict[str, str] = {key: str(gold.manifest[key]) for key in _NAMES if key in gold.manifest}
        digest = digest_of(gold.path / SUMS_FILE)
    else:
        named = {"file": gold.path.name}
        digest = digest_of(gold.path)
    return named if digest is None else {**named, "sha256": digest}
