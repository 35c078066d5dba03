"""Compares the attributes of a mention or event: those that the screen shows, without the usual values."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.core.annotation import label_of
from annotate.core.filled_in import filled_in
from annotate.core.ontology import Ontology
from annotate.core.unreviewed import ATTRIBUTES
from annotate.evaluate.effort.edits import Edit, Item, Part
from annotate.evaluate.effort.pairs import Pair, Region, sources_of
from annotate.evaluate.gestures import GESTURES, Job


def new_values(region: Region, ontology: Ontology) -> list[Item]:
    """The values of a new mention or event, each as an added item."""
    values = _values(region, ontology)
    items: list[Item] = []
    for name in sorted(values):
        for _ in values[name]:
            cost = _cost(ontology, name, selected=bool(items))
            items.append(Item(Part.ATTRIBUTE, name, Edit.ADDED, cost, cost))
    return items


def _cost(ontology: Ontology, name: str, *, selected: bool) -> int:
    """What a value costs, with the selection of its mention or event unless this is ``selected``."""
    attribute = ontology.attributes.get(name)
    typed = attribute is not None and attribute.kind == "string"
    cost = GESTURES[Job.TYPED_VALUE if typed else Job.VALUE]
    return cost - (GESTURES[Job.VALUE] - GESTURES[Job.NEXT_VALUE]) if selected else cost


def compare_values(pair: Pair, ontology: Ontology) -> Iterator[Item]:
    """An item for each value. Values that are the usual ones, or that nobody saw, are not compared.

    The first edit selects the mention or event, which a relabelling has done already. The values of a redrawn
    one are made again, after it is selected. A value that the new label cannot have goes with the old label,
    and costs nothing.
    """
    if not (pair.before.attributes or pair.after.attributes):
        return
    before, after = _values(pair.before, ontology), _values(pair.after, ontology)
    sources = sources_of(pair.before)
    selected = pair.relabelled and not pair.redrawn  # one drawn anew is not selected
    drawn = False  # whether a value came before, were all of this made from nothing
    for name in sorted({*before, *after} - _unseen(pair.after)):
        attribute = ontology.attributes.get(name)
        for edit in _edits(before.get(name, []), after.get(name, []), several=_is_multiple(ontology, name)):
            stays = edit is Edit.ACCEPTED and not pair.redrawn
            goes = edit is Edit.DELETED and (
                pair.redrawn or (attribute is not None and label_of(pair.after) not in attribute.on)
            )
            cost = 0
            if not stays and not goes:
                cost, selected = _cost(ontology, name, selected=selected), True
            needed = 0
            if edit is not Edit.DELETED:
                needed, drawn = _cost(ontology, name, selected=drawn), True
            yield Item(Part.ATTRIBUTE, name, edit, cost, needed, () if edit is Edit.ADDED else sources)


def _edits(before: list[str], after: list[str], *, several: bool) -> Iterator[Edit]:
    if several:
        for value in sorted({*before, *after}):
            if value in before:
                yield Edit.ACCEPTED if value in after else Edit.DELETED
            else:
                yield Edit.ADDED
    elif before and after:
        yield Edit.ACCEPTED if before == after else Edit.CHANGED
    else:
        yield Edit.DELETED if before else Edit.ADDED


def _values(region: Region, ontology: Ontology) -> dict[str, list[str]]:
    """The values by name that the screen asks for and that somebody gave.

    Leaves out the usual value, which holds if nobody gives one, and values that a pull filled in: they were
    usual when it did so.
    """
    found: dict[str, list[str]] = {}
    unseen = _unseen(region) | filled_in(region).keys()
    for name, given in region.attributes.items():
        attribute = ontology.attributes.get(name)
        if name in unseen or (attribute is not None and not attribute.ask):
            continue
        if not _is_multiple(ontology, name):
            values = [given if isinstance(given, str) else " ".join(given)]
        else:
            values = [given] if isinstance(given, str) else list(dict.fromkeys(given))
        usual = None if attribute is None else attribute.default
        if values := [value for value in values if value != usual]:
            found[name] = values
    return found


def _unseen(region: Region) -> set[str]:
    return {name.removeprefix(ATTRIBUTES) for name in region.unreviewed if name.startswith(ATTRIBUTES)}


def _is_multiple(ontology: Ontology, name: str) -> bool:
    attribute = ontology.attributes.get(name)
    return attribute is not None and attribute.kind == "multiple"
