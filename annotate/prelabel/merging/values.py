"""The judge of values: whether a suggested `context` or `sector` is right, by value and by who suggests it.

These attributes are not on the annotators' screen, so nobody corrects them. A value that is too seldom right
is better left empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotate.core.annotation import AttributeValue, Entity, Event
from annotate.prelabel.interface.attribute_names import CONTEXT, SECTOR
from annotate.prelabel.judging.linear import RIGHT, LinearModel
from annotate.prelabel.merging.candidates import Contribution
from annotate.prelabel.outcome import Dropped

VALUES = "values"  # the judge's name
JUDGED = (CONTEXT, SECTOR)
THRESHOLD = 0.5  # by cross-validation, docs/decisions/054-judge-of-triggers.md
_BY = "by="

Suggestions = Sequence[tuple[Contribution, Entity]] | Sequence[tuple[Contribution, Event]]


def value_features(
    attribute: str, value: str, label: str, sources: Iterable[str], language: str | None
) -> tuple[str, ...]:
    """The names of the features of a value, each once. ``label`` is an entity type or event type."""
    shared = [attribute, f"{attribute} {value}", f"{attribute} {label}", f"{attribute} {value} {label}"]
    for source in sorted(set(sources)):
        shared += (f"{_BY}{source} {attribute}", f"{_BY}{source} {attribute} {value}")
    return (*shared, *(f"{language} {name}" for name in shared))


def values_of(given: AttributeValue | None) -> tuple[str, ...]:
    """The values of an attribute with one or several values."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


def sources_of(members: Suggestions, attribute: str, value: str) -> list[str]:
    """The names of the labelers that suggest a value, in order of their names."""
    return sorted({of.name for of, item in members if value in values_of(item.attributes.get(attribute))})


@dataclass(frozen=True)
class ValueJudge:
    """Leaves out values less probable than ``threshold``.

    Values that a labeler suggests which the judge does not know are kept.
    """

    model: LinearModel
    threshold: float = THRESHOLD

    @cached_property
    def version(self) -> str:
        """``values@``, the model's version and the threshold."""
        return f"values@{self.model.version}-{self.threshold:g}"

    @cached_property
    def _known(self) -> frozenset[str]:
        named = (name.split(" ")[0] for name in self.model.weights if name.startswith(_BY))
        return frozenset(name.removeprefix(_BY) for name in named)

    def probable(
        self,
        attributes: Mapping[str, AttributeValue],
        label: str,
        members: Suggestions,
        language: str | None,
        region: str,
        dropped: list[Dropped],
    ) -> dict[str, AttributeValue]:
        """The attributes without improbable values, which are added to ``dropped``."""
        kept = dict(attributes)
        if not self.model.knows(language):
            return kept
        for attribute in JUDGED:
            given = attributes.get(attribute)
            if given is None:
                continue
            right = tuple(
                value
                for value in values_of(given)
                if self._keeps(attribute, value, label, members, language, region, dropped)
            )
            if isinstance(given, str) and right:
                continue
            if right:
                kept[attribute] = right
            else:
                del kept[attribute]
        return kept

    def _keeps(
        self,
        attribute: str,
        value: str,
        label: str,
        members: Suggestions,
        language: str | None,
        region: str,
        dropped: list[Dropped],
    ) -> bool:
        sources = sources_of(members, attribute, value)
        if not self._known.issuperset(sources):
            return True
        features = value_features(attribute, value, label, sources, language)
        if self.model.probabilities(features).get(RIGHT, 0.0) >= self.threshold:
            return True
        what = f"{attribute}={json.dumps(value, ensure_ascii=False)}"
        reason = f"less probable than {self.threshold:g}"
        first = next(of for of, item in members if value in values_of(item.attributes.get(attribute)))
        dropped.append(Dropped(first.source, "attribute", region, what, reason))
        return False


def judged_values(
    members: Suggestions, label: str, language: str | None
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each value that merging takes: attribute, value and features. Used to learn the judge."""
    for attribute in JUDGED:
        given = next(
            (item.attributes[attribute] for _, item in members if attribute in item.attributes), None
        )
        for value in values_of(given):
            sources = sources_of(members, attribute, value)
            yield attribute, value, value_features(attribute, value, label, sources, language)
