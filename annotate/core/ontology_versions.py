"""Compares two versions of an ontology.

Additions are compatible: types, roles, values, fillers, wording, colours. So are renames that the newer
version lists under ``renamed``. What a version removes or narrows is a breaking difference. It concerns only
annotations that use what was removed or narrowed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event, label_of
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import nesting_findings
from annotate.core.ontology_form import Attribute, Entry
from annotate.core.renaming import Names

Region = TypeVar("Region", Entity, Event)
_WORDING = frozenset({*Entry.model_fields, "color", "hotkey", "facts"})


@dataclass(frozen=True)
class Difference:
    """One difference between two versions, as a sentence without a full stop.

    ``concerns`` says whether it concerns an annotation, which has the names of the newer version.
    """

    what: str
    concerns: Callable[[Annotation], bool] = field(default=lambda annotation: True, compare=False)

    def __str__(self) -> str:
        return self.what


def digest_of(ontology: Ontology) -> str:
    """``sha256:`` of an ontology's content. Comments and the order of keys do not change it."""
    content = ontology.model_dump(mode="json", exclude_defaults=True)
    return "sha256:" + hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def same_structure(one: Ontology, other: Ontology) -> bool:
    """Whether two versions differ at most in wording, colours and hotkeys."""
    return bool(_structure(one) == _structure(other))


def breaking_differences(old: Ontology, new: Ontology) -> list[Difference]:
    """What ``new`` removed or narrowed since ``old``. Empty if the versions are compatible."""
    if old.name != new.name:
        return [Difference(f"{old.name} and {new.name} are different ontologies, not versions of one")]
    names = Names(new)
    return [
        *_texts(old, new),
        *_types(old, new, names),
        *_nesting(old, new, names),
        *_roles(old, new, names),
        *_attributes(old, new, names),
    ]


def differences(old: Ontology, new: Ontology) -> list[str]:
    """All differences in words: breaking ones, then added types and attributes, then anything else."""
    named = [str(item) for item in breaking_differences(old, new)]
    for kind, before, now in (
        ("entity type", old.entities, new.entities),
        ("event type", old.events, new.events),
        ("role", old.roles, new.roles),
        ("attribute", old.attributes, new.attributes),
    ):
        former = {new.renamed_label(name) for name in before}
        named += (f"{kind} {name} is new" for name in now if name not in before and name not in former)
    if not named and not same_structure(old, new):
        named.append("more roles, fillers or values are allowed, or names changed")
    if not named and digest_of(old) != digest_of(new):
        named.append("wording, colours or hotkeys changed")
    return named


def _texts(old: Ontology, new: Ontology) -> Iterator[Difference]:
    if old.text_tag != new.text_tag:
        yield Difference(f"{new.id} reads the text {new.text_tag!r}, not {old.text_tag!r}")


def _types(old: Ontology, new: Ontology, names: Names) -> Iterator[Difference]:
    for label in old.entities:
        if (now := names.entity(label)) not in new.entities:
            yield Difference(f"{new.id} has no entity type {label}", _has_entity(label, now))
    for label in old.events:
        if (now := names.event(label)) not in new.events:
            yield Difference(f"{new.id} has no event type {label}", _has_event(label, now))


def _nesting(old: Ontology, new: Ontology, names: Names) -> Iterator[Difference]:
    for outer, entry in old.entities.items():
        for inner in entry.may_contain:
            around, inside = names.entity(outer), names.entity(inner)
            both = around in new.entities and inside in new.entities
            if both and not new.may_nest(around, inside):
                yield Difference(f"{around} may no longer contain {inside}", _nests(around, inside, new))


def _roles(old: Ontology, new: Ontology, names: Names) -> Iterator[Difference]:
    for label, uses in old.roles_of.items():
        event = names.event(label)
        if event not in new.events:
            continue
        for former, use in uses.items():
            role = names.role(former)
            present = new.roles_of[event].get(role)
            if present is None:
                yield Difference(f"{event} has no role {former}", _fills(event, (role, former)))
                continue
            for filler in use.fillers or ():
                now = names.entity(filler)
                if now in new.entities and now not in (present.fillers or ()):
                    yield Difference(f"{now} may no longer be {role} of {event}", _fills(event, (role,), now))
            most = present.at_most
            if most is not None and (use.at_most is None or use.at_most > most):
                yield Difference(
                    f"{event} takes {role} at most {most} times now", _fills(event, (role,), more_than=most)
                )


