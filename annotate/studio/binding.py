"""How an ontology's names stand in a project's live labelling configuration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.studio.label_config import (
    ENTITY_TAG,
    TEXT_TAG,
    TRIGGER_TAG,
    TYPES_TAG,
    AttributeTag,
    LiveConfig,
    attribute_tags,
    build_label_config,
)


@dataclass(frozen=True)
class Binding:
    """The tags that carry entities, triggers, article-level types and attributes in one project."""

    text: str
    text_key: str
    entities: str
    triggers: str | None
    types: str | None
    attributes: tuple[AttributeTag, ...]
    relations: tuple[str, ...]

    @cached_property
    def _tag_by_attribute(self) -> dict[tuple[str, str], AttributeTag]:
        return {(tag.attribute, label): tag for tag in self.attributes for label in tag.labels}

    @cached_property
    def tag_by_name(self) -> dict[str, AttributeTag]:
        """The attribute controls by their tag's name."""
        return {tag.name: tag for tag in self.attributes}

    def attribute_tag(self, attribute: str, label: str) -> AttributeTag | None:
        """The control that carries ``attribute`` on ``label``, or None where the screen has none."""
        return self._tag_by_attribute.get((attribute, label))


def bind(ontology: Ontology, label_config: str) -> Binding:
    """Finds the ontology's tags and labels in a live configuration.

    Raises `ConfigError` naming every tag, label or value that the configuration lacks: a prediction
    that names one of them would be stored and never shown.
    """
    try:
        live = LiveConfig.parse(label_config)
    except ValueError as error:
        raise ConfigError(str(error), where="the project in Label Studio", remedy=_REMEDY) from error
    missing: list[str] = []

    def need(name: str, kind: str, values: tuple[str, ...]) -> None:
        if name not in live.controls:
            missing.append(f"<{kind} name={name!r}>")
            return
        tag, target, present = live.controls[name]
        if tag != kind or target != TEXT_TAG:
            missing.append(f"<{kind} name={name!r} toName={TEXT_TAG!r}>")
        missing.extend(f"{value} in {name}" for value in values if value not in present)

    if TEXT_TAG not in live.texts:
        missing.append(f"<Text name={TEXT_TAG!r}>")
    need(ENTITY_TAG, "Labels", tuple(ontology.entities))
    if ontology.events:
        need(TRIGGER_TAG, "Labels", tuple(ontology.events))
        need(TYPES_TAG, "Choices", tuple(ontology.events))
        missing.extend(f"relation {role}" for role in ontology.roles if role not in live.relations)
    for tag in attribute_tags(ontology):
        need(tag.name, "TextArea" if not tag.values else "Choices", tag.values)
    if missing:
        shown = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
        raise ConfigError(
            f"its labelling configuration does not match the ontology {ontology.id}; it lacks {shown}.",
            where="the project in Label Studio",
            remedy=_REMEDY,
        )
    return Binding(
        text=TEXT_TAG,
        text_key=live.texts[TEXT_TAG],
        entities=ENTITY_TAG,
        triggers=TRIGGER_TAG if ontology.events else None,
        types=TYPES_TAG if ontology.events else None,
        attributes=tuple(attribute_tags(ontology)),
        relations=live.relations,
    )


def own_binding(ontology: Ontology) -> Binding:
    """The binding of the configuration that we generate ourselves."""
    return bind(ontology, build_label_config(ontology))


_REMEDY = "Restore it under Settings > Labeling Interface, or use the ontology it was made from."
