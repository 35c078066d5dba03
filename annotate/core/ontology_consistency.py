"""Checks the consistency of an ontology: labels, hotkeys, roles, attributes, renames, wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from annotate.core.ontology_form import Entry, OntologyForm
from annotate.core.value_pattern import matches, pattern_problem
from annotate.core.yaml_file import KeyPath

_LOOKED_UP = re.compile(r"^\$|\$[\w\[{]")
Problem = tuple[KeyPath, str, str]  # path of keys, what is wrong, what to do


def first_problem(ontology: OntologyForm) -> Problem | None:
    """The first inconsistency of an ontology, or None."""
    return next(_problems(ontology), None)


def _problems(ontology: OntologyForm) -> Iterator[Problem]:
    yield from _language_problems(ontology)
    yield from _label_problems(ontology)
    yield from _hotkey_problems(ontology)
    yield from _role_problems(ontology)
    yield from _promise_problems(ontology)
    yield from _attribute_problems(ontology)
    yield from _value_problems(ontology)
    yield from _default_problems(ontology)
    yield from _rename_problems(ontology)
    yield from _mapping_problems(ontology)
    yield from _wording_problems(ontology)


def _language_problems(ontology: OntologyForm) -> Iterator[Problem]:
    given = ontology.languages
    if not given:
        yield ("languages",), "names no language", "Name at least one, as in [fr] or [fr, en]."
    for index, language in enumerate(given):
        if not language.strip():
            yield ("languages",), "a language is empty", "Write its code, such as fr, or leave it out."
        elif language in given[:index]:
            yield ("languages",), f"{language} is listed twice", "Leave one of the two."


def _label_problems(ontology: OntologyForm) -> Iterator[Problem]:
    seen = {label.casefold(): label for label in ontology.entities}
    for label in ontology.events:
        if label.casefold() in seen:
            yield (
                ("events", label),
                f"the label {label} is also an entity type",
                "Labels are unique among entity and event types; rename one.",
            )
    for label, entity in ontology.entities.items():
        for inner in entity.may_contain:
            if inner not in ontology.entities:
                yield (
                    ("entities", label, "may_contain"),
                    f"{label} may contain {inner!r}, which is no entity type",
                    f"Use one of {', '.join(ontology.entities)}.",
                )


def _hotkey_problems(ontology: OntologyForm) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for section, entries in (("entities", ontology.entities), ("events", ontology.events)):
        for label, entry in entries.items():
            key = entry.hotkey
            if key is None:
                continue
            if key in owners:
                yield (
                    (section, label, "hotkey"),
                    f"{owners[key]} and {label} have the same hotkey {key!r}",
                    "Give each label its own key.",
                )
            owners[key] = label


def _role_problems(ontology: OntologyForm) -> Iterator[Problem]:
    for role, entry in ontology.roles.items():
        yield from _filler_problems(("roles", role, "fillers"), entry.fillers, ontology)
    for label, event in ontology.events.items():
        for role, use in event.roles.items():
            keys = ("events", label, "roles", role)
            if role not in ontology.roles:
                yield (
                    keys,
                    f"{label} uses the role {role!r}, which is not defined",
                    f"Define it under roles, or use one of {', '.join(ontology.roles)}.",
                )
            yield from _filler_problems((*keys, "fillers"), use.fillers or (), ontology)


def _promise_problems(ontology: OntologyForm) -> Iterator[Problem]:
    for label, event in ontology.events.items():
        if event.promised is not None and event.promised not in ontology.events:
            yield (
                ("events", label, "promised"),
                f"a promise of {label} is {event.promised!r}, which is no event type",
                f"Use one of {', '.join(ontology.events)}.",
            )


def _filler_problems(
    keys: tuple[str, ...], fillers: tuple[str, ...], ontology: OntologyForm
) -> Iterator[Problem]:
    for filler in fillers:
        if filler not in ontology.entities:
            yield (
                keys,
                f"{filler!r} may fill the role, but there is no such entity type",
                f"Use entity types: {', '.join(ontology.entities)}.",
            )


def _attribute_problems(ontology: OntologyForm) -> Iterator[Problem]:
    labels = {*ontology.entities, *ontology.events}
    for name, attribute in ontology.attributes.items():
        for key, given in (("on", attribute.on), ("allowed", tuple(attribute.allowed))):
            for label in given:
                if label not in labels:
                    yield (
                        ("attributes", name, key),
                        f"the attribute {name} is for {label!r}, which is no entity or event type",
                        "Name types of this ontology.",
                    )
        for label, values in attribute.allowed.items():
            for value in values:
                if value not in attribute.values:
                    yield (
                        ("attributes", name, "allowed", label),
                        f"{label} allows the value {value!r}, which {name} does not define",
                        "Add it under values.",
                    )
        for language, words in attribute.words.items():
            for value in words:
                if value not in attribute.values:
                    yield (
                        ("attributes", name, "words", language, value),
                        f"{name} has a word for the value {value!r}, which it does not define",
                        "Add it under values.",
                    )
        if (attribute.kind == "string") == bool(attribute.values):
            yield (
                ("attributes", name, "values" if attribute.values else "kind"),
                f"the attribute {name} is a {attribute.kind} with {len(attribute.values)} values",
                "A string has a pattern and no values; single and multiple have values.",
            )
        if attribute.pattern is not None:
            reason = pattern_problem(attribute.pattern)
            if reason is not None:
                yield (
                    ("attributes", name, "pattern"),
                    f"the pattern of {name} is no regular expression that can be used: {reason}",
                    "Correct the pattern. The whole value must match it; look-around does not work.",
                )


def _value_problems(ontology: OntologyForm) -> Iterator[Problem]:
    """Values that Label Studio would not show or not store. An adopted screen has what it has."""
    for name, attribute in ontology.attributes.items() if not ontology.adopted else ():
        for value in attribute.values:
            if not value.strip():
                yield (
                    ("attributes", name, "values"),
                    f"{name} has the value {value!r}, which nobody can see on the screen",
                    "Give it a name, such as 'none'.",
                )
            elif _LOOKED_UP.search(value):
                yield (
                    ("attributes", name, "values", value),
                    f"{name} has the value {value!r}: Label Studio would look up what follows '$' in the"
                    " task",
                    "Write it without '$'.",
                )


def _default_problems(ontology: OntologyForm) -> Iterator[Problem]:
    for name, attribute in ontology.attributes.items():
        default, pattern = attribute.default, attribute.pattern
        keys = ("attributes", name, "default")
        if default is None:
            continue
        if attribute.kind != "string":
            if default not in attribute.values:
                what = f"the default {default!r} is not among the values of {name}"
                yield keys, what, "Use one of its values."
            continue
        if pattern is not None and pattern_problem(pattern) is None and not matches(pattern, default):
            what = f"the default {default!r} of {name} does not match its pattern {pattern!r}"
            yield keys, what, "Correct the default or the pattern; the whole value must match."


def _rename_problems(ontology: OntologyForm) -> Iterator[Problem]:
    present = {*ontology.entities, *ontology.events, *ontology.roles, *ontology.attributes}
    values = {value: name for name, entry in ontology.attributes.items() for value in entry.values}
    for old in ontology.renamed:
        keys = ("renamed", old)
        path = [old]
        while path[-1] in ontology.renamed:
            path.append(ontology.renamed[path[-1]])
            if path[-1] in path[:-1]:
                yield keys, f"the renames run in a circle: {' -> '.join(path)}", "Break the circle."
                break
        else:
            if path[-1] not in present and path[-1] in values:
                yield (
                    keys,
                    f"{path[-1]} is a value of {values[path[-1]]}, and values cannot be renamed",
                    "Give the former value another word under 'words', or add a value and keep the former.",
                )
            elif path[-1] not in present:
                yield (
                    keys,
                    f"{old} was renamed to {path[-1]}, which does not exist",
                    "Name what it is called now.",
                )
            if old in present:
                yield keys, f"{old} was renamed but still exists", "Drop the rename or the label."


def _mapping_problems(ontology: OntologyForm) -> Iterator[Problem]:
    for scheme, pairs in ontology.mapping.items():
        for foreign, mine in pairs.items():
            if mine not in ontology.entities:
                yield (
                    ("mapping", scheme, foreign),
                    f"{foreign} of {scheme} is mapped to {mine!r}, which is no entity type",
                    "Map to an entity type or leave it out.",
                )


def _wording_problems(ontology: OntologyForm) -> Iterator[Problem]:
    sections: dict[str, Mapping[str, Entry]] = {
        "entities": ontology.entities,
        "events": ontology.events,
        "roles": ontology.roles,
        "attributes": ontology.attributes,
    }
    for section, entries in sections.items():
        for name, entry in entries.items():
            for key in ("title", "definition", "use_when", "avoid_when", "examples"):
                words = getattr(entry, key)
                missing = [language for language in ontology.languages if words and language not in words]
                if missing:
                    yield (
                        (section, name, key),
                        f"{key} of {name} has no wording in {', '.join(missing)}",
                        "Give every language named under languages.",
                    )
            for language, examples in entry.examples.items():
                for example in examples:
                    if not re.search(r"\[\[.+?\]\]", example):
                        yield (
                            (section, name, "examples", language),
                            f"an example of {name} marks nothing: {example[:40]!r}",
                            "Put the words meant between [[ and ]].",
                        )
