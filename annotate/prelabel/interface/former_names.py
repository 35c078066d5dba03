"""The names of some labelers in earlier versions. These names still work wherever a labeler is named.

Former names occur in `annotate.yaml`, in weights files and in the provenance of gold. Users need not change
these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FORMER_NAMES: Mapping[str, str] = {
    "bodies": "organizations",
    "consistency": "repeated-names",
    "furniture": "datelines",
    "refs": "entity-linking",
}


def current_name(name: str) -> str:
    """The present name of a labeler: ``bodies`` -> ``organizations``. Other names stay as they are."""
    return FORMER_NAMES.get(name, name)


def current_spec(spec: str) -> str:
    """Replaces the former name in ``NAME:ARGUMENT`` or in a source, ``NAME@VERSION``."""
    for separator in ":@":
        name, found, rest = spec.partition(separator)
        if found and name in FORMER_NAMES:
            return FORMER_NAMES[name] + separator + rest
    return current_name(spec)


def notice(specs: Sequence[str]) -> str | None:
    """A sentence that lists former names in ``specs`` with the present names; None if there are none."""
    old = [spec.partition(":")[0] for spec in specs if current_spec(spec) != spec]
    if not old:
        return None
    changed = ", ".join(f"{name} is now {FORMER_NAMES[name]}" for name in dict.fromkeys(old))
    return f"labelers were renamed: {changed}. The old names still work."
