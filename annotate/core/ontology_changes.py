"""Lists what changed from one version of an ontology to another, and proposes the next version number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute, Entry
from annotate.core.ontology_versions import breaking_differences, digest_of
from annotate.core.renaming import Names
from annotate.core.wording import listed

_GUIDELINES = ("title", "definition", "use_when", "avoid_when", "examples")
# Compared part by part below, so not as fields of their entry.
_IN_PARTS = frozenset(
    {"title", "words", "color", "hotkey", "roles", "on", "values", "allowed", "may_contain", "default"}
)
_IN_PARTS_OF_ROLES = frozenset({"fillers", "at_most", "core"})


class Level(StrEnum):
    """How much a change means for annotations of before. Semantic versioning counts it as shown.

    - ``breaking`` (major): something was removed, narrowed, merged, or means something else.
    - ``compatible`` (minor): something was added or renamed.
    - ``wording`` (patch): words, colours, hotkeys or the order.
    """

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    WORDING = "wording"


class Part(StrEnum):
    """Where a change is noticed: by annotators at work, in the guidelines, or by rules of labelers."""

    SCREEN = "screen"
    GUIDELINES = "guidelines"
    RULES = "rules"


@dataclass(frozen=True)
class Change:
    """One change, as a sentence without a full stop.

    ``kind`` is added, removed, renamed, merged, narrowed, widened or changed. ``section`` and ``name`` say of
    what; both are empty where the sentence concerns several entries.
    """

    kind: str
    what: str
    level: Level
    part: Part = Part.SCREEN
    section: str = ""
    name: str = ""

    def as_dict(self) -> dict[str, str]:
        """The change as ``--json`` prints it."""
        named = {"section": self.section, "name": self.name} if self.name else {}
        return {
            "kind": self.kind,
            "level": str(self.level),
            "part": str(self.part),
            **named,
            "what": self.what,
        }


def changes(old: Ontology, new: Ontology) -> list[Change]:
    """Everything that differs but name and version: breaking changes, then compatible ones, then wording."""
    names = Names(new)
    found = [
        *(_breaking(str(item)) for item in breaking_differences(old, new)),
        *_sections(old, new, names),
    ]
    if old.name == new.name:
        found += [*_nesting(old, new, names), *_roles_of_events(old, new, names)]
        found += [*_attributes(old, new, names), *_renames(old, new, names), *_rest(old, new)]
    order = list(Level)
    return sorted(found, key=lambda change: order.index(change.level))


def suggested_version(old: Ontology, new: Ontology) -> str:
    """The version that ``new`` should have after ``old``: the version of ``old`` if nothing differs."""
    major, minor, patch = (int(number) for number in old.version.split("."))
    found = changes(old, new)
    if not found:
        same = digest_of(old.model_copy(update={"version": new.version})) == digest_of(new)
        return old.version if same else f"{major}.{minor}.{patch + 1}"
    if found[0].level is Level.BREAKING:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if found[0].level is Level.COMPATIBLE else f"{major}.{minor}.{patch + 1}"


def _breaking(what: str) -> Change:
    kind = "removed" if " has no " in what else "changed" if " means " in what else "narrowed"
    return Change(kind, what, Level.BREAKING)


def _sections(old: Ontology, new: Ontology, names: Names) -> Iterator[Change]:
    """Added and renamed entries, and what changed in those that both have."""
    for section, before, now, present in (
        ("entity type", old.entities, new.entities, names.entity),
        ("event type", old.events, new.events, names.event),
        ("role", old.roles, new.roles, names.role),
        ("attribute", old.attributes, new.attributes, names.attribute),
    ):
        kept = {name: present(name) for name in before if present(name) in now}
        for name in now:
            if name not in kept.values():
                what = f"{section} {name} is new"
                yield Change("added", what, Level.COMPATIBLE, section=section, name=name)
        if section in (
            "role",
            "attribute",
        ):  # with a breaking change for each type that used it, or with none
            for name in before:
                if name not in kept:
                    what = f"{section} {name} is gone"
                    yield Change("removed", what, Level.BREAKING, section=section, name=name)
        for former, name in kept.items():
            if former != name and _is_merged(former, name, kept):
                what = f"{section} {former} is merged into {name}: nobody can tell the two apart afterwards"
                yield Change("merged", what, Level.BREAKING, section=section, name=name)
                continue
            if former != name:
                what = f"{section} {former} is called {name} now"
                yield Change("renamed", what, Level.COMPATIBLE, section=section, name=name)
            yield from _entry(section, name, before[former], now[name])
        common = [name for name in now if name in kept.values()]
        if common != [name for name in dict.fromkeys(kept.values()) if name in now]:
            what = f"the {section}s come in another order: {', '.join(now)}"
            yield Change("changed", what, Level.WORDING, section=section)


def _is_merged(former: str, name: str, present: Mapping[str, str]) -> bool:
    """Whether another entry has this name now: the one that always had it, else the first of several."""
    first = name if name in present else next(one for one, now in present.items() if now == name)
    return former != first


def _entry(section: str, name: str, old: Entry, new: Entry) -> Iterator[Change]:
    """Words, colours, hotkeys and traits of an entry that both versions have."""
    change = partial(Change, section=section, name=name)
    for language in sorted({*old.title, *new.title, *old.word, *new.word}):
        was, now = (entry.word.get(language) or entry.title.get(language) for entry in (old, new))
        if was != now:
            what = (
                f"{name} is shown as {_quoted(now or name)} in {language}, before as {_quoted(was or name)}"
            )
            yield change("changed", what, Level.WORDING)
    for key in ("color", "hotkey"):
        was, now = (getattr(entry, key, None) for entry in (old, new))
        if was != now:
            word = "colour" if key == "color" else key
            yield change(
                "changed", f"the {word} of {name} is {now or 'none'}, before {was or 'none'}", Level.WORDING
            )
    texts = [key for key in _GUIDELINES if getattr(old, key) != getattr(new, key)]
    if texts:
        what = f"{name} has other words in the guidelines: {listed([key.replace('_', ' ') for key in texts])}"
        yield change("changed", what, Level.WORDING, Part.GUIDELINES)
    known = {*Entry.model_fields, *_IN_PARTS, *(_IN_PARTS_OF_ROLES if section == "role" else ())}
    for key in [key for key in type(new).model_fields if key not in known]:
        was, now = getattr(old, key), getattr(new, key)
        if was == now or (
            section == "attribute" and key in ("kind", "pattern") and _is_breaking(old, new, key)
        ):
            continue
        # An arrow without a role means the role that states its direction.
        means_other = key == "arrow" and was is not None
        level = Level.BREAKING if means_other else Level.COMPATIBLE
        part = Part.SCREEN if section == "attribute" or key == "arrow" else Part.RULES
        yield change("changed", f"{key} of {name} is {_value(now)}, before {_value(was)}", level, part)
    if isinstance(old, Attribute) and isinstance(new, Attribute):
        worded = [
            value for value in new.values if old.values.get(value, new.values[value]) != new.values[value]
        ]
        both = [value for value in new.values if value in old.values and value not in worded]
        worded += [value for value in both if _words(old, value) != _words(new, value)]
        if worded:
            what = f"values of {name} have other words: {', '.join(worded)}"
            yield change("changed", what, Level.WORDING)
        if list(filter(old.values.__contains__, new.values)) != list(
            filter(new.values.__contains__, old.values)
        ):
            yield change("changed", f"the values of {name} come in another order", Level.WORDING)


def _words(attribute: Attribute, value: str) -> dict[str, str]:
    """The words of a value on the screen, by language."""
    return {language: words[value] for language, words in attribute.words.items() if value in words}


def _is_breaking(old: Entry, new: Entry, key: str) -> bool:
    """Whether a change of an attribute's kind or pattern is among the breaking differences."""
    if key == "pattern":
        return getattr(new, key) is not None
    return (getattr(old, key), getattr(new, key)) != ("single", "multiple")


