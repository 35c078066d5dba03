"""Finds an ontology's names in a project's live labelling configuration."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.screen_words import role_spellings
from annotate.studio.screen.bound import Binding, ScreenLabel
from annotate.studio.screen.foreign_names import ATTRIBUTES, RELATIONS
from annotate.studio.screen.former_names import FormerNames, present_control_names
from annotate.studio.screen.label_config import (
    ENTITY_TAG,
    LABEL_TAG,
    TEXT_KEY,
    TEXT_TAG,
    TRIGGER_TAG,
    TYPES_TAG,
    AttributeTag,
    attribute_tags,
    build_label_config,
    has_two_palettes,
)
from annotate.studio.screen.live_config import Control, LiveConfig
from annotate.studio.screen.text_tag import check_text_tag
from annotate.studio.screen.unsure import UnsureControls, UnsureNames, find_unsure

__all__ = ["Binding", "ScreenLabel", "bind", "own_binding"]

_SHOWN = 6


def bind(ontology: Ontology, label_config: str, formers: Iterable[Ontology] = ()) -> Binding:
    """Finds the ontology's names in a live configuration.

    In an adopted project, the tags may have any names. Raises `ConfigError` with the tags, labels and values
    that the configuration lacks: Label Studio would store a prediction that uses one of these, but never show
    the prediction. Raises `ConfigError` too if the text tag does not show the column that annotate fills.
    ``formers`` are former versions of the ontology, whose names are read as well.
    """
    try:
        live = LiveConfig.parse(label_config)
    except ValueError as error:
        raise ConfigError(str(error), where="the project in Label Studio", remedy=_REMEDY) from error
    finder = _Finder(ontology, live)
    binding = finder.binding()
    text = live.shown.get(binding.text)
    if ontology.adopted and text is not None and text.problem is not None:
        raise ConfigError(
            f"its text {text.name!r} {text.problem}.", where="the project in Label Studio", remedy=_REMEDY
        )
    if finder.missing:
        more = len(finder.missing) - _SHOWN
        shown = ", ".join(finder.missing[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        raise ConfigError(
            f"its labelling configuration does not match the ontology {ontology.id}; it lacks {shown}.",
            where="the project in Label Studio",
            remedy=_ADOPTED if ontology.adopted else _REMEDY,
        )
    if not ontology.adopted:
        check_text_tag(label_config, binding.text, TEXT_KEY)
    return replace(binding, former=FormerNames.of(ontology, formers))


def own_binding(ontology: Ontology) -> Binding:
    """The binding of the configuration that annotate generates, in the ontology's first language."""
    return bind(ontology, build_label_config(ontology))


