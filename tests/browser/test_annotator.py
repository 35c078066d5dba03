"""An annotator's day in a real Chromium: what is done there is exactly what `annotate pull` brings."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from annotate.core.annotation import Entity, Status
from tests.browser.articles import VISIT, visit
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen
from tests.conftest import Server

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def as_pulled(entity: Entity) -> Entity:
    """A suggested mention as pull brings it."""
    return entity.with_(unreviewed=("ref",)) if entity.ref is not None else entity


def test_what_the_annotator_does_is_what_pull_brings(server: Server, screen: Screen, pushed: Pushed) -> None:
    sent = {id: visit(id) for id in ("corrected", "skipped", "drafted", "untouched", "unseen")}
    campaign = pushed(list(sent.values()))
    screen.sign_in(server.annotator.email, server.annotator.password)

    screen.open_queue(campaign.project_id)
    guide = screen.instructions()
    expect(guide).to_contain_text("Guide d’annotation")
    expect(guide).to_contain_text("Les gestes")
    marked = guide.locator("mark").first.evaluate("mark => getComputedStyle(mark).backgroundColor")
    assert marked.startswith("rgba(0, 114, 178"), marked  # the colour of PER
    screen.keep("guidelines-in-label-studio")
    screen.close_instructions()

    # The suggestions are on the screen.
    assert ("ORG", "Hanoï") in screen.labels()
    assert ("CONSULT", "rencontré") in screen.labels()
    arrows = screen.page.locator("svg text")
    assert not [arrow for arrow in arrows.all_text_contents() if arrow], "their directions say the roles"
    expect(screen.page.get_by_role("checkbox", name="Coopérer")).to_be_checked()
    expect(screen.page.get_by_role("checkbox", name="S’engager")).not_to_be_checked()
    named = screen.mention("Hanoï").evaluate("mention => getComputedStyle(mention, '::after').content")
    assert "Organisation" in named  # told apart without colours too
    screen.select("rencontré")
    expect(screen.attributes.get_by_role("radio", name="réel")).to_be_checked()
    expect(screen.attributes.get_by_role("radio", name="affirmé")).to_be_checked()
    screen.keep("suggestions")

    screen.delete("presse")
    screen.relabel("Hanoï", "3")
    screen.mark(VISIT, "Ana Pérez", "1")
    screen.relate("rencontré", "Tô Lâm", "Agent")
    screen.select("signé")
    screen.choose("nié")
    screen.keep("corrected")
    screen.submit()

    screen.skip()  # the queue has gone on to the next

    screen.open_task(campaign.project_id, campaign.task_of["drafted"])
    with screen.page.expect_response(
        lambda answer: "/drafts" in answer.url and answer.request.method in ("POST", "PATCH")
    ):
        screen.delete("presse")
    screen.keep("draft")

    screen.open_task(campaign.project_id, campaign.task_of["untouched"])
    screen.submit()

    back = campaign.pulled()
    assert {id: record.annotation.status for id, record in back.items()} == {
        "corrected": Status.SUBMITTED,
        "skipped": Status.SKIPPED,
        "drafted": Status.DRAFT,
        "untouched": Status.SUBMITTED,
    }
    untouched = back["untouched"].annotation
    assert untouched.entities == tuple(map(as_pulled, sent["untouched"].annotation.entities))
    assert untouched.events == sent["untouched"].annotation.events
    assert back["untouched"].article == sent["untouched"].article

    suggested, corrected = sent["corrected"].annotation, back["corrected"].annotation
    # Nobody saw the refs on the screen.
    before = {entity.id: as_pulled(entity) for entity in suggested.entities}
    after = {entity.id: entity for entity in corrected.entities}
    assert before.keys() - after.keys() == {"e5"}
    (added,) = after.keys() - before.keys()
    assert (after[added].label, after[added].text) == ("PER", "Ana Pérez")
    assert VISIT[after[added].start : after[added].end] == "Ana Pérez"
    assert after["e1"].label == "LOC"
    assert [after[id] for id in ("e2", "e3", "e4", "e6")] == [before[id] for id in ("e2", "e3", "e4", "e6")]
    events = {event.id: event for event in corrected.events}
    met, signed, untriggered = (events[event.id] for event in suggested.events)
    assert {(use.role, use.entity) for use in met.arguments} == {
        ("Agent", "e3"),
        ("Time", "e2"),
        ("Agent", "e4"),
    }
    assert met.attributes == suggested.events[0].attributes
    assert signed.attributes == {"modality": "asserted", "polarity": "negated"}
    assert signed.arguments == suggested.events[1].arguments
    assert untriggered == suggested.events[2]
    assert len(events) == 3
