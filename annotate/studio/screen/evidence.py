"""Counts where relations start and which regions have which attributes, in a project made by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.studio.screen.live_config import LiveConfig

Place = tuple[str, str]  # a control and a label


@dataclass
class Evidence:
    """Counts from annotations.

    ``relations`` counts relations by their first label and the labels of both ends. ``attached`` maps a
    per-region control to the labels of the regions that have a value of it. ``several`` has the controls with
    several values on one region.
    """

    relations: Counter[tuple[str, Place, Place]] = field(default_factory=Counter)
    attached: dict[str, set[Place]] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, annotations: Iterable[list[dict[str, Any]]], live: LiveConfig, text: str) -> Evidence:
        """Counts in result lists, for regions in ``text``. A value that has an alias now counts as the alias.

        Passes over everything that is not as Label Studio stores it.
        """
        evidence = cls()
        for results in annotations:
            evidence._add([item for item in results if isinstance(item, dict)], live, text)
        return evidence

    def _add(self, results: list[dict[str, Any]], live: LiveConfig, text: str) -> None:
        labels: dict[str, Place] = {}
        for item in results:
            found = _strings(item.get("value"), "labels")
            control = live.controls.get(str(item.get("from_name")))
            elsewhere = item.get("to_name") in live.shown and item["to_name"] != text
            if found and control is not None and not elsewhere:
                labels.setdefault(str(item.get("id")), (control.name, control.stored_now(found[0])))
        for item in results:
            if item.get("type") == "relation":
                ends = [str(item.get("from_id")), str(item.get("to_id"))]
                if item.get("direction") == "left":
                    ends.reverse()
                if ends[0] in labels and ends[1] in labels:
                    names = _strings(item, "labels")
                    self.relations[names[0] if names else "", labels[ends[0]], labels[ends[1]]] += 1
            elif (label := labels.get(str(item.get("id")))) and isinstance(item.get("from_name"), str):
                values = _strings(item.get("value"), "choices") or _strings(item.get("value"), "text")
                if values and item.get("type") != "labels":
                    self.attached.setdefault(item["from_name"], set()).add(label)
                    if len(values) > 1:
                        self.several.add(item["from_name"])


def _strings(holder: Any, key: str) -> list[str]:
    values = holder.get(key) if isinstance(holder, Mapping) else None
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