def _nesting(old: Ontology, new: Ontology, names: Names) -> Iterator[Change]:
    before = {(names.entity(outer), names.entity(inner)) for outer, inner in _nested(old)}
    former = {names.entity(label) for label in old.entities}
    for outer, inner in _nested(new):
        if (outer, inner) not in before and outer in former and inner in former:
            yield Change(
                "widened", f"{outer} may contain {inner}", Level.COMPATIBLE, section="entity type", name=outer
            )


def _nested(ontology: Ontology) -> list[tuple[str, str]]:
    return [(outer, inner) for outer, entry in ontology.entities.items() for inner in entry.may_contain]


def _roles_of_events(old: Ontology, new: Ontology, names: Names) -> Iterator[Change]:
    """Roles, fillers and numbers that an event type of both versions got in addition."""
    for former, uses in old.roles_of.items():
        event = names.event(former)
        if event not in new.events:
            continue
        change = partial(Change, "widened", level=Level.COMPATIBLE, section="event type", name=event)
        before = {names.role(role): use for role, use in uses.items()}
        for role, use in new.roles_of[event].items():
            if role not in before:
                yield change(f"{event} may have {role}")
                continue
            known = {names.entity(label) for label in before[role].fillers or ()}
            more = [label for label in use.fillers or () if label not in known]
            if more:
                yield change(f"{role} of {event} may be {listed(more)}")
            was, now = before[role].at_most, use.at_most
            if was is not None and (now is None or now > was):
                yield change(f"{event} takes {role} {f'up to {now} times' if now else 'any number of times'}")
            if before[role].core != use.core:
                what = f"{role} is {'a core role' if use.core else 'no core role'} of {event}"
                yield Change(
                    "changed", what, Level.COMPATIBLE, Part.GUIDELINES, section="event type", name=event
                )