class _Finder:
    def __init__(self, ontology: Ontology, live: LiveConfig) -> None:
        self.ontology = ontology
        self.live = live
        self.missing: list[str] = []
        self.values: dict[tuple[str, str], str] = {}
        self.spellings = {} if ontology.adopted else role_spellings(ontology)
        self.text = self._text()
        self.not_of_attributes: frozenset[str] = frozenset()

    def binding(self) -> Binding:
        ontology, live = self.ontology, self.live
        if self.text not in live.texts:
            self.missing.append(f"<Text name={self.text!r}>")
        labels = live.of_kind("Labels", self.text)
        before = has_two_palettes(live, self.text)
        names = UnsureNames.on(live, self.text)
        tags = attribute_tags(ontology, two_palettes=before, unsure=names)
        unsure = UnsureControls() if ontology.adopted else find_unsure(live, self.text, names)
        self.not_of_attributes = unsure.names
        types = [
            control
            for control in live.of_kind("Choices", self.text)
            if not control.per_region and control.name not in unsure.names
        ]
        for_entities, for_triggers = (ENTITY_TAG, TRIGGER_TAG) if before else (LABEL_TAG, LABEL_TAG)
        entities = self._places(ontology.entities, labels, "Labels", for_entities)
        triggers = self._places(ontology.events, labels, "Labels", for_triggers, optional=ontology.adopted)
        article_types = self._places(ontology.events, types, "Choices", TYPES_TAG, optional=ontology.adopted)
        if ontology.adopted:
            placed = triggers.keys() | article_types.keys()
            self.missing.extend(f"the event type {label}" for label in ontology.events if label not in placed)
        relations = self._relations() if ontology.events else {}
        known = {*ontology.entities, *ontology.events}
        binding = Binding(
            text=self.text,
            text_key=live.texts.get(self.text, ""),
            entities=entities,
            triggers=triggers,
            types=article_types,
            attributes=tuple(self._attribute(tag) for tag in tags),
            relations=relations,
            names=self._former_names() | self._names(labels, known),
            type_names=self._names(types, ontology.events),
            values=self.values,
            roles=self.spellings,
            blank_keys=self._blank_keys() if ontology.adopted else (),
            shared=frozenset(control.name for control in live.controls.values() if len(control.targets) > 1),
            other_texts=frozenset(live.shown.keys() - {self.text}),
            unsure=unsure,
        )
        read = binding.label_controls | binding.type_controls | binding.tag_by_name.keys()
        return (
            replace(binding, not_read=frozenset(live.controls.keys() - read)) if ontology.adopted else binding
        )

    def _blank_keys(self) -> tuple[str, ...]:
        tags = self.live.shown.values()
        return tuple(tag.value for tag in tags if tag.name != self.text and tag.problem is None)

    def _text(self) -> str:
        """The name of the text tag: in an adopted project the adopted text, else the generated name.

        An ontology that was adopted by an earlier version does not name the text. Then it is the text with
        the most labels of the ontology.
        """
        ontology, texts = self.ontology, self.live.texts
        if not ontology.adopted:
            return TEXT_TAG
        if ontology.text_tag is not None:
            return ontology.text_tag
        known = {*ontology.entities, *ontology.events}
        votes = {
            name: (len(self._names(self.live.of_kind("Labels", name), known)), name == TEXT_TAG)
            for name in texts
        }
        return max(votes, key=lambda name: votes[name], default=TEXT_TAG)

    def _former_names(self) -> dict[tuple[str, str], str]:
        """The names in results from a screen with two palettes, such as those in older files."""
        if self.ontology.adopted:
            return {}
        mentions = {(ENTITY_TAG, label): label for label in self.ontology.entities}
        return mentions | {(TRIGGER_TAG, label): label for label in self.ontology.events}

    def _names(self, controls: list[Control], known: Container[str]) -> dict[tuple[str, str], str]:
        """The ontology's names for labels, in their form of today and in the form from before an alias."""
        found = {}
        for control in controls:
            for stored in (*control.values, *control.former):
                name = self._name_in(control, stored)
                if name in known:
                    found[control.name, stored] = name
        return found

    def _name_in(self, control: Control, stored: str) -> str:
        """The ontology's name for a label of a control.

        If the label got an alias after the ontology was made, the ontology has a name for its value only.
        """
        ontology = self.ontology
        known = {*ontology.entities, *ontology.events}
        alias = control.former.get(stored, stored)
        values = (value for value, other in control.former.items() if other == alias)
        for form in (stored, alias, *values):
            name = ontology.renamed_label(form, control.name)
            if name in known:
                return name
        return ontology.renamed_label(stored, control.name)

    def _places(
        self,
        names: Iterable[str],
        controls: list[Control],
        kind: str,
        own: str,
        *,
        optional: bool = False,
    ) -> dict[str, ScreenLabel]:
        places: dict[str, ScreenLabel] = {}
        for control in sorted(controls, key=lambda control: control.name != own):
            for value in control.values:
                places.setdefault(self._name_in(control, value), ScreenLabel(control.name, value))
        wanted = list(names)
        found = {name: places[name] for name in wanted if name in places}
        if not optional and wanted:
            if not found or (not self.ontology.adopted and own not in {control.name for control in controls}):
                there = own in self.live.controls
                self.missing.append(f"<{kind} name={own!r}" + (f" toName={self.text!r}>" if there else ">"))
            else:
                self.missing.extend(f"{name} in {own}" for name in wanted if name not in found)
        return found

    def _relations(self) -> dict[str, str]:
        """The relation on the screen for each role: its code, its word in a language, or a former one."""
        ontology = self.ontology
        known: dict[str, str] = {}
        others = []
        for label in self.live.relations:
            role = self.spellings.get(label) or ontology.renamed_label(label, RELATIONS)
            if role in ontology.roles:
                known.setdefault(role, label)
            else:
                others.append(repr(label))
        there = f" (it has {', '.join(others)})" if others else ""
        self.missing.extend(f"relation {role}{there}" for role in ontology.roles if role not in known)
        return {role: known[role] for role in ontology.roles if role in known}

    def _attribute(self, tag: AttributeTag) -> AttributeTag:
        kind = "Choices" if tag.values else "TextArea"
        for control in self.live.of_kind(kind, self.text):
            if control.name in self.not_of_attributes:
                continue
            renamed = self.ontology.renamed_label(control.name, ATTRIBUTES)
            if tag.name in (renamed, *self._control_names(control)):
                self._bind_values(control, tag)
                return replace(tag, name=control.name)
        self.missing.append(f"<{kind} name={tag.name!r} toName={self.text!r}>")
        return tag

    def _control_names(self, control: Control) -> Iterable[str]:
        return () if self.ontology.adopted else present_control_names(control.name, self.ontology)

    def _bind_values(self, control: Control, tag: AttributeTag) -> None:
        """Finds an attribute's values among the choices, by alias or by the value that has an alias now."""
        for stored in (*control.values, *control.former):
            alias = control.former.get(stored, stored)
            forms = (stored, alias, *(value for value, other in control.former.items() if other == alias))
            for value in forms:
                if value in tag.values:
                    self.values[control.name, stored] = value
                    break
        placed = {value for (name, _), value in self.values.items() if name == control.name}
        self.missing.extend(f"{value} in {tag.name}" for value in tag.values if value not in placed)


_REMEDY = (
    "'annotate ontology diff' shows what changed in the ontology, and 'annotate ontology apply' brings the"
    " screen to it. Or restore what was changed under Settings > Labeling Interface."
)
_ADOPTED = (
    "Restore or add it there under Settings > Labeling Interface, or adopt the project again:"
    " annotate pull --adopt ID."
)
