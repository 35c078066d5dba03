"""Edits of a simulated annotator are counted exactly; counts add up for any two annotations."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Argument, Entity, Event
from annotate.core.ontology import Ontology
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.edits import Edit, Part
from annotate.evaluate.gestures import GESTURES, Job
from tests.builders import records
from tests.examples import examples

ONTOLOGY = Ontology.load("diplomacy")
LABELS = list(ONTOLOGY.entities)


def shown(annotation: Annotation) -> int:
    """The number of values that the screen shows and that are not the usual ones."""
    count = 0
    for region in annotation.regions:
        if not isinstance(region, Entity) and region.trigger is None:
            continue
        for name, value in region.attributes.items():
            known = ONTOLOGY.attributes[name]
            values = (value,) if isinstance(value, str) else value
            count += sum(known.ask and one != known.default for one in values)
    return count


def cost_of_values(annotation: Annotation) -> int:
    """What all values cost: those of one mention or event after a click on it, a click more for a field."""
    cost = 0
    for region in annotation.regions:
        if not isinstance(region, Entity) and region.trigger is None:
            continue
        alone = annotation.with_(
            entities=(region,) if isinstance(region, Entity) else (),
            events=() if isinstance(region, Entity) else (region.with_(arguments=()),),
        )
        typed = sum(ONTOLOGY.attributes[name].kind == "string" for name in region.attributes)
        if count := shown(alone):
            cost += GESTURES[Job.VALUE] + (count - 1) * GESTURES[Job.NEXT_VALUE]
            cost += typed * (GESTURES[Job.TYPED_VALUE] - GESTURES[Job.VALUE])
    return cost


def parts(annotation: Annotation) -> Counter[Part]:
    """The number of items of each part, counted in the annotation itself."""
    events = annotation.events
    return Counter(
        {
            Part.MENTION: len(annotation.entities),
            Part.EVENT: sum(event.trigger is not None for event in events),
            Part.TYPE: sum(event.trigger is None for event in events),
            Part.ARGUMENT: sum(len(event.arguments) for event in events),
            Part.ATTRIBUTE: shown(annotation),
        }
    )


@examples(100)
@given(st.data())
def test_every_suggested_and_submitted_item_counts_once(data: st.DataObject) -> None:
    before = data.draw(records(ONTOLOGY)).annotation
    after = data.draw(records(ONTOLOGY)).annotation
    if data.draw(st.booleans()):  # other ids: recognised by place and label, or redrawn
        mine = {entity.id: f"n{entity.id}" for entity in after.entities}
        entities = tuple(entity.with_(id=mine[entity.id]) for entity in after.entities)
        events = tuple(
            event.with_(
                id=f"n{event.id}", arguments=tuple(a.with_(entity=mine[a.entity]) for a in event.arguments)
            )
            for event in after.events
        )
        after = after.with_(entities=entities, events=events)
    items = compare(before, after, ONTOLOGY)
    suggested = Counter(item.part for item in items if item.edit is not Edit.ADDED)
    assert suggested == +parts(before)
    submitted = Counter(item.part for item in items if item.edit is not Edit.DELETED)
    wanted = parts(after)
    for part in (Part.TYPE, Part.ARGUMENT, Part.ATTRIBUTE):
        assert submitted[part] == wanted[part]
    regions = (Part.MENTION, Part.EVENT)  # one may become the other, and counts where it was suggested
    assert sum(submitted[part] for part in regions) == sum(wanted[part] for part in regions)
    assert all(item.gestures >= 0 for item in items)
    drawn = wanted[Part.MENTION] * GESTURES[Job.NEW_MENTION] + wanted[Part.EVENT] * GESTURES[Job.NEW_EVENT]
    drawn += cost_of_values(after)
    drawn += (
        wanted[Part.ARGUMENT] * GESTURES[Job.NEW_ARGUMENT] + wanted[Part.TYPE] * GESTURES[Job.ARTICLE_TYPE]
    )
    assert sum(item.from_nothing for item in items) == drawn
    assert sum(item.gestures for item in compare(None, after, ONTOLOGY)) == drawn


@examples(60)
@given(st.data())
def test_the_order_of_regions_changes_nothing(data: st.DataObject) -> None:
    before = data.draw(records(ONTOLOGY)).annotation
    after = data.draw(records(ONTOLOGY)).annotation

    def shuffled(one: Annotation) -> Annotation:
        entities, events = (tuple(data.draw(st.permutations(side))) for side in (one.entities, one.events))
        return one.with_(entities=entities, events=events)

    first = Counter(compare(before, after, ONTOLOGY))
    assert Counter(compare(shuffled(before), shuffled(after), ONTOLOGY)) == first


@examples(100)
@given(st.data())
def test_a_simulated_annotators_edits_are_counted_exactly(data: st.DataObject) -> None:
    record = data.draw(records(ONTOLOGY, tidy=True))
    before, text = record.annotation, record.article.text
    did: Counter[tuple[str, str]] = Counter()
    gestures = 0
    entities: list[Entity] = []
    for entity in before.entities:
        job = data.draw(st.sampled_from(["keep", "delete", "relabel", "move"]))
        made = entity
        if job == "delete":
            did[entity.label, "deleted"] += 1
            gestures += GESTURES[Job.DELETE]
            continue
        if job == "relabel":
            label = data.draw(st.sampled_from([one for one in LABELS if one != entity.label]))
            fits = {name: ONTOLOGY.attributes[name] for name in entity.attributes}
            kept = {n: v for n, v in entity.attributes.items() if label in fits[n].on}
            made = entity.with_(label=label, attributes=kept)
            gestures += GESTURES[Job.RELABEL]
        elif job == "move" and len(entity) > 1:
            made = entity.with_(end=entity.end - 1, text=text[entity.start : entity.end - 1])
            gestures += GESTURES[Job.MOVE]
        else:
            job = "keep"
        names = {"keep": "accepted", "relabel": "relabelled", "move": "moved"}
        did[entity.label, names[job]] += 1
        entities.append(made)
    left = {entity.id for entity in entities}
    events: list[Event] = []
    for event in before.events:
        if event.trigger is None:
            events.append(event)
            continue
        if data.draw(st.booleans()):
            did[event.type, "deleted"] += 1
            gestures += GESTURES[Job.DELETE]
            continue
        arguments: list[Argument] = [one for one in event.arguments if one.entity in left]
        removes: bool = data.draw(st.booleans())
        if arguments and removes:
            arguments.pop()
            gestures += GESTURES[Job.REMOVE_ARGUMENT]
        did[event.type, "accepted" if len(arguments) == len(event.arguments) else "changed"] += 1
        events.append(event.with_(arguments=tuple(arguments)))
    after = before.with_(entities=tuple(entities), events=tuple(events))
    items = compare(before, after, ONTOLOGY)
    regions = [item for item in items if item.part in (Part.MENTION, Part.EVENT)]
    assert Counter((item.label, str(item.edit)) for item in regions) == did
    assert sum(item.gestures for item in items) == gestures
