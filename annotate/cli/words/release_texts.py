"""What `annotate release` says of releases without texts: what a join does not restore."""

from __future__ import annotations

from collections.abc import Mapping

# Kind -> singular and plural.
_NOUNS = {
    "notes": ("note", "notes"),
    "remarks": ("remark on what somebody was unsure of", "remarks on what somebody was unsure of"),
    "lost": ("sentence about a lost part", "sentences about lost parts"),
    "attributes": ("attribute", "attributes"),
    "refs": ("ref", "refs"),
    "unknown keys": ("unknown key", "unknown keys"),
    "reasons": ("reason why an article is left out", "reasons why articles are left out"),
}


def parts_in_words(parts: Mapping[str, int]) -> str:
    """Counts by kind: "2 refs, 1 note"."""
    return ", ".join(
        f"{count:,} {_NOUNS[kind][count != 1] if kind in _NOUNS else kind}" for kind, count in parts.items()
    )
