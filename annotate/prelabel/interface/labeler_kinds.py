"""What the suggestions of a labeler come from: a statistical model, rules, or a list of known names."""

from __future__ import annotations

from typing import Literal, cast, get_args

LabelerKind = Literal["model", "rule", "gazetteer"]
KINDS: tuple[LabelerKind, ...] = get_args(LabelerKind)
# Of a labeler that does not say: rules that correct a model then also correct a plug-in in its place.
DEFAULT_KIND: LabelerKind = "model"


def kind_of(labeler: object) -> LabelerKind:
    """The labeler's ``kind``, an optional member of the protocol; `DEFAULT_KIND` where it has none."""
    return cast("LabelerKind", getattr(labeler, "kind", DEFAULT_KIND))
