"""Collects which labels, choices, roles and controls the annotations and suggestions of a project use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotate.core.annotation import Annotation, label_of
from annotate.core.renaming import Names

_SPANS = "labels"


@dataclass
class ScreenUse:
    """What is in use. ``labels``, ``choices`` and ``roles`` have the forms that results hold.

    ``labels`` and ``choices`` are pairs of control and value, ``pairs`` of an attribute's control and the
    label of a region that has a value there. What starts with ``meant`` has the present names of what was
    sent as suggestions or annotations: types, attributes with type, attributes with value, and roles.
    """

    labels: set[tuple[str, str]] = field(default_factory=set)
    choices: set[tuple[str, str]] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    meant_types: set[str] = field(default_factory=set)
    meant_pairs: set[tuple[str, str]] = field(default_factory=set)
    meant_values: set[tuple[str, str]] = field(default_factory=set)
    meant_roles: set[str] = field(default_factory=set)

    def take(self, results: Any) -> None:
        """Adds the results of an annotation or a draft, in Label Studio's form."""
        listed = [one for one in results if isinstance(one, dict)] if isinstance(results, list) else []
        labels: dict[str, list[str]] = {}
        for one in listed:
            control, value = str(one.get("from_name")), one.get("value")
            self.roles.update(_strings(one.get("labels")))
            for key, found in value.items() if isinstance(value, dict) else ():
                if key in (_SPANS, "choices"):
                    names = _strings(found)
                    (self.labels if key == _SPANS else self.choices).update((control, name) for name in names)
                    if key == _SPANS:
                        labels.setdefault(str(one.get("id")), []).extend(names)
        for one in listed:
            region = str(one.get("id"))
            value = one.get("value")
            if region in labels and isinstance(value, dict) and _SPANS not in value:
                self.pairs.update((str(one.get("from_name")), name) for name in labels[region])

    def take_sent(self, annotation: Annotation, names: Names) -> None:
        """Adds what a push sent, under the names that ``names`` gives."""
        for region in annotation.regions:
            label = label_of(region)
            self.meant_types.add(names.label(label))
            for name, value in region.attributes.items():
                self.meant_pairs.add((names.attribute(name), names.label(label)))
                each: Iterable[str] = (value,) if isinstance(value, str) else value
                self.meant_values.update((names.attribute(name), one) for one in each)
        self.meant_roles.update(
            names.role(argument.role) for event in annotation.events for argument in event.arguments
        )


def _strings(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
