"""A record without the values that nobody saw on a screen."""

from __future__ import annotations

from annotate.core.annotation import Event
from annotate.core.record import GoldRecord
from annotate.core.unreviewed import REF, ROLE, unreviewed_values_of, without_unreviewed
from annotate.export.loss_list import LossKind
from annotate.export.losses import Losses


def reviewed_record(record: GoldRecord, left_out: Losses | None = None) -> GoldRecord:
    """The record without unreviewed values: refs, attributes, and arguments with an unreviewed role.

    Each of them goes into ``left_out``, with the words of its region.
    """
    annotation = without_unreviewed(record.annotation)
    if left_out is not None and annotation is not record.annotation:
        _list(record, left_out)
    return record if annotation is record.annotation else GoldRecord.of(record.article, annotation)


def _list(record: GoldRecord, left_out: Losses) -> None:
    for region in record.annotation.regions:
        for name in unreviewed_values_of(region):
            if name != ROLE:
                what: LossKind = "ref" if name == REF else "attributes"
                left_out.lose(record, region.id, what, f"left out: nobody saw {name} on a screen")
        for argument in region.arguments if isinstance(region, Event) else ():
            if ROLE in argument.unreviewed:
                place = f"{region.id} {argument.role} {argument.entity}"
                left_out.lose(record, place, "argument", "left out: nobody saw its role on a screen")
