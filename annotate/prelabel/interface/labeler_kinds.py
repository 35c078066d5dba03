"""The kind of a labeler: its suggestions come from a statistical model, rules, or a list of known names."""

from __future__ import annotations

from typing import Literal, cast, get_args

LabelerKind = Literal["model", "rule", "gazetteer"]
KINDS: tuple[LabelerKind, ...] = get_args(LabelerKind)
# For a labeler without `kind`. So rules that correct a model also correct a plug-in that replaces the model.
DEFAULT_KIND: LabelerKind = "model"


def kind_of(labeler: object) -> LabelerKind:
    """The labeler's ``kind``, an optional member of the protocol. The default is `DEFAULT_KIND`.

    The default also replaces an unknown kind, since a plug-in may use that name for something else.
    """
    kind = getattr(labeler, "kind", DEFAULT_KIND)
    return cast("LabelerKind", kind) if _is_known(kind) else DEFAULT_KIND


def kind_notice(labeler: object, name: str) -> str | None:
    """A sentence about the labeler ``name`` if its kind is unknown, or None."""
    kind = getattr(labeler, "kind", DEFAULT_KIND)
    if _is_known(kind):
        return None
    return (
        f"The labeler {name} has the kind {kind!r:.60}, which is none of {', '.join(KINDS)}."
        f" It counts as a {DEFAULT_KIND}."
    )


def _is_known(kind: object) -> bool:
    return isinstance(kind, str) and kind in KINDS
