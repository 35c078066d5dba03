"""The work of the checks grows with the number of regions, not with its square."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

import annotate.gold.lint
from annotate.core.annotation import Argument, Entity, Event, Status, Trigger
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.lint.label_use import LabelUse
from annotate.gold.lint.lint import Lint
from tests.builders import annotation, article

ONTOLOGY = Ontology.load("diplomacy")
HERE = annotate.gold.lint.__path__[0]


def mention(text: str, start: int, end: int, label: str = "PER") -> Entity:
    return Entity(id=f"{label}{start}-{end}", start=start, end=end, label=label, text=text[start:end])


def met(text: str, start: int, *fillers: Entity) -> Event:
    trigger = Trigger(start=start, end=start + 3, text=text[start : start + 3])
    linked = tuple(Argument(role="Agent", entity=one.id) for one in fillers)
    return Event(id=f"v{start}", type="CONSULT", trigger=trigger, arguments=linked)


def record(text: str, entities: list[Entity], events: list[Event] | None = None) -> Record:
    source = article(text)
    return Record.of(
        source, annotation(source, tuple(entities), tuple(events or ()), Status.SUBMITTED, "ana")
    )


def names(count: int) -> Record:
    """Names of two words on one line, each with another first name."""
    text = " ".join(f"Ana{number:05} Perez" for number in range(count))
    return record(text, [mention(text, 15 * number, 15 * number + 14) for number in range(count)])


def parts(count: int) -> Record:
    """Names with one first name, and places where the first name alone is marked."""
    text = " ".join(f"Ana P{number:05}" for number in range(count))
    whole = [mention(text, 11 * number, 11 * number + 10) for number in range(0, count, 2)]
    return record(
        text, [*whole, *(mention(text, 11 * number, 11 * number + 3) for number in range(1, count, 2))]
    )


def unlinked(count: int) -> Record:
    """Mentions and events in turn on one line; one event has an argument."""
    text = "Granma saw " * (count // 2)
    found = [mention(text, 11 * number, 11 * number + 6, "ORG") for number in range(count // 2)]
    events = [met(text, 11 * number + 7) for number in range(1, count // 2)]
    return record(text, found, [met(text, 7, found[0]), *events])


def arguments(count: int) -> Record:
    """One event with all mentions as its Agents."""
    text = "".join(f"Nom{number:05} " for number in range(count)) + "met."
    found = [mention(text, 9 * number, 9 * number + 8) for number in range(count)]
    return record(text, found, [met(text, 9 * count, *found)])


def nested(count: int) -> Record:
    """Mentions each in the next, all Agents of one event."""
    text = "a" * (count + 200) + " met."
    found = [mention(text, 0, number + 100) for number in range(count)]
    return record(text, found, [met(text, count + 201, *found)])


def two_labels(count: int) -> Record:
    text = "Granma " * count
    labels = ("ORG", "LOC")
    return record(text, [mention(text, 7 * n, 7 * n + 6, labels[n % 2]) for n in range(count)])


def no_spaces(count: int) -> Record:
    text = "abcdefghij" * count
    return record(text, [mention(text, 10 * number + 2, 10 * number + 7) for number in range(count)])


def lines(work: Callable[[], object]) -> int:
    """How many lines of the checks ``work`` runs."""
    counted = 0

    def local(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return local

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        return local(frame, event, argument) if frame.f_code.co_filename.startswith(HERE) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize("make", [names, parts, unlinked, arguments, nested, two_labels, no_spaces])
def test_ten_times_the_regions_are_about_ten_times_the_work(make: Callable[[int], Record]) -> None:
    few, many = make(60), make(600)

    def work(record: Record) -> int:
        lint = Lint(ONTOLOGY, LabelUse.of([record], ONTOLOGY))
        return lines(lambda: lint.odd(record.article, record.annotation))

    assert 0 < work(many) < 20 * work(few)


def test_a_finding_repeats_no_word_of_a_thousand_letters() -> None:
    record = no_spaces(1000)
    found = Lint(ONTOLOGY).odd(record.article, record.annotation)
    assert {one.finding.code for one in found} >= {"cut-word"}
    assert max(len(str(one.finding)) for one in found) < 200
