"""How far a campaign is, counted in the mirror."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from annotate.core.annotation import Status
from annotate.core.ontology import Ontology
from annotate.studio.mirror import Mirror
from annotate.studio.plan import Plan
from annotate.studio.reading import DecodeReport, records


@dataclass(frozen=True)
class CampaignProgress:
    """What was sent from here, and what Label Studio held at the last pull."""

    pushed: int
    pulled: bool
    statuses: dict[str, int]
    annotators: dict[str, int]


def count_progress(mirror: Mirror, plan: Plan, ontology: Ontology) -> CampaignProgress:
    """Counts tasks, annotations by status, and submitted ones by annotator."""
    report = DecodeReport()
    annotators: Counter[str] = Counter()
    for record in records(mirror, plan, ontology, report, drafts=True):
        if record.annotation.status is Status.SUBMITTED:
            annotators[record.annotation.author] += 1
    pulled = mirror.setting("label_config") is not None
    return CampaignProgress(plan.count(), pulled, report.statuses, dict(annotators))
