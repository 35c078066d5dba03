"""The default ontology under other names, or as it was before kinds and traits were stated."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

SECTIONS = ("entities", "events", "roles")


def without_traits(form: Mapping[str, Any]) -> dict[str, Any]:
    """An ontology's form without kinds, arrows, traits and types of promises."""
    bare = deepcopy(dict(form))
    for section in SECTIONS:
        for entry in bare[section].values():
            for key in ("kind", "arrow", "traits", "promised"):
                entry.pop(key, None)
    return bare


def renamed(form: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """An ontology's form with another name for every type and role, which ``renamed`` and ``mapping`` tell;
    and the new name of each.
    """
    new = {name: f"X{name[::-1]}" for section in SECTIONS for name in form[section]}
    made = deepcopy(dict(form))
    for section in SECTIONS:
        made[section] = {new[name]: entry for name, entry in made[section].items()}
    for entity in made["entities"].values():
        entity["may_contain"] = [new[name] for name in entity.get("may_contain", ())]
    for event in made["events"].values():
        roles = event["roles"]
        uses = {role: {} for role in roles} if isinstance(roles, list) else roles
        event["roles"] = {new[role]: _use(use, new) for role, use in uses.items()}
        if "promised" in event:
            event["promised"] = new[event["promised"]]
    for role in made["roles"].values():
        role["fillers"] = [new[name] for name in role["fillers"]]
    for attribute in made["attributes"].values():
        attribute["on"] = [new[name] for name in attribute["on"]]
        attribute["allowed"] = {new[name]: values for name, values in attribute.get("allowed", {}).items()}
    for pairs in made["mapping"].values():
        pairs.update({foreign: new[mine] for foreign, mine in pairs.items()})
    made["renamed"] = new
    return made, new


def _use(use: Mapping[str, Any], new: Mapping[str, str]) -> dict[str, Any]:
    return {key: [new[name] for name in value] if key == "fillers" else value for key, value in use.items()}
