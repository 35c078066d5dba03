"""What an annotator sees of a dense dispatch at 1440x900, measured in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from annotate.core import jsonl
from annotate.core.record import Record
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen
from tests.builders import annotation

pytestmark = [pytest.mark.studio, pytest.mark.browser]

DISPATCHES = Path(__file__).parents[1] / "data" / "dispatches" / "development" / "gold.jsonl"
DENSEST = "fr-c5"  # of the development half, by arrows per line
HEIGHT = 900  # of the window

# Words of the article: in how many lines they can be seen, and how many are under the word of a role. Of a
# word, the height of its small letters counts.
_MEASURED = """
() => {
  const text = document.querySelector('.annotate-text .lsf-htx-richtext');
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const words = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const found of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      words.push(...range.getClientRects());
    }
  }
  const lines = new Set();
  for (const word of words) {
    const top = document.elementFromPoint(word.left + 3, word.top + word.height / 2);
    if (top && text.contains(top)) lines.add(Math.round(word.bottom / 12));
  }
  const shown = [...lines].sort((a, b) => a - b).filter((line, index, all) => line - all[index - 1] !== 1);
  const names = [...document.querySelectorAll('.relations-overlay text')];
  const roles = names.map(name => name.getBoundingClientRect());
  const covered = words.filter(word => roles.some(role =>
    role.left < word.right && role.right > word.left
    && role.top < word.top + word.height * .75 && role.bottom > word.top + word.height * .35));
  return {lines: shown.length, covered: covered.length, left: Math.min(...roles.map(role => role.left), 0)};
}
"""
_CONTRAST = """
one => {
  const parts = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => {
    const [r, g, b] = parts(color).slice(0, 3).map(part => part / 255)
      .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  let behind = one;
  const isOpaque = node => (parts(getComputedStyle(node).backgroundColor)[3] ?? 1) === 1;
  while (behind.parentElement && !isOpaque(behind)) behind = behind.parentElement;
  const [low, high] = [light(getComputedStyle(one).color), light(getComputedStyle(behind).backgroundColor)]
    .sort((a, b) => a - b);
  return (high + .05) / (low + .05);
}
"""


@pytest.fixture
def opened(signed_in: Screen, pushed: Pushed) -> Screen:
    """The densest dispatch in the queue, with its gold as suggestions."""
    (gold,) = (one for one in jsonl.read_records(DISPATCHES) if one.article.id == DENSEST)
    suggested = annotation(gold.article, gold.annotation.entities, gold.annotation.events)
    campaign = pushed([Record.of(gold.article, suggested)])
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    expect(signed_in.page.locator(".relations-overlay path").first).to_be_attached()
    return signed_in


def test_the_text_has_most_of_the_window_and_nothing_lies_on_it(opened: Screen) -> None:
    page = opened.page
    measured = page.evaluate(_MEASURED)
    assert measured["lines"] >= 15
    assert measured["covered"] == 0
    assert measured["left"] == 0, "no role leaves the page"
    opened.keep("dense-dispatch")

    # Labels and article-level types are in sight, and attributes as soon as a region is selected.
    for shown in (
        page.locator(".annotate-tools .lsf-label").last,
        page.locator(".annotate-types [type=checkbox]").last,
    ):
        box = shown.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < HEIGHT - 50
    faint = page.locator(".relations-overlay").evaluate("one => Number(getComputedStyle(one).opacity)")
    opened.select("exhorté")
    expect(opened.attributes.get_by_role("radio", name="réel")).to_be_in_viewport()
    full = page.locator(".relations-overlay").evaluate("one => Number(getComputedStyle(one).opacity)")
    assert faint < 0.7 < full
    says = page.locator(".annotate-tools").evaluate("one => getComputedStyle(one, '::after').content")
    assert "Échap" in says, "with a region selected, the palette says that a key relabels it"
    opened.keep("dense-dispatch-selected")

    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.setAttribute('data-color-scheme', theme)", theme)
        names = page.locator(".lsf-outliner-item .lsf-labels-list")
        assert min(name.evaluate(_CONTRAST) for name in names.all()[:20]) >= 4.5, theme

    _a_boundary_is_one_drag_and_its_arrows_stay(opened)


def _a_boundary_is_one_drag_and_its_arrows_stay(opened: Screen) -> None:
    page = opened.page
    arrows = page.locator(".relations-overlay > g").count()
    opened.select("retrait")
    edge = page.locator(".htx-highlight.__active area.__resize_left")
    expect(edge).to_be_visible()
    handle, word = edge.bounding_box(), page.locator(".htx-highlight.__active").bounding_box()
    assert handle is not None
    assert word is not None
    left, middle = word["x"], word["y"] + word["height"] / 2
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(left + 6, middle, steps=3)
    page.mouse.move(left + 22, middle, steps=6)
    page.mouse.up()
    marked = page.locator(".htx-highlight.__active").text_content()
    assert marked is not None
    assert marked != "retrait"
    assert "retrait".endswith(marked)
    assert page.locator(".relations-overlay > g").count() == arrows
