"""brat's annotation.conf and visual.conf, made from an ontology and the names that the records use."""

from __future__ import annotations

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import RoleUse
from annotate.export.brat.names import BratNames

_DARK = 140  # of 255; lighter backgrounds get black letters


def annotation_conf(ontology: Ontology, names: BratNames) -> str:
    """The types, roles and attributes, as brat's configuration page describes them."""
    used = list(names.types.names)
    lines = ["[entities]", *(names.entity(label) for kind, label in used if kind == "entity")]
    lines += ["", "[relations]", *_nesting(ontology, names), "", "[events]"]
    for kind, label in used:
        if kind == "event":
            roles = ontology.roles_of.get(label, {})
            said = ", ".join(_role(names, role, use) for role, use in roles.items())
            lines.append(f"{names.event(label)}\t{said}".rstrip())
    lines += ["", "[attributes]"]
    for (kind, name, *_), brat_name in names.attributes.names.items():
        on = [
            names.entity(label) if label in ontology.entities else names.event(label)
            for label in ontology.attributes[name].on
        ]
        line = f"{brat_name}\tArg:{'|'.join(on) or '<ANY>'}"
        if kind == "attribute" and (values := list(names.values[name].names.values())):
            line += f", Value:{'|'.join(values)}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def visual_conf(ontology: Ontology, names: BratNames) -> str:
    """The titles and colours of the ontology."""
    language = ontology.languages[0] if ontology.languages else ""
    labels, drawing = [], []
    for kind, label in names.types.names:
        entry = (ontology.entities if kind == "entity" else ontology.events).get(label)
        name = names.entity(label) if kind == "entity" else names.event(label)
        title = entry.titled(label, language) if entry is not None else label
        labels.append(f"{name} | {' '.join(title.replace('|', '/').split())}")
        if entry is not None:
            drawing.append(
                f"{name}\tbgColor:{entry.color}, fgColor:{_letters(entry.color)}, borderColor:darken"
            )
    for _, role in names.roles.names:
        known = ontology.roles.get(role)
        title = role if known is None else known.titled(role, language)
        labels.append(f"{names.role(role)} | {' '.join(title.replace('|', '/').split())}")
    default = ["SPAN_DEFAULT\tfgColor:black, bgColor:#808080, borderColor:darken", "ARC_DEFAULT\tcolor:black"]
    return "\n".join(["[labels]", *labels, "", "[drawing]", *default, *drawing]) + "\n"


def _nesting(ontology: Ontology, names: BratNames) -> list[str]:
    """Which types of mention may stand inside which; brat marks others as errors."""
    return [
        f"ENTITY-NESTING\tArg1:{names.entity(outer)}, Arg2:{'|'.join(map(names.entity, entry.may_contain))}"
        for outer, entry in ontology.entities.items()
        if entry.may_contain
    ]


def _role(names: BratNames, role: str, use: RoleUse) -> str:
    number = "?" if use.at_most == 1 else "*"
    return f"{names.role(role)}{number}:{'|'.join(map(names.entity, use.fillers or ())) or '<ENTITY>'}"


def _letters(color: str) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > _DARK else "white"
