"""Annotations as other programs post them to a real Label Studio: each part is kept, or named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from annotate.core.annotation import Event
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import own_binding
from tests.builders import meeting
from tests.loop.campaign import ONTOLOGY, Campaign, submit
from tests.studio.codec.test_decoder import arrow, choice, label, typed

pytestmark = pytest.mark.studio
Result = dict[str, Any]


def sent() -> list[Result]:
    """The suggestions of a meeting, as their annotator submits them untouched."""
    return encode(meeting().annotation, own_binding(ONTOLOGY), scores=False)


def changed(change: dict[str, Any], index: int = 2) -> list[Result]:
    """The suggestions, of which one region (by default Hanoï) has other keys."""
    results = sent()
    value = {**results[index]["value"], **change.pop("value", {})}
    results[index] = {**results[index], "value": value, **change}
    return results


@dataclass(frozen=True)
class Posted:
    """What is posted, the codes that the pull reports, and the (label, words) that it brings."""

    results: list[Result]
    codes: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    less: tuple[tuple[str, str], ...] = ()


PLACE = ("LOC", "Hanoï")
BOTH = ("PROTEST", "président cubain")
AT = label("Hanoï", "LOC", "")["value"]
START, END = AT["start"], AT["end"]
NUMBERED: list[Result] = [
    {**label("rencontré", "CONSULT", "", "triggers"), "id": 7},
    {**label("Hanoï", "LOC", ""), "id": 8},
    {**arrow("", "", "Place"), "from_id": 7, "to_id": 8},
    {**choice("", "polarity", "negated"), "id": 7},
]
ROWS = {
    "untouched": Posted(sent()),
    "no-id": Posted(changed({"id": None}), ("made-up-id", "arrow-to-nothing")),
    "number": Posted(NUMBERED, ("made-up-id", "made-up-id")),
    "odd-id": Posted(changed({"id": "a b#c"}), ("made-up-id", "arrow-to-nothing")),
    "as-text": Posted(changed({"value": {"start": str(START), "end": str(END)}}), ("other-form",)),
    "fractions": Posted(changed({"value": {"start": float(START), "end": float(END)}}), ("other-form",)),
    "bare-label": Posted(changed({"value": {"labels": "LOC"}})),
    "blank": Posted(changed({"value": {"end": END + 1}}), ("trimmed",)),
    "only-a-blank": Posted(
        changed({"value": {"start": END, "end": END + 1}}), ("empty-span", "arrow-to-nothing"), less=(PLACE,)
    ),
    "mark": Posted(
        [*sent(), label("3 mars.", "DATE", "n")], ("punctuation", "nesting"), (("DATE", "3 mars."),)
    ),
    "double": Posted([*sent(), label("Hanoï", "LOC", "n"), arrow("v1", "n", "Place")], ("double",)),
    "both": Posted(
        [*sent(), label("président cubain", "PROTEST", "e1", "triggers")], ("several-labels-kept",), (BOTH,)
    ),
    "two-labels": Posted(changed({"value": {"labels": ["LOC", "PER"]}}), ("several-labels",)),
    "unknown": Posted(
        changed({"value": {"labels": ["PLANET"]}}), ("unknown-label", "arrow-to-nothing"), less=(PLACE,)
    ),
    "same-id": Posted(
        [*sent(), label("rencontré", "LOC", "e3")], ("same-id", "ambiguous"), (("LOC", "rencontré"),)
    ),
    "values": Posted([*sent(), typed("e4", "value", "2025-01-01")], ("several-values",)),
    "roles": Posted([*sent(), arrow("v1", "e3", "Friend", "Recipient")], ("unknown-role",)),
}


def marks(record: Record) -> list[tuple[str, str]]:
    """Every region as (label, words)."""
    return sorted(
        (region.type, region.trigger.text if region.trigger else "")
        if isinstance(region, Event)
        else (region.label, region.text)
        for region in record.annotation.regions
    )


def test_what_other_programs_post_is_read_or_named_and_is_the_same_at_every_pull(
    campaign: Campaign, annotator: Studio
) -> None:
    suggested = {name: meeting(name) for name in ROWS}
    campaign.push(*suggested.values())
    tasks = {task["data"]["article_id"]: task for task in campaign.tasks()}
    for name, row in ROWS.items():
        submit(annotator, tasks[name], result=row.results)
    back = {record.article.id: record for record in campaign.pull()}
    assert back.keys() == ROWS.keys()
    report = campaign.decoded
    lists = (report.problems, report.repaired, report.noted)
    codes: dict[str, list[str]] = {name: [] for name in ROWS}
    for trouble in (trouble for troubles in lists for trouble in troubles):
        codes[str(trouble.article)].append(trouble.kind)
        assert trouble.task == tasks[str(trouble.article)]["id"]
    assert {name: sorted(found) for name, found in codes.items()} == {
        name: sorted(row.codes) for name, row in ROWS.items()
    }
    whole = marks(suggested["untouched"])
    for name, row in ROWS.items():
        if name != "number":
            expected = sorted([*(mark for mark in whole if mark not in row.less), *row.more])
            assert marks(back[name]) == expected, name
    assert marks(back["number"]) == [("CONSULT", "rencontré"), PLACE]
    (event,), (place,) = back["number"].annotation.events, back["number"].annotation.entities
    assert [(one.role, one.entity) for one in event.arguments] == [("Place", place.id)]
    # The other usual value was filled in: this region was made by a person.
    assert event.attributes == {"modality": "asserted", "polarity": "negated"}
    held = {name for name, record in back.items() if record.annotation.lost}
    assert held == {str(trouble.article) for trouble in report.problems}

    anew = Campaign(campaign.studio, campaign.project_id, campaign.folder)
    anew.mirror.close()
    (campaign.folder / "mirror.sqlite").rename(campaign.folder / "former.sqlite")
    anew = Campaign(campaign.studio, campaign.project_id, campaign.folder)
    assert {record.article.id: record for record in anew.pull()} == back
