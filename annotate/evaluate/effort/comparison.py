"""Compares a submitted annotation with the suggestion that it started from, item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from annotate.core.annotation import Annotation, Entity, Event, label_of
from annotate.core.ontology import Ontology
from annotate.evaluate.effort.edits import Edit, Item, Part
from annotate.evaluate.effort.pairs import Pair, Pairs, Region, paired, paired_by_place, sources_of
from annotate.evaluate.effort.values import compare_values, new_values
from annotate.evaluate.gestures import GESTURES, Job

_Link = tuple[str, str]  # the ids of an event and of a mention


def compare(suggestion: Annotation | None, submitted: Annotation, ontology: Ontology) -> list[Item]:
    """One item for each suggested and each added mention, event, argument, attribute and article-level type.

    Without a suggestion, everything is added. The number of suggested items is the number of items that are
    not added, and the number of submitted items that of items that are not deleted. What a person deletes
    together with a mention or event (its attributes and arrows) counts as deleted and costs nothing more. A
    redrawn mention or event costs a deletion and a new one, and its arguments and attributes are made again.
    """
    suggestion = _empty(submitted) if suggestion is None else suggestion
    return _items(suggestion, submitted, paired(suggestion, submitted), ontology)


def compare_by_place(suggestion: Annotation | None, gold: Annotation, ontology: Ontology) -> list[Item]:
    """The items of `compare` for a suggestion from which nobody worked, so that ids mean nothing.

    What lies at the same place counts as relabelled, what overlaps under the same label as moved. Both are
    corrected where they are.
    """
    suggestion = _empty(gold) if suggestion is None else suggestion
    return _items(suggestion, gold, paired_by_place(suggestion, gold), ontology)


def _empty(annotation: Annotation) -> Annotation:
    return annotation.with_(entities=(), events=())


def _items(suggestion: Annotation, submitted: Annotation, pairs: Pairs, ontology: Ontology) -> list[Item]:
    arguments = list(_arguments(suggestion, submitted, pairs))
    touched = {event for event, item in arguments if item.edit is not Edit.ACCEPTED}
    items = [item for _, item in arguments]
    for pair in pairs.pairs:
        values = list(compare_values(pair, ontology))
        items += values
        edited = pair.before.id in touched or any(item.edit is not Edit.ACCEPTED for item in values)
        items.append(_region(pair, edited=edited))
    for region in pairs.deleted:
        items += [
            Item(Part.ATTRIBUTE, item.label, Edit.DELETED, sources=sources_of(region))
            for item in new_values(region, ontology)
        ]
        cost, sources = GESTURES[Job.DELETE], sources_of(region)
        items.append(Item(_part(region), label_of(region), Edit.DELETED, cost, 0, sources, region.score))
    for region in pairs.added:
        items += new_values(region, ontology)
        cost = _new(region)
        items.append(Item(_part(region), label_of(region), Edit.ADDED, cost, cost))
    items += _types(suggestion, submitted)
    return items


def _part(region: Region) -> Part:
    return Part.MENTION if isinstance(region, Entity) else Part.EVENT


def _new(region: Region) -> int:
    return GESTURES[Job.NEW_MENTION if isinstance(region, Entity) else Job.NEW_EVENT]


def _region(pair: Pair, *, edited: bool) -> Item:
    cost = 0
    if pair.redrawn:
        cost = GESTURES[Job.DELETE] + _new(pair.after)
    else:
        if pair.relabelled:
            cost += GESTURES[Job.RELABEL_ACROSS if pair.across else Job.RELABEL]
        if pair.moved:
            cost += GESTURES[Job.MOVE]
    edit = Edit.CHANGED if edited else Edit.ACCEPTED
    if pair.relabelled:
        edit = Edit.RELABELLED
    elif pair.moved:
        edit = Edit.MOVED
    before = pair.before
    sources = sources_of(before)
    return Item(_part(before), label_of(before), edit, cost, _new(pair.after), sources, before.score)


def _arguments(
    suggestion: Annotation, submitted: Annotation, pairs: Pairs
) -> Iterator[tuple[str | None, Item]]:
    """An item for each argument, with the id of its suggested event, or None for an event that was added."""
    former = {pair.after.id: pair.before.id for pair in pairs.pairs if not pair.across}
    kept = {pair.before.id for pair in pairs.pairs if not pair.redrawn and not pair.across}
    events = {event.id: event for event in suggestion.events}
    roles_before = _roles(suggestion)
    roles_after: dict[_Link, list[str]] = {}
    new = GESTURES[Job.NEW_ARGUMENT]
    for (event, entity), roles in _roles(submitted).items():
        if event in former and entity in former:
            roles_after[former[event], former[entity]] = roles
        else:
            yield from ((former.get(event), Item(Part.ARGUMENT, r, Edit.ADDED, new, new)) for r in roles)
    for link in sorted({*roles_before, *roles_after}):
        sources, kept_both = sources_of(events[link[0]]), kept.issuperset(link)
        left, right = Counter(roles_before.get(link, ())), Counter(roles_after.get(link, ()))
        again = 0 if kept_both else new
        for role in sorted((left & right).elements()):
            yield link[0], Item(Part.ARGUMENT, role, Edit.ACCEPTED, again, new, sources)
        gone, come = sorted((left - right).elements()), sorted((right - left).elements())
        for role, _ in zip(gone, come, strict=False):
            cost = GESTURES[Job.ROLE] if kept_both else new
            yield link[0], Item(Part.ARGUMENT, role, Edit.RELABELLED, cost, new, sources)
        for role in gone[len(come) :]:
            cost = GESTURES[Job.REMOVE_ARGUMENT] if kept_both else 0
            yield link[0], Item(Part.ARGUMENT, role, Edit.DELETED, cost, sources=sources)
        for role in come[len(gone) :]:
            yield link[0], Item(Part.ARGUMENT, role, Edit.ADDED, new, new)


def _roles(annotation: Annotation) -> dict[_Link, list[str]]:
    roles: dict[_Link, list[str]] = {}
    for event in annotation.events:
        for argument in event.arguments:
            roles.setdefault((event.id, argument.entity), []).append(argument.role)
    return roles


def _types(suggestion: Annotation, submitted: Annotation) -> Iterator[Item]:
    """An item for each type that one side states of the whole article."""
    before, after = _of_article(suggestion), _of_article(submitted)
    cost = GESTURES[Job.ARTICLE_TYPE]
    for label in sorted({*before, *after}):
        if label not in before:
            yield Item(Part.TYPE, label, Edit.ADDED, cost, cost)
            continue
        sources, score = sources_of(before[label]), before[label].score
        if label not in after:
            yield Item(Part.TYPE, label, Edit.DELETED, cost, 0, sources, score)
        else:
            yield Item(Part.TYPE, label, Edit.ACCEPTED, 0, cost, sources, score)


def _of_article(annotation: Annotation) -> dict[str, Event]:
    return {event.type: event for event in annotation.events if event.trigger is None}
