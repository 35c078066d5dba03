"""The pictures of gestures in the annotators' guidelines: taken here, of the real screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import annotate.report
from annotate.core.record import Record
from tests.browser.conftest import Pushed
from tests.browser.gestures.measured import RENEW
from tests.browser.gestures.session import begin
from tests.browser.gestures.text import edges, region, words
from tests.browser.screen import Screen
from tests.builders import annotation, article, entity, event
from tests.conftest import Server

pytestmark = [pytest.mark.studio, pytest.mark.browser, pytest.mark.slow]
PICTURES = Path(annotate.report.__file__).with_name("pictures")
NAMES = ("draw", "arrow", "boundary")
LARGEST = 60_000  # bytes: they stand in the instructions of each project
SAID = "Jeudi à Hanoï, Ana Pérez rencontrera Tô Lâm avant le sommet.\n\nLa presse en parle."
WIDTH, HEIGHT = 640, 76

# A pointer, which screenshots leave out.
_POINTER = """
([x, y]) => {
  document.getElementById('pointer')?.remove();
  document.body.insertAdjacentHTML('beforeend', `<svg id="pointer" width="22" height="30" viewBox="0 0 22 30"
    style="position: fixed; left: ${x}px; top: ${y}px; z-index: 100000; pointer-events: none">
    <path d="M1 1 L1 22 L6.5 17.5 L10 26 L14 24.3 L10.5 16 L17.5 16 Z" fill="#fff" stroke="#111"
      stroke-width="1.8" stroke-linejoin="round"/></svg>`);
}
"""


def meeting() -> Record:
    """A sentence in which one name was missed and another was cut short."""
    source = article(SAID, "pictures", title="Sommet", published="2024-03")
    entities = (
        entity(SAID, "Jeudi", "DATE", "e1", attributes={"value": "2024-03-07"}),
        entity(SAID, "Hanoï", "LOC", "e2"),
        entity(SAID, "Lâm", "PER", "e3"),
    )
    usual = {"modality": "planned", "polarity": "positive"}
    met = event(SAID, "rencontrera", "CONSULT", "v1", attributes=usual)
    return Record.of(source, annotation(source, entities, (met,)))


def take(screen: Screen, name: str) -> None:
    """Takes the picture of the sentence; keeps it for the guidelines if they are to be renewed."""
    line = screen.page.evaluate(edges(), [0, len(SAID.splitlines()[0])])
    clip = {"x": line["left"] - 24, "y": line["y"] - 40, "width": WIDTH, "height": HEIGHT}
    picture = screen.page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]
    assert len(picture) < LARGEST
    if os.environ.get(RENEW):
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(picture)


def test_the_guidelines_show_how_to_draw_to_link_and_to_move(
    server: Server, signed_in: Screen, pushed: Pushed
) -> None:
    session = begin(server, signed_in, pushed, [meeting()])
    page, jobs = signed_in.page, session.jobs
    page.add_style_tag(content=".annotate-source { visibility: hidden; }")  # next to the sentence
    mouse = page.mouse

    def point(x: float, y: float) -> None:
        mouse.move(x, y, steps=4)
        page.evaluate(_POINTER, [x, y])

    def along(said: str, do: Callable[[], None]) -> None:
        at = words(SAID, said)
        found = page.evaluate(edges(), [at.start, at.end])
        mouse.move(found["left"] + 1, found["y"])
        mouse.down()
        point(found["right"] - 1, found["below"])
        do()
        mouse.up()

    jobs.hand.key("1")
    along("Ana Pérez", lambda: take(signed_in, "draw"))
    region(page, words(SAID, "Ana Pérez"))

    jobs.select(words(SAID, "Ana Pérez"), "PER")
    jobs.hand.key("Alt+r")
    target = region(page, words(SAID, "rencontrera"))
    point(*jobs.hand.point(target, "the event"))
    jobs.hand.click(target, "the event")
    jobs.hand.click(target, "the event")  # selected: its arrows are at full strength
    take(signed_in, "arrow")
    signed_in.leave()

    jobs.select(words(SAID, "Lâm"), "PER")
    handle = page.locator(".htx-highlight.__active area.__resize_left").first
    x, y = jobs.hand.point(handle, "the handle")
    mouse.move(x, y)
    mouse.down()
    mouse.move(x - 6, y)
    at = words(SAID, "Tô Lâm")
    found = page.evaluate(edges(), [at.start, at.end])
    point(found["left"] + 1, found["y"])
    take(signed_in, "boundary")
    mouse.up()
    region(page, words(SAID, "Tô Lâm"))

    for name in NAMES:
        assert 0 < (PICTURES / f"{name}.png").stat().st_size < LARGEST, "make gestures takes it"
