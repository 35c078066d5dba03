"""Tells what the ontology no longer asks from what no version of it ever had."""

from __future__ import annotations

from dataclasses import replace

from annotate.core.annotation import Annotation, Entity, label_of
from annotate.core.findings import Finding
from annotate.studio.screen.former_names import FormerNames

CODE = "no-longer-asked"
_TYPES = ("unknown-entity-type", "unknown-event-type")


def no_longer_asked(finding: Finding, annotation: Annotation, former: FormerNames) -> Finding:
    """The finding that something is no longer asked, if a former version had it; else the finding itself."""
    region = next((one for one in annotation.regions if one.id == finding.region), None)
    if region is None:
        return finding
    label = label_of(region)
    if finding.code in _TYPES and former.kind_of(label) is not None:
        return replace(finding, code=CODE, rule=f"{label} is no longer asked; kept")
    if finding.code == "role-not-allowed" and not isinstance(region, Entity):
        for role in dict.fromkeys(argument.role for argument in region.arguments):
            if finding.rule.endswith(f"has no role {role!r}") and role in former.roles:
                return replace(finding, code=CODE, rule=f"its role {role} is no longer asked; kept")
    if finding.code == "attribute-not-allowed":
        for name, value in region.attributes.items():
            each = (value,) if isinstance(value, str) else value
            if f"attribute “{name}”" in finding.rule and any(former.allows(label, name, one) for one in each):
                shown = ", ".join(each)
                return replace(finding, code=CODE, rule=f"its {name} = {shown} is no longer asked; kept")
    return finding
