"""What a release is made with, besides the annotations: what is gold, which files, how it is split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.lifting import Formers, no_formers
from annotate.core.ontology import Ontology
from annotate.gold.splitting.rule import SplitRule


@dataclass(frozen=True)
class ReleaseOptions:
    """The options of a release.

    With ``annotations``, the release holds each person's answers. With ``with_losses``, gold may be an
    annotation of which a part was lost. With ``reviewed_only``, the release has no values that nobody saw on
    a screen. With ``no_text``, it has no words of the articles (`annotate.gold.without_texts.no_text`).
    With ``hold_back_unsure``, an article is left out if somebody was unsure of it, or of a region in it.
    ``about`` goes into the manifest as it is, for the card. ``formers`` finds former versions of the
    ontology: annotations made with a compatible one are lifted. ``earlier`` are the versions that the
    campaign used; with ``with_losses``, gold lacks what only they asked for. With ``of_file``, the
    annotations come from a file, and the remedies say so. ``split`` is the rule of the splits (None: that of
    ``previous``, else the default). ``previous`` is the folder of an earlier release, whose articles stay in
    their splits.
    """

    annotations: bool = True
    with_losses: bool = False
    reviewed_only: bool = False
    no_text: bool = False
    hold_back_unsure: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)
    formers: Formers = no_formers
    of_file: bool = False
    earlier: Sequence[Ontology] = ()
    split: SplitRule | None = None
    previous: Path | None = None
