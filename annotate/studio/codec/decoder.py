"""Decodes a result list: first the regions, then attributes and arrows. Reports every part not decoded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event, Trigger
from annotate.core.doubles import without_doubles
from annotate.core.findings import Finding, Severity, lost_of, shortened
from annotate.core.ontology import Ontology
from annotate.studio.codec.arrows import attach_arrow
from annotate.studio.codec.marked import Region, Result
from annotate.studio.codec.open_roles import RoleReading
from annotate.studio.codec.screen_regions import ScreenRegions
from annotate.studio.codec.several_events import divide
from annotate.studio.codec.stored_text import StoredText
from annotate.studio.codec.unseen import UnseenFields
from annotate.studio.codec.unsure import UnsureResults, unsure_article
from annotate.studio.codec.values import Told, told
from annotate.studio.screen.binding import Binding
from annotate.studio.screen.label_config import AttributeTag


@dataclass
class Decoded:
    """A decoded result list.

    ``findings`` lists everything that was not read unchanged. ``dropped`` lists regions that lost hidden
    fields, because an annotator changed them. ``unsure`` is what was said of the article.
    """

    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    dropped: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unsure: str | None = None

    @property
    def regions(self) -> tuple[Entity | Event, ...]:
        """The entities, then the events."""
        return (*self.entities, *self.events)

    @property
    def problems(self) -> list[Finding]:
        """The findings that hold an article back: parts that were lost, or cannot stay as they are."""
        return [finding for finding in self.findings if finding.severity.holds_back]

    @property
    def repaired(self) -> list[Finding]:
        """Parts that were read with a changed value that loses nothing."""
        return [finding for finding in self.findings if finding.severity is Severity.REPAIRED]

    @property
    def noted(self) -> list[Finding]:
        """Parts that were kept as they are, although they are unusual."""
        return [finding for finding in self.findings if finding.severity is Severity.NOTED]

    @property
    def lost(self) -> dict[str, tuple[str, ...]]:
        """The problems as sentences, by code, as an annotation has them."""
        return lost_of(self.findings)


class Decoder:
    """Decodes one result list. Add the results with `take`, in any order, then call `finish`.

    With ``repair`` false, regions keep their white space and doubles, and no value is marked as unreviewed.
    """

    def __init__(
        self,
        stored: StoredText,
        binding: Binding,
        ontology: Ontology,
        roles: RoleReading | None = None,
        *,
        repair: bool = True,
    ) -> None:
        self.text = stored.text
        self.roles = roles or RoleReading.by(ontology, ontology)
        self.binding = binding
        self.ontology = ontology
        self.repair = repair
        self.findings: list[Finding] = []
        self.unsure = UnsureResults(binding, self.findings.append)
        self.regions = ScreenRegions(stored, binding, ontology, self.findings.append, repair=repair)
        self.types: list[str] = []
        self.relations: list[Result] = []
        self.per_region: list[Result] = []
        self.by_former: set[tuple[int, str]] = set()  # attributes whose value is that of a former control
        self.left_out: set[str] = set()  # ids of results that the adoption of the project left out

    def take(self, result: Any) -> None:
        """Adds one result. A result that cannot be decoded becomes a finding."""
        if not isinstance(result, dict):
            self._found("no-object", f"a result is a {type(result).__name__}, not an object; left out")
            return
        name = result.get("from_name")
        if not isinstance(name, str):
            name = None
        if result.get("type") == "relation" or (name is None and "from_id" in result and "to_id" in result):
            self.relations.append(result)
        elif name in self.binding.not_read:
            self._found("not-read", f"a result of the control {name!r}, which the adoption left out", result)
            self.left_out.add(str(result.get("id")))
        elif self.binding.is_elsewhere(name, result.get("to_name")):
            self._take_elsewhere(result)
        elif self.unsure.take(name, result):
            return
        elif name in self.binding.type_controls:
            self._take_types(str(name), result)
        elif name in self.binding.label_controls:
            self.regions.take(result)
        elif self.binding.attribute_control(name) is not None:
            self.per_region.append(result)
        else:
            control = repr(name) if name else "without a name"
            self._found("other-tag", f"a result of the control {control} is not read; left out", result)

    def _take_types(self, control: str, result: Result) -> None:
        found = told(result, "choices")
        self._unread(found, control, result)
        if found.values and not found.plain:
            rule = f"the choice {', '.join(found.values)} was written in another form; read all the same"
            self._found("other-form", rule, result)
        names = self.binding.type_names
        self.types.extend(names.get((control, value), value) for value in found.values)

    def _unread(self, found: Told, control: str, result: Result) -> None:
        if found.unread is not None:
            rule = f"a value of the control {control!r} is in no form that is read: {found.unread}"
            self._found("unread-value", f"{shortened(rule, 200)}; left out", result)

    def _take_elsewhere(self, result: Result) -> None:
        # An adoption left out the other texts of the screen. A text that is not there was not left out.
        adopted = self.ontology.adopted and result.get("to_name") in (None, "", *self.binding.other_texts)
        code = "not-read" if adopted else "other-text"
        if adopted:
            self.left_out.add(str(result.get("id")))
        holder = result.get("value")
        there = holder.get("text") if isinstance(holder, dict) else None
        words = there if isinstance(there, str) else None
        label = ", ".join(told(result, "labels").values) or None
        rule = f"is on {shortened(repr(result.get('to_name')))}, which is not the article; left out"
        written = result.get("id")
        region = None if written is None else str(written)
        self.findings.append(Finding(code, rule, words, label, region))

    def finish(self, pushed: tuple[Annotation, ...]) -> Decoded:
        """Returns the decoded annotation. Restores hidden fields from ``pushed``.

        ``pushed`` are the annotations that were sent for this task, the most recent first.
        """
        unseen = UnseenFields(pushed, self.binding, self.text, mark=self.repair)
        self.regions.settle(unseen.is_pushed)
        # Values of a former control first: what the present one says counts.
        for result in sorted(self.per_region, key=lambda one: self._is_present(one["from_name"])):
            self._attach_attribute(result)
        self.unsure.attach(self.regions)
        self.roles.text = self.text
        self.roles.mentions = [*self.regions.mentions()]
        for relation in self.relations:
            self.findings.extend(
                attach_arrow(
                    relation,
                    self.regions,
                    self.ontology,
                    self.roles,
                    unseen.roles_sent,
                    self.left_out,
                    self.binding.former.role_words,
                )
            )
        self.findings.extend(divide(self.regions.marked.values(), unseen))
        self.findings.extend(self.regions.about_notes())
        regions = list(self.regions.all())
        self.regions.odd_edges(
            regions, lambda region: unseen.is_pushed(region.id, region.start, region.end, region.label)
        )
        entities = [self._entity(region, unseen) for region in regions if not region.is_trigger]
        events = [self._event(region, unseen) for region in regions if region.is_trigger]
        events.extend(self._article_events(unseen, {region.id for region in regions}))
        order = unseen.order
        late = len(order)
        entities.sort(key=lambda entity: order.get(entity.id, late))
        events.sort(key=lambda event: order.get(event.id, late))
        unsure = unsure_article(self.unsure.article, pushed, self.binding)
        if not self.repair:
            return Decoded(tuple(entities), tuple(events), unseen.dropped, self.findings, unsure)
        once = without_doubles(entities, events)
        self.findings.extend(once.findings)
        return Decoded(once.entities, once.events, unseen.dropped, self.findings, unsure)

    def _is_present(self, control: str) -> bool:
        return control in self.binding.tag_by_name

    def _attach_attribute(self, result: Result) -> None:
        tag = self.binding.attribute_control(result["from_name"])
        if tag is None:
            return
        found = told(result, "choices" if tag.values else "text")
        self._unread(found, tag.name, result)
        holder = result.get("value")
        place = self.regions.place(holder) if isinstance(holder, dict) else None
        group = self.regions.with_id(result.get("id"), None if place is None else (place.start, place.end))
        if len(group) == 1:
            group[0].add_note(result)
        if not found.values:
            return
        values = [self.binding.value_of(tag.name, value) for value in found.values]
        if not group:
            rule = f"{tag.attribute} = {', '.join(values)} belongs to a region that does not exist; left out"
            self._found("attribute-of-nothing", rule, result)
            return
        fits = [marked for marked in group if any(self._has(region, tag) for region in marked.regions)]
        if not fits:
            region = group[0].regions[0]
            rule = f"has {tag.attribute} = {', '.join(values)}, which is not for {region.label}; left out"
            self.findings.append(region.found("bad-attribute", rule))
            return
        if not found.plain:
            rule = f"its {tag.attribute} was written in another form; read all the same"
            self.findings.append(fits[0].regions[0].found("other-form", rule))
        if len(fits) > 1:
            region = fits[0].regions[0]
            rule = f"{tag.attribute} = {', '.join(values)} may belong to another region with the same id"
            self.findings.append(region.found("ambiguous", rule))
        for region in [region for region in fits[0].regions if self._has(region, tag)]:
            self._give(region, tag, values)

    def _has(self, region: Region, tag: AttributeTag) -> bool:
        """Whether a control is for a region, now or in a former version of the ontology."""
        former = self.binding.former
        return region.label in tag.labels or (region.label, tag.attribute) in former.uses

    def _give(self, region: Region, tag: AttributeTag, values: list[str]) -> None:
        name = tag.attribute
        attribute = self.ontology.attributes_of(region.label).get(name)
        kind = attribute.kind if attribute is not None else self.binding.former.kind_of_attribute(name)
        if kind == "string" and (attribute is None or attribute.pattern is None):
            values = ["\n".join(value.strip() for value in values)]  # a text of several lines
        good: list[str] = []
        for given in values:
            one = given if given in tag.values else given.strip()
            problem = "is not asked" if attribute is None else attribute.problem_with(region.label, one)
            if problem is not None and not self.binding.former.allows(region.label, name, one):
                rule = f"its attribute “{name}” {problem}; left out"
                self.findings.append(region.found("bad-attribute", rule))
            elif one not in good:
                good.append(one)
        if not good:
            return
        former = region.attributes.get(name)
        earlier = [] if former is None else [former] if isinstance(former, str) else [*former]
        every = list(dict.fromkeys((*earlier, *good)))
        from_former = (id(region), name) in self.by_former
        if not self._is_present(tag.name):
            self.by_former.add((id(region), name))
        elif from_former:  # the screen has a former control beside it, whose values nobody may have cleared
            self.by_former.discard((id(region), name))
            if kind == "multiple" and earlier != good:
                shown = ", ".join(earlier)
                rule = f"has {name} = {shown} in a former control of the screen; {', '.join(good)} is kept"
                self.findings.append(region.found("several-values", rule))
                earlier, every = [], good
        value: AttributeValue = tuple(every) if kind == "multiple" else good[-1]
        if kind != "multiple" and len(every) > 1:
            rule = f"has several values of {name} ({', '.join(every)}); the last is kept"
            self.findings.append(region.found("several-values", rule))
        region.attributes[name] = value

    def _entity(self, region: Region, unseen: UnseenFields) -> Entity:
        return Entity(
            id=region.id,
            start=region.start,
            end=region.end,
            label=region.label,
            text=region.words,
            note=_note(region),
            **unseen.of_mention(region),
        )

    def _event(self, region: Region, unseen: UnseenFields) -> Event:
        trigger = Trigger(start=region.start, end=region.end, text=region.words)
        hidden = unseen.of_event(region)
        return Event(id=region.id, type=region.label, trigger=trigger, note=_note(region), **hidden)

    def _article_events(self, unseen: UnseenFields, taken: set[str]) -> list[Event]:
        events: dict[str, Event] = {}
        for choice in self.types:
            label = self.ontology.renamed_label(choice)
            if label not in self.ontology.events and label not in self.binding.former.events:
                self._found("unknown-type", f"{choice!r} was chosen, which is no event type; left out")
            elif label not in events:
                event = unseen.article_event(Event(id=f"article.{label}", type=label, trigger=None))
                while event.id in taken:
                    event = event.with_(id=f"{event.id[:63]}_")
                taken.add(event.id)
                events[label] = event
        return list(events.values())

    def _found(self, code: str, rule: str, result: Result | None = None) -> None:
        written = result.get("id") if result is not None else None
        self.findings.append(Finding(code, rule, region=None if written is None else str(written)))


def _note(region: Region) -> str | None:
    return "\n".join(region.notes) or None
