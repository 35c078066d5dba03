"""What the manifest of a release without texts says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotate.gold.release_files import TEXTS

NOT_RESTORED = "not_restored"  # in the manifest of a joined release


def not_restored(manifest: Mapping[str, Any]) -> dict[str, int]:
    """What no join restores or restored, by kind.

    Gold and annotations share most of it, so the larger of both numbers counts.
    """
    stated = manifest.get(TEXTS)
    if not isinstance(stated, dict):
        given = manifest.get(NOT_RESTORED)
        return dict(given) if isinstance(given, dict) else {}
    gold, answers, reasons = (stated.get(key) for key in ("gold", "annotations", "reasons"))
    gold, answers = ({} if not isinstance(counts, dict) else counts for counts in (gold, answers))
    parts = {kind: max(gold.get(kind, 0), answers.get(kind, 0)) for kind in sorted({*gold, *answers})}
    return parts | ({"reasons": reasons} if isinstance(reasons, int) and reasons else {})