def _attributes(old: Ontology, new: Ontology, names: Names) -> Iterator[Difference]:
    for former, attribute in old.attributes.items():
        name = names.attribute(former)
        for label in attribute.on:
            now = names.label(label)
            if now not in new.entities and now not in new.events:
                continue  # named as a type already
            present = new.attributes_of(now).get(name)
            if present is None:
                yield Difference(f"{now} has no attribute {former}", _has_value(now, (name, former)))
            else:
                yield from _one_attribute(now, name, attribute.values_for(label), attribute, present)


def _one_attribute(
    label: str, name: str, values: Sequence[str], old: Attribute, new: Attribute
) -> Iterator[Difference]:
    kinds = (old.kind, new.kind)
    if old.kind != new.kind and kinds != ("single", "multiple"):
        what = f"{name} of {label} is a {new.kind} now, not a {old.kind}"
        yield Difference(what, _has_value(label, (name,)))
        return
    for value in values:
        if value not in new.values_for(label):
            yield Difference(f"{name} of {label} has no value {value}", _has_value(label, (name,), value))
    if new.pattern is not None and new.pattern != old.pattern:
        what = f"{name} of {label} has another pattern"
        yield Difference(what, _breaks(label, name, new))
    if old.default != new.default:
        # A blank stands for the usual value, so older annotations mean another value than newer ones.
        usual, former = (item.default or "nothing" for item in (new, old))
        what = f"without a value, {name} of {label} means {usual}, not {former}"
        yield Difference(what, _lacks_value(label, name))


def _has_entity(*labels: str) -> Callable[[Annotation], bool]:
    return lambda annotation: any(entity.label in labels for entity in annotation.entities)


def _has_event(*types: str) -> Callable[[Annotation], bool]:
    return lambda annotation: any(event.type in types for event in annotation.events)


def _nests(outer: str, inner: str, new: Ontology) -> Callable[[Annotation], bool]:
    return lambda annotation: any(
        finding.code == "nesting" and finding.label in (outer, inner)
        for finding in nesting_findings(annotation, new)
    )


def _fills(
    event_type: str, roles: tuple[str, ...], filler: str | None = None, more_than: int = 0
) -> Callable[[Annotation], bool]:
    def concerns(annotation: Annotation) -> bool:
        labels = {entity.id: entity.label for entity in annotation.entities}
        return any(
            sum(
                argument.role in roles and filler in (None, labels[argument.entity])
                for argument in event.arguments
            )
            > more_than
            for event in annotation.events
            if event.type == event_type
        )

    return concerns


def _has_value(label: str, names: tuple[str, ...], value: str | None = None) -> Callable[[Annotation], bool]:
    def concerns(annotation: Annotation) -> bool:
        return any(
            value is None or value in _several(region.attributes[name])
            for region in annotation.regions
            if label_of(region) == label
            for name in names
            if name in region.attributes
        )

    return concerns


def _lacks_value(label: str, name: str) -> Callable[[Annotation], bool]:
    return lambda annotation: any(
        label_of(region) == label and name not in region.attributes for region in annotation.regions
    )


def _breaks(label: str, name: str, attribute: Attribute) -> Callable[[Annotation], bool]:
    return lambda annotation: any(
        attribute.problem_with(label, region.attributes[name]) is not None
        for region in annotation.regions
        if label_of(region) == label and name in region.attributes
    )


def _several(value: AttributeValue) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _structure(ontology: Ontology) -> Any:
    form = ontology.model_dump(mode="json", exclude={"version", "languages", "description", "mapping"})
    for section in ("entities", "events", "roles", "attributes"):
        for entry in form[section].values():
            for key in _WORDING & entry.keys():
                del entry[key]
    for entry in form["attributes"].values():
        entry["values"] = sorted(entry["values"])
    return form
