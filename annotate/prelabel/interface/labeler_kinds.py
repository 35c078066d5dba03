"""The kind of a labeler: its suggestions come from a statistical model, rules, or a list of known names."""

from __future__ import annotations

from typing import Literal, cast, get_args

LabelerKind = Literal["model", "rule", "gazetteer"]
KINDS: tuple[LabelerKind, ...] = get_args(LabelerKind)
# For a labeler without `kind`. So rules that correct a model also correct a plug-in that replaces the model.
DEFAULT_KIND: LabelerKind = "model"


def kind_of(labeler: object) -> LabelerKind:
    """The labeler's ``kind``, an optional member of the protocol. The default is `DEFAULT_KIND`."""
    return cast("LabelerKind", getattr(labeler, "kind", DEFAULT_KIND))
