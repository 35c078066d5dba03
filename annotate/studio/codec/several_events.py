"""Decides which events get the arguments and values of a region that is the trigger of several events.

On Label Studio's screen, arrows and values belong to the region. So nobody says for which of its labels they
are meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from annotate.core.findings import Finding
from annotate.core.wording import counted
from annotate.studio.codec.marked import Marked, Region
from annotate.studio.codec.unseen import UnseenFields


def divide(regions: Iterable[Marked], unseen: UnseenFields) -> Iterator[Finding]:
    """Leaves arguments or values with the event that was sent with exactly these, else with each event.

    Yields a finding for each region with several events that had arguments or values in common.
    """
    for marked in regions:
        events = [region for region in marked.regions if region.is_trigger]
        if len(events) > 1:
            yield from _divide(events, unseen)


def _divide(events: list[Region], unseen: UnseenFields) -> Iterator[Finding]:
    first = events[0]
    fillers = Counter((one.role, one.entity) for event in events for one in event.arguments)
    names = Counter(name for event in events for name in event.attributes)
    common = {filler for filler, count in fillers.items() if count > 1}
    values = sorted(name for name, count in names.items() if count > 1)
    if common and (owner := next((one for one in events if unseen.has_its_arguments(one)), None)):
        for event in events:
            if event is not owner:
                event.arguments = [one for one in event.arguments if (one.role, one.entity) not in common]
        rule = f"leaves its {counted(len(common), 'argument')} with {owner.label}, as it was sent"
        yield first.found("divided-arguments", _of(rule, events))
        common = set()
    if values and (owner := next((one for one in events if unseen.has_its_values(one)), None)):
        for event in events:
            if event is not owner:
                for name in values:
                    event.attributes.pop(name, None)
        rule = f"leaves its values of {', '.join(values)} with {owner.label}, as it was sent"
        yield first.found("divided-arguments", _of(rule, events))
        values = []
    shared = [counted(len(common), "argument")] if common else []
    shared += [f"values of {', '.join(values)}"] if values else []
    if shared:
        rule = f"gives its {' and '.join(shared)} to each of its events"
        yield first.found("shared-arguments", _of(rule, events))


def _of(rule: str, events: list[Region]) -> str:
    return f"{rule} ({', '.join(event.label for event in events)})"
