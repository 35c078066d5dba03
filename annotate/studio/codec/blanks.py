"""What a blank of a region was read as. It stays so, even if a later version of the ontology says otherwise.

A person who saves an annotation again has not looked at each blank again. So the present version counts only
for regions that are new or have another label, and for values that a person had set and has cleared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotate.core.annotation import AttributeValue, Entity, Event, label_of
from annotate.core.ontology import Ontology
from annotate.core.renaming import Names
from annotate.studio.screen.binding import Binding

Stated = tuple[AttributeValue, str]  # a value, and the ontology (NAME@VERSION) that states it


@dataclass(frozen=True)
class RegionBlanks:
    """How the blanks of a region with a label were read, in the names of that time.

    ``filled`` maps attributes to the usual value that was filled in. ``given`` names those that had a value
    on the screen. All others stayed blank.
    """

    region: str
    label: str
    filled: Mapping[str, Stated] = field(default_factory=dict)
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    """The same with the present names. A value is None where the present version does not allow it."""

    blanks: RegionBlanks
    filled: Mapping[str, tuple[AttributeValue | None, str]]  # the value, and its former name
    given: frozenset[str]


@dataclass
class BlankReading:
    """How the blanks of one annotation are read, and were read before.

    ``read`` gets how each is read now. ``kept`` counts the blanks that another version would read otherwise.
    """

    known: Mapping[tuple[str, str], _Known] = field(default_factory=dict)
    read: list[RegionBlanks] = field(default_factory=list)
    kept: int = 0

    @classmethod
    def by(cls, before: Iterable[RegionBlanks], present: Ontology, binding: Binding) -> BlankReading:
        """Knows how blanks were read ``before``, as the ``present`` version and its screen can show it."""
        names = Names(present)
        known = {}
        for one in before:
            label = names.label(one.label)
            filled = {}
            for former, (stated, _) in one.filled.items():
                name = names.attribute(former)
                value = names.value(name, stated)
                now = present.attributes_of(label).get(name)
                asked = now is not None and binding.attribute_tag(name, label) is not None
                good = asked and now is not None and now.problem_with(label, value) is None
                filled[name] = (value if good else None, former)
            known[one.region, label] = _Known(one, filled, frozenset(map(names.attribute, one.given)))
        return cls(known)

    def fill(
        self, region: Entity | Event, usual: Mapping[str, AttributeValue], ontology: str
    ) -> dict[str, Stated]:
        """What the blanks of a region mean: as before, or else ``usual``, which ``ontology`` states."""
        label = label_of(region)
        now: dict[str, Stated] = {
            name: (value, ontology) for name, value in usual.items() if name not in region.attributes
        }
        before = self.known.get((region.id, label))
        meant = now if before is None else _meant(before, region, now)
        if before is not None:
            self.kept += sum(_value(meant, name) != _value(now, name) for name in {**meant, **now})
        self.read.append(_read(before, region, meant))
        return meant

    def leave(self, region: Entity | Event) -> None:
        """Keeps what is known of a region that is as it was sent."""
        if (before := self.known.get((region.id, label_of(region)))) is not None:
            self.read.append(before.blanks)


def _meant(before: _Known, region: Entity | Event, now: Mapping[str, Stated]) -> dict[str, Stated]:
    meant = {name: stated for name, stated in now.items() if name in before.given}
    for name, (value, former) in before.filled.items():
        if value is not None and name not in region.attributes:
            meant[name] = (value, before.blanks.filled[former][1])
    return meant


def _value(stated: Mapping[str, Stated], name: str) -> AttributeValue | None:
    return stated[name][0] if name in stated else None


def _read(before: _Known | None, region: Entity | Event, meant: Mapping[str, Stated]) -> RegionBlanks:
    """How the blanks of a region are read now. What stays keeps its former names, and is kept even if the
    present version does not allow it, because a later version may.
    """
    given = tuple(sorted(region.attributes))
    if before is None:
        return RegionBlanks(region.id, label_of(region), meant, given)
    stays = {
        former: before.blanks.filled[former]
        for name, (_, former) in before.filled.items()
        if name not in region.attributes
    }
    new = {name: stated for name, stated in meant.items() if name not in before.filled}
    return RegionBlanks(region.id, before.blanks.label, {**stays, **new}, given)
