"""Five dispatches with known errors, corrected in the browser: the gestures, and that the gold comes back."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Pushed
from tests.browser.gestures import measured
from tests.browser.gestures.dispatches import ERRORS, correct, gold_of, suggestions
from tests.browser.gestures.gold import content
from tests.browser.gestures.session import FORMER_ONTOLOGY, ONTOLOGY, begin
from tests.browser.screen import Screen
from tests.conftest import Server

pytestmark = [pytest.mark.studio, pytest.mark.browser]
ONE, *OTHERS = ERRORS


def corrected(
    server: Server, screen: Screen, pushed: Pushed, *articles: str, former: bool = False
) -> dict[str, int]:
    """Corrects the articles as the queue shows them, and compares what is pulled with the gold."""
    golds = {id: gold_of(id) for id in articles}
    ontology = FORMER_ONTOLOGY if former else ONTOLOGY
    sent = [suggestions(gold, ontology) for gold in golds.values()]
    session = begin(server, screen, pushed, sent, former=former)
    counted = {}
    for id, gold in golds.items():
        session.wait_for(id)
        before = session.jobs.hand.count
        correct(gold, session.jobs)
        session.jobs.submit()
        counted[id] = session.jobs.hand.count - before
    pulled = session.pulled()
    for id, gold in golds.items():
        assert content(pulled[id]) == content(gold.annotation), id
        assert pulled[id].lost == {}
    return counted


def test_a_dispatch_is_corrected_with_as_few_gestures_as_the_page_says(
    server: Server, signed_in: Screen, pushed: Pushed
) -> None:
    measured.check(corrected(server, signed_in, pushed, ONE), "dispatches", "now")


@pytest.mark.slow
def test_four_more_dispatches_are_corrected(server: Server, signed_in: Screen, pushed: Pushed) -> None:
    measured.check(corrected(server, signed_in, pushed, *OTHERS), "dispatches", "now")


@pytest.mark.slow
def test_on_the_former_screen_the_same_corrections_took_more(
    server: Server, signed_in: Screen, pushed: Pushed
) -> None:
    counted = corrected(server, signed_in, pushed, *ERRORS, former=True)
    measured.check(counted, "dispatches", "former")