def _attributes(old: Ontology, new: Ontology, names: Names) -> Iterator[Change]:
    """Types and values that an attribute of both versions got in addition."""
    for former, attribute in old.attributes.items():
        name = names.attribute(former)
        present = new.attributes.get(name)
        if present is None:
            continue
        change = partial(Change, "widened", level=Level.COMPATIBLE, section="attribute", name=name)
        before = {names.label(label): attribute.values_for(label) for label in attribute.on}
        more = [label for label in present.on if label not in before]
        if more:
            yield change(f"{name} is asked for {listed(more)}, too")
        new_values: dict[tuple[str, ...], list[str]] = {}
        for label, values in before.items():
            added = tuple(value for value in present.values_for(label) if value not in values)
            if added and label in present.on and (present.kind == "string") == (attribute.kind == "string"):
                new_values.setdefault(added, []).append(label)
        for values, labels in new_values.items():
            yield change(f"{name} of {listed(labels)} may be {listed(values)}")


def _renames(old: Ontology, new: Ontology, names: Names) -> Iterator[Change]:
    """Entries that are gone from ``renamed``: annotations may still have the former names."""
    present = {*new.entities, *new.events, *new.roles, *new.attributes}
    for former in old.renamed:
        name = names.label(old.renamed_label(former))
        for section in (names.event, names.role, names.attribute):
            name = name if name in present else section(old.renamed_label(former))
        if name in present and new.renamed_label(former) == former != name:
            what = f"{former} means {name} no more: renamed has no entry for it, and annotations may have it"
            yield Change("removed", what, Level.BREAKING)


def _rest(old: Ontology, new: Ontology) -> Iterator[Change]:
    for key, part in (
        ("languages", Part.GUIDELINES),
        ("description", Part.GUIDELINES),
        ("mapping", Part.RULES),
    ):
        if getattr(old, key) != getattr(new, key):
            yield Change("changed", f"{key} changed", Level.WORDING, part)


def _value(value: Any) -> str:
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def _quoted(word: str) -> str:
    return f"“{word}”"


def _is_new_type(change: Change) -> bool:
    return change.kind == "added" and change.section in ("entity type", "event type")
